"""Rows of an item beside those that its words give: which belong together, and what differs."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessment.engine.explain import RULE_KIND_LABELS
from assessment.engine.rounding import format_figure
from assessment.engine.types import MeasureKind, RuleKind
from assessment.reader.cleantext import CleanText
from assessment.reader.negation import loses_negation
from assessment.reader.numerals import NUMBER, parse_number
from assessment.reader.reading import WordsReading
from assessment.reader.types import (
    ComponentReading,
    ItemReading,
    MeasureReading,
    Row,
    RuleReading,
)

Span = tuple[int, int]
_FIGURE = re.compile(NUMBER)
_DEDUCTIONS = re.compile(rf"扣(?P<first>{NUMBER})(?:分?[、和或至到~－—–-]+(?P<last>{NUMBER}))?")
_IN_PERCENT = (RuleKind.SHORTFALL_SHARE, RuleKind.RATE_BELOW)


@dataclass(frozen=True, slots=True)
class Told:
    """A rule as the item has it. span: of its words in the clean text, None where they are
    not found; is_word_for_word: they are in the text."""

    place: Row
    rule: RuleReading
    measures: tuple[MeasureReading, ...]
    span: Span | None
    is_word_for_word: bool

    def holds(self, read: "Read") -> bool:
        return self.span is not None and (
            self.span[0] <= read.span[0] and read.span[1] <= self.span[1]
        )


@dataclass(frozen=True, slots=True)
class Read:
    """A rule as the reader gives it."""

    component: int
    rule: RuleReading
    measures: tuple[MeasureReading, ...]
    span: Span

    def overlaps(self, span: Span) -> bool:
        return self.span[0] < span[1] and span[0] < self.span[1]


@dataclass(frozen=True, slots=True)
class Known:
    """A measure that the words name. phrase: how they name it."""

    measure: MeasureReading
    phrase: str


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing in which two rows differ, as the words have it and as the row has it."""

    read: str
    told: str


# --- Which belong together ----------------------------------------------------------------------


def told_rules(item: ItemReading, words: WordsReading) -> Iterator[Told]:
    taken: Counter[int] = Counter()
    for at, component in enumerate(item.components):
        for index, rule in enumerate(component.rules):
            start, end, is_there = _place_of(rule, component, item.text, taken)
            taken[start] += 1
            span = words.text.cleaned(start, end) if end > start else None
            measures = tuple(component.measures[position] for position in rule.measures)
            yield Told(Row("rule", at, index), rule, measures, span, is_there)


def _place_of(
    rule: RuleReading, component: ComponentReading, text: str, taken: Counter[int]
) -> tuple[int, int, bool]:
    """Return where the clause stands in the text, and whether it is there at all."""
    clause = rule.clause
    if clause and text[rule.start : rule.end] == clause:
        return rule.start, rule.end, True
    found = [m.start() for m in re.finditer(re.escape(clause), text)] if clause else []
    inside = [at for at in found if component.start <= at < component.end]
    for at in [*inside, *found]:
        if not taken[at]:
            return at, at + len(clause), True
    if found:
        return found[0], found[0] + len(clause), True
    is_a_clause = text[rule.start : rule.end].endswith("分")  # an altered one stood here
    return (rule.start, rule.end, False) if is_a_clause else (0, 0, False)


def read_rules_of(words: WordsReading) -> Iterator[Read]:
    for at, (draft, component) in enumerate(zip(words.drafts, words.components, strict=True)):
        for drafted, rule in zip(draft.rules, component.rules, strict=True):
            yield Read(at, rule, drafted.measures, (drafted.start, drafted.end))


def pair_components(item: ItemReading, words: WordsReading, told: Sequence[Told]) -> dict[int, int]:
    """Return for each component of the item which of the text's it is, if any."""
    pairs: dict[int, int] = {}
    for choose in (_same_bounds, _by_rules(told, words), _most_shared, _same_number):
        for at, component in enumerate(item.components):
            if at not in pairs:
                left = [n for n in range(len(words.components)) if n not in pairs.values()]
                found = choose(at, component, words.components, left)
                if found is not None:
                    pairs[at] = found
    return pairs


def _same_bounds(at, component, read: Sequence[ComponentReading], left: list[int]) -> int | None:
    bounds = (component.start, component.end)
    return next((n for n in left if (read[n].start, read[n].end) == bounds), None)


