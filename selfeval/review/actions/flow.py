"""The review: taken up, passed on, returned, accepted, published.

Each function asks selfeval.states who may and when, locks the report, compares the version
the person saw, changes, keeps history and logs, in one transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import cast

from django.db import transaction
from django.utils import timezone

from selfeval.engine.addresses import address_of
from selfeval.filing.actions.rows import label_of, locked_report, save_report
from selfeval.filing.actions.steps import checked_step, take_step
from selfeval.filing.addresses import LONGEST_ADDRESS
from selfeval.jobs import lay_out_ahead
from selfeval.loading import laid_of
from selfeval.models import (
    RemarkState,
    Report,
    ReportState,
    Return,
    Submission,
)
from selfeval.notices import tell_returned
from selfeval.review.published import keep_decisions
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated, check_version

MOST_CELLS = 2000


@log.acting()
def take_up(*, report_id: int, version: int, user, actor: log.Actor) -> Report:
    """Begin the review: of the city, or of the province where the city has none."""
    return take_step(report_id, version, "take_up", user=user, actor=actor)


@log.acting()
def pass_on(*, report_id: int, version: int, user, actor: log.Actor) -> Report:
    """The city has no objection: on to the province."""
    return take_step(report_id, version, "pass_on", user=user, actor=actor)


@log.acting()
def accept_report(*, report_id: int, version: int, user, actor: log.Actor) -> Report:
    """Accept the latest submitted version."""
    _lay_out_ahead(report_id)
    return take_step(report_id, version, "accept", user=user, actor=actor)


@log.acting()
def publish_report(
    *,
    report_id: int,
    version: int,
    decided: Mapping[str, bool] | None = None,
    user,
    actor: log.Actor,
) -> Report:
    """Let anybody read the accepted version, what is personal masked.

    decided: of every name that is asked about, by its key, whether it is masked. Raises Refused
    if there are others.
    """
    _lay_out_ahead(report_id)
    return take_step(
        report_id, version, "publish", user=user, actor=actor,
        beside=partial(keep_decisions, decided=decided or {}, user=user),
    )  # fmt: skip


def _lay_out_ahead(report_id: int) -> None:
    """Have the paper ready, once the step holds, for those who read it from now on."""
    transaction.on_commit(partial(lay_out_ahead.enqueue, report_id), robust=True)


@log.acting()
def unpublish_report(
    *, report_id: int, version: int, reason: str, user, actor: log.Actor
) -> Report:
    """Take a published report back. Raises Refused without a reason."""
    return take_step(report_id, version, "unpublish", user=user, actor=actor, reason=reason)


@log.acting()
def return_report(
    *,
    report_id: int,
    version: int,
    reason: str,
    cells: Sequence[str] | None,
    correct_by: datetime | None,
    user,
    actor: log.Actor,
    now: datetime | None = None,
) -> Return:
    """Send a report back for correction, with the remarks that were written on it.

    cells: the addresses that open again; None opens everything. correct_by: until when;
    None sets no day. Raises Refused without a reason, or Outdated.
    """
    return _send_back(
        report_id, version, "return", reason=reason, cells=cells, correct_by=correct_by,
        user=user, actor=actor, now=now or timezone.now(),
    )  # fmt: skip


@log.acting()
def reopen_accepted(
    *,
    report_id: int,
    version: int,
    reason: str,
    cells: Sequence[str] | None = None,
    correct_by: datetime | None = None,
    user,
    actor: log.Actor,
    now: datetime | None = None,
) -> Return:
    """Undo the acceptance and send the report back. Raises Refused or Outdated."""
    return _send_back(
        report_id, version, "reopen", reason=reason, cells=cells, correct_by=correct_by,
        user=user, actor=actor, now=now or timezone.now(),
    )  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What became of many reports. refused: (report, why)."""

    done: tuple[Report, ...]
    refused: tuple[tuple[Report, str], ...]


