"""Papers to download: official tables, scorecards, the ranking. Each download is logged."""

from collections.abc import Collection

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from assessment import permissions
from assessment.frozen.papers import card_file, cards_title, frozen_card, ranking_name
from assessment.loading import load_tables
from assessment.models import CityTable, Year
from assessment.paper.printing import printed_cards, printed_ranking, scorecards_of, tables_of
from assessment.views import scope
from assessment.views.downloads import download
from assessment.views.scorecards import not_shown
from cities.views.scope import province_or_404
from press.paper.printing import print_one, told_when_impossible
from trust import jobs, log
from trust.files import safe_name
from trust.models import Job


@require_safe
def table_pdf(request, year, city):
    """The official indicator table of a city, for whoever may see the table."""
    table = scope.table_or_404(request, year, city)
    loaded = load_tables(CityTable.objects.filter(pk=table.pk))
    with told_when_impossible():
        document = tables_of(loaded)[0]
        return download(
            request, print_one(document), f"{document.name}.pdf", action="下载指标表", target=table
        )


@require_safe
def scorecard_pdf(request, year, city):
    """A city's scorecard: the province at any time, the city its own once released."""
    table = scope.table_or_404(request, year, city)
    if not permissions.can_see_scores(request.user, table.year):
        return not_shown(request, table)
    with told_when_impossible():
        if card := frozen_card(table.year, table.city_id):
            name = safe_name(f"{year}年度{card.city_name}评分卡.pdf")
            return download(request, card_file(card), name, action="下载评分卡", target=table)
        document = scorecards_of(table.year, {table.city_id})[0]
        return download(
            request, print_one(document), f"{document.name}.pdf", action="下载评分卡", target=table
        )


@require_safe
def scorecards_pdf(request, year):
    """All scorecards as one PDF, at once: scripts rely on it. Pages ask for it as a job, unless it
    is kept."""
    row = _scored_year(request, year)
    with told_when_impossible():
        return cards_joined(request, row)


def cards_joined(request, year: Year, city_ids: Collection[int] | None = None) -> HttpResponse:
    """The scorecards of these cities, or of all, as one PDF. Raises PaperError."""
    pdf = printed_cards(year, city_ids)
    return download(request, pdf, f"{cards_title(year)}.pdf", action="下载评分卡", target=year)


@require_http_methods(["GET", "POST"])
def scorecards_joined(request, year):
    """The same PDF, made in the background where it has to be laid out first."""
    row = _scored_year(request, year)
    if request.method != "POST":
        return redirect("jobs")
    started = _start(request, row, kind="scorecards_pdf", title=f"{row}全部评分卡（PDF）")
    return redirect("job", pk=started.pk)


@require_http_methods(["GET", "POST"])
def scorecards_zip(request, year):
    """All scorecards apart in a .zip: made in the background, with progress on the job's page."""
    row = _scored_year(request, year)
    if request.method != "POST":
        return redirect("jobs")
    return redirect("job", pk=start_cards(request, row).pk)


def start_cards(request, year: Year) -> Job:
    return _start(request, year, kind="scorecards_zip", title=f"{year}评分卡（.zip）")


def _start(request, year: Year, *, kind: str, title: str) -> Job:
    return jobs.start(
        kind=kind,
        title=title,
        parameters={"year": year.number},
        owner=request.user,
        request_actor=log.actor_of(request),
    )


@require_safe
def ranking_pdf(request, year):
    """The ranking with its chart and every indicator's scores."""
    row = _scored_year(request, year)
    with told_when_impossible():
        pdf = printed_ranking(row)
        return download(request, pdf, f"{ranking_name(row)}.pdf", action="下载排名", target=row)


def _scored_year(request, number: int):
    """Return the year for whoever may see every city's score, if it has tables."""
    province_or_404(request)
    year = scope.year_or_404(request, number)
    if not CityTable.objects.visible_to(request.user).filter(year=year).exists():
        raise Http404
    return year
