"""What can be done with the scores of chosen years and tables: files to download, jobs."""

from django.contrib import admin, messages
from django.shortcuts import redirect

from assessment.models import CityTable, Year
from assessment.views.exchange import scores_file
from assessment.views.papers import cards_joined, start_cards
from cities.permissions import can_read_province
from lib.site_words import said
from press.paper.fonts import PaperError
from trust.refusals import Refused

#: More than so many scorecards are laid out in the background.
MOST_AT_ONCE = 30


@admin.action(description="生成评分卡（.zip，后台进行）", permissions=["view"])
def render_scorecards(modeladmin, request, queryset):
    """Start a job for each year that has tables and lead to its page."""
    years = [y for y in _years_of(queryset) if CityTable.objects.filter(year=y).exists()]
    if not years:
        messages.error(request, "所选年度还没有指标表，无从生成评分卡；请先导入指标表。")
        return None
    started = [start_cards(request, year) for year in years]
    return redirect("job", pk=started[0].pk) if len(started) == 1 else redirect("jobs")


@admin.action(description=said("下载所选市州的评分卡（PDF）"), permissions=["view"])
def print_scorecards(modeladmin, request, queryset):
    """Hand out the chosen cities' scorecards as one PDF."""
    try:
        year = _one_year(request, queryset)
        chosen = set(queryset.values_list("city_id", flat=True))
        if len(chosen) > MOST_AT_ONCE:
            raise Refused(said(f"一次最多 {MOST_AT_ONCE} 个市州；更多请用“生成评分卡（.zip）”。"))
        return cards_joined(request, year, chosen)
    except (PaperError, Refused) as error:
        messages.error(request, str(error))
        return None


@admin.action(description="导出得分（.xlsx）", permissions=["view"])
def export_scores_xlsx(modeladmin, request, queryset):
    return _export(request, queryset, "xlsx")


@admin.action(description="导出得分（.json）", permissions=["view"])
def export_scores_json(modeladmin, request, queryset):
    return _export(request, queryset, "json")


def _export(request, queryset, form: str):
    try:
        return scores_file(request, _one_year(request, queryset), form)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None


def _one_year(request, queryset) -> Year:
    if not can_read_province(request.user):
        raise Refused("只有考核办、处室和审计员可以查看得分。")
    years = _years_of(queryset)
    if len(years) != 1:
        raise Refused("一次只能导出一个年度；请只勾选同一年度的记录。")
    return years[0]


def _years_of(queryset) -> list[Year]:
    if queryset.model is Year:
        return list(queryset)
    return list(Year.objects.filter(pk__in=queryset.values("year")))
