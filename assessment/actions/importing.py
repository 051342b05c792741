"""Official tables into a year: all of a document or nothing.

A table is compared with what stands: the same document changes nothing; a
changed one takes its place unless the table was issued or has results, which
only replace=True allows, and then the records that still fit are kept and the
others named in the report and in the log.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from simple_history.utils import bulk_create_with_history

from assessment.actions.carrying import carry_over, records_of
from assessment.models import (
    FIRST_YEAR,
    LAST_YEAR,
    CityTable,
    Component,
    Concern,
    Indicator,
    Item,
    Measure,
    Policy,
    Result,
    Rule,
    Section,
    Year,
)
from assessment.permissions import FROZEN
from assessment.reader.types import (
    ComponentReading,
    Finding,
    ItemReading,
    Severity,
    TableReading,
)
from cities.lookup import Gazetteer, KnownPlace
from cities.models import Office
from trust import log
from trust.models import StoredFile
from trust.refusals import Refused

EVERY_OFFICE = "各处室、中心"


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
    source: StoredFile | None = None,
    replace: bool = False,
    dry_run: bool = False,
    codes: dict[str, list[str]] | None = None,
) -> ImportReport:
    """Take tables into the year, all or none; the year is made if it is new.

    codes: measure codes by city in the order of the table, where the document
    brings its own (an exported .json). dry_run: do everything, then undo it, so
    that the report is what an import would give. Raises ImportRefused.
    """
    report = ImportReport()
    try:
        with transaction.atomic():
            _import(number, readings, actor, source, replace, codes or {}, report)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return report


def _import(number, readings, actor, source, replace, codes, report) -> None:
    cities = _cities_of(readings)
    year = _year(number, actor)
    offices = {office.name: office for office in Office.objects.all()}
    _check_offices(readings, offices)
    for city, reading in zip(cities, readings, strict=True):
        report.findings.extend(reading.findings)
        _import_one(year, city, reading, offices, actor, source, replace, codes, report)


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


def _year(number: int, actor) -> Year:
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
    return year


def _import_one(year, city, reading, offices, actor, source, replace, codes, report) -> None:
    standing = CityTable.objects.filter(year=year, city_id=city.pk).first()
    own_codes = codes.get(reading.city)
    if standing and same_document(standing, reading, own_codes):
        report.unchanged.append(reading.city)
        return
    kept = {}
    if standing:
        _check_replaceable(standing, replace)
        kept = records_of(standing)
        standing.delete()
    table = _write_table(year, city, reading, offices, source, own_codes)
    report.lost += carry_over(table, kept)
    (report.replaced if standing else report.created).append(reading.city)
    log.write(
        actor,
        "替换指标表" if standing else "导入指标表",
        table,
        label=reading.title,
        after={"文件": source.sha256 if source else None, "不再适用的记录": report.lost},
    )


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
    from assessment.exports.tables import reading_of, table_words, words_and_rules

    standing, standing_codes = reading_of(table)
    if codes is None:
        return table_words(standing) == table_words(reading)
    return (words_and_rules(standing), standing_codes) == (words_and_rules(reading), codes)


def _write_table(year, city, reading: TableReading, offices, source, codes) -> CityTable:
    table = CityTable.objects.create(
        year=year,
        city_id=city.pk,
        title=reading.title,
        city_name=reading.city,
        notes=list(reading.notes),
        source=source,
    )
    coder = iter(codes) if codes is not None else _new_codes(city.key, reading)
    items = _write_items(year, table, reading, offices)
    _write_rules(_write_components(items), coder)
    _write_concerns(table, reading.findings, {row.name: row for row, _ in items})
    return table


def _new_codes(city_key: str, reading: TableReading):
    items = (item for section in reading.sections for item in section.items)
    for row, item in enumerate(items, 1):
        for number, component in enumerate(item.components, 1):
            for order, _ in enumerate(component.measures, 1):
                yield f"{city_key}-{row:02d}-{number}-{order}"


def _write_items(year, table, reading, offices) -> list[tuple[Item, ItemReading]]:
    sections = bulk_create_with_history(
        [
            Section(
                table=table,
                order=order,
                number=told.number,
                name=told.name,
                heading=told.heading,
                full=told.full,
            )
            for order, told in enumerate(reading.sections, 1)
        ],
        Section,
    )
    told_items = [
        (section, position, item)
        for section, told in zip(sections, reading.sections, strict=True)
        for position, item in enumerate(told.items, 1)
    ]
    indicators = _indicators(year, told_items)
    rows = bulk_create_with_history(
        [
            Item(
                section=section,
                indicator=indicators[told.name],
                order=position,
                name=told.name,
                text=told.text,
                points=told.points,
                offices_text=told.offices_text,
                unsettled=list(told.unsettled),
            )
            for section, position, told in told_items
        ],
        Item,
    )
    written = [(row, told) for row, (_, _, told) in zip(rows, told_items, strict=True)]
    _link(Item, "offices", [(row, o) for row, told in written for o in _offices_of(told, offices)])
    return written


def _indicators(year, told_items) -> dict[str, Indicator]:
    """Return the year's indicators by name, new ones made after those of their section."""
    known = {indicator.name: indicator for indicator in year.indicators.all()}
    for section, _, told in told_items:
        if told.name not in known:
            first = section.order * 1000
            taken = [i.order for i in known.values() if first <= i.order < first + 1000]
            order = max(taken, default=first) + 1
            known[told.name] = Indicator.objects.create(year=year, name=told.name, order=order)
    return known


