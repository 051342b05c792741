"""Whether rules are what their words say: the item's text is read again and compared.

Rules come from the reader, from a person or from a file; whichever way, a
difference to what the reader gives for the same words is told, never mended.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from assessment.engine.explain import describe_rule
from assessment.reader import comparing, rule_words
from assessment.reader.comparing import Told
from assessment.reader.fitting import as_measure, as_rule
from assessment.reader.patterns import SCORING
from assessment.reader.reading import WordsReading, accounted, read_words
from assessment.reader.types import (
    Finding,
    ItemReading,
    MeasureReading,
    RowPlace,
    RuleReading,
    Severity,
)
from assessment.reader.unsettled import unsettled_spans
from lib.rounding import format_figure

#: Codes of what findings finds.
CODES = frozenset(
    {
        *("rule_differs", "rule_unread", "rule_missing", "rule_extra", "clause_cut"),
        *("clause_missing", "measure_differs", "component_differs"),
    }
)
#: Of a rule whose words nobody can read.
BY_HAND = "，人工定为"
_ASK = "请对照原文改正；确应如此的，请核定并写明依据。"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in an item that is not what its words say. place: the row that bears it; of
    what was left out the component it was left out of, None where that is missing too."""

    code: str
    message: str
    phrase: str
    place: RowPlace | None
    severity: Severity = Severity.ERROR


def differences(item: ItemReading) -> tuple[Difference, ...]:
    """Return where the item's components, measures and rules are not what its text says."""
    words = read_words(item.text, item.points)
    if item.components == words.components:
        return ()
    return tuple(_Comparison(item, words).differences())


def findings(item: ItemReading, city: str) -> list[Finding]:
    """Return the differences as findings of a table's item."""
    return [finding_of(difference, item, city) for difference in differences(item)]


def finding_of(difference: Difference, item: ItemReading, city: str) -> Finding:
    return Finding(
        severity=difference.severity,
        code=difference.code,
        message=f"“{item.name}”中{difference.message}{_ASK}",
        city=city,
        item=item.name,
        phrase=difference.phrase,
    )


def with_unread_phrases(item: ItemReading) -> ItemReading:
    """Return the item with the phrases that neither its rules nor the reader account for."""
    words = read_words(item.text, item.points)
    if item.components == words.components:
        return replace(item, unsettled=words.unsettled)
    return replace(item, unsettled=_Comparison(item, words).unread_phrases())


def _source(marker: str) -> str:
    """What makes a component: its 计N分, or where the text has none the points of the item."""
    return f"原文“{marker}”" if marker else "本项分值"


def _touching(spans: Iterable[comparing.Span]) -> Callable[[comparing.Span], bool]:
    """Return what tells whether one of the spans has a letter in common with another."""
    ordered = sorted(spans)
    furthest = [*accumulate((end for _, end in ordered), max)]

    def touches(span: comparing.Span) -> bool:
        place = bisect_left(ordered, (span[1], 0))
        return bool(place) and furthest[place - 1] > span[0]

    return touches


