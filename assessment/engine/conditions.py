"""When rules apply, in words (每少 10%, 超过 5%，每超出 1 个百分点), and what they count in."""

from collections.abc import Callable, Sequence

from assessment.engine import sentences
from assessment.engine.quantities import TARGETED
from assessment.engine.types import Light, Measure, MeasureKind, Rule, RuleKind
from lib.rounding import format_figure

Measures = Sequence[Measure]


def own_unit(measures: Measures) -> str:
    return measures[0].unit if measures else ""


def own_unit_or_times(measures: Measures) -> str:
    return own_unit(measures) or "次"


def points_or_own_unit(measures: Measures) -> str:
    is_rate = bool(measures) and measures[0].kind is MeasureKind.RATE
    return "个百分点" if is_rate else own_unit(measures)


def step_told(rule: Rule) -> str:
    return "" if rule.step is None else format_figure(rule.step)


def bar(measures: Measures) -> str:
    first = measures[0] if measures else None
    if first is None or first.target is None:
        return "目标"
    return f" {sentences.with_unit(first, first.target)}"


def each_percent(rule: Rule, measures: Measures) -> str:
    return f"每少 {step_told(rule)}%"


def each_unit(rule: Rule, measures: Measures) -> str:
    return f"每少 {step_told(rule)} {own_unit(measures)}".rstrip()


def failing(rule: Rule, measures: Measures) -> str:
    return "未完成" if measures and measures[0].kind in TARGETED else "出现该情形"


def under_bar(rule: Rule, measures: Measures) -> str:
    return f"低于{bar(measures)}"


def each_time(rule: Rule, measures: Measures) -> str:
    step = step_told(rule)
    times = "" if step in ("", "1") else f" {step} "
    return f"每{times}{own_unit_or_times(measures)}"


def each_point_under(rule: Rule, measures: Measures) -> str:
    return f"低于{bar(measures)}，每低 {step_told(rule)} 个百分点"


def each_over(rule: Rule, measures: Measures) -> str:
    unit = points_or_own_unit(measures)
    return f"超过{sentences.bar_of(rule, measures)}，每超出 {step_told(rule)} {unit}".rstrip()


def each_under(rule: Rule, measures: Measures) -> str:
    unit = points_or_own_unit(measures)
    return f"低于{sentences.bar_of(rule, measures)}，每低 {step_told(rule)} {unit}".rstrip()


def occasion(rule: Rule, measures: Measures) -> str:
    is_targeted = bool(measures) and measures[0].kind in TARGETED
    return under_bar(rule, measures) if is_targeted else "出现该情形"


def component_set(rule: Rule, measures: Measures) -> str:
    return f"{occasion(rule, measures)}，本要点"


def item_set(rule: Rule, measures: Measures) -> str:
    return f"{occasion(rule, measures)}，本指标"


def component_set_unless(rule: Rule, measures: Measures) -> str:
    return "未做到，本要点"


def from_base(rule: Rule, measures: Measures) -> str:
    return "以此为底，"


def each_done(rule: Rule, measures: Measures) -> str:
    return f"每完成 {step_told(rule)} {own_unit_or_times(measures)}"


def vetoing(kind: RuleKind) -> Callable[[Rule, Measures], str]:
    return lambda rule, measures: f"{occasion(rule, measures)}，{sentences.VETO_WORDS[kind]}"


def share_of_all(rule: Rule, measures: Measures) -> str:
    return f"按比例，完成{bar(measures)}"


def as_judged(rule: Rule, measures: Measures) -> str:
    return "酌情"


def first_time(rule: Rule, measures: Measures) -> str:
    return f"第 1 {own_unit_or_times(measures)}"


def by_place(rule: Rule, measures: Measures) -> str:
    return "按名次："


def each_light(light: Light) -> Callable[[Rule, Measures], str]:
    return lambda rule, measures: f"调度中每次亮{light.word}灯"


def by_rank(rule: Rule, measures: Measures) -> str:
    told = sentences.places_of(rule)
    if rule.step is None:
        return told
    last = "" if rule.target is None else f" {format_figure(rule.target)} "
    first, way = ("第", "进") if rule.kind is not RuleKind.RANK_DEDUCT else ("倒数第", "退")
    return f"{told}，{first}{last}名起每{way}一名"
