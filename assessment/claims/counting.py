"""What accepted claims come to: the figure of each cell, and which of one matter counts. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from assessment.engine.judging import Bounds
from assessment.engine.rules import apply_rule
from assessment.engine.types import Basis, Effect, Measure, MeasureKind, Policy, Rule, recorded
from lib.rounding import EXACT

ONE, ZERO = Decimal(1), Decimal(0)
#: Bonus that documents prove; the others follow from figures that are recorded anyway.
CLAIMED_BASES = (Basis.ONCE, Basis.QUANTITY_DONE, Basis.JUDGED, Basis.PLACE)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim that was accepted. matter: the same for all that are of one matter. amount: what it
    brings into its cell; points: what that alone is worth."""

    number: int
    matter: int
    code: str
    amount: Decimal
    points: Decimal


def is_claimable(rule: Rule) -> bool:
    """Say whether a rule gives a bonus for what a city can prove by a document."""
    is_bonus = rule.kind.effect is Effect.BONUS and rule.kind.basis in CLAIMED_BASES
    return is_bonus and len(rule.measures) == 1


def points_of(rule: Rule, measure: Measure, amount: Decimal) -> Decimal:
    """Return what an amount alone is worth by a rule, with the rule's own cap. No policy
    bears on it: a bonus is outside the points that a policy caps."""
    with localcontext(EXACT):
        facts = {measure.code: recorded(amount)}
        return apply_rule(rule, {measure.code: measure}, facts, policy=Policy()).bonus


def matters_of(pairs: Iterable[tuple[int, int | None]]) -> dict[int, int]:
    """Return of each claim the lowest key of its matter. pairs: keys, each with that of the claim
    that it is said to be of one matter with, None for none; said of either, it holds for both."""
    parent: dict[int, int] = {}

    def root(number: int) -> int:
        while parent.setdefault(number, number) != number:
            number = parent[number]
        return number

    for number, other in pairs:
        a, b = root(number), root(number if other is None else other)
        parent[max(a, b)] = min(a, b)
    return {number: root(number) for number in list(parent)}


def outdone(claims: Iterable[Claimed]) -> dict[int, int]:
    """Return, by number, those that do not count, each with the claim of the same matter that
    does: the one that gives most, of equal ones the first."""
    claims = list(claims)
    best: dict[int, Claimed] = {}
    for claim in sorted(claims, key=lambda c: (-c.points, c.number)):
        best.setdefault(claim.matter, claim)
    return {
        claim.number: best[claim.matter].number
        for claim in claims
        if best[claim.matter].number != claim.number
    }


def figure(
    amounts: Iterable[Decimal], *, rule: Rule, measure: Measure, bounds: Bounds | None
) -> Decimal | None:
    """Return what the cell of a measure says for claims that count; None for none.

    A place is the best that was won, 是否 is yes, points that are judged stay within their
    bounds, times and points add up.
    """
    amounts = list(amounts)
    if not amounts:
        return None
    if rule.kind.basis is Basis.PLACE:
        return min(amounts)
    if measure.kind is MeasureKind.YES_NO:
        return ONE
    total = sum(amounts, ZERO)
    return bounds.nearest(total) if bounds else total


def left_of(
    rule: Rule, taken: Decimal, bounds: Bounds | None, *, cap: Decimal | None
) -> Decimal | None:
    """Return how many points a rule may still give after those that were taken; None where
    nothing limits it. cap: the most that all bonus of the year may come to."""
    most = [rule.cap, cap, bounds.most if bounds and not bounds.is_each else None]
    limits = [limit for limit in most if limit is not None]
    return max(ZERO, min(limits) - taken) if limits else None


def counted(claims: Iterable[Claimed]) -> Mapping[str, list[Decimal]]:
    """Return, by code, the amounts of those that count."""
    claims = list(claims)
    not_counted = outdone(claims)
    found: dict[str, list[Decimal]] = {claim.code: [] for claim in claims}
    for claim in claims:
        if claim.number not in not_counted:
            found[claim.code].append(claim.amount)
    return found
