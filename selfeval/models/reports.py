"""A county's report: what stands in it, who typed what, and every version as submitted."""

from datetime import datetime
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from lib.site_words import said
from lib.wording import of_year
from selfeval.engine.masking import hidden_in
from selfeval.models.forms import MAYBE_PERSON, PERSON, Task
from selfeval.querysets import (
    STAMPED,
    AttachmentQuerySet,
    CellChangeQuerySet,
    ReportQuerySet,
    SubmissionQuerySet,
)

#: For sorting and charts; the words that people read are in *_shown.
SCORE = {"max_digits": 12, "decimal_places": 4, "null": True, "blank": True}
RATIO = {"max_digits": 18, "decimal_places": 6, "null": True, "blank": True}


class ReportState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    CITY_REVIEW = "city_review", "市级初审"
    PROVINCE_REVIEW = "province_review", "省级审核"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已通过"
    PUBLISHED = "published", "已公开"


def named_with(county: str, project: str) -> str:
    """Return a county as its report is named, with the project that it is of, if any."""
    return f"{county} · {project}" if project else county


class Report(models.Model):
    """A county's self-evaluation for a task; made empty when the task is opened.

    project: whose report it is where the task is by project; empty until the county has named
    it, and always where the task is not.
    data: what stands now. cells: {address: {"version", "by", "at"}} of every cell ever
    written; «table.row» tells of a row added or removed, «explain:KEY» of an explanation.
    total … cells_total: what follows from data, kept for lists by selfeval.filing.summary.
    returned_from: the stage that sent it back last; open_cells: what a return opened
    (None: everything). correct_by: until when, if the reviewer set a day.
    version: raised by every write.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="reports", verbose_name="任务")
    county = models.ForeignKey(
        "cities.Place", models.PROTECT, related_name="reports", verbose_name="县市区"
    )
    county_name = models.CharField("当年名称", max_length=40)
    project = models.CharField("项目", max_length=80, blank=True, default="")
    state = models.CharField(
        "状态", max_length=16, choices=ReportState.choices, default=ReportState.DRAFT
    )
    data = models.JSONField("填报内容", default=dict)
    cells = models.JSONField("单元格版本", default=dict)
    total = models.DecimalField("总分", **SCORE)
    total_shown = models.CharField("总分（显示）", max_length=20, default="—")
    grade = models.CharField("等级", max_length=20, blank=True)
    execution = models.DecimalField("预算执行率", **RATIO)
    errors = models.PositiveSmallIntegerField("错误", default=0)
    unexplained = models.PositiveSmallIntegerField("待说明", default=0)
    reminders = models.PositiveSmallIntegerField("提示", default=0)
    cells_filled = models.PositiveSmallIntegerField("已填", default=0)
    cells_total = models.PositiveSmallIntegerField("应填", default=0)
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)
    extended_until = models.DateTimeField("延至", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    latest = models.ForeignKey(
        "Submission", models.PROTECT, null=True, related_name="+", verbose_name="最近提交"
    )
    accepted = models.ForeignKey(
        "Submission", models.PROTECT, null=True, related_name="+", verbose_name="通过的版本"
    )
    accepted_at = models.DateTimeField("通过时间", null=True, blank=True)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    returned_from = models.CharField(
        "退回环节", max_length=16, choices=ReportState.choices, blank=True
    )
    open_cells = models.JSONField("开放修改", null=True, blank=True)
    correct_by = models.DateTimeField("修改期限", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    _history_user: Any  # set before a save: who made the change
    # The words have their own record in CellChange; a copy of all at each save would be huge.
    history = HistoricalRecords(
        verbose_name="历史", excluded_fields=["data", "cells", "open_cells"]
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自评报告"
        ordering = ["task", "county__key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "county", "project"], name="one_report_a_project"
            )
        ]
        indexes = [
            models.Index(fields=["state"], name="report_state"),
            # What lists count over all reports, without passing over their contents.
            models.Index(
                fields=["task", "state", "extended_until", "correct_by"], name="report_list"
            ),
        ]

    def __str__(self):
        return f"{self.task.year} {self.named} {self.task.undated}"

    @property
    def named(self) -> str:
        """Return whose report it is: «岳阳县», with its project «岳阳县 · 临时救助»."""
        return named_with(self.county_name, self.project)

    @property
    def public_named(self) -> str:
        """Return the same as the public reads it."""
        return hidden_in(self.named)

    @property
    def file_title(self) -> str:
        """Return what its files are called, without what sort of file it is. Needs the task."""
        if not self.project:
            return of_year(self.task.title, self.task.year, self.county_name)
        # What stands before a slash would be taken for a folder.
        named = self.named.replace("/", "／").replace("\\", "＼")
        return of_year(self.task.title, self.task.year, f"{named} ")

    @property
    def is_unnamed(self) -> bool:
        """Whether the county still has to say of which project it is. Needs the task."""
        return self.task.by_project and not self.project

    def get_state_display(self) -> str:
        """Return the state as this site calls it; the labels themselves stay, for migrations."""
        return said(ReportState(self.state).label)

    @property
    def to_fill(self) -> int:
        """How many required cells are empty."""
        return max(0, self.cells_total - self.cells_filled)

    @property
    def is_writable_state(self) -> bool:
        return self.state in (ReportState.DRAFT, ReportState.RETURNED)

    @property
    def due_at(self) -> datetime | None:
        """Until when it is in time; None for a correction without a day."""
        if self.state == ReportState.RETURNED:
            day = self.correct_by
            return day and max(day, self.extended_until or day)
        return max(self.task.deadline, self.extended_until or self.task.deadline)

    @property
    def closes_at(self) -> datetime | None:
        """Until when it is taken at all: the deadline with the office's grace."""
        return self.due_at and self.due_at + self.task.grace


