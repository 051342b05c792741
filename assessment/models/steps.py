"""A year's steps as they were taken: by whom, why, with which exceptions, and who agreed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessment.models.people import person
from assessment.models.years import Year, YearState
from assessment.reader.by_hand import LONGEST_NAME

LONGEST_STEP_REASON = 500


class StepProposal(models.Model):
    """A step of a year: taken at once, or proposed by one person and confirmed by another.

    details: what the step asks for ({"body", "decided_on", "document"} …); exceptions: what was
    missing, with why the year went on all the same ({"text", "reason"}). change: what is changed
    while the stage stays (assessment.flow.changes), empty where it is a step. standing: what the
    year stood at when it was proposed (assessment.flow.proposing). moved_version: the year's
    version that the step made. Never changed after it is answered, never deleted.
    """

    year = models.ForeignKey(
        Year, models.PROTECT, related_name="step_proposals", verbose_name="年度"
    )
    source = models.CharField("原阶段", max_length=12, choices=YearState.choices)
    target = models.CharField("新阶段", max_length=12, choices=YearState.choices)
    reason = models.CharField("理由", max_length=LONGEST_STEP_REASON, blank=True)
    details = models.JSONField("办理依据", default=dict, blank=True)
    exceptions = models.JSONField("例外事项", default=list, blank=True)
    change = models.JSONField("变更内容", default=dict, blank=True)
    standing = models.JSONField("提议时的内容", default=dict, blank=True)
    proposed_by = person("提议人")
    proposed_as = models.CharField("提议人姓名", max_length=LONGEST_NAME)
    proposed_at = models.DateTimeField("提议时间", default=timezone.now, editable=False)
    confirmed_by = person("确认人", null=True, blank=True)
    confirmed_as = models.CharField("确认人姓名", max_length=LONGEST_NAME, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    declined_by = person("不同意的人", null=True, blank=True)
    declined_as = models.CharField("不同意的人姓名", max_length=LONGEST_NAME, blank=True)
    declined_at = models.DateTimeField("不同意时间", null=True, blank=True)
    answer = models.CharField("不同意的理由", max_length=LONGEST_STEP_REASON, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    moved_at = models.DateTimeField("办理时间", null=True, blank=True)
    moved_version = models.PositiveIntegerField("办理后的版本", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度办理"
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(moved_at=None, declined_at=None, withdrawn_at=None),
                name="one_open_step_proposal_a_year",
            )
        ]

    def __str__(self):
        return f"{self.year.number}年度 {self.from_stage} → {self.to_stage}"

    @property
    def from_stage(self) -> str:
        return YearState(self.source).said

    @property
    def to_stage(self) -> str:
        return YearState(self.target).said
