"""Who has handed in, who has sent the sealed paper, who is late: a line a city."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from assessment.models import (
    CityTable,
    SelfCheck,
    SelfCheckState,
    SelfCheckSubmission,
    SelfCheckWindow,
    Year,
)
from assessment.self_check.permissions import STAGES

#: How states look (components/state_badge.html).
LOOKS = {
    SelfCheckState.DRAFT: "active",
    SelfCheckState.HANDED_IN: "done",
    SelfCheckState.RETURNED: "todo",
}


@dataclass(frozen=True, slots=True)
class SelfCheckLine:
    """A city with how far its self-check is. submission: the standing one."""

    table: CityTable
    check: SelfCheck | None
    submission: SelfCheckSubmission | None
    reported: int
    scans: int
    is_overdue: bool
    last: SelfCheckSubmission | None = None

    @property
    def is_in(self) -> bool:
        return self.submission is not None

    @property
    def state(self) -> str:
        if self.submission is not None:
            return "逾期上报" if self.submission.is_late else "已上报"
        if self.check is None or not (self.reported or self.last):
            return "未填报"
        return str(SelfCheckState(self.check.state).label)

    @property
    def look(self) -> str:
        if self.submission is not None and self.submission.is_late:
            return "todo"
        return LOOKS[SelfCheckState(self.check.state)] if self.check and self.reported else "idle"

    @property
    def why_back(self) -> str:
        """Return why the last one was sent back, where nothing was handed in since."""
        is_back = self.last is not None and self.last.ended_how == "returned"
        return self.last.reason if is_back and self.last is not None and not self.is_in else ""


def lines_of(year: Year, window: SelfCheckWindow, now: datetime) -> list[SelfCheckLine]:
    """Return a line for each city with an issued table, in the order of their codes. Three
    queries."""
    tables = CityTable.objects.filter(year=year, issued_at__isnull=False)
    figures = Count("figures", filter=Q(figures__value__isnull=False))
    checks = {c.city_id: c for c in SelfCheck.objects.filter(year=year).annotate(held=figures)}
    scans = Count("scans", filter=Q(scans__withdrawn_at=None))
    rows = SelfCheckSubmission.objects.filter(year=year).select_related("year", "submitted_by")
    last: dict[int, SelfCheckSubmission] = {}
    for row in rows.annotate(sealed=scans).order_by("number"):
        last[row.self_check_id] = row
    is_late = year.state in STAGES and bool(window.closes_at and now > window.closes_at)
    return [
        _line(table, checks.get(table.city_id), last, is_late=is_late)
        for table in tables.select_related("city").order_by("city__key")
    ]


def _line(table: CityTable, check, last: dict, *, is_late: bool) -> SelfCheckLine:
    newest = last.get(check.pk) if check is not None else None
    standing = newest if newest is not None and newest.stands else None
    return SelfCheckLine(
        table=table,
        check=check,
        submission=standing,
        reported=check.held if check is not None else 0,
        scans=newest.sealed if standing is not None and newest is not None else 0,
        is_overdue=is_late and standing is None,
        last=newest,
    )
