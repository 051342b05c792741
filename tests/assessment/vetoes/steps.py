"""What the tests of veto decisions do again and again, as the people of the cast."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessment.actions.results import Entry, record_result
from assessment.models import CityTable, Incident, Result, VetoDecision, Year
from assessment.scores.standing import standings_of
from assessment.vetoes import actions
from assessment.vetoes.actions import Ground
from assessment.vetoes.rules import vetoables_of
from cities.permissions import persona_of
from trust import log

HERE = "430100"
ACCIDENT, FALSEHOOD = "发生重大事故", "弄虚作假"


@dataclass
class VetoDesk:
    people: dict

    @property
    def year(self) -> Year:
        return Year.objects.get(number=2017)

    @property
    def table(self) -> CityTable:
        return CityTable.objects.select_related("year", "city").get(city__key=HERE)

    def by(self, persona: str) -> dict:
        person = type(self.people[persona]).objects.get(pk=self.people[persona].pk)
        actor = log.Actor(str(person), account=person, role=persona_of(person).title)
        return {"user": person, "actor": actor}

    def cell(self, name=ACCIDENT) -> Result:
        return Result.objects.get(measure__name=name)

    def value(self, name=ACCIDENT) -> Decimal | None:
        return self.cell(name).value

    def record(self, value, name=ACCIDENT) -> None:
        cell = self.cell(name)
        entry = Entry(cell.pk, None if value is None else Decimal(value), cell.version)
        record_result(entry=entry, **self.by("office"))

    def record_all(self) -> None:
        """Record what costs nothing wherever nothing stands."""
        for cell in Result.objects.filter(value=None).select_related("measure"):
            target = cell.measure.target
            Result.objects.filter(pk=cell.pk).update(value=0 if target is None else target)

    def incident(self, **more) -> Incident:
        office = self.table.sections.get(order=1).items.get(name="移民培训").offices.get()
        number = Incident.objects.count() + 1
        told = {"year": self.year, "city": self.table.city, "number": number, "office": office}
        document = "湘政办〔2017〕5号"
        return Incident.objects.create(
            **told, happened_on=date(2017, 5, 2), kind="notice", document_number=document,
            description="通报", **more,
        )  # fmt: skip

    def propose(self, name=ACCIDENT, *, persona="assessment_office", **ground) -> VetoDecision:
        found = vetoables_of(self.year, self.table.city_id)
        vetoable = next(each for each in found if each.measure.engine.name == name)
        ground = {"words": "省政府通报。", "document": "湘政办〔2017〕5号"} | ground
        return actions.propose_veto(
            table=self.table, vetoable=vetoable, ground=Ground(**ground), **self.by(persona)
        )

    def answer(self, decision, agrees=True, *, persona="second", answer="", version=None):
        return actions.answer_veto(
            decision=decision, agrees=agrees, answer=answer, **self.by(persona),
            version=fresh(decision).version if version is None else version,
        )  # fmt: skip

    def hold(self, name=ACCIDENT, **ground) -> VetoDecision:
        return self.answer(self.propose(name, **ground))

    def lift(self, decision, *, persona="assessment_office"):
        return actions.propose_lifting(
            decision=decision, reason="复查不实。", version=fresh(decision).version,
            **self.by(persona),
        )  # fmt: skip

    def answer_lifting(self, decision, agrees=True, *, persona="second", answer="", version=None):
        return actions.answer_lifting(
            decision=decision, agrees=agrees, answer=answer, **self.by(persona),
            version=fresh(decision).version if version is None else version,
        )  # fmt: skip

    def grade(self) -> tuple[str, int]:
        [city] = standings_of(self.year).cities
        return city.grade, len(city.score.vetoes)


def fresh(decision: VetoDecision) -> VetoDecision:
    return VetoDecision.objects.select_related("year", "city", "incident").get(pk=decision.pk)
