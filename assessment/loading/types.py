"""A table with its rules and records as plain objects, each with its part of the engine."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from assessment.engine import types as engine
from assessment.engine.judging import Bounds
from assessment.engine.types import Fact, Lit
from assessment.reader.by_hand import HandMark
from assessment.rounds.pace import LightCosts


@dataclass(frozen=True, slots=True)
class Record:
    """What was recorded for a measure, by whom and when. value None: nothing (—).
    confirmed_as: who agreed to what stands, "" if nobody did. is_signed: nobody writes it."""

    result_id: int
    version: int
    value: Decimal | None
    ticked: tuple[str, ...]
    remark: str
    recorded_by: str
    recorded_as: str
    recorded_at: datetime | None
    confirmed_as: str = ""
    confirmed_at: datetime | None = None
    is_signed: bool = False


def mark_of(by: str, at: datetime | None, reason: str) -> HandMark | None:
    """Return the mark of a row's columns, None where nobody changed it by hand."""
    if not (by or at or reason):
        return None
    return HandMark(by, timezone.localtime(at) if at else None, reason)


@dataclass(frozen=True, slots=True)
class LoadedMeasure:
    """engine.name is the name as people read it; stored_name where the row has another.
    bounds: within which it is judged; None where it is not. lights: those of the rounds, where
    they cost points (loading.lights)."""

    pk: int
    key: str
    places: tuple[str, ...]
    engine: engine.Measure
    record: Record
    mark: HandMark | None = None
    stored_name: str = ""
    bounds: Bounds | None = None
    lights: tuple[Lit, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether it was judged and no second person agreed yet."""
        record = self.record
        return self.bounds is not None and record.value is not None and not record.confirmed_as

    @property
    def counts(self) -> bool:
        """Whether scores may rest on what was recorded."""
        return self.record.value is not None and not self.waits

    @property
    def code(self) -> str:
        return self.engine.code

    @property
    def name(self) -> str:
        """The name of the row, as exported and edited."""
        return self.stored_name or self.engine.name

    @property
    def short(self) -> str:
        """What to call it beside a figure. The short phrase of a failing hides which answer
        is the bad one (就业跟踪服务：否?), so that bears its whole name."""
        return self.engine.name if self.engine.kind is engine.MeasureKind.YES_NO else self.key


@dataclass(frozen=True, slots=True)
class LoadedRule:
    pk: int
    start: int
    end: int
    pattern: str
    engine: engine.Rule
    mark: HandMark | None = None


@dataclass(frozen=True, slots=True)
class LoadedComponent:
    pk: int
    number: int
    start: int
    end: int
    measures: tuple[LoadedMeasure, ...]
    rules: tuple[LoadedRule, ...]
    engine: engine.Component
    mark: HandMark | None = None


@dataclass(frozen=True, slots=True)
class LoadedItem:
    pk: int
    indicator_id: int
    text: str
    offices_text: str
    office_ids: tuple[int, ...]
    unsettled: tuple[str, ...]
    components: tuple[LoadedComponent, ...]
    engine: engine.Item
    office_names: tuple[str, ...] = ()
    text_heads: tuple[str, ...] = ()  # of the columns that its text stands in; () of one

    @property
    def offices_shown(self) -> str:
        """The offices as the table has them, a line each; those set by hand where it has none."""
        return self.offices_text or "\n".join(self.office_names)

    @property
    def name(self) -> str:
        return self.engine.name

    @property
    def points(self) -> Decimal:
        return self.engine.points

    @property
    def measures(self) -> Iterable[LoadedMeasure]:
        return (m for c in self.components for m in c.measures)

    @property
    def to_record(self) -> Iterable[LoadedMeasure]:
        """Return the measures that count this year, and are waited for."""
        return (m for c in self.components if not c.engine.exempt for m in c.measures)

    @property
    def asked(self) -> int:
        """Return how many figures are waited for in all."""
        return sum(1 for _ in self.to_record)

    @property
    def recorded(self) -> int:
        """Return how many of them are there."""
        return sum(m.counts for m in self.to_record)


@dataclass(frozen=True, slots=True)
class LoadedSection:
    pk: int
    number: str
    heading: str
    items: tuple[LoadedItem, ...]
    engine: engine.Section

    @property
    def name(self) -> str:
        return self.engine.name


@dataclass(frozen=True, slots=True)
class LoadedTable:
    """One city's table with its rules and records; facts are keyed by measure code."""

    pk: int
    year: int
    city_id: int
    city_key: str
    city: str  # the name printed on the table
    title: str
    notes: tuple[str, ...]
    issued: bool
    sections: tuple[LoadedSection, ...]
    engine: engine.Table
    facts: dict[str, Fact] = field(repr=False)
    text_heads: tuple[str, ...] = ()  # of all the columns that the items' texts stand in
    light_costs: LightCosts | None = None  # what lights of rounds cost; None: nothing

    @property
    def has_facts(self) -> bool:
        """Say whether anything of it is recorded."""
        return bool(self.facts)

    @property
    def items(self) -> Iterable[LoadedItem]:
        return (i for s in self.sections for i in s.items)

    @property
    def measures(self) -> Iterable[LoadedMeasure]:
        return (m for i in self.items for m in i.measures)

    @property
    def to_record(self) -> Iterable[LoadedMeasure]:
        """Return the measures that count this year, and are waited for."""
        return (m for i in self.items for m in i.to_record)

    @property
    def waiting(self) -> int:
        """How many figures were judged, and no second person agreed yet."""
        return sum(m.waits for m in self.to_record)
