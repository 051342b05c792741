"""The forms, and for which year they are asked of whom."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime
from simple_history.models import HistoricalRecords

from lib.wording import of_year, says_year, without_year
from selfeval.querysets import ExtensionRequestQuerySet, FormQuerySet, TaskQuerySet

PERSON = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}
MAYBE_PERSON = PERSON | {"null": True, "blank": True}


class FormState(models.TextChoices):
    DRAFT = "draft", "编制中"
    IN_USE = "in_use", "启用"
    RETIRED = "retired", "停用"


class FormDefinition(models.Model):
    """A version of a 评价表式. definition: the JSON of selfeval.engine.definition.

    Frozen from the day it is put in use; a change makes the next version. A retired one
    is asked for no more, but what was filed on it stays readable. digest: SHA-256 of the
    definition. revision: raised by every write; a writer names the one it saw.
    """

    code = models.SlugField("编码", max_length=40)
    version = models.PositiveSmallIntegerField("版本")
    title = models.CharField("名称", max_length=120)
    definition = models.JSONField("定义")
    digest = models.CharField("摘要", max_length=64, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=FormState.choices, default=FormState.DRAFT
    )
    created_by = models.ForeignKey(**MAYBE_PERSON, verbose_name="建立人")
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    in_use_by = models.ForeignKey(**MAYBE_PERSON, verbose_name="启用人")
    in_use_at = models.DateTimeField("启用时间", null=True, blank=True)
    revision = models.PositiveIntegerField("修订", default=1, editable=False)
    _history_user: Any  # set before a save: who made the change
    history = HistoricalRecords(verbose_name="历史")

    objects = FormQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评价表式"
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="form_code_and_version"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state="draft"), name="one_draft_of_a_form"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state="in_use"), name="one_form_version_in_use"
            ),
        ]

    def __str__(self):
        return f"{self.title}（第{self.version}版）"

    @property
    def is_draft(self) -> bool:
        return self.state == FormState.DRAFT


class Task(models.Model):
    """A form asked of counties for a year (填报任务).

    year: of what is evaluated. audience: places asked; a city stands for all of its
    counties, none at all for the whole province. opened_at: when the reports were made.
    city_review: whether the city bureau reviews before the province. by_project: a county
    files as many reports as it has projects, each by its name.
    """

    year = models.PositiveSmallIntegerField("年度")
    form = models.ForeignKey(
        FormDefinition, models.PROTECT, related_name="tasks", verbose_name="评价表式"
    )
    title = models.CharField("名称", max_length=120)
    opens_at = models.DateTimeField("开始填报")
    deadline = models.DateTimeField("截止时间")
    grace_minutes = models.PositiveSmallIntegerField("宽限（分钟）", default=0)
    city_review = models.BooleanField("须市级初审", default=True)
    by_project = models.BooleanField("按项目填报", default=False)
    audience = models.ManyToManyField(
        "cities.Place", related_name="+", blank=True, verbose_name="填报范围"
    )
    opened_at = models.DateTimeField("布置时间", null=True, blank=True, editable=False)
    version = models.PositiveIntegerField("修订", default=1, editable=False)
    _history_user: Any  # set before a save: who made the change
    history = HistoricalRecords(verbose_name="历史", m2m_fields=[audience])

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "填报任务"
        ordering = ["-year", "title"]
        constraints = [
            models.UniqueConstraint(fields=["year", "form"], name="form_asked_once_a_year"),
            models.CheckConstraint(
                condition=Q(deadline__gt=models.F("opens_at")), name="task_deadline_after_opening"
            ),
        ]

    def __str__(self):
        return self.dated if says_year(self.title, self.year) else f"{self.year}年度 {self.title}"

    @property
    def dated(self) -> str:
        """Return its name with the year, said once."""
        return of_year(self.title, self.year)

    @property
    def undated(self) -> str:
        """Return its name for where the year stands beside it."""
        return without_year(self.title, self.year)

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)


class Extension(models.Model):
    """More time for one county, by name and with its reason; the latest one counts."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="extensions", verbose_name="任务")
    county = models.ForeignKey(
        "cities.Place", models.PROTECT, related_name="+", verbose_name="县市区"
    )
    until = models.DateTimeField("延至")
    reason = models.TextField("理由")
    granted_by = models.ForeignKey(**PERSON, verbose_name="批准人")
    granted_at = models.DateTimeField("批准时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期"
        ordering = ["task", "-granted_at"]

    def __str__(self):
        return f"{self.county} 延至 {localtime(self.until):%Y-%m-%d %H:%M}"


class ExtensionRequest(models.Model):
    """A county asks for more time (延期申请). answered_at: None while it waits; is_granted and
    answer: what the office said. One waits at a time, of a county in a task."""

    task = models.ForeignKey(
        Task, models.PROTECT, related_name="extension_requests", verbose_name="任务"
    )
    county = models.ForeignKey(
        "cities.Place", models.PROTECT, related_name="+", verbose_name="县市区"
    )
    until = models.DateTimeField("申请延至")
    reason = models.TextField("理由")
    asked_by = models.ForeignKey(**PERSON, verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    is_granted = models.BooleanField("批准", default=False)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(**MAYBE_PERSON, verbose_name="答复人")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "county"],
                condition=Q(answered_at=None),
                name="one_extension_request_waits",
            )
        ]

    def __str__(self):
        return f"{self.county} 申请延至 {localtime(self.until):%Y-%m-%d %H:%M}"