_BULK = {
    "take_up": take_up,
    "pass_on": pass_on,
    "accept": accept_report,
    "publish": publish_report,
}


def review_many(*, report_ids: Mapping[int, int], step: str, user, actor: log.Actor) -> Outcome:
    """Take one forward step with each of many reports; each stands or falls by itself.

    report_ids: {report: version that the preview showed}. «pass_on» and «accept» take up a
    report that is still waiting. Reports the person may not see are left aside.
    """
    action = _BULK.get(step)
    if action is None:
        raise Refused("这一步不能批量办理，请逐份办理。")
    done, refused = [], []
    seen = Report.objects.visible_to(user).select_related("task", "county").order_by("pk")
    for report in seen.filter(pk__in=report_ids):
        told = {"report_id": report.pk, "user": user, "actor": actor}
        try:
            with log.acting():
                version = report_ids[report.pk]
                if report.state == ReportState.SUBMITTED and step in ("pass_on", "accept"):
                    version = take_up(version=version, **told).version
                done.append(action(version=version, **told))
        except Refused as why:
            refused.append((report, str(why)))
        except Outdated:
            refused.append((report, "已有变动，请重新查看后再办理。"))
    return Outcome(tuple(done), tuple(refused))


def _send_back(
    report_id: int,
    version: int,
    name: str,
    *,
    reason: str,
    cells: Sequence[str] | None,
    correct_by: datetime | None,
    user,
    actor: log.Actor,
    now: datetime,
) -> Return:
    report = locked_report(report_id)
    check_version(report, version)
    step = checked_step(report, name, user, now=now, reason=reason)
    opened = None if cells is None else _known_cells(cells)
    if correct_by is not None and correct_by <= now:
        raise Refused("修改期限已过，请改为今后的时间；没有做任何改动。")
    back = Return.objects.create(
        report=report, submission=cast(Submission, report.latest), returned_from=report.state,
        reason=reason.strip(), cells=opened, correct_by=correct_by, returned_by=user,
    )  # fmt: skip
    sent = list(report.remarks.filter(sent_with=None, state=RemarkState.OPEN))
    for remark in sent:
        remark.sent_with = back
        remark._history_user = user
        remark.save(update_fields=["sent_with"])
    before = report.get_state_display()
    report.state, report.returned_from = ReportState.RETURNED, step.source
    report.open_cells, report.correct_by = _with_total(report, opened), correct_by
    report.accepted, report.accepted_at = None, None
    fields = ["state", "returned_from", "open_cells", "correct_by", "accepted", "accepted_at"]
    save_report(report, user, fields)
    tell_returned(back, report, actor)
    log.write(
        actor,
        step.label,
        report,
        label=label_of(report),
        before={"状态": before},
        after={
            "状态": report.get_state_display(), "开放修改": opened, "修改期限": correct_by,
            "附意见": len(sent), "回执号": back.submission.receipt,
        },
        reason=reason.strip(),
    )  # fmt: skip
    return back


def _with_total(report: Report, opened: list[str] | None) -> list[str] | None:
    """Add the total and the grade where a score opens: they follow from it."""
    if opened is None:
        return None
    nodes = set(laid_of(report).node_by_code)
    aspects = ("score", "weight", "not_applicable", "dropped")
    scored = nodes | {address_of(code, aspect) for code in nodes for aspect in aspects}
    return [*dict.fromkeys([*opened, *("total", "grade") * bool(scored & set(opened))])]


def _known_cells(cells: Sequence[str]) -> list[str]:
    kept = [cell.strip() for cell in dict.fromkeys(cells) if cell.strip()]
    if not kept:
        raise Refused("请选择要开放修改的内容，或选择开放全部；没有做任何改动。")
    if len(kept) > MOST_CELLS or any(len(cell) > LONGEST_ADDRESS for cell in kept):
        raise Refused("要开放修改的内容过多，请选择开放全部；没有做任何改动。")
    return kept
