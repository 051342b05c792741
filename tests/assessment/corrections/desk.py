"""What the tests of corrections do again and again, as the people of the cast."""

from dataclasses import dataclass
from decimal import Decimal

from assessment.corrections import actions
from assessment.corrections.actions import Wanted
from assessment.corrections.effect import effect_on, footing_of
from assessment.corrections.subjects import Parameter, figure_of, rule_at
from assessment.models import Correction, Rule, Snapshot
from assessment.scores.standing import standings_of
from tests.assessment.frozen.freezing import finalise, take_back
from tests.assessment.objections import steps

TRAINING, SKILLS, RATE, CONDUCT = steps.TRAINING, steps.SKILLS, steps.RATE, steps.CONDUCT
OWN, SECOND, THIRD = "430100", "430200", "430300"


@dataclass
class Desk(steps.Desk):
    """A year that was finalised by two persons."""

    def effect(self, value, name=TRAINING, city=OWN):
        footing = footing_of(self.year)
        figure = figure_of(footing.standings, city, self.cells(city)[name].measure_id)
        return effect_on(footing, figure, Decimal(value))

    def propose(self, value, name=TRAINING, city=OWN, *, persona="assessment_office", **more):
        """Propose as one would who looked at the effect a moment before."""
        told = {"reason": "验收表第3页为1103人次。", "seal": ""} | more
        told["seal"] = told["seal"] or self.effect(value, name, city).seal
        cell = self.cells(city)[name]
        wanted = Wanted(city, cell.measure_id, Decimal(value), **told)
        return actions.propose_correction(year=self.year, wanted=wanted, **self.by(persona))

    def rule(self, clause=steps.CLAUSE, city=OWN) -> Rule:
        path = "component__item__section__table__city__key"
        return Rule.objects.get(clause=clause, **{path: city})

    def subject_of_rule(self, part, city=OWN, *, clause=steps.CLAUSE, code=""):
        rule, standings = self.rule(clause, city).pk, standings_of(self.year)
        return rule_at(standings, city, rule, parameter=Parameter(part, code))

    def effect_of_rule(self, value, part="deduction", city=OWN, *, clause=steps.CLAUSE, code=""):
        subject = self.subject_of_rule(part, city, clause=clause, code=code)
        return effect_on(footing_of(self.year), subject, None if value is None else Decimal(value))

    def propose_rule(
        self, value, part="deduction", city=OWN, *, clause=steps.CLAUSE, code="",
        persona="assessment_office", **more,
    ):  # fmt: skip
        """As propose, of a parameter of a rule."""
        told = {"reason": "省定表为扣2分。", "seal": ""} | more
        where = {"clause": clause, "code": code}
        told["seal"] = told["seal"] or self.effect_of_rule(value, part, city, **where).seal
        amount = None if value is None else Decimal(value)
        row, parameter = self.rule(clause, city).pk, Parameter(part, code)
        wanted = Wanted(city, row, amount, parameter=parameter, **told)
        return actions.propose_correction(year=self.year, wanted=wanted, **self.by(persona))

    def correct_rule(self, value, part="deduction", city=OWN, **more) -> Correction:
        return self.confirm(self.propose_rule(value, part, city, **more))

    def confirm(self, correction, persona="second"):
        return actions.confirm_correction(correction_id=correction.pk, **self.by(persona))

    def decline(self, correction, persona="second", reason="依据不足。"):
        return actions.decline_correction(
            correction_id=correction.pk, reason=reason, **self.by(persona)
        )

    def withdraw(self, correction, persona="assessment_office"):
        return actions.withdraw_correction(correction_id=correction.pk, **self.by(persona))

    def correct(self, value, name=TRAINING, city=OWN, **more) -> Correction:
        return self.confirm(self.propose(value, name, city, **more))

    def freeze_again(self) -> Snapshot:
        """Freeze what a test made of the year behind the actions' back."""
        person = self.by("assessment_office")["user"]
        take_back(self.year, person)
        return finalise(self.year, person)

    def ranks(self) -> dict:
        return {c.city: (c.total, c.rank) for c in standings_of(self.year).cities}

    def snapshot(self, number: int) -> Snapshot:
        return Snapshot.objects.get(year=self.year, number=number)


def all_cells() -> dict[int, tuple]:
    """Return every figure of the site as it stands, by key."""
    rows = steps.Result.objects.values_list("pk", "value", "version", "remark", "ticked")
    return {pk: tuple(map(str, rest)) for pk, *rest in rows}
