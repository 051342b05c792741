"""What the tests of 问题清单 do again and again, as the people of the cast."""

from datetime import timedelta

from django.utils import timezone

from assessment.models import Incident, Rectification, Result
from assessment.rectification import actions
from assessment.rectification.actions import Problem
from cities.models import Office, Place
from tests.assessment.sample_checks.desk import Desk
from trust import files


class ProblemDesk(Desk):
    def told(self, **more) -> Problem:
        city = Place.objects.get(key="430100").pk
        due_on = timezone.localdate() + timedelta(days=10)
        given = {
            "city_id": city,
            "problem": "培训台账不全，缺 100 人签到表。",
            "demand": "补齐签到表。",
            "due_on": due_on,
            "responsible": "培训科 张三",
        }
        return Problem(**(given | more))

    def issue(self, *, persona="assessment_office", **more) -> Rectification:
        return actions.issue_problem(year=self.year, told=self.told(**more), **self.by(persona))

    def fresh(self, found: Rectification) -> Rectification:
        return Rectification.objects.with_all().get(pk=found.pk)

    def step(self, found, name, text="已补齐。", *, persona="assessment_office", **more):
        documents = [(files.store(b"%PDF-1.4"), "签到表.pdf")] if more.pop("with_file", 0) else []
        version = more.pop("version", self.fresh(found).version)
        return actions.take_step(
            found=found, name=name, text=text, files=documents, version=version,
            **self.by(persona),
        )  # fmt: skip

    def answer(self, found, **more):
        return self.step(found, "answer", persona=more.pop("persona", "city"), **more)

    def term(self, found, due_on, reason="汛期抢险。", *, persona="assessment_office"):
        return actions.change_term(
            found=found, due_on=due_on, reason=reason, version=self.fresh(found).version,
            **self.by(persona),
        )  # fmt: skip

    def adopt_late(self) -> None:
        """What was found stands, so that the card shows a deduction."""
        Result.objects.filter(pk=self.result().pk).update(value=900)

    def incident(self) -> Incident:
        return Incident.objects.create(
            year=self.year, number=1, city=Place.objects.get(key="430100"),
            happened_on="2017-05-02", kind="audit", description="资金滞留。",
            office=Office.objects.first(), recorded_by=self.people["office"],
        )  # fmt: skip
