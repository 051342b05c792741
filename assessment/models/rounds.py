"""调度: dated rounds in mid-year. Their figures are kept beside the results and never one of them;
an office may take one over, through the one way in which offices record.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from assessment.models.people import person
from assessment.models.tables import AMOUNT, POINTS, Measure
from assessment.models.years import Year
from assessment.rounds.pace import CountingWay, LightCosts, Thresholds
from assessment.rounds.querysets import RoundAlertQuerySet, RoundQuerySet

LONGEST_ROUND_NAME = 40
LONGEST_ROUND_REASON = 200
LONGEST_ALERT_TEXT = 1000
PERCENT = {"max_digits": 5, "decimal_places": 2}
COUNTINGS = [
    (CountingWay.YEAR_END.value, "仅年终数"),
    (CountingWay.LAST.value, "末次调度"),
    (CountingWay.MEAN.value, "各次平均"),
    (CountingWay.WEIGHTED.value, "按权重"),
]


#: What the settings say of lights, in the order of LightCosts.of.
LIGHT_COSTS = (
    "red_points", "yellow_points", "light_cap", "light_indicators", "green", "yellow",
)  # fmt: skip


class RoundSettings(models.Model):
    """Which figure of its rounds a year goes by, and from where on progress has which light.

    A year without a row has the defaults: the year's own figures, 100 % and 80 %, and lights
    cost nothing. light_indicators: keys of those whose lights do, all where there are none.
    """

    year = models.OneToOneField(
        Year, models.CASCADE, related_name="round_settings", verbose_name="年度"
    )
    counting = models.CharField(
        "计入考核的数", max_length=10, choices=COUNTINGS, default=CountingWay.YEAR_END.value
    )
    green = models.DecimalField("绿灯线", default=Decimal(100), **PERCENT)
    yellow = models.DecimalField("黄灯线", default=Decimal(80), **PERCENT)
    red_points = models.DecimalField("每次红灯扣分", null=True, blank=True, **POINTS)
    yellow_points = models.DecimalField("每次黄灯扣分", null=True, blank=True, **POINTS)
    light_cap = models.DecimalField("每个测量项最多扣", null=True, blank=True, **POINTS)
    light_indicators = models.JSONField("灯色扣分的指标", default=list, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    history = HistoricalRecords(verbose_name="历史")
    _history_user: Any  # set before a save: who made the change

    class Meta:
        verbose_name = verbose_name_plural = "调度设置"
        constraints = [
            models.CheckConstraint(
                condition=Q(yellow__gt=0, yellow__lt=F("green"), green__lte=100),
                name="round_lights_in_order",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__gt": 0}),
                    name=f"round_{name}_positive",
                )
                for name in ("red_points", "yellow_points", "light_cap")
            ),
        ]

    def __str__(self):
        return f"{self.year}调度设置"

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(self.green, self.yellow)

    @property
    def light_costs(self) -> LightCosts | None:
        """Return what lights cost; None where they cost nothing."""
        return LightCosts.of([getattr(self, name) for name in LIGHT_COSTS])


class Round(models.Model):
    """A dated round: offices report where every figure stood at the end of as_of, until due_on.

    number: within its year; that of one that was discarded may be given again. due_on: to the
    end of that day; who comes later is late, and is refused only where accepts_late is not.
    weight: where figures are weighted; 0: it does not count. closed_at: the assessment office
    ended it.
    """

    year = models.ForeignKey(Year, models.PROTECT, related_name="rounds", verbose_name="年度")
    number = models.PositiveSmallIntegerField("次序")
    name = models.CharField("名称", max_length=LONGEST_ROUND_NAME)
    as_of = models.DateField("截至日期")
    due_on = models.DateField("报送截止")
    accepts_late = models.BooleanField("逾期仍可报送", default=True)
    weight = models.DecimalField("权重", default=Decimal(1), **PERCENT)
    opened_by = person("开展人")
    opened_as = models.CharField("开展身份", max_length=80, blank=True)
    opened_at = models.DateTimeField("开展时间", default=timezone.now, editable=False)
    closed_by = person("结束人", null=True, blank=True)
    closed_as = models.CharField("结束身份", max_length=80, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    reopened_reason = models.CharField(
        "重新开放的理由", max_length=LONGEST_ROUND_REASON, blank=True
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    history = HistoricalRecords(verbose_name="历史")
    _history_user: Any  # set before a save: who made the change

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调度"
        ordering = ["year", "as_of"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="round_number_in_year"),
            models.UniqueConstraint(fields=["year", "as_of"], name="one_round_a_day"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("as_of")), name="round_due_after_its_day"
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="round_weight_not_negative"),
        ]

    def __str__(self):
        return f"{self.year}{self.name}"

    @property
    def told(self) -> str:
        """Return it with its day: «第1次调度（截至 2017-06-30）»."""
        return f"{self.name}（截至 {self.as_of:%Y-%m-%d}）"

    def is_late(self, today: date) -> bool:
        """Whether what is reported today is late."""
        return today > self.due_on

    def is_open(self, today: date) -> bool:
        """Whether figures may be written, as far as the round itself says."""
        if self.closed_at is not None:
            return False
        return self.accepts_late or not self.is_late(today)


class RoundFigure(models.Model):
    """Where a measure of a city stood in a round. Kept for good, whatever becomes of the result.

    It is named by where it belongs in the official table, as a reported figure is. value None:
    what had been reported was cleared. source: where it was taken from, "" where it was typed.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="figures", verbose_name="调度")
    city = models.ForeignKey("cities.Place", models.PROTECT, related_name="+", verbose_name="市州")
    item_name = models.CharField("指标名称", max_length=60)
    component = models.PositiveSmallIntegerField("要点")
    name = models.CharField("测量项", max_length=200)
    kind = models.CharField("类型", max_length=4, choices=Measure.Kind.choices)
    nth = models.PositiveSmallIntegerField("同名第几项", default=1)
    value = models.DecimalField("调度数", null=True, blank=True, **AMOUNT)
    ticked = models.JSONField("已完成对象", default=list, blank=True)
    remark = models.TextField("备注", blank=True)
    source = models.CharField("来源", max_length=120, blank=True)
    is_late = models.BooleanField("逾期", default=False)
    recorded_by = person("填报人", null=True, blank=True)
    recorded_as = models.CharField("填报身份", max_length=80, blank=True)
    recorded_at = models.DateTimeField("填报时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=0)
    history = HistoricalRecords(verbose_name="历史")
    _history_user: Any  # set before a save: who made the change

    class Meta:
        verbose_name = verbose_name_plural = "调度数"
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "city", "item_name", "component", "name", "kind", "nth"],
                name="one_round_figure_a_measure",
            )
        ]

    def __str__(self):
        return f"{self.item_name} · {self.name}"

    @property
    def place(self) -> tuple[str, int, str, str, int]:
        """Return where it belongs (assessment.self_check.places.Place)."""
        return self.item_name, self.component, self.name, self.kind, self.nth


