"""How far the recording is: by office, by indicator, and what is missing. No query here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from assessment.loading import LoadedItem, LoadedMeasure, LoadedTable

#: Items of more offices than this are counted on a line of their own.
SHARED_BY = 3
SHARED_LABEL = "各处室共同"


class CountedItem(Protocol):
    """An item as far as recording goes, loaded or summed up. asked, recorded: figures."""

    @property
    def indicator_id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def office_ids(self) -> tuple[int, ...]: ...
    @property
    def asked(self) -> int: ...
    @property
    def recorded(self) -> int: ...


class CountedTable(Protocol):
    @property
    def items(self) -> Iterable[CountedItem]: ...


@dataclass(slots=True)
class Count:
    recorded: int = 0
    total: int = 0

    def add(self, item: CountedItem) -> None:
        self.total += item.asked
        self.recorded += item.recorded

    @property
    def missing(self) -> int:
        return self.total - self.recorded

    @property
    def is_complete(self) -> bool:
        return self.recorded == self.total


@dataclass(slots=True)
class OfficeProgress:
    """office_id None: what all offices record together."""

    office_id: int | None
    name: str
    count: Count = field(default_factory=Count)
    indicators: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class IndicatorProgress:
    pk: int
    name: str
    count: Count = field(default_factory=Count)
    cities: int = 0
    complete_cities: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """A measure that waits for its record."""

    table: LoadedTable
    item: LoadedItem
    measure: LoadedMeasure
    offices: str


def count_all(tables: Iterable[CountedTable]) -> Count:
    count = Count()
    for table in tables:
        for item in table.items:
            count.add(item)
    return count


def by_office(tables: Iterable[CountedTable], offices: dict[int, str]) -> list[OfficeProgress]:
    """Return every office that records something, in the order of offices (pk → name)."""
    found: dict[int | None, OfficeProgress] = {}
    for table in tables:
        for item in table.items:
            for key in owners(item):
                line = found.get(key)
                if line is None:
                    line = found[key] = OfficeProgress(key, offices.get(key, SHARED_LABEL))
                line.indicators.setdefault(item.indicator_id, item.name)
                line.count.add(item)
    order = [*offices, None]
    return sorted(found.values(), key=lambda line: order.index(line.office_id))


def counted_again(lines: Iterable[OfficeProgress], count: Count) -> int:
    """Return by how much the offices' totals exceed the whole: what few offices collect together
    stands on the line of each."""
    return sum(line.count.total for line in lines) - count.total


def owners(item: CountedItem) -> tuple[int | None, ...]:
    """Return the offices on whose line an item counts; (None,) where it is everybody's."""
    return (None,) if len(item.office_ids) > SHARED_BY else item.office_ids


def by_indicator(
    tables: Iterable[CountedTable], office_ids: frozenset[int] | None = None
) -> list[IndicatorProgress]:
    """Return the indicators (of these offices) in the order in which the tables name them."""
    found: dict[int, IndicatorProgress] = {}
    for table in tables:
        for item in table.items:
            if office_ids is not None and not office_ids.intersection(item.office_ids):
                continue
            line = found.get(item.indicator_id)
            if line is None:
                line = IndicatorProgress(item.indicator_id, item.name)
                found[item.indicator_id] = line
            line.count.add(item)
            line.cities += 1
            line.complete_cities += item.recorded == item.asked
    return list(found.values())


def missing(tables: Iterable[LoadedTable], offices: dict[int, str]) -> list[Missing]:
    """Return what waits for its record, table by table."""
    return [
        Missing(table, item, measure, office_names(item, offices))
        for table in tables
        for item in table.items
        for measure in item.to_record
        if not measure.counts
    ]


def office_names(item: CountedItem, offices: dict[int, str]) -> str:
    if owners(item) == (None,):
        return SHARED_LABEL
    return "、".join(offices[pk] for pk in item.office_ids if pk in offices)
