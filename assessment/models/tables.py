"""The official tables with their components, measures and rules, and what is to be settled."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from assessment.engine.bases import BASES
from assessment.engine.judging import NAMES_MOST
from assessment.engine.scheme import KINDS, TABLE_KINDS
from assessment.engine.types import Effect, RuleKind
from assessment.models.people import person
from assessment.models.years import Year
from assessment.querysets import CityTableQuerySet, ItemQuerySet
from assessment.reader.bounds import LONGEST
from assessment.reader.by_hand import LONGEST_NAME, LONGEST_REASON
from assessment.reader.columns import without_marks
from assessment.reader.rereading import CODE as REREAD

POINTS = {"max_digits": 7, "decimal_places": 3}
AMOUNT = {"max_digits": 18, "decimal_places": 4}
#: Kinds whose points may be 0: a score that is made (不得分), a most that no words name, none at
#: all (一票否决).
MAY_BE_NOTHING = [
    kind.value
    for kind in RuleKind
    if kind.effect in (Effect.SET, Effect.VETO)
    or (BASES[kind.basis].gives_points and not BASES[kind.basis].counts_deduction)
    and kind not in NAMES_MOST
]
RULE_KINDS = [(kind.value, KINDS[kind].word) for kind in TABLE_KINDS]


class ByHand(models.Model):
    """A row that a person or a file made other than its words say: who, when and why.

    changed_as: the name as it is shown and printed. All empty: as the words say.
    """

    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="修改人",
        editable=False,
    )
    changed_as = models.CharField("修改人姓名", max_length=LONGEST_NAME, blank=True, editable=False)
    changed_at = models.DateTimeField("修改时间", null=True, blank=True, editable=False)
    reason = models.CharField("修改理由", max_length=LONGEST_REASON, blank=True, editable=False)
    _history_user: Any  # set before a save: who made the change

    class Meta:
        abstract = True


class CityTable(models.Model):
    """A city's 考核指标表 of a year, kept word for word.

    issued_at: from then on offices may record. source: the imported document. text_heads: of
    all the columns side by side that the items' texts are in (reader/columns.py); of one none.
    """

    year = models.ForeignKey(Year, models.PROTECT, related_name="tables", verbose_name="年度")
    city = models.ForeignKey(
        "cities.Place", models.PROTECT, related_name="tables", verbose_name="市州"
    )
    title = models.CharField("标题", max_length=200)
    city_name = models.CharField("表内名称", max_length=40)
    notes = models.JSONField("表下注", default=list, blank=True)
    text_heads = models.JSONField("正文各栏的栏名", default=list, blank=True)
    source = models.ForeignKey(
        "trust.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="来源文件",
    )
    confirmed_at = models.DateTimeField("规则确认时间", null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="规则确认人",
        editable=False,
    )
    issued_at = models.DateTimeField("下达时间", null=True, blank=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="下达人",
        editable=False,
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    history = HistoricalRecords(verbose_name="历史")
    _history_user: Any  # set before a save: who made the change

    objects = CityTableQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指标表"
        ordering = ["-year__number", "city__key"]
        constraints = [models.UniqueConstraint(fields=["year", "city"], name="one_table_a_city")]

    def __str__(self):
        return self.title

    @property
    def is_issued(self) -> bool:
        return self.issued_at is not None


class Section(models.Model):
    """Part 一 or 二. full: its worth after rescaling (76 even where the heading says 67)."""

    table = models.ForeignKey(
        CityTable, models.CASCADE, related_name="sections", verbose_name="指标表"
    )
    order = models.PositiveSmallIntegerField("排序")
    number = models.CharField("序号", max_length=4)
    name = models.CharField("名称", max_length=60)
    heading = models.CharField("表内写法", max_length=80)
    full = models.DecimalField("满分", **POINTS)
    history = HistoricalRecords(verbose_name="历史")

    class Meta:
        verbose_name = verbose_name_plural = "部分"
        ordering = ["table", "order"]
        constraints = [
            models.UniqueConstraint(fields=["table", "order"], name="section_order_in_table")
        ]

    def __str__(self):
        return self.name


class Indicator(models.Model):
    """What one item is called in every city's table of a year: a column of the
    heat map, a grid of the collecting office."""

    year = models.ForeignKey(Year, models.CASCADE, related_name="indicators", verbose_name="年度")
    order = models.PositiveSmallIntegerField("排序")
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "指标名称"
        ordering = ["year", "order"]
        constraints = [
            models.UniqueConstraint(fields=["year", "name"], name="indicator_name_in_year")
        ]

    def __str__(self):
        return self.name


class Item(models.Model):
    """A row of the official table. text: requirement and scoring method, word for word.
    text_heads: of the columns that it stands in, as of its table; of one none."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="items", verbose_name="部分")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="items", verbose_name="指标"
    )
    order = models.PositiveSmallIntegerField("排序")
    name = models.CharField("指标名称", max_length=60)
    text = models.TextField("评估内容与计分方法")
    text_heads = models.JSONField("正文各栏的栏名", default=list, blank=True)
    points = models.DecimalField("分值", **POINTS)
    offices_text = models.CharField("责任处室（原文）", max_length=120, blank=True)
    offices = models.ManyToManyField(
        "cities.Office", related_name="items", verbose_name="数据采集责任处室", blank=True
    )
    unsettled = models.JSONField("未读出的扣分语句", default=list, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    history = HistoricalRecords(verbose_name="历史", m2m_fields=[offices])
    _history_user: Any  # set before a save: who made the change

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ["section", "order"]
        constraints = [
            models.UniqueConstraint(fields=["section", "order"], name="item_order_in_section"),
            models.CheckConstraint(condition=Q(points__gte=0), name="item_points_not_negative"),
        ]

    def __str__(self):
        return self.name


class Component(ByHand):
    """A 计分要点. start, end: the part of the item's text it covers. cap: the most that its
    rules take together, where the text says so."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="components", verbose_name="指标")
    number = models.PositiveSmallIntegerField("要点")
    points = models.DecimalField("分值", **POINTS)
    cap = models.DecimalField("最多扣", null=True, blank=True, **POINTS)
    start = models.PositiveIntegerField("起", default=0)
    end = models.PositiveIntegerField("止", default=0)
    history = HistoricalRecords(verbose_name="历史")

    class Meta:
        verbose_name = verbose_name_plural = "计分要点"
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="component_number_in_item"),
            models.CheckConstraint(
                condition=Q(points__gte=0), name="component_points_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(cap=None) | Q(cap__gt=0), name="component_cap_positive"
            ),
        ]

    def __str__(self):
        return f"{self.item} 要点{self.number}"


class Measure(ByHand):
    """What is recorded. code: stable within the year, the key of the workbook's rows.

    key: the short phrase that names the same thing in every city's table.
    places: named places or works that the office ticks; their number is the target.
    """

    class Kind(models.TextChoices):
        QUANTITY = "数量", "数量"
        RATE = "比率", "比率"
        YES_NO = "是否", "是否"
        COUNT = "次数", "次数"

    component = models.ForeignKey(
        Component, models.CASCADE, related_name="measures", verbose_name="计分要点"
    )
    order = models.PositiveSmallIntegerField("排序")
    code = models.CharField("测量项编码", max_length=40)
    key = models.CharField("简称", max_length=200)
    name = models.CharField("测量项", max_length=200)
    kind = models.CharField("类型", max_length=4, choices=Kind.choices)
    unit = models.CharField("单位", max_length=20, blank=True)
    target = models.DecimalField("目标值", null=True, blank=True, **AMOUNT)
    places = models.JSONField("列名对象", default=list, blank=True)
    history = HistoricalRecords(verbose_name="历史")

    class Meta:
        verbose_name = verbose_name_plural = "测量项"
        ordering = ["component", "order"]
        constraints = [
            models.UniqueConstraint(fields=["component", "order"], name="measure_order"),
        ]
        indexes = [models.Index(fields=["code"], name="measure_code")]

    def __str__(self):
        return self.name

    @property
    def short(self) -> str:
        """What to call it beside a figure: beside 是 or 否 its whole name (无就业跟踪服务),
        since the short phrase may have dropped what is denied."""
        return self.name if self.kind == self.Kind.YES_NO else self.key


class Rule(ByHand):
    """How points are lost, or a score given, with the phrase it was read from
    (text[start:end] == clause). target: what a figure may reach before it costs.
    condition: the words that restrict it. deduction: of one that judges the most, 0 where the
    words name none; least: the least that it may judge, beside 0. bands: of one that goes by
    bands, as engine.bands keeps them; their points are in them, deduction is 0.

    A rule entered by hand for a phrase that no pattern read has pattern "".
    """

    component = models.ForeignKey(
        Component, models.CASCADE, related_name="rules", verbose_name="计分要点"
    )
    order = models.PositiveSmallIntegerField("排序")
    kind = models.CharField("规则", max_length=20, choices=RULE_KINDS)
    measures = models.ManyToManyField(Measure, related_name="rules", verbose_name="测量项")
    step = models.DecimalField("每档", null=True, blank=True, **AMOUNT)
    deduction = models.DecimalField("扣分", **POINTS)
    least = models.DecimalField("最少", null=True, blank=True, **POINTS)
    cap = models.DecimalField("最多扣", null=True, blank=True, **POINTS)
    target = models.DecimalField("上限", null=True, blank=True, **AMOUNT)
    bands = models.JSONField("档次", default=list, blank=True)
    condition = models.CharField("限定条件", max_length=LONGEST["限定条件"], blank=True)
    clause = models.TextField("原文语句")
    start = models.PositiveIntegerField("起", default=0)
    end = models.PositiveIntegerField("止", default=0)
    pattern = models.CharField("句式", max_length=60, blank=True)
    history = HistoricalRecords(verbose_name="历史", m2m_fields=[measures])

    class Meta:
        verbose_name = verbose_name_plural = "扣分规则"
        ordering = ["component", "order"]
        constraints = [
            models.UniqueConstraint(fields=["component", "order"], name="rule_order"),
            models.CheckConstraint(
                condition=Q(deduction__gt=0) | Q(kind__in=MAY_BE_NOTHING, deduction=0),
                name="rule_deduction_positive",
            ),
            models.CheckConstraint(
                condition=Q(step=None) | Q(step__gt=0), name="rule_step_positive"
            ),
            models.CheckConstraint(condition=Q(cap=None) | Q(cap__gt=0), name="rule_cap_positive"),
        ]

    def __str__(self):
        return self.clause


class Concern(models.Model):
    """Something the reader found that a person has to look at.

    An error or an unsettled phrase without settled_at keeps the table from
    being issued; settlement says what was decided.
    """

    class Severity(models.TextChoices):
        ERROR = "error", "错误"
        UNSETTLED = "unsettled", "待核定"
        NOTICE = "notice", "提示"

    table = models.ForeignKey(
        CityTable, models.CASCADE, related_name="concerns", verbose_name="指标表"
    )
    item = models.ForeignKey(
        Item, models.CASCADE, null=True, blank=True, related_name="concerns", verbose_name="指标"
    )
    severity = models.CharField("级别", max_length=10, choices=Severity.choices)
    code = models.CharField("代码", max_length=40)
    message = models.TextField("说明")
    phrase = models.TextField("原文", blank=True)
    settled_at = models.DateTimeField("核定时间", null=True, blank=True)
    settled_by = person("核定人", null=True, blank=True)
    settlement = models.TextField("核定意见", blank=True)
    history = HistoricalRecords(verbose_name="历史")
    _history_user: Any  # set before a save: who made the change

    class Meta:
        verbose_name = verbose_name_plural = "待核事项"
        ordering = ["table", "severity", "pk"]

    def __str__(self):
        return self.message

    @property
    def blocks_issue(self) -> bool:
        return self.severity != self.Severity.NOTICE and self.settled_at is None

    @property
    def shown_phrase(self) -> str:
        """The words as people read them, without the marks between columns."""
        return without_marks(self.phrase)

    @property
    def outlasts_issue(self) -> bool:
        """Whether it is decided though its table is issued: a reading anew found it since, and
        it changes nothing."""
        return self.code == REREAD and self.severity == self.Severity.NOTICE
