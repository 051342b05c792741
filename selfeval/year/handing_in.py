"""Who has handed in a task and who has not, by city: for its page, its lists and the workbook."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Max

from lib.sheet_page import new_book
from lib.site_words import said
from selfeval import states
from selfeval.models import Report, Task
from selfeval.review.listing import HEAVY, KINDS
from trust.spreadsheet import Lister

#: Where the name of a project stands, in tasks by project alone.
PROJECT, PROJECT_WIDTH = 3, 20
HEADS = (
    said("市州"), said("县市区"), "代码", "是否提交", "状态", "已填必填项", "应填必填项",
    "截止时间", "延至", "提交时间", "提交次数", "是否逾期提交", "回执号", "总分", "等级",
    "催报次数",
)  # fmt: skip
WIDTHS = (11, 12, 8, 8, 9, 7, 7, 20, 20, 20, 6, 8, 26, 7, 7, 6)


@dataclass(frozen=True, slots=True)
class County:
    """One county's report on the lists, or one of its projects. is_missing: it is the county's
    turn to hand in."""

    report: Report
    reminded: int
    reminded_at: object | None

    @property
    def is_missing(self) -> bool:
        return self.report.state in states.WRITABLE

    @property
    def kind(self) -> str:
        return KINDS[self.report.state]


@dataclass(frozen=True, slots=True)
class City:
    """A city with its counties, in the order of their codes."""

    name: str
    key: str
    counties: tuple[County, ...]

    @property
    def missing(self) -> list[County]:
        return [county for county in self.counties if county.is_missing]

    @property
    def handed_in(self) -> list[County]:
        return [county for county in self.counties if not county.is_missing]


def by_city(user, task: Task) -> list[City]:
    """Return the task's counties that this person may see, by city. One query."""
    rows = (
        Report.objects.visible_to(user)
        .filter(task=task)
        .select_related("county__city", "latest")
        .defer(*HEAVY)
        .annotate(reminded=Count("reminders_sent"), reminded_at=Max("reminders_sent__sent_at"))
        .order_by("county__city__key", "county__key", "pk")
    )
    cities: dict[str, tuple[str, list[County]]] = {}
    for report in rows:
        report.task = task
        city = report.county.city
        found = cities.setdefault(city.key, (city.name, []))
        found[1].append(County(report, report.reminded, report.reminded_at))
    return [City(name, key, tuple(counties)) for key, (name, counties) in cities.items()]


def workbook_of(task: Task, cities: Iterable[City]) -> bytes:
    """Return two lists as .xlsx: who has not handed in, who has."""
    book = new_book(write_only=True)
    cities = list(cities)
    for title, is_missing in (("未提交", True), ("已提交", False)):
        sheet = book.create_sheet(title)
        name = f"{task.dated}　{title}"
        heads, widths = _with(HEADS, "项目", task), _with(WIDTHS, PROJECT_WIDTH, task)
        lister = Lister(sheet, name, heads=heads, widths=widths, names=2)
        for row, project in _rows(cities, is_missing=is_missing):
            lister.append(_with(row, project, task))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _with(row: tuple, project, task: Task) -> tuple:
    """Return a row with what it says of the project, if the task is by project."""
    return (*row[:PROJECT], project, *row[PROJECT:]) if task.by_project else row


def _rows(cities: Iterable[City], *, is_missing: bool) -> Iterator[tuple[tuple, str]]:
    for city in cities:
        for county in city.counties:
            if county.is_missing == is_missing:
                yield _row(city, county), county.report.project


def _row(city: City, county: County) -> tuple:
    report, latest = county.report, county.report.latest
    return (
        city.name,
        report.county_name,
        report.county.key,
        "未提交" if county.is_missing else "已提交",
        report.get_state_display(),
        report.cells_filled,
        report.cells_total,
        report.due_at,
        report.extended_until,
        None if county.is_missing else report.submitted_at,
        latest.number if latest else 0,
        ("是" if latest.is_late else "否") if latest else "",
        latest.receipt if latest else "",
        latest.total if latest else None,
        latest.grade if latest else "",
        county.reminded,
    )
