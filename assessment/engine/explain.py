"""Scores as sentences: what a city reads under its scorecard."""

from collections.abc import Sequence
from decimal import Decimal, localcontext

from assessment.engine.bases import BASES
from assessment.engine.effects import EFFECTS
from assessment.engine.results import ComponentScore, ItemScore, Line, SectionScore, TableScore
from assessment.engine.scheme import KINDS, sentence_of
from assessment.engine.sentences import points_shown, rounded
from assessment.engine.types import (
    FactStatus,
    Grade,
    Measure,
    MeasureKind,
    Policy,
    Pooling,
    Rule,
    RuleKind,
    StepReading,
)
from lib.rounding import (
    EXACT,
    format_fixed,
    format_points,
    round_half_up,
)

MEASURE_KIND_LABELS: dict[MeasureKind, str] = {kind: kind.value for kind in MeasureKind}
RULE_KIND_LABELS: dict[RuleKind, str] = {kind: row.label for kind, row in KINDS.items()}
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


def explain_line(line: Line) -> str:
    """Return the clause (or the rule in short) and its sum in figures."""
    return f"{phrase_of(line)}：{arithmetic(line)}"


def phrase_of(line: Line) -> str:
    """Return the clause of a line's rule, or the rule in short where none is known."""
    return line.rule.clause or describe_rule(line.rule, line.measures)


def explain_component(score: ComponentScore) -> str:
    """Return what the rules of a component add up to, and whether the cap was reached."""
    if score.component.exempt:
        return f"{score.component.exempt}，本要点不计分"
    if score.set_by is not None:
        earned = format_points(score.component.points - score.deduction)
        return f"因“{phrase_of(score.set_by)}”，本要点得 {earned} 分"
    if score.component.is_earned:
        return _earned(score)
    raw = points_shown(score.raw)
    if not score.raw:
        bonus = sum([line.bonus for line in score.lines], Decimal(0))
        return f"加 {points_shown(bonus)} 分" if bonus else "不扣分"
    if score.capped:
        cap = format_points(score.deduction)
        if score.deduction == score.component.points:
            return f"合计 {raw} 分，超过本要点 {cap} 分，按 {cap} 分扣（扣完为止）"
        return f"合计 {raw} 分，超过本要点最多扣的 {cap} 分，按 {cap} 分扣"
    return f"合计 {raw} 分"


def _earned(score: ComponentScore) -> str:
    if score.is_pending:
        return "尚未录入，得分待定"
    earned = sum([line.earned for line in score.lines], Decimal(0))
    told = f"得 {points_shown(earned)} 分"
    points = format_points(score.component.points)
    if score.capped:
        told += f"，超过本要点 {points} 分，按 {points} 分计"
    if score.raw:
        kept = points_shown(score.component.points - score.deduction)
        told += f"，扣 {points_shown(score.raw)} 分，本要点得 {kept} 分"
    return told if score.recorded else f"{told}，未录全"


def cap_reached(score: ComponentScore) -> str:
    """Return which cap a component reached, in a word; "" where it reached none."""
    if not score.capped:
        return ""
    if score.component.is_earned:
        return "得满为止"
    if score.deduction == score.component.points:
        return "扣完为止"
    return f"最多扣 {format_points(score.deduction)} 分"


def explain_item(score: ItemScore) -> str:
    """Return an item's points less its deduction («10 − 1.6 = 8.4»)."""
    if score.item.is_exempt:
        reasons = "；".join(dict.fromkeys(c.component.exempt for c in score.components))
        return f"{reasons}，本指标 {format_points(score.item.points)} 分本年度不计"
    told = _explain_counted(score)
    if not score.item.exempt_points:
        return told
    all_points, exempt = (format_points(p) for p in (score.item.points, score.item.exempt_points))
    counted = format_points(score.item.counted)
    return f"{all_points} 分中豁免 {exempt} 分，按 {counted} 分计：{told}"


def _explain_counted(score: ItemScore) -> str:
    points, lost = format_points(score.item.counted), points_shown(score.deduction)
    if score.is_pending:
        return "尚未录入，得分待定"
    if score.set_by is not None:
        return f"因“{phrase_of(score.set_by)}”，本指标得 {format_points(score.score)} 分"
    if score.deduction > score.item.counted:
        return f"扣 {lost} 分，超过本指标 {points} 分，得 0 分"
    sign, earned = rounded(score.score)
    waits = any(c.component.is_earned and not c.recorded for c in score.components)
    waiting = "（应得分的要点未录全，未录入的暂不得分）" if waits else ""
    return f"{points} − {lost} {sign} {earned}{waiting}"


def explain_section(score: SectionScore) -> str:
    """Return how a section's score came about («(58.30 / 67) × 76 = 66.13»)."""
    result = format_fixed(score.score)
    if not score.is_rescaled:
        return f"各指标得分合计 {result}"
    # Where points are lost in proportion, two places would not give the result again.
    is_plain = round_half_up(score.earned, 2) == score.earned
    earned = format_fixed(score.earned, 2 if is_plain else 4)
    available, full = format_points(score.available), format_points(score.section.full)
    exempt = score.exempt_points
    note = f"（豁免 {format_points(exempt)} 分，不计入应得分）" if exempt else ""
    return f"({earned} / {available}) × {full} = {result}{note}"


def explain_table(score: TableScore) -> str:
    """Return the sum of the sections («40.20 + 11.50 = 51.70»)."""
    parts = " + ".join(format_fixed(section.score) for section in score.sections)
    if score.bonus is not None and score.policy.counts_bonus:
        parts += f" + 加分 {format_fixed(score.bonus.points)}"
    return f"{parts} = {format_fixed(score.total)}"


