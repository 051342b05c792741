"""Official tables into a year: all of a document or nothing.

A table is compared with what stands: the same document changes nothing; a
changed one takes its place unless the table was issued or has results, which
only replace=True allows, and then the records that still fit are kept and the
others named in the report and in the log. What a table replaces is kept whole, so
that the import can be taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max, Q

from assessment.actions.agreement import mark_imported
from assessment.actions.carrying import carry_over, records_of
from assessment.actions.table_rows import EVERY_OFFICE, write_table
from assessment.actions.tables_imports import Written, keep_import
from assessment.exports.tables import reading_of, table_words, words_and_rules
from assessment.models import FIRST_YEAR, LAST_YEAR, CityTable, Policy, Result, Year
from assessment.permissions import FROZEN
from assessment.reader.types import Finding, TableReading
from assessment.tables.copies import Copy, copies_of, lock_tables
from cities.lookup import Gazetteer, KnownPlace
from cities.models import Office
from trust import log
from trust.imports import UNNAMED, Source
from trust.refusals import Refused


@dataclass
class ImportReport:
    """What an import did or would do: cities by outcome, findings, records that no longer fit."""

    created: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def add(self, outcome: "_Outcome") -> None:
        getattr(self, outcome.kind).append(outcome.city)
        self.lost.extend(outcome.lost)


class ImportRefused(Refused):
    """The document cannot be taken over; lines: one sentence a place."""

    def __init__(self, lines: Sequence[str]):
        self.lines = list(lines)
        super().__init__("\n".join(self.lines))


class _DryRun(Exception):
    pass


def import_tables(
    *,
    number: int,
    readings: Sequence[TableReading],
    actor: log.Actor,
    source: Source = UNNAMED,
    replace: bool = False,
    dry_run: bool = False,
    codes: dict[str, list[str]] | None = None,
) -> ImportReport:
    """Take tables into the year, all or none; the year is made if it is new.

    codes: measure codes by city in the order of the table, where the document
    brings its own (an exported .json). dry_run: do everything, then undo it, so
    that the report is what an import would give; nothing is kept. Raises ImportRefused.
    """
    run = _Import(number, actor, source=source, replace=replace, codes=codes or {})
    try:
        with transaction.atomic():
            report = run.take(readings)
            if dry_run:
                raise _DryRun
            run.keep()
    except _DryRun:
        pass
    return report


def _cities_of(readings: Sequence[TableReading]) -> list[KnownPlace]:
    gazetteer = Gazetteer.load()
    cities = [gazetteer.city(reading.city) for reading in readings]
    unknown = [r.title for r, city in zip(readings, cities, strict=True) if city is None]
    if unknown:
        raise ImportRefused(
            f"“{title}”的市州不在地区表中；请改正标题，或先运行 load_places。本次未导入任何内容。"
            for title in unknown
        )
    twice = {c.name for c in cities if sum(c is other for other in cities) > 1}
    if twice:
        raise ImportRefused(
            f"{name}在文件中有两张指标表；请只保留一张。本次未导入任何内容。"
            for name in sorted(twice)
        )
    return cities


def _check_offices(readings, offices) -> None:
    unknown = [
        f"{r.city}“{item.name}”的责任处室“{name}”不在处室表中；请改正文件或在后台补充处室。"
        "本次未导入任何内容。"
        for r in readings
        for section in r.sections
        for item in section.items
        for name in item.offices
        if name != EVERY_OFFICE and name not in offices
    ]
    if unknown:
        raise ImportRefused(unknown)


def _year(number: int, actor) -> tuple[Year, bool]:
    """Return the year, locked, and whether it is new. Raises ImportRefused."""
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise ImportRefused(
            [f"年度应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，现为 {number}。本次未导入任何内容。"]
        )
    year, created = Year.objects.select_for_update().get_or_create(number=number)
    if created:
        Policy.objects.create(year=year)
        log.write(actor, "新建年度", year)
    if year.state in FROZEN:
        raise ImportRefused([f"{year}已审定，指标表不再改动。本次未导入任何内容。"])
    return year, created


@dataclass(frozen=True)
class _Outcome:
    """What became of one city's table. lost: its own records that no longer fit."""

    city: str
    kind: str
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Planned:
    """A city's table to come, and the one that stands. same: word for word."""

    city: KnownPlace
    reading: TableReading
    standing: CityTable | None
    same: bool


