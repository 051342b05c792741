"""公布范围: to whom a year's results were made known, and what of them everybody may read."""

from django.db import models
from django.utils import timezone

from assessment.models.people import person
from assessment.models.steps import LONGEST_STEP_REASON, StepProposal
from assessment.models.years import Year
from assessment.reader.by_hand import LONGEST_NAME

LONGEST_RECIPIENTS = 500


class Disclosure(models.Model):
    """One choice of who may know a year's results; append-only, the latest holds.

    It holds as long as the year is 公布. number: counted within the year. parts: of Part, what
    the page without an account shows; empty: there is no such page. step: the 公布 that it
    belongs to, None of a year that was published before choices were kept.
    """

    class Part(models.TextChoices):
        RANKING = "ranking", "名次和总分"
        SECTIONS = "sections", "各部分得分"
        GRADES = "grades", "等次"
        CARDS = "cards", "评分卡（PDF）"

    year = models.ForeignKey(Year, models.PROTECT, related_name="disclosures", verbose_name="年度")
    number = models.PositiveSmallIntegerField("次序")
    step = models.ForeignKey(
        StepProposal, models.PROTECT, null=True, blank=True, related_name="disclosures",
        verbose_name="公布",
    )  # fmt: skip
    main_to = models.CharField("主送", max_length=LONGEST_RECIPIENTS)
    copy_to = models.CharField("抄送", max_length=LONGEST_RECIPIENTS, blank=True)
    parts = models.JSONField("公开的内容", default=list, blank=True)
    reason = models.CharField("理由", max_length=LONGEST_STEP_REASON, blank=True)
    chosen_by = person("办理人")
    chosen_as = models.CharField("办理人姓名", max_length=LONGEST_NAME)
    chosen_at = models.DateTimeField("办理时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "公布范围"
        ordering = ["-year__number", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="disclosure_number_in_year")
        ]

    def __str__(self):
        return f"{self.year}公布范围（第{self.number}次）"

    @property
    def is_public(self) -> bool:
        return bool(self.parts)

    @property
    def version(self) -> int:
        """Return what a page shows that it saw (trust.versions)."""
        return self.number

    @property
    def page_told(self) -> str:
        return parts_told(self.parts)

    def shows(self, part: str) -> bool:
        return part in self.parts


def parts_told(parts: list[str]) -> str:
    """Return in words what everybody may read."""
    labels = [part.label for part in Disclosure.Part if part in parts]
    return f"公开：{'、'.join(labels)}" if labels else "不公开"
