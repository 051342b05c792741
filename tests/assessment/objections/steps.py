"""What the tests of objections do again and again, as the people of the cast."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from assessment.actions.results import Entry, record_block
from assessment.models import CityTable, Objection, Result, Year
from assessment.objections import actions
from assessment.objections.actions import Claim
from assessment.objections.deciding import Ruling, decide_objection, effect_on
from assessment.objections.subjects import subjects_of
from assessment.scores.standing import standings_of
from trust import files, log

TRAINING, SKILLS, RATE, CONDUCT = "农业实用技术培训", "转移就业技能培训", "获证率", "廉政建设"
CLAUSE = "每少完成10%扣1分"


def record(table: CityTable, person, *, training: str) -> None:
    """Record all of a table: nothing is lost but by the training."""
    figures = {TRAINING: training, SKILLS: "166", RATE: "95"}
    rows = Result.objects.filter(measure__component__item__section__table=table)
    entries = [
        Entry(r.pk, Decimal(figures.get(r.measure.name, "0")), r.version)
        for r in rows.select_related("measure")
    ]
    record_block(entries=entries, user=person, actor=actor(person))


def actor(person) -> log.Actor:
    from cities.permissions import persona_of

    return log.Actor(str(person), account=person, role=persona_of(person).title)


@dataclass
class Desk:
    number: int
    people: dict

    @property
    def year(self) -> Year:
        return Year.objects.get(number=self.number)

    def by(self, persona: str) -> dict:
        person = type(self.people[persona]).objects.get(pk=self.people[persona].pk)
        return {"user": person, "actor": actor(person)}

    def standing(self, city="430100"):
        return standings_of(self.year).of(city)

    def subject(self, words=TRAINING, city="430100"):
        return next(s for s in subjects_of(self.standing(city)) if s.words == words)

    def cells(self, city="430100") -> dict[str, Result]:
        rows = Result.objects.filter(measure__component__item__section__table__city__key=city)
        return {r.measure.name: r for r in rows.select_related("measure")}

    def file(self, words=TRAINING, *, claimed=None, persona="city", city="430100", **more):
        told = {"reason": "验收表第3页为1103人次。", "arrived_at": timezone.now()}
        documents = [(files.store(b"%PDF-1.4"), "验收表.pdf")] if more.pop("with_file", 0) else []
        return actions.file_objection(
            year=self.year,
            standing=self.standing(city),
            claim=Claim(self.subject(words, city), claimed, **(told | more)),
            files=documents,
            **self.by(persona),
        )

    def answer(self, objection, persona="office", text="经核，属实。"):
        return actions.answer_objection(
            objection=objection, text=text, files=(), version=fresh(objection).version,
            **self.by(persona),
        )  # fmt: skip

    def withdraw(self, objection, persona="city", **more):
        version = more.pop("version", fresh(objection).version)
        return actions.withdraw_objection(
            objection=objection, text="不再申诉。", version=version, **self.by(persona)
        )

    def appeal(self, objection, persona="city"):
        return actions.appeal_decision(
            objection=objection, text="不服决定。", files=(), version=fresh(objection).version,
            **self.by(persona),
        )  # fmt: skip

    def decide(self, objection, outcome="upheld", values=None, *, persona="assessment_office",
               **more):  # fmt: skip
        """Decide as one would who looked at the effect a moment before."""
        objection = fresh(objection)
        values = {} if outcome == "rejected" else values or self.claimed(objection)
        version = more.pop("version", objection.version)
        seal = more.pop("seal", None) or effect_on(objection, values).seal
        choice = Ruling(outcome, "经核对原始资料。", values, seal, **more)
        return decide_objection(
            objection=objection, choice=choice, version=version, **self.by(persona)
        )

    def claimed(self, objection) -> dict:
        return {objection.codes[0]: objection.claimed} if objection.claimed is not None else {}


def fresh(objection) -> Objection:
    return Objection.objects.with_all().get(pk=objection.pk)
