"""Rows of an item beside those that its words give: which belong together, and what differs."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.engine.types import MeasureKind
from assessment.reader.negation import loses_negation
from assessment.reader.reading import WordsReading
from assessment.reader.rule_words import WORDS
from assessment.reader.types import (
    ComponentReading,
    ItemReading,
    MeasureReading,
    RowPlace,
    RuleReading,
)
from lib.rounding import format_figure
from lib.written_numbers import NUMBER, parse_number

Span = tuple[int, int]
_FIGURE = re.compile(NUMBER)


@dataclass(frozen=True, slots=True)
class Told:
    """A rule as the item has it. span: of its words in the clean text, None where they are
    not found; is_word_for_word: they are in the text."""

    place: RowPlace
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
    taken: set[Span] = set()
    for at, component in enumerate(item.components):
        for index, rule in enumerate(component.rules):
            place, is_there = _place_of(rule, component, item.text, taken=taken)
            span = None
            if place is not None:
                taken.add(place)
                span = words.text.cleaned(*place)
            measures = tuple(component.measures[position] for position in rule.measures)
            yield Told(RowPlace("rule", at, index), rule, measures, span, is_there)


def _place_of(
    rule: RuleReading, component: ComponentReading, text: str, *, taken: set[Span]
) -> tuple[Span | None, bool]:
    """Return where the clause stands in the text, and whether it is there word for word."""
    clause, stated = rule.clause, (rule.start, rule.end)
    if clause and text[rule.start : rule.end] == clause:
        return stated, True
    found = [m.span() for m in re.finditer(re.escape(clause), text)] if clause else []
    inside = [span for span in found if component.start <= span[0] < component.end]
    for span in [*inside, *found]:
        if span not in taken:
            return span, True
    if found:
        return found[0], True
    is_a_clause = text[rule.start : rule.end].endswith("分")  # an altered one stood here
    return stated if is_a_clause else None, False


def read_rules_of(words: WordsReading) -> Iterator[Read]:
    for at, (draft, component) in enumerate(zip(words.drafts, words.components, strict=True)):
        for drafted, rule in zip(draft.rules, component.rules, strict=True):
            yield Read(at, rule, drafted.measures, (drafted.start, drafted.end))


def pair_components(item: ItemReading, words: WordsReading, told: Sequence[Told]) -> dict[int, int]:
    """Return for each component of the item which of the text's it is, if any.

    By its bounds; else by where most of its rules stand; else by its number.
    """
    bounds = {(c.start, c.end): n for n, c in enumerate(words.components)}
    by_rules = _components_of_rules(told, words)
    left = dict.fromkeys(range(len(words.components)))
    pairs: dict[int, int] = {}
    for found in (
        {at: bounds.get((c.start, c.end)) for at, c in enumerate(item.components)},
        by_rules,
        {at: at for at in range(len(item.components))},
    ):
        for at in range(len(item.components)):
            number = found.get(at)
            if at not in pairs and number in left:
                pairs[at] = number
                del left[number]
    return pairs


def _components_of_rules(told: Sequence[Told], words: WordsReading) -> dict[int, int | None]:
    """Return for a component of the item the one of the text that holds most of its clauses."""
    starts = [draft.part.start for draft in words.drafts]
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for rule in told:
        if rule.span is not None and starts:
            votes[rule.place.component][max(bisect_right(starts, rule.span[0]) - 1, 0)] += 1
    return {at: held.most_common(1)[0][0] for at, held in votes.items()}


def pair_rules(told: Sequence[Told], read: Sequence[Read]) -> dict[RowPlace, Read]:
    """Return for each rule of the item the one that was read from the same words, if any.

    First those of the same words and measures, then the same words, the same end, and
    last those that only share some of their words.
    """
    pairs: dict[RowPlace, Read] = {}
    left = set(range(len(read)))
    for kind in (_words_and_names, _words_and_keys, _words, _end):
        waiting: dict[object, list[int]] = defaultdict(list)
        for at in sorted(left, reverse=True):
            waiting[kind(read[at].span, read[at].measures)].append(at)
        for own in told:
            same = waiting.get(kind(own.span, own.measures)) if own.span else None
            if own.place not in pairs and same:
                at = same.pop()
                pairs[own.place] = read[at]
                left.remove(at)
    _pair_touching(pairs, told, [read[at] for at in sorted(left)])
    return pairs


def _words_and_names(span: Span, measures: Sequence[MeasureReading]) -> object:
    return span, tuple(measure.name for measure in measures)


def _words_and_keys(span: Span, measures: Sequence[MeasureReading]) -> object:
    return span, tuple(measure.key for measure in measures)


def _words(span: Span, measures: Sequence[MeasureReading]) -> object:
    return span


def _end(span: Span, measures: Sequence[MeasureReading]) -> object:
    return span[1]


def _pair_touching(pairs: dict[RowPlace, Read], told: Sequence[Told], left: list[Read]) -> None:
    ends = [read.span[1] for read in left]  # in the order of the text, as the reader reads
    taken: set[int] = set()
    for own in told:
        if own.place in pairs or own.span is None:
            continue
        for at in range(bisect_right(ends, own.span[0]), len(left)):
            if not left[at].overlaps(own.span):
                break
            if at not in taken:
                pairs[own.place] = left[at]
                taken.add(at)
                break


def told_measures(item: ItemReading) -> Iterator[tuple[RowPlace, MeasureReading]]:
    for at, component in enumerate(item.components):
        for index, measure in enumerate(component.measures):
            yield RowPlace("measure", at, index), measure


def pair_measures(
    item: ItemReading,
    words: WordsReading,
    component_of: dict[int, int],
    *,
    rules: Sequence[tuple[Told, Read]],
) -> dict[RowPlace, Known]:
    """Return for each measure of the item what the words say of it, if they name it."""
    pairs: dict[RowPlace, Known] = {}
    known = {at: _known(words, found) for at, found in component_of.items()}
    taken: dict[int, set[str]] = defaultdict(set)
    for same in (_same_name, _same_key):
        for place, measure in told_measures(item):
            if place in pairs or place.component not in known:
                continue
            used = taken[place.component]
            fitting = [
                k
                for k in known[place.component]
                if k.measure.name not in used and same(measure, k.measure)
            ]
            if len(fitting) == 1:
                pairs[place] = fitting[0]
                used.add(fitting[0].measure.name)
    for told, read in rules:
        if component_of.get(told.place.component) == read.component:
            at = told.place.component
            _pair_by_rule(pairs, told, read, known=known[at], taken=taken[at])
    return pairs


def _same_name(told: MeasureReading, read: MeasureReading) -> bool:
    return told.name == read.name


def _same_key(told: MeasureReading, read: MeasureReading) -> bool:
    return told.key == read.key


def _pair_by_rule(
    pairs: dict[RowPlace, Known], told: Told, read: Read, *, known: list[Known], taken: set[str]
) -> None:
    """A measure that was renamed is known by its place in a rule."""
    if len(told.measures) != len(read.measures):
        return
    for position, measure in zip(told.rule.measures, read.measures, strict=True):
        place = RowPlace("measure", told.place.component, position)
        if place not in pairs and measure.name not in taken:
            pairs[place] = next(k for k in known if k.measure.name == measure.name)
            taken.add(measure.name)


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
    """Return in what a rule is not as it was read. read_names: of told's measures, as read.

    A rule that tells no condition may be of a time when none was kept; it scores the same.
    """
    found = [
        Aspect(words(read.rule), words(told.rule))
        for part, words in WORDS.items()
        if getattr(told.rule, part) != getattr(read.rule, part)
        and (part != "condition" or told.rule.condition)
    ]
    wanted = [measure.name for measure in read.measures]
    if sorted(wanted) != sorted(read_names):
        found.append(Aspect(f"对“{'、'.join(wanted)}”", f"对“{'、'.join(read_names)}”"))
    if not in_component:
        found.append(Aspect(f"要点{read.component + 1}", f"要点{told.place.component + 1}"))
    return found


def measure_aspects(told: MeasureReading, read: MeasureReading) -> list[Aspect]:
    """Return in what a measure is not as the words have it."""
    found = []
    if told.kind != read.kind:
        found.append(Aspect(f"类型“{read.kind}”", f"“{told.kind}”"))
    if told.target != read.target:
        found.append(Aspect(target_words(read), target_words(told)))
    elif _is_other_unit(told, read):
        found.append(Aspect(f"单位“{read.unit}”", f"单位“{told.unit or '无'}”"))
    if told.places != read.places:
        found.append(Aspect(_places(read), _places(told)))
    if _is_renamed(told, read):
        found.append(Aspect(f"“{read.name}”", f"“{told.name}”"))
    return found


def _is_other_unit(told: MeasureReading, read: MeasureReading) -> bool:
    """A unit that the words do not give may be added; an older rate may stand without its %."""
    if not read.unit or told.unit == read.unit:
        return False
    return read.kind is MeasureKind.QUANTITY or bool(told.unit)


def _is_renamed(told: MeasureReading, read: MeasureReading) -> bool:
    """A name may be worded otherwise; it may not name another thing or the opposite."""
    if told.kind is MeasureKind.YES_NO and loses_negation(told.name, read.name):
        return True
    if loses_negation(read.name, told.name):  # 未迟报 is no name for 迟报
        return True
    return read.name not in told.name and read.key not in told.name


def target_words(measure: MeasureReading) -> str:
    if measure.target is None:
        return "没有目标值"
    unit = "%" if measure.kind is MeasureKind.RATE or measure.unit == "%" else f" {measure.unit}"
    return f"目标 {format_figure(measure.target)}{unit}".rstrip()


def scored_words(measures: Sequence[MeasureReading]) -> str:
    """Return what a rule is about, with all that its scoring goes by."""
    return "、".join(f"{m.name}（{'，'.join(_scoring_words(m))}）" for m in measures)


def _scoring_words(measure: MeasureReading) -> Iterator[str]:
    yield measure.kind.value
    if measure.target is not None:
        yield target_words(measure)
    if measure.places:
        yield _places(measure)


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
