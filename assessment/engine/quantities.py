"""The quantities that rules form: percent, units, occurrences or points that count.

Every one comes with the steps of it that count. Both are found with exact decimals:
a step's boundary is compared by multiplication, never after a division.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from assessment.engine.bands import band_of
from assessment.engine.judging import Bounds
from assessment.engine.types import (
    Effect,
    Fact,
    FactStatus,
    Light,
    Measure,
    MeasureKind,
    Policy,
    Pooling,
    Rule,
    StepReading,
)
from lib.rounding import CARRIED

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)

Gap = tuple[Decimal, Decimal]  # what is lacking, and the target it is lacking from
Amount = tuple[Decimal, Decimal]  # the shortfall, and the steps of it that count


class Quantity(Protocol):
    """How a basis counts: measures and facts are parallel, facts are checked."""

    def __call__(
        self, rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
    ) -> Amount: ...


_RECORDED, _NOT_APPLICABLE = FactStatus.RECORDED, FactStatus.NOT_APPLICABLE
_WHOLE, _PROPORTION = StepReading.WHOLE, StepReading.PROPORTION
_CAPPED, _EACH = Pooling.CAPPED, Pooling.EACH
TARGETED = (MeasureKind.QUANTITY, MeasureKind.RATE)


def count_steps(amount: Decimal, step: Decimal, reading: StepReading) -> Decimal:
    """Return how many steps amount makes; reading says what a part of one counts."""
    if reading is _WHOLE:
        return amount // step
    if reading is _PROPORTION:
        return amount / step
    whole, rest = divmod(amount, step)
    return whole + ONE if rest else whole


def gaps(measures: Sequence[Measure], facts: Sequence[Fact], pooling: Pooling) -> list[Gap]:
    """Return what is lacking from which target: one gap a pool, none if nothing lacks.

    Not recorded counts as done; not applicable is left out with its target, and
    so is a measure without a target above 0, as there is nothing to do.
    """
    found: list[Gap] = []
    for measure, fact in zip(measures, facts, strict=True):
        target = measure.target
        if target is None or target <= ZERO or fact.status is _NOT_APPLICABLE:
            continue
        value = fact.value if fact.status is _RECORDED else None
        lacking = ZERO if value is None else target - value
        if lacking < ZERO and pooling is _CAPPED:
            lacking = ZERO
        found.append((lacking, target))
    if len(found) > 1 and pooling is not _EACH:
        found = [(sum([gap[0] for gap in found], ZERO), sum([gap[1] for gap in found], ZERO))]
    return [gap for gap in found if gap[0] > ZERO]


def has_failed(measure: Measure, fact: Fact) -> bool:
    """Say whether a failing is on record: «是», some incident, or less than the target."""
    value = fact.value
    if fact.status is not _RECORDED or value is None:
        return False
    if measure.kind in TARGETED:
        return measure.target is not None and value < measure.target
    return value > ZERO


def share_short(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return percent short of the target (of each, added, if measured by itself)."""
    step = rule.step or ONE  # never None here, see _check_rule
    shortfall = steps = ZERO
    for lacking, target in gaps(measures, facts, policy.pooling):
        hundredfold = lacking * HUNDRED
        shortfall += hundredfold / target
        steps += count_steps(hundredfold, target * step, policy.step_reading)
    return CARRIED.plus(shortfall), steps


