"""What the tests of sample checks do again and again, as the people of the cast."""

from dataclasses import dataclass
from decimal import Decimal

from assessment.models import Result, SampledCell, SampleDraw, Year
from assessment.sample_checks import actions, settling
from assessment.sample_checks.actions import CellFinding, DrawWish
from assessment.sample_checks.drawing import Size
from tests.assessment.objections.steps import TRAINING, actor


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

    def draw(self, amount=100, *, persona="assessment_office", **more) -> SampleDraw:
        """By default every cell: 100 percent."""
        size = Size(amount, is_percent=more.pop("is_percent", True))
        return actions.draw_sample(
            year=self.year, wanted=DrawWish(size, **more), **self.by(persona)
        )

    def cell(self, name=TRAINING, city="430100") -> SampledCell:
        rows = SampledCell.objects.with_all().order_by("-draw__number")
        return rows.filter(measure_name=name, city__key=city).first()

    def result(self, name=TRAINING, city="430100") -> Result:
        return Result.objects.get(
            measure__name=name, measure__component__item__section__table__city__key=city
        )

    def find(self, found="900", words="验收表只有900人次。", *, cell=None, persona="other_office",
             **more):  # fmt: skip
        cell = cell or self.cell()
        version = more.pop("version", cell.version)
        told = CellFinding(cell.pk, Decimal(found), words, version)
        return actions.record_findings(year=self.year, findings=[told], **self.by(persona))

    def find_all_right(self) -> None:
        """Every cell that nobody looked at is as it was reported."""
        rows = SampledCell.objects.unchecked()
        told = [CellFinding(cell.pk, cell.reported, "", cell.version) for cell in rows]
        actions.record_findings(year=self.year, findings=told, **self.by("assessment_office"))

    def adopt(self, *, persona="assessment_office", **more) -> SampledCell:
        cell = self.cell()
        told = {"version": cell.version, "cell_version": self.result().version} | more
        return settling.adopt_found(cell_id=cell.pk, **told, **self.by(persona))

    def explain(self, reason="原始台账已补齐。", *, persona="assessment_office", **more):
        cell = self.cell()
        told = {"version": cell.version} | more
        return settling.explain_difference(
            cell_id=cell.pk, reason=reason, **told, **self.by(persona)
        )

    def reopen(self, reason="核查数抄错了。", *, persona="assessment_office"):
        cell = self.cell()
        return settling.reopen_settled(
            cell_id=cell.pk, version=cell.version, reason=reason, **self.by(persona)
        )
