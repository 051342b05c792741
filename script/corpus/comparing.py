"""A labelled phrase beside what the reader made of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from assessment.engine.said import basis_said, effect_said
from assessment.engine.types import Basis, Effect, RuleKind
from assessment.reader.caps import cap_said
from assessment.reader.types import ComponentReading, ItemReading, RuleReading
from script.corpus.layouts import Phrase

Span = tuple[int, int]
#: Bases whose target is read; elsewhere a figure only stands in the requirement.
_TARGETED = (
    *(Basis.QUANTITY_SHORT, Basis.RATE_SHORT, Basis.EXCESS),
    *(Basis.SURPLUS, Basis.UNDER),
)


@dataclass(frozen=True)
class Outcome:
    """word: right, unsettled, dropped or misread; why: the fields that are not as labelled."""

    word: str
    why: str = ""


def compared(
    item: ItemReading, text: str, phrases: list[Phrase]
) -> Iterator[tuple[Phrase, Outcome]]:
    """Yield each phrase with what became of it; phrases stand in the order of the text."""
    rules = [(component, rule) for component in item.components for rule in component.rules]
    shown = [span for words in item.unsettled for span in _places(text, words)]
    caps = [_figure(phrase["cap"]) for phrase in phrases if phrase["effect"] == "cap"]
    start = 0
    for phrase in phrases:
        span = _place(text, phrase["text"], start)
        start = span[1] if span else start
        outcome = _outcome(item, phrase, span=span, rules=rules, shown=shown, caps=caps)
        yield phrase, outcome


def _outcome(
    item: ItemReading,
    phrase: Phrase,
    *,
    span: Span | None,
    rules: list[tuple[ComponentReading, RuleReading]],
    shown: list[Span],
    caps: list[Decimal | None],
) -> Outcome:
    """Say what became of a phrase. caps: what phrases of their own say of it or of its item."""
    if span is None:
        return Outcome("dropped", "not in the text")
    if phrase["effect"] == "demand":
        is_worth = any(_same(c.points, phrase["amount"]) for c in item.components)
        return Outcome("right" if is_worth else "unsettled")
    touched = [each for each in rules if _overlap(span, (each[1].start, each[1].end))]
    is_shown = any(_overlap(span, other) for other in shown)
    if phrase["effect"] == "cap":
        read = (*(c.cap for c in item.components), *(r.cap for _, r in rules))
        is_read = any(cap is not None for cap in read) or phrase["text"].startswith("本项满分")
        return Outcome("unsettled" if is_shown else "right" if is_read else "dropped")
    if not touched:
        word = "right" if _says_worth(item, phrase) else "dropped"
        return Outcome("unsettled" if is_shown else word)
    wrong = _wrong(phrase, touched, is_shown=is_shown, caps=caps)
    if phrase["amount"] == "0" and phrase["effect"] == "deduct":
        wrong = ()
    if phrase["ambiguous"] and wrong and "amount" not in wrong:
        return Outcome("right", "ambiguous: " + ", ".join(wrong))
    if wrong and is_shown:
        return Outcome("unsettled", "read beside what waits: " + ", ".join(wrong))
    return Outcome("misread", ", ".join(wrong)) if wrong else Outcome("right")


def _says_worth(item: ItemReading, phrase: Phrase) -> bool:
    """Tell 得3分，漏接一次扣2分, which may give all the points or only say them again, where the
    one component has just these and loses them."""
    if phrase["effect"] != "award" or not phrase["ambiguous"] or len(item.components) != 1:
        return False
    [component] = item.components
    effects = {rule.kind.effect for rule in component.rules}
    return effects == {Effect.DEDUCT} and _same(component.points, phrase["amount"])


def _wrong(
    phrase: Phrase,
    touched: list[tuple[ComponentReading, RuleReading]],
    *,
    is_shown: bool,
    caps: list[Decimal | None],
) -> tuple[str, ...]:
    """Return the fields that are not as labelled."""
    component, rule = touched[0]
    is_once = phrase["step"] is None
    measured = [component.measures[at].kind for at in rule.measures]
    told = {
        "effect": effect_said(rule.kind, rule.bands) == phrase["effect"],
        "basis": basis_said(rule.kind, measured) == phrase["basis"],
        "amount": _is_amount([r for _, r in touched], component, phrase["amount"]),
        "step": _is_step(rule, phrase) or (is_once and rule.step in (None, Decimal(1))),
        "condition": _is_condition(rule, phrase["condition"]),
        "cap": is_shown
        or _is_cap(component, rule, phrase["cap"])
        or (phrase["cap"] is None and rule.cap in caps),
        "target": rule.kind.basis not in _TARGETED or _is_target(component, rule, phrase),
    }
    return tuple(name for name, is_right in told.items() if not is_right)


def _is_amount(rules: list[RuleReading], component: ComponentReading, labelled: object) -> bool:
    if any(rule.bands for rule in rules):
        given = [band.points for rule in rules for band in rule.bands]
        wanted = labelled if isinstance(labelled, list) else [labelled]
        return [_figure(each) for each in wanted] == given
    if labelled == "points":
        return all(rule.deduction == component.points for rule in rules)
    if isinstance(labelled, list) and rules[0].kind is RuleKind.GROWING:
        first, more = rules[0].deduction, rules[0].step or Decimal(0)
        return [_figure(each) for each in labelled] == [
            first + more * at for at in range(len(labelled))
        ]
    if isinstance(labelled, list):
        return [_figure(each) for each in labelled] == [rule.deduction for rule in rules]
    if isinstance(labelled, dict) or labelled is None:
        return True  # judged: to be offered as such
    return all(_same(rule.deduction, labelled) for rule in rules)


def _is_step(rule: RuleReading, phrase: Phrase) -> bool:
    if rule.step is None or phrase["step"] is None:
        return rule.step is None and phrase["step"] is None
    factor = _factor(phrase["unit"], phrase["text"])
    return _same(rule.step, phrase["step"]) or _same(rule.step, phrase["step"], factor)


def _factor(unit: str | None, text: str) -> Decimal:
    """Return what a unit of the label is in a unit without 万 (0.05万亩: 500 亩)."""
    return Decimal(10_000) if unit and unit.startswith("万") else Decimal(1)


def _is_condition(rule: RuleReading, labelled: str | None) -> bool:
    """A condition is kept with its rule where the rule's clause says it."""
    return labelled is None or labelled.strip("〔〕") in rule.clause


