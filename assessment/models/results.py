"""What was recorded for a measure, and what proves it."""

from typing import Any

from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from assessment.models.people import person
from assessment.models.tables import AMOUNT, Measure
from assessment.querysets import EvidenceQuerySet, ResultQuerySet
from assessment.reader.by_hand import LONGEST_NAME


class Result(models.Model):
    """What was recorded for a measure; made empty with its measure, never deleted alone.

    value: None is "not recorded" (—), never zero; 是否 is 1 (the failing did
    happen) or 0; a rate is in percent. ticked: of measure.places, those done.
    version: raised by every write; a writer names the version it saw.
    confirmed_version: the one that a second person agreed to, where a figure is judged
    (酌情扣1–3分); whatever is written afterwards is another version and waits again.
    sign_off: the latest signature over the cell; while it stands nothing is written.
    """

    measure = models.OneToOneField(
        Measure, models.CASCADE, related_name="result", verbose_name="测量项"
    )
    value = models.DecimalField("完成值", null=True, blank=True, **AMOUNT)
    ticked = models.JSONField("已完成对象", default=list, blank=True)
    remark = models.TextField("备注", blank=True)
    recorded_by = person("录入人", null=True, blank=True)
    recorded_as = models.CharField("录入身份", max_length=80, blank=True)
    recorded_at = models.DateTimeField("录入时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=0)
    confirmed_version = models.PositiveIntegerField("复核的版本", null=True, blank=True)
    confirmed_by = person("复核人", null=True, blank=True)
    confirmed_as = models.CharField("复核人姓名", max_length=LONGEST_NAME, blank=True)
    confirmed_at = models.DateTimeField("复核时间", null=True, blank=True)
    sign_off = models.ForeignKey(
        "SignOff",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="results",
        verbose_name="完成签章",
    )
    history = HistoricalRecords(verbose_name="历史", excluded_fields=["sign_off"])
    _history_user: Any  # set before a save: who made the change

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "采集结果"
        ordering = ["measure"]

    def __str__(self):
        return f"{self.measure}: {self.value}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_version == self.version


class Evidence(models.Model):
    """A file laid to a result as its proof; by its scope it proves the cells around it too.

    result: the cell at which it was laid, and whose office may withdraw it.
    """

    class Scope(models.TextChoices):
        CELL = "cell", "本格"
        ITEM = "item", "本指标"
        CITY = "city", "本市州"

    result = models.ForeignKey(
        Result, models.CASCADE, related_name="evidence", verbose_name="采集结果"
    )
    file = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, related_name="+", verbose_name="文件"
    )
    name = models.CharField("文件名", max_length=200)
    scope = models.CharField("归属", max_length=4, choices=Scope.choices, default=Scope.CELL)
    added_by = person("上传人")
    added_at = models.DateTimeField("上传时间", default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["added_at"]

    def __str__(self):
        return self.name


#: How evidence begins that is the counties' own figures, not a file.
COUNTY_SUM = "县级自评合计："


class CountySource(models.Model):
    """The counties' sum that an office took over as a result: the evidence of where it is from.

    parts: [{"county", "words", "unit", "submission", "receipt"}], the submissions it was
    made of; missing: counties that had not submitted. Append-only; the latest one counts
    as long as the result is its total.
    """

    result = models.ForeignKey(
        Result, models.CASCADE, related_name="county_sources", verbose_name="采集结果"
    )
    total = models.DecimalField("县级合计", **AMOUNT)
    unit = models.CharField("单位", max_length=20, blank=True)
    parts = models.JSONField("各县数据", default=list)
    missing = models.JSONField("未报的县市区", default=list)
    taken_by = person("采用人")
    taken_as = models.CharField("采用身份", max_length=80, blank=True)
    taken_at = models.DateTimeField("采用时间", default=timezone.now, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "县级合计来源"
        ordering = ["taken_at", "pk"]

    def __str__(self):
        return self.told

    @property
    def told(self) -> str:
        """Return the evidence in words: «县级自评合计：望城区 500 + …，2018-01-05 采用»."""
        terms = " + ".join(f"{part['county']} {part['words']}" for part in self.parts)
        absent = f"（{'、'.join(self.missing)}未报）" if self.missing else ""
        day = timezone.localtime(self.taken_at).date()
        return f"{COUNTY_SUM}{terms}{absent}，{day:%Y-%m-%d} 采用"
