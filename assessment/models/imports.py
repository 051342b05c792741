"""What an import of results wrote, so that it can be taken back as a whole."""

from django.db import models

from assessment.models.results import Result
from assessment.models.tables import AMOUNT
from assessment.models.years import Year
from assessment.querysets import ResultsImportQuerySet
from trust.models import KeptImport


class ResultsImport(KeptImport):
    """One data-entry workbook that was written. cells: how many cells it changed."""

    year = models.ForeignKey(
        Year, models.PROTECT, related_name="results_imports", verbose_name="年度"
    )
    reason = models.TextField("撤回理由", blank=True)

    objects = ResultsImportQuerySet.as_manager()

    class Meta(KeptImport.Meta):
        verbose_name = verbose_name_plural = "采集表导入"

    def __str__(self):
        return f"{self.year} {self.file_name or '采集表'}"


class ImportedCell(models.Model):
    """A cell that an import changed: what stood there before, and the version it was left at."""

    results_import = models.ForeignKey(
        ResultsImport, models.CASCADE, related_name="entries", verbose_name="采集表导入"
    )
    result = models.ForeignKey(
        Result, models.CASCADE, related_name="imports", verbose_name="采集结果"
    )
    value = models.DecimalField("原完成值", null=True, blank=True, **AMOUNT)
    ticked = models.JSONField("原已完成对象", default=list, blank=True)
    remark = models.TextField("原备注", blank=True)
    version = models.PositiveIntegerField("导入后的版本")

    class Meta:
        verbose_name = verbose_name_plural = "导入的单元格"
        ordering = ["results_import", "result"]
        constraints = [
            models.UniqueConstraint(fields=["results_import", "result"], name="cell_once_an_import")
        ]

    def __str__(self):
        return f"{self.results_import}: {self.result_id}"
