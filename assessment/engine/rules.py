"""One rule applied: recorded figures in, one line of findings out."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.engine.bands import fault_of
from assessment.engine.bases import BASES
from assessment.engine.errors import WrongRule
from assessment.engine.judging import NAMES_MOST
from assessment.engine.quantities import ZERO, Quantity, waits_for_others
from assessment.engine.results import Line
from assessment.engine.types import (
    Basis,
    Effect,
    Fact,
    FactStatus,
    Measure,
    Policy,
    Rule,
    RuleKind,
    StepReading,
)
from lib.rounding import CARRIED

_RECORDED, _NOT_RECORDED = FactStatus.RECORDED, FactStatus.NOT_RECORDED
_PROPORTION = StepReading.PROPORTION


@dataclass(frozen=True, slots=True)
class _How:
    """What applying a rule needs to know of its kind: looked up once a rule, since to find
    an enum's member in a dict or a set costs more than to compare it."""

    quantity: Quantity
    effect: Effect
    is_stepped: bool
    gives_points: bool
    is_beyond: bool  # it can lack or have what rules of 2017 cannot
    is_ranked: bool  # it looks at the figures of all units


def _how(kind: RuleKind) -> _How:
    basis = BASES[kind.basis]
    return _How(
        quantity=basis.quantity,
        effect=kind.effect,
        is_stepped=basis.is_stepped,
        gives_points=basis.gives_points,
        is_beyond=bool(basis.own_target) or basis.is_single,
        is_ranked=kind.basis is Basis.RANK,
    )


_HOW = {kind: _how(kind) for kind in RuleKind}
_SET, _AWARD, _BONUS, _VETO = Effect.SET, Effect.AWARD, Effect.BONUS, Effect.VETO


def apply_rule(
    rule: Rule, measures: Mapping[str, Measure], facts: Mapping[str, Fact], *, policy: Policy
) -> Line:
    """Return what rule says about the facts of its measures.

    measures, facts: the component's, by code; facts checked. Raises WrongRule
    if rule cannot be applied. To be called in the context rounding.EXACT.
    """
    how = _HOW[rule.kind]
    _check_rule(rule, how)
    codes = rule.measures
    try:
        own_measures = tuple([measures[code] for code in codes])
    except KeyError as error:
        raise WrongRule(rule, f"要点中没有编码为 {error.args[0]} 的测量项") from error
    own_facts = tuple([facts[code] for code in codes])
    statuses = [fact.status for fact in own_facts]
    shortfall = steps = ZERO
    if _RECORDED in statuses:
        shortfall, steps = how.quantity(rule, own_measures, own_facts, policy=policy)
    missing = _NOT_RECORDED in statuses or (how.is_ranked and waits_for_others(own_facts[0]))
    if not shortfall:
        return Line(rule, own_measures, own_facts, policy, missing)
    if how.effect is _SET or how.effect is _VETO:
        return Line(
            rule,
            own_measures,
            own_facts,
            policy,
            missing,
            shortfall=shortfall,
            steps=steps,
            becomes=rule.deduction if how.effect is _SET else None,
        )
    deduction = steps if how.gives_points else steps * rule.deduction
    cap = rule.cap
    is_capped = cap is not None and deduction > cap
    if cap is not None and is_capped:
        deduction = cap
    if how.effect is _AWARD or how.effect is _BONUS:
        given = CARRIED.plus(deduction)
        return Line(
            rule,
            own_measures,
            own_facts,
            policy,
            missing,
            shortfall=shortfall,
            steps=CARRIED.plus(steps),
            capped=is_capped,
            earned=given if how.effect is _AWARD else ZERO,
            bonus=given if how.effect is _BONUS else ZERO,
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


def _check_rule(rule: Rule, how: _How) -> None:
    step = rule.step
    if not rule.measures:
        raise WrongRule(rule, "没有测量项")
    if rule.deduction < ZERO:
        raise WrongRule(rule, "扣分值不能是负数")
    if step is None:
        if how.is_stepped:
            raise WrongRule(rule, "没有写明一档是多少")
    elif step <= ZERO:
        raise WrongRule(rule, "一档的大小应大于 0")
    if rule.cap is not None or how.is_beyond:
        _check_beyond(rule)


def _check_beyond(rule: Rule) -> None:
    """Check what rules of 2017 cannot have or lack."""
    if rule.cap is not None and rule.cap <= ZERO:
        raise WrongRule(rule, "扣分上限应大于 0")
    basis = BASES[rule.kind.basis]
    if rule.target is None and basis.own_target:
        raise WrongRule(rule, f"没有写明{basis.own_target}")
    if basis.has_bands and (fault := fault_of(rule.bands)):
        raise WrongRule(rule, fault)
    if rule.kind in NAMES_MOST and not rule.deduction:
        raise WrongRule(rule, "没有写明最多加多少分")
    if rule.least is not None and not ZERO <= rule.least <= (rule.deduction or rule.least):
        raise WrongRule(rule, "最少的分值不能是负数，也不能多于最多的分值")
    if basis.is_single and len(rule.measures) > 1:
        raise WrongRule(rule, "只能有一个测量项")
