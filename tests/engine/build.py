"""Small tables for the engine's tests: as few words as a case needs."""

from decimal import Decimal

from assessment.engine.results import Line
from assessment.engine.types import (
    NOT_RECORDED,
    Band,
    Component,
    Fact,
    FactStatus,
    Item,
    Measure,
    MeasureKind,
    Policy,
    Pooling,
    Rule,
    RuleKind,
    StepReading,
    recorded,
)

D = Decimal
NOT_APPLICABLE = Fact(FactStatus.NOT_APPLICABLE)
TARGETED = {
    RuleKind.SHORTFALL_SHARE: MeasureKind.QUANTITY,
    RuleKind.SHORTFALL_UNIT: MeasureKind.QUANTITY,
    RuleKind.BELOW_BAR: MeasureKind.QUANTITY,
    RuleKind.RATE_BELOW: MeasureKind.RATE,
    RuleKind.NOT_DONE: MeasureKind.YES_NO,
    RuleKind.PER_OCCURRENCE: MeasureKind.COUNT,
    RuleKind.EXCESS: MeasureKind.COUNT,
    RuleKind.PERIOD: MeasureKind.QUANTITY,
    RuleKind.MONEY: MeasureKind.QUANTITY,
    RuleKind.SET_COMPONENT: MeasureKind.YES_NO,
    RuleKind.SET_ITEM: MeasureKind.YES_NO,
    RuleKind.SET_UNLESS: MeasureKind.YES_NO,
    RuleKind.AWARD_ONCE: MeasureKind.YES_NO,
    RuleKind.AWARD_BASE: MeasureKind.RATE,
    RuleKind.AWARD_EACH: MeasureKind.COUNT,
    RuleKind.AWARD_SHARE: MeasureKind.QUANTITY,
    RuleKind.JUDGED_DEDUCT: MeasureKind.QUANTITY,
    RuleKind.JUDGED_AWARD: MeasureKind.QUANTITY,
    RuleKind.TIER_DEDUCT: MeasureKind.RATE,
    RuleKind.TIER_AWARD: MeasureKind.RATE,
    RuleKind.BONUS_ONCE: MeasureKind.YES_NO,
    RuleKind.BONUS_EACH: MeasureKind.COUNT,
    RuleKind.VETO: MeasureKind.YES_NO,
    RuleKind.VETO_HONOURS: MeasureKind.YES_NO,
    RuleKind.VETO_DOWN: MeasureKind.YES_NO,
    RuleKind.RANK_BONUS: MeasureKind.RATE,
    RuleKind.RANK_DEDUCT: MeasureKind.RATE,
    RuleKind.GROWING: MeasureKind.COUNT,
    RuleKind.RANK_AWARD: MeasureKind.RATE,
    RuleKind.PLACE_AWARD: MeasureKind.COUNT,
    RuleKind.PLACE_BONUS: MeasureKind.COUNT,
    RuleKind.BONUS_OVER: MeasureKind.QUANTITY,
    RuleKind.BONUS_UNDER: MeasureKind.RATE,
    RuleKind.JUDGED_BONUS: MeasureKind.QUANTITY,
    RuleKind.RED_LIGHT: MeasureKind.QUANTITY,
    RuleKind.YELLOW_LIGHT: MeasureKind.QUANTITY,
}


def make_fact(value: str | int | Fact | None) -> Fact:
    """Return the fact of a cell: None not recorded, «不适用» not applicable."""
    if isinstance(value, Fact):
        return value
    if value is None:
        return NOT_RECORDED
    return NOT_APPLICABLE if value == "不适用" else recorded(value)


def make_measure(
    code: str, kind: MeasureKind = MeasureKind.QUANTITY, target: str | None = None, unit: str = ""
) -> Measure:
    return Measure(code, code, kind, unit, None if target is None else D(target))


def make_band(words: str, points: str = "1") -> Band:
    """Return the band of «[80,90)»: a bracket counts its figure in, nothing leaves it open."""
    above, below = (None if end == "" else D(end) for end in words[1:-1].split(","))
    return Band(above, words[0] == "[", below, words[-1] == "]", D(points))


def make_rule(
    kind: RuleKind,
    codes: str = "a",
    step: str | None = None,
    deduction: str = "1",
    clause: str = "",
    *,
    cap: str | None = None,
    target: str | None = None,
    condition: str = "",
    least: str | None = None,
    bands: tuple[Band, ...] = (),
) -> Rule:
    return Rule(
        kind=kind,
        measures=tuple(codes),
        step=None if step is None else D(step),
        deduction=D(deduction),
        clause=clause,
        cap=None if cap is None else D(cap),
        target=None if target is None else D(target),
        condition=condition,
        least=None if least is None else D(least),
        bands=bands,
    )


def make_item(points: str, *components: Component, name: str = "指标") -> Item:
    return Item(name, D(points), components)


def make_policy(
    reading: StepReading = StepReading.WHOLE,
    pooling: Pooling = Pooling.CAPPED,
    *,
    cap: bool = True,
) -> Policy:
    return Policy(reading, pooling, cap)


def one_line(
    rule: Rule, measures: list[Measure], values: list[str | int | Fact | None], policy: Policy
) -> Line:
    """Return the line of rule through score_item, as every caller gets it."""
    from assessment.engine.score import score_item

    component = Component(D(100), tuple(measures), (rule,))
    facts = {m.code: make_fact(v) for m, v in zip(measures, values, strict=True)}
    return score_item(make_item("100", component), facts, policy).components[0].lines[0]
