"""Many reports at once: what will happen to each, and which are refused and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lib.site_words import said
from selfeval import states
from selfeval.engine.masking import Masked
from selfeval.models import Report, ReportState
from selfeval.review.listing import HEAVY
from selfeval.review.published import check_decided, masked_of
from trust.refusals import Refused

#: As many as one request does; the list shows fifty on a page.
MOST = 500
PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class BulkStep:
    """A step that can be taken with many. takes_up: a report that waits is taken up first."""

    name: str
    label: str
    takes_up: bool = False


STEPS = (
    BulkStep("take_up", "开始审核"),
    BulkStep("pass_on", "初审通过", takes_up=True),
    BulkStep("accept", "审核通过", takes_up=True),
    BulkStep(PUBLISH, "公开"),
)


@dataclass(frozen=True, slots=True)
class Planned:
    """What would become of one report. why_not: empty if it can be done. masks: what is masked,
    if it is published."""

    report: Report
    target: str
    why_not: str
    masks: Masked | None = None

    @property
    def is_done(self) -> bool:
        return not self.why_not

    @property
    def has_warning(self) -> bool:
        """Whether the checks had something to say that the reviewer may want to read first."""
        return self.report.reminders > 0


def steps_offered(is_city: bool, is_office: bool) -> list[BulkStep]:
    """Return the steps that these reviewers may ever take."""
    city, office = {"take_up", "pass_on"}, {"take_up", "accept", "publish"}
    offered = (city if is_city else set()) | (office if is_office else set())
    return [step for step in STEPS if step.name in offered]


def step_named(name: str, offered: Sequence[BulkStep]) -> BulkStep | None:
    return next((step for step in offered if step.name == name), None)


def plan(user, ids: Sequence[int], step: BulkStep, *, now: datetime) -> list[Planned]:
    """Return what the step would do to each of these reports. One query."""
    rows = Report.objects.visible_to(user).filter(pk__in=ids)
    rows = rows.select_related("task", "county__city", "latest").defer(*HEAVY)
    rows = rows.order_by("-task__year", "task", "county__key", "pk")
    if step.name != PUBLISH:
        return [_planned(user, report, step, now=now) for report in rows]
    rows = rows.select_related("task__form", "accepted")
    return [_masked(_planned(user, report, step, now=now)) for report in rows]


def _masked(planned: Planned) -> Planned:
    """Return what is planned with what is masked; a name to decide about is decided alone."""
    if planned.why_not:
        return planned
    words = masked_of(planned.report)
    try:
        check_decided(planned.report, words, ())
    except Refused as refusal:
        return replace(planned, why_not=str(refusal))
    return replace(planned, masks=words)


def _planned(user, report: Report, step: BulkStep, *, now: datetime) -> Planned:
    standing = report.state
    found = states.step_of(report, step.name, user)
    if found is None and step.takes_up and standing == ReportState.SUBMITTED:
        first = states.step_of(report, "take_up", user)
        if first is not None:
            report.state = first.target
            found = states.step_of(report, step.name, user)
            report.state = standing
    if found is None:
        return Planned(report, "", _why_none(report, step))
    return Planned(report, said(found.target.label), states.why_not(found, report, now))


def _why_none(report: Report, step: BulkStep) -> str:
    is_waiting = report.state not in states.PASSED
    waits = states.waits_for(report) if is_waiting else ""
    turn = f"，现由{waits}办理" if waits else ""
    return f"处于“{report.get_state_display()}”{turn}，不能办理“{said(step.label)}”"
