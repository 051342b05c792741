"""汇总表: a task by project in one table, a row a project, with sums a county and over all.

Figures are those of the last submission of each project. A project that has none says nothing,
and a figure that it does not give is left out of the sums, which say so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from selfeval import loading
from selfeval.definitions.links import unit_of_formula
from selfeval.models import Report, Task
from selfeval.year.summaries import submitted_money

HUNDRED = Decimal(100)
#: Columns that the table does not show; what the latest submission says of money is kept beside it.
HEAVY = (
    "data", "cells", "open_cells", "latest__data", "latest__findings", "latest__figures",
    "latest__attachments",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RollupLine:
    """A project. budget, executed: None where nothing was submitted or no number is given."""

    report: Report
    budget: Decimal | None = None
    executed: Decimal | None = None

    @property
    def is_in(self) -> bool:
        return self.report.latest is not None

    @property
    def rate(self) -> Decimal | None:
        """In percent, as the report itself has it."""
        latest = self.report.latest
        return None if latest is None or latest.execution is None else latest.execution * HUNDRED


@dataclass(frozen=True, slots=True)
class RollupSum:
    """Sums over projects: of the numbers that there are."""

    lines: tuple[RollupLine, ...]

    @property
    def projects(self) -> int:
        return len(self.lines)

    @property
    def submitted(self) -> int:
        return sum(line.is_in for line in self.lines)

    @property
    def budget(self) -> Decimal | None:
        return _sum(line.budget for line in self.lines)

    @property
    def executed(self) -> Decimal | None:
        return _sum(line.executed for line in self.lines)

    @property
    def rate(self) -> Decimal | None:
        """In percent; None where the two sums are not of the same projects."""
        budget, executed = self.budget, self.executed
        if not budget or executed is None or self._is_uneven:
            return None
        return executed / budget * HUNDRED

    @property
    def _is_uneven(self) -> bool:
        return any((line.budget is None) != (line.executed is None) for line in self.lines)

    @property
    def told(self) -> str:
        """Return how many are in, and which figures are lacking in the sums."""
        words = f"已提交 {self.submitted} / {self.projects} 个项目"
        came = [line for line in self.lines if line.is_in]
        lacking = [
            f"{count} 个没有{what}"
            for what, count in (
                ("预算数", sum(line.budget is None for line in came)),
                ("执行数", sum(line.executed is None for line in came)),
            )
            if count
        ]
        return f"{words}，其中 {'、'.join(lacking)}，未计入合计" if lacking else words


@dataclass(frozen=True, slots=True)
class RollupCounty:
    """A county's projects in the order of making, with their sum."""

    name: str
    city: str
    sum: RollupSum


@dataclass(frozen=True, slots=True)
class Rollup:
    """unit: of the money, as the form writes it."""

    task: Task
    unit: str
    counties: tuple[RollupCounty, ...]
    sum: RollupSum


def rollup_of(user, task: Task, *, city: str = "") -> Rollup:
    """Return the table of the projects that this person may see. One query, and one for each
    submission whose figures are not kept.

    task: with its form. city: its key, to have that one's alone.
    """
    rows = Report.objects.visible_to(user).filter(task=task)
    if city:
        rows = rows.filter(county__city__key=city)
    rows = rows.select_related("county__city", "latest__summary").defer(*HEAVY)
    lines = [_line(task, row) for row in rows.order_by("county__city__key", "county__key", "pk")]
    by_county: dict[int, list[RollupLine]] = {}
    for line in lines:
        by_county.setdefault(line.report.county_id, []).append(line)
    return Rollup(
        task=task,
        unit=_unit(task),
        counties=tuple(_county(found) for found in by_county.values()),
        sum=RollupSum(tuple(lines)),
    )


def _county(lines: Sequence[RollupLine]) -> RollupCounty:
    report = lines[0].report
    city = report.county.city.name if report.county.city else ""
    return RollupCounty(report.county_name, city, RollupSum(tuple(lines)))


def _line(task: Task, report: Report) -> RollupLine:
    report.task = task
    if report.latest is None:
        return RollupLine(report)
    money = submitted_money(task, report.latest)
    return RollupLine(report, money.budget, money.executed)


def _unit(task: Task) -> str:
    form = loading.form_of(task.form)
    execution = form.scoring.execution
    return "" if execution is None else unit_of_formula(form, execution.budget)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
