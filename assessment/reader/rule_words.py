"""What a rule says, part by part in words, and which of it its own clause does not say."""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from assessment.engine import bands
from assessment.engine.bases import BASES
from assessment.engine.effects import EFFECTS
from assessment.engine.explain import RULE_KIND_LABELS
from assessment.engine.judging import NAMES_MOST
from assessment.engine.types import Basis
from assessment.reader.cleantext import CleanText
from assessment.reader.types import RuleReading
from lib.rounding import format_figure
from lib.written_numbers import NUMBER, parse_number

_FIGURE = re.compile(NUMBER)
_POINTS = rf"(?P<first>{NUMBER})(?:分?[、和或至到~－—–-]+(?P<last>{NUMBER}))?"
_DEDUCTIONS, _JUDGED_BONUS = re.compile(f"扣{_POINTS}"), re.compile(f"加分?{_POINTS}")


def cap_words(cap: Decimal | None, verb: str = "扣") -> str:
    return f"没有{verb}分上限" if cap is None else f"最多{verb} {format_figure(cap)} 分"


def _cap_words(rule: RuleReading) -> str:
    return cap_words(rule.cap, EFFECTS[rule.kind.effect].verb)


def _bar(rule: RuleReading) -> str:
    return "没有上限" if rule.target is None else f"上限 {format_figure(rule.target)}"


def _condition(rule: RuleReading) -> str:
    return f"限定“{rule.condition}”" if rule.condition else "没有限定条件"


def _deducts(rule: RuleReading) -> str:
    verb = EFFECTS[rule.kind.effect].verb
    if BASES[rule.kind.basis].has_bands:
        return f"按档{verb}分"
    if rule.deduction == 0 and rule.kind.basis is Basis.JUDGED:
        return f"{verb}分没有写明多少"
    return f"{verb} {format_figure(rule.deduction)} 分"


def _least(rule: RuleReading) -> str:
    return "没有下限" if rule.least is None else f"至少 {format_figure(rule.least)} 分"


def _tiers(rule: RuleReading) -> str:
    tiers = (f"{bands.told(band)}：{format_figure(band.points)} 分" for band in rule.bands)
    return f"各档“{'；'.join(tiers)}”" if rule.bands else "没有档次"


def _kind(rule: RuleReading) -> str:
    return f"“{RULE_KIND_LABELS[rule.kind]}”"


def _step(rule: RuleReading) -> str:
    if rule.step is None:
        return "不分档"
    is_in_percent = BASES[rule.kind.basis].unit(()) in ("%", "个百分点")
    return f"每档 {format_figure(rule.step)}{'%' if is_in_percent else ''}"


#: The parts of a rule, each with how it is told.
WORDS: dict[str, Callable[[RuleReading], str]] = {
    "deduction": _deducts,
    "least": _least,
    "bands": _tiers,
    "cap": _cap_words,
    "target": _bar,
    "condition": _condition,
    "kind": _kind,
    "step": _step,
}


def figures_unlike_words(rule: RuleReading) -> Iterator[str]:
    """Yield what a rule says that its own clause, though nobody can read it, does not."""
    clean = CleanText(rule.clause).clean
    figures = {parse_number(m[0]) for m in _FIGURE.finditer(clean)}
    is_added = rule.kind in NAMES_MOST
    said = (_JUDGED_BONUS if is_added else _DEDUCTIONS).finditer(clean)
    named = [parse_number(words) for m in said for words in m.groups() if words]
    stated = [n for n in named if n is not None]
    unsaid = [points for points in _points_of(rule) if points not in stated]
    if stated and unsaid:
        shown, told = (_joined(figures) for figures in (stated, unsaid))
        verb = "加" if is_added else "扣"
        yield f"原文写明{verb} {shown} 分，规则为{verb} {told} 分"
    for band in rule.bands:
        threshold = bands.threshold_of(band)
        if threshold is not None and threshold not in figures:
            yield f"“{bands.told(band)}”一档在这句话里找不到"
    if rule.step not in (None, Decimal(1)) and rule.step not in figures:
        yield f"{_step(rule)}在这句话里找不到"


def _points_of(rule: RuleReading) -> Iterator[Decimal]:
    """Yield the points that a rule names; of bands and of bounds those that are any."""
    if rule.bands:
        yield from (band.points for band in rule.bands if band.points)
    elif rule.kind.basis is Basis.JUDGED:
        yield from (points for points in (rule.least, rule.deduction) if points)
    else:
        yield rule.deduction


def _joined(figures: Iterable[Decimal]) -> str:
    return "、".join(format_figure(figure) for figure in dict.fromkeys(figures))