def explain_bonus(score: TableScore) -> str:
    """Return what the bonus adds up to and what of it counts; "" where no rule gives any."""
    if score.bonus is None:
        return ""
    sum_told = f"合计 {points_shown(score.bonus.raw)} 分"
    if not score.policy.counts_bonus:
        return f"{sum_told}，本年度不计入总分"
    cap = score.policy.bonus_cap
    if cap is not None and score.bonus.raw > cap:
        sum_told += f"，以 {format_points(cap)} 分为限"
    return f"{sum_told}，计入总分 {format_fixed(score.bonus.points)} 分"


def describe_policy(policy: Policy) -> list[tuple[str, str]]:
    """Return the choices of a year as (what is chosen, what was chosen)."""
    summed = "各部分与加分" if policy.counts_bonus else "各部分"
    return [
        ("不足一档的部分", STEP_READING_LABELS[policy.step_reading]),
        ("一项任务含多项数量", POOLING_LABELS[policy.pooling]),
        ("要点扣分上限", CAP_LABELS[policy.cap_components]),
        *_bonus_policy(policy),
        *_grade_policy(policy),
        *_group_policy(policy),
        (
            "小数与并列",
            f"各部分得分四舍五入保留两位小数，总分为{summed}之和，总分相同名次并列",
        ),
    ]


def _bonus_policy(policy: Policy) -> list[tuple[str, str]]:
    if not policy.counts_bonus:
        return []
    cap = policy.bonus_cap
    limit = "不设上限" if cap is None else f"最多 {format_points(cap)} 分"
    return [("加分", f"100 分以外计入总分，{limit}")]


def _grade_policy(policy: Policy) -> list[tuple[str, str]]:
    if not policy.grades:
        return []
    vetoes = "降低等次" if policy.applies_vetoes else "只列出，不影响等次"
    told = [("等次", "；".join(map(grade_told, policy.grades))), ("否决条款", vetoes)]
    if policy.grades_by_place:
        told.append(("等次名次", PLACES_TOLD[bool(policy.groups)]))
    return told


#: How grades by place count, by whether the year has groups.
PLACES_TOLD = {
    is_grouped: f"{where}，总分相同名次并列，并列的都算；按百分比的名额舍去小数；各单位录全以后评定"
    for is_grouped, where in ((False, "按全部单位的名次"), (True, "按组内名次"))
}


def _group_policy(policy: Policy) -> list[tuple[str, str]]:
    if not policy.groups:
        return []
    groups = "、".join(f"{group.name}（{len(group.units)} 个）" for group in policy.groups)
    return [("分组", f"分 {len(policy.groups)} 组排名：{groups}")]


def grade_told(grade: Grade) -> str:
    """Return a grade in short («优秀 90 分以上且前 3 名，不超过 30%（评优等次）»)."""
    bars = [f"{format_points(grade.least)} 分以上"] if grade.least else []
    bars += [first_told(grade)] if grade.first is not None else []
    bar = f" {'且'.join(bars)}" if bars else ""
    quota = "" if grade.quota is None else f"，不超过 {format_points(grade.quota)}%"
    return f"{grade.name}{bar}{quota}{'（评优等次）' if grade.is_best else ''}"


def first_told(grade: Grade) -> str:
    """Return which ranks reach a grade («前 3 名», «前 30%»); "—" where they do not matter."""
    first = format_points(grade.first)
    return first if grade.first is None else f"前 {first}{'%' if grade.is_share else ' 名'}"


def describe_rule(rule: Rule, measures: Sequence[Measure]) -> str:
    """Return a rule in short («每少 10% 扣 0.8 分»), with the words that restrict it.

    measures: those of the rule.
    """
    row = KINDS[rule.kind]
    condition = row.condition(rule, measures)
    gap = " " if condition[-1].isascii() else ""
    told = condition
    if EFFECTS[rule.kind.effect].verb:
        told += f"{gap}{row.points(rule, measures)}{_cap_words(rule)}"
    return f"{told}（{rule.condition}）" if rule.condition else told


def arithmetic(line: Line) -> str:
    """Return the sum of a line in figures as a city reads it («缺 26.56% → 2 档 × 0.8 = 1.6»).

    Rounded ones stand after ≈ or as percent.
    """
    statuses = [fact.status for fact in line.facts]
    if FactStatus.RECORDED not in statuses:
        waits = FactStatus.NOT_RECORDED in statuses
        words = EFFECTS[line.rule.kind.effect]
        return f"未录入，{words.waiting}" if waits else f"不适用，{words.nothing}"
    with localcontext(EXACT):
        told = sentence_of(line.rule.kind)(line)
        if line.capped:
            verb = EFFECTS[line.rule.kind.effect].verb
            told += f"{_cap_words(line.rule)}，{verb} {format_points(line.rule.cap)}"
        return told + _notes(line, statuses)


def _cap_words(rule: Rule) -> str:
    if rule.cap is None:
        return ""
    return f"，最多{EFFECTS[rule.kind.effect].verb} {format_points(rule.cap)} 分"


def _notes(line: Line, statuses: Sequence[FactStatus]) -> str:
    """Return, in brackets, the measures that do not enter the sum as recorded."""
    notes = []
    waiting_words = EFFECTS[line.rule.kind.effect].waiting
    is_pooled = BASES[line.rule.kind.basis].is_pooled
    if waiting := statuses.count(FactStatus.NOT_RECORDED):
        notes.append(f"{waiting} 项未录入，{'暂按完成计' if is_pooled else waiting_words}")
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
