"""What was recorded, and every row of the rulebook with its history: only to look at.

Values are recorded in the offices' grid alone, rules changed on the item's page.
"""

from django.contrib import admin
from django.db.models import Q

from assessment.admin.pages import by_year_and_city
from assessment.collection.values import as_shown
from assessment.engine.types import MeasureKind
from assessment.models import Component, CountySource, Evidence, Measure, Result, Rule, Section
from lib.rounding import format_figure
from lib.site_words import said
from setup.columns import column, either
from setup.pages import KeptAdmin, ShownAdmin

_TABLE = "component__item__section__table__"
_CITY = "component.item.section.table.city_name"


def _value(result: Result) -> str:
    value = as_shown(result.value, MeasureKind(result.measure.kind))
    return f"{value} {result.measure.unit}".strip() if value else ""


@admin.register(Result)
class ResultAdmin(ShownAdmin):
    lead = "完成值只在处室的采集页录入；这里供查阅，每次改动见“历史”。"
    list_display = (
        "measure",
        column(said("市州"), f"measure.{_CITY}", kind="short"),
        column("年度", "measure.component.item.section.table.year.number", kind="short"),
        column("指标", "measure.component.item.name"),
        column("完成值", _value, order="value", kind="figure"),
        column("录入人", "recorded_by", order="recorded_by"),
        "recorded_at",
    )
    list_filter = (
        either("录入", "recorded", ("已录入", "未录入"), condition=lambda: Q(value__isnull=False)),
        *by_year_and_city(f"measure__{_TABLE}"),
        "measure__kind",
    )
    list_select_related = ("measure__component__item__section__table__year", "recorded_by")
    search_fields = ("measure__name", "measure__code", "measure__component__item__name")
    search_help_text = "按测量项、编码或指标查找"
    ordering = ("measure__code",)
    fields = (*list_display, "recorded_as", column("已完成对象", "ticked"), "remark", "version")

    def title_of(self, row):
        return row.measure.name


@admin.register(Evidence)
class EvidenceAdmin(KeptAdmin):
    lead = "处室为某项结果附上的文件；在采集页上传和撤下。"
    list_display = (
        "name",
        column("测量项", "result.measure.name"),
        column(said("市州"), f"result.measure.{_CITY}", kind="short"),
        column("上传人", "added_by"),
        "added_at",
        "withdrawn_at",
    )
    list_filter = by_year_and_city(f"result__measure__{_TABLE}")
    list_select_related = ("added_by", "result__measure__component__item__section__table")
    search_fields = ("name", "result__measure__name")
    search_help_text = "按文件名或测量项查找"
    ordering = ("-added_at",)
    fields = (*list_display, "file")


@admin.register(Section)
class SectionAdmin(ShownAdmin):
    list_display = fields = (
        "table", "number", "name", "heading", column("满分", "full", kind="figure"),
    )  # fmt: skip
    list_filter = by_year_and_city("table__")
    list_select_related = ("table",)
    ordering = ("table", "order")


@admin.register(Component)
class ComponentAdmin(ShownAdmin):
    list_display = fields = (
        column("指标", "item.name"),
        column(said("市州"), "item.section.table.city_name", kind="short"),
        "number",
        column("分值", "points", kind="figure"),
    )
    list_filter = by_year_and_city("item__section__table__")
    list_select_related = ("item__section__table",)
    search_fields = ("item__name",)
    ordering = ("item__section__table__city__key", "item", "number")


@admin.register(Measure)
class MeasureAdmin(ShownAdmin):
    list_display = (
        "code", "name", column("指标", "component.item.name"),
        column(said("市州"), _CITY, kind="short"), "kind",
        column("目标值", "target", kind="figure"), "unit",
    )  # fmt: skip
    list_display_links = ("code", "name")
    list_filter = ("kind", *by_year_and_city(_TABLE))
    list_select_related = ("component__item__section__table",)
    search_fields = ("code", "name", "component__item__name")
    search_help_text = "按编码、测量项或指标查找"
    ordering = ("code",)
    fields = (*list_display, column("列名对象", "places"))


@admin.register(Rule)
class RuleAdmin(ShownAdmin):
    list_display = (
        "clause", column("指标", "component.item.name"), column(said("市州"), _CITY, kind="short"),
        "kind", column("每档", "step", kind="figure"), column("扣分", "deduction", kind="figure"),
    )  # fmt: skip
    list_filter = ("kind", *by_year_and_city(_TABLE))
    list_select_related = ("component__item__section__table",)
    search_fields = ("clause", "component__item__name")
    search_help_text = "按原文语句或指标查找"
    ordering = ("component__item__section__table__city__key", "component", "order")
    fields = (*list_display, "measures", "pattern")


def _total(source: CountySource) -> str:
    return f"{format_figure(source.total)} {source.unit}".strip()


@admin.register(CountySource)
class CountySourceAdmin(KeptAdmin):
    lead = said("处室采用的县级自评合计，以及由哪些提交相加得出。")
    list_display = (
        column("测量项", "result.measure.name"),
        column(said("市州"), f"result.measure.{_CITY}", kind="short"),
        column(said("县级合计"), _total, kind="figure"),
        "taken_as",
        "taken_at",
    )
    list_select_related = ("result__measure__component__item__section__table",)
    search_fields = ("result__measure__name",)
    ordering = ("-taken_at",)
    fields = (*list_display, "taken_by", column("来源", "told"))