def _offices_of(told: ItemReading, offices) -> list[Office]:
    if EVERY_OFFICE in told.offices:
        return list(offices.values())
    return [offices[name] for name in told.offices]


def _write_components(items) -> list[tuple[Component, ComponentReading]]:
    told = [
        (item, number, component)
        for item, reading in items
        for number, component in enumerate(reading.components, 1)
    ]
    rows = bulk_create_with_history(
        [
            Component(item=item, number=number, points=c.points, start=c.start, end=c.end)
            for item, number, c in told
        ],
        Component,
    )
    return [(row, component) for row, (_, _, component) in zip(rows, told, strict=True)]


def _write_rules(components, coder) -> None:
    measures = _write_measures(components, coder)
    told = [
        (component, order, rule)
        for component, reading in components
        for order, rule in enumerate(reading.rules, 1)
    ]
    rows = bulk_create_with_history(
        [
            Rule(
                component=component,
                order=order,
                kind=rule.kind,
                step=rule.step,
                deduction=rule.deduction,
                clause=rule.clause,
                start=rule.start,
                end=rule.end,
                pattern=rule.pattern,
            )
            for component, order, rule in told
        ],
        Rule,
    )
    links = [
        (row, measures[component.pk][position])
        for row, (component, _, rule) in zip(rows, told, strict=True)
        for position in rule.measures
    ]
    _link(Rule, "measures", links)


def _write_measures(components, coder) -> dict[int, list[Measure]]:
    """Make the measures, each with its empty result; return them by component."""
    rows = bulk_create_with_history(
        [
            Measure(
                component=component,
                order=order,
                code=next(coder),
                key=m.key,
                name=m.name,
                kind=m.kind,
                unit=m.unit,
                target=m.target,
                places=list(m.places),
            )
            for component, reading in components
            for order, m in enumerate(reading.measures, 1)
        ],
        Measure,
    )
    bulk_create_with_history([Result(measure=measure) for measure in rows], Result)
    by_component = defaultdict(list)
    for measure in rows:
        by_component[measure.component_id].append(measure)
    return by_component


def _link(model, field: str, pairs) -> None:
    """Make many-to-many links with their history: bulk creation tells neither."""
    relation = model._meta.get_field(field)
    through = relation.remote_field.through
    own, other = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    links = through.objects.bulk_create(
        [through(**{own: row, other: linked}) for row, linked in pairs]
    )
    history = {h.id: h for h in model.history.filter(id__in={row.pk for row, _ in pairs})}
    told = apps.get_model("assessment", f"Historical{through.__name__}")
    told.objects.bulk_create(
        [
            told(id=link.pk, history=history[row.pk], **{own: row, other: linked})
            for link, (row, linked) in zip(links, pairs, strict=True)
        ]
    )


def _write_concerns(table, findings: Sequence[Finding], items: dict[str, Item]) -> None:
    bulk_create_with_history(
        [
            Concern(
                table=table,
                item=items.get(f.item),
                severity=Severity(f.severity).value,
                code=f.code,
                message=f.message,
                phrase=f.phrase,
            )
            for f in findings
        ],
        Concern,
    )
