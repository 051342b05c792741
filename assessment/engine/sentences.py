"""How a quantity came about, in figures: one sentence a basis."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from assessment.engine.effects import EFFECTS, EffectRow
from assessment.engine.judging import Bounds
from assessment.engine.quantities import TARGETED, Gap, gaps, has_failed, surpluses
from assessment.engine.results import Line
from assessment.engine.types import (
    Effect,
    Fact,
    FactStatus,
    Light,
    Measure,
    MeasureKind,
    Pooling,
    Rule,
    RuleKind,
    StepReading,
)
from lib.rounding import format_figure, format_points, round_half_up

_STEP = " 档"
#: What a veto is called in the texts.
VETO_WORDS = {
    RuleKind.VETO: "一票否决",
    RuleKind.VETO_HONOURS: "取消评优",
    RuleKind.VETO_DOWN: "降一等",
}


def share_short(line: Line) -> str:
    return _shortfalls(line, line.policy.pooling, _share_gap)


def quantity_short(line: Line) -> str:
    counted = "" if line.rule.step == 1 else _STEP
    return _shortfalls(line, line.policy.pooling, _unit_gap, counted=counted)


def rate_short(line: Line) -> str:
    return _shortfalls(line, Pooling.EACH, _rate_gap)


def once(line: Line) -> str:
    failed = [_failing(measure, fact) for measure, fact in line.pairs if has_failed(measure, fact)]
    if not failed:
        return _not_happened(line)
    lost = format_points(_before_cap(line))
    if len(failed) == 1:
        return f"{failed[0]} → {words_of(line).verb} {lost}"
    return f"{'；'.join(failed)} → {len(failed)} × {format_points(line.rule.deduction)} = {lost}"


def occurrence(line: Line) -> str:
    times = f"{format_figure(line.shortfall)} {line.measures[0].unit or '次'}"
    if not line.shortfall:
        return f"{times}，{words_of(line).nothing}"
    if line.steps == line.shortfall:
        return (
            f"{times} × {format_points(line.rule.deduction)} = {format_points(_before_cap(line))}"
        )
    return times + _steps(line)


#: Times that are told one by one; of more the first ones and the last stand for all.
_TOLD_TIMES = 5


def growing(line: Line) -> str:
    times = f"{format_figure(line.shortfall)} {line.measures[0].unit or '次'}"
    if not line.shortfall:
        return f"{times}，{words_of(line).nothing}"
    first, more, count = line.rule.deduction, line.rule.step or Decimal(0), int(line.shortfall)
    told = [0, 1, count - 1] if count > _TOLD_TIMES else [*range(count)]
    points = [format_points(first + more * at) for at in told]
    if count > _TOLD_TIMES:
        points.insert(2, "…")
    if count == 1:
        return f"{times} → {words_of(line).verb} {points[0]}"
    return f"{times}：{' + '.join(points)} = {format_points(line.steps)}"


def growing_points(rule: Rule, measures: Sequence[Measure]) -> str:
    """Return what the first time costs, and how much more each further one."""
    more = format_points(rule.step or Decimal(0))
    unit = (measures[0].unit if measures else "") or "次"
    return f"{points_of(rule, measures)}，以后每{unit}多扣 {more} 分"


def excess(line: Line) -> str:
    if not line.shortfall:
        return f"没有超过{bar_of(line.rule, line.measures)}，{words_of(line).nothing}"
    parts = [
        f"{measure.name if len(line.measures) > 1 else ''}{_surplus(measure, gap)}"
        for measure, fact in line.pairs
        for gap in surpluses(line.rule, [fact])
    ]
    is_plain = line.rule.step == 1 and line.measures[0].kind is not MeasureKind.RATE
    return "；".join(parts) + _steps(line, "" if is_plain else _STEP)


def surplus(line: Line) -> str:
    if not line.shortfall:
        return f"没有超过{bar_of(line.rule, line.measures)}，{words_of(line).nothing}"
    gap = (line.shortfall, line.rule.target or Decimal(0))
    return _surplus(line.measures[0], gap) + _whole_steps(line)


def under(line: Line) -> str:
    bar = bar_of(line.rule, line.measures)
    if not line.shortfall:
        return f"没有低于{bar}，{words_of(line).nothing}"
    measure = line.measures[0]
    found = with_unit(measure, line.values[0] or Decimal(0))
    unit = "个百分点" if measure.kind is MeasureKind.RATE else measure.unit
    told = f"{found} 低于{bar}，低 {format_figure(line.shortfall)} {unit}".rstrip()
    return told + _whole_steps(line)


def _whole_steps(line: Line) -> str:
    if not line.steps:
        return f"，不足一档，{words_of(line).nothing}"
    points = format_points(line.rule.deduction)
    return f" → {format_figure(line.steps)} 档 × {points} = {_whole(line)}"


def quantity_done(line: Line) -> str:
    return _by_steps(line, "完成 ")


def bonus_each(line: Line) -> str:
    return _by_steps(line)


def _by_steps(line: Line, before: str = "") -> str:
    done = f"{before}{format_figure(line.shortfall)} {line.measures[0].unit or '次'}"
    if not line.steps:
        return f"{done}，{words_of(line).nothing}"
    counted = "" if line.rule.step == 1 else f" → {format_figure(line.steps)} 档"
    return f"{done}{counted} × {format_points(line.rule.deduction)} = {_whole(line)}"


def share_done(line: Line) -> str:
    target, value = line.measures[0].target, line.values[0]
    if target is None or target <= 0 or value is None:
        return f"没有目标任务，{words_of(line).nothing}"
    sign, percent = rounded(line.shortfall)
    told = f"完成 {format_figure(value)} ÷ 目标 {format_figure(target)}"
    told += f"，以目标为限，按 {percent}%" if value > target else f" {sign} {percent}%"
    equals, earned = rounded(_before_cap(line))
    return f"{told} → {format_points(line.rule.deduction)} × {percent}% {equals} {earned}"


def awarded_once(line: Line) -> str:
    if not line.shortfall:
        return f"未出现该情形，{words_of(line).nothing}"
    if line.steps == 1:
        return f"出现该情形 → {words_of(line).verb} {_whole(line)}"
    times = format_points(line.steps)
    points = format_points(line.rule.deduction)
    return f"{times} 项出现该情形 → {times} × {points} = {_whole(line)}"


def judged(line: Line) -> str:
    found, counted = (format_points(points) for points in (line.shortfall, line.steps))
    if not line.shortfall:
        return f"评定 0 分，{words_of(line).nothing}"
    rule = line.rule
    told = Bounds.of(rule.least, rule.deduction, step=rule.step).told
    if line.steps != line.shortfall:
        told = f"评定 {found} 分，不在范围（{told}）之内，按 {counted} 分"
    else:
        told = f"评定 {found} 分（{told}）" if told else f"评定 {found} 分"
    return f"{told} → {words_of(line).verb} {counted}"


def setting(line: Line) -> str:
    is_unless = line.rule.kind is RuleKind.SET_UNLESS
    if not line.shortfall:
        return f"已做到，{words_of(line).nothing}" if is_unless else _not_happened(line)
    whose = "本指标" if line.rule.kind is RuleKind.SET_ITEM else "本要点"
    why = "未做到" if is_unless else _happened(line)
    return f"{why} → {whose}得 {format_points(line.rule.deduction)} 分"


def base(line: Line) -> str:
    return f"起步 {format_points(line.rule.deduction)} 分"


def points_of(rule: Rule, measures: Sequence[Measure]) -> str:
    """Return what a rule does, with its points («扣 0.8 分»)."""
    return f"{EFFECTS[rule.kind.effect].verb} {format_points(rule.deduction)} 分"


def judged_points(rule: Rule, measures: Sequence[Measure]) -> str:
    bounds = Bounds.of(rule.least, rule.deduction, step=rule.step)
    verb = ("每次" if bounds.is_each else "") + EFFECTS[rule.kind.effect].verb
    return f"{verb} {bounds.range_told}" if bounds.range_told else f"{verb}分"


def vetoed(line: Line) -> str:
    if not line.shortfall:
        return _not_happened(line)
    return f"{_happened(line)} → {VETO_WORDS[line.rule.kind]}"


def rank(line: Line) -> str:
    place = line.facts[0].place
    if place is None:
        return f"名次待与其他单位一起计算，{words_of(line).waiting}"
    if place.waiting:
        return f"另有 {place.waiting} 个单位未录入，名次待定，{words_of(line).waiting}"
    told = f"{place.units} 个单位中第 {place.rank} 名"
    counting = places_of(line.rule)
    if not line.steps:
        return f"{told}，不在{counting}，{words_of(line).nothing}"
    points = format_points(line.rule.deduction)
    if line.rule.step is None:
        return f"{told}，在{counting} → {words_of(line).verb} {points}"
    return f"{told}，在{counting} → {format_figure(line.steps)} × {points} = {_whole(line)}"


def lights(light: Light) -> Callable[[Line], str]:
    """Return what tells the rounds in which a measure had this light, with what they cost."""

    def telling(line: Line) -> str:
        found = [lit.told for lit in line.facts[0].lights if lit.light is light]
        if not found:
            return f"没有{light.word}灯，{words_of(line).nothing}"
        told, lost = f"{'、'.join(found)}{light.word}灯", _whole(line)
        if len(found) == 1:
            return f"{told} → {words_of(line).verb} {lost}"
        return f"{told} → {len(found)} 次 × {format_points(line.rule.deduction)} = {lost}"

    return telling


def places_of(rule: Rule) -> str:
    """Return which places count («前 5 名»)."""
    end = "后" if rule.kind.effect is Effect.DEDUCT else "前"
    return f"{end}几名" if rule.target is None else f"{end} {format_figure(rule.target)} 名"


def bar_of(rule: Rule, measures: Sequence[Measure]) -> str:
    """Return what a rule's figure must not exceed («5%», «10 人»)."""
    if rule.target is None:
        return "上限"
    told = with_unit(measures[0], rule.target) if measures else format_figure(rule.target)
    return f" {told}"


