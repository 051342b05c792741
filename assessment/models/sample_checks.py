"""抽查核查: a random sample of a year's cells, and what was found of each."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessment.collection.values import COUNTED, as_shown
from assessment.engine.types import MeasureKind
from assessment.models.people import person
from assessment.models.tables import AMOUNT, Indicator
from assessment.models.years import Year
from assessment.sample_checks.drawing import FrameCell, Size
from assessment.sample_checks.querysets import (
    CheckFileQuerySet,
    SampledCellQuerySet,
    SampleDrawQuerySet,
)
from lib.rounding import format_figure

LONGEST_DRAW_REASON = 300
LONGEST_FINDING = 1000


class SampleDraw(models.Model):
    """A sample drawn by lot, with all that is needed to draw it again. Never changed.

    frame: [[city's key, measure's code, weight as text]] of every cell that might have been
    drawn; population: how many; frame_digest: of them (assessment.sample_checks.drawing).
    number: in the year; the last one holds, those before stay to be read. reason: why anew.
    """

    class SizeKind(models.TextChoices):
        CELLS = "cells", "每市州若干格"
        PERCENT = "percent", "各市州按百分比"

    year = models.ForeignKey(Year, models.PROTECT, related_name="sample_draws", verbose_name="年度")
    number = models.PositiveSmallIntegerField("第几次")
    seed = models.CharField("随机种子", max_length=32)
    size_kind = models.CharField("抽取办法", max_length=10, choices=SizeKind.choices)
    size = models.PositiveSmallIntegerField("数量")
    is_weighted = models.BooleanField("按分值加权", default=False)
    population = models.PositiveIntegerField("总体格数")
    frame = models.JSONField("总体")
    frame_digest = models.CharField("总体摘要", max_length=64)
    reason = models.CharField("重抽理由", max_length=LONGEST_DRAW_REASON, blank=True)
    drawn_by = person("抽取人")
    drawn_as = models.CharField("抽取人姓名", max_length=150)
    drawn_at = models.DateTimeField("抽取时间", default=timezone.now, editable=False)

    objects = SampleDrawQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抽样"
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="sample_draw_number_in_year"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="sample_drawn_anew_with_reason"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="sample_size_positive"),
        ]

    def __str__(self):
        return f"{self.year}第 {self.number} 次抽样"

    @property
    def cells_that_might(self) -> list[FrameCell]:
        return [FrameCell(city, code, Decimal(weight)) for city, code, weight in self.frame]

    @property
    def wanted(self) -> Size:
        return Size(self.size, is_percent=self.size_kind == self.SizeKind.PERCENT)

    @property
    def told(self) -> str:
        """Return how it was drawn: «每市州 5 格，按分值加权»."""
        how = f"每市州 {self.size} 格"
        if self.size_kind == self.SizeKind.PERCENT:
            how = f"各市州 {self.size}%"
        return f"{how}，{'按分值加权' if self.is_weighted else '不加权'}"


class SampledCell(models.Model):
    """A cell of the sample with what was found of it.

    It names its cell by city and code, so that it outlasts a table that is read in anew.
    reported, reported_version: the figure as it was drawn; recorded_by: whose it was.
    found: None as long as nobody looked. settled_how: of a difference. effect: what the found
    figure does to the scores, kept when it was settled: {"item", "total", "rank"}, each
    [before, after] as text. adopted_version: of the cell, that the adoption left.
    """

    class Settlement(models.TextChoices):
        ADOPTED = "adopted", "采用核查数"
        EXPLAINED = "explained", "已说明"

    draw = models.ForeignKey(SampleDraw, models.PROTECT, related_name="cells", verbose_name="抽样")
    order = models.PositiveIntegerField("序号")
    city = models.ForeignKey("cities.Place", models.PROTECT, related_name="+", verbose_name="市州")
    city_name = models.CharField("表内名称", max_length=40)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="sampled_cells", verbose_name="指标"
    )
    item_name = models.CharField("指标名称", max_length=60)
    code = models.CharField("测量项编码", max_length=40)
    measure_name = models.CharField("测量项", max_length=200)
    kind = models.CharField("类型", max_length=4)
    unit = models.CharField("单位", max_length=20, blank=True)
    offices = models.CharField("责任处室", max_length=200, blank=True)
    is_picked = models.BooleanField("另加", default=False)
    picked_reason = models.CharField("另加理由", max_length=LONGEST_DRAW_REASON, blank=True)
    picked_as = models.CharField("另加的人", max_length=150, blank=True)
    reported = models.DecimalField("上报数", **AMOUNT)
    reported_version = models.PositiveIntegerField("抽取时的版本")
    recorded_by = person("录入人", null=True, blank=True)
    recorded_as = models.CharField("录入身份", max_length=150, blank=True)
    found = models.DecimalField("核查数", null=True, blank=True, **AMOUNT)
    finding = models.TextField("核查情况", max_length=LONGEST_FINDING, blank=True)
    checked_by = person("核查人", null=True, blank=True)
    checked_as = models.CharField("核查人姓名", max_length=150, blank=True)
    checked_at = models.DateTimeField("核查时间", null=True, blank=True)
    settled_how = models.CharField(
        "处理", max_length=10, choices=Settlement.choices, blank=True, default=""
    )
    settled_reason = models.TextField("处理理由", max_length=LONGEST_FINDING, blank=True)
    settled_by = person("处理人", null=True, blank=True)
    settled_as = models.CharField("处理人姓名", max_length=150, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    adopted_version = models.PositiveIntegerField("采用后的版本", null=True, blank=True)
    effect = models.JSONField("影响", default=dict, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = SampledCellQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抽查的格"
        ordering = ["draw", "order"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "city", "code"], name="cell_once_a_sample"),
            models.CheckConstraint(
                condition=Q(is_picked=False) | ~Q(picked_reason=""),
                name="cell_picked_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(found=None, checked_at=None)
                | Q(found__isnull=False, checked_at__isnull=False),
                name="cell_checked_with_its_figure",
            ),
            models.CheckConstraint(
                condition=Q(settled_how="", settled_at=None)
                | Q(settled_how="adopted", settled_at__isnull=False, found__isnull=False)
                | (
                    Q(settled_how="explained", settled_at__isnull=False, found__isnull=False)
                    & ~Q(settled_reason="")
                ),
                name="cell_settled_once_checked",
            ),
        ]

    def __str__(self):
        return f"抽查 {self.city_name} {self.item_name} · {self.measure_name}"

    @property
    def about(self) -> str:
        """Return whose figure it is: «长沙市 移民培训 · 获证率»."""
        return f"{self.city_name} {self.item_name} · {self.measure_name}"

    @property
    def is_checked(self) -> bool:
        return self.checked_at is not None

    @property
    def differs(self) -> bool:
        """Whether another figure was found than was reported."""
        return self.found is not None and self.found != self.reported

    @property
    def is_settled(self) -> bool:
        return bool(self.settled_how)

    @property
    def is_open(self) -> bool:
        """Whether a difference waits for somebody to settle it."""
        return self.differs and not self.is_settled

    @property
    def measure_kind(self) -> MeasureKind:
        return MeasureKind(self.kind)

    @property
    def shown_unit(self) -> str:
        if self.measure_kind is MeasureKind.YES_NO:
            return ""
        if self.measure_kind is MeasureKind.RATE:
            return "%"
        return self.unit or (COUNTED if self.measure_kind is MeasureKind.COUNT else "")

    def shown(self, value: Decimal | None) -> str:
        """Return a figure of it as pages and papers write it, "—" for none."""
        if value is None:
            return "—"
        if self.measure_kind is MeasureKind.YES_NO:
            return as_shown(value, self.measure_kind)
        return format_figure(value)

    @property
    def reported_shown(self) -> str:
        return self.shown(self.reported)

    @property
    def found_shown(self) -> str:
        return self.shown(self.found)

    @property
    def difference_shown(self) -> str:
        """Return found less reported with its sign; of 是否 that it is another."""
        if self.found is None:
            return "—"
        if not self.differs:
            return "一致"
        if self.measure_kind is MeasureKind.YES_NO:
            return "不一致"
        difference = self.found - self.reported
        sign = "+" if difference > 0 else "−"
        return f"{sign}{format_figure(abs(difference))}"

    @property
    def adopted_told(self) -> str:
        """Return what stands beside a figure that the check made what it is."""
        day = timezone.localdate(self.settled_at)
        return f"抽查核查：核查数 {self.found_shown}，{day:%Y-%m-%d} 采用"


class CheckFile(models.Model):
    """A file that proves what was found of a sampled cell."""

    cell = models.ForeignKey(
        SampledCell, models.CASCADE, related_name="files", verbose_name="抽查的格"
    )
    file = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, related_name="+", verbose_name="文件"
    )
    name = models.CharField("文件名", max_length=200)
    added_by = person("上传人")
    added_at = models.DateTimeField("上传时间", default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = CheckFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核查佐证"
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.name
