"""Official tables out of the database and into the exported .json.

The way back is assessment.reader.exported.
"""

from collections.abc import Sequence
from decimal import Decimal

from assessment.engine import bands
from assessment.engine.bases import BASES
from assessment.engine.said import basis_said, effect_said
from assessment.engine.types import Basis, Measure, Rule
from assessment.loading import LoadedComponent, LoadedItem, LoadedRule, LoadedTable, load_tables
from assessment.models import CityTable
from assessment.reader.by_hand import mark_json
from assessment.reader.caps import cap_said
from assessment.reader.columns import heads_of, text_rows
from assessment.reader.exported import offices_named
from assessment.reader.types import (
    ComponentReading,
    ItemReading,
    MeasureReading,
    RuleReading,
    SectionReading,
    TableReading,
)
from lib.rounding import format_points


def reading_of(table: CityTable) -> tuple[TableReading, list[str]]:
    """Return a stored table as the reader would give it, with its measure codes. Seven queries."""
    [loaded] = load_tables(CityTable.objects.filter(pk=table.pk))
    return as_reading(loaded), [m.code for m in loaded.measures]


def as_reading(table: LoadedTable) -> TableReading:
    sections = tuple(
        SectionReading(
            number=s.number,
            name=s.name,
            heading=s.heading,
            full=s.engine.full,
            items=tuple(_item_reading(i) for i in s.items),
        )
        for s in table.sections
    )
    return TableReading(
        title=table.title,
        year=table.year,
        city=table.city,
        sections=sections,
        notes=table.notes,
        text_heads=table.text_heads,
    )


def table_words(reading: TableReading):
    """Return everything that is printed, nothing that was read into it.

    White space is left out: the same table as .docx and as plain text differs
    in line breaks within cells.
    """
    items = [
        (s.number, s.heading, i.name, i.text, i.offices_text, i.points)
        for s in reading.sections
        for i in s.items
    ]
    return (
        _squeezed(reading.title),
        [_squeezed(note) for note in reading.notes],
        [(*map(_squeezed, words), points) for *words, points in items],
    )


def _squeezed(text: str) -> str:
    return "".join(text.split())


def words_and_rules(reading: TableReading):
    """Return what is printed together with components, measures and rules."""
    items = (i for s in reading.sections for i in s.items)
    return table_words(reading), [(i.components, i.unsettled) for i in items]


def tables_json(number: int, tables: Sequence[LoadedTable]) -> dict:
    """Return the tables in the public shape; importing it gives back the same tables.

    Keys beyond the public ones (heading, offices_text, places, start …) carry
    what print and the rules page need; a document without them is taken too.
    """
    return {"year": number, "cities": [_table_json(t) for t in tables]}


def _table_json(table: LoadedTable) -> dict:
    return {
        "city": table.city,
        "title": table.title,
        "issued": table.issued,
        "notes": list(table.notes),
        **_heads_json(table),
        "sections": [
            {
                "name": s.name,
                "full": format_points(s.engine.full),
                "number": s.number,
                "heading": s.heading,
                "items": [_item_json(i, table) for i in s.items],
            }
            for s in table.sections
        ],
    }


def _heads_json(table: LoadedTable) -> dict:
    """Return the heads of the text's columns, unless the table has one column and no text that
    could be taken for more."""
    is_plain = not table.text_heads and not heads_of([item.text for item in table.items])
    return {} if is_plain else {"text_heads": list(table.text_heads)}


def _item_json(item: LoadedItem, table: LoadedTable) -> dict:
    reading = _item_reading(item)
    return {
        "name": item.name,
        "text": item.text,
        **_columns_json(item.text, item.text_heads),
        **({} if item.text_heads == table.text_heads else {"text_heads": list(item.text_heads)}),
        "points": format_points(item.points),
        "offices": list(reading.offices),
        "offices_text": item.offices_text,
        "components": [_component_json(c) for c in item.components],
        "unsettled": list(item.unsettled),
    }


def _columns_json(text: str, heads: Sequence[str]) -> dict:
    """Return the columns side by side that a text was read from; nothing for one column."""
    if not heads:
        return {}
    cells = [zip(heads, row.words(text), strict=True) for row in text_rows(text, heads)]
    told = [{"head": head, "words": words} for row in cells for head, words in row if words]
    return {"columns": told}


