"""A table with its rules and records as plain objects, each with its part of the engine."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from assessment.engine import types as engine


@dataclass(frozen=True, slots=True)
class Record:
    """What was recorded for a measure, by whom and when. value None: nothing (—)."""

    result_id: int
    version: int
    value: Decimal | None
    ticked: tuple[str, ...]
    remark: str
    recorded_by: str
    recorded_as: str
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class LoadedMeasure:
    pk: int
    key: str
    places: tuple[str, ...]
    engine: engine.Measure
    record: Record

    @property
    def code(self) -> str:
        return self.engine.code


@dataclass(frozen=True, slots=True)
class LoadedRule:
    pk: int
    start: int
    end: int
    pattern: str
    engine: engine.Rule


@dataclass(frozen=True, slots=True)
class LoadedComponent:
    pk: int
    number: int
    start: int
    end: int
    measures: tuple[LoadedMeasure, ...]
    rules: tuple[LoadedRule, ...]
    engine: engine.Component


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

    @property
    def name(self) -> str:
        return self.engine.name

    @property
    def points(self) -> Decimal:
        return self.engine.points

    @property
    def measures(self) -> Iterable[LoadedMeasure]:
        return (m for c in self.components for m in c.measures)


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
    facts: dict[str, engine.Fact] = field(repr=False)

    @property
    def items(self) -> Iterable[LoadedItem]:
        return (i for s in self.sections for i in s.items)

    @property
    def measures(self) -> Iterable[LoadedMeasure]:
        return (m for i in self.items for m in i.measures)
