"""What follows from a submission and is dear to work out anew: kept for pages over a whole year."""

from django.db import models

from selfeval.models.reports import Submission


class SubmissionSummary(models.Model):
    """A submission in the figures that overviews show, by selfeval.year.summaries alone.

    made_of: the digest of all that they follow from: where it is another one, or where there is
    no row, readers work them out. figures: those of selfeval.year.summaries.Figures as JSON.
    It can be made again, so neither the log answers for it nor has it a history.
    """

    submission = models.OneToOneField(
        Submission, models.CASCADE, primary_key=True, related_name="summary",
        verbose_name="提交版本",
    )  # fmt: skip
    made_of = models.CharField("依据摘要", max_length=64)
    figures = models.JSONField("数字")

    class Meta:
        verbose_name = verbose_name_plural = "提交摘要"

    def __str__(self):
        return f"{self.submission_id}"
