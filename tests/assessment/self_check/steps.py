"""What the tests of self-checks do again and again, as the people of the cast."""

import json
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from assessment.models import (
    CityTable,
    Measure,
    ReportedFigure,
    Result,
    SelfCheck,
    SelfCheckSubmission,
    Year,
)
from assessment.self_check import actions, handing_in
from assessment.self_check.actions import FigureEntry
from cities.permissions import persona_of
from trust import log

TRAINING, SKILLS, RATE, TRACKING = (
    "农业实用技术培训", "转移就业技能培训", "获证率", "无就业跟踪服务",
)  # fmt: skip
CONDUCT = "发生违纪违规行为被通报每起"
ALL = {TRAINING: "1048", SKILLS: "166", RATE: "95", TRACKING: "0", CONDUCT: "0"}
HERE, THERE = "430100", "430200"


@dataclass
class CityDesk:
    """长沙's and 株洲's tables in 市州自查, with the cast."""

    people: dict

    @property
    def year(self) -> Year:
        return Year.objects.get(number=2017)

    def by(self, persona: str) -> dict:
        person = type(self.people[persona]).objects.get(pk=self.people[persona].pk)
        actor = log.Actor(str(person), account=person, role=persona_of(person).title)
        return {"user": person, "actor": actor}

    def table(self, city=HERE) -> CityTable:
        return CityTable.objects.select_related("year", "city").get(city__key=city)

    def check(self, city=HERE) -> SelfCheck:
        return SelfCheck.objects.select_related("year", "city").get(city__key=city)

    def result(self, name=TRAINING, city=HERE) -> Result:
        rows = Result.objects.filter(measure__component__item__section__table__city__key=city)
        return rows.select_related("measure").get(measure__name=name)

    def figure(self, name=TRAINING, city=HERE) -> ReportedFigure:
        return ReportedFigure.objects.get(name=name, self_check__city__key=city)

    def report(self, values=None, *, city=HERE, persona="city", version=None, **more) -> None:
        entries = [
            FigureEntry(
                self.result(name, city).pk,
                version,
                None if value is None else Decimal(value),
                **more,
            )
            for name, value in (values or ALL).items()
        ]
        actions.write_figures(
            table=self.table(city), entries=entries, now=timezone.now(), **self.by(persona)
        )

    def hand_in(self, *, city=HERE, persona="city", seal=None) -> SelfCheckSubmission:
        table = self.table(city)
        seal = seal or handing_in.to_hand_in(table).seal
        return handing_in.hand_in(table=table, seal=seal, now=timezone.now(), **self.by(persona))

    def send_back(self, reason="培训人数与台账不符。") -> SelfCheckSubmission:
        check = self.check()
        return handing_in.return_submission(
            check=check, version=check.version, reason=reason, **self.by("assessment_office")
        )

    def url(self, name: str, *more, city=HERE) -> str:
        return reverse(name, args=[2017, city, *more])

    def type_cell(self, client, text, *, name=TRAINING, version=0, city=HERE):
        """Write a cell as the page's script does."""
        url = self.url("self-check-cell", self.result(name, city).pk, city=city)
        body = {"text": text, "version": version}
        return client.post(
            url, json.dumps(body), content_type="application/json",
            headers={"accept": "application/json"},
        )  # fmt: skip


def results() -> dict:
    """Return what offices recorded, to see that it is untouched."""
    return dict(Result.objects.values_list("pk", "value"))


def measures(table: CityTable) -> list[str]:
    rows = Measure.objects.filter(component__item__section__table=table)
    return list(rows.values_list("name", flat=True))
