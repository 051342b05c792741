"""结果运用: what follows from a grade, in the words of a year."""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from assessment.models.years import Year

LONGEST_CONSEQUENCE = 500


class Consequences(models.Model):
    """texts: [{"grade", "text"}], by the grades' names, best first; general: what follows
    whichever grade a unit has."""

    year = models.OneToOneField(
        Year, models.CASCADE, related_name="consequences", verbose_name="年度"
    )
    texts = models.JSONField("各等次", default=list, blank=True)
    general = models.TextField("总的说明", max_length=LONGEST_CONSEQUENCE, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    history = HistoricalRecords(verbose_name="历史")
    _history_user: Any  # set before a save: who made the change

    class Meta:
        verbose_name = verbose_name_plural = "结果运用"

    def __str__(self):
        return f"{self.year}结果运用"
