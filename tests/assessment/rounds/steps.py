"""What the tests of rounds do again and again, as the people of the cast."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from assessment.actions.results import Entry, record_block
from assessment.models import Result, Round, RoundAlert, RoundFigure, Year
from assessment.rounds import actions, alerts, permissions, recording
from assessment.rounds.actions import RoundTerms
from assessment.rounds.alerts import AlertTerms
from assessment.rounds.recording import FigureEntry
from cities.permissions import persona_of
from trust import log

TRAINING, SKILLS, RATE, TRACKING = (
    "农业实用技术培训", "转移就业技能培训", "获证率", "无就业跟踪服务",
)  # fmt: skip
CONDUCT = "发生违纪违规行为被通报每起"
HERE, THERE = "430100", "430200"
#: The year of the tests is long over: what is due must not be.
DUE = date(2099, 1, 5)
MIDYEAR, AUTUMN = date(2017, 7, 2), date(2017, 9, 30)  # 183 and 273 of 365 days


@dataclass
class RoundDesk:
    """长沙's and 株洲's tables while offices collect, with the cast."""

    people: dict

    @property
    def year(self) -> Year:
        return Year.objects.get(number=2017)

    def by(self, persona: str) -> dict:
        person = type(self.people[persona]).objects.get(pk=self.people[persona].pk)
        actor = log.Actor(str(person), account=person, role=persona_of(person).title)
        return {"user": person, "actor": actor}

    def open(self, name="第1次调度", as_of=MIDYEAR, due_on=DUE, **more) -> Round:
        terms = RoundTerms(name, as_of, due_on, **{"accepts_late": True, **more})
        return actions.open_round(year=self.year, terms=terms, **self.by("assessment_office"))

    def round(self, number=1) -> Round:
        return Round.objects.select_related("year").get(number=number)

    def result(self, name=TRAINING, city=HERE) -> Result:
        rows = Result.objects.filter(measure__component__item__section__table__city__key=city)
        return rows.select_related("measure__component__item").get(measure__name=name)

    def figure(self, name=TRAINING, city=HERE, number=1) -> RoundFigure:
        return RoundFigure.objects.get(name=name, city__key=city, round__number=number)

    def report(
        self, values: dict, *, city=HERE, persona="office", version=None, number=1, day=None, **more
    ) -> None:
        entries = [
            FigureEntry(
                self.result(name, city).pk,
                version,
                None if value is None else Decimal(value),
                **more,
            )
            for name, value in values.items()
        ]
        recording.write_round_figures(
            held=self.round(number), entries=entries, day=day or timezone.localdate(),
            **self.by(persona),
        )  # fmt: skip

    def record(self, values: dict, city=HERE) -> None:
        """Write the offices' own cells."""
        rows = {name: self.result(name, city) for name in values}
        entries = [
            Entry(rows[name].pk, Decimal(value), rows[name].version)
            for name, value in values.items()
        ]
        record_block(entries=entries, **self.by("office"))

    def take(self, number=1, persona="office") -> int:
        return recording.take_present(
            held=self.round(number), day=timezone.localdate(), **self.by(persona)
        )

    def close(self, number=1, *, takes_present=False) -> int:
        held = self.round(number)
        return actions.close_round(
            held=held, version=held.version, takes_present=takes_present,
            **self.by("assessment_office"),
        )  # fmt: skip

    def set(self, **terms) -> None:
        held = permissions.settings_of(self.year)
        told = {name: getattr(held, name) for name in actions.SETTINGS} | terms
        actions.save_settings(
            year=self.year, terms=told, version=held.version, **self.by("assessment_office")
        )

    def issue(self, *cities, number=1, reply_by=None, persona="assessment_office"):
        held = self.round(number)
        seals = [
            each.seal
            for each in alerts.candidates(held)
            if not cities or each.pace.city_key in cities
        ]
        terms = AlertTerms("请加快推进。", reply_by)
        return alerts.issue_alerts(held=held, seals=seals, terms=terms, **self.by(persona))

    def alert(self, serial=1) -> RoundAlert:
        return RoundAlert.objects.select_related("year", "round", "city").get(serial=serial)

    def url(self, name: str, *more, number=1) -> str:
        return reverse(name, args=[2017, number, *more])

    def type_cell(self, client, text, *, name=TRAINING, version=0, city=HERE, number=1):
        """Write a cell as the page's script does."""
        url = self.url("round-cell", self.result(name, city).pk, number=number)
        return client.post(
            url, json.dumps({"text": text, "version": version}), content_type="application/json",
            headers={"accept": "application/json"},
        )  # fmt: skip


def results() -> dict:
    """Return what offices recorded, to see that it is untouched."""
    return dict(Result.objects.values_list("pk", "value"))
