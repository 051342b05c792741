"""抽查核查: the sample of a year, drawing it, and a city's sheet."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import permissions as of_year
from assessment.models import SampledCell, SampleDraw
from assessment.sample_checks import permissions
from assessment.sample_checks.actions import draw_sample, pick_cell, record_findings
from assessment.sample_checks.forms import DrawForm, PickForm, SheetForm
from assessment.sample_checks.listing import cities_of, is_proven, lines_of, totals_of
from assessment.sample_checks.population import latest_draw, recorded_cells
from assessment.sample_checks.views.scope import (
    city_cells_or_404,
    draw_asked,
    year_of_checks_or_404,
)
from lib.signs import whole_number
from trust import log
from trust.acts import carry_out
from trust.refusals import Refused
from trust.versions import Outdated

OUTDATED = (
    "打开本页之后，有的格已由他人填写或处理，本次没有保存；您填的仍在下面，"
    "请与现在的内容核对后再保存。"
)


@require_safe
def sample_checks(request, year):
    """The sample that holds, or an earlier one (?draw=). Equal queries for any number of cells."""
    row = year_of_checks_or_404(request, year)
    shown = draw_asked(request, row)
    draws = list(SampleDraw.objects.filter(year=row).order_by("-number"))
    cities = []
    if shown is not None:
        cells = SampledCell.objects.visible_to(request.user).filter(draw=shown).with_all()
        cities = cities_of(lines_of(cells, row, scored=False))
    context = {
        "year": row,
        "draw": shown,
        "draws": draws,
        "is_latest": shown is not None and shown == draws[0],
        "is_proven": shown is not None and is_proven(shown),
        "cities": cities,
        "totals": totals_of(cities),
        "why_not": permissions.why_not_draw(request.user, row),
        "may_check": permissions.may_check(request.user) and not permissions.why_not_now(row),
        "may_draw": not permissions.why_not_draw(request.user, row),
    }
    return render(request, "assessment/sample_checks/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request, year):
    """Ask how, then draw; 409 where another drew meanwhile."""
    row = year_of_checks_or_404(request, year)
    if not of_year.can_set_up(request.user):
        raise PermissionDenied
    latest = latest_draw(row)
    number = latest.number if latest else 0
    form, status = DrawForm(initial={"seen": number}, is_anew=latest is not None), 200
    if request.method == "POST":
        form, status = DrawForm(request.POST, is_anew=latest is not None), 422
        if form.is_valid():
            try:
                made = draw_sample(
                    year=row,
                    wanted=form.wanted(),
                    user=request.user,
                    actor=log.actor_of(request),
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409 if form.wanted().seen != number else 422
            else:
                messages.success(request, f"已抽取 {made.cells.count()} 格，各市州的核查表如下。")
                return redirect("sample-checks", year)
    context = {
        "year": row,
        "form": form,
        "latest": latest,
        "population": recorded_cells(row).count(),
        "why_not": permissions.why_not_draw(request.user, row),
    }
    return render(request, "assessment/sample_checks/draw.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request, year, city):
    """A city's sheet; a POST writes what was found, all or nothing. What was typed is kept."""
    row = year_of_checks_or_404(request, year)
    shown, cells = city_cells_or_404(request, row, city)
    if request.method != "POST":
        return sheet_page(request, shown, cells)
    if not permissions.may_check(request.user):
        raise PermissionDenied
    sent = [cell for cell in cells if f"found{cell.pk}" in request.POST]
    form, status = SheetForm(request.POST, cells=sent), 422
    if form.is_valid():
        try:
            written = record_findings(
                year=row,
                findings=form.cleaned_data["findings"],
                user=request.user,
                actor=log.actor_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated:
            status = 409
            form.add_error(None, OUTDATED)
        else:
            told = f"已保存 {len(written)} 格的核查情况。" if written else "与已保存的相同。"
            messages.success(request, told)
            return redirect("sample-check-sheet", year, city)
    _, cells = city_cells_or_404(request, row, city)
    return sheet_page(request, shown, cells, form=form, status=status)


def _writable(user, shown: SampleDraw, cells: list[SampledCell]) -> list[SampledCell]:
    """Return the cells that this person may fill in now. One query."""
    latest = latest_draw(shown.year)
    if not permissions.may_check(user) or permissions.why_not_now(shown.year) or shown != latest:
        return []
    return [cell for cell in cells if not cell.is_settled]


def sheet_page(
    request, shown: SampleDraw, cells, *, form=None, pick_form=None, status=200
) -> HttpResponse:
    year = shown.year
    if form is None:
        form = SheetForm(cells=_writable(request.user, shown, cells))
    elif status == 409:  # what is sent next has seen what stands now
        versions = {f"version{cell.pk}": cell.version for cell in cells}
        form.data = {**form.data.dict(), **versions}
    lines = lines_of(cells, year)
    may_pick = shown == latest_draw(year) and not permissions.why_not_draw(request.user, year)
    city = cells[0].city.key
    if may_pick and pick_form is None:
        pick_form = PickForm(year=year, city=city, taken=[cell.code for cell in cells])
    context = {
        "year": year,
        "draw": shown,
        "city": cells[0].city,
        "city_name": cells[0].city_name,
        "rows": [(line, form.of(line.cell)) for line in lines],
        "form": form,
        "is_open": bool(form.cells),
        "sums": cities_of(lines)[0],
        "why_closed": permissions.why_not_now(year),
        "pick_form": pick_form if may_pick else None,
        "is_latest": shown == latest_draw(year),
    }
    return render(request, "assessment/sample_checks/sheet.html", context, status=status)


@require_POST
def pick(request, year, city):
    """Add a cell of the city to the sample by hand."""
    row = year_of_checks_or_404(request, year)
    if not of_year.can_set_up(request.user):
        raise PermissionDenied
    shown, cells = city_cells_or_404(request, row, city)
    form = PickForm(request.POST, year=row, city=city, taken=[cell.code for cell in cells])
    if not form.is_valid():
        return sheet_page(request, shown, cells, pick_form=form, status=422)
    carry_out(
        request,
        pick_cell,
        done=lambda cell: f"已另加“{cell.item_name} · {cell.measure_name}”。",
        year=row,
        result_id=whole_number(form.cleaned_data["cell"], 2**53) or 0,
        reason=form.cleaned_data["reason"],
    )
    return redirect("sample-check-sheet", year, city)
