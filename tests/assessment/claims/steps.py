"""What the tests of claims do again and again, as the people of the cast."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from assessment.actions.results import Entry, record_result
from assessment.claims import actions, deciding
from assessment.claims.actions import ClaimEntry
from assessment.claims.deciding import Verdict
from assessment.claims.rules import Claimable, claimables_of
from assessment.models import BonusClaim, CityTable, Result, Year
from cities.permissions import persona_of
from trust import files, log

HERE = "430100"
NATIONAL, PROVINCIAL, BRIGHT = "获国家级表彰", "获省级表彰", "做法有亮点（评定）"
ENTRY = {
    "kind": "award", "title": "全国移民工作先进集体", "level": "国家级",
    "happened_on": date(2017, 6, 1), "issuer": "国务院移民局", "amount": Decimal(1),
    "document_number": "国移函〔2017〕5号",
}  # fmt: skip


@dataclass
class ClaimDesk:
    """长沙's table with three bonus rules, in 处室采集, with the cast."""

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

    def claimable(self, name=NATIONAL) -> Claimable:
        found = claimables_of(self.year, self.table.city_id)
        return next(each for each in found if each.measure.engine.name == name)

    def cell(self, name=NATIONAL) -> Result:
        return Result.objects.get(measure__name=name)

    def value(self, name=NATIONAL) -> Decimal | None:
        return self.cell(name).value

    def record(self, value: str, name=NATIONAL) -> None:
        cell = self.cell(name)
        record_result(entry=Entry(cell.pk, Decimal(value), cell.version), **self.by("office"))

    def write(self, name=NATIONAL, *, persona="city", now=None, **more) -> BonusClaim:
        return actions.write_claim(
            table=self.table, claimable=self.claimable(name), entry=ClaimEntry(**ENTRY | more),
            now=now or timezone.now(), **self.by(persona),
        )  # fmt: skip

    def prove(self, claim: BonusClaim, words="发文") -> None:
        file = files.store(words.encode())
        actions.lay_files(claim=claim, files=[(file, f"{words}.txt")], **self.by("city"))

    def hand_in(self, claim: BonusClaim, *, now=None, persona="city") -> BonusClaim:
        now = now or timezone.now()
        return actions.file_claim(
            claim=claim, version=fresh(claim).version, text="", now=now, **self.by(persona)
        )

    def file(self, name=NATIONAL, **more) -> BonusClaim:
        claim = self.write(name, **more)
        self.prove(claim, f"发文 {claim.number}")
        return self.hand_in(claim)

    def decide(
        self, claim, amount="1", *, same=None, reason="属实。", persona="office", version=None
    ):
        verdict = Verdict(None if amount is None else Decimal(amount), reason, same)
        version = fresh(claim).version if version is None else version
        return deciding.decide_claim(
            claim=claim, verdict=verdict, version=version, **self.by(persona)
        )

    def send_back(self, claim, text="请补充发文。"):
        return deciding.return_claim(
            claim=claim, version=fresh(claim).version, text=text, **self.by("office")
        )

    def reopen(self, claim, text="级别有误。"):
        return deciding.reopen_claim(
            claim=claim, version=fresh(claim).version, text=text, **self.by("office")
        )

    def withdraw(self, claim, version=None):
        version = fresh(claim).version if version is None else version
        return actions.withdraw_claim(claim=claim, version=version, text="", **self.by("city"))


def fresh(claim: BonusClaim) -> BonusClaim:
    return BonusClaim.objects.select_related("year", "city").get(pk=claim.pk)
