"""The grid of one indicator over the cities: what the collecting office fills in.

Built from loaded tables, without a query. Cities whose measures are alike share
columns (a matrix); where they differ too much, every measure is a row (a list).
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assessment.collection.counties import CountySum
from assessment.collection.county_beside import CountyBeside, counties_of
from assessment.collection.judging import waiting_words
from assessment.collection.plausibility import NO_LAST_YEAR, LastYear, doubts
from assessment.collection.shown import moment, shown_target, shown_value
from assessment.collection.values import as_shown
from assessment.engine import types as engine
from assessment.engine.results import ItemScore
from assessment.engine.score import score_item
from assessment.engine.types import MeasureKind
from assessment.incidents.counts import IncidentsBeside
from assessment.loading import LoadedItem, LoadedMeasure, LoadedTable, facts_of
from assessment.models import CountySource
from assessment.reader.grid_names import ANSWER
from assessment.self_check.beside import ReportedBeside
from lib.rounding import format_figure, format_fixed
from lib.wording import who

MOST_COLUMNS = 9
LEAST_FILLED = Decimal("0.6")  # of a matrix; emptier ones read better as a list
LOOKS = {
    MeasureKind.QUANTITY: "amount",
    MeasureKind.RATE: "rate",
    MeasureKind.YES_NO: "yes-no",
    MeasureKind.COUNT: "count",
}

#: (key, which one of that key in its item): two measures of an item may share a short phrase.
ColumnKey = tuple[str, int]


class Layout(StrEnum):
    MATRIX = "matrix"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Column:
    """A measure that cities share. target: where all have the same one, it stands in the head."""

    key: str
    kind: MeasureKind
    unit: str
    target: Decimal | None
    has_own_targets: bool

    @property
    def is_long(self) -> bool:
        return len(self.key) > 10

    @property
    def note(self) -> str:
        """What stands under the name: the common target, the unit, how to answer."""
        if self.kind is MeasureKind.RATE:
            return f"≥ {format_figure(self.target)}%" if self.target is not None else "%"
        if self.kind is MeasureKind.YES_NO:
            return ANSWER
        if self.target is not None:
            return f"目标 {format_figure(self.target)} {self.unit}".rstrip()
        return self.unit or ("次" if self.kind is MeasureKind.COUNT else "")


@dataclass(frozen=True, slots=True)
class GridCell:
    """One measure of one city with what is recorded. files: how many are laid to it.
    last: what was recorded for the same measure last year. doubts: why the value deserves
    a second look, in one line; "" where it does not."""

    measure: LoadedMeasure
    is_open: bool
    files: int = 0
    county: CountyBeside | None = None
    incidents: IncidentsBeside | None = None
    reported: ReportedBeside | None = None
    last: Decimal | None = None
    doubts: str = ""

    @property
    def kind(self) -> MeasureKind:
        return self.measure.engine.kind

    @property
    def name(self) -> str:
        return self.measure.engine.name

    @property
    def text(self) -> str:
        """The value as it is edited and copied: plain digits."""
        return as_shown(self.measure.record.value, self.kind)

    @property
    def shown(self) -> str:
        return shown_value(self.measure.record.value, self.kind)

    @property
    def target(self) -> str:
        return shown_target(self.measure.engine)

    @property
    def bare_target(self) -> str:
        """The target without its unit: for a column whose head names the unit."""
        target = self.measure.engine.target
        return "" if target is None else format_figure(target)

    @property
    def hint(self) -> str:
        """How to answer, where the name alone does not say."""
        if self.kind is MeasureKind.YES_NO:
            return ANSWER
        if self.kind is MeasureKind.COUNT:
            return self.measure.engine.unit or "次"
        return "可勾选" if self.measure.places else ""

    @property
    def look(self) -> str:
        """A word for style sheets and scripts; the kinds themselves are Chinese."""
        return LOOKS[self.kind]

    @property
    def marks(self) -> str:
        """What style sheets and scripts know of the field, as its classes."""
        lines, remark = self.lines_below, self.measure.record.remark
        told = {
            "is-missing": self.is_missing,
            "has-note": self.has_notes,
            "has-places": self.measure.places,
            "has-county": lines > 0,
            "has-both": lines > 1,
            "has-three": lines > 2,
            "has-doubt": self.doubts,
            "is-explained": self.doubts and remark,
            f"is-{self.look}": True,
        }
        return " ".join(name for name, holds in told.items() if holds)

    @property
    def result_id(self) -> int:
        return self.measure.record.result_id

    @property
    def is_missing(self) -> bool:
        return self.measure.record.value is None

    @property
    def has_notes(self) -> bool:
        return bool(self.files or self.measure.record.remark)

    @property
    def lines_below(self) -> int:
        """How many lines stand under the value, each of which opens something."""
        return sum(each is not None for each in (self.county, self.incidents, self.reported))

    @property
    def doubt_id(self) -> str:
        """What the field is described by (static/js/cells/doubts.js names it so too)."""
        return f"doubt-{self.result_id}"

    @property
    def by(self) -> str:
        record = self.measure.record
        return who(record.recorded_as, record.recorded_by)

    @property
    def at(self) -> str:
        return moment(self.measure.record.recorded_at)

    @property
    def places_json(self) -> str:
        return json.dumps(self.measure.places, ensure_ascii=False)

    @property
    def ticked_json(self) -> str:
        return json.dumps(self.measure.record.ticked, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A city's line. cells: one a column, None where its table does not ask for the measure."""

    table: LoadedTable
    item: LoadedItem
    cells: tuple[GridCell | None, ...]
    columns: tuple[Column, ...]
    standing: "RowStanding"
    is_open: bool

    @property
    def placed(self) -> list[tuple[Column, GridCell | None]]:
        """The cells of a matrix under their columns."""
        return list(zip(self.columns, self.cells, strict=True))


