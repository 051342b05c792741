"""A year as it was frozen: the file, who decided, and the papers made of it."""

from datetime import date

from django.db import models
from django.utils import timezone

from assessment.models.people import person
from assessment.models.years import Year
from assessment.querysets import SnapshotQuerySet, SnapshotUnitQuerySet
from assessment.reader.by_hand import LONGEST_NAME

#: As many characters of 5 random bits each.
CODE_LENGTH = 20


class Snapshot(models.Model):
    """All units of a year on the day on which it was 审定 or corrected; append-only.

    number: counted within the year. file: the canonical JSON, by its SHA-256. digest_of_log:
    of the entry that had last changed what it says. is_ranked: enough was recorded for people to
    be told ranks. workbook, ranking, cards (all in one): set
    once, by the job that makes the papers; its papers are never made again.
    """

    class Kind(models.TextChoices):
        FINALISED = "finalised", "审定"
        CORRECTED = "corrected", "更正"

    year = models.ForeignKey(Year, models.PROTECT, related_name="snapshots", verbose_name="年度")
    number = models.PositiveSmallIntegerField("号")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    body = models.CharField("审定机构", max_length=100, blank=True)
    decided_on = models.DateField("审定日期", null=True, blank=True)
    document = models.CharField("会议纪要或批复文号", max_length=100, blank=True)
    reason = models.TextField("更正理由", blank=True)
    file = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, related_name="+", verbose_name="快照文件"
    )
    is_ranked = models.BooleanField("公开名次", default=True, editable=False)
    digest_of_log = models.CharField("日志摘要", max_length=64, blank=True)
    proposed_by = person("提出人", null=True, blank=True)
    proposed_as = models.CharField("提出人姓名", max_length=LONGEST_NAME, blank=True)
    confirmed_by = person("确认人")
    confirmed_as = models.CharField("确认人姓名", max_length=LONGEST_NAME)
    made_at = models.DateTimeField("形成时间")
    workbook = models.ForeignKey(
        "trust.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="得分工作簿",
    )
    ranking = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="排名文件",
    )  # fmt: skip
    cards = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="全部评分卡文件",
    )  # fmt: skip

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度快照"
        ordering = ["-year__number", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="snapshot_number_in_year")
        ]

    def __str__(self):
        return f"{self.year}{self.named}"

    @property
    def named(self) -> str:
        """Return what papers and pages call it: «审定 第1号»."""
        return f"{self.get_kind_display()} 第{self.number}号"

    @property
    def decided(self) -> "Snapshot":
        """Return the 审定 that it rests on: itself, of a correction the last one before it. One
        query of a correction."""
        if self.kind == self.Kind.FINALISED:
            return self
        before = Snapshot.objects.filter(year=self.year_id, number__lt=self.number)
        return before.filter(kind=self.Kind.FINALISED).order_by("-number").first() or self

    @property
    def day(self) -> date:
        """Return the day that it bears: that of the decision, else that on which it was made."""
        return self.decided_on or timezone.localdate(self.made_at)


class SnapshotUnit(models.Model):
    """One unit in a snapshot. code: printed on its card, random. paper: its card, set once.

    sections: what it scored in each part of its table, [{"name", "full", "score"}], as printed.
    bonus: what of its total stands outside them, None where the year counts none.
    """

    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="units", verbose_name="年度快照"
    )
    place = models.ForeignKey("cities.Place", models.PROTECT, related_name="+", verbose_name="市州")
    city_name = models.CharField("表内名称", max_length=40)
    total = models.DecimalField("总分", max_digits=12, decimal_places=2)
    rank = models.PositiveIntegerField("名次")
    grade = models.CharField("等次", max_length=40, blank=True)
    sections = models.JSONField("各部分得分", default=list, blank=True)
    bonus = models.DecimalField("加分", max_digits=12, decimal_places=2, null=True, blank=True)
    code = models.CharField("校验码", max_length=CODE_LENGTH, unique=True)
    paper = models.ForeignKey(
        "trust.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="评分卡文件",
    )

    objects = SnapshotUnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "快照中的单位"
        ordering = ["snapshot", "rank", "place__key"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "place"], name="place_once_a_snapshot")
        ]

    def __str__(self):
        return f"{self.snapshot} {self.city_name}"

    @property
    def code_shown(self) -> str:
        """Return the code as paper bears it: in fives."""
        return "-".join(self.code[at : at + 5] for at in range(0, CODE_LENGTH, 5))