#: How evidence begins that is what the rounds came to, not a file.
OF_ROUNDS = "调度数："


class RoundTaking(models.Model):
    """That an office took over as its result what the rounds came to; append-only, the latest
    counts as long as the result is its value. how: the rounds with their figures, in words."""

    year = models.ForeignKey(Year, models.PROTECT, related_name="+", verbose_name="年度")
    city = models.ForeignKey("cities.Place", models.PROTECT, related_name="+", verbose_name="市州")
    item_name = models.CharField("指标名称", max_length=60)
    component = models.PositiveSmallIntegerField("要点")
    name = models.CharField("测量项", max_length=200)
    kind = models.CharField("类型", max_length=4, choices=Measure.Kind.choices)
    nth = models.PositiveSmallIntegerField("同名第几项", default=1)
    value = models.DecimalField("计入的数", **AMOUNT)
    how = models.TextField("由来")
    taken_by = person("采用人")
    taken_as = models.CharField("采用身份", max_length=80, blank=True)
    taken_at = models.DateTimeField("采用时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "调度数采用"
        ordering = ["taken_at", "pk"]

    def __str__(self):
        return self.told

    @property
    def place(self) -> tuple[str, int, str, str, int]:
        return self.item_name, self.component, self.name, self.kind, self.nth

    @property
    def told(self) -> str:
        """Return the evidence in words: «调度数：末次调度：第1次调度480，2018-01-05 采用»."""
        day = timezone.localtime(self.taken_at).date()
        return f"{OF_ROUNDS}{self.how}，{day:%Y-%m-%d} 采用"


class RoundAlert(models.Model):
    """预警通知单: a city's measures that stood behind time in a round, as they stood when it was
    issued. Never changed; withdrawn, it stays with the reason.

    lines: [{"item", "measure", "target", "value", "share", "ratio", "light",
    "word"}], figures as they are
    written. gone: the share of the year that was over, as it is written.
    """

    year = models.ForeignKey(Year, models.PROTECT, related_name="alerts", verbose_name="年度")
    round = models.ForeignKey(Round, models.PROTECT, related_name="alerts", verbose_name="调度")
    serial = models.PositiveIntegerField("编号")
    city = models.ForeignKey("cities.Place", models.PROTECT, related_name="+", verbose_name="市州")
    city_name = models.CharField("表内名称", max_length=40)
    round_name = models.CharField("调度名称", max_length=LONGEST_ROUND_NAME)
    as_of = models.DateField("截至日期")
    gone = models.CharField("序时进度", max_length=20)
    lines = models.JSONField("预警事项", default=list)
    wanted = models.TextField("工作要求", max_length=LONGEST_ALERT_TEXT)
    reply_by = models.DateField("反馈期限", null=True, blank=True)
    issued_by = person("签发人")
    issued_as = models.CharField("签发身份", max_length=80)
    issued_at = models.DateTimeField("签发时间", default=timezone.now, editable=False)
    withdrawn_by = person("撤回人", null=True, blank=True)
    withdrawn_as = models.CharField("撤回身份", max_length=80, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=LONGEST_ROUND_REASON, blank=True)

    objects = RoundAlertQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "预警通知单"
        ordering = ["year", "-serial"]
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="alert_serial_in_year"),
            models.UniqueConstraint(
                fields=["round", "city"],
                condition=Q(withdrawn_at=None),
                name="one_standing_alert_a_round",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""),
                name="alert_withdrawn_with_reason",
            ),
        ]

    def __str__(self):
        return self.named

    @property
    def named(self) -> str:
        """Return its number. Needs the year loaded."""
        return f"预警〔{self.year.number}〕{self.serial:03d}号"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
