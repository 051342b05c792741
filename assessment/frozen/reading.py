"""From a snapshot back to loaded tables and scores, so that every page and paper of a year can
be made of it as of the rows themselves."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from assessment.engine.snapshot import nouns
from assessment.engine.snapshot.canonical import WrongSnapshot, read
from assessment.engine.snapshot.recomputing import checked, score_units
from assessment.loading import (
    LoadedComponent,
    LoadedItem,
    LoadedMeasure,
    LoadedRule,
    LoadedSection,
    LoadedTable,
    Record,
    with_bounds,
)
from assessment.models import Correction, Snapshot
from assessment.models.objections import as_kept
from assessment.reader.by_hand import HandMark
from assessment.scores.standing import CityStanding, Standings, is_half_recorded
from assessment.year.consequences import Consequence, consequences_of
from trust import files
from trust.refusals import Refused

Told = dict[str, Any]
#: By the code of a measure: the figure that it became, and by what, in words.
Corrections = Mapping[str, tuple[str | None, str]]


@dataclass(frozen=True, slots=True)
class FrozenYear:
    """standings: as they were frozen. evidence: what lay to each result, by the numbers that
    results bear in standings. consequences: what followed from grades, None in a snapshot that
    does not say it."""

    standings: Standings
    evidence: dict[int, list[str]]
    consequences: list[Consequence] | None = None


def bytes_of(snapshot: Snapshot) -> bytes:
    """Return the snapshot's file. Raises Refused where it is gone or was altered."""
    if not files.verify(snapshot.file):
        raise Refused(
            f"{snapshot}的文件缺失或被改动，不能读出；请系统管理员从备份中恢复文件"
            f"（SHA-256 {snapshot.file.sha256}）。"
        )
    return files.read(snapshot.file)


def read_year(snapshot: Snapshot) -> FrozenYear:
    """Return the year as it was frozen, scored by the arithmetic that froze it. One query if file
    and year are loaded: the corrections made until then. Raises Refused where it cannot be read."""
    made = (
        Correction.objects.made()
        .of_figures()
        .filter(year=snapshot.year_id, snapshot__number__lte=snapshot.number)
    )
    rows = made.select_related("snapshot").order_by("snapshot__number")
    corrections = {row.code: (as_kept(row.after), row.told) for row in rows}
    try:
        told = checked(bytes_of(snapshot))
        return year_told(told, corrections)
    except WrongSnapshot as wrong:
        raise Refused(f"{snapshot}不能读出：{wrong}") from wrong


def year_told(told: Told, corrections: Corrections | None = None) -> FrozenYear:
    """Return the year that a snapshot of the right shape tells. corrections: beside those by
    objections, which it tells itself. Raises WrongSnapshot."""
    numbers = nouns.numbers_of(told)
    reader = _Rebuilding(told["year"], grounds=grounds_of(told, corrections or {}))
    tables = [reader.table(unit, numbers[unit["key"]]) for unit in told["units"]]
    is_ranked = is_half_recorded(tables)
    cities = tuple(
        CityStanding(
            table, unit.score, unit.rank, graded=unit.graded, place=unit.place, is_ranked=is_ranked
        )
        for table, unit in zip(tables, score_units(told), strict=True)
    )
    policy = nouns.policy_of(told["policy"], numbers)
    standings = Standings(told["year"], policy, cities)
    return FrozenYear(standings, reader.evidence, _consequences(told))


def consequences_in(snapshot: Snapshot) -> list[Consequence]:
    """Return what follows from the grades as it was frozen; of rows where the snapshot does not
    say it, nothing where it cannot be read. Nothing is scored. Two queries at most if file and
    year are loaded."""
    try:
        found = _consequences(read(bytes_of(snapshot)))
    except (Refused, WrongSnapshot):
        return []
    return consequences_of(snapshot.year) if found is None else found


def _consequences(told: Told) -> list[Consequence] | None:
    if "consequences" not in told:
        return None
    return [Consequence(each["grade"], each["text"]) for each in told["consequences"]]


def grounds_of(told: Told, corrections: Corrections) -> dict[str, list[str]]:
    """Return, by the code of a measure, its incidents, and the decision or correction that made
    its figure what it is."""
    grounds: dict[str, list[str]] = defaultdict(list)
    for incident in told["incidents"]:
        for code in incident["counted_in"]:
            grounds[code].append(incident["told"])
    values = _values(told)
    for made in (told_corrections(told["objections"]), corrections):
        for code, (after, words) in made.items():
            if values.get(code) == after:
                grounds[code].append(words)
    return grounds