class CellChange(models.Model):
    """A cell's words before and after, by whom and when. Append-only."""

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="changes", verbose_name="自评报告"
    )
    cell = models.CharField("单元格", max_length=200)
    version = models.PositiveIntegerField("版本")
    before = models.TextField("原内容", blank=True)
    after = models.TextField("新内容", blank=True)
    by = models.ForeignKey(**MAYBE_PERSON, verbose_name="填报人")
    by_name = models.CharField("填报人", max_length=150)
    at = models.DateTimeField("时间")

    objects = CellChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "填报痕迹"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["report", "cell"], name="change_of_cell")]

    def __str__(self):
        return f"{self.cell}：{self.before} → {self.after}"


class Submission(models.Model):
    """A version as it was submitted, whole, with what followed from it. Never changed.

    receipt: 回执号, one sequence a year without gaps. submitted_at: when it arrived.
    is_late: after the deadline, within the grace. findings: those that stood, explained.
    figures: {measure key: words} that measures of the city's table can take over.
    attachments: [{"id", "code", "name", "sha256"}], of a sealed paper "sent_for" too. digest:
    SHA-256 of data.
    """

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="submissions", verbose_name="自评报告"
    )
    number = models.PositiveSmallIntegerField("次数")
    receipt = models.CharField("回执号", max_length=20, unique=True)
    data = models.JSONField("填报内容")
    digest = models.CharField("摘要", max_length=64)
    total = models.DecimalField("总分", **SCORE)
    total_shown = models.CharField("总分（显示）", max_length=20)
    grade = models.CharField("等级", max_length=20, blank=True)
    execution = models.DecimalField("预算执行率", **RATIO)
    findings = models.JSONField("核对结果", default=list)
    figures = models.JSONField("可引用数据", default=dict)
    attachments = models.JSONField("附件", default=list)
    submitted_at = models.DateTimeField("提交时间")
    submitted_by = models.ForeignKey(**PERSON, verbose_name="提交人")
    submitted_as = models.CharField("提交身份", max_length=80, blank=True)
    is_late = models.BooleanField("逾期提交", default=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提交版本"
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="submission_number")
        ]
        indexes = [models.Index(fields=["digest"], name="submission_digest")]

    def __str__(self):
        return f"{self.receipt} 第{self.number}次提交"

    @property
    def files(self) -> list[dict]:
        """What was attached, but for the sealed paper."""
        return [held for held in self.attachments if held.get("code") != STAMPED]

    @property
    def sealed(self) -> list[dict]:
        """The sealed papers that stood when it was submitted."""
        return [held for held in self.attachments if held.get("code") == STAMPED]

    @property
    def is_latest(self) -> bool:
        """Whether nothing was submitted after it; reads the report."""
        return self.report.latest_id == self.pk

    @property
    def is_public(self) -> bool:
        """Whether it is what everybody reads of its report; reads the report."""
        return self.report.state == ReportState.PUBLISHED and self.report.accepted_id == self.pk


class ReceiptCounter(models.Model):
    """The last receipt number given in a year; locked while the next one is given."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    last = models.PositiveIntegerField("最后编号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "回执编号"

    def __str__(self):
        return f"{self.year}：{self.last}"


class Attachment(models.Model):
    """A file laid to an indicator, a table or (code empty) the whole report; or, of the code
    STAMPED, the sealed paper itself.

    sent_for, sent_digest: of a sealed paper: the number of the submission that it is of, and of
    which words it was when it came; empty where that is not known.
    """

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="attachments", verbose_name="自评报告"
    )
    code = models.CharField("指标编码", max_length=80, blank=True)
    file = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, related_name="+", verbose_name="文件"
    )
    name = models.CharField("文件名", max_length=200)
    added_by = models.ForeignKey(**PERSON, verbose_name="上传人")
    added_at = models.DateTimeField("上传时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    sent_for = models.PositiveSmallIntegerField("第几次提交", null=True, blank=True)
    sent_digest = models.CharField("上传时的内容摘要", max_length=64, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["code", "added_at"]

    def __str__(self):
        return self.name
