"""A report's states: the groups that are spoken of together, and the flow as one table:
from, to, by whom, under which condition.

Pages and actions ask it; nothing else knows which step follows which.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from lib.site_words import said
from selfeval.models import Report, ReportState
from selfeval.permissions import can_file, can_manage, is_city_of, why_closed

_S = ReportState
#: It is the county's turn to write (one row asks itself: Report.is_writable_state).
WRITABLE = (_S.DRAFT, _S.RETURNED)
#: The county waits for a reviewer.
UNDER_REVIEW = (_S.SUBMITTED, _S.CITY_REVIEW, _S.PROVINCE_REVIEW)
#: The province has accepted it.
PASSED = (_S.ACCEPTED, _S.PUBLISHED)
#: Submitted, and nobody sent it back since.
HANDED_IN = (*UNDER_REVIEW, *PASSED)
#: The order of the line that people see.
LINE = (
    _S.DRAFT,
    _S.SUBMITTED,
    _S.CITY_REVIEW,
    _S.PROVINCE_REVIEW,
    _S.ACCEPTED,
    _S.PUBLISHED,
)


def the_county(user, report: Report) -> bool:
    return can_file(user, report)


def the_city(user, report: Report) -> bool:
    return is_city_of(user, report)


def the_office(user, report: Report) -> bool:
    return can_manage(user)


def nothing(report: Report, now: datetime) -> str:
    """No condition."""
    return ""


def still_open(report: Report, now: datetime) -> str:
    """The deadline with its grace is not over."""
    return why_closed(report, now)


def open_after_withdrawal(report: Report, now: datetime) -> str:
    """Withdrawing must leave time to submit again."""
    return _why_not_open_as(report, ReportState.DRAFT, now)


def open_after_taking_back(report: Report, now: datetime) -> str:
    """As open_after_withdrawal, for a correction."""
    return _why_not_open_as(report, ReportState.RETURNED, now)


def _why_not_open_as(report: Report, state: ReportState, now: datetime) -> str:
    probe = Report(
        task=report.task, state=state, extended_until=report.extended_until,
        correct_by=report.correct_by,
    )  # fmt: skip
    return "填报期限已过，撤回后将不能再提交；如需修改请联系审核单位退回。" * bool(
        why_closed(probe, now)
    )


def always(report: Report) -> bool:
    return True


def has_city_review(report: Report) -> bool:
    return report.task.city_review


def has_no_city_review(report: Report) -> bool:
    return not report.task.city_review


def returned_by_city(report: Report) -> bool:
    """Sent back before the province had it."""
    return not returned_by_province(report)


def returned_by_province(report: Report) -> bool:
    return report.returned_from in (_S.PROVINCE_REVIEW, _S.ACCEPTED)


def not_yet_returned(report: Report) -> bool:
    return not report.returned_from


def was_returned(report: Report) -> bool:
    return bool(report.returned_from)


@dataclass(frozen=True, slots=True)
class Step:
    """One way from a stage to another. when: for which reports there is such a way.

    guard(report, now): why it cannot be taken now, empty if it can.
    """

    name: str
    source: ReportState
    target: ReportState
    label: str
    who: Callable[[object, Report], bool]
    when: Callable[[Report], bool] = always
    guard: Callable[[Report, datetime], str] = nothing
    needs_reason: bool = False
    is_backward: bool = False


def _back(name: str, source: ReportState, target: ReportState, **told) -> Step:
    """Return a step backward; it has to be given a reason unless told otherwise."""
    return Step(name, source, target, is_backward=True, **({"needs_reason": True} | told))


STEPS = (
    Step("submit", _S.DRAFT, _S.SUBMITTED, label="提交", who=the_county, guard=still_open),
    Step("submit", _S.RETURNED, _S.SUBMITTED, label="重新提交", who=the_county,
         when=returned_by_city, guard=still_open),
    Step("submit", _S.RETURNED, _S.PROVINCE_REVIEW, label="重新提交", who=the_county,
         when=returned_by_province, guard=still_open),
    _back("withdraw", _S.SUBMITTED, _S.DRAFT, label="撤回", who=the_county,
          when=not_yet_returned, guard=open_after_withdrawal, needs_reason=False),
    _back("withdraw", _S.SUBMITTED, _S.RETURNED, label="撤回", who=the_county,
          when=was_returned, guard=open_after_taking_back, needs_reason=False),
    Step("take_up", _S.SUBMITTED, _S.CITY_REVIEW, label="开始初审", who=the_city,
         when=has_city_review),
    Step("take_up", _S.SUBMITTED, _S.PROVINCE_REVIEW, label="开始审核", who=the_office,
         when=has_no_city_review),
    Step("pass_on", _S.CITY_REVIEW, _S.PROVINCE_REVIEW, label="初审通过，报省级审核",
         who=the_city),
    Step("accept", _S.PROVINCE_REVIEW, _S.ACCEPTED, label="审核通过", who=the_office),
    Step("publish", _S.ACCEPTED, _S.PUBLISHED, label="公开", who=the_office),
    _back("return", _S.SUBMITTED, _S.RETURNED, label="退回修改", who=the_city,
          when=has_city_review),
    _back("return", _S.SUBMITTED, _S.RETURNED, label="退回修改", who=the_office,
          when=has_no_city_review),
    _back("return", _S.CITY_REVIEW, _S.RETURNED, label="退回修改", who=the_city),
    _back("return", _S.PROVINCE_REVIEW, _S.RETURNED, label="退回修改", who=the_office),
    _back("reopen", _S.ACCEPTED, _S.RETURNED, label="撤销通过，退回修改", who=the_office),
    _back("unpublish", _S.PUBLISHED, _S.ACCEPTED, label="撤回公开", who=the_office),
)  # fmt: skip


def step_of(report: Report, name: str, user=None) -> Step | None:
    """Return the step of this name that leads on from where the report stands, if any.

    user: where given, only a step that this person may take.
    """
    return next(
        (
            step
            for step in STEPS
            if step.name == name
            and step.source == report.state
            and step.when(report)
            and (user is None or step.who(user, report))
        ),
        None,
    )


def steps_for(report: Report, user) -> list[Step]:
    """Return what this person may do next with the report, forward steps first.

    Needs task and county loaded; no query but the one for the person's roles. A step may
    still be closed for now: why_not says so.
    """
    offered = [
        step
        for step in STEPS
        if step.source == report.state and step.when(report) and step.who(user, report)
    ]
    return sorted(offered, key=lambda step: step.is_backward)


def why_not(step: Step, report: Report, now: datetime | None = None) -> str:
    """Return why a step cannot be taken now, or an empty string."""
    return step.guard(report, now or timezone.now())


def waits_for(report: Report) -> str:
    """Return whose turn it is: 县市区, 市州, 考核办 or nobody's."""
    match report.state:
        case _S.DRAFT | _S.RETURNED:
            return said("县市区")
        case _S.SUBMITTED:
            return said("市州") if report.task.city_review else "考核办"
        case _S.CITY_REVIEW:
            return said("市州")
        case _S.PROVINCE_REVIEW | _S.ACCEPTED:
            return "考核办"
    return ""


def as_text() -> str:
    """Return the table as lines, for people and for the test that keeps it."""
    return "\n".join(
        f"{step.source.label} → {step.target.label} | {step.name} {step.label} | "
        f"{step.who.__name__} | {step.when.__name__} | {step.guard.__name__}"
        + (" | 须写明理由" if step.needs_reason else "")
        for step in STEPS
    )