def _is_cap(component: ComponentReading, rule: RuleReading, labelled: str | None) -> bool:
    said = rule.cap or cap_said(rule.clause)
    if labelled is None:
        return said is None
    if labelled == "points":
        return said == "points" and component.cap == component.points
    return said not in (None, "points") and _same(rule.cap or component.cap, labelled)


def _is_target(component: ComponentReading, rule: RuleReading, phrase: Phrase) -> bool:
    labelled = phrase["target"]
    if labelled is None:
        return True
    found = [component.measures[at].target for at in rule.measures]
    if rule.target is not None:
        found = [rule.target]
    wanted = labelled if isinstance(labelled, list) else [labelled]
    return all(
        _same(figure, want) or _same(figure, want, _factor(phrase["unit"], phrase["text"]))
        for figure, want in zip(found, wanted, strict=False)
    )


def _same(number: Decimal | None, labelled: object, factor: Decimal = Decimal(1)) -> bool:
    wanted = _figure(labelled)
    return number is not None and wanted is not None and number == wanted * factor


def _figure(labelled: object) -> Decimal | None:
    try:
        return Decimal(str(labelled))
    except InvalidOperation:
        return None


def _place(text: str, words: str, start: int) -> Span | None:
    """Return where the words stand, whatever line breaks parted them."""
    pattern = r"\s*(?:【[^【】]*】)?\s*".join(map(re.escape, words))
    found = re.compile(pattern).search(text, start) or re.search(pattern, text)
    return found.span() if found else None


def _places(text: str, words: str) -> Iterator[Span]:
    start = text.find(words)
    while start >= 0:
        yield start, start + len(words)
        start = text.find(words, start + 1)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
