"""加分申报: what a city claims a bonus for, what proves it, and what was decided of it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from assessment.claims.querysets import BonusClaimQuerySet, ClaimFileQuerySet
from assessment.models.people import person
from assessment.models.tables import AMOUNT, POINTS, Indicator
from assessment.models.years import Year

LONGEST_WORDS = 1000


class ClaimWindow(models.Model):
    """From when to when cities claim, and whether they still may when they are late.

    Without days the stages from 市州自查 to 复核 are the window.
    """

    year = models.OneToOneField(
        Year, models.CASCADE, related_name="claim_window", verbose_name="年度"
    )
    opens_at = models.DateTimeField("申报开始", null=True, blank=True)
    closes_at = models.DateTimeField("申报截止", null=True, blank=True)
    accepts_late = models.BooleanField("逾期仍可申报", default=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    history = HistoricalRecords(verbose_name="历史")
    _history_user: Any  # set before a save: who made the change

    class Meta:
        verbose_name = verbose_name_plural = "加分申报期"
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="claims_close_after_they_open",
            )
        ]

    def __str__(self):
        return f"{self.year}加分申报期"


class ClaimState(models.TextChoices):
    DRAFT = "draft", "填写中"
    FILED = "filed", "已申报"
    RETURNED = "returned", "退回补充"
    ACCEPTED = "accepted", "采纳"
    PARTLY = "partly", "部分采纳"
    REJECTED = "rejected", "不采纳"
    WITHDRAWN = "withdrawn", "已撤回"


#: Somebody has to do something yet.
OPEN_CLAIMS = (ClaimState.FILED, ClaimState.RETURNED)
#: What counts in the cell of its rule.
TAKEN_CLAIMS = (ClaimState.ACCEPTED, ClaimState.PARTLY)
DECIDED_CLAIMS = (*TAKEN_CLAIMS, ClaimState.REJECTED)


class BonusClaim(models.Model):
    """A bonus that a city claims under one rule of its table.

    It names the rule by the code of its measure and its clause, so that it outlasts a table that
    is read in anew. amount: what would enter the cell: times, or points where they are judged, or
    the place that was won. points: what that is worth by the rule, when it was filed.
    taken, taken_points: the same of what was decided, None before. same_as: the claim whose
    matter it is too, so that only the highest of them counts; not_same: why it is another one
    though it looks alike.
    """

    class Kind(models.TextChoices):
        AWARD = "award", "表彰奖励"
        ADOPTION = "adoption", "批示、信息采用"
        MODEL = "model", "典型经验推广"
        TRIAL = "trial", "试点任务"
        OTHER = "other", "其他"

    year = models.ForeignKey(Year, models.PROTECT, related_name="claims", verbose_name="年度")
    number = models.PositiveIntegerField("编号")
    city = models.ForeignKey("cities.Place", models.PROTECT, related_name="+", verbose_name="市州")
    city_name = models.CharField("表内名称", max_length=40)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="claims", verbose_name="指标"
    )
    item_name = models.CharField("指标名称", max_length=60)
    code = models.CharField("测量项编码", max_length=40)
    measure_name = models.CharField("测量项", max_length=200)
    clause = models.TextField("加分条款")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    title = models.CharField("加分事项", max_length=200)
    level = models.CharField("级别", max_length=20)
    happened_on = models.DateField("日期")
    issuer = models.CharField("颁发（发文）单位", max_length=100)
    document_number = models.CharField("文号", max_length=80, blank=True)
    words = models.TextField("说明", max_length=LONGEST_WORDS, blank=True)
    amount = models.DecimalField("申报数", **AMOUNT)
    points = models.DecimalField("申报加分", **POINTS)
    date_reason = models.CharField("日期不在本年度的说明", max_length=200, blank=True)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="同一事项"
    )
    not_same = models.CharField("不是同一事项的说明", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=ClaimState.choices, default=ClaimState.DRAFT
    )
    is_late = models.BooleanField("逾期", default=False)
    filed_at = models.DateTimeField("申报时间", null=True, blank=True)
    taken = models.DecimalField("采纳数", null=True, blank=True, **AMOUNT)
    taken_points = models.DecimalField("采纳加分", null=True, blank=True, **POINTS)
    decided_by = person("决定人", null=True, blank=True)
    decided_as = models.CharField("决定身份", max_length=80, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    written_by = person("填写人")
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    history = HistoricalRecords(verbose_name="历史")
    _history_user: Any  # set before a save: who made the change

    objects = BonusClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "加分申报"
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="claim_number_in_year"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="claim_amount_positive"),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "partly"], taken__gt=0)
                | (~Q(state__in=["accepted", "partly"]) & Q(taken=None)),
                name="claim_taken_if_accepted",
            ),
        ]

    def __str__(self):
        return f"加分申报 {self.shown_number}"

    @property
    def shown_number(self) -> str:
        """Needs the year loaded."""
        return f"{self.year.number}-{self.number:02d}"

    @property
    def is_taken(self) -> bool:
        return self.state in TAKEN_CLAIMS

    @property
    def is_of_another_year(self) -> bool:
        return self.happened_on.year != self.year.number

    @property
    def told(self) -> str:
        """Return it as evidence: «第 3 号 国家级《…》国发〔2017〕5号»."""
        return f"第 {self.number} 号 {self.level}“{self.title}”{self.document_number}"


class ClaimEvent(models.Model):
    """One step of a claim, with what was said of it; append-only."""

    claim = models.ForeignKey(
        BonusClaim, models.CASCADE, related_name="events", verbose_name="加分申报"
    )
    what = models.CharField("事项", max_length=20)
    text = models.TextField("内容", max_length=LONGEST_WORDS, blank=True)
    done_by = person("办理人")
    done_as = models.CharField("身份", max_length=80)
    done_at = models.DateTimeField("时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "加分申报经过"
        ordering = ["done_at", "pk"]

    def __str__(self):
        return self.what


class ClaimFile(models.Model):
    """A document that proves a claim; taken off, it is kept."""

    claim = models.ForeignKey(
        BonusClaim, models.CASCADE, related_name="files", verbose_name="加分申报"
    )
    file = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, related_name="+", verbose_name="文件"
    )
    name = models.CharField("文件名", max_length=200)
    added_by = person("上传人")
    added_at = models.DateTimeField("上传时间", default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = ClaimFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "加分申报证明材料"
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.name