def _by_rules(told: Sequence[Told], words: WordsReading):
    """Choose the component that holds most of the rules' clauses."""

    def choose(at, component, read, left: list[int]) -> int | None:
        spans = [t.span for t in told if t.place.component == at and t.span]
        held = Counter(
            n for span in spans for n in left
            if words.drafts[n].part.start <= span[0] < words.drafts[n].part.end
        )  # fmt: skip
        return held.most_common(1)[0][0] if held else None

    return choose


def _most_shared(at, component, read: Sequence[ComponentReading], left: list[int]) -> int | None:
    """Choose by the stretch of text, where it is not simply the whole of it."""
    if not read or (component.start <= 0 and component.end >= read[-1].end):
        return None
    shared = {
        n: min(component.end, read[n].end) - max(component.start, read[n].start) for n in left
    }
    best = max(shared, key=lambda n: shared[n], default=None)
    return best if best is not None and shared[best] > 0 else None


def _same_number(at, component, read, left: list[int]) -> int | None:
    return at if at in left else None


def pair_rules(told: Sequence[Told], read: Sequence[Read]) -> dict[Row, Read]:
    """Return for each rule of the item the one that was read from the same words, if any."""
    pairs: dict[Row, Read] = {}
    for belongs in (_same_words_and_measures, _same_words, _same_end, _touching):
        for own in told:
            if own.place in pairs or own.span is None:
                continue
            taken = {id(found) for found in pairs.values()}
            found = next((r for r in read if id(r) not in taken and belongs(own, r)), None)
            if found is not None:
                pairs[own.place] = found
    return pairs


def _same_words_and_measures(told: Told, read: Read) -> bool:
    keys = [m.key for m in told.measures], [m.key for m in read.measures]
    names = [m.name for m in told.measures], [m.name for m in read.measures]
    return told.span == read.span and (keys[0] == keys[1] or names[0] == names[1])


def _same_words(told: Told, read: Read) -> bool:
    return told.span == read.span


def _same_end(told: Told, read: Read) -> bool:
    return told.span is not None and told.span[1] == read.span[1]


def _touching(told: Told, read: Read) -> bool:
    return told.span is not None and read.overlaps(told.span)


def told_measures(item: ItemReading) -> Iterator[tuple[Row, MeasureReading]]:
    for at, component in enumerate(item.components):
        for index, measure in enumerate(component.measures):
            yield Row("measure", at, index), measure


def pair_measures(
    item: ItemReading,
    words: WordsReading,
    component_of: dict[int, int],
    rules: Sequence[tuple[Told, Read]],
) -> dict[Row, Known]:
    """Return for each measure of the item what the words say of it, if they name it."""
    pairs: dict[Row, Known] = {}
    for same in (_same_name, _same_key):
        for place, measure in told_measures(item):
            if place in pairs or place.component not in component_of:
                continue
            taken = {k.measure for p, k in pairs.items() if p.component == place.component}
            known = [k for k in _known(words, component_of[place.component])
                     if k.measure not in taken and same(measure, k.measure)]  # fmt: skip
            if len(known) == 1:
                pairs[place] = known[0]
    for told, read in rules:
        _pair_by_rule(pairs, told, read, words)
    return pairs


def _same_name(told: MeasureReading, read: MeasureReading) -> bool:
    return told.name == read.name


def _same_key(told: MeasureReading, read: MeasureReading) -> bool:
    return told.key == read.key


def _pair_by_rule(pairs: dict[Row, Known], told: Told, read: Read, words: WordsReading) -> None:
    """A measure that was renamed is known by its place in a rule."""
    if len(told.measures) != len(read.measures):
        return
    taken = {known.measure for known in pairs.values()}
    phrases = {known.measure: known.phrase for known in _known(words, read.component)}
    for position, measure in zip(told.rule.measures, read.measures, strict=True):
        place = Row("measure", told.place.component, position)
        if place not in pairs and measure not in taken:
            pairs[place] = Known(measure, phrases.get(measure, ""))


def _known(words: WordsReading, component: int) -> list[Known]:
    """Return what a component of the text asks for, scored or not."""
    draft, text = words.drafts[component], words.text
    found: dict[str, Known] = {}
    for rule in draft.rules:
        spans = [(t.start, t.end) for t in rule.asked] or [(rule.start, rule.end)]
        for measure, (start, end) in zip(rule.measures, [*spans, *spans[-1:] * 9], strict=False):
            found.setdefault(measure.name, Known(measure, text.printed(start, end)))
    for target in draft.targets.found:
        phrase = text.printed(target.start, target.end)
        found.setdefault(target.measure.name, Known(target.measure, phrase))
    return list(found.values())


