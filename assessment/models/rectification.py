"""问题清单: what a city is to put right by when, what it answered, and how that was judged."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessment.models.incidents import Incident
from assessment.models.people import person
from assessment.models.sample_checks import SampledCell
from assessment.models.years import Year
from assessment.rectification.querysets import (
    RectificationFileQuerySet,
    RectificationQuerySet,
)

LONGEST_PROBLEM = 1000
LONGEST_ANSWER = 2000


class RectificationState(models.TextChoices):
    ISSUED = "issued", "待整改"
    ANSWERED = "answered", "待核查"
    RETURNED = "returned", "退回整改"
    CLOSED = "closed", "已销号"
    WITHDRAWN = "withdrawn", "已撤销"


#: Somebody has to do something yet.
OPEN_PROBLEMS = (
    RectificationState.ISSUED,
    RectificationState.ANSWERED,
    RectificationState.RETURNED,
)


class Rectification(models.Model):
    """One entry of a city's 问题清单. It never changes a score.

    number: in its year; never given twice. cell, incident: what it came from, where it came
    from either; origin: the same in words, as it stood then.
    """

    class Source(models.TextChoices):
        CHECK = "check", "抽查核查"
        INCIDENT = "incident", "事件台账"
        DEDUCTION = "deduction", "评分卡扣分"
        HAND = "hand", "其他"

    year = models.ForeignKey(
        Year, models.PROTECT, related_name="rectifications", verbose_name="年度"
    )
    number = models.PositiveIntegerField("编号")
    city = models.ForeignKey("cities.Place", models.PROTECT, related_name="+", verbose_name="市州")
    city_name = models.CharField("市州名称", max_length=40)
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    origin = models.CharField("来源说明", max_length=300, blank=True)
    cell = models.ForeignKey(
        SampledCell, models.PROTECT, null=True, blank=True, related_name="rectifications",
        verbose_name="抽查的格",
    )  # fmt: skip
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="rectifications",
        verbose_name="事件",
    )  # fmt: skip
    problem = models.TextField("问题", max_length=LONGEST_PROBLEM)
    demand = models.TextField("整改要求", max_length=LONGEST_PROBLEM)
    due_on = models.DateField("整改期限")
    responsible = models.CharField("责任单位、责任人", max_length=100)
    state = models.CharField(
        "状态", max_length=10, choices=RectificationState.choices,
        default=RectificationState.ISSUED,
    )  # fmt: skip
    issued_by = person("下发人")
    issued_as = models.CharField("下发身份", max_length=150)
    issued_at = models.DateTimeField("下发时间", default=timezone.now, editable=False)
    answered_at = models.DateTimeField("最近报送整改时间", null=True, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问题"
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="rectification_number_in_year"),
            models.UniqueConstraint(
                fields=["cell"],
                condition=~Q(state="withdrawn"),
                name="one_rectification_a_sampled_cell",
            ),
            models.UniqueConstraint(
                fields=["incident"],
                condition=~Q(state="withdrawn"),
                name="one_rectification_an_incident",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None)),
                name="rectification_closed_at_a_time",
            ),
        ]

    def __str__(self):
        return f"问题 {self.shown_number}"

    @property
    def shown_number(self) -> str:
        """Needs the year loaded."""
        return f"{self.year.number}-{self.number:02d}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_PROBLEMS

    def is_overdue(self, today) -> bool:
        """Whether the city has not answered in its term, or did but was sent back since."""
        return (
            self.state in (RectificationState.ISSUED, RectificationState.RETURNED)
            and self.due_on < today
        )

    def was_late(self) -> bool:
        """Whether the newest answer came after its term."""
        answered = self.answered_at
        return answered is not None and timezone.localdate(answered) > self.due_on


class RectificationMessage(models.Model):
    """One line of what became of a problem; append-only."""

    class Kind(models.TextChoices):
        ANSWER = "answer", "整改情况"
        RETURN = "return", "退回"
        CLOSE = "close", "销号"
        REOPEN = "reopen", "重新打开"
        WITHDRAW = "withdraw", "撤销"
        CHANGE = "change", "改变期限"

    rectification = models.ForeignKey(
        Rectification, models.CASCADE, related_name="messages", verbose_name="问题"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    text = models.TextField("内容", max_length=LONGEST_ANSWER)
    written_by = person("写的人")
    written_as = models.CharField("身份", max_length=150)
    written_at = models.DateTimeField("时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "整改往来"
        ordering = ["written_at", "pk"]

    def __str__(self):
        return self.text[:40]


class RectificationFile(models.Model):
    """A file that proves what was put right."""

    message = models.ForeignKey(
        RectificationMessage, models.CASCADE, related_name="files", verbose_name="往来"
    )
    file = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, related_name="+", verbose_name="文件"
    )
    name = models.CharField("文件名", max_length=200)
    added_by = person("上传人")
    added_at = models.DateTimeField("上传时间", default=timezone.now, editable=False)

    objects = RectificationFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改佐证"
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.name
