"""What the rows of the rules editor must be to one another: each is sound by itself."""

from collections.abc import Sequence
from decimal import Decimal

from django import forms

from assessment.engine.fitting import clashes, misfits
from assessment.engine.types import Effect, Measure, MeasureKind, Rule, RuleKind


def check_together(component: forms.Form, rules: Sequence[forms.Form]) -> None:
    """Refuse a cap on what is taken where points are only earned, and rules that clash."""
    effects = {RuleKind(rule.cleaned_data["kind"]).effect for rule in rules}
    is_only_earned = Effect.AWARD in effects and Effect.DEDUCT not in effects
    if is_only_earned and component.cleaned_data["cap"] is not None:
        component.add_error("cap", "按得分计的要点以分值为限，没有“最多扣”，请留空。")
    sound = [rule for rule in rules if not rule.errors]
    for place, misfit in clashes([_rule(form) for form in sound]):
        sound[place].add_error(misfit.field, misfit.told)


def check_fit(rule: forms.Form, measures: list[forms.Form], points: Decimal) -> None:
    """Refuse a rule on measures that it cannot work on, or for more than the component has."""
    used = [_measure(measures[place]) for place in rule.cleaned_data["measures"]]
    for misfit in list(misfits(_rule(rule), used, points)):
        rule.add_error(misfit.field, misfit.told)


def _rule(form: forms.Form) -> Rule:
    told = form.cleaned_data
    return Rule(
        kind=RuleKind(told["kind"]),
        measures=tuple(str(place) for place in told["measures"]),
        step=told["step"],
        deduction=told["deduction"],
        clause=told["clause"],
        least=told["least"],
        bands=told["bands"],
    )


def _measure(form: forms.Form) -> Measure:
    told = form.cleaned_data
    kind = MeasureKind(told["kind"])
    return Measure(form.prefix or "", told.get("name", ""), kind, told["unit"], told["target"])
