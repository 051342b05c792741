"""Scores as sentences: what a city reads under its scorecard."""

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext

from assessment.engine.rules import TARGETED, Gap, gaps, has_failed
from assessment.engine.types import (
    ComponentScore,
    Fact,
    FactStatus,
    ItemScore,
    Line,
    Measure,
    MeasureKind,
    Policy,
    Pooling,
    Rule,
    RuleKind,
    SectionScore,
    StepReading,
    TableScore,
)
from lib.rounding import (
    EXACT,
    format_figure,
    format_fixed,
    format_points,
    round_half_up,
)

MEASURE_KIND_LABELS: dict[MeasureKind, str] = {kind: kind.value for kind in MeasureKind}
RULE_KIND_LABELS: dict[RuleKind, str] = {
    RuleKind.SHORTFALL_SHARE: "按比例档次扣分（每少完成若干%）",
    RuleKind.SHORTFALL_UNIT: "按数量扣分（每少若干个）",
    RuleKind.NOT_DONE: "未完成即扣",
    RuleKind.BELOW_BAR: "低于指标数即扣",
    RuleKind.PER_OCCURRENCE: "按次扣分",
    RuleKind.RATE_BELOW: "比率低于标准扣分（每下降若干%）",
}
STEP_READING_LABELS: dict[StepReading, str] = {
    StepReading.WHOLE: "不足一档不扣",
    StepReading.PROPORTION: "按比例扣",
    StepReading.STARTED: "不足一档按一档扣",
}
POOLING_LABELS: dict[Pooling, str] = {
    Pooling.CAPPED: "合并计算，各项完成数以本项目标为限",
    Pooling.UNCAPPED: "合并计算，超额部分可以抵补",
    Pooling.EACH: "各项分别计算，扣分相加",
}
CAP_LABELS: dict[bool, str] = {
    True: "扣完为止，以要点分值为限",
    False: "不设上限，扣到指标 0 分为止",
}
FACT_STATUS_LABELS: dict[FactStatus, str] = {
    FactStatus.RECORDED: "已录入",
    FactStatus.NOT_RECORDED: "未录入",
    FactStatus.NOT_APPLICABLE: "不适用",
}

_POOLED = (RuleKind.SHORTFALL_SHARE, RuleKind.SHORTFALL_UNIT)


def explain_line(line: Line) -> str:
    """Return the clause (or the rule in short) and its sum in figures."""
    return f"{line.rule.clause or describe_rule(line.rule, line.measures)}：{arithmetic(line)}"


def explain_component(score: ComponentScore) -> str:
    """Return what the rules of a component add up to, and whether the cap was reached."""
    raw = _points(score.raw)
    if not score.raw:
        return "不扣分"
    if score.capped:
        cap = format_points(score.component.points)
        return f"合计 {raw} 分，超过本要点 {cap} 分，按 {cap} 分扣（扣完为止）"
    return f"合计 {raw} 分"


def explain_item(score: ItemScore) -> str:
    """Return an item's points less its deduction («10 − 1.6 = 8.4»)."""
    points, lost = format_points(score.item.points), _points(score.deduction)
    if score.deduction > score.item.points:
        return f"扣 {lost} 分，超过本指标 {points} 分，得 0 分"
    sign, earned = _rounded(score.score)
    return f"{points} − {lost} {sign} {earned}"


def explain_section(score: SectionScore) -> str:
    """Return how a section's score came about («(58.30 / 67) × 76 = 66.13»)."""
    result = format_fixed(score.score)
    if not score.is_rescaled:
        return f"各指标得分合计 {result}"
    # Where points are lost in proportion, two places would not give the result again.
    is_plain = round_half_up(score.earned, 2) == score.earned
    earned = format_fixed(score.earned, 2 if is_plain else 4)
    available, full = format_points(score.available), format_points(score.section.full)
    return f"({earned} / {available}) × {full} = {result}"


def explain_table(score: TableScore) -> str:
    """Return the sum of the sections («40.20 + 11.50 = 51.70»)."""
    parts = " + ".join(format_fixed(section.score) for section in score.sections)
    return f"{parts} = {format_fixed(score.total)}"


def describe_policy(policy: Policy) -> list[tuple[str, str]]:
    """Return the choices of a year as (what is chosen, what was chosen)."""
    return [
        ("不足一档的部分", STEP_READING_LABELS[policy.step_reading]),
        ("一项任务含多项数量", POOLING_LABELS[policy.pooling]),
        ("要点扣分上限", CAP_LABELS[policy.cap_components]),
        ("小数与并列", "各部分得分四舍五入保留两位小数，总分为各部分之和，总分相同名次并列"),
    ]


def describe_rule(rule: Rule, measures: Sequence[Measure]) -> str:
    """Return a rule in short («每少 10% 扣 0.8 分»). measures: those of the rule."""
    first = measures[0] if measures else None
    unit = first.unit if first else ""
    step = "" if rule.step is None else format_figure(rule.step)
    bar = "目标" if first is None or first.target is None else f" {_with_unit(first, first.target)}"
    times = "" if step in ("", "1") else f" {step} "
    condition = {
        RuleKind.SHORTFALL_SHARE: f"每少 {step}%",
        RuleKind.SHORTFALL_UNIT: f"每少 {step} {unit}".rstrip(),
        RuleKind.NOT_DONE: "未完成" if first and first.kind in TARGETED else "出现该情形",
        RuleKind.BELOW_BAR: f"低于{bar}",
        RuleKind.PER_OCCURRENCE: f"每{times}{unit or '次'}",
        RuleKind.RATE_BELOW: f"低于{bar}，每低 {step} 个百分点",
    }[rule.kind]
    gap = " " if condition[-1].isascii() else ""
    return f"{condition}{gap}扣 {format_points(rule.deduction)} 分"


