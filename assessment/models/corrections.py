"""更正: a figure, a rule or a decision of a finalised year corrected by two persons, and what that
did."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessment.collection.values import COUNTED, as_shown
from assessment.corrections.querysets import CorrectionFileQuerySet, CorrectionQuerySet
from assessment.engine import bands
from assessment.engine.types import MeasureKind
from assessment.models.objections import ObjectionDecision, Outcome
from assessment.models.people import person
from assessment.models.snapshots import Snapshot
from assessment.models.tables import AMOUNT, Indicator
from assessment.models.years import Year
from assessment.reader.by_hand import LONGEST_NAME
from assessment.reader.columns import without_marks
from lib.rounding import format_figure

LONGEST_CORRECTION_REASON = 300
#: Of a phrase in a title.
LONGEST_CLAUSE = 40


class Correction(models.Model):
    """One figure of one city, one parameter of one of its rules, or one decision on its objections,
    that is to be another in a finalised year: proposed by one person, confirmed, declined or
    withdrawn. Never changed after it is answered, never deleted.

    It names its figure by city and code, so that it outlasts the table; its rule by city,
    indicator, component and place, and its clause; code: then of the measure whose target it is.
    part: which parameter of a rule, "" of a figure. decision: whose outcome or words it is, with
    both as they were and are to be; measure_name then says what it is called. bands_before,
    bands_after: of Part.BANDS, as engine.bands keeps them. corrected: the
    snapshot that it was seen against; snapshot: the one that it made, None as long as it made
    none. version: of the cell, the item or the objection, that it wrote.
    effect: all that was shown of what it does (assessment.corrections.effect), standing: what
    the year stood at then (assessment.flow.proposing).
    """

    class Part(models.TextChoices):
        DEDUCTION = "deduction", "分数"
        STEP = "step", "每档"
        LEAST = "least", "最少"
        CAP = "cap", "最多"
        TARGET = "target", "界限"
        AIM = "aim", "目标值"
        BANDS = "bands", "各档"
        MOST = "most", "要点最多扣"

    year = models.ForeignKey(Year, models.PROTECT, related_name="corrections", verbose_name="年度")
    city = models.ForeignKey("cities.Place", models.PROTECT, related_name="+", verbose_name="市州")
    city_name = models.CharField("表内名称", max_length=40)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="corrections", verbose_name="指标"
    )
    item_name = models.CharField("指标名称", max_length=60)
    component = models.PositiveSmallIntegerField("要点")
    part = models.CharField("规则的哪一项", max_length=10, choices=Part.choices, blank=True)
    clause = models.TextField("原文语句", blank=True)
    place = models.PositiveSmallIntegerField("第几条规则", null=True, blank=True)
    code = models.CharField("测量项编码", max_length=40, blank=True)
    measure_name = models.CharField("测量项", max_length=200, blank=True)
    kind = models.CharField("类型", max_length=4, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    before = models.DecimalField("原记录", null=True, blank=True, **AMOUNT)
    after = models.DecimalField("更正为", null=True, blank=True, **AMOUNT)
    decision = models.ForeignKey(
        ObjectionDecision, models.PROTECT, null=True, blank=True, related_name="corrections",
        verbose_name="复核决定",
    )  # fmt: skip
    outcome_before = models.CharField("原结果", max_length=10, choices=Outcome.choices, blank=True)
    outcome_after = models.CharField(
        "结果更正为", max_length=10, choices=Outcome.choices, blank=True
    )
    words_before = models.TextField("原决定理由", blank=True)
    words_after = models.TextField("决定理由更正为", blank=True)
    bands_before = models.JSONField("原各档", default=list, blank=True)
    bands_after = models.JSONField("各档更正为", default=list, blank=True)
    ticked_before = models.JSONField("原已完成对象", default=list, blank=True)
    ticked_after = models.JSONField("更正后已完成对象", default=list, blank=True)
    reason = models.TextField("更正理由", max_length=LONGEST_CORRECTION_REASON)
    document = models.CharField("依据文号", max_length=100, blank=True)
    effect = models.JSONField("影响")
    standing = models.JSONField("提出时的内容")
    corrected = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="corrections", verbose_name="被更正的快照"
    )
    snapshot = models.OneToOneField(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="correction",
        verbose_name="形成的快照",
    )  # fmt: skip
    version = models.PositiveIntegerField("更正后的版本", null=True, blank=True)
    proposed_by = person("提出人")
    proposed_as = models.CharField("提出人姓名", max_length=LONGEST_NAME)
    proposed_at = models.DateTimeField("提出时间", default=timezone.now, editable=False)
    confirmed_by = person("确认人", null=True, blank=True)
    confirmed_as = models.CharField("确认人姓名", max_length=LONGEST_NAME, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    declined_by = person("不同意的人", null=True, blank=True)
    declined_as = models.CharField("不同意的人姓名", max_length=LONGEST_NAME, blank=True)
    declined_at = models.DateTimeField("不同意时间", null=True, blank=True)
    answer = models.CharField("不同意的理由", max_length=LONGEST_CORRECTION_REASON, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "更正"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(confirmed_at=None, declined_at=None, withdrawn_at=None),
                name="one_open_correction_a_year",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, snapshot=None)
                | Q(confirmed_at__isnull=False, snapshot__isnull=False),
                name="confirmed_correction_has_its_snapshot",
            ),
            models.CheckConstraint(
                condition=Q(part="", decision=None, after__isnull=False, place=None)
                | ~Q(part="") & Q(decision=None, place__isnull=False)
                | Q(part="", decision__isnull=False, after=None, place=None),
                name="correction_is_of_one_thing",
            ),
        ]

    def __str__(self):
        return f"{self.year}{self.named}"

    @property
    def named(self) -> str:
        """Return what pages and papers call it: «第2号更正». Needs the snapshot loaded."""
        return f"第{self.snapshot.number}号更正" if self.snapshot else "更正"

    @property
    def is_open(self) -> bool:
        return not (self.confirmed_at or self.declined_at or self.withdrawn_at)

    @property
    def state_told(self) -> str:
        if self.confirmed_at:
            return "已更正"
        if self.declined_at:
            return "不同意"
        return "已撤回" if self.withdrawn_at else "待确认"

    @property
    def what(self) -> str:
        """Return what of the indicator it is: a measure, or a phrase with the parameter."""
        if not self.part:
            return self.measure_name
        named = f"“{self.clause_told}”{self.get_part_display()}"
        return f"{named}（{self.measure_name}）" if self.measure_name else named

    @property
    def sort(self) -> str:
        """Return what it corrects, in one word."""
        if self.decision_id:
            return "复核决定"
        return "规则" if self.part else "记录"

    @property
    def clause_told(self) -> str:
        """Return the phrase as a title has room for it."""
        clause = without_marks(self.clause)
        return clause if len(clause) <= LONGEST_CLAUSE else f"{clause[:LONGEST_CLAUSE]}…"

    @property
    def about(self) -> str:
        """Return whose it is: «长沙市 移民培训 · 获证率»."""
        return f"{self.city_name} {self.item_name} · {self.what}"

    @property
    def figures(self) -> tuple[str, str]:
        """Return the figure before and after, as pages write it, with its unit; of a decision
        its outcome."""
        if self.decision_id:
            return Outcome(self.outcome_before).label, Outcome(self.outcome_after).label
        if self.part == self.Part.BANDS:
            return self._bands(self.bands_before), self._bands(self.bands_after)
        return self._shown(self.before), self._shown(self.after)

    @property
    def change(self) -> str:
        """Return the figure in words: «93 % → 96 %»."""
        if self.decision_id and self.outcome_before == self.outcome_after:
            return f"{self.figures[0]}，理由改写"
        return " → ".join(self.figures)

    @property
    def told(self) -> str:
        """Return what stands beside the figure that it made. Needs the snapshot loaded."""
        return f"{self.named}，{timezone.localtime(self.confirmed_at):%Y-%m-%d}"

    def _bands(self, kept: list) -> str:
        return bands.points_told(bands.of_json(kept), self.unit)

    def _shown(self, value: Decimal | None) -> str:
        if self.part:
            return f"{format_figure(value)} {self.unit}".rstrip() if value is not None else "不设"
        kind = MeasureKind(self.kind)
        if value is None:
            return "未录入（—）"
        figure = as_shown(value, kind) if kind is MeasureKind.YES_NO else format_figure(value)
        return f"{figure} {_unit(kind, self.unit)}".rstrip()


class CorrectionFile(models.Model):
    """A file laid to a correction when it was proposed: on what it rests. Never changed."""

    correction = models.ForeignKey(
        Correction, models.PROTECT, related_name="files", verbose_name="更正"
    )
    file = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, related_name="+", verbose_name="文件"
    )
    name = models.CharField("文件名", max_length=200)
    added_by = person("上传人")
    added_at = models.DateTimeField("上传时间", default=timezone.now, editable=False)

    objects = CorrectionFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "更正附件"
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.name


def _unit(kind: MeasureKind, unit: str) -> str:
    if kind is MeasureKind.YES_NO:
        return ""
    if kind is MeasureKind.RATE:
        return "%"
    return unit or (COUNTED if kind is MeasureKind.COUNT else "")
