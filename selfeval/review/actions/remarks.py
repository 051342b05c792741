"""What a reviewer says of a cell, what the county answers, and when it is settled."""

from django.utils import timezone

from selfeval import states
from selfeval.filing.actions.rows import label_of, locked_report
from selfeval.filing.addresses import LONGEST_ADDRESS
from selfeval.models import Remark, RemarkState, Report
from selfeval.permissions import can_review, check_can_write
from trust import log
from trust.refusals import Refused

GONE = "这条意见已不存在，请刷新页面。"
MOST_REMARKS = 500
LONGEST = 2000


@log.acting()
def write_remark(*, report_id: int, cell: str, text: str, user, actor: log.Actor) -> Remark:
    """Say something of a cell, or of the whole report (cell empty). Raises Refused.

    The county reads it once the report is returned.
    """
    report = locked_report(report_id)
    if states.step_of(report, "return", user) is None:
        raise Refused("报告不在您审核的环节，不能写审核意见。")
    text = _checked(text, "意见")
    if len(cell) > LONGEST_ADDRESS or report.remarks.count() >= MOST_REMARKS:
        raise Refused("意见条数过多或位置有误，没有保存。")
    remark = Remark(
        report=report, cell=cell, text=text, written_by=user, written_as=actor.role[:80]
    )
    remark._history_user = user
    remark.save()
    _log("写审核意见", remark, report, actor=actor, after={"位置": cell, "意见": text})
    return remark


@log.acting()
def answer_remark(*, remark_id: int, answer: str, user, actor: log.Actor, now=None) -> Remark:
    """The county's answer to a remark that came with a return. Raises Refused."""
    remark, report = _locked(remark_id)
    check_can_write(user, report, actor, now=now or timezone.now())
    if remark.sent_with_id is None or remark.state == RemarkState.SETTLED:
        raise Refused("这条意见已了结或尚未发出，不能答复。")
    before = remark.answer
    remark.answer, remark.state = _checked(answer, "答复"), RemarkState.ANSWERED
    _save(remark, user, ["answer", "state"])
    _log(
        "答复审核意见",
        remark,
        report,
        actor=actor,
        before={"答复": before},
        after={"答复": remark.answer},
    )
    return remark


@log.acting()
def settle_remark(*, remark_id: int, user, actor: log.Actor) -> Remark:
    """A reviewer is content with a remark. Nothing happens to one that is settled."""
    remark, report = _locked(remark_id)
    if not can_review(user, report):
        raise Refused("只有审核单位可以了结审核意见。")
    if remark.state != RemarkState.SETTLED:
        before = remark.get_state_display()
        remark.state = RemarkState.SETTLED
        _save(remark, user, ["state"])
        after = {"状态": remark.get_state_display()}
        _log("了结审核意见", remark, report, actor=actor, before={"状态": before}, after=after)
    return remark


@log.acting()
def delete_remark(*, remark_id: int, user, actor: log.Actor) -> None:
    """Take back a remark of one's own that was not sent yet. Raises Refused."""
    remark, report = _locked(remark_id)
    if remark.sent_with_id is not None or remark.written_by_id != user.pk:
        raise Refused("只能删除自己写的、尚未随退回发出的意见。")
    _log(
        "删除审核意见",
        remark,
        report,
        actor=actor,
        before={"位置": remark.cell, "意见": remark.text},
    )
    remark._history_user = user
    remark.delete()


def _locked(remark_id: int) -> tuple[Remark, Report]:
    """Return a remark and its report, the report locked first as everywhere."""
    found = Remark.objects.filter(pk=remark_id).values_list("report_id", flat=True).first()
    if found is None:
        raise Refused(GONE)
    report = locked_report(found)
    remark = Remark.objects.filter(pk=remark_id).first()
    if remark is None:
        raise Refused(GONE)
    return remark, report


def _save(remark: Remark, user, fields: list[str]) -> None:
    remark._history_user = user
    remark.save(update_fields=fields)


def _checked(text: str, noun: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise Refused(f"请填写{noun}；没有保存。")
    if len(text) > LONGEST:
        raise Refused(f"{noun}超过 {LONGEST} 字，请精简；没有保存。")
    return text


def _log(action, remark, report, *, actor, before=None, after=None) -> None:
    label = f"{label_of(report)} · {remark.cell or '整份报告'}"
    log.write(actor, action, remark, label=label, before=before, after=after)
