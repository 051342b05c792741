"""The register of incidents: what happened where, what it is counted under, what proves it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from assessment.models.people import person
from assessment.models.results import Result
from assessment.models.years import Year
from assessment.querysets import IncidentQuerySet, IncidentRowQuerySet

LONGEST_DESCRIPTION = 1000


class Incident(models.Model):
    """Something that happened in a city and may cost it points.

    number: within its year, for people and workbooks; never given twice. office: the one that
    registered it and may change it. row_digest: of the row of a workbook it was read from, so
    that the same file again is known. withdrawn_at: it counts no more; the row stays.
    """

    class Kind(models.TextChoices):
        PETITION = "petition", "信访"
        AUDIT = "audit", "审计查出问题"
        NOTICE = "notice", "通报"
        LATE = "late", "迟报漏报"
        OTHER = "other", "其他"

    year = models.ForeignKey(Year, models.PROTECT, related_name="incidents", verbose_name="年度")
    number = models.PositiveIntegerField("编号")
    city = models.ForeignKey("cities.Place", models.PROTECT, related_name="+", verbose_name="市州")
    county = models.ForeignKey(
        "cities.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="县市区",
    )
    happened_on = models.DateField("日期")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    document_name = models.CharField("文件名称", max_length=200, blank=True)
    document_number = models.CharField("文号", max_length=80, blank=True)
    description = models.TextField("说明", max_length=LONGEST_DESCRIPTION)
    due_on = models.DateField("整改期限", null=True, blank=True)
    put_right_on = models.DateField("整改日期", null=True, blank=True)
    office = models.ForeignKey(
        "cities.Office", models.PROTECT, related_name="+", verbose_name="登记处室"
    )
    row_digest = models.CharField("来源行摘要", max_length=64, blank=True, editable=False)
    recorded_by = person("登记人", null=True, blank=True)
    recorded_as = models.CharField("登记身份", max_length=150, blank=True)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    version = models.PositiveIntegerField("版本", default=1)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_as = models.CharField("撤销人", max_length=150, blank=True)
    withdrawn_reason = models.TextField("撤销理由", blank=True)
    history = HistoricalRecords(verbose_name="历史")
    _history_user: Any  # set before a save: who made the change

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事件"
        ordering = ["-happened_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="incident_number_in_year"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""),
                name="incident_withdrawn_with_reason",
            ),
        ]

    def __str__(self):
        return f"{self.happened_on:%Y-%m-%d} {self.document or self.get_kind_display()}"

    @property
    def document(self) -> str:
        """Return what it stands in: name and number, "" for neither."""
        name = f"《{self.document_name.strip('《》')}》" if self.document_name else ""
        return f"{name}{self.document_number}"

    @property
    def told(self) -> str:
        """Return it as evidence: «第 3 号 2017-05-02《…》湘审〔2017〕5号»."""
        return f"第 {self.number} 号 {self}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_of_another_year(self) -> bool:
        return self.happened_on.year != self.year.number


class IncidentLink(models.Model):
    """An incident counted in a cell: by the rules of the cell's measure it costs points."""

    incident = models.ForeignKey(
        Incident, models.CASCADE, related_name="links", verbose_name="事件"
    )
    result = models.ForeignKey(
        Result, models.CASCADE, related_name="incident_links", verbose_name="采集结果"
    )
    linked_by = person("挂接人", null=True, blank=True)
    linked_as = models.CharField("挂接身份", max_length=150, blank=True)
    linked_at = models.DateTimeField("挂接时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "事件挂接"
        ordering = ["incident", "result"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "result"], name="incident_once_a_cell")
        ]

    def __str__(self):
        return f"{self.incident_id} → {self.result_id}"


class IncidentEvidence(models.Model):
    """A file laid to an incident: it proves every cell that the incident is counted in."""

    incident = models.ForeignKey(
        Incident, models.CASCADE, related_name="evidence", verbose_name="事件"
    )
    file = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, related_name="+", verbose_name="文件"
    )
    name = models.CharField("文件名", max_length=200)
    added_by = person("上传人")
    added_at = models.DateTimeField("上传时间", default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = IncidentRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事件佐证材料"
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.name


class IncidentDecision(models.Model):
    """What somebody answered when an incident seemed to be used or registered twice.

    subject: what was asked, with what it rested on; where that changes, it is asked anew.
    Append-only.
    """

    year = models.ForeignKey(
        Year, models.PROTECT, related_name="incident_decisions", verbose_name="年度"
    )
    subject = models.CharField("所问事项", max_length=200, unique=True)
    question = models.TextField("所问")
    reason = models.TextField("答复")
    decided_by = person("答复人")
    decided_as = models.CharField("答复身份", max_length=150, blank=True)
    decided_at = models.DateTimeField("答复时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "事件存疑答复"
        ordering = ["decided_at", "pk"]

    def __str__(self):
        return self.question