def _surplus(measure: Measure, gap: Gap) -> str:
    over, bar = gap
    unit = "个百分点" if measure.kind is MeasureKind.RATE else measure.unit
    told = f"{with_unit(measure, bar + over)} 超过 {with_unit(measure, bar)}"
    return f"{told}，超出 {format_figure(over)} {unit}".rstrip()


def _shortfalls(
    line: Line, pooling: Pooling, describe: Callable[[Line, Gap], str], *, counted: str = _STEP
) -> str:
    if not line.shortfall:
        return _nothing_lacking(line)
    if pooling is not Pooling.EACH or len(line.measures) == 1:
        parts = [describe(line, gap) for gap in gaps(line.measures, line.facts, pooling)]
    else:
        parts = [
            f"{measure.name}{describe(line, gap)}"
            for measure, fact in line.pairs
            for gap in gaps([measure], [fact], pooling)
        ]
    return "；".join(parts) + _steps(line, counted)


def _nothing_lacking(line: Line) -> str:
    targets = [
        measure.target
        for measure, fact in line.pairs
        if fact.status is not FactStatus.NOT_APPLICABLE
    ]
    has_task = any(target is not None and target > 0 for target in targets)
    return f"{'已达目标' if has_task else '没有目标任务'}，{words_of(line).nothing}"


