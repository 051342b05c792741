"""What colleagues say of a report, answer, settle and take back. The report itself stays as it
is: neither its words nor its version change."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from selfeval.comments.places import Places
from selfeval.filing.actions.rows import label_of, locked_report
from selfeval.filing.addresses import clean_words
from selfeval.models import Comment, CommentSide, Report
from selfeval.permissions import is_among, side_of
from trust import log
from trust.refusals import Refused
from trust.twice import just_made

LONGEST = 500
#: Of one side on one report.
MOST_COMMENTS = 500
GONE = "这条批注已由他人撤回，没有改动；请刷新页面。"
NOT_YOURS = "只有本单位的人可以答复和处理批注，没有改动。"


@log.acting()
def write_comment(
    *, report_id: int, cell: str, text: str, user, actor: log.Actor, now: datetime | None = None
) -> Comment:
    """Say something of a cell, or of the whole report (cell empty), to the own unit.

    Said twice at once it is said once: the first is returned. Raises Refused.
    """
    report = locked_report(report_id)
    side = side_of(user, report)
    if not side:
        raise Refused("只有填报人和审核人可以写批注，没有保存。")
    place = Places.for_side(report, side).cell(cell) if cell else None
    if cell and place is None:
        raise Refused("表中没有这个位置，或所在的行刚被删除；没有保存，请另选位置。")
    fresh = Comment(
        report=report, side=side, unit_id=_unit_of(report, side), cell=cell,
        cell_label=place.label if place else "", text=text, written_by=user,
    )  # fmt: skip
    return _kept("写批注", fresh, report, actor=actor, now=now)


@log.acting()
def reply_to(
    *, comment_id: int, text: str, user, actor: log.Actor, now: datetime | None = None
) -> Comment:
    """Answer a comment of the own unit; one that was settled is open again. Raises Refused."""
    begun, report = _locked_thread(comment_id, user)
    fresh = Comment(
        report=report, thread=begun, side=begun.side, unit_id=begun.unit_id, cell=begun.cell,
        cell_label=begun.cell_label, text=text, written_by=user,
    )  # fmt: skip
    kept = _kept("答复批注", fresh, report, actor=actor, now=now)
    if begun.settled_at is not None:
        _mark(begun, None)
    return kept


@log.acting()
def settle_comment(*, comment_id: int, seen: int, user, actor: log.Actor) -> Comment:
    """Mark a thread as 已处理. seen: how many replies the person saw; with others since it is
    Refused, so that nothing is settled unread. Nothing happens to one that is settled."""
    begun, report = _locked_thread(comment_id, user)
    if begun.settled_at is not None:
        return begun
    if begun.replies.count() > seen:
        raise Refused("打开本页之后又有人答复，没有标为已处理；请看过答复再办。")
    _mark(begun, user)
    _log("处理批注", begun, report, actor=actor, after={"状态": "已处理"})
    return begun


@log.acting()
def reopen_comment(*, comment_id: int, user, actor: log.Actor) -> Comment:
    """Mark a thread as open again. Nothing happens to one that is open."""
    begun, report = _locked_thread(comment_id, user)
    if begun.settled_at is not None:
        _mark(begun, None)
        _log("重新打开批注", begun, report, actor=actor, after={"状态": "未处理"})
    return begun


@log.acting()
def withdraw_comment(*, comment_id: int, user, actor: log.Actor) -> Comment:
    """Take back what one wrote oneself. Without an answer after it, it is gone; else 已撤回 stands
    in its place, so that the answers keep their sense. Raises Refused."""
    comment, report = _locked(comment_id)
    if comment.written_by_id != user.pk or not is_among(user, comment):
        raise Refused("只能撤回自己写的批注，没有改动。")
    if comment.withdrawn_at is not None:
        return comment
    _log("撤回批注", comment, report, actor=actor, before={"批注": comment.text})
    if _has_answer(comment):
        comment.text, comment.withdrawn_at = "", timezone.now()
        comment.save(update_fields=["text", "withdrawn_at"])
    else:
        begun = comment.thread_id or comment.pk
        comment.delete()
        _drop_withdrawn_ends(begun)
    return comment


def remove_comments(report: Report) -> list[str]:
    """Remove all that was said of a report that is being removed; return it for the log."""
    rows = Comment.objects.filter(report=report)
    told = [f"{row.place_label}：{row}" for row in rows]
    rows.delete()
    return told


def _unit_of(report: Report, side: str) -> int | None:
    """Return whose people a side are; None for the assessment office."""
    if side == CommentSide.COUNTY:
        return report.county_id
    return report.county.city_id if side == CommentSide.CITY else None


def _has_answer(comment: Comment) -> bool:
    said = Comment.objects.filter(thread=comment.thread_id or comment.pk)
    return said.filter(pk__gt=comment.pk).exists()


def _drop_withdrawn_ends(begun: int) -> None:
    """Remove what says 已撤回 alone and has no answer after it any more."""
    for row in Comment.objects.filter(Q(pk=begun) | Q(thread=begun)).order_by("-pk"):
        if row.withdrawn_at is None:
            return
        row.delete()


def _kept(
    action: str, fresh: Comment, report: Report, *, actor: log.Actor, now: datetime | None
) -> Comment:
    """Save what is said and log it, or return the same as it was just said. Raises Refused."""
    fresh.text = clean_words(fresh.text)
    if not fresh.text:
        raise Refused("批注是空的，没有保存。")
    if len(fresh.text) > LONGEST:
        raise Refused(f"批注有 {len(fresh.text)} 字，超过 {LONGEST} 字；请精简，没有保存。")
    own = Comment.objects.filter(report=report, side=fresh.side, unit=fresh.unit_id)
    same = own.filter(
        thread=fresh.thread, cell=fresh.cell, text=fresh.text, written_by=fresh.written_by
    )
    if (there := just_made(same, "written_at", now=now)) is not None:
        return there
    if own.count() >= MOST_COMMENTS:
        raise Refused(f"这份报告的批注已有 {MOST_COMMENTS} 条，不能再写；没有保存。")
    fresh.save()
    _log(action, fresh, report, actor=actor, after={"批注": fresh.text})
    return fresh


def _locked(comment_id: int) -> tuple[Comment, Report]:
    """Return a comment and its report, the report locked first as everywhere."""
    found = Comment.objects.filter(pk=comment_id).values_list("report_id", flat=True).first()
    if found is None:
        raise Refused(GONE)
    report = locked_report(found)
    comment = Comment.objects.filter(pk=comment_id).first()
    if comment is None:
        raise Refused(GONE)
    return comment, report


def _locked_thread(comment_id: int, user) -> tuple[Comment, Report]:
    """Return what begins a thread of the person's own unit, and its report. Raises Refused."""
    begun, report = _locked(comment_id)
    if not is_among(user, begun) or begun.thread_id is not None:
        raise Refused(NOT_YOURS)
    return begun, report


def _mark(begun: Comment, settled_by) -> None:
    begun.settled_by = settled_by
    begun.settled_at = timezone.now() if settled_by is not None else None
    begun.save(update_fields=["settled_by", "settled_at"])


def _log(action, comment, report, *, actor, before=None, after=None) -> None:
    label = f"{label_of(report)} · {comment.place_label}"
    log.write(actor, action, comment, label=label, before=before, after=after)
