"""下发问题: by hand, or of a difference, an incident or a deduction that the address names."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assessment import permissions as of_year
from assessment.models import CityTable, Incident, Rectification, SampledCell, Year
from assessment.objections.subjects import way_to_rule
from assessment.rectification import origins, permissions
from assessment.rectification.actions import issue_problem
from assessment.rectification.forms import ProblemForm
from assessment.rectification.views.scope import year_of_problems_or_404
from lib.signs import whole_number
from trust import log
from trust.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def new(request, year):
    """?check=, ?incident=, ?rule= name what the problem is made of."""
    row = year_of_problems_or_404(request, year)
    of_year.check_can_set_up(request.user)
    origin = _origin(request, row)
    why = permissions.why_not_issue(request.user, row)
    if origin is not None:
        why = why or permissions.why_not_from(row, origin.source)
    initial = {"problem": origin.problem} if origin else {}
    form, status = ProblemForm(year=row, origin=origin, initial=initial), 200
    if request.method == "POST":
        form, status = ProblemForm(request.POST, year=row, origin=origin), 422
        if form.is_valid():
            try:
                made = issue_problem(
                    year=row,
                    told=form.told(),
                    user=request.user,
                    actor=log.actor_of(request),
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{made}已下发给{made.city_name}。")
                return redirect("rectification", year, made.number)
    context = {"year": row, "form": form, "origin": origin, "why_not": why}
    context["there"] = _there(origin)
    return render(request, "assessment/rectification/new.html", context, status=status)


def _origin(request, year: Year) -> origins.Origin | None:
    """Return what the address names, None where it names nothing; 404 for what is not there."""
    asked = {name: request.GET.get(name, "") for name in ("check", "incident", "rule")}
    name = next((name for name, words in asked.items() if words), "")
    if not name:
        return None
    pk = whole_number(asked[name], 2**53) or 0
    if name == "check":
        rows = SampledCell.objects.visible_to(request.user).filter(draw__year=year)
        cell = get_object_or_404(rows.select_related("draw"), pk=pk)
        if not cell.differs:
            raise Http404
        return origins.of_cell(cell)
    if name == "incident":
        rows = Incident.objects.visible_to(request.user).filter(year=year, withdrawn_at=None)
        incident = get_object_or_404(rows, pk=pk)
        table = CityTable.objects.filter(year=year, city=incident.city_id).first()
        return origins.of_incident(incident, table.city_name if table else str(incident.city))
    tables = CityTable.objects.filter(year=year, **way_to_rule(pk)).distinct()
    table = get_object_or_404(tables.select_related("city"))
    found = origins.of_deduction(year, table.city.key, pk)
    if found is None:
        raise Http404
    return found


def _there(origin: origins.Origin | None) -> Rectification | None:
    """Return the problem that was made of the same already. One query."""
    if origin is None or (origin.cell is None and origin.incident is None):
        return None
    rows = Rectification.objects.exclude(state="withdrawn").select_related("year")
    if origin.cell is not None:
        return rows.filter(cell=origin.cell).first()
    return rows.filter(incident=origin.incident).first()
