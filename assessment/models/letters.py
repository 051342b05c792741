"""本年文书: the words of a year's papers, and those papers that were issued and kept."""

from django.db import models
from django.utils import timezone

from assessment.models.people import person
from assessment.models.snapshots import Snapshot
from assessment.models.years import Year
from assessment.querysets import IssuedPaperQuerySet
from assessment.reader.by_hand import LONGEST_NAME

LONGEST_HEADING = 100
LONGEST_TEXT = 2000
LONGEST_SIGNERS = 200
LONGEST_KIND = 20


class PaperWords(models.Model):
    """One wording of a kind of paper in a year; append-only, the latest holds.

    paper: of assessment.letters.kinds. number: counted within year and kind. Words hold names of
    fields in braces; a line of opening, closing and signers is a paragraph of its own.
    """

    year = models.ForeignKey(Year, models.CASCADE, related_name="paper_words", verbose_name="年度")
    paper = models.CharField("文书", max_length=LONGEST_KIND)
    number = models.PositiveSmallIntegerField("次序")
    heading = models.CharField("标题", max_length=LONGEST_HEADING)
    opening = models.TextField("开头", max_length=LONGEST_TEXT, blank=True)
    closing = models.TextField("结尾", max_length=LONGEST_TEXT, blank=True)
    signers = models.CharField("署名", max_length=LONGEST_SIGNERS, blank=True)
    changed_by = person("修改人", null=True, blank=True)
    changed_as = models.CharField("修改人姓名", max_length=LONGEST_NAME)
    changed_at = models.DateTimeField("修改时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "文书用语"
        ordering = ["year", "paper", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "paper", "number"], name="paper_words_number_in_year"
            )
        ]

    def __str__(self):
        return f"{self.year}文书用语（第{self.number}次）"

    @property
    def version(self) -> int:
        """Return what a page shows that it saw (trust.versions)."""
        return self.number


class IssuedPaper(models.Model):
    """A paper as it was issued, PDF and Word; append-only, never made again.

    number: counted within year, kind and whom it is for. place: None where it is for nobody in
    particular. wording: PaperWords.number of its words, 0 for those of the program. snapshot: of
    which it was made, None where scores were preliminary.
    """

    year = models.ForeignKey(
        Year, models.PROTECT, related_name="issued_papers", verbose_name="年度"
    )
    paper = models.CharField("文书", max_length=LONGEST_KIND)
    place = models.ForeignKey(
        "cities.Place", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="市州",
    )  # fmt: skip
    number = models.PositiveSmallIntegerField("第几次印发")
    name = models.CharField("文件名", max_length=200)
    title = models.CharField("标题", max_length=300)
    wording = models.PositiveSmallIntegerField("用语的次序", default=0)
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="快照"
    )
    pdf = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, related_name="+", verbose_name="PDF"
    )
    docx = models.ForeignKey(
        "trust.StoredFile", models.PROTECT, related_name="+", verbose_name="Word"
    )
    issued_by = person("印发人")
    issued_as = models.CharField("印发人姓名", max_length=LONGEST_NAME)
    issued_at = models.DateTimeField("印发时间", default=timezone.now, editable=False)

    objects = IssuedPaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "印发的文书"
        ordering = ["year", "paper", "place", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "paper", "place", "number"], name="issued_paper_number_of_place"
            ),
            models.UniqueConstraint(
                fields=["year", "paper", "number"],
                condition=models.Q(place=None),
                name="issued_paper_number_of_year",
            ),
        ]

    def __str__(self):
        return f"{self.name}（第{self.number}次印发）"
