"""试算: all that is tried stands in the address; nothing is stored."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment.collection.values import as_shown
from assessment.loading import (
    LoadedComponent,
    LoadedItem,
    LoadedMeasure,
    LoadedRule,
)
from assessment.models import Item
from assessment.scores import changes
from assessment.scores.derivations import item_row
from assessment.trial.applying import Touched
from assessment.trial.asked import (
    BONUS_CAP,
    CHOICES,
    COUNTS,
    LONGEST,
    Asked,
    Part,
)
from assessment.trial.asked_grades import grade_fields
from assessment.trial.trying import Tried, try_out
from assessment.views import scope
from cities.views.scope import province_or_404
from lib.numerals import plain
from lib.signs import whole_number

#: Derivations of changed items that one page shows.
SHOWN = 20


@require_safe
def trial(request, year):
    """Seven queries; one more with a city, up to seventeen more with rows and choices that are
    tried, and eight more where summaries do not tell; whatever the number of cities and of changes.
    """
    province_or_404(request)
    row = scope.year_or_404(request, year)
    is_long = len(request.META.get("QUERY_STRING", "")) > LONGEST
    sent = {} if is_long else request.GET.dict()
    tried = try_out(row, sent)
    asked, standings = tried.asked, tried.before
    if is_long:
        asked.faults.append("链接过长，没有计入；请分几次试算。")
    beside = {name: sent[name] for name in ("city", "item", "all") if sent.get(name)}
    changed = {n: v for n, v in sent.items() if n not in (*beside, "page", "city", "item", "all")}
    if not asked.faults and changed != asked.fields:
        return redirect(_address(year, beside | asked.fields))
    moves = changes.between(standings, tried.after)
    context = {
        "year": row,
        "asked": asked,
        "changes": [
            (change, _address(year, beside | _without(asked, change.name)))
            for change in asked.changes
        ],
        "page": scope.page_of(request, moves),
        "moved": sum(move.is_changed or move.is_regraded for move in moves),
        "has_grades": bool(asked.policy.grades or standings.policy.grades),
        "is_complete": all(city.score.complete for city in standings.cities),
        "told": _told(tried.touched),
        "clean": _address(year, beside),
        "alike": beside.get("all") == "1",
    }
    return render(request, "assessment/trial/trial.html", context | _form(tried, sent))


def _address(year: int, fields: dict[str, str]) -> str:
    query = urlencode(fields)
    return reverse("trial", args=[year]) + (f"?{query}" if query else "")


def _without(asked: Asked, name: str) -> dict[str, str]:
    return {other: value for other, value in asked.fields.items() if other != name}


def _told(touched: Sequence[Touched]):
    """Return how the changed items are computed, before and after."""
    page = Paginator(touched, SHOWN).get_page(1)
    return {
        "rows": [
            {"city": city, "row": item_row(item, new, {}), "before": old.score, "after": new.score}
            for city, item, old, new in page
        ],
        "more": len(touched) - len(page.object_list),
    }


def _form(tried: Tried, sent: dict[str, str]) -> dict:
    """Return what can be tried next: choices, and what one item of one city is made of. One query
    where a city is chosen."""
    standings, asked = tried.before, tried.asked
    own = standings.of(sent.get("city", ""))
    items = Item.objects.filter(section__table=own.table.pk) if own else Item.objects.none()
    pk = whole_number(sent.get("item", ""))
    of_city = (t for t in tried.tables if own and t.pk == own.table.pk)
    item = next((i for table in of_city for i in table.items if i.pk == pk), None)
    fields = _fields(item, asked) if item else []
    grades = [
        {"name": name, "label": label, "value": asked.fields.get(name, held), "standing": held}
        for name, label, held in grade_fields(standings.policy)
    ]
    shown = {field["name"] for field in [*fields, *grades]} | set(CHOICES) | {BONUS_CAP}
    return {
        "cities": [(city.table.city_key, city.city) for city in standings.cities],
        "city": own,
        "items": list(items.order_by("section__order", "order").values("pk", "name")),
        "item": item,
        "fields": fields,
        "grades": grades,
        "choices": [
            (name, label, words.items(), _chosen(asked, name))
            for name, (label, words) in CHOICES.items()
        ],
        "bonus_cap": "" if asked.policy.bonus_cap is None else plain(asked.policy.bonus_cap),
        "kept": [(n, v) for n, v in asked.fields.items() if n not in shown],
        "fields_asked": list(asked.fields.items()),
    }


def _chosen(asked: Asked, name: str) -> str:
    value = getattr(asked.policy, name)
    return ("1" if value else "0") if isinstance(value, bool) else value.value


def _fields(item: LoadedItem, asked: Asked) -> list[dict]:
    """Return the fields of an item's measures and rules, filled with what is tried."""
    found = []
    for component in item.components:
        found.append(_counting(component, asked))
        for measure in component.measures:
            found.append(_figure(measure, asked))
            found += [_target(measure, asked)] if measure.engine.target is not None else []
        for rule in component.rules:
            found += [_rule(rule, part, asked) for part in Part if _is_tried(rule, part)]
    return found


def _is_tried(rule: LoadedRule, part: Part) -> bool:
    """Whether a rule has such a figure; any may have a cap where its points follow a figure."""
    if part is Part.CAP:
        return not rule.engine.bands
    return bool(getattr(rule.engine, part.column))


def _figure(measure: LoadedMeasure, asked: Asked) -> dict:
    head, name = measure.engine, f"m{measure.pk}"
    standing = as_shown(measure.record.value if measure.counts else None, head.kind)
    return {
        "name": name,
        "label": f"{head.name}{f'（{head.unit}）' if head.unit else ''}",
        "value": asked.fields.get(name, standing),
        "standing": standing or "—",
    }


def _target(measure: LoadedMeasure, asked: Asked) -> dict:
    name, standing = f"m{measure.pk}t", plain(measure.engine.target)
    return {
        "name": name,
        "label": f"{measure.engine.name}的目标",
        "value": asked.fields.get(name, standing),
        "standing": standing,
    }


def _counting(component: LoadedComponent, asked: Asked) -> dict:
    name, held = f"x{component.pk}", bool(component.engine.exempt)
    points = plain(component.engine.points)
    return {
        "name": name,
        "label": f"要点{component.number}（{points} 分）",
        "value": asked.fields.get(name, "1" if held else "0"),
        "options": [("0", COUNTS[False]), ("1", COUNTS[True])],
        "standing": component.engine.exempt or COUNTS[False],
    }


def _rule(rule: LoadedRule, part: Part, asked: Asked) -> dict:
    name, held = f"r{rule.pk}{part.value}", getattr(rule.engine, part.column)
    standing = "" if held is None else plain(held)
    return {
        "name": name,
        "label": f"“{rule.engine.clause}”{part.word}",
        "value": asked.fields.get(name, standing),
        "standing": standing or "—",
    }