def arithmetic(line: Line) -> str:
    """Return the sum of a line in figures as a city reads it («缺 26.56% → 2 档 × 0.8 = 1.6»).

    Rounded ones stand after ≈ or as percent.
    """
    statuses = [fact.status for fact in line.facts]
    if FactStatus.RECORDED not in statuses:
        waits = FactStatus.NOT_RECORDED in statuses
        return "未录入，暂不扣分" if waits else "不适用，不扣分"
    with localcontext(EXACT):
        return _SENTENCES[line.rule.kind](line) + _notes(line, statuses)


def _share(line: Line) -> str:
    return _shortfalls(line, line.policy.pooling, _share_gap)


def _unit(line: Line) -> str:
    return _shortfalls(line, line.policy.pooling, _unit_gap)


def _rate(line: Line) -> str:
    return _shortfalls(line, Pooling.EACH, _rate_gap)


def _shortfalls(line: Line, pooling: Pooling, describe: Callable[[Line, Gap], str]) -> str:
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
    return "；".join(parts) + _steps(line)


def _nothing_lacking(line: Line) -> str:
    targets = [
        measure.target
        for measure, fact in line.pairs
        if fact.status is not FactStatus.NOT_APPLICABLE
    ]
    has_task = any(target is not None and target > 0 for target in targets)
    return "已达目标，不扣分" if has_task else "没有目标任务，不扣分"


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


def _once(line: Line) -> str:
    failed = [_failing(measure, fact) for measure, fact in line.pairs if has_failed(measure, fact)]
    if not failed:
        is_targeted = line.measures[0].kind in TARGETED
        return _nothing_lacking(line) if is_targeted else "未出现该情形，不扣分"
    lost = format_points(line.deduction)
    if len(failed) == 1:
        return f"{failed[0]} → 扣 {lost}"
    return f"{'；'.join(failed)} → {len(failed)} × {format_points(line.rule.deduction)} = {lost}"


def _failing(measure: Measure, fact: Fact) -> str:
    if measure.kind not in TARGETED or measure.target is None or fact.value is None:
        return "出现该情形"
    done, wanted = (_with_unit(measure, value) for value in (fact.value, measure.target))
    return f"完成 {done}，未达 {wanted}"


def _occurrence(line: Line) -> str:
    times = f"{format_figure(line.shortfall)} {line.measures[0].unit or '次'}"
    if not line.shortfall:
        return f"{times}，不扣分"
    if line.steps == line.shortfall:
        return f"{times} × {format_points(line.rule.deduction)} = {format_points(line.deduction)}"
    return times + _steps(line)


def _steps(line: Line) -> str:
    """Return the tail of a sum: the steps that count, times the deduction of one."""
    if not line.steps:
        return "，不足一档，不扣分"
    sign, lost = _rounded(line.deduction)
    _, steps = _rounded(line.steps)
    is_unit = line.rule.kind is RuleKind.SHORTFALL_UNIT and line.rule.step == 1
    counted = f"{steps}{'' if is_unit else ' 档'}{_step_note(line)}"
    return f" → {counted}× {format_points(line.rule.deduction)} {sign} {lost}"


def _step_note(line: Line) -> str:
    """Return which reading counted a part of a step, a space if there was none."""
    match line.policy.step_reading:
        case StepReading.PROPORTION if line.steps % 1:
            return "（按比例）"
        case StepReading.STARTED if line.steps * (line.rule.step or 1) != line.shortfall:
            return "（不足一档按一档）"
    return " "


def _notes(line: Line, statuses: Sequence[FactStatus]) -> str:
    """Return, in brackets, the measures that do not enter the sum as recorded."""
    notes = []
    is_pooled = line.rule.kind in _POOLED
    if waiting := statuses.count(FactStatus.NOT_RECORDED):
        notes.append(f"{waiting} 项未录入，暂{'按完成计' if is_pooled else '不扣分'}")
    if left_out := statuses.count(FactStatus.NOT_APPLICABLE):
        notes.append(f"{left_out} 项不适用，不计入")
    if is_pooled and line.shortfall and _has_capped_surplus(line):
        notes.append("超出目标的部分不计")
    return f"（{'；'.join(notes)}）" if notes else ""


def _has_capped_surplus(line: Line) -> bool:
    return line.policy.pooling is Pooling.CAPPED and any(
        value is not None and measure.target is not None and value > measure.target
        for measure, value in zip(line.measures, line.values, strict=True)
    )


def _with_unit(measure: Measure, value: Decimal) -> str:
    unit = "%" if measure.kind is MeasureKind.RATE else f" {measure.unit}".rstrip()
    return f"{format_figure(value)}{unit}"


def _rounded(value: Decimal) -> tuple[str, str]:
    """Return the sign that may stand before value's two places, and these."""
    shown = round_half_up(value, 2)
    return "=" if shown == value else "≈", format_points(shown)


def _points(value: Decimal) -> str:
    return _rounded(value)[1]


_SENTENCES: dict[RuleKind, Callable[[Line], str]] = {
    RuleKind.SHORTFALL_SHARE: _share,
    RuleKind.SHORTFALL_UNIT: _unit,
    RuleKind.NOT_DONE: _once,
    RuleKind.BELOW_BAR: _once,
    RuleKind.PER_OCCURRENCE: _occurrence,
    RuleKind.RATE_BELOW: _rate,
}
