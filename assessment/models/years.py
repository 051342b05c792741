"""A year: where it stands, and how it reads what the texts leave open."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from assessment.engine.explain import grade_told
from assessment.engine.types import Grade
from assessment.querysets import YearQuerySet
from lib.site_words import said


class YearState(models.TextChoices):
    PREPARING = "preparing", "准备"
    ISSUED = "issued", "下达"
    SELF_CHECK = "self_check", "市州自查"
    COLLECTING = "collecting", "处室采集"
    REVIEW = "review", "复核"
    FEEDBACK = "feedback", "反馈与申诉"
    FINALISED = "finalised", "审定"
    PUBLISHED = "published", "公布"

    @property
    def said(self) -> str:
        """Return the stage in the words of this site; its label is that of the migrations."""
        return said(self.label)


FIRST_YEAR, LAST_YEAR = 2000, 2100


class Year(models.Model):
    """A 年度. Its state says what may be done; assessment.states says by whom.

    dates: when the other steps are planned, {state: [first day, last day]}, ISO or "".
    cloned_from: the year that its tables were made like, None where they were read in.
    """

    number = models.PositiveSmallIntegerField(
        "年度",
        unique=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    state = models.CharField(
        "阶段", max_length=12, choices=YearState.choices, default=YearState.PREPARING
    )
    collection_opens = models.DateField("采集开始", null=True, blank=True)
    collection_closes = models.DateField("采集截止", null=True, blank=True)
    collection_closes_itself = models.BooleanField("采集到期自动关闭", default=False)
    dates = models.JSONField("各步日期", default=dict, blank=True)
    cloned_from = models.PositiveSmallIntegerField(
        "照哪个年度新建", null=True, blank=True, editable=False
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    history = HistoricalRecords(verbose_name="历史")
    _history_user: Any  # set before a save: who made the change

    objects = YearQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度"
        ordering = ["-number"]

    def __str__(self):
        return f"{self.number}年度"

    def get_state_display(self) -> str:
        """Return the stage in the words of this site."""
        return YearState(self.state).said

    def is_collection_over(self) -> bool:
        """Whether the last day for recording has passed in a year that closes by itself."""
        if not self.collection_closes_itself:
            return False
        return bool(self.collection_closes and timezone.localdate() > self.collection_closes)

    def planned(self, step: str) -> tuple[date | None, date | None]:
        """Return from when to when a step is planned."""
        if step == YearState.COLLECTING:
            return self.collection_opens, self.collection_closes
        opens, closes = self.dates.get(step, ["", ""])
        return _day_of(opens), _day_of(closes)


def _day_of(told: str) -> date | None:
    return date.fromisoformat(told) if told else None


def grades_of(kept: list[dict]) -> tuple[Grade, ...]:
    """Return the grades that a policy keeps (see loading.grades_kept)."""
    return tuple(
        Grade(
            name=told["name"],
            least=Decimal(told["least"]),
            quota=None if told["quota"] is None else Decimal(told["quota"]),
            is_best=told["is_best"],
            first=Decimal(told["first"]) if "first" in told else None,
            is_share=told.get("is_share", False),
        )
        for told in kept
    )


def _grades_in_words(kept: list[dict]) -> str:
    return "；".join(map(grade_told, grades_of(kept)))


def _groups_in_words(kept: list[dict]) -> str:
    return "、".join(f"{group['name']}（{len(group['units'])} 个）" for group in kept)


class Policy(models.Model):
    """The choices a year makes where the official texts leave them open.

    grades: the best first, as loading.policies writes them; empty where the year gives none.
    groups: the same, each with the keys of its places; empty where all are ranked together.
    """

    class StepReading(models.TextChoices):
        WHOLE = "whole", "不足一档不扣"
        PROPORTION = "proportion", "按比例扣分"
        STARTED = "started", "不足一档按一档扣"

    class Pooling(models.TextChoices):
        CAPPED = "capped", "合并计算，各项以目标为限"
        UNCAPPED = "uncapped", "合并计算，超额可抵"
        EACH = "each", "分项计算"

    year = models.OneToOneField(Year, models.CASCADE, related_name="policy", verbose_name="年度")
    step_reading = models.CharField(
        "不足一档", max_length=12, choices=StepReading.choices, default=StepReading.WHOLE
    )
    pooling = models.CharField(
        "多项任务", max_length=12, choices=Pooling.choices, default=Pooling.CAPPED
    )
    cap_components = models.BooleanField("要点扣完为止", default=True)
    counts_bonus = models.BooleanField("加分计入总分", default=False)
    bonus_cap = models.DecimalField(
        "加分上限", max_digits=5, decimal_places=2, null=True, blank=True
    )
    grades = models.JSONField("等次", default=list, blank=True)
    applies_vetoes = models.BooleanField("否决降低等次", default=False)
    groups = models.JSONField("分组", default=list, blank=True)
    words = {"grades": _grades_in_words, "groups": _groups_in_words}
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    history = HistoricalRecords(verbose_name="历史")
    _history_user: Any  # set before a save: who made the change

    class Meta:
        verbose_name = verbose_name_plural = "计分口径"

    def __str__(self):
        return f"{self.year}计分口径"
