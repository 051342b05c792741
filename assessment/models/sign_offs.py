"""完成签章: an office declares that what it collects of an indicator is done."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessment.models.people import person
from assessment.models.tables import Indicator
from assessment.models.years import Year
from assessment.reader.by_hand import LONGEST_NAME

LONGEST_REASON = 200


class SignOff(models.Model):
    """An office's signature under its cells of one indicator; while it stands they are closed.

    office None: the cells that several offices collect together, or none; the assessment
    office signs those. missing: what was not recorded, [{"cell", "reason"}] in words.
    The cells name it (Result.sign_off). Withdrawn, never deleted.
    """

    year = models.ForeignKey(Year, models.PROTECT, related_name="sign_offs", verbose_name="年度")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="sign_offs", verbose_name="指标"
    )
    office = models.ForeignKey(
        "cities.Office", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="处室",
    )  # fmt: skip
    missing = models.JSONField("未录入的项", default=list, blank=True)
    signed_by = person("签章人")
    signed_as = models.CharField("签章人姓名", max_length=LONGEST_NAME)
    signed_at = models.DateTimeField("签章时间", default=timezone.now, editable=False)
    withdrawn_by = person("撤回人", null=True, blank=True)
    withdrawn_as = models.CharField("撤回人姓名", max_length=LONGEST_NAME, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    reason = models.CharField("撤回理由", max_length=LONGEST_REASON, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "完成签章"
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "office"],
                condition=Q(withdrawn_at=None, office__isnull=False),
                name="sign_off_of_an_office_stands_once",
            ),
            models.UniqueConstraint(
                fields=["indicator"],
                condition=Q(withdrawn_at=None, office=None),
                name="sign_off_of_what_is_shared_stands_once",
            ),
        ]

    def __str__(self):
        return f"{self.year.number} {self.indicator.name} {self.unit}"

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None

    @property
    def unit(self) -> str:
        """Return who signs here. A query where the office was not fetched."""
        return str(self.office) if self.office_id else "考核办"

    @property
    def told(self) -> str:
        """Return who signed when: «培训中心 张三 于 2026-11-29 15:53»."""
        return f"{self.signed_as} 于 {timezone.localtime(self.signed_at):%Y-%m-%d %H:%M}"


class ColumnReview(models.Model):
    """复核: a second person agreed to a column as it stood (OfficeColumn.mark); the latest counts.

    Whatever is written afterwards gives the column another mark, and it waits again.
    """

    year = models.ForeignKey(
        Year, models.PROTECT, related_name="column_reviews", verbose_name="年度"
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="column_reviews", verbose_name="指标"
    )
    office = models.ForeignKey(
        "cities.Office", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="处室",
    )  # fmt: skip
    mark = models.CharField("所见内容的摘要", max_length=32)
    confirmed_by = person("复核人")
    confirmed_as = models.CharField("复核人姓名", max_length=LONGEST_NAME)
    confirmed_at = models.DateTimeField("复核时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "处室数据复核"
        ordering = ["confirmed_at", "pk"]

    def __str__(self):
        return f"{self.year.number} {self.indicator.name} {self.office or '考核办'}"

    @property
    def told(self) -> str:
        """Return who agreed when."""
        return f"{self.confirmed_as} 于 {timezone.localtime(self.confirmed_at):%Y-%m-%d %H:%M}"
