"""Reports in every state of the flow, taken there by the actions that pages use."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from cities.models import Account
from selfeval.filing.actions.submitting import submit_report
from selfeval.models import Report, Task
from selfeval.review.actions import flow
from tests.factories import make_cast, make_city, make_county
from tests.selfeval.factories import actor_for, file_report, make_report, make_task


@dataclass
class Cast:
    """A city with its county, and everybody who looks at the county's report."""

    people: dict[str, Account]
    task: Task
    report: Report

    def __getitem__(self, persona: str) -> Account:
        return self.people[persona]


def make_world(**task) -> Cast:
    """The county of the cast with an empty report; one of another city beside it."""
    people = make_cast()
    county = people["county"].memberships.get().place
    given = make_task(**task)
    report = make_report(given, county)
    people["other_county"] = _county_of("株洲市", "渌口区")
    make_report(given, people["other_county"].memberships.get().place)
    return Cast(people, given, report)


def _county_of(city: str, name: str) -> Account:
    from tests.factories import make_account

    return make_account(f"county-{name}", role="county", place=make_county(name, make_city(city)))


def submit(cast: Cast, **words):
    """The county fills its report and submits it."""
    return file_report(cast.report, user=cast["county"], **words)


def step(cast: Cast, name: str, persona: str, **more):
    """Take a step as a persona, at the report's present version."""
    cast.report.refresh_from_db()
    user = cast[persona]
    action = submit_report if name == "submit_report" else getattr(flow, name)
    found = action(
        report_id=cast.report.pk, version=cast.report.version, user=user, actor=actor_for(user),
        **more,
    )  # fmt: skip
    cast.report.refresh_from_db()
    return found


def send_back(cast: Cast, persona="city", cells=("summary",), reason="请写具体。"):
    until = timezone.now() + timedelta(days=5)
    return step(
        cast, "return_report", persona, reason=reason,
        cells=None if cells is None else list(cells), correct_by=until,
    )  # fmt: skip


def bring_to(cast: Cast, state: str) -> Report:
    """Take the cast's report to a state, by the way that leads there."""
    if state == "draft":
        return cast.report
    submit(cast)
    way = {
        "submitted": [],
        "returned": ["return"],
        "city_review": ["take_up"],
        "province_review": ["take_up", "pass_on"],
        "accepted": ["take_up", "pass_on", "accept_report"],
        "published": ["take_up", "pass_on", "accept_report", "publish_report"],
    }[state]
    for name in way:
        if name == "return":
            send_back(cast)
        else:
            step(cast, name, "city" if name in ("take_up", "pass_on") else "assessment_office")
    assert cast.report.state == state
    return cast.report
