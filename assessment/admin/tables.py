"""Official tables with their sections and items, and what a person has to settle in them."""

from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html

from assessment.actions.tables import reopen_concern, settle_concern
from assessment.admin import scores
from assessment.admin.pages import AssessmentAdmin, SharedAdmin, by_year_and_city
from assessment.forms import SettlementForm
from assessment.loading import load_tables
from assessment.models import CityTable, Concern, Item
from assessment.views.rules import answer_rules
from lib.site_words import said
from setup.columns import column, either
from setup.pages import ShownAdmin
from setup.shown import as_words

_OPEN = Q(concerns__settled_at=None) & ~Q(concerns__severity=Concern.Severity.NOTICE)


@admin.register(CityTable)
class CityTableAdmin(ShownAdmin):
    lead = "指标表由文件导入，文字照原样保存；核对、确认和下达在“指标表”页，改规则请进入指标。"
    change_form_template = "admin/assessment/citytable/change_form.html"
    list_display = (
        "city_name", "year", "title", column("待核事项", "open_total", kind="figure"),
        "confirmed_at", "issued_at",
    )  # fmt: skip
    list_filter = ("year", ("issued_at", admin.EmptyFieldListFilter))
    list_select_related = ("year",)
    search_fields = ("city_name", "title")
    ordering = ("-year__number", "city__key")
    fields = (
        "title", "year", "city_name", column("表下注", lambda table: "\n".join(table.notes)),
        "source",
        column("规则确认", lambda table: _by_whom(table.confirmed_by, table.confirmed_at)),
        column("下达", lambda table: _by_whom(table.issued_by, table.issued_at)),
        column("指标表页", lambda table: _link(table)),
    )  # fmt: skip
    actions = (
        scores.print_scorecards, scores.render_scorecards, scores.export_scores_xlsx,
        scores.export_scores_json,
    )  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(open_total=Count("concerns", filter=_OPEN))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The table's facts, then its sections with their items. Seven queries for the items."""
        row = self._row_or_404(request, object_id)
        told = {"loaded": load_tables(CityTable.objects.filter(pk=row.pk))[0]}
        return super().change_view(request, object_id, form_url, told | (extra_context or {}))


@admin.register(Item)
class ItemAdmin(SharedAdmin):
    lead = "打开指标可改责任处室；指标表下达以前可改要点、测量项和规则。"
    list_display = (
        "name",
        column(
            said("市州"), "section.table.city_name", order="section__table__city__key", kind="short"
        ),
        column("年度", "section.table.year.number", kind="short"),
        column("分值", "points", order="points", kind="figure"),
        column("责任处室", lambda item: list(item.offices.all())),
        column("未读出", lambda item: len(item.unsettled) or None, kind="figure"),
    )
    list_filter = (*by_year_and_city("section__table__"), "offices")
    list_select_related = ("section__table__year", "section__table__city", "indicator")
    search_fields = ("name", "text", "section__table__city_name")
    search_help_text = said("按指标、市州或原文语句查找")
    ordering = ("section__table__city__key", "section__order", "order")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("offices")

    def answer(self, request, item):
        table = item.section.table
        above = reverse("admin:assessment_citytable_change", args=[table.pk])
        road = self.road_of(item, (above, f"{table.city_name}{table.year.number}"))
        return answer_rules(request, item, road)


@admin.register(Concern)
class ConcernAdmin(AssessmentAdmin):
    offers = frozenset({"change"})
    lead = "导入时发现的错误和没有读懂的扣分语句；逐条写明以哪个为准，才能下达指标表。"
    form = SettlementForm
    list_display = (
        "message", "severity", column(said("市州"), "table.city_name", kind="short"), "item",
        "settled_by", "settled_at",
    )  # fmt: skip
    list_filter = (
        either(
            "核定", "settled", ("已核定", "待核定"), condition=lambda: Q(settled_at__isnull=False)
        ),
        "severity",
        *by_year_and_city("table__"),
    )
    list_select_related = ("table", "item", "settled_by")
    search_fields = ("message", "phrase", "table__city_name")
    search_help_text = said("按说明、原文或市州查找")
    ordering = ("table__city__key", "pk")
    fields = ("table", "item", "severity", "message", "phrase", "settlement", "settled_by",
              "settled_at")  # fmt: skip
    readonly_fields = ("table", "item", "severity", "message", "phrase", "settled_by", "settled_at")
    actions = ("reopen",)

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.settled_at is None)

    def title_of(self, row):
        return f"{row.get_severity_display()}：{row.item or row.table.city_name}"

    def save(self, sent):
        return settle_concern(concern=sent.row, **sent.form.cleaned_data, **sent.who)

    @admin.action(description="重新打开所选事项", permissions=["change"])
    def reopen(self, request, queryset):
        self.each(
            request, queryset, act=reopen_concern, row="concern", verb="重新打开", noun="事项",
            user=request.user,
        )  # fmt: skip


def _link(table: CityTable) -> str:
    address = reverse("city-table", args=[table.year.number, table.city.key])
    return format_html('<a href="{}">打开原文与规则对照</a>', address)


def _by_whom(account, moment) -> str:
    if moment is None:
        return ""
    day = as_words(moment)
    return f"{account}，{day}" if account else day
