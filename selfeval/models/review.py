"""What is said of a report: returns, remarks, reminders."""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from selfeval.models.forms import PERSON
from selfeval.models.reports import Report, ReportState, Submission
from selfeval.querysets import OfReportQuerySet, RemarkQuerySet


class Return(models.Model):
    """A report sent back for correction. cells: addresses opened; None: the whole report."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="returns", verbose_name="自评报告"
    )
    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="returns", verbose_name="被退回的版本"
    )
    returned_from = models.CharField("退回环节", max_length=16, choices=ReportState.choices)
    reason = models.TextField("理由")
    cells = models.JSONField("开放修改", null=True, blank=True)
    correct_by = models.DateTimeField("修改期限", null=True, blank=True)
    returned_by = models.ForeignKey(**PERSON, verbose_name="退回人")
    returned_at = models.DateTimeField("退回时间", auto_now_add=True)
    answered_by = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="answers",
        verbose_name="重新提交",
    )  # fmt: skip

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "退回"
        ordering = ["-returned_at", "-pk"]

    def __str__(self):
        return self.reason


class RemarkState(models.TextChoices):
    OPEN = "open", "待处理"
    ANSWERED = "answered", "已答复"
    SETTLED = "settled", "已了结"


class Remark(models.Model):
    """What a reviewer says of a cell; the county reads it once it is sent with a return."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="remarks", verbose_name="自评报告"
    )
    cell = models.CharField("单元格", max_length=200, blank=True)
    text = models.TextField("意见")
    state = models.CharField(
        "状态", max_length=10, choices=RemarkState.choices, default=RemarkState.OPEN
    )
    answer = models.TextField("答复", blank=True)
    sent_with = models.ForeignKey(
        Return, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name="退回"
    )
    written_by = models.ForeignKey(**PERSON, verbose_name="审核人")
    written_as = models.CharField("审核身份", max_length=80, blank=True)
    written_at = models.DateTimeField("时间", auto_now_add=True)
    _history_user: Any  # set before a save: who made the change
    history = HistoricalRecords(verbose_name="历史")

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审核意见"
        ordering = ["written_at", "pk"]

    def __str__(self):
        return self.text


class Reminder(models.Model):
    """A reminder sent for a report, so that none is sent twice for the same day."""

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="reminders_sent", verbose_name="自评报告"
    )
    kind = models.CharField("事由", max_length=20)
    due_at = models.DateTimeField("期限")
    recipients = models.JSONField("收件人", default=list)
    sent_at = models.DateTimeField("发送时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "催报"
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(fields=["report", "kind", "due_at"], name="reminded_once")
        ]

    def __str__(self):
        return f"{self.report_id} {self.kind}"
