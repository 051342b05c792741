"""The rules editor as plain rows: adding and removing rows checks nothing."""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal

from assessment.collection.values import plain
from assessment.engine.bases import BASES
from assessment.engine.types import Rule
from assessment.loading import LoadedItem
from assessment.tables.band_words import bands_shown
from assessment.tables.rule_rows import (
    MOST_COMPONENTS,
    MOST_ROWS,
    ComponentForm,
    MeasureForm,
    RuleForm,
)
from lib.signs import whole_number


@dataclass
class DraftPart:
    head: dict
    measures: list[dict] = field(default_factory=list)
    rules: list[dict] = field(default_factory=list)


def words_of(item: LoadedItem) -> str:
    """Return what clauses of an item's rules may stand in: its text, and what is quoted of the
    notes below the table."""
    beside = (r.engine.clause for c in item.components for r in c.rules if not r.end)
    return "\n".join((item.text, *beside))


def draft_of_item(item: LoadedItem) -> list[DraftPart]:
    return [_draft_of_component(component) for component in item.components]


def _draft_of_component(component) -> DraftPart:
    place_of = {m.code: place for place, m in enumerate(component.measures)}
    return DraftPart(
        {
            "pk": component.pk,
            "points": plain(component.engine.points),
            "cap": _shown(component.engine.cap),
        },
        [
            {
                "pk": m.pk,
                "name": m.name,
                "kind": m.engine.kind.value,
                "unit": m.engine.unit,
                "places": "、".join(m.places),
                "target": _shown(m.engine.target),
            }
            for m in component.measures
        ],
        [
            {
                "pk": r.pk,
                "clause": r.engine.clause,
                "kind": r.engine.kind.value,
                "step": _shown(r.engine.step),
                "deduction": _most(r.engine),
                "least": _shown(r.engine.least),
                "bands": bands_shown(r.engine.bands),
                "cap": _shown(r.engine.cap),
                "target": _shown(r.engine.target),
                "condition": r.engine.condition,
                "measures": [place_of[code] for code in r.engine.measures],
            }
            for r in component.rules
        ],
    )


def _most(rule: Rule) -> str:
    is_open = BASES[rule.kind.basis].gives_points and not rule.deduction
    return "" if is_open else plain(rule.deduction)


def _shown(figure: Decimal | None) -> str:
    return "" if figure is None else plain(figure)


def draft_of_post(data) -> list[DraftPart]:
    """Read what was typed, unchecked."""
    return [
        DraftPart(
            _typed(data, f"c-{index}", ComponentForm),
            _typed_rows(data, f"c-{index}-m", MeasureForm),
            _typed_rows(data, f"c-{index}-r", RuleForm),
        )
        for index in range(_count(data, "c", MOST_COMPONENTS))
    ]


def _typed_rows(data, prefix: str, form) -> list[dict]:
    rows = [_typed(data, f"{prefix}-{n}", form) for n in range(_count(data, prefix, MOST_ROWS))]
    for row in rows:
        if "measures" in row:
            row["measures"] = [
                place for sent in row["measures"] if (place := whole_number(sent)) is not None
            ]
    return rows


def _typed(data, prefix: str, form) -> dict:
    return {
        name: data.getlist(f"{prefix}-{name}")
        if name == "measures"
        else data.get(f"{prefix}-{name}", "")
        for name in form.base_fields
    }


def _count(data, prefix: str, most: int) -> int:
    sent = data.get(f"{prefix}-TOTAL_FORMS", "")
    return min(int(sent), most) if sent.isdecimal() and len(sent) < 5 else 0


def changed(draft: list[DraftPart], change: str) -> list[DraftPart]:
    """Return the draft after a change: add:c, add:c-0-m, remove:c-0, remove:c-0-m-2 …

    What does not name a row changes nothing.
    """
    found = re.fullmatch(r"(add|remove):c(?:-(\d{1,3}))?(?:-([mr])(?:-(\d{1,3}))?)?", change)
    draft = deepcopy(draft)
    if not found:
        return draft
    act, component, rows, row = found.groups()
    if act == "add" and component is None:
        return draft if len(draft) >= MOST_COMPONENTS else [*draft, DraftPart({})]
    part = int(component) if component else len(draft)
    if part >= len(draft):
        return draft
    if rows is None:
        return [p for n, p in enumerate(draft) if n != part] if act == "remove" else draft
    _change_rows(draft[part], act, rows, row=int(row) if row else None)
    return draft


def _change_rows(part: DraftPart, act: str, which: str, *, row: int | None) -> None:
    rows = part.measures if which == "m" else part.rules
    if act == "add" and len(rows) < MOST_ROWS:
        only = [0] if which == "r" and len(part.measures) == 1 else []
        rows.append({"measures": only} if which == "r" else {})
    elif act == "remove" and row is not None and row < len(rows):
        del rows[row]
        if which == "m":
            _renumber(part, row)


def _renumber(part: DraftPart, gone: int) -> None:
    """Rules name measures by their place: the places behind the removed one move up."""
    for rule in part.rules:
        rule["measures"] = [p - (p > gone) for p in rule.get("measures", []) if p != gone]


def with_phrase(draft: list[DraftPart], phrase: str) -> list[DraftPart]:
    """Return the draft with a new rule for a phrase nobody read, in its last component."""
    draft = deepcopy(draft) or [DraftPart({})]
    last = draft[-1]
    last.rules.append({"clause": phrase, "measures": [0] if len(last.measures) == 1 else []})
    return draft
