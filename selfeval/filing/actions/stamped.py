"""盖章扫描件: the signed and sealed paper that comes back as a file, before or after submitting."""

from selfeval.filing.actions.attachments import MOST_FILES
from selfeval.filing.actions.rows import label_of, locked_report
from selfeval.filing.sealed import sealed_now
from selfeval.models import STAMPED, Attachment, Report, ReportState
from selfeval.permissions import can_file
from trust import files, log
from trust.models import StoredFile
from trust.refusals import Refused
from trust.scans import check_scan_name


def why_not_stampable(user, report: Report) -> str:
    """Return why this person may not send or take back the sealed paper now; "" where they may.

    A deadline does not matter: the paper follows the report, and is sealed when it is sealed.
    """
    if not can_file(user, report):
        return f"只有{report.county_name}的填报人可以上传盖章扫描件，您只能查看。"
    if report.state == ReportState.PUBLISHED:
        return "报告已公开，盖章扫描件不能再改；需要更换请联系考核办撤回公开。"
    return ""


@log.acting()
def send_stamped(
    *, report_id: int, file: StoredFile, name: str, user, actor: log.Actor
) -> Attachment:
    """Lay the sealed paper to the report, for the submission that stands or is to come next.

    The bytes were held against the name before they were stored. Raises Refused.
    """
    report = _open_report(report_id, user)
    current = report.attachments.current()
    if current.count() >= MOST_FILES:
        raise Refused(f"一份报告最多上传 {MOST_FILES} 个附件，请先撤下不需要的。")
    name = files.safe_name(name)
    check_scan_name(name)
    version = sealed_now(report)
    if current.sealing(version.number, version.digest).filter(file=file).exists():
        raise Refused(f"“{name}”已经上传过，没有重复添加。")
    sent = Attachment.objects.create(
        report=report, code=STAMPED, file=file, name=name, added_by=user,
        sent_for=version.number, sent_digest=version.digest,
    )  # fmt: skip
    what = {
        "文件": name, "SHA-256": file.sha256, "状态": report.get_state_display(),
        "第几次": version.number,
    }  # fmt: skip
    log.write(actor, "上传盖章扫描件", sent, label=label_of(report), after=what)
    return sent


@log.acting()
def take_back_stamped(*, report_id: int, pk: int, user, actor: log.Actor, now) -> Attachment:
    """Take a sealed paper back; the file and the fact are kept. Raises Refused."""
    report = _open_report(report_id, user)
    sent = report.attachments.filter(pk=pk, code=STAMPED).first()
    if sent is None:
        raise Refused("这份扫描件已不存在，请刷新页面。")
    if sent.withdrawn_at is None:
        sent.withdrawn_at = now
        sent.save(update_fields=["withdrawn_at"])
        what = {"文件": sent.name}
        log.write(actor, "撤下盖章扫描件", sent, label=label_of(report), before=what)
    return sent


def _open_report(report_id: int, user) -> Report:
    report = locked_report(report_id)
    why = why_not_stampable(user, report)
    if why:
        raise Refused(why)
    return report
