"""豁免: that an item of a city's table, or one component of it, does not count this year."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessment.exemptions.querysets import ExemptionQuerySet
from assessment.models.people import person
from assessment.models.tables import POINTS, Indicator
from assessment.models.years import Year

LONGEST_PLEA = 1000


class ExemptionState(models.TextChoices):
    PROPOSED = "proposed", "待确认"
    DECLINED = "declined", "不同意"
    TAKEN_BACK = "taken_back", "已撤回"
    IN_FORCE = "in_force", "已生效"
    LIFTING = "lifting", "待撤销"
    LIFTED = "lifted", "已撤销"


#: What it names does not count because of it.
STANDING_EXEMPTIONS = (ExemptionState.IN_FORCE, ExemptionState.LIFTING)
#: A second person has to answer.
WAITING_EXEMPTIONS = (ExemptionState.PROPOSED, ExemptionState.LIFTING)


class Exemption(models.Model):
    """An item of a city's table, or one component of it, that does not count this year because
    of force majeure or of a target that was changed.

    component: the number of the one component, None for the whole item. codes: those of the
    component's measures, a line each, so that in a table read in anew another one is not
    mistaken for it; empty for an item. points: what it was worth when it was proposed.
    """

    class Cause(models.TextChoices):
        FORCE_MAJEURE = "force_majeure", "不可抗力"
        CHANGED_TARGET = "changed_target", "目标调整"

    year = models.ForeignKey(Year, models.PROTECT, related_name="exemptions", verbose_name="年度")
    number = models.PositiveIntegerField("编号")
    city = models.ForeignKey("cities.Place", models.PROTECT, related_name="+", verbose_name="市州")
    city_name = models.CharField("表内名称", max_length=40)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="exemptions", verbose_name="指标"
    )
    item_name = models.CharField("指标名称", max_length=60)
    component = models.PositiveSmallIntegerField("要点", null=True, blank=True)
    codes = models.TextField("测量项编码", blank=True)
    words = models.TextField("原文", blank=True)
    points = models.DecimalField("分值", **POINTS)
    cause = models.CharField("原因", max_length=20, choices=Cause.choices)
    plea = models.TextField("事实和理由", max_length=LONGEST_PLEA)
    document = models.CharField("依据文件", max_length=200)
    file = models.ForeignKey(
        "trust.StoredFile",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="证明材料",
    )
    file_name = models.CharField("文件名", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=ExemptionState.choices, default=ExemptionState.PROPOSED
    )
    proposed_by = person("提出人")
    proposed_as = models.CharField("提出身份", max_length=80)
    proposed_at = models.DateTimeField("提出时间", default=timezone.now, editable=False)
    answered_by = person("确认人", null=True, blank=True)
    answered_as = models.CharField("确认身份", max_length=80, blank=True)
    answered_at = models.DateTimeField("确认时间", null=True, blank=True)
    answer = models.CharField("答复", max_length=200, blank=True)
    lifting_by = person("提出撤销人", null=True, blank=True)
    lifting_as = models.CharField("提出撤销身份", max_length=80, blank=True)
    lifting_at = models.DateTimeField("提出撤销时间", null=True, blank=True)
    lifting_reason = models.CharField("撤销理由", max_length=200, blank=True)
    lifted_by = person("确认撤销人", null=True, blank=True)
    lifted_as = models.CharField("确认撤销身份", max_length=80, blank=True)
    lifted_at = models.DateTimeField("撤销时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "豁免"
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="exemption_number_in_year"),
            models.CheckConstraint(
                condition=~Q(document="") & ~Q(plea=""), name="exemption_has_a_plea"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("proposed_by")),
                name="exemption_answered_by_another",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | ~Q(lifted_by=F("lifting_by")),
                name="exemption_lifted_by_another",
            ),
        ]

    def __str__(self):
        return f"{self.year}豁免（{self.shown_number}）"

    @property
    def shown_number(self) -> str:
        """Return what lists, pages, cards and snapshots call it within its year."""
        return number_told(self.number)

    @property
    def stands(self) -> bool:
        return self.state in STANDING_EXEMPTIONS

    @property
    def subject(self) -> str:
        """Return what does not count: «移民培训 要点2», «移民培训»."""
        part = "" if self.component is None else f" 要点{self.component}"
        return f"{self.item_name}{part}"

    @property
    def told(self) -> str:
        """Return it as cards and papers tell it: «不可抗力豁免（第 1 号）»."""
        return told_of(self.cause, self.number)


def told_of(cause: str, number: int) -> str:
    return f"{Exemption.Cause(cause).label}豁免（{number_told(number)}）"


def number_told(number: int) -> str:
    return f"第 {number} 号"
