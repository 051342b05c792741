"""提出申诉: on one figure or one deduction, from the city's own card."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessment import permissions as of_year
from assessment.collection.plausibility import doubts
from assessment.models import CityTable
from assessment.objections import permissions
from assessment.objections.actions import AlreadyFiled, Claim, file_objection
from assessment.objections.forms import ObjectionForm
from assessment.objections.subjects import (
    Subject,
    deduction_of,
    figure_of,
    lines_told,
    way_to_rule,
)
from assessment.objections.views.pages import stored
from assessment.summaries.among import standing_of
from cities.permissions import persona_of
from trust import log
from trust.refusals import Refused

_COMPONENT = "sections__items__components__"


@require_http_methods(["GET", "HEAD", "POST"])
def on_figure(request, year, pk):
    """pk: of the measure."""
    table = _table_or_404(request, year, **{f"{_COMPONENT}measures": pk})
    standing = standing_of(table.year, table.city.key)
    return _answer(request, table, standing, subject=figure_of(standing, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def on_deduction(request, year, pk):
    """pk: of the rule."""
    table = _table_or_404(request, year, **way_to_rule(pk))
    standing = standing_of(table.year, table.city.key)
    return _answer(request, table, standing, subject=deduction_of(standing, pk))


def _table_or_404(request, year: int, **which) -> CityTable:
    """Return the table for its own city, once scores are released; others may only look."""
    tables = CityTable.objects.visible_to(request.user).for_year(year).filter(**which).distinct()
    table = get_object_or_404(tables.select_related("year", "city"))
    if not of_year.can_see_scores(request.user, table.year):
        raise Http404
    if table.city_id not in persona_of(request.user).city_ids:
        raise PermissionDenied
    return table


def _doubts(claim: Claim) -> tuple[str, ...]:
    """Return why the figure that is claimed deserves a second look."""
    if claim.claimed is None:
        return ()
    measure = claim.subject.measures[0]
    return doubts(measure.engine, claim.claimed, bounds=measure.bounds)


def _answer(request, table: CityTable, standing, *, subject: Subject | None) -> HttpResponse:
    if subject is None:
        raise Http404
    arrived_at = timezone.now()
    window = permissions.window_of(table.year)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ObjectionForm(*sent, subject=subject)
    there, status = None, 422 if sent else 200
    if sent and form.is_valid():
        told = form.cleaned_data
        claim = Claim(subject, told["figure"], told["reason"], arrived_at)
        try:
            filed = file_objection(
                year=table.year,
                standing=standing,
                claim=claim,
                files=stored(told["files"]),
                user=request.user,
                actor=log.actor_of(request),
            )
        except AlreadyFiled as known:
            there, status = known.objection, 409
            if _is_the_same(there, form, request.user):
                return redirect("objection", table.year.number, there.number)
            form.add_error(None, str(known))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{filed}已提交，由责任处室答复后考核办决定。")
            for sentence in _doubts(claim):
                messages.warning(request, f"{sentence}；请再核对，填错的可以撤回申诉后重新提出。")
            return redirect("objection", table.year.number, filed.number)
    context = {
        "year": table.year,
        "table": table,
        "subject": subject,
        "lines": lines_told(subject),
        "form": form,
        "closed": permissions.why_not_to_file(table.year, window, arrived_at),
        "there": there,
        "window_told": permissions.window_told(window),
    }
    return render(request, "assessment/objections/new.html", context, status=status)


def _is_the_same(there, form: ObjectionForm, user) -> bool:
    """Whether it is one press sent twice."""
    told = form.cleaned_data
    return (
        there.is_open
        and there.filed_by_id == user.pk
        and there.reason == told["reason"].strip()
        and there.claimed == told["figure"]
    )
