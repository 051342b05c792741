"""Whether a rule can count what its measures record, and stand beside the others.

The rules editor and what reads an exported table ask here, so that neither takes what the other
refuses.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from assessment.engine.bands import fault_of
from assessment.engine.bases import BASES, BasisRow
from assessment.engine.judging import NAMES_MOST
from assessment.engine.quantities import TARGETED
from assessment.engine.scheme import KINDS
from assessment.engine.types import Band, Basis, Effect, Measure, MeasureKind, Rule, RuleKind
from lib.rounding import format_points


class Misfit(NamedTuple):
    """field: of the rule, which has to change; told: why, and what to do."""

    field: str
    told: str


def misfits(rule: Rule, measures: Sequence[Measure], points: Decimal) -> Iterator[Misfit]:
    """Yield why a rule cannot work on its measures, or is for more than its component has.

    measures: those of the rule alone. points: the component's.
    """
    if unfit := [m.name for m in measures if m.kind not in KINDS[rule.kind].fits]:
        wanted = "、".join(kind.value for kind in MeasureKind if kind in KINDS[rule.kind].fits)
        told = f"这种规则只能用于类型为“{wanted}”的测量项，“{unfit[0]}”不是。"
        yield Misfit("measures", told)
        return
    yield from _lacking(rule, measures)
    yield from _beyond(rule, points)


def clashes(rules: Sequence[Rule]) -> Iterator[tuple[int, Misfit]]:
    """Yield the rules of a component, by place, that cannot stand beside the others."""
    uses = Counter(code for rule in rules for code in rule.measures)
    held: dict[tuple[object, ...], tuple[Band, ...]] = defaultdict(tuple)
    for place, rule in enumerate(rules):
        basis = rule.kind.basis
        if basis is Basis.JUDGED and any(uses[code] > 1 for code in rule.measures):
            told = "酌情评定的测量项只能用在一条规则；请另建一个测量项。"
            yield place, Misfit("measures", told)
        if BASES[basis].has_bands:
            key = (rule.kind, *rule.measures)
            held[key] += rule.bands
            if fault := fault_of(held[key]):
                yield place, Misfit("bands", f"{fault}；这个测量项的另一条规则已有这一档。")


def _lacking(rule: Rule, measures: Sequence[Measure]) -> Iterator[Misfit]:
    """Yield what the measures lack, or have too much of."""
    basis = BASES[rule.kind.basis]
    is_once = rule.kind.basis is Basis.ONCE
    needing = [m for m in measures if KINDS[rule.kind].needs_target or is_once]
    bare = [m.name for m in needing if m.kind in TARGETED and m.target is None]
    if bare:
        told = f"“{bare[0]}”没有目标值，这种规则无法计算；请先填目标值。"
        yield Misfit("measures", told)
    if basis.is_single and len(measures) > 1:
        yield Misfit("measures", "这种规则只能用一个测量项；有几项的请分几条规则。")
    if basis.units and (other := [m for m in measures if m.unit not in basis.units]):
        yield Misfit("measures", _of_unit(basis, other[0]))


def _of_unit(basis: BasisRow, measure: Measure) -> str:
    told = f"这种规则按{basis.word}计算，“{measure.name}”的单位"
    if len(basis.units) == 1:
        return f"{told}请填“{basis.units[0]}”。"
    is_now = f"是“{measure.unit}”" if measure.unit else "没有填"
    return f"{told}{is_now}；请填{'、'.join(f'“{unit}”' for unit in basis.units)}之一。"


def _beyond(rule: Rule, points: Decimal) -> Iterator[Misfit]:
    """Yield what gives or takes more than there is."""
    only = f"本要点只有 {format_points(points)} 分，"
    is_within = rule.kind.effect is not Effect.BONUS
    judged = max(rule.deduction, rule.least or Decimal(0))
    if rule.kind in NAMES_MOST and not rule.deduction:
        told = "酌情加分在要点的分值以外，须写明最多加多少分；请填最多加的分。"
        yield Misfit("deduction", told)
    if is_within and rule.kind.basis is Basis.JUDGED and judged > points:
        yield Misfit("deduction", f"{only}评定不能更多。")
    if is_within and any(band.points > points for band in rule.bands):
        yield Misfit("bands", f"{only}各档不能更多。")
    sets_component = rule.kind in (RuleKind.SET_COMPONENT, RuleKind.SET_UNLESS)
    if sets_component and rule.deduction > points:
        yield Misfit("deduction", f"{only}定分不能更多。")
