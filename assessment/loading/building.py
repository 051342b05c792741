"""From values of rows to loaded objects, the same for whole tables and for a single item."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from assessment.engine import bands
from assessment.engine import types as engine
from assessment.engine.judging import JUDGED_KINDS, Bounds
from assessment.exemptions.querysets import is_exempted
from assessment.loading.types import (
    LoadedComponent,
    LoadedItem,
    LoadedMeasure,
    LoadedRule,
    LoadedTable,
    Record,
    mark_of,
)
from assessment.models.exemptions import told_of
from assessment.reader.by_hand import HandMark
from assessment.reader.negation import shown_name
from assessment.rounds.pace import LightCosts

RULE_KINDS = {kind.value: kind for kind in engine.RuleKind}
#: Columns of a row that may have been changed by hand.
MARK = ("changed_as", "changed_at", "reason")
NO_MARK = ("", None, "")
MEASURE_KINDS = {kind.value: kind for kind in engine.MeasureKind}

_OF_MEASURE = ("pk", "key", "code", "name", "kind", "unit", "target")
_OF_RESULT = (
    "pk", "version", "value", "remark", "recorded_as", "recorded_at",
    "confirmed_version", "confirmed_as", "confirmed_at", "sign_off_id",
)  # fmt: skip


def rows_in(text: str | None) -> list:
    """Return the list that a column of JSON holds, asked for as text.

    Nearly all are empty; to have Django parse each [] is a tenth of the time that 434 tables take.
    """
    return [] if text in (None, "[]") else json.loads(text)


def measures_of(rows: QuerySet, path: str = "") -> tuple[QuerySet, tuple[str, ...]]:
    """Return rows that lead to measures by this path with the columns that measure_of takes.

    Lists come as text, see rows_in.
    """
    annotated = rows.annotate(
        spots=Cast(f"{path}places", TextField()),
        ticks=Cast(f"{path}result__ticked", TextField()),
    )
    of_measure = (f"{path}{name}" for name in _OF_MEASURE)
    of_result = (f"{path}result__{name}" for name in _OF_RESULT)
    return annotated, ("spots", "ticks", *of_measure, *of_result)


def measure_of(row: Sequence, *, by: str = "", mark: HandMark | None = None) -> LoadedMeasure:
    """row: the columns that measures_of names. by: the name of who recorded."""
    spots, ticks, pk, key, code, name, kind, unit, target, *record = row
    result, version, value, remark, recorded_as, recorded_at, *agreed = record
    confirmed_version, confirmed_as, confirmed_at, sign_off = agreed
    is_confirmed = confirmed_version == version
    return LoadedMeasure(
        pk=pk,
        key=key,
        places=tuple(rows_in(spots)),
        engine=engine.Measure(code, name, MEASURE_KINDS[kind], unit, target),
        record=Record(
            result_id=result,
            version=version or 0,
            value=value,
            ticked=tuple(rows_in(ticks)),
            remark=remark or "",
            recorded_by=by,
            recorded_as=recorded_as or "",
            recorded_at=recorded_at,
            confirmed_as=confirmed_as if is_confirmed else "",
            confirmed_at=confirmed_at if is_confirmed else None,
            is_signed=sign_off is not None,
        ),
        mark=mark,
    )


def facts_of(measures: Iterable[LoadedMeasure]) -> dict[str, engine.Fact]:
    """Return what scores rest on; a judged figure that waits for a second person is not yet."""
    return {
        m.code: engine.Fact(engine.FactStatus.RECORDED, m.record.value, lights=m.lights)
        for m in measures
        if m.counts
    }


def rules_of(rules) -> dict[int, list[LoadedRule]]:
    """Return rules by component. One query: a row for every measure of a rule.

    Bands come as text, see rows_in.
    """
    heads: dict[int, tuple] = {}
    measured: dict[int, list[str]] = defaultdict(list)
    ordered = rules.order_by("component_id", "order", "measures__order")
    rows = ordered.annotate(tiers=Cast("bands", TextField())).values_list(
        "pk",
        "measures__code",
        "component_id",
        "kind",
        "step",
        "deduction",
        "clause",
        "cap",
        "target",
        "condition",
        "least",
        "tiers",
        "start",
        "end",
        "pattern",
        *MARK,
    )
    for pk, code, *head in rows:
        heads[pk] = tuple(head)
        if code is not None:
            measured[pk].append(code)
    loaded: dict[int, list[LoadedRule]] = defaultdict(list)
    for pk, (component_id, kind, step, deduction, clause, cap, target, *more) in heads.items():
        condition, least, tiers, start, end, pattern, *mark = more
        rule = engine.Rule(
            kind=RULE_KINDS[kind],
            measures=tuple(measured[pk]),
            step=step,
            deduction=deduction,
            clause=clause,
            cap=cap,
            target=target,
            condition=condition,
            least=least,
            bands=bands.of_json(rows_in(tiers)),
        )
        loaded[component_id].append(
            LoadedRule(
                pk=pk, start=start, end=end, pattern=pattern, engine=rule, mark=mark_of(*mark)
            )
        )
    return loaded


def component_of(head, measures, rules, *, exempting: dict | None = None) -> LoadedComponent:
    """head: key, number, points, cap, bounds and the columns of MARK. exempting: of
    exemptions.querysets.exempting."""
    pk, number, points, cap, start, end, *mark = head
    measures = tuple(_as_shown(m, rules) for m in measures)
    if any(r.engine.kind in JUDGED_KINDS for r in rules):
        measures = tuple(with_bounds(measures, rules, points))
    component = engine.Component(
        points,
        tuple(m.engine for m in measures),
        tuple(r.engine for r in rules),
        cap,
        _exempt(exempting, measures) if exempting else "",
    )
    return LoadedComponent(
        pk=pk,
        number=number,
        start=start,
        end=end,
        measures=measures,
        rules=tuple(rules),
        engine=component,
        mark=mark_of(*mark),
    )


def _exempt(told: dict, measures: Iterable[LoadedMeasure]) -> str:
    """Return why a component does not count; "" where another one was meant that had its number
    before the table was read in anew."""
    if all(is_exempted(told, m.code) for m in measures):
        return told_of(told["cause"], told["number"])
    return ""


def with_something_left(items: Sequence[LoadedItem]) -> Sequence[LoadedItem]:
    """Return a section's items, all of them counting where otherwise none would: what is then
    left of it cannot be scaled up. Exemptions are not agreed to so; a table read in anew may
    come to it."""
    if any(i.engine.counted for i in items) or not any(i.engine.exempt_points for i in items):
        return items
    return [counting(item) for item in items]


def counting(item: LoadedItem) -> LoadedItem:
    """Return an item that counts whole."""
    components = tuple(
        replace(c, engine=replace(c.engine, exempt="")) if c.engine.exempt else c
        for c in item.components
    )
    head = replace(item.engine, components=tuple(c.engine for c in components))
    return replace(item, components=components, engine=head)


def with_bounds(
    measures: Iterable[LoadedMeasure], rules: Iterable[LoadedRule], points: Decimal
) -> Iterator[LoadedMeasure]:
    """Give what rules of a component of these points judge the bounds that they name."""
    judged = {
        code: Bounds.within(
            points,
            r.engine.kind,
            least=r.engine.least,
            deduction=r.engine.deduction,
            step=r.engine.step,
        )
        for r in rules
        if r.engine.kind in JUDGED_KINDS
        for code in r.engine.measures
    }
    for measure in measures:
        bounds = judged.get(measure.code)
        yield replace(measure, bounds=bounds) if bounds else measure


def _as_shown(measure: LoadedMeasure, rules: Iterable[LoadedRule]) -> LoadedMeasure:
    """Give a failing that was named without its negation (就业跟踪服务) its phrase for a name."""
    head = measure.engine
    if head.kind is not engine.MeasureKind.YES_NO:
        return measure
    clauses = [r.engine.clause for r in rules if head.code in r.engine.measures]
    name = shown_name(head.name, head.kind, clauses)
    if name == head.name:
        return measure
    return replace(measure, engine=replace(head, name=name), stored_name=head.name)


def item_of(head, components, offices: Mapping[int, str]) -> LoadedItem:
    pk, indicator_id, name, text, points, offices_text, unsettled, text_heads = head
    item = engine.Item(name, points, tuple(c.engine for c in components))
    return LoadedItem(
        pk=pk,
        indicator_id=indicator_id,
        text=text,
        offices_text=offices_text,
        office_ids=tuple(offices),
        office_names=tuple(offices.values()),
        unsettled=tuple(unsettled),
        text_heads=tuple(text_heads),
        components=tuple(components),
        engine=item,
    )


def table_of(head, sections) -> LoadedTable:
    pk, year, city_id, city_key, city, title, notes, text_heads, issued_at, *costs = head
    sections = tuple(sections)
    table = engine.Table(city, tuple(s.engine for s in sections))
    facts = facts_of(m for s in sections for i in s.items for m in i.measures)
    return LoadedTable(
        pk=pk,
        year=year,
        city_id=city_id,
        city_key=city_key,
        city=city,
        title=title,
        notes=tuple(notes),
        text_heads=tuple(text_heads),
        issued=issued_at is not None,
        sections=sections,
        engine=table,
        facts=facts,
        light_costs=LightCosts.of(costs),
    )
