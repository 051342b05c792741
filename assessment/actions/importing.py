"""Official tables into a year: all of a document or nothing.

A table is compared with what stands: the same document changes nothing; a
changed one takes its place unless the table was issued or has results, which
only replace=True allows, and then the records that still fit are kept and the
others named in the report and in the log. What a table replaces is kept whole, so
that the import can be taken back.

All is read and checked before anything is locked; once the tables are, they are compared
with what was read, and if somebody wrote meanwhile, everything is read and checked again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Max, Q

from assessment.actions.agreement import mark_imported
from assessment.actions.carrying import Place, carry_over, lost_records, records_of
from assessment.actions.table_rows import write_table
from assessment.actions.tables_imports import Written, keep_import
from assessment.exports.tables import reading_of, table_words, words_and_rules
from assessment.models import FIRST_YEAR, LAST_YEAR, CityTable, Policy, Result, Year
from assessment.permissions import FROZEN
from assessment.reader.reading import EVERY_OFFICE
from assessment.reader.types import Finding, TableReading
from assessment.tables.copies import copies_of, lock_tables
from cities.lookup import Gazetteer, KnownPlace
from cities.models import Office
from lib.site_words import said, site_words
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


class ImportRefused(Refused):
    """The document cannot be taken over; lines: one sentence a place."""

    def __init__(self, lines: Iterable[str]):
        self.lines = list(lines)
        super().__init__("\n".join(self.lines))


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
    brings its own (an exported .json). dry_run: read and check alone, so that the report
    is what an import would give; nothing is locked or written. Raises ImportRefused.
    """
    run = _Import(number, readings, actor=actor, source=source, replace=replace, codes=codes or {})
    planned = run.plan()
    if not dry_run and not all(plan.same for plan in planned):
        with log.acting():
            planned = list(run.write(planned))
    return _report(planned)


def _report(planned: Sequence["_Planned"]) -> ImportReport:
    report = ImportReport()
    for plan in planned:
        report.findings.extend(plan.reading.findings)
        getattr(report, plan.kind).append(plan.reading.city)
        report.lost.extend(plan.lost)
    return report


def _cities_of(readings: Sequence[TableReading]) -> list[KnownPlace]:
    gazetteer = Gazetteer.load()
    cities = [gazetteer.city(reading.city) for reading in readings]
    known = [city for city in cities if city is not None]
    unknown = [r for r, city in zip(readings, cities, strict=True) if city is None]
    if unknown:
        raise ImportRefused(f"{_unknown_city(r)}本次未导入任何内容。" for r in unknown)
    twice = {c.name for c in known if sum(c is other for other in known) > 1}
    if twice:
        raise ImportRefused(
            f"{name}在文件中有两张指标表；请只保留一张。本次未导入任何内容。"
            for name in sorted(twice)
        )
    return known


def _unknown_city(reading: TableReading) -> str:
    if reading.city:
        return (
            f"“{reading.title}”的{site_words().unit}不在地区表中（写的是“{reading.city}”）；"
            "请改正标题，或先在“系统设置”的“地区”里录入。"
        )
    return f"“{reading.title}”没有写是哪个{site_words().unit}；" + said(
        "请在标题中写明，或选定“市州”后重新导入。"
    )


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


def _check_year(number: int) -> None:
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise ImportRefused(
            [f"年度应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，现为 {number}。本次未导入任何内容。"]
        )
    if year := Year.objects.filter(number=number).first():
        _check_open(year)


def _check_open(year: Year) -> None:
    if year.state in FROZEN:
        raise ImportRefused([f"{year}已审定，指标表不再改动。本次未导入任何内容。"])


def _locked_year(number: int, actor: log.Actor) -> tuple[Year, bool]:
    """Return the year, locked, and whether it is new. Raises ImportRefused."""
    rows = Year.objects.select_for_update(no_key=True)
    year, created = rows.get_or_create(number=number)
    if created:
        Policy.objects.create(year=year)
        log.write(actor, "新建年度", year)
    _check_open(year)
    return year, created


@dataclass(frozen=True)
class _Planned:
    """A city's table to come, and the one that stands. same: word for word. kept: what was
    recorded for the one that goes; lost: that of it which no longer fits, in words."""

    city: KnownPlace
    reading: TableReading
    standing: CityTable | None
    same: bool
    kept: dict[Place, Result] = field(default_factory=dict)
    lost: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return "unchanged" if self.same else "replaced" if self.standing else "created"