# --- What differs -------------------------------------------------------------------------------


def rule_aspects(
    told: Told, read: Read, *, read_names: Sequence[str], in_component: bool
) -> list[Aspect]:
    """Return in what a rule is not as it was read. read_names: of told's measures, as read."""
    found = []
    if told.rule.deduction != read.rule.deduction:
        found.append(Aspect(_deducts(read.rule), _deducts(told.rule)))
    if told.rule.kind != read.rule.kind:
        found.append(Aspect(_kind(read.rule), _kind(told.rule)))
    if told.rule.step != read.rule.step:
        found.append(Aspect(_step(read.rule), _step(told.rule)))
    wanted = [measure.name for measure in read.measures]
    if sorted(wanted) != sorted(read_names):
        found.append(Aspect(f"对“{'、'.join(wanted)}”", f"对“{'、'.join(read_names)}”"))
    if not in_component:
        found.append(Aspect(f"要点{read.component + 1}", f"要点{told.place.component + 1}"))
    return found


def _deducts(rule: RuleReading) -> str:
    return f"扣 {format_figure(rule.deduction)} 分"


def _kind(rule: RuleReading) -> str:
    return f"“{RULE_KIND_LABELS[rule.kind]}”"


def _step(rule: RuleReading) -> str:
    if rule.step is None:
        return "不分档"
    return f"每档 {format_figure(rule.step)}{'%' if rule.kind in _IN_PERCENT else ''}"


def measure_aspects(told: MeasureReading, read: MeasureReading) -> list[Aspect]:
    """Return in what a measure is not as the words have it."""
    found = []
    if told.kind != read.kind:
        found.append(Aspect(f"类型“{read.kind}”", f"“{told.kind}”"))
    if told.target != read.target:
        found.append(Aspect(target_words(read), target_words(told)))
    elif read.unit and told.unit != read.unit and read.kind is MeasureKind.QUANTITY:
        found.append(Aspect(f"单位“{read.unit}”", f"单位“{told.unit or '无'}”"))
    if told.places != read.places:
        found.append(Aspect(_places(read), _places(told)))
    if _is_renamed(told, read):
        found.append(Aspect(f"“{read.name}”", f"“{told.name}”"))
    return found


def _is_renamed(told: MeasureReading, read: MeasureReading) -> bool:
    """A name may be worded otherwise; it may not name another thing or the opposite."""
    if told.kind is MeasureKind.YES_NO and loses_negation(told.name, read.name):
        return True
    return read.name not in told.name and read.key not in told.name


def target_words(measure: MeasureReading) -> str:
    if measure.target is None:
        return "没有目标值"
    unit = "%" if measure.kind is MeasureKind.RATE or measure.unit == "%" else f" {measure.unit}"
    return f"目标 {format_figure(measure.target)}{unit}".rstrip()


def _places(measure: MeasureReading) -> str:
    return f"列名{'、'.join(measure.places)}" if measure.places else "没有列名"


def is_in_words(measure: MeasureReading, words: WordsReading) -> bool:
    """Whether the target of a measure that the reader does not know stands in the text."""
    target = measure.target
    if target == 1 or target == len(measure.places) or (measure.unit == "%" and target == 100):
        return True
    clean = words.text.clean
    found = (m for m in _FIGURE.finditer(clean) if clean[m.end() : m.end() + 1] != "分")
    return any(parse_number(m[0]) == target for m in found)


def figures_unlike_words(rule: RuleReading) -> Iterator[str]:
    """Yield what a rule says that its own clause, though nobody can read it, does not."""
    clean = CleanText(rule.clause).clean
    figures = {parse_number(m[0]) for m in _FIGURE.finditer(clean)}
    deductions = [
        parse_number(words) for m in _DEDUCTIONS.finditer(clean) for words in m.groups() if words
    ]
    stated = [n for n in deductions if n is not None]
    if stated and rule.deduction not in stated:
        shown = "、".join(format_figure(n) for n in dict.fromkeys(stated))
        yield f"原文写明扣 {shown} 分，规则为扣 {format_figure(rule.deduction)} 分"
    if rule.step not in (None, Decimal(1)) and rule.step not in figures:
        yield f"{_step(rule)}在这句话里找不到"
