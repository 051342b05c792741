"""反馈与申诉: what a city objects to in its scores, what is answered, and what was decided."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from assessment.models.people import person
from assessment.models.tables import AMOUNT, POINTS, Indicator
from assessment.models.years import Year
from assessment.objections.querysets import ObjectionFileQuerySet, ObjectionQuerySet

LONGEST_REASON = 2000


class ObjectionWindow(models.Model):
    """From when to when cities may object, and in how many days each step is due.

    Days are counted from the moment of the step before. Changing any of it changes nothing
    of what is filed.
    """

    year = models.OneToOneField(
        Year, models.CASCADE, related_name="objection_window", verbose_name="年度"
    )
    opens_at = models.DateTimeField("申诉开始", null=True, blank=True)
    closes_at = models.DateTimeField("申诉截止", null=True, blank=True)
    accepts_late = models.BooleanField("逾期仍可提出", default=False)
    answer_days = models.PositiveSmallIntegerField("处室答复期限（天）", default=5)
    has_second_stage = models.BooleanField("可以申请复议", default=False)
    appeal_days = models.PositiveSmallIntegerField("申请复议期限（天）", default=5)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    history = HistoricalRecords(verbose_name="历史")
    _history_user: Any  # set before a save: who made the change

    class Meta:
        verbose_name = verbose_name_plural = "申诉期"
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="objections_close_after_they_open",
            )
        ]

    def __str__(self):
        return f"{self.year}申诉期"


class ObjectionState(models.TextChoices):
    FILED = "filed", "已提交"
    ANSWERED = "answered", "处室已答复"
    DECIDED = "decided", "已决定"
    WITHDRAWN = "withdrawn", "已撤回"
    APPEALED = "appealed", "申请复议"
    REDECIDED = "redecided", "复议已决定"


#: Somebody has to do something yet.
OPEN_STATES = (ObjectionState.FILED, ObjectionState.ANSWERED, ObjectionState.APPEALED)


def as_kept(value: Decimal | None) -> str | None:
    """Return a figure as JSON keeps it: 7.0000 of the database is 7."""
    return None if value is None else f"{value.normalize():f}"


class Outcome(models.TextChoices):
    UPHELD = "upheld", "成立"
    PARTLY = "partly", "部分成立"
    REJECTED = "rejected", "不成立"


class Objection(models.Model):
    """One deduction or one figure that a city contests.

    It names what it is about by words and codes, so that it outlasts a table that is read in
    anew: subject, which is one a table at most among those still open; codes of the measures
    that may be corrected. filed_figures: their figures when it was filed, stood: when it was
    last decided, by code, as text. appealable_until: the term that ran from its first decision,
    whatever becomes of the year's terms since.
    claimed: the figure the city wants, None where it says 不应扣分.
    """

    class Kind(models.TextChoices):
        FIGURE = "figure", "记录"
        DEDUCTION = "deduction", "扣分"

    year = models.ForeignKey(Year, models.PROTECT, related_name="objections", verbose_name="年度")
    number = models.PositiveIntegerField("编号")
    city = models.ForeignKey("cities.Place", models.PROTECT, related_name="+", verbose_name="市州")
    city_name = models.CharField("表内名称", max_length=40)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="objections", verbose_name="指标"
    )
    item_name = models.CharField("指标名称", max_length=60)
    component = models.PositiveSmallIntegerField("要点")
    kind = models.CharField("申诉对象", max_length=10, choices=Kind.choices)
    subject = models.CharField("对象代码", max_length=64)
    codes = models.JSONField("测量项编码", default=list)
    words = models.TextField("原文或测量项")
    filed_figures = models.JSONField("提出时的记录", default=dict)
    stood = models.JSONField("决定时的记录", default=dict, blank=True)
    deduction = models.DecimalField("当时扣分", **POINTS)
    claimed = models.DecimalField("要求的完成值", null=True, blank=True, **AMOUNT)
    wanted = models.CharField("申诉要求", max_length=200)
    reason = models.TextField("申诉理由", max_length=LONGEST_REASON)
    state = models.CharField(
        "状态", max_length=10, choices=ObjectionState.choices, default=ObjectionState.FILED
    )
    filed_by = person("提出人")
    filed_as = models.CharField("提出身份", max_length=80)
    filed_at = models.DateTimeField("提出时间", default=timezone.now, editable=False)
    is_late = models.BooleanField("逾期", default=False)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    appealable_until = models.DateTimeField("复议申请期限", null=True, blank=True)
    appealed_at = models.DateTimeField("申请复议时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申诉"
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="objection_number_in_year"),
            models.UniqueConstraint(
                fields=["year", "city", "subject"],
                condition=Q(state__in=["filed", "answered", "appealed"]),
                name="one_open_objection_a_subject",
            ),
        ]

    def __str__(self):
        return f"申诉 {self.shown_number}"

    @property
    def shown_number(self) -> str:
        """Needs the year loaded."""
        return f"{self.year.number}-{self.number:02d}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def told(self) -> str:
        """Return what it is about: «移民培训 · 获证率»."""
        return f"{self.item_name} · {self.words}"


class ObjectionMessage(models.Model):
    """One line of the thread; append-only."""

    class Kind(models.TextChoices):
        MESSAGE = "message", "补充说明"
        ANSWER = "answer", "处室答复"
        WITHDRAWAL = "withdrawal", "撤回申诉"
        APPEAL = "appeal", "申请复议"
        KEPT = "kept", "撤回复议申请"

    objection = models.ForeignKey(
        Objection, models.CASCADE, related_name="messages", verbose_name="申诉"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.MESSAGE)
    text = models.TextField("内容", max_length=LONGEST_REASON)
    written_by = person("写的人")
    written_as = models.CharField("身份", max_length=80)
    written_at = models.DateTimeField("时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "申诉往来"
        ordering = ["written_at", "pk"]

    def __str__(self):
        return self.text[:40]


class ObjectionFile(models.Model):
    """A file laid to an objection when it was filed (message None), or to a line of its thread."""

    objection = models.ForeignKey(
        Objection, models.CASCADE, related_name="files", verbose_name="申诉"
    )
    message = models.ForeignKey(
        ObjectionMessage,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="files",
        verbose_name="往来",
    )
    file = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, related_name="+", verbose_name="文件"
    )
    name = models.CharField("文件名", max_length=200)
    added_by = person("上传人")
    added_at = models.DateTimeField("上传时间", default=timezone.now, editable=False)

    objects = ObjectionFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申诉附件"
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.name


class ObjectionDecision(models.Model):
    """What was decided at a stage, and exactly what it changed; append-only but for outcome and
    reason, which a correction of a finalised year may make others and keeps as they were.

    changes: [{"code", "name", "unit", "kind", "before", "after"}], figures as text, None for
    nothing recorded. moved: other cities whose total or rank it moved, for the province alone:
    [{"city", "total": [before, after], "rank": [before, after]}].
    """

    objection = models.ForeignKey(
        Objection, models.CASCADE, related_name="decisions", verbose_name="申诉"
    )
    stage = models.PositiveSmallIntegerField("第几次")
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices)
    reason = models.TextField("理由", max_length=LONGEST_REASON)
    changes = models.JSONField("数据更正", default=list, blank=True)
    total_before = models.DecimalField("原总分", **POINTS)
    total_after = models.DecimalField("现总分", **POINTS)
    rank_before = models.PositiveSmallIntegerField("原名次")
    rank_after = models.PositiveSmallIntegerField("现名次")
    moved = models.JSONField("连带变化", default=list, blank=True)
    decided_by = person("决定人")
    decided_as = models.CharField("身份", max_length=80)
    decided_at = models.DateTimeField("决定时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "申诉决定"
        ordering = ["objection", "stage"]
        constraints = [
            models.UniqueConstraint(fields=["objection", "stage"], name="one_decision_a_stage")
        ]

    def __str__(self):
        return f"{self.objection}：{self.get_outcome_display()}"

    @property
    def told(self) -> str:
        """Return what stands beside a figure that it corrected. Needs the objection's year."""
        return f"据{self.objection}更正，{timezone.localtime(self.decided_at):%Y-%m-%d}"
