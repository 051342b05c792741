"""What the rows of the rules editor must be to one another: each is sound by itself."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django import forms

from assessment.collection.values import plain
from assessment.engine.bands import fault_of
from assessment.engine.bases import BASES
from assessment.engine.quantities import TARGETED
from assessment.engine.scheme import KINDS
from assessment.engine.types import Band, Basis, Effect, RuleKind
from assessment.models import Measure


def check_together(component: forms.Form, rules: Sequence[forms.Form]) -> None:
    """Refuse a cap on what is taken where points are only earned."""
    effects = {RuleKind(rule.cleaned_data["kind"]).effect for rule in rules}
    is_only_earned = Effect.AWARD in effects and Effect.DEDUCT not in effects
    if is_only_earned and component.cleaned_data["cap"] is not None:
        component.add_error("cap", "按得分计的要点以分值为限，没有“最多扣”，请留空。")
    _check_judged([rule for rule in rules if not rule.errors])
    _check_tiers([rule for rule in rules if not rule.errors])


def _check_judged(rules: Sequence[forms.Form]) -> None:
    """What a person judges are points of one rule: no other can count the same figure."""
    uses = Counter(place for r in rules for place in r.cleaned_data["measures"])
    for rule in rules:
        is_judged = RuleKind(rule.cleaned_data["kind"]).basis is Basis.JUDGED
        if is_judged and any(uses[place] > 1 for place in rule.cleaned_data["measures"]):
            rule.add_error("measures", "酌情评定的测量项只能用在一条规则；请另建一个测量项。")


def _check_tiers(rules: Sequence[forms.Form]) -> None:
    """Refuse a figure that would have the points of two bands, though of two rules."""
    held: dict[tuple, tuple[Band, ...]] = defaultdict(tuple)
    for rule in rules:
        told = rule.cleaned_data
        if BASES[RuleKind(told["kind"]).basis].has_bands:
            key = (told["kind"], *told["measures"])
            held[key] += told["bands"]
            if fault := fault_of(held[key]):
                rule.add_error("bands", f"{fault}；这个测量项的另一条规则已有这一档。")


def check_fit(rule: forms.Form, measures: list[forms.Form], points: Decimal) -> None:
    """Refuse a rule on measures that it cannot work on, or for more than the component has."""
    kind = RuleKind(rule.cleaned_data["kind"])
    row, basis = KINDS[kind], BASES[kind.basis]
    used = [measures[place].cleaned_data for place in rule.cleaned_data["measures"]]
    unfit = [m["name"] for m in used if m["kind"] not in row.fits]
    if unfit:
        wanted = "、".join(word.label for word in Measure.Kind if word in row.fits)
        rule.add_error("measures", f"这种规则只能用于类型为“{wanted}”的测量项，“{unfit[0]}”不是。")
        return
    is_once = kind.basis is Basis.ONCE
    needs_target = row.needs_target or (is_once and used[0]["kind"] in TARGETED)
    if needs_target and (bare := [m["name"] for m in used if m["target"] is None]):
        rule.add_error("measures", f"“{bare[0]}”没有目标值，这种规则无法计算；请先填目标值。")
    if basis.is_single and len(used) > 1:
        rule.add_error("measures", "这种规则只能用一个测量项；有几项的请分几条规则。")
    if basis.units and (other := [m for m in used if m["unit"] not in basis.units]):
        known = "、".join(basis.units)
        shown = f"“{other[0]['name']}”的单位是“{other[0]['unit'] or '空'}”"
        rule.add_error("measures", f"这种规则按{basis.word}计算，{shown}；请填 {known} 之一。")
    if (
        kind.basis is Basis.JUDGED
        and max(rule.cleaned_data["deduction"], rule.cleaned_data["least"] or Decimal(0)) > points
    ):
        rule.add_error("deduction", f"本要点只有 {plain(points)} 分，评定不能更多。")
    is_within = kind.effect is not Effect.BONUS
    if is_within and any(band.points > points for band in rule.cleaned_data["bands"]):
        rule.add_error("bands", f"本要点只有 {plain(points)} 分，各档不能更多。")
    if (
        kind in (RuleKind.SET_COMPONENT, RuleKind.SET_UNLESS)
        and rule.cleaned_data["deduction"] > points
    ):
        rule.add_error("deduction", f"本要点只有 {plain(points)} 分，定分不能更多。")
