"""The report's flow: submit, review, return, accept, publish.

Each function asks selfeval.states who may and when, locks the report, compares the version
the person saw, changes, keeps history and logs, in one transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from selfeval import states
from selfeval.engine.report import report_of
from selfeval.engine.tree import placed_nodes
from selfeval.filing.actions.keeping import check_fit, keep_submission
from selfeval.filing.actions.rows import label_of, locked_report, save_report
from selfeval.filing.addresses import LONGEST_ADDRESS
from selfeval.filing.receipts import digest_of
from selfeval.filing.summary import summarise
from selfeval.jobs import lay_out_ahead
from selfeval.loading import draft_of, form_of
from selfeval.models import (
    Remark,
    Report,
    ReportState,
    Return,
    Submission,
)
from selfeval.permissions import why_not_state, why_not_writable
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated, check_version

MOST_CELLS = 2000
NO_REASON = "请写明理由；没有做任何改动。"


@transaction.atomic
def submit_report(
    *, report_id: int, version: int, user, actor: log.Actor, now: datetime | None = None
) -> Submission:
    """Submit what stands; return the version kept, with its receipt.

    now: when it arrived. What was submitted already and stands unchanged gives the same
    submission again, whichever tab asks. Raises Refused (deadline, checks) or Outdated.
    """
    now = now or timezone.now()
    report = locked_report(report_id)
    already = _already_submitted(report)
    if already is not None and user is not None and not _why_not_own(user, report):
        return already
    why = why_not_writable(user, report, now)
    if why:
        raise Refused(why)
    check_version(report, version)
    step = states.step_of(report, "submit", user)
    assessed = draft_of(report)
    check_fit(assessed)
    submission = keep_submission(report, assessed, user, actor, now)
    _answer_return(report, submission)
    before = report.get_state_display()
    report.state, report.latest, report.submitted_at = step.target, submission, now
    fields = ["state", "latest", "submitted_at", *summarise(report, assessed)]
    save_report(report, user, fields)
    log.write(
        actor,
        "提交自评报告",
        report,
        label=label_of(report),
        before={"状态": before},
        after={
            "状态": report.get_state_display(), "回执号": submission.receipt,
            "第几次": submission.number, "总分": submission.total_shown,
            "SHA-256": submission.digest, "逾期": submission.is_late,
        },
    )  # fmt: skip
    return submission


@transaction.atomic
def withdraw_submission(
    *, report_id: int, version: int, user, actor: log.Actor, now: datetime | None = None
) -> Report:
    """Take a submitted report back before anybody reviews it. Raises Refused or Outdated."""
    return _move(report_id, version, "withdraw", user, actor, now)


@transaction.atomic
def take_up(*, report_id: int, version: int, user, actor: log.Actor) -> Report:
    """Begin the review: of the city, or of the province where the city has none."""
    return _move(report_id, version, "take_up", user, actor)


@transaction.atomic
def pass_on(*, report_id: int, version: int, user, actor: log.Actor) -> Report:
    """The city has no objection: on to the province."""
    return _move(report_id, version, "pass_on", user, actor)


@transaction.atomic
def accept_report(*, report_id: int, version: int, user, actor: log.Actor) -> Report:
    """Accept the latest submitted version."""
    return _move(report_id, version, "accept", user, actor)


@transaction.atomic
def publish_report(*, report_id: int, version: int, user, actor: log.Actor) -> Report:
    """Let anybody read the accepted version, personal details masked."""
    return _move(report_id, version, "publish", user, actor)


@transaction.atomic
def unpublish_report(
    *, report_id: int, version: int, reason: str, user, actor: log.Actor
) -> Report:
    """Take a published report back. Raises Refused without a reason."""
    return _move(report_id, version, "unpublish", user, actor, reason=reason)


@transaction.atomic
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
        "return", report_id, version, reason, cells, correct_by, user, actor,
        now or timezone.now(),
    )  # fmt: skip


@transaction.atomic
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
        "reopen", report_id, version, reason, cells, correct_by, user, actor,
        now or timezone.now(),
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
            with transaction.atomic():
                version = report_ids[report.pk]
                if report.state == ReportState.SUBMITTED and step in ("pass_on", "accept"):
                    version = take_up(version=version, **told).version
                done.append(action(version=version, **told))
        except Refused as why:
            refused.append((report, str(why)))
        except Outdated:
            refused.append((report, "已有变动，请重新查看后再办理。"))
    return Outcome(tuple(done), tuple(refused))


def _move(
    report_id: int,
    version: int | None,
    name: str,
    user,
    actor: log.Actor,
    now: datetime | None = None,
    reason: str = "",
) -> Report:
    """Take a step that changes nothing but where the report stands."""
    now = now or timezone.now()
    report = locked_report(report_id)
    check_version(report, version)
    step = _checked_step(report, name, user, now, reason)
    fields = _arrive(report, step, now)
    before = report.get_state_display()
    report.state = step.target
    save_report(report, user, ["state", *fields])
    if name in ("accept", "publish"):  # people read it from now on
        transaction.on_commit(partial(lay_out_ahead.enqueue, report.pk), robust=True)
    log.write(
        actor,
        step.label,
        report,
        label=label_of(report),
        before={"状态": before},
        after={"状态": report.get_state_display()} | _told_of(report),
        reason=reason.strip(),
    )
    return report


def _send_back(name, report_id, version, reason, cells, correct_by, user, actor, now) -> Return:
    report = locked_report(report_id)
    check_version(report, version)
    step = _checked_step(report, name, user, now, reason)
    opened = None if cells is None else _known_cells(cells)
    if correct_by is not None and correct_by <= now:
        raise Refused("修改期限已过，请改为今后的时间；没有做任何改动。")
    back = Return.objects.create(
        report=report, submission=report.latest, returned_from=report.state,
        reason=reason.strip(), cells=opened, correct_by=correct_by, returned_by=user,
    )  # fmt: skip
    sent = list(report.remarks.filter(sent_with=None, state=Remark.State.OPEN))
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
    log.write(
        actor,
        step.label,
        report,
        label=label_of(report),
        before={"状态": before},
        after={
            "状态": report.get_state_display(), "开放修改": opened, "修改期限": correct_by,
            "附意见": len(sent), "回执号": report.latest.receipt,
        },
        reason=reason.strip(),
    )  # fmt: skip
    return back


def _checked_step(report: Report, name: str, user, now: datetime, reason: str) -> states.Step:
    step = states.step_of(report, name, user)
    if step is None:
        raise Refused(_why_no_step(report, name))
    why = states.why_not(step, report, now)
    if why:
        raise Refused(why)
    if step.needs_reason and not reason.strip():
        raise Refused(NO_REASON)
    return step


def _why_no_step(report: Report, name: str) -> str:
    label = next((step.label for step in states.STEPS if step.name == name), name)
    if states.step_of(report, name) is None:
        state = report.get_state_display()
        return f"{report.county_name}的报告处于“{state}”，不能办理“{label}”；请刷新页面。"
    return f"“{label}”不由您办理。"


def _arrive(report: Report, step: states.Step, now: datetime) -> list[str]:
    """Set what a stage carries with it; return the columns."""
    match step.name:
        case "accept":
            report.accepted, report.accepted_at = report.latest, now
            return ["accepted", "accepted_at"]
        case "publish":
            report.published_at = now
            return ["published_at"]
        case "unpublish":
            report.published_at = None
            return ["published_at"]
    return []


def _told_of(report: Report) -> dict:
    latest = report.latest
    return {"回执号": latest.receipt, "总分": latest.total_shown} if latest else {}


def _already_submitted(report: Report) -> Submission | None:
    """Return the latest submission if it is what stands and nobody sent it back since."""
    if report.is_writable_state or report.latest is None:
        return None
    return report.latest if report.latest.digest == digest_of(report.data) else None


def _why_not_own(user, report: Report) -> str:
    return "" if states.the_county(user, report) else why_not_state(report)


def _answer_return(report: Report, submission: Submission) -> None:
    """Tie the correction to the return that asked for it. One query unless there is one."""
    if not report.returned_from:
        return
    last = report.returns.order_by("-pk").first()
    if last is not None:
        last.answered_by = submission
        last.save(update_fields=["answered_by"])


def _with_total(report: Report, opened: list[str] | None) -> list[str] | None:
    """Add the total and the grade where a score opens: they follow from it."""
    if opened is None:
        return None
    nodes = {
        place.code for place in placed_nodes(form_of(report.task.form), report_of(report.data))
    }
    aspects = ("score", "weight", "not_applicable", "dropped")
    scored = nodes | {f"{code}.{aspect}" for code in nodes for aspect in aspects}
    return [*dict.fromkeys([*opened, *("total", "grade") * bool(scored & set(opened))])]


def _known_cells(cells: Sequence[str]) -> list[str]:
    kept = [cell.strip() for cell in dict.fromkeys(cells) if cell.strip()]
    if not kept:
        raise Refused("请选择要开放修改的内容，或选择开放全部；没有做任何改动。")
    if len(kept) > MOST_CELLS or any(len(cell) > LONGEST_ADDRESS for cell in kept):
        raise Refused("要开放修改的内容过多，请选择开放全部；没有做任何改动。")
    return kept
