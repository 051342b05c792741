"""What pages over all units show of one, so that they need not read its records."""

from django.db import models

from assessment.models.tables import CityTable


class UnitSummary(models.Model):
    """What pages show of a unit's table: derived from its records, and made again at will.

    figures: as summaries.figures writes them. made_by: the program's formula and the year's
    choices that they were made by; other ones are not read. looks_at_all: some rule of the table
    compares its figures with other units', so that these change it too.
    """

    table = models.OneToOneField(
        CityTable, models.CASCADE, related_name="summary", verbose_name="指标表"
    )
    made_by = models.CharField("生成依据", max_length=100, blank=True)
    looks_at_all = models.BooleanField("与其他单位比较", default=False)
    figures = models.JSONField("各项数字", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "单位摘要"

    def __str__(self):
        return f"{self.table}摘要"
