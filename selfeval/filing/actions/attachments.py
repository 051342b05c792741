"""Files laid to an indicator, a table or the whole report."""

from django.utils import timezone

from selfeval.engine.addresses import is_within
from selfeval.filing.actions.rows import label_of, locked_report
from selfeval.loading import laid_of
from selfeval.models import Attachment, Report
from selfeval.permissions import check_can_write, is_cell_open
from trust import files, log
from trust.models import StoredFile
from trust.refusals import Refused

MOST_FILES = 200


@log.acting()
def add_attachment(
    *, report_id: int, code: str, file: StoredFile, name: str, user, actor: log.Actor, now=None
) -> Attachment:
    """Lay a stored file to an indicator, a table, a field or (code empty) the report.

    The bytes were stored before (trust.files.store). Raises Refused.
    """
    report = locked_report(report_id)
    check_can_write(user, report, actor, now=now or timezone.now())
    _check_place(report, code)
    if report.attachments.current().count() >= MOST_FILES:
        raise Refused(f"一份报告最多上传 {MOST_FILES} 个附件，请先撤下不需要的。")
    name = files.safe_name(name)
    there = report.attachments.current().filter(code=code, file=file).first()
    if there is not None:
        why = "已经添加过" if there.name == name else f"与“{there.name}”是同一个文件"
        raise Refused(f"“{name}”{why}，没有重复添加。")
    attachment = Attachment.objects.create(
        report=report, code=code, file=file, name=name, added_by=user
    )
    log.write(
        actor,
        "添加附件",
        attachment,
        label=label_of(report),
        after={"位置": code, "文件": attachment.name, "SHA-256": file.sha256},
    )
    return attachment


@log.acting()
def withdraw_attachment(*, attachment_id: int, user, actor: log.Actor, now=None) -> Attachment:
    """Take a file back; the file and the fact are kept, as are versions submitted with it."""
    found = Attachment.objects.filter(pk=attachment_id).values_list("report_id", flat=True).first()
    if found is None:
        raise Refused("这个附件已不存在，请刷新页面。")
    report = locked_report(found)
    attachment = Attachment.objects.get(pk=attachment_id)
    check_can_write(user, report, actor, now=now or timezone.now())
    _check_open(report, attachment.code)
    if attachment.withdrawn_at is None:
        attachment.withdrawn_at = timezone.now()
        attachment.save(update_fields=["withdrawn_at"])
        before = {"位置": attachment.code, "文件": attachment.name}
        log.write(actor, "撤下附件", attachment, label=label_of(report), before=before)
    return attachment


def _check_place(report: Report, code: str) -> None:
    laid = laid_of(report)
    if code and code not in {*laid.index.fields, *laid.index.tables, *laid.node_by_code}:
        raise Refused("表式中没有这一项，附件没有上传；请刷新页面。")
    _check_open(report, code)


def _check_open(report: Report, code: str) -> None:
    """A file for the whole report may come with any correction; others where cells opened."""
    opened = report.open_cells or ()
    is_open = not code or is_cell_open(report, code)
    if not is_open and not any(is_within(cell, code) for cell in opened):
        raise Refused("这一项没有开放修改，附件保持原样。")
