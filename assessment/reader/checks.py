"""What does not add up in a table as read, or what a person should look at."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from assessment.engine.types import Effect
from assessment.reader.cleantext import CleanText
from assessment.reader.components import clause_end, clause_start
from assessment.reader.measures import Target
from assessment.reader.patterns import NAME_WORDS, SCORING, TERMS
from assessment.reader.rules import DraftComponent
from assessment.reader.target_patterns import TargetSort
from assessment.reader.types import (
    Finding,
    ItemReading,
    RuleReading,
    Severity,
)
from lib.rounding import format_points
from lib.written_numbers import NUMBER, has_decimal_comma, parse_number

_ERROR, _NOTICE = Severity.ERROR, Severity.NOTICE
_FIGURE = re.compile(rf"(?P<n>{NUMBER})")


@dataclass(frozen=True)
class PlaceBook:
    """The city's county-level places, as far as the caller knows them.

    is_known(city, name); names(city): to suggest what was meant.
    """

    city: str
    is_known: Callable[[str, str], bool] | None = None
    names: Callable[[str], Iterable[str]] | None = None


def item_findings(
    item: ItemReading,
    points_words: str,
    drafts: Iterable[DraftComponent],
    *,
    text: CleanText,
    book: PlaceBook,
) -> list[Finding]:
    """Return the item's findings in the order a reader meets them."""
    found = [
        *_unsettled(item),
        *_points(item, points_words),
        *_emptiness(item),
        *_too_much_at_once(item),
        *_too_little_to_earn(item),
        *_figures(text),
        *(f for draft in drafts for f in _draft(draft, text)),
        *(f for draft in drafts for f in _places(draft, book)),
        *_typos(text),
        *_name(item),
    ]
    return [
        Finding(
            severity=severity,
            code=code,
            message=f"“{item.name}”{message}",
            city=book.city,
            item=item.name,
            phrase=phrase,
        )
        for severity, code, message, phrase in found
    ]


#: Codes of what rule_findings finds.
RULE_CODES = frozenset(
    {
        *("unsettled", "points_unreadable", "components_points", "no_components", "no_rules"),
        *("deduction_above_points", "awards_below_points"),
    }
)


def rule_findings(item: ItemReading, city: str) -> list[Finding]:
    """Return what is wrong with an item's components and rules, wherever they were read from."""
    found = [
        *_unsettled(item),
        *_points(item, str(item.points)),
        *_emptiness(item),
        *_too_much_at_once(item),
        *_too_little_to_earn(item),
    ]
    return [
        Finding(
            severity=severity,
            code=code,
            message=f"“{item.name}”{message}",
            city=city,
            item=item.name,
            phrase=phrase,
        )
        for severity, code, message, phrase in found
    ]


_Found = tuple[Severity, str, str, str]  # severity, code, message, phrase


def _unsettled(item: ItemReading) -> Iterator[_Found]:
    for phrase in item.unsettled:
        bears_points = SCORING.search(CleanText(phrase).clean)
        what = _OF_POINTS if bears_points else _BESIDE_POINTS
        yield Severity.UNSETTLED, "unsettled", f"中“{phrase}”{what}", phrase


_OF_POINTS = "涉及得分或扣分，但读不出计分规则。请对照原文人工设定，或改写后重新导入。"
_BESIDE_POINTS = (
    "写在扣分办法之间，读不出是否影响扣分。影响的，请对照原文人工设定；不影响的，请在核定时写明。"
)


def _points(item: ItemReading, words: str) -> Iterator[_Found]:
    if item.points <= 0 and not (parse_number(words) == 0 and _is_beyond(item)):
        yield (
            _ERROR,
            "points_unreadable",
            f"的分值“{words}”不是大于0的数字。请改正分值后重新导入。",
            words,
        )
    elif item.components:
        each = [component.points for component in item.components]
        if sum(each) != item.points:
            sums = " + ".join(format_points(points) for points in each)
            yield (
                _ERROR,
                "components_points",
                f"正文各要点合计{sums}{_total(each)}分，与分值{format_points(item.points)}分不符。"
                f"请核对原文，确认以哪个为准。",
                "",
            )


def _total(each: list[Decimal]) -> str:
    return f" = {format_points(sum(each, Decimal(0)))}" if len(each) > 1 else ""


