"""What the tests of exemptions do again and again, as the people of the cast."""

from dataclasses import dataclass
from decimal import Decimal

from assessment.exemptions import actions
from assessment.exemptions.actions import Plea
from assessment.exemptions.subjects import exemptables, table_of
from assessment.models import CityTable, Exemption, Result, Year
from assessment.scores.standing import CityStanding, standings_of
from cities.permissions import persona_of
from trust import log

HERE = "430100"
ITEM = "移民培训"
DOCUMENT = "《关于调整培训任务的通知》湘移发〔2017〕22号"


@dataclass
class ExemptionDesk:
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

    def record(self, name: str, value) -> None:
        Result.objects.filter(measure__name=name).update(value=Decimal(value), version=1)

    def record_all(self) -> None:
        """Record what costs nothing wherever nothing stands."""
        for cell in Result.objects.filter(value=None).select_related("measure"):
            target = cell.measure.target
            Result.objects.filter(pk=cell.pk).update(value=0 if target is None else target)

    def subject(self, name: str = ITEM, number: int | None = None):
        loaded = table_of(self.year, self.table.city_id)
        found = (e for e in exemptables(loaded) if e.item.name == name)
        return next(each for each in found if each.number == number)

    def propose(
        self, name: str = ITEM, number: int | None = None, *, persona="assessment_office",
        words="省里调减了任务。", document=DOCUMENT, file=None,
    ) -> Exemption:  # fmt: skip
        plea = Plea("changed_target", words, document, file)
        return actions.propose_exemption(
            table=self.table, subject=self.subject(name, number), plea=plea, **self.by(persona)
        )

    def answer(self, exemption, agrees=True, *, persona="second", answer="", version=None):
        return actions.answer_exemption(
            exemption=exemption, agrees=agrees, answer=answer, **self.by(persona),
            version=fresh(exemption).version if version is None else version,
        )  # fmt: skip

    def hold(self, name: str = ITEM, number: int | None = None) -> Exemption:
        return self.answer(self.propose(name, number))

    def lift(self, exemption, *, persona="assessment_office"):
        return actions.propose_lifting(
            exemption=exemption, reason="任务已恢复。", version=fresh(exemption).version,
            **self.by(persona),
        )  # fmt: skip

    def answer_lifting(self, exemption, agrees=True, *, persona="second", answer=""):
        return actions.answer_lifting(
            exemption=exemption, agrees=agrees, answer=answer, **self.by(persona),
            version=fresh(exemption).version,
        )  # fmt: skip

    def standing(self) -> CityStanding:
        [city] = standings_of(self.year).cities
        return city

    def section(self) -> tuple[Decimal, Decimal]:
        """Return what there is to earn of the first section, and what it came to."""
        score = self.standing().score.sections[0]
        return score.available, score.score


def fresh(exemption: Exemption) -> Exemption:
    return Exemption.objects.select_related("year", "city").get(pk=exemption.pk)
