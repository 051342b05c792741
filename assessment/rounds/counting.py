"""计入考核的数: what the rounds come to by the year's setting, proposed beside the cell and taken
over as the office's own result with its source. Nothing of it enters a score by itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from assessment.actions.results import Entry, record_block
from assessment.collection.shown import shown_value
from assessment.engine.types import MeasureKind
from assessment.loading import LoadedItem, LoadedMeasure, LoadedTable, load_tables
from assessment.models import (
    OF_ROUNDS,
    CityTable,
    Measure,
    Round,
    RoundFigure,
    RoundTaking,
    Year,
)
from assessment.rounds import permissions
from assessment.rounds.pace import Counted, CountingWay, RoundValue, counted
from assessment.self_check.beside import placed_results
from assessment.self_check.places import Cell, Place, places_of_item
from lib.plausibility import counts_whole_things
from trust import log
from trust.refusals import Refused

MOVED = "打开之后调度数、设置或本表已有变动，没有采用；下面是最新的，请核对后再采用。"


class CountedMoved(Exception):  # noqa: N818 -- named for what happened
    """What the rounds come to is not what the person saw."""


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A cell with what the rounds come to for it."""

    table: LoadedTable
    item: LoadedItem
    place: Place
    measure: LoadedMeasure
    counted: Counted
    ticked: tuple[str, ...] | None

    @property
    def shown(self) -> str:
        return shown_value(self.counted.value, self.measure.engine.kind) or "—"

    @property
    def now(self) -> str:
        return shown_value(self.measure.record.value, self.measure.engine.kind) or "—"

    @property
    def differs(self) -> bool:
        """Whether there is something to take over; a signed cell is no longer written."""
        has_other = self.counted.value not in (None, self.measure.record.value)
        return has_other and not self.measure.record.is_signed

    @property
    def waits_for_a_person(self) -> bool:
        """Whether its figures come to what cannot be, and nobody said yet what it is instead."""
        return self.counted.is_between and self.measure.record.value is None

    @property
    def state(self) -> str:
        if self.counted.value is None:
            return "待核定" if self.waits_for_a_person else "不能计"
        if self.counted.value == self.measure.record.value:
            return "一致"
        return "已签章" if self.measure.record.is_signed else "不一致"

    @property
    def seal(self) -> str:
        """Return what the person saw: cell, version, figure."""
        record = self.measure.record
        return f"{record.result_id}:{record.version}:{self.counted.value}"


def rounds_that_count(year: Year, day: date) -> list[Round]:
    """Return the rounds in which nobody reports any more, in their order. One query."""
    return [held for held in Round.objects.filter(year=year) if not held.is_open(day)]


def lines_of(year: Year, day: date, own: Iterable[int]) -> list[CountedLine]:
    """Return what the rounds come to for the cells of these offices. Eight queries."""
    settings = permissions.settings_of(year)
    way, own = CountingWay(settings.counting), frozenset(own)
    rounds = rounds_that_count(year, day)
    if way is CountingWay.YEAR_END or not rounds:
        return []
    figures = _figures(rounds)
    tables = load_tables(CityTable.objects.filter(year=year, issued_at__isnull=False))
    return [
        line
        for table in tables
        for item in table.items
        if own & set(item.office_ids)
        for place, measure in places_of_item(item)
        if (line := _line(table, item, (place, measure), way=way, figures=figures, rounds=rounds))
    ]


@log.acting()
def take_counted(
    *, year: Year, indicator_id: int, seals: Sequence[str], day: date, user, actor: log.Actor
) -> int:
    """Record what the rounds come to in an indicator's cells, all or none, and keep that it was.

    seals: of the lines as the person saw them. Returns how many. Raises Refused, Conflict (a cell
    was changed) or CountedMoved.
    """
    rounds = list(Round.objects.select_for_update(no_key=True).filter(year=year))
    own = permissions.persona_of(user).office_ids
    lines = [
        line
        for line in lines_of(year, day, own)
        if line.item.indicator_id == indicator_id and line.differs
    ]
    if not lines or not rounds:
        raise CountedMoved
    chosen = [line for line in lines if line.seal in seals]
    if not seals or len(chosen) != len(set(seals)):
        raise CountedMoved
    record_block(entries=[_entry(line) for line in chosen], user=user, actor=actor)
    for line in chosen:
        _kept(year, line, user=user, actor=actor)
    return len(chosen)


def takings_of_rounds(tables: QuerySet[CityTable]) -> dict[int, RoundTaking]:
    """Return, by result, what was taken over from the rounds and still is its value. One query;
    another where anything was."""
    rows = RoundTaking.objects.filter(
        year__in=tables.order_by().values("year"), city__in=tables.order_by().values("city")
    )
    latest = {(row.city_id, row.place): row for row in rows}
    if not latest:
        return {}
    held = Measure.objects.filter(component__item__section__table__in=tables)
    return {
        pk: latest[cell]
        for cell, pk, value in placed_results(held)
        if cell in latest and latest[cell].value == value
    }


def _figures(rounds: Sequence[Round]) -> Mapping[tuple[int, Cell], RoundFigure]:
    rows = RoundFigure.objects.filter(round__in=rounds)
    return {(f.round_id, (f.city_id, f.place)): f for f in rows}


def _line(
    table: LoadedTable,
    item: LoadedItem,
    where: tuple[Place, LoadedMeasure],
    *,
    way: CountingWay,
    figures: Mapping[tuple[int, Cell], RoundFigure],
    rounds: Sequence[Round],
) -> CountedLine | None:
    place, measure = where
    kind = measure.engine.kind
    divides = kind in (MeasureKind.QUANTITY, MeasureKind.RATE) and not measure.places
    held = [figures.get((each.pk, (table.city_id, place))) for each in rounds]
    values = [
        RoundValue(
            told=each.told,
            value=figure.value if figure else None,
            shown=shown_value(figure.value, kind) if figure else "",
            weight=each.weight,
        )
        for each, figure in zip(rounds, held, strict=True)
    ]
    if all(each.value is None for each in values):
        return None  # nobody reported it: nothing to say of it
    unit = measure.engine.unit
    whole = unit if kind is MeasureKind.QUANTITY and counts_whole_things(unit) else ""
    found = counted(values, way, divides=divides, whole=whole)
    if found is None:
        return None
    last = next((f for f in reversed(held) if f and f.value == found.value), None)
    ticked = tuple(last.ticked) if measure.places and last else None
    return CountedLine(table, item, place, measure, counted=found, ticked=ticked)


def _entry(line: CountedLine) -> Entry:
    ticked = line.ticked
    if ticked is not None and not (
        set(ticked) <= set(line.measure.places) and len(ticked) == line.counted.value
    ):
        ticked = None  # the number was typed, or the places are called otherwise since
    return Entry(
        line.measure.record.result_id,
        line.counted.value,
        line.measure.record.version,
        ticked=ticked,
        source=f"{OF_ROUNDS}{line.counted.told}",
        action="采用调度数",
        renews=True,
    )


def _kept(year: Year, line: CountedLine, *, user, actor: log.Actor) -> RoundTaking:
    if line.counted.value is None:
        raise Refused(MOVED)
    item, component, name, kind, nth = line.place
    return RoundTaking.objects.create(
        year=year,
        city_id=line.table.city_id,
        item_name=item,
        component=component,
        name=name,
        kind=kind,
        nth=nth,
        value=Decimal(line.counted.value),
        how=line.counted.told,
        taken_by=user,
        taken_as=actor.standing[:80],
    )
