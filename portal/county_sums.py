"""One figure, entered once: what counties submitted, summed up beside the city's measure.

A form's links tie its figures to a measure's key. A county's figure counts while its
report stands as submitted or later: neither a draft nor what was sent back for
correction. Nothing is converted: a sum of another unit than the measure's is refused.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from assessment.engine.types import MeasureKind
from lib.rounding import format_figure
from selfeval.engine.errors import EngineError
from selfeval.engine.formulas import names_in, parse_formula
from selfeval.engine.names import ColumnRef, Index, resolve
from selfeval.engine.types import Field, Form, Link
from selfeval.engine.values import parse_number
from selfeval.loading import form_of
from selfeval.models import FormDefinition, Report, ReportState

#: States in which a county has submitted and nobody has sent it back.
STANDING = (
    ReportState.SUBMITTED,
    ReportState.CITY_REVIEW,
    ReportState.PROVINCE_REVIEW,
    ReportState.ACCEPTED,
    ReportState.PUBLISHED,
)
SUMMED = (MeasureKind.QUANTITY, MeasureKind.COUNT)
MIXED = "多种单位"


@dataclass(frozen=True, slots=True)
class CountyFigure:
    """What one county submitted. value: None where its words are not a number."""

    county: str
    words: str
    value: Decimal | None
    unit: str
    submission: int
    receipt: str


@dataclass(frozen=True, slots=True)
class CountySum:
    """The counties' figures for one measure of a city. missing: (county, why)."""

    lines: tuple[CountyFigure, ...]
    missing: tuple[tuple[str, str], ...]

    @property
    def total(self) -> Decimal | None:
        """Return the sum of the numbers; None while no county has submitted one."""
        values = [line.value for line in self.lines if line.value is not None]
        return sum(values, Decimal(0)) if values else None

    @property
    def unit(self) -> str:
        units = {line.unit for line in self.lines}
        return units.pop() if len(units) == 1 else MIXED if units else ""

    @property
    def shown(self) -> str:
        return "—" if self.total is None else format_figure(self.total)

    @property
    def told(self) -> str:
        """Return the breakdown: «望城区 500 + 长沙县 320»."""
        counted = [line for line in self.lines if line.value is not None]
        return " + ".join(f"{line.county} {format_figure(line.value)}" for line in counted)

    @property
    def parts(self) -> list[dict]:
        """Return what is kept as evidence of a sum that was taken over."""
        return [
            {
                "county": line.county,
                "words": line.words,
                "unit": line.unit,
                "submission": line.submission,
                "receipt": line.receipt,
            }
            for line in self.lines
        ]

    def why_not(self, kind: MeasureKind, unit: str) -> str:
        """Return why the sum cannot stand for a measure of this kind and unit, or nothing."""
        if kind not in SUMMED:
            return "这一项不是数量，不能由各县数据相加得出。"
        wrong = [line for line in self.lines if line.value is None]
        if wrong:
            return f"{wrong[0].county}填的是“{wrong[0].words}”，不是数字，不能合计；请先请其更正。"
        if self.total is None:
            return "还没有县市区提交，没有可以采用的数据。"
        if self.unit != unit:
            ours = unit or "（无单位）"
            return (
                f"单位不一致：县级自评为“{self.unit}”，本项为“{ours}”，不能采用；请核对后手工录入。"
            )
        return ""


SumKey = tuple[int, str]  # city, measure key


def county_sums(
    year: int, keys: Collection[str], city_ids: Collection[int]
) -> dict[SumKey, CountySum]:
    """Return the sums of the linked measures among keys, by city and key.

    Two queries, whatever the number of cities, counties and keys; one if no form of the
    year is linked. Where a county files two linked forms, its latest submission counts.
    """
    links = _links(year, frozenset(keys))
    if not links:
        return {}
    gathered: dict[SumKey, _Gathered] = defaultdict(_Gathered)
    rows = _reports(year, links, city_ids)
    for form_id, city_id, *report in rows:
        for key, unit in links[form_id].items():
            gathered[city_id, key].add(key, unit, *report)
    return {key: found.as_sum() for key, found in gathered.items()}


def _reports(year: int, forms: Collection[int], city_ids: Collection[int]):
    """One query."""
    return (
        Report.objects.filter(task__year=year, task__form__in=forms, county__city__in=city_ids)
        .order_by("county__key", "latest__submitted_at")
        .values_list(
            "task__form_id",
            "county__city_id",
            "county_name",
            "state",
            "latest_id",
            "latest__receipt",
            "latest__figures",
        )
    )


def sum_for(year: int, key: str, city_id: int) -> CountySum | None:
    """Return one measure's sum; None where no form of the year is tied to it."""
    return county_sums(year, [key], [city_id]).get((city_id, key))


def unit_of(form: Form, link: Link) -> str:
    """Return the unit of a link's figure: that of the cells it names."""
    index = Index.of(form)
    try:
        refs = [resolve(name, index) for name in names_in(parse_formula(link.figure))]
    except EngineError:
        return MIXED
    units = {_unit(ref, index) for ref in refs}
    return units.pop() if len(units) == 1 else MIXED


def _unit(ref, index: Index) -> str:
    if isinstance(ref, ColumnRef):
        return _column_unit(index, ref.table, ref.column)
    path = ref.address.split(".")
    if len(path) == 3:
        return _column_unit(index, path[0], path[2])
    if len(path) == 2:
        return index.indicators[path[0]].unit
    found = index.fields.get(path[0])
    return found.unit if isinstance(found, Field) else ""


def _column_unit(index: Index, table: str, code: str) -> str:
    column = index.column(table, code)
    return (column.unit if column else "") or index.tables[table].unit


@dataclass(slots=True)
class _Gathered:
    """The reports of one city for one key, by county."""

    lines: dict[str, CountyFigure] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def add(self, key, unit, county, state, submission, receipt, figures) -> None:
        words = str((figures or {}).get(key, "")).strip()
        if state not in STANDING:
            self.missing[county] = "退回修改中" if state == ReportState.RETURNED else "未提交"
        elif not words or words == "—":
            self.missing[county] = "已提交，没有这一项的数字"
        else:
            value = parse_number(words, unit)
            self.lines[county] = CountyFigure(county, words, value, unit, submission, receipt)

    def as_sum(self) -> CountySum:
        missing = [(name, why) for name, why in self.missing.items() if name not in self.lines]
        return CountySum(tuple(self.lines.values()), tuple(missing))


def _links(year: int, keys: frozenset[str]) -> Mapping[int, dict[str, str]]:
    """Return the units of linked figures by form and key. One query."""
    found = {}
    for row in FormDefinition.objects.filter(tasks__year=year).distinct():
        form = form_of(row)
        own = {link.measure_key: unit_of(form, link) for link in form.links}
        own = {key: unit for key, unit in own.items() if key in keys}
        if own:
            found[row.pk] = own
    return found