def told_corrections(objections: Sequence[Told]) -> dict[str, tuple[str | None, str]]:
    """Return what the latest decision on each figure made it, and says of itself."""
    decisions = [decision for objection in objections for decision in objection["decisions"]]
    return {
        change["code"]: (change["after"], decision["told"])
        for decision in sorted(decisions, key=lambda decision: decision["decided_at"])
        for change in decision["changes"]
    }


def _values(told: Told) -> dict[str, str | None]:
    """Return the recorded figures by code."""
    return {
        measure["code"]: measure["record"]["value"]
        for unit in told["units"]
        for section in unit["sections"]
        for item in section["items"]
        for component in item["components"]
        for measure in component["measures"]
    }


@dataclass(slots=True)
class _Rebuilding:
    """Gives rows the keys that they have in no database: counted from 1."""

    year: int
    grounds: Mapping[str, Sequence[str]]
    evidence: dict[int, list[str]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def table(self, told: Told, number: int) -> LoadedTable:
        return LoadedTable(
            pk=next(self._numbers),
            year=self.year,
            city_id=number,
            city_key=told["key"],
            city=told["name"],
            title=told["title"],
            notes=tuple(told["notes"]),
            issued=told["issued"],
            sections=tuple(map(self._section, told["sections"])),
            engine=nouns.table_of(told),
            facts=nouns.facts_of(told),
            text_heads=tuple(told["text_heads"]),
        )

    def _section(self, told: Told) -> LoadedSection:
        return LoadedSection(
            pk=next(self._numbers),
            number=told["number"],
            heading=told["heading"],
            items=tuple(map(self._item, told["items"])),
            engine=nouns.section_of(told),
        )

    def _item(self, told: Told) -> LoadedItem:
        return LoadedItem(
            pk=next(self._numbers),
            indicator_id=told["indicator"],
            text=told["text"],
            offices_text=told["offices_text"],
            office_ids=(),
            unsettled=tuple(told["unsettled"]),
            components=tuple(map(self._component, told["components"])),
            engine=nouns.item_of(told),
            office_names=tuple(told["offices"]),
            text_heads=tuple(told["text_heads"]),
        )

    def _component(self, told: Told) -> LoadedComponent:
        rules = tuple(map(self._rule, told["rules"]))
        points = Decimal(told["points"])
        measures = with_bounds(list(map(self._measure, told["measures"])), rules, points)
        return LoadedComponent(
            pk=next(self._numbers),
            number=told["number"],
            start=told["start"],
            end=told["end"],
            measures=tuple(measures),
            rules=rules,
            engine=nouns.component_of(told),
            mark=_mark(told["by_hand"]),
        )

    def _measure(self, told: Told) -> LoadedMeasure:
        return LoadedMeasure(
            pk=next(self._numbers),
            key=told["key"],
            places=tuple(told["places"]),
            engine=nouns.measure_of(told),
            record=self._record(told["record"], self.grounds.get(told["code"], ())),
            mark=_mark(told["by_hand"]),
            stored_name=told["stored_name"],
            lights=nouns.lights_of(told),
        )

    def _record(self, told: Told, grounds: Sequence[str]) -> Record:
        number = next(self._numbers)
        names = [file["name"] for file in told["evidence"]]
        sums = [source["told"] for source in told["county_sources"]]
        self.evidence[number] = [*names, *sums, *grounds]
        return Record(
            result_id=number,
            version=told["version"],
            value=nouns.decimal_or_none(told["value"]),
            ticked=tuple(told["ticked"]),
            remark=told["remark"],
            recorded_by=told["recorded_by"],
            recorded_as=told["recorded_as"],
            recorded_at=_moment(told["recorded_at"]),
            confirmed_as=told["confirmed_as"],
            confirmed_at=_moment(told["confirmed_at"]),
        )

    def _rule(self, told: Told) -> LoadedRule:
        return LoadedRule(
            pk=next(self._numbers),
            start=told["start"],
            end=told["end"],
            pattern=told["pattern"],
            engine=nouns.rule_of(told),
            mark=_mark(told["by_hand"]),
        )


def _moment(told: str | None) -> datetime | None:
    return None if told is None else datetime.fromisoformat(told)


def _mark(told: Told | None) -> HandMark | None:
    return None if told is None else HandMark(told["by"], _moment(told["at"]), told["reason"])