def _emptiness(item: ItemReading) -> Iterator[_Found]:
    if not item.components:
        yield (
            _ERROR,
            "no_components",
            "的正文没有“计N分”，无法划分计分要点。请人工设定要点，或改写后重新导入。",
            "",
        )
    is_beyond = _is_beyond(item)
    for number, component in enumerate(item.components, start=1):
        is_scored = any(rule.kind.effect in _SCORING for rule in component.rules)
        if not is_scored and not (is_beyond and component.rules):
            yield (
                _ERROR,
                "no_rules",
                f"第{number}个要点（{format_points(component.points)}分）没有读出任何扣分办法，"
                f"将始终得满分。请对照原文补充。",
                item.text[component.start : component.end],
            )


def _is_beyond(item: ItemReading) -> bool:
    """Whether an item has no points and need not: its rules add some outside the 100, or cost a
    grade."""
    rules = [rule for component in item.components for rule in component.rules]
    return item.points == 0 and bool(rules) and all(r.kind.effect not in _SCORING for r in rules)


#: What a rule may do to the points of its component.
_SCORING = (Effect.DEDUCT, Effect.AWARD, Effect.SET)


def _too_much_at_once(item: ItemReading) -> Iterator[_Found]:
    """A single deduction above the component's points: a decimal point lost in print?"""
    for number, component in enumerate(item.components, start=1):
        for rule in component.rules:
            if rule.kind.effect is Effect.DEDUCT and rule.deduction > component.points:
                deduction, points = format_points(rule.deduction), format_points(component.points)
                yield (
                    _ERROR,
                    "deduction_above_points",
                    f"中“{rule.clause}”一次就扣{deduction}分，超过第{number}个要点的{points}分。"
                    f"请核对原文是否印错（如漏了小数点），确认按哪个数扣。",
                    rule.clause,
                )


def _too_little_to_earn(item: ItemReading) -> Iterator[_Found]:
    """Points that are earned and cannot make up the component's: a rule is missing, or wrong."""
    for number, component in enumerate(item.components, start=1):
        most = [_most(rule, component.points) for rule in component.rules]
        awards = [points for points in most if points is not None]
        most_of_all = sum(awards, Decimal(0))
        if awards and most_of_all < component.points:
            clause = next(r.clause for r in component.rules if r.kind.effect is Effect.AWARD)
            yield (
                _ERROR,
                "awards_below_points",
                f"第{number}个要点{format_points(component.points)}分，按得分的规则最多只能得"
                f"{format_points(most_of_all)}分。请对照原文核对得分的规则，或把这些规则放到另一个要点。",
                clause,
            )


def _most(rule: RuleReading, points: Decimal) -> Decimal | None:
    """Return what a rule can award at the most, None for one that awards nothing."""
    if rule.kind.effect is not Effect.AWARD:
        return None
    if rule.cap is not None:
        return rule.cap
    if rule.bands:
        return max(band.points for band in rule.bands)
    if rule.step is not None or not rule.deduction:  # for each, or as a person judges
        return points
    return rule.deduction * len(rule.measures)


def _figures(text: CleanText) -> Iterator[_Found]:
    for match in _FIGURE.finditer(text.clean):
        if has_decimal_comma(match["n"]):
            start, end = _with_neighbours(text.clean, match.start(), match.end())
            phrase = text.printed(start, end)
            yield (
                _ERROR,
                "decimal_comma",
                f"中“{phrase}”的数字用了逗号，已按{parse_number(match['n'])}读取。请确认是否如此。",
                phrase,
            )


def _with_neighbours(clean: str, start: int, end: int) -> tuple[int, int]:
    if clean[start - 1 : start] in ("扣", "计", "记"):
        start -= 1
    if clean[end : end + 1] == "分":
        end += 1
    return start, end


def _draft(draft: DraftComponent, text: CleanText) -> Iterator[_Found]:
    yield from _repeated(draft, text)
    yield from _sums(draft)
    used = {target.start for rule in draft.rules for target in rule.asked}
    for target in draft.targets.found:
        yield from _target(target, text, is_used=target.start in used)
    for rule in draft.rules:
        if rule.edge is not None:
            phrase = text.printed(rule.start, rule.end)
            yield (
                _ERROR,
                "band_edge",
                f"中“{phrase}”与另一档都写到{format_points(rule.edge)}，"
                f"已按这一档不含{format_points(rule.edge)}读取。请确认正好{format_points(rule.edge)}属于哪一档。",
                phrase,
            )
        if rule.lacks_unit:
            phrase = text.printed(rule.start, rule.end)
            yield (
                _ERROR,
                "no_unit_in_clause",
                f"中“{phrase}”没有写明少的是什么（每少1个什么），"
                f"已按“{rule.measures[0].name}”读取。请确认是否如此。",
                phrase,
            )


