"""A small year that was recorded whole, and freezing it as the office does."""

from assessment.models import Result, Snapshot, Year, YearState
from tests import factories
from tests.assessment.moves import DETAILS, move_on
from trust import jobs
from trust.models import Job, JobState


def make_recorded_year(*names: str) -> Year:
    """A year at 反馈与申诉 with a table of each city, in which everything is recorded."""
    year = factories.make_year(state=YearState.FEEDBACK)
    for at, name in enumerate(names or ("长沙市", "株洲市")):
        table = factories.make_table(year, factories.make_city(name, key=f"4301{at:02d}"))
        for result in Result.objects.filter(measure__component__item__section__table=table):
            measure = result.measure
            value = at if measure.kind in ("次数", "是否") else measure.target
            result.value, result.version = min(value, 1) if measure.kind == "是否" else value, 1
            result.recorded_as = "培训中心"
            result.save()
    return year


def finalise(year: Year, user, **details: str) -> Snapshot:
    """Have two persons finalise it. details: of what the step records, beside those of moves."""
    asked = {"details": DETAILS | details} if details else {}
    move_on(year, YearState.FINALISED, user, **asked)
    return Snapshot.objects.filter(year=year).first()


def take_back(year: Year, user) -> None:
    move_on(year, YearState.FEEDBACK, user, reason="漏了一项")


def run_job() -> Job:
    """Have the worker make the papers of the snapshot that waits for them."""
    jobs.run(Job.objects.get(state=JobState.QUEUED).pk)
    return Job.objects.latest("pk")
