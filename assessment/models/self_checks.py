"""市州自查: what a city reports of its own measures, hands in and sends back sealed.

Figures wait as reported figures. None of it is a Result, and no score knows of it; an office
may take one over, through the one way in which offices record.
"""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from assessment.models.people import person
from assessment.models.tables import AMOUNT, POINTS, Measure
from assessment.models.years import Year
from assessment.self_check.querysets import (
    ReportedFileQuerySet,
    SelfCheckQuerySet,
    SelfCheckScanQuerySet,
)
from lib.rounding import format_figure

LONGEST_RETURN = 200


class SelfCheckWindow(models.Model):
    """From when to when cities report, and whether they still may when they are late.

    Without days the stage 市州自查 itself is the window.
    """

    year = models.OneToOneField(
        Year, models.CASCADE, related_name="self_check_window", verbose_name="年度"
    )
    opens_at = models.DateTimeField("上报开始", null=True, blank=True)
    closes_at = models.DateTimeField("上报截止", null=True, blank=True)
    accepts_late = models.BooleanField("逾期仍可上报", default=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    history = HistoricalRecords(verbose_name="历史")
    _history_user: Any  # set before a save: who made the change

    class Meta:
        verbose_name = verbose_name_plural = "自查上报期"
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="self_check_closes_after_it_opens",
            )
        ]

    def __str__(self):
        return f"{self.year}自查上报期"


class SelfCheckState(models.TextChoices):
    DRAFT = "draft", "填报中"
    HANDED_IN = "handed_in", "已上报"
    RETURNED = "returned", "已退回"


