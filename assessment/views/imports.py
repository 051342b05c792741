"""导入记录: which workbooks and indicator tables were written, and taking one back as a whole."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from assessment import permissions
from assessment.actions.imports import take_back_import
from assessment.actions.tables_imports import take_back_tables
from assessment.forms import TakeBackForm
from assessment.incidents import permissions as incidents
from assessment.incidents.taking_back import take_back_import as take_back_incidents
from assessment.models import IncidentsImport, ResultsImport, TablesImport, Year
from assessment.views import scope
from assessment.year.kept_imports import (
    page_of_imports,
    told_incidents_back,
    told_taken_back,
)
from cities.views.scope import province_or_404
from trust.acts import carry_out

Kept = TypeVar("Kept", ResultsImport, TablesImport, IncidentsImport)


@require_GET
def kept_imports(request, year):
    """The year's imports, the newest first. The page's queries beside the year."""
    row = _year(request, year)
    page = page_of_imports(year, request.user, request.GET.get("page"))
    return render(request, "assessment/imports.html", {"year": row.number, "page": page})


@require_POST
def take_back_import_of_results(request, year, pk):
    """Put back what stood before an import, if nobody changed any of its cells since."""
    kept = _import(request, ResultsImport, year=year, pk=pk)
    done = f"已撤回“{kept.file_name or '采集表'}”，{kept.cells} 格恢复原样。"
    return _take_back(request, kept, take_back_import, done=done)


@require_POST
def take_back_import_of_tables(request, year, pk):
    """Put back the tables that an import replaced, if nobody changed anything of them since."""
    kept = _import(request, TablesImport, year=year, pk=pk)
    return _take_back(request, kept, take_back_tables, done=told_taken_back(kept))


@require_POST
def take_back_import_of_incidents(request, year, pk):
    """Withdraw what an import of incidents brought and nobody changed since; name the rest."""
    kept = _import(request, IncidentsImport, year=year, pk=pk)
    incidents.check(incidents.why_not_take_back(request.user, kept))
    return _taken_back(request, kept, take_back_incidents, done=told_incidents_back)


def _take_back(request, kept, action: Callable, *, done: str):
    permissions.check_can_take_back(request.user, kept)
    return _taken_back(request, kept, action, done=done)


def _taken_back(request, kept, action: Callable, *, done: str | Callable):
    form = TakeBackForm(request.POST)
    if form.is_valid():
        carry_out(request, action, done=done, import_id=kept.pk, **form.cleaned_data)
    else:
        messages.error(request, "".join(form.errors["reason"]))
    year = kept.year.number
    # an import that made its year takes it along
    there = Year.objects.filter(number=year).exists()
    return redirect("results-imports", year=year) if there else redirect("home")


def _year(request, number: int) -> Year:
    province_or_404(request)
    return scope.year_or_404(request, number)


def _import(request, model: type[Kept], *, year: int, pk: int):
    _year(request, year)
    kept = model.objects.visible_to(request.user).for_year(year)
    return get_object_or_404(kept.select_related("year"), pk=pk)
