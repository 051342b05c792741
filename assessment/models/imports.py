"""What an import wrote and what stood before, so that it can be taken back as a whole."""

from django.db import models

from assessment.models.incidents import Incident
from assessment.models.results import Result
from assessment.models.self_checks import ReportedFigure, SelfCheck
from assessment.models.tables import AMOUNT
from assessment.models.years import Year
from assessment.querysets import KeptImportQuerySet, ResultsImportQuerySet
from trust.models import KeptImport


class ResultsImport(KeptImport):
    """One data-entry workbook that was written. cells: how many cells it changed."""

    year = models.ForeignKey(
        Year, models.PROTECT, related_name="results_imports", verbose_name="年度"
    )
    cells = models.PositiveIntegerField("变化")
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


class IncidentsImport(KeptImport):
    """One workbook of incidents that was written. left: once it was taken back, what stays of it
    because somebody changed it since, a sentence each."""

    year = models.ForeignKey(
        Year, models.PROTECT, related_name="incidents_imports", verbose_name="年度"
    )
    rows = models.PositiveIntegerField("变化")
    reason = models.TextField("撤回理由", blank=True)
    left = models.JSONField("没有撤回的", default=list, blank=True)

    objects = KeptImportQuerySet.as_manager()

    class Meta(KeptImport.Meta):
        verbose_name = verbose_name_plural = "事件台账导入"

    def __str__(self):
        return f"{self.year} {self.file_name or '事件台账'}"


class ImportedIncident(models.Model):
    """An incident that an import registered or changed. before: its columns as they stood, as
    text; None: it was new. links: keys of the cells that the import counted it in. version: at
    which the import left it. Of an import taken back from under it, before and links go on here."""

    incidents_import = models.ForeignKey(
        IncidentsImport, models.CASCADE, related_name="entries", verbose_name="事件台账导入"
    )
    incident = models.ForeignKey(
        Incident, models.CASCADE, related_name="imports", verbose_name="事件"
    )
    before = models.JSONField("原内容", null=True, blank=True)
    links = models.JSONField("计入的格", default=list, blank=True)
    version = models.PositiveIntegerField("导入后的版本")

    class Meta:
        verbose_name = verbose_name_plural = "导入的事件"
        ordering = ["incidents_import", "incident"]
        constraints = [
            models.UniqueConstraint(
                fields=["incidents_import", "incident"], name="incident_once_an_import"
            )
        ]

    def __str__(self):
        return f"{self.incidents_import}: {self.incident_id}"


class SelfCheckImport(KeptImport):
    """One workbook of its own that a city wrote into its self-check. left: as IncidentsImport."""

    self_check = models.ForeignKey(
        SelfCheck, models.PROTECT, related_name="imports", verbose_name="市州自查"
    )
    cells = models.PositiveIntegerField("变化")
    reason = models.TextField("撤回理由", blank=True)
    left = models.JSONField("没有撤回的", default=list, blank=True)

    class Meta(KeptImport.Meta):
        verbose_name = verbose_name_plural = "自查表导入"

    def __str__(self):
        return f"{self.self_check} {self.file_name or '自查表'}"


class ImportedFigure(models.Model):
    """A reported figure that an import changed: what stood there before, or before one that was
    taken back from under it, and the version it was left at."""

    self_check_import = models.ForeignKey(
        SelfCheckImport, models.CASCADE, related_name="entries", verbose_name="自查表导入"
    )
    figure = models.ForeignKey(
        ReportedFigure, models.CASCADE, related_name="imports", verbose_name="自报数"
    )
    value = models.DecimalField("原自报数", null=True, blank=True, **AMOUNT)
    ticked = models.JSONField("原已完成对象", default=list, blank=True)
    remark = models.TextField("原备注", blank=True)
    version = models.PositiveIntegerField("导入后的版本")

    class Meta:
        verbose_name = verbose_name_plural = "导入的自报数"
        ordering = ["self_check_import", "figure"]
        constraints = [
            models.UniqueConstraint(
                fields=["self_check_import", "figure"], name="figure_once_an_import"
            )
        ]

    def __str__(self):
        return f"{self.self_check_import}: {self.figure_id}"


class TablesImport(KeptImport):
    """One document of official tables that made or replaced some of a year.

    structure: the newest migration of this app that day; rows kept under another are not put
    back. indicators: keys of those of the year that it made. made_year: the year was new.
    """

    year = models.ForeignKey(
        Year, models.PROTECT, related_name="tables_imports", verbose_name="年度"
    )
    structure = models.CharField("数据库结构", max_length=255)
    indicators = models.JSONField("新增的指标名称", default=list, blank=True)
    made_year = models.BooleanField("新建年度", default=False)
    reason = models.TextField("撤回理由", blank=True)

    objects = KeptImportQuerySet.as_manager()

    class Meta(KeptImport.Meta):
        verbose_name = verbose_name_plural = "指标表导入"

    def __str__(self):
        return f"{self.year} {self.file_name or '指标表'}"


class ImportedTable(models.Model):
    """A city's table that an import made: all rows of the one that stood before, and its mark.

    table_key: of the table made, which may be gone again. replaced: as assessment.tables.copies
    keeps them; None: there was no table. left: the digest of every row as the import left it,
    by which is known whether anybody changed anything since. lost: records that found no place.
    """

    tables_import = models.ForeignKey(
        TablesImport, models.CASCADE, related_name="entries", verbose_name="指标表导入"
    )
    city = models.ForeignKey("cities.Place", models.PROTECT, related_name="+", verbose_name="市州")
    city_name = models.CharField("表内名称", max_length=40)
    table_key = models.PositiveBigIntegerField("指标表编号")
    replaced = models.JSONField("原指标表", null=True, blank=True)
    left = models.JSONField("导入后的摘要", default=dict)
    lost = models.JSONField("不再适用的记录", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入的指标表"
        ordering = ["tables_import", "city__key"]
        constraints = [
            models.UniqueConstraint(fields=["tables_import", "city"], name="city_once_an_import")
        ]

    def __str__(self):
        return f"{self.tables_import}: {self.city_name}"