class _Comparison:
    """An item beside what its words say: rows are paired, then compared."""

    def __init__(self, item: ItemReading, words: WordsReading):
        self.item, self.words = item, words
        self.told = list(comparing.told_rules(item, words))
        self.read = list(comparing.read_rules_of(words))
        self.component_of = comparing.pair_components(item, words, self.told)
        self.own_component = {
            found: RowPlace("component", at) for at, found in self.component_of.items()
        }
        self.read_as = comparing.pair_rules(self.told, self.read)
        both = [(t, self.read_as[t.place]) for t in self.told if t.place in self.read_as]
        self.measure_of = comparing.pair_measures(item, words, self.component_of, rules=both)

    def differences(self) -> Iterator[Difference]:
        yield from self._components()
        yield from self._measures()
        for told in self.told:
            yield from self._rule(told)
        yield from self._left_out()

    def unread_phrases(self) -> tuple[str, ...]:
        """What bears points and stands in no rule: of a rule that was read counts what was
        read, not how much of the text a person put around it."""
        text = self.words.text
        rules = [read.span for read in self.read]
        rules += [t.span for t in self.told if t.span and t.place not in self.read_as]
        spans = unsettled_spans(text.clean, accounted(text, self.words.drafts, rules))
        # Whoever made a rule for a statement that nobody could read has seen all of it.
        alone = accounted(text, self.words.drafts, [read.span for read in self.read])
        unread = unsettled_spans(text.clean, alone)
        by_hand = _touching(filter(_touching(rules), unread))
        return tuple(
            text.printed(*span)
            for span in spans
            if SCORING.search(text.clean, *span) or not by_hand(span)
        )

    # --- Components ---------------------------------------------------------------------------

    def _components(self) -> Iterator[Difference]:
        for index, component in enumerate(self.item.components):
            found = self.component_of.get(index)
            shown = f"要点{index + 1}（{format_figure(component.points)}分）"
            if found is None:
                if self.words.components:
                    yield self._component(index, f"{shown}没有对应的“计N分”。", "")
                continue
            read = self.words.components[found].points
            marker = self._marker(found)
            if self.words.components[found].cap != component.cap:
                message = (
                    f"{_source(marker)}读为{rule_words.cap_words(self.words.components[found].cap)}，"
                    f"要点{index + 1}为{rule_words.cap_words(component.cap)}。"
                )
                yield self._component(index, message, marker)
            if read != component.points:
                yield self._component(
                    index,
                    f"{_source(marker)}读为 {format_figure(read)} 分，"
                    f"要点{index + 1}为 {format_figure(component.points)} 分。",
                    marker,
                )
        yield from self._components_left_out()

    def _components_left_out(self) -> Iterator[Difference]:
        for index in range(len(self.words.drafts)):
            if index not in self.own_component:
                marker = self._marker(index)
                message = f"{_source(marker)}是一个要点，表里没有。"
                yield Difference("component_differs", message, marker, None)

    def _marker(self, index: int) -> str:
        return self.words.text.printed(*self.words.markers[index])

    @staticmethod
    def _component(index: int, message: str, phrase: str) -> Difference:
        return Difference("component_differs", message, phrase, RowPlace("component", index))

    # --- Measures -----------------------------------------------------------------------------

    def _measures(self) -> Iterator[Difference]:
        for place, measure in comparing.told_measures(self.item):
            found = self.measure_of.get(place)
            if found is None:
                yield from self._unknown_measure(place, measure)
                continue
            aspects = comparing.measure_aspects(measure, found.measure)
            if aspects:
                source = f"原文“{found.phrase}”" if found.phrase else "原文"
                message = (
                    f"{source}读为{'、'.join(a.read for a in aspects)}，"
                    f"测量项“{measure.name}”为{'、'.join(a.told for a in aspects)}。"
                )
                yield Difference("measure_differs", message, found.phrase, place)

    def _unknown_measure(self, place: RowPlace, measure: MeasureReading) -> Iterator[Difference]:
        if measure.target is None or comparing.is_in_words(measure, self.words):
            return
        target = comparing.target_words(measure)
        message = f"测量项“{measure.name}”的{target}在原文中找不到。"
        yield Difference("measure_differs", message, "", place)

    # --- Rules --------------------------------------------------------------------------------

    def _rule(self, told: Told) -> Iterator[Difference]:
        clause = told.rule.clause
        read = self.read_as.get(told.place)
        if not told.is_word_for_word:
            yield self._of_rule("clause_missing", f"规则的语句“{clause}”在原文中找不到。", told)
        if read is None:
            yield self._unread(told)
            return
        aspects = comparing.rule_aspects(
            told,
            read,
            read_names=self._names_as_read(told),
            in_component=self.component_of.get(told.place.component) == read.component,
        )
        if aspects:
            yield self._of_rule(
                "rule_differs",
                f"原文“{read.rule.clause}”读为{'、'.join(a.read for a in aspects)}，"
                f"规则为{'、'.join(a.told for a in aspects)}。",
                told,
            )
        if told.is_word_for_word and not told.holds(read):
            message = f"原文“{read.rule.clause}”是一句话，规则只引了“{clause}”。"
            yield self._of_rule("clause_cut", message, told)

    def _names_as_read(self, told: Told) -> list[str]:
        """Return a rule's measures by the names that the words give them."""
        names = []
        for at in told.rule.measures:
            found = self.measure_of.get(RowPlace("measure", told.place.component, at))
            own = self.item.components[told.place.component].measures[at]
            names.append(found.measure.name if found else own.name)
        return names

    def _unread(self, told: Told) -> Difference:
        shown = self._described(told.rule, self.item.components[told.place.component].measures)
        clause = told.rule.clause
        # The measures too: a settled opinion must not outlive what it was given about.
        shown = f"{comparing.scored_words(told.measures)}：{shown}" if told.measures else shown
        if told.span and any(read.overlaps(told.span) for read in self.read):
            message = f"原文“{clause}”已有规则，这是多出的一条：{shown}。"
            return self._of_rule("rule_extra", message, told)
        doubts = "".join(f"，{words}" for words in rule_words.figures_unlike_words(told.rule))
        message = f"原文“{clause}”读不出计分规则{BY_HAND}“{shown}”{doubts}。"
        return replace(self._of_rule("rule_unread", message, told), severity=Severity.UNSETTLED)

    def _left_out(self) -> Iterator[Difference]:
        taken = Counter(id(read) for read in self.read_as.values())
        for read in self.read:
            if taken[id(read)]:
                continue
            shown = self._described(read.rule, self.words.components[read.component].measures)
            message = f"原文“{read.rule.clause}”读为“{shown}”，表里没有这条规则。"
            place = self.own_component.get(read.component)
            yield Difference("rule_missing", message, read.rule.clause, place)

    @staticmethod
    def _of_rule(code: str, message: str, told: Told) -> Difference:
        return Difference(code, message, told.rule.clause, told.place)

    @staticmethod
    def _described(rule: RuleReading, measures: Iterable[MeasureReading]) -> str:
        rows = list(measures)
        used = [as_measure(rows[position]) for position in rule.measures]
        return describe_rule(as_rule(rule), used)
