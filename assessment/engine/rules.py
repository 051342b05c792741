"""One rule applied: recorded figures in, one line of findings out."""

from collections.abc import Mapping

from assessment.engine.errors import WrongRule
from assessment.engine.quantities import ZERO
from assessment.engine.scheme import BASES
from assessment.engine.types import (
    Basis,
    Effect,
    Fact,
    FactStatus,
    Line,
    Measure,
    Policy,
    Rule,
    RuleKind,
    StepReading,
)
from lib.rounding import CARRIED

_RECORDED, _NOT_RECORDED = FactStatus.RECORDED, FactStatus.NOT_RECORDED
_PROPORTION = StepReading.PROPORTION
# Looked up once for each kind: two steps for each rule of each table cost.
_QUANTITIES = {kind: BASES[kind.basis].quantity for kind in RuleKind}
_AWARDING = frozenset(kind for kind in RuleKind if kind.effect is Effect.AWARD)
_BEYOND = frozenset(
    kind for kind in RuleKind if kind.basis is Basis.EXCESS or BASES[kind.basis].is_single
)
_SETTING = frozenset(kind for kind in RuleKind if kind.effect is Effect.SET)
_STEPPED = frozenset(kind for kind in RuleKind if BASES[kind.basis].is_stepped)


def apply_rule(
    rule: Rule, measures: Mapping[str, Measure], facts: Mapping[str, Fact], *, policy: Policy
) -> Line:
    """Return what rule says about the facts of its measures.

    measures, facts: the component's, by code; facts checked. Raises WrongRule
    if rule cannot be applied. To be called in the context rounding.EXACT.
    """
    _check_rule(rule)
    codes = rule.measures
    try:
        own_measures = tuple([measures[code] for code in codes])
    except KeyError as error:
        raise WrongRule(rule, f"要点中没有编码为 {error.args[0]} 的测量项") from error
    own_facts = tuple([facts[code] for code in codes])
    statuses = [fact.status for fact in own_facts]
    shortfall = steps = ZERO
    if _RECORDED in statuses:
        shortfall, steps = _QUANTITIES[rule.kind](rule, own_measures, own_facts, policy=policy)
    missing = _NOT_RECORDED in statuses
    if not shortfall:
        return Line(rule, own_measures, own_facts, policy, missing)
    if rule.kind in _SETTING:
        return Line(
            rule,
            own_measures,
            own_facts,
            policy,
            missing,
            shortfall=shortfall,
            steps=steps,
            becomes=rule.deduction,
        )
    deduction = steps * rule.deduction
    cap = rule.cap
    is_capped = cap is not None and deduction > cap
    if cap is not None and is_capped:
        deduction = cap
    if rule.kind in _AWARDING:
        return Line(
            rule,
            own_measures,
            own_facts,
            policy,
            missing,
            shortfall=shortfall,
            steps=CARRIED.plus(steps),
            capped=is_capped,
            earned=CARRIED.plus(deduction),
        )
    if policy.step_reading is _PROPORTION:
        steps, deduction = CARRIED.plus(steps), CARRIED.plus(deduction)
    return Line(
        rule,
        own_measures,
        own_facts,
        policy,
        missing,
        shortfall=shortfall,
        steps=steps,
        deduction=deduction,
        capped=is_capped,
    )


def _check_rule(rule: Rule) -> None:
    step = rule.step
    if not rule.measures:
        raise WrongRule(rule, "没有测量项")
    if rule.deduction < ZERO:
        raise WrongRule(rule, "扣分值不能是负数")
    if step is None:
        if rule.kind in _STEPPED:
            raise WrongRule(rule, "没有写明一档是多少")
    elif step <= ZERO:
        raise WrongRule(rule, "一档的大小应大于 0")
    if rule.cap is not None or rule.kind in _BEYOND:
        _check_beyond(rule)


def _check_beyond(rule: Rule) -> None:
    """Check what rules of 2017 cannot have or lack."""
    if rule.cap is not None and rule.cap <= ZERO:
        raise WrongRule(rule, "扣分上限应大于 0")
    if rule.target is None and rule.kind.basis is Basis.EXCESS:
        raise WrongRule(rule, "没有写明超过多少才扣分")
    if BASES[rule.kind.basis].is_single and len(rule.measures) > 1:
        raise WrongRule(rule, "只能有一个测量项")