def _places(draft: DraftComponent, book: PlaceBook) -> Iterator[_Found]:
    if book.is_known is None:
        return
    for target in draft.targets.of(TargetSort.PLACES):
        for place in target.measure.places:
            if not book.is_known(book.city, place):
                yield (
                    _ERROR,
                    "unknown_place",
                    f"中的“{place}”不在{book.city or '本市'}的县市区名单里。"
                    f"{_suggestion(place, book)}请核对原文，或先在县市区名单中补上。",
                    place,
                )


def _suggestion(place: str, book: PlaceBook) -> str:
    names = list(book.names(book.city)) if book.names is not None else []
    nearest = difflib.get_close_matches(place, names, n=1, cutoff=0.5)
    return f"是否为“{nearest[0]}”？" if nearest else ""


def _repeated(draft: DraftComponent, text: CleanText) -> Iterator[_Found]:
    for start, end in draft.repeated:
        phrase = text.printed(start, end)
        yield (
            _ERROR,
            "repeated_clause",
            f"中“{phrase}”与前面的扣分办法重复，没有再计一次。请核对原文。",
            phrase,
        )


def _sums(draft: DraftComponent) -> Iterator[_Found]:
    for each in draft.targets.sums:
        if sum(each.parts) != each.stated:
            parts = " + ".join(str(part) for part in each.parts)
            yield (
                _ERROR,
                "parts_total",
                f"中“{each.words}”写明{each.stated}，分项{parts} = {sum(each.parts)}，"
                f"两者不符。请核对原文。",
                f"{each.words}{each.stated}",
            )


def _target(target: Target, text: CleanText, *, is_used: bool) -> Iterator[_Found]:
    phrase = text.printed(target.start, target.end)
    measure = target.measure
    if not is_used:
        if target.sort is not TargetSort.WORKS:
            yield (
                _NOTICE,
                "unused_target",
                f"写明了目标“{phrase}”，但没有读出与它有关的扣分办法。请核对。",
                phrase,
            )
        return
    if not measure.unit:
        yield (
            _ERROR,
            "no_unit",
            f"中“{phrase}”没有写单位，已按目标{measure.target}读取。请确认单位。",
            phrase,
        )
    if target.is_open_list:
        yield (
            _NOTICE,
            "open_list",
            f"中“{phrase}”用了“等”字，已按写出名称的{measure.target}个读取。"
            f"请确认是否还有未写出的。",
            phrase,
        )
    if target.stated is not None and measure.places and target.stated != len(measure.places):
        yield (
            _ERROR,
            "places_count",
            f"中“{phrase}”写明{target.stated}个，列出名称的有{len(measure.places)}个。请核对原文。",
            phrase,
        )


def _typos(text: CleanText) -> Iterator[_Found]:
    for term in TERMS:
        for position in _missing_letter(text.clean, term):
            end = position + len(term) - 1
            around = text.printed(clause_start(text.clean, position), clause_end(text.clean, end))
            phrase = text.printed(position, end)
            yield (
                _ERROR,
                "suspected_typo",
                f"中“{around}”疑有漏字：“{phrase}”应为“{term}”。请核对原文后确认。",
                phrase,
            )


def _missing_letter(clean: str, term: str) -> Iterator[int]:
    """Yield where the term stands with one letter missing, and not with all of them."""
    # One letter shorter, so it stands within the whole term only at its beginning or one further.
    seen = {
        start for m in re.finditer(re.escape(term), clean) for start in (m.start(), m.start() + 1)
    }
    for index in range(len(term)):
        shorter = term[:index] + term[index + 1 :]
        for match in re.finditer(re.escape(shorter), clean):
            if match.start() not in seen:
                seen.add(match.start())
                yield match.start()


def _name(item: ItemReading) -> Iterator[_Found]:
    for word in NAME_WORDS:
        if word in item.name and word not in CleanText(item.text).clean:
            yield (
                _NOTICE,
                "name_part_missing",
                f"的名称里有“{word}”，正文没有这一部分。请确认是否遗漏。",
                word,
            )