class _Import:
    """One import under way: what holds for every table of it."""

    def __init__(
        self, number: int, readings: Sequence[TableReading], *, actor, source, replace, codes
    ):
        self.number, self.readings, self.actor = number, readings, actor
        self.source, self.replace, self.codes = source, replace, codes

    def plan(self) -> list[_Planned]:
        """Say what each table takes the place of, and what is lost with that. Raises
        ImportRefused; locks and writes nothing."""
        cities = _cities_of(self.readings)
        _check_year(self.number)
        self.offices = {office.name: office for office in Office.objects.all()}
        _check_offices(self.readings, self.offices)
        tables = CityTable.objects.filter(
            year__number=self.number, city__in=[city.pk for city in cities]
        )
        standing = {table.city_id: table for table in tables}
        # copied first: what is written while the rest is read makes the copies differ later
        self.copies = copies_of(table.pk for table in standing.values())
        pairs = zip(cities, self.readings, strict=True)
        return [self._planned(city, told, standing.get(city.pk)) for city, told in pairs]

    def _planned(self, city: KnownPlace, reading, standing: CityTable | None) -> _Planned:
        if standing is None:
            return _Planned(city, reading, None, same=False)
        if same_document(standing, reading, self.codes.get(reading.city)):
            return _Planned(city, reading, standing, same=True)
        _check_replaceable(standing, self.replace)
        kept = records_of(standing)
        lost = lost_records(reading, kept)
        return _Planned(city, reading, standing, same=False, kept=kept, lost=tuple(lost))

    def write(self, planned: Sequence[_Planned]) -> Sequence[_Planned]:
        """Write what was planned, and keep what it takes the place of; return what was planned
        in the end."""
        year, made_year = _locked_year(self.number, self.actor)
        while not self._holds(planned):
            planned = self.plan()
        indicators = set(year.indicators.values_list("pk", flat=True))
        versions = _versions_ever(planned)
        written = [self._write_one(year, plan, versions) for plan in planned if not plan.same]
        keep_import(
            written,
            year=year,
            made_year=made_year,
            indicators=indicators,
            source=self.source,
            actor=self.actor,
        )
        return planned

    def _holds(self, planned: Sequence[_Planned]) -> bool:
        """Lock the tables that go; return whether all is as it was when it was planned. As the
        year is locked, no other import makes or removes tables."""
        going = _going(planned)
        lock_tables(going)
        new = [plan.city.pk for plan in planned if plan.standing is None]
        others = CityTable.objects.filter(year__number=self.number, city__in=new)
        return not others.exists() and copies_of(going) == {pk: self.copies.get(pk) for pk in going}

    def _write_one(self, year: Year, plan: _Planned, versions: dict[int, int]) -> Written:
        reading, standing, file = plan.reading, plan.standing, self.source.file
        own_codes = self.codes.get(reading.city)
        ever, replaced = versions.get(plan.city.pk, 0), None
        if standing:
            replaced = self.copies[standing.pk]
            standing.delete()
        table = write_table(
            year,
            plan.city,
            reading,
            offices=self.offices,
            source=file,
            codes=own_codes,
            version=max(standing.version if standing else 0, ever) + 1,
        )
        if own_codes is not None:
            mark_imported(table, dict(reading.marks), self.actor)
        carry_over(table, plan.kept)
        log.write(
            self.actor,
            "替换指标表" if standing else "导入指标表",
            table,
            label=reading.title,
            after={"文件": file.sha256 if file else None, "不再适用的记录": list(plan.lost)},
        )
        return Written(table, replaced, plan.lost)


def _going(planned: Sequence[_Planned]) -> list[int]:
    """Return the keys of the tables that others take the place of."""
    return [plan.standing.pk for plan in planned if plan.standing and not plan.same]


def _versions_ever(planned: Sequence[_Planned]) -> dict[int, int]:
    """Return the highest version that a table of each city ever had, also one taken back.

    Somebody may still have it on screen, and must not confirm another by it. One query.
    """
    cities = [plan.city.pk for plan in planned]
    history = CityTable.history.filter(city__in=cities).order_by()
    return dict(history.values_list("city").annotate(Max("version")))


def _check_replaceable(table: CityTable, replace: bool) -> None:
    if replace:
        return
    if has_records(table):
        raise ImportRefused(
            [
                f"{table.city_name}的指标表已有采集结果，未覆盖；确要替换请选“覆盖”后再导入。"
                "本次未导入任何内容。"
            ]
        )
    if table.is_issued:
        raise ImportRefused(
            [
                f"{table.city_name}的指标表已下达，未覆盖；确要替换请选“覆盖”后再导入。"
                "本次未导入任何内容。"
            ]
        )


def has_records(table: CityTable) -> bool:
    """Whether anything was recorded for the table: a value, a remark, evidence, an incident.

    One query.
    """
    return (
        Result.objects.filter(measure__component__item__section__table=table)
        .filter(
            Q(value__isnull=False)
            | ~Q(remark="")
            | Q(evidence__isnull=False)
            | Q(incident_links__isnull=False)
        )
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
