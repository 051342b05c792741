"""Years, their reading of the texts, their list of indicators."""

from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html

from assessment.actions.setup import save_indicator
from assessment.actions.years import create_year, save_dates
from assessment.admin import scores
from assessment.admin.pages import OFFICE, AssessmentAdmin, SharedAdmin
from assessment.admin.resources import IndicatorResource
from assessment.models import Indicator, Policy, Year
from assessment.views.years import answer_policy
from assessment.year.fixed import DATES, INDICATORS, why_fixed
from assessment.year.forms import DatesForm, IndicatorForm, YearForm
from lib.site_words import said
from setup.columns import column
from setup.exchange.pages import ExchangeMixin
from setup.pages import SetupAdmin


def _link(year: Year) -> str:
    return format_html('<a href="{}">年度进程</a>', reverse("year-flow", args=[year.number]))


def _clone_link(year: Year) -> str:
    return format_html('<a href="{}">照此新建</a>', reverse("year-clone", args=[year.number]))


FLOW = column("流程", _link)
CLONE = column("新年度", _clone_link)


@admin.register(Year)
class YearAdmin(AssessmentAdmin):
    offers = frozenset({"add", "change"})
    lead = "年度的阶段在“年度进程”页推进；这里设定采集日期，生成评分卡，导出得分。"
    list_display = (
        "number", "state", column("指标表", "table_total", kind="figure"),
        column("已下达", "issued_total", kind="figure"), "collection_opens", "collection_closes",
        FLOW, CLONE,
    )  # fmt: skip
    ordering = ("-number",)
    form, new_form = DatesForm, YearForm
    fields = ("seen", "number", "state", FLOW, "collection_opens", "collection_closes")
    readonly_fields = ("number", "state", FLOW)
    actions = (
        scores.render_scorecards, scores.export_scores_xlsx, scores.export_scores_json,
    )  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(
            table_total=Count("tables"),
            issued_total=Count("tables", filter=Q(tables__issued_at__isnull=False)),
        )  # fmt: skip

    def why_fixed(self, row):
        return why_fixed(row, DATES)

    def save(self, sent):
        if sent.row is None:
            return create_year(number=sent.form.cleaned_data["number"], **sent.who)
        return save_dates(year=sent.row, **sent.form.told(), **sent.who)


@admin.register(Policy)
class PolicyAdmin(SharedAdmin):
    lead = "原文没有说清的三处，每个年度如何理解；加分、等次也在这里设定。评分卡上照此注明。"
    list_display = ("year", "step_reading", "pooling", "cap_components")
    list_select_related = ("year",)
    ordering = ("-year__number",)

    def answer(self, request, policy):
        return answer_policy(request, policy.year, self.road_of(policy))


@admin.register(Indicator)
class IndicatorAdmin(ExchangeMixin, SetupAdmin):
    managed_by = OFFICE
    offers = frozenset({"add", "change"})
    lead = said("各市州同一指标的统一叫法和先后；导入指标表时自动补齐。")
    form = IndicatorForm
    fields = ("year", "order", "name")
    readonly_fields = ("year",)
    resource_classes = [IndicatorResource]
    list_display = ("order", "name", "year", column("指标表数", "city_total", kind="figure"))
    list_display_links = ("name",)
    list_filter = ("year",)
    list_select_related = ("year",)
    search_fields = ("name",)
    ordering = ("-year__number", "order")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(city_total=Count("items"))

    def why_fixed(self, row):
        return why_fixed(row.year, INDICATORS)

    def save(self, sent):
        told = sent.form.cleaned_data
        return save_indicator(
            year=sent.row.year if sent.row else told["year"], name=told["name"],
            order=told["order"], indicator=sent.row, **sent.who,
        )  # fmt: skip
