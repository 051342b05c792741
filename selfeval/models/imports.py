"""What an import wrote into a county's draft, so that it can be taken back as a whole."""

from django.db import models

from selfeval.models.reports import Report
from selfeval.querysets import ReportImportQuerySet
from trust.models import KeptImport


class ReportImport(KeptImport):
    """A fill-in workbook, or a file of a report, that was written. cells: how many it changed.

    before: Report.data as it stood. versions: {address: version} of all it wrote, as it left
    them; «table.row» tells of a row it added or removed. report_version: of the report then.
    """

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="imports", verbose_name="自评报告"
    )
    cells = models.PositiveIntegerField("变化")
    before = models.JSONField("原填报内容", default=dict)
    versions = models.JSONField("导入后的单元格版本", default=dict)
    report_version = models.PositiveIntegerField("导入后的报告版本")

    objects = ReportImportQuerySet.as_manager()

    class Meta(KeptImport.Meta):
        verbose_name = verbose_name_plural = "填报内容导入"

    def __str__(self):
        return f"{self.report} {self.file_name or '填报表'}"