class SelfCheck(models.Model):
    """A city's own report of a year; made with its first figure. It outlasts its table."""

    year = models.ForeignKey(Year, models.PROTECT, related_name="self_checks", verbose_name="年度")
    city = models.ForeignKey("cities.Place", models.PROTECT, related_name="+", verbose_name="市州")
    state = models.CharField(
        "状态", max_length=10, choices=SelfCheckState.choices, default=SelfCheckState.DRAFT
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = SelfCheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "市州自查"
        ordering = ["year", "city__key"]
        constraints = [
            models.UniqueConstraint(fields=["year", "city"], name="one_self_check_a_city")
        ]

    def __str__(self):
        return f"{self.year}{self.city}自查"

    @property
    def is_handed_in(self) -> bool:
        return self.state == SelfCheckState.HANDED_IN


class ReportedFigure(models.Model):
    """What a city reports for a measure. value: as Result.value; None is not reported.

    It is named by where it belongs in the official table, so that it outlasts one that is read
    in anew; nth: which of several measures of that name. version: raised by every write.
    """

    self_check = models.ForeignKey(
        SelfCheck, models.CASCADE, related_name="figures", verbose_name="市州自查"
    )
    item_name = models.CharField("指标名称", max_length=60)
    component = models.PositiveSmallIntegerField("要点")
    name = models.CharField("测量项", max_length=200)
    kind = models.CharField("类型", max_length=4, choices=Measure.Kind.choices)
    nth = models.PositiveSmallIntegerField("同名第几项", default=1)
    value = models.DecimalField("自报数", null=True, blank=True, **AMOUNT)
    ticked = models.JSONField("已完成对象", default=list, blank=True)
    remark = models.TextField("备注", blank=True)
    recorded_by = person("填报人", null=True, blank=True)
    recorded_as = models.CharField("填报身份", max_length=80, blank=True)
    recorded_at = models.DateTimeField("填报时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=0)
    history = HistoricalRecords(verbose_name="历史")
    _history_user: Any  # set before a save: who made the change

    class Meta:
        verbose_name = verbose_name_plural = "自报数"
        ordering = ["self_check", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["self_check", "item_name", "component", "name", "kind", "nth"],
                name="one_reported_figure_a_measure",
            )
        ]

    def __str__(self):
        return f"{self.item_name} · {self.name}"

    @property
    def place(self) -> tuple[str, int, str, str, int]:
        """Return where it belongs (assessment.self_check.places.Place)."""
        return self.item_name, self.component, self.name, self.kind, self.nth


class ReportedFile(models.Model):
    """A file that a city lays to a figure of its own; taken off, it is kept."""

    figure = models.ForeignKey(
        ReportedFigure, models.CASCADE, related_name="files", verbose_name="自报数"
    )
    file = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, related_name="+", verbose_name="文件"
    )
    name = models.CharField("文件名", max_length=200)
    added_by = person("上传人")
    added_at = models.DateTimeField("上传时间", default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = ReportedFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自查佐证材料"
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.name


class SelfCheckSubmission(models.Model):
    """What was handed in, whole, under its number of the year; append-only but for its end.

    figures: [{"item", "component", "measure", "kind", "unit", "target", "value", "ticked",
    "remark", "files": [{"name", "sha256"}]}] in the table's order, figures as text. digest: of
    them. total: what they would score. ended_how: how it came to stand no more, "" while it does.
    """

    class End(models.TextChoices):
        WITHDRAWN = "withdrawn", "撤回"
        RETURNED = "returned", "退回"

    self_check = models.ForeignKey(
        SelfCheck, models.CASCADE, related_name="submissions", verbose_name="市州自查"
    )
    year = models.ForeignKey(Year, models.PROTECT, related_name="+", verbose_name="年度")
    serial = models.PositiveIntegerField("回执序号")
    number = models.PositiveSmallIntegerField("第几次上报")
    figures = models.JSONField("上报内容", default=list)
    digest = models.CharField("内容摘要", max_length=64)
    total = models.DecimalField("自评得分", **POINTS)
    unreported = models.PositiveSmallIntegerField("未填项数", default=0)
    is_late = models.BooleanField("逾期", default=False)
    submitted_by = person("上报人")
    submitted_as = models.CharField("上报身份", max_length=80)
    submitted_at = models.DateTimeField("上报时间", default=timezone.now, editable=False)
    ended_how = models.CharField("终止", max_length=10, choices=End.choices, blank=True)
    ended_by = person("办理人", null=True, blank=True)
    ended_as = models.CharField("办理身份", max_length=80, blank=True)
    ended_at = models.DateTimeField("办理时间", null=True, blank=True)
    reason = models.CharField("理由", max_length=LONGEST_RETURN, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "自查上报"
        ordering = ["self_check", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="self_check_receipt_in_year"),
            models.UniqueConstraint(
                fields=["self_check"],
                condition=Q(ended_how=""),
                name="one_standing_submission_a_self_check",
            ),
        ]

    def __str__(self):
        return self.receipt

    @property
    def receipt(self) -> str:
        """Needs the year loaded."""
        return f"自查〔{self.year.number}〕{self.serial:03d}号"

    @property
    def stands(self) -> bool:
        return not self.ended_how


class SelfCheckScan(models.Model):
    """The sealed paper as it came back, for one submission; taken off, it is kept."""

    submission = models.ForeignKey(
        SelfCheckSubmission, models.CASCADE, related_name="scans", verbose_name="自查上报"
    )
    file = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, related_name="+", verbose_name="文件"
    )
    name = models.CharField("文件名", max_length=200)
    added_by = person("上传人")
    added_as = models.CharField("上传身份", max_length=80)
    added_at = models.DateTimeField("上传时间", default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = SelfCheckScanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自查盖章扫描件"
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.name


#: How evidence begins that is what a city reported, not a file.
SELF_CHECKED = "市州自查："


class ReportedTaking(models.Model):
    """That an office took a reported figure over as its result; append-only, the latest counts
    as long as the result is its value. files: names of what the city laid to it then."""

    figure = models.ForeignKey(
        ReportedFigure, models.CASCADE, related_name="takings", verbose_name="自报数"
    )
    value = models.DecimalField("自报数", **AMOUNT)
    receipt = models.CharField("回执号", max_length=40)
    files = models.JSONField("佐证材料", default=list, blank=True)
    taken_by = person("采用人")
    taken_as = models.CharField("采用身份", max_length=80, blank=True)
    taken_at = models.DateTimeField("采用时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "自报数采用"
        ordering = ["taken_at", "pk"]

    def __str__(self):
        return self.told

    @property
    def told(self) -> str:
        """Return the evidence in words: «市州自查：1,048（自查〔2017〕003号），2018-01-05 采用».
        Needs the figure loaded."""
        files = f"；佐证 {'、'.join(self.files)}" if self.files else ""
        day = timezone.localtime(self.taken_at).date()
        return f"{SELF_CHECKED}{self.shown}（{self.receipt}{files}），{day:%Y-%m-%d} 采用"

    @property
    def shown(self) -> str:
        if self.figure.kind == Measure.Kind.YES_NO:
            return "是" if self.value else "否"
        return format_figure(Decimal(self.value))