class _Import:
    """One import under way: what holds for every table of it."""

    def __init__(self, number: int, actor: log.Actor, *, source: Source, replace: bool, codes):
        self.number, self.actor = number, actor
        self.source, self.replace, self.codes = source, replace, codes
        self.written: list[Written] = []

    def take(self, readings: Sequence[TableReading]) -> ImportReport:
        """Write the tables and fold what became of each into a report."""
        cities = _cities_of(readings)
        self.year, self.made_year = _year(self.number, self.actor)
        self.offices = {office.name: office for office in Office.objects.all()}
        _check_offices(readings, self.offices)
        self.indicators = set(self.year.indicators.values_list("pk", flat=True))
        self.versions = _versions_ever(cities)
        planned = self._plan(cities, readings)
        copies = copies_of(p.standing.pk for p in planned if p.standing and not p.same)
        report = ImportReport()
        for plan in planned:
            report.findings.extend(plan.reading.findings)
            report.add(self._take_one(plan, copies))
        return report

    def keep(self) -> None:
        """Keep what the tables took the place of, so that they can be taken back."""
        keep_import(
            self.written,
            year=self.year,
            made_year=self.made_year,
            indicators=self.indicators,
            source=self.source,
            actor=self.actor,
        )

    def _plan(self, cities, readings: Sequence[TableReading]) -> list[_Planned]:
        """Say what each table takes the place of; from then on nobody writes to those."""
        standing = CityTable.objects.filter(year=self.year, city__in=[city.pk for city in cities])
        by_city = {table.city_id: table for table in standing}
        lock_tables(table.pk for table in by_city.values())
        pairs = zip(cities, readings, strict=True)
        return [self._planned(city, reading, by_city.get(city.pk)) for city, reading in pairs]

    def _planned(self, city: KnownPlace, reading, standing: CityTable | None) -> _Planned:
        own_codes = self.codes.get(reading.city)
        same = standing is not None and same_document(standing, reading, own_codes)
        if standing and not same:
            _check_replaceable(standing, self.replace)
        return _Planned(city, reading, standing, same)

    def _take_one(self, plan: _Planned, copies: dict[int, Copy]) -> _Outcome:
        reading, standing = plan.reading, plan.standing
        if plan.same:
            return _Outcome(reading.city, "unchanged")
        own_codes = self.codes.get(reading.city)
        kept, replaced, ever = {}, None, self.versions.get(plan.city.pk, 0)
        if standing:
            kept, replaced = records_of(standing), copies[standing.pk]
            standing.delete()
        file = self.source.file
        table = write_table(
            self.year,
            plan.city,
            reading,
            offices=self.offices,
            source=file,
            codes=own_codes,
            version=max(standing.version if standing else 0, ever) + 1,
        )
        if own_codes is not None:
            mark_imported(table, dict(reading.marks), self.actor)
        lost = tuple(carry_over(table, kept))
        self.written.append(Written(table, replaced, lost))
        log.write(
            self.actor,
            "替换指标表" if standing else "导入指标表",
            table,
            label=reading.title,
            after={"文件": file.sha256 if file else None, "不再适用的记录": list(lost)},
        )
        return _Outcome(reading.city, "replaced" if standing else "created", lost)


def _versions_ever(cities: Sequence[KnownPlace]) -> dict[int, int]:
    """Return the highest version that a table of each city ever had, also one taken back.

    Somebody may still have it on screen, and must not confirm another by it. One query.
    """
    history = CityTable.history.filter(city__in=[city.pk for city in cities]).order_by()
    return dict(history.values_list("city").annotate(Max("version")))


def _check_replaceable(table: CityTable, replace: bool) -> None:
    if replace:
        return
    if has_records(table):
        raise ImportRefused(
            [
                f"{table.city_name}的指标表已有采集结果，未覆盖；确要替换请加 --replace"
                "（页面上勾选“覆盖”）。本次未导入任何内容。"
            ]
        )
    if table.is_issued:
        raise ImportRefused(
            [
                f"{table.city_name}的指标表已下达，未覆盖；确要替换请加 --replace"
                "（页面上勾选“覆盖”）。本次未导入任何内容。"
            ]
        )


def has_records(table: CityTable) -> bool:
    """Whether anything was recorded for the table: a value, a remark or evidence. One query."""
    return (
        Result.objects.filter(measure__component__item__section__table=table)
        .filter(Q(value__isnull=False) | ~Q(remark="") | Q(evidence__isnull=False))
        .exists()
    )


def same_document(table: CityTable, reading: TableReading, codes: list[str] | None) -> bool:
    """Whether the table stands word for word as the document has it.

    A document that names its rules (codes given) is compared with its rules; an
    official text only by its words, so that rules settled by hand stay.
    """
    standing, standing_codes = reading_of(table)
    if codes is None:
        return table_words(standing) == table_words(reading)
    return (words_and_rules(standing), standing_codes) == (words_and_rules(reading), codes)