def _component_json(component: LoadedComponent) -> dict:
    return {
        "points": format_points(component.engine.points),
        "cap": _text(component.engine.cap),
        "start": component.start,
        "end": component.end,
        **mark_json(component.mark),
        "measures": [
            {
                "code": m.code,
                "name": m.name,
                "kind": m.engine.kind.value,
                "unit": m.engine.unit,
                "target": _text(m.engine.target),
                "key": m.key,
                "places": list(m.places),
                **mark_json(m.mark),
            }
            for m in component.measures
        ],
        "rules": [_rule_json(r, component) for r in component.rules],
    }


def _rule_json(rule: LoadedRule, component: LoadedComponent) -> dict:
    head = rule.engine
    measures = [m.engine for m in component.measures if m.code in head.measures]
    figures = [m.target for m in measures] if head.target is None else [head.target]
    if head.bands:
        figures = [bands.threshold_of(band) for band in head.bands]
    targets = [_text(figure) for figure in figures if figure is not None]
    return {
        "kind": head.kind.value,
        "measures": list(head.measures),
        "step": _text(head.step),
        "deduction": format_points(head.deduction),
        "clause": head.clause,
        "start": rule.start,
        "end": rule.end,
        "pattern": rule.pattern,
        "effect": effect_said(head.kind, head.bands),
        "basis": basis_said(head.kind, [m.kind for m in measures]),
        "amount": _amount(head),
        "unit": _unit(head, measures),
        "condition": head.condition or None,
        "cap": _cap(head, component),
        "target": targets[0] if len(targets) == 1 else targets or None,
        **_beside(head),
        **mark_json(rule.mark),
    }


def _unit(rule: Rule, measures: Sequence[Measure]) -> str | None:
    if rule.kind.basis is Basis.JUDGED and rule.step is not None:
        return "次"
    return BASES[rule.kind.basis].unit(measures) or None


def _beside(rule: Rule) -> dict:
    """Return what only some bases have."""
    match rule.kind.basis:
        case Basis.JUDGED:
            return {"least": _text(rule.least)}
        case Basis.TIER | Basis.PLACE:
            return {"bands": bands.as_json(rule.bands)}
    return {}


def _amount(rule: Rule) -> str | list | dict | None:
    """Return the points in the words of the corpus of rules: of bands those of each, of a
    judgement its bounds, of what grows those of the first time and the second."""
    if rule.bands:
        points = [format_points(band.points) for band in rule.bands]
        return points if len(points) > 1 else points[0]
    if rule.kind.basis is Basis.GROWING:
        following = rule.deduction + (rule.step or Decimal(0))
        return [format_points(rule.deduction), format_points(following)]
    if rule.kind.basis is not Basis.JUDGED:
        return format_points(rule.deduction)
    if not rule.least and not rule.deduction:
        return None
    most = format_points(rule.deduction) if rule.deduction else None
    return {"min": format_points(rule.least or Decimal(0)), "max": most}


def _cap(rule: Rule, component: LoadedComponent) -> str | None:
    """Return the cap that the rule has or its words state: "points" for a bare 扣完为止."""
    if rule.cap is not None:
        return format_points(rule.cap)
    said = cap_said(rule.clause) if component.engine.cap is not None else None
    return said if said is None or isinstance(said, str) else format_points(said)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else format_points(number)


def _item_reading(item: LoadedItem) -> ItemReading:
    return ItemReading(
        name=item.name,
        text=item.text,
        points=item.points,
        offices=offices_named(item.offices_text) or item.office_names,
        offices_text=item.offices_text,
        components=tuple(_component_reading(c) for c in item.components),
        unsettled=item.unsettled,
        text_heads=item.text_heads,
    )


def _component_reading(component: LoadedComponent) -> ComponentReading:
    position = {m.code: at for at, m in enumerate(component.measures)}
    return ComponentReading(
        points=component.engine.points,
        measures=tuple(
            MeasureReading(
                key=m.key,
                name=m.name,
                kind=m.engine.kind,
                unit=m.engine.unit,
                target=m.engine.target,
                places=m.places,
            )
            for m in component.measures
        ),
        rules=tuple(
            RuleReading(
                kind=r.engine.kind,
                measures=tuple(position[code] for code in r.engine.measures),
                step=r.engine.step,
                deduction=r.engine.deduction,
                clause=r.engine.clause,
                start=r.start,
                end=r.end,
                pattern=r.pattern,
                cap=r.engine.cap,
                target=r.engine.target,
                condition=r.engine.condition,
                least=r.engine.least,
                bands=r.engine.bands,
            )
            for r in component.rules
        ),
        start=component.start,
        end=component.end,
        cap=component.engine.cap,
    )
