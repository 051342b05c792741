"""否决决定: the list, a proposal, one decision with what may be done about it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment.by_two.acts import open_to
from assessment.by_two.forms import DecisionAnswerForm
from assessment.by_two.permissions import sees_decisions
from assessment.models import (
    CityTable,
    Incident,
    Item,
    Policy,
    Result,
    VetoDecision,
    VetoState,
    Year,
)
from assessment.vetoes import actions, permissions
from assessment.vetoes.forms import VetoForm, VetoLiftingForm
from assessment.vetoes.rules import BARS, NONE_OF_OWN, NONE_THERE, vetoables_of
from assessment.views.scope import page_of, table_or_404, year_or_404
from cities.permissions import can_read_province
from cities.views.scope import province_or_404
from trust import log
from trust.refusals import Refused

LINES_A_PAGE = 50
BADGES = {
    VetoState.PROPOSED: "todo", VetoState.DECLINED: "idle", VetoState.TAKEN_BACK: "idle",
    VetoState.IN_FORCE: "bad", VetoState.LIFTING: "todo", VetoState.LIFTED: "idle",
}  # fmt: skip


@require_safe
def vetoes(request, year):
    """Those that this person may see. Equal queries for any number."""
    row = _year_or_404(request, year)
    rows = VetoDecision.objects.visible_to(request.user).for_year(year).with_all().with_cells()
    page = page_of(request, rows.order_by("-number"), LINES_A_PAGE)
    province = can_read_province(request.user)
    tables = CityTable.objects.visible_to(request.user).filter(year=row)
    why = permissions.why_not_propose(request.user, row) if province else ""
    context = {
        "year": row,
        "page": page,
        "lines": [(d, BADGES[VetoState(d.state)], BARS[d.rule_kind]) for d in page.object_list],
        "province": province,
        "why_closed": why,
        "tables": tables.order_by("city__key").values_list("city__key", "city_name")
        if province and not why
        else (),
    }
    return render(request, "assessment/vetoes/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request, year, city):
    """Propose a veto of one city's table."""
    province_or_404(request)
    table = table_or_404(request, year, city)
    if why := permissions.why_not_propose(request.user, table.year):
        raise Refused(why)
    items = Item.objects.proposable_by(request.user).filter(section__table=table)
    own = set(items.values_list("pk", flat=True))
    there = vetoables_of(table.year, table.city_id)
    found = [each for each in there if each.item.pk in own]
    incidents = Incident.objects.counting().filter(year=table.year, city=table.city)
    form = VetoForm(
        request.POST or None,
        vetoables=found,
        incidents=list(incidents.order_by("number")[:200]),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_veto(
                table=table,
                vetoable=form.chosen,
                ground=form.based_on(),
                user=request.user,
                actor=log.actor_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已提出{made}，由另一人确认后生效。")
            return redirect("veto", year, made.number)
    context = {"year": table.year, "table": table, "form": form, "none": not found}
    context["none_told"] = NONE_OF_OWN if there else NONE_THERE
    status = 422 if request.method == "POST" else 200
    return render(request, "assessment/vetoes/form.html", context, status=status)


@require_safe
def veto(request, year, number):
    return page_about(request, veto_or_404(request, year, number))


def _year_or_404(request, number: int) -> Year:
    if not sees_decisions(request.user):
        raise Http404
    return year_or_404(request, number)


def veto_or_404(request, year: int, number: int) -> VetoDecision:
    rows = VetoDecision.objects.visible_to(request.user).for_year(year).with_all()
    return get_object_or_404(rows, number=number)


def page_about(
    request, found: VetoDecision, *, answer_form=None, lifting_form=None, back_form=None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    initial = {"version": found.version}
    context = {
        "veto": found,
        "year": found.year,
        "badge": BADGES[VetoState(found.state)],
        "bars": BARS[found.rule_kind],
        "cell": _cell(found),
        "lowers_no_grade": not Policy.objects.filter(year=found.year, applies_vetoes=True).exists(),
        "province": can_read_province(request.user),
        **open_to(request.user, found, closed=permissions.why_closed(found.year)),
        "answer_form": answer_form or DecisionAnswerForm(initial=initial),
        "lifting_form": lifting_form or VetoLiftingForm(initial=initial),
        "back_form": back_form,
    }
    return render(request, "assessment/vetoes/veto.html", context, status=status)


def _cell(found: VetoDecision) -> Result | None:
    rows = Result.objects.filter(
        measure__code=found.code,
        measure__component__item__section__table__year=found.year_id,
        measure__component__item__section__table__city=found.city_id,
    )
    return rows.select_related("measure").first()
