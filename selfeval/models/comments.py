"""内部批注: what colleagues say among themselves of a report, beside it and never in it."""

from django.db import models
from django.db.models import Q

from selfeval.models.forms import MAYBE_PERSON, PERSON
from selfeval.models.reports import Report
from selfeval.querysets import CommentQuerySet


class CommentSide(models.TextChoices):
    COUNTY = "county", "县市区"
    CITY = "city", "市州"
    PROVINCE = "province", "考核办"


class Comment(models.Model):
    """What somebody says to the people of the own unit about a report or one of its cells; or,
    with a thread, a reply to that. No part of the report: not printed, exported or published.

    side, unit: whose people read it; unit is the county or city, None of the assessment office.
    cell: an address, empty for the whole report; cell_label: what it was called then. settled_at,
    settled_by: of what begins a thread alone. withdrawn_at: taken back, text is empty since.
    """

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="comments", verbose_name="自评报告"
    )
    thread = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies",
        verbose_name="答复的批注",
    )  # fmt: skip
    side = models.CharField("一方", max_length=10, choices=CommentSide.choices)
    unit = models.ForeignKey(
        "cities.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )  # fmt: skip
    cell = models.CharField("单元格", max_length=200, blank=True)
    cell_label = models.CharField("位置名称", max_length=300, blank=True)
    text = models.TextField("内容", blank=True)
    written_by = models.ForeignKey(**PERSON, verbose_name="批注人")
    written_at = models.DateTimeField("时间", auto_now_add=True)
    settled_by = models.ForeignKey(**MAYBE_PERSON, verbose_name="处理人")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "内部批注"
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(side="province", unit=None)
                | Q(side__in=["county", "city"], unit__isnull=False),
                name="comment_unit_of_its_side",
            ),
            models.CheckConstraint(
                condition=Q(thread=None) | Q(settled_at=None), name="comment_thread_is_settled"
            ),
        ]

    def __str__(self):
        return self.text or "已撤回"

    @property
    def place_label(self) -> str:
        """Return how the log calls its place."""
        return self.cell_label or self.cell or "整份报告"