def _share_gap(line: Line, gap: Gap) -> str:
    lacking, target = gap
    percent = 100 * lacking / target
    step = line.rule.step or percent
    places = next((p for p in range(2, 28) if _keeps_steps(percent, step, p)), 28)
    short = round_half_up(percent, places)
    sign = "=" if short == percent else "≈"
    return (
        f"完成 {format_figure(target - lacking)} ÷ 目标 {format_figure(target)}"
        f" {sign} {format_points(100 - short)}%，缺 {format_points(short)}%"
    )


def _keeps_steps(value: Decimal, step: Decimal, places: int) -> bool:
    """Say whether value rounded to places lies in the same step: 9.999% must not read 10%."""
    shown = round_half_up(value, places)
    return (shown // step, not shown % step) == (value // step, not value % step)


def _unit_gap(line: Line, gap: Gap) -> str:
    lacking, target = gap
    unit = line.measures[0].unit
    done, wanted, short = (
        f"{format_figure(value)} {unit}".rstrip() for value in (target - lacking, target, lacking)
    )
    return f"完成 {done}，目标 {wanted}，缺 {short}"


def _rate_gap(line: Line, gap: Gap) -> str:
    lacking, target = gap
    rate, bar, short = (format_points(value) for value in (target - lacking, target, lacking))
    return f"{rate}% 低于 {bar}%，低 {short} 个百分点"


def _happened(line: Line) -> str:
    told = [_failing(m, fact) for m, fact in line.pairs if has_failed(m, fact)]
    return "；".join(dict.fromkeys(told))


def _not_happened(line: Line) -> str:
    is_targeted = line.measures[0].kind in TARGETED
    return _nothing_lacking(line) if is_targeted else f"未出现该情形，{words_of(line).nothing}"


def _failing(measure: Measure, fact: Fact) -> str:
    if measure.kind not in TARGETED or measure.target is None or fact.value is None:
        return "出现该情形"
    done, wanted = (with_unit(measure, value) for value in (fact.value, measure.target))
    return f"完成 {done}，未达 {wanted}"


def _steps(line: Line, counted: str = _STEP) -> str:
    """Return the tail of a sum: the steps that count, times the deduction of one."""
    if not line.steps:
        return f"，不足一档，{words_of(line).nothing}"
    sign, lost = rounded(_before_cap(line))
    _, steps = rounded(line.steps)
    counted = f"{steps}{counted}{_step_note(line)}"
    return f" → {counted}× {format_points(line.rule.deduction)} {sign} {lost}"


def _before_cap(line: Line) -> Decimal:
    if line.capped:
        return line.steps * line.rule.deduction
    match line.rule.kind.effect:
        case Effect.AWARD:
            return line.earned
        case Effect.BONUS:
            return line.bonus
    return line.deduction


def _whole(line: Line) -> str:
    return format_points(_before_cap(line))


def _step_note(line: Line) -> str:
    """Return which reading counted a part of a step, a space if there was none."""
    match line.policy.step_reading:
        case StepReading.PROPORTION if line.steps % 1:
            return "（按比例）"
        case StepReading.STARTED if line.steps * (line.rule.step or 1) != line.shortfall:
            return "（不足一档按一档）"
    return " "


def with_unit(measure: Measure, value: Decimal) -> str:
    unit = "%" if measure.kind is MeasureKind.RATE else f" {measure.unit}".rstrip()
    return f"{format_figure(value)}{unit}"


def rounded(value: Decimal) -> tuple[str, str]:
    """Return the sign that may stand before value's two places, and these."""
    shown = round_half_up(value, 2)
    return "=" if shown == value else "≈", format_points(shown)


def points_shown(value: Decimal) -> str:
    return rounded(value)[1]


def words_of(line: Line) -> EffectRow:
    return EFFECTS[line.rule.kind.effect]