@dataclass(frozen=True, slots=True)
class RowStanding:
    """What moves with every entry of a row."""

    item_id: int
    score: str
    recorded: int
    total: int
    waiting: int = 0  # of the missing: judged, and no second person agreed yet
    is_exempt: bool = False  # some of the city's, or all, does not count

    @property
    def missing(self) -> int:
        return self.total - self.recorded

    @property
    def status(self) -> str:
        empty = self.missing - self.waiting
        told = [f"缺 {empty} 项"] if empty else []
        told += [f"待复核 {self.waiting} 项"] if self.waiting else []
        if self.is_exempt:
            told.append("豁免" if not self.total else "部分豁免")
        return "，".join(told) or "已录全"

    def as_json(self) -> dict:
        return {
            "item": self.item_id,
            "score": self.score,
            "recorded": self.recorded,
            "total": self.total,
            "missing": self.missing,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class OfficeGrid:
    layout: Layout
    columns: tuple[Column, ...]
    rows: tuple[GridRow, ...]

    @property
    def is_matrix(self) -> bool:
        return self.layout is Layout.MATRIX

    @property
    def offers_reported(self) -> bool:
        """Whether cities report figures for open cells in which nothing is recorded."""
        cells = (cell for row in self.rows for cell in row.cells if cell and cell.is_open)
        return any(cell.reported and cell.reported.state == "open" for cell in cells)

    @property
    def has_own_targets(self) -> bool:
        return any(column.has_own_targets for column in self.columns)

    @property
    def is_open(self) -> bool:
        return any(row.is_open for row in self.rows)


def build_grid(
    tables: Iterable[LoadedTable],
    indicator_id: int,
    policy: engine.Policy,
    *,
    office_ids: frozenset[int] = frozenset(),
    is_collecting: bool = False,
    files: Mapping[int, Sequence[str]] | None = None,
    sums: Mapping[tuple[int, str], CountySum] | None = None,
    sources: Mapping[int, CountySource] | None = None,
    incidents: Mapping[int, IncidentsBeside] | None = None,
    reported: Mapping[int, ReportedBeside] | None = None,
    before: LastYear = NO_LAST_YEAR,
) -> OfficeGrid:
    """Return the indicator's grid over the tables that have it, in their order.

    office_ids: the person's; a row is open where one of them collects the item,
    the table is issued, the year is_collecting and nobody signed it. files: names by result.
    sums: what the counties submitted, by city and key; sources: those that were taken over, by
    result. incidents: what the register says of counts, reported: what cities handed in, by
    result. before: what was recorded last year.
    """
    pairs = [(t, i) for t in tables for i in t.items if i.indicator_id == indicator_id]
    keyed = [_by_column(item) for _, item in pairs]
    order = _column_order(keyed)
    columns = tuple(_column(key, [own[key] for own in keyed if key in own]) for key in order)
    layout = _layout(order, keyed)
    rows = []
    for (table, item), own in zip(pairs, keyed, strict=True):
        is_own = is_collecting and table.issued and bool(office_ids & set(item.office_ids))
        is_open = is_own and not any(m.record.is_signed for m in item.measures)
        places = order if layout is Layout.MATRIX else own
        beside = counties_of(table, own.values(), sums or {}, sources=sources or {})
        last = {m.record.result_id: before.of_loaded(table, item, m) for m in own.values()}
        around = {
            "beside": beside,
            "last": last,
            "incidents": incidents or {},
            "reported": reported or {},
        }
        cells = tuple(_cell(own.get(key), is_open, files or {}, **around) for key in places)
        rows.append(
            GridRow(
                table=table,
                item=item,
                cells=cells,
                columns=columns,
                standing=row_standing(item, score_loaded(item, policy)),
                is_open=is_open,
            )
        )
    return OfficeGrid(layout, columns, tuple(rows))


def score_loaded(item: LoadedItem, policy: engine.Policy) -> ItemScore:
    return score_item(item.engine, facts_of(item.measures), policy)


def row_standing(item: LoadedItem, score: ItemScore) -> RowStanding:
    measures = list(item.to_record)
    recorded = sum(m.counts for m in measures)
    shown = format_fixed(None if score.is_pending or item.engine.is_exempt else score.score)
    waiting = sum(m.waits for m in measures)
    exempt = any(c.engine.exempt for c in item.components)
    return RowStanding(item.pk, shown, recorded, len(measures), waiting, is_exempt=exempt)


def _by_column(item: LoadedItem) -> dict[ColumnKey, LoadedMeasure]:
    seen: dict[str, int] = defaultdict(int)
    found = {}
    for measure in item.measures:
        seen[measure.key] += 1
        found[measure.key, seen[measure.key]] = measure
    return found


def _column_order(keyed: list[dict[ColumnKey, LoadedMeasure]]) -> list[ColumnKey]:
    """Return the columns by their mean place in the cities' texts."""
    places: dict[ColumnKey, list[int]] = defaultdict(list)
    for own in keyed:
        for place, key in enumerate(own):
            places[key].append(place)
    return sorted(places, key=lambda key: Decimal(sum(places[key])) / len(places[key]))


def _layout(order: list[ColumnKey], keyed: list[dict]) -> Layout:
    room = len(order) * len(keyed)
    filled = sum(len(own) for own in keyed)
    is_matrix = len(order) <= MOST_COLUMNS and filled >= LEAST_FILLED * room
    return Layout.MATRIX if is_matrix else Layout.LIST


def _column(key: ColumnKey, measures: list[LoadedMeasure]) -> Column:
    first = measures[0].engine
    targets = {m.engine.target for m in measures}
    has_own = len(targets) > 1
    units = {m.engine.unit for m in measures}
    # The short phrase of a failing hides which answer is the bad one (就业跟踪服务: 是?).
    name = first.name if first.kind is MeasureKind.YES_NO else key[0]
    return Column(
        key=name if key[1] == 1 else f"{name}（{key[1]}）",
        kind=first.kind,
        unit=first.unit if len(units) == 1 else "",
        target=None if has_own else first.target,
        has_own_targets=has_own,
    )


def _cell(
    measure: LoadedMeasure | None, is_open: bool, files, *, beside, last, incidents, reported
) -> GridCell | None:
    if measure is None:
        return None
    key = measure.record.result_id
    registered, own = incidents.get(key), reported.get(key)
    return GridCell(
        measure,
        is_open,
        files=len(files.get(key, ())),
        county=beside.get(key),
        incidents=registered,
        reported=own,
        last=last[key],
        doubts="；".join(
            [
                *waiting_words(measure),
                *doubts(measure.engine, measure.record.value, last[key], bounds=measure.bounds),
                *(each.doubt for each in (registered, own) if each is not None and each.doubt),
            ]
        ),
    )