def quantity_short(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return units short of the target, several quantities pooled like shares."""
    return _units(rule, gaps(measures, facts, policy.pooling), policy)


def rate_short(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return percentage points below the threshold; rates are never pooled."""
    return _units(rule, gaps(measures, facts, _EACH), policy)


def once(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return 1 for each measure that failed, however far."""
    failed = Decimal(sum(map(has_failed, measures, facts)))
    return failed, failed


def missed(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return 1 for each measure that is on record as not done."""
    count = Decimal(sum(fact.status is _RECORDED and fact.value == ZERO for fact in facts))
    return count, count


def base(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return 1 as soon as anything is on record: from there other rules deduct."""
    return ONE, ONE


def occurrence(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return the incidents on record; rule.step of them (mostly 1) make a step."""
    count = ZERO
    for fact in facts:
        if fact.status is _RECORDED and fact.value is not None:
            count += fact.value
    return count, count_steps(count, rule.step or ONE, policy.step_reading)


def growing(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return how often it happened, and the points of all these times together: each costs
    rule.step more than the one before."""
    times = facts[0].value or ZERO  # never None here: it is recorded, and alone
    more = (rule.step or ZERO) * (times * (times - ONE) / 2)
    return times, times * rule.deduction + more


def quantity_done(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return what is done. A part of a step earns nothing, whatever is said of deductions."""
    done, _ = occurrence(rule, measures, facts, policy=policy)
    return done, done // (rule.step or ONE)


def share_done(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return percent done of one target, and the same as a part of 1; no more than all."""
    target, value = measures[0].target, facts[0].value
    if target is None or target <= ZERO or value is None:
        return ZERO, ZERO
    part = min(ONE, value / target)
    return CARRIED.plus(part * HUNDRED), part


def judged(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return the points that a person judged, and those of them that the rule allows."""
    value = facts[0].value or ZERO  # never None here: it is recorded, and alone
    return value, Bounds.of(rule.least, rule.deduction, step=rule.step).nearest(value)


def tier(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return the points of the band that the figure lies in, 0 where it lies in none."""
    value = facts[0].value
    band = None if value is None else band_of(rule.bands, value)
    points = band.points if band else ZERO
    return points, points


def place(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return the points of the place that was recorded; 0 is none."""
    return tier(rule, measures, facts, policy=policy) if facts[0].value else (ZERO, ZERO)


def excess(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return units or points above rule.target, each measure by itself."""
    return _units(rule, surpluses(rule, facts), policy)


def surplus(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return units or points above rule.target. A part of a step adds nothing, whatever is said
    of deductions."""
    over = sum([gap[0] for gap in surpluses(rule, facts)], ZERO)
    return over, over // (rule.step or ONE)


def under(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return units or points below rule.target; a part of a step adds nothing."""
    value, bar = facts[0].value, rule.target or ZERO
    short = ZERO if value is None else max(ZERO, bar - value)
    return short, short // (rule.step or ONE)


def surpluses(rule: Rule, facts: Sequence[Fact]) -> list[Gap]:
    """Return what lies above rule.target, with it; never None here, see _check_rule."""
    bar = rule.target or ZERO
    found = [
        (fact.value - bar, bar)
        for fact in facts
        if fact.status is _RECORDED and fact.value is not None
    ]
    return [gap for gap in found if gap[0] > ZERO]


def rank(
    rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
) -> Amount:
    """Return 1 for a place that counts, or one more for each place above the last of these.

    Of deductions the last places count, of anything else the first ones. Nothing is certain, and
    nothing counts, before every unit has its figure.
    """
    found, counting = facts[0].place, rule.target or ZERO
    if found is None or found.waiting:
        return ZERO, ZERO
    is_first = rule.kind.effect is not Effect.DEDUCT
    above = counting - (found.rank if is_first else found.from_last)
    if above < ZERO:
        return ZERO, ZERO
    steps = ONE if rule.step is None else above + ONE
    return steps, steps


def lights(light: Light) -> Quantity:
    """Return what counts in how many rounds a measure had this light."""

    def counting(
        rule: Rule, measures: Sequence[Measure], facts: Sequence[Fact], *, policy: Policy
    ) -> Amount:
        count = Decimal(sum(lit.light is light for lit in facts[0].lights))
        return count, count

    return counting


def waits_for_others(fact: Fact) -> bool:
    """Say whether a figure's place is not known: others are missing, or not at hand."""
    return fact.value is not None and (fact.place is None or fact.place.waiting > 0)


def _units(rule: Rule, found: Sequence[Gap], policy: Policy) -> Amount:
    step = rule.step or ONE  # never None here, see _check_rule
    shortfall = steps = ZERO
    for lacking, _ in found:
        shortfall += lacking
        steps += count_steps(lacking, step, policy.step_reading)
    return shortfall, steps
