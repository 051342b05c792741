"""What was recorded, and every row of the rulebook with its history: only to look at.

Values are recorded in the offices' grid alone, rules changed on the item's page.
"""

from django.contrib import admin

from assessment.admin.pages import by_year_and_city
from assessment.collection.values import as_shown, plain
from assessment.engine.types import MeasureKind
from assessment.models import Component, CountySource, Evidence, Measure, Result, Rule, Section
from lib.rounding import format_figure
from setup.pages import KeptAdmin, ShownAdmin
from setup.shown import NONE

_TABLE = "component__item__section__table__"


class Recorded(admin.SimpleListFilter):
    title, parameter_name = "录入", "recorded"

    def lookups(self, request, model_admin):
        return [("yes", "已录入"), ("no", "未录入")]

    def queryset(self, request, queryset):
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(value__isnull=self.value() == "no")


@admin.register(Result)
class ResultAdmin(ShownAdmin):
    lead = "完成值只在处室的采集页录入；这里供查阅，每次改动见“历史”。"
    list_display = (
        "measure", "city", "year", "item", "shown_value", "recorder", "recorded_at",
    )  # fmt: skip
    list_filter = (Recorded, *by_year_and_city(f"measure__{_TABLE}"), "measure__kind")
    list_select_related = ("measure__component__item__section__table__year", "recorded_by")
    search_fields = ("measure__name", "measure__code", "measure__component__item__name")
    search_help_text = "按测量项、编码或指标查找"
    ordering = ("measure__code",)
    fields = ("measure", "city", "item", "shown_value", "ticked_names", "remark", "recorder",
              "recorded_as", "recorded_at", "version")  # fmt: skip
    readonly_fields = ("city", "item", "shown_value", "ticked_names", "recorder")

    @admin.display(description="市州")
    def city(self, result):
        return result.measure.component.item.section.table.city_name

    @admin.display(description="年度")
    def year(self, result):
        return result.measure.component.item.section.table.year.number

    @admin.display(description="指标")
    def item(self, result):
        return result.measure.component.item.name

    @admin.display(description="完成值", ordering="value")
    def shown_value(self, result):
        value = as_shown(result.value, MeasureKind(result.measure.kind))
        return f"{value} {result.measure.unit}".strip() if value else NONE

    def title_of(self, row):
        return row.measure.name

    @admin.display(description="录入人", ordering="recorded_by")
    def recorder(self, result):
        return str(result.recorded_by or NONE)

    @admin.display(description="已完成对象")
    def ticked_names(self, result):
        return "、".join(result.ticked) or NONE


@admin.register(Evidence)
class EvidenceAdmin(KeptAdmin):
    lead = "处室为某项结果附上的文件；在采集页上传和撤下。"
    list_display = ("name", "measure", "city", "adder", "added_at", "withdrawn_at")
    list_filter = by_year_and_city(f"result__measure__{_TABLE}")
    list_select_related = (
        "added_by", "result__measure__component__item__section__table",
    )  # fmt: skip
    search_fields = ("name", "result__measure__name")
    search_help_text = "按文件名或测量项查找"
    ordering = ("-added_at",)
    fields = ("name", "measure", "city", "file", "adder", "added_at", "withdrawn_at")
    readonly_fields = ("measure", "city", "adder")

    @admin.display(description="上传人")
    def adder(self, evidence):
        return str(evidence.added_by)

    @admin.display(description="测量项")
    def measure(self, evidence):
        return evidence.result.measure.name

    @admin.display(description="市州")
    def city(self, evidence):
        return evidence.result.measure.component.item.section.table.city_name


@admin.register(Section)
class SectionAdmin(ShownAdmin):
    list_display = ("table", "number", "name", "heading", "full_points")
    list_filter = by_year_and_city("table__")
    list_select_related = ("table",)
    ordering = ("table", "order")
    fields = ("table", "number", "name", "heading", "full_points")
    readonly_fields = ("full_points",)

    @admin.display(description="满分")
    def full_points(self, section):
        return plain(section.full)


class _OfItem(ShownAdmin):
    """Rows below an item, with the words that tell where."""

    @admin.display(description="市州")
    def city(self, row):
        return _component(row).item.section.table.city_name

    @admin.display(description="指标")
    def item_name(self, row):
        return _component(row).item.name


@admin.register(Component)
class ComponentAdmin(_OfItem):
    list_display = ("item_name", "city", "number", "shown_points")
    list_display_links = ("item_name",)
    list_filter = by_year_and_city("item__section__table__")
    list_select_related = ("item__section__table",)
    search_fields = ("item__name",)
    ordering = ("item__section__table__city__key", "item", "number")
    fields = ("item", "city", "number", "shown_points")
    readonly_fields = ("city", "shown_points")

    @admin.display(description="分值")
    def shown_points(self, component):
        return plain(component.points)


@admin.register(Measure)
class MeasureAdmin(_OfItem):
    list_display = ("code", "name", "item_name", "city", "kind", "shown_target", "unit")
    list_display_links = ("code", "name")
    list_filter = ("kind", *by_year_and_city(_TABLE))
    list_select_related = ("component__item__section__table",)
    search_fields = ("code", "name", "component__item__name")
    search_help_text = "按编码、测量项或指标查找"
    ordering = ("code",)
    fields = ("code", "name", "item_name", "city", "kind", "shown_target", "unit", "named_places")
    readonly_fields = ("item_name", "city", "shown_target", "named_places")

    @admin.display(description="目标值")
    def shown_target(self, measure):
        return NONE if measure.target is None else plain(measure.target)

    @admin.display(description="列名对象")
    def named_places(self, measure):
        return "、".join(measure.places) or NONE


@admin.register(Rule)
class RuleAdmin(_OfItem):
    list_display = ("clause", "item_name", "city", "kind", "shown_step", "shown_deduction")
    list_filter = ("kind", *by_year_and_city(_TABLE))
    list_select_related = ("component__item__section__table",)
    search_fields = ("clause", "component__item__name")
    search_help_text = "按原文语句或指标查找"
    ordering = ("component__item__section__table__city__key", "component", "order")
    fields = ("clause", "item_name", "city", "kind", "shown_step", "shown_deduction", "measures",
              "pattern")  # fmt: skip
    readonly_fields = ("item_name", "city", "shown_step", "shown_deduction")

    @admin.display(description="每档")
    def shown_step(self, rule):
        return NONE if rule.step is None else plain(rule.step)

    @admin.display(description="扣分")
    def shown_deduction(self, rule):
        return plain(rule.deduction)


def _component(row) -> Component:
    return row if isinstance(row, Component) else row.component


@admin.register(CountySource)
class CountySourceAdmin(KeptAdmin):
    lead = "处室采用的县级自评合计，以及由哪些提交相加得出。"
    list_display = ("measure", "city", "shown_total", "taken_as", "taken_at")
    list_select_related = ("result__measure__component__item__section__table",)
    search_fields = ("result__measure__name",)
    ordering = ("-taken_at",)
    fields = ("measure", "city", "shown_total", "told", "taken_by", "taken_as", "taken_at")
    readonly_fields = ("measure", "city", "shown_total", "told", "taken_at")

    @admin.display(description="测量项")
    def measure(self, source):
        return source.result.measure.name

    @admin.display(description="市州")
    def city(self, source):
        return source.result.measure.component.item.section.table.city_name

    @admin.display(description="县级合计")
    def shown_total(self, source):
        return f"{format_figure(source.total)} {source.unit}".strip()

    @admin.display(description="来源")
    def told(self, source):
        return source.told
