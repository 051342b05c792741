"""否决决定: the list, a proposal, one decision with what may be done about it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.actions.results import Conflict
from assessment.models import CityTable, Incident, Policy, Result, VetoDecision, VetoState, Year
from assessment.vetoes import actions, permissions
from assessment.vetoes.forms import VetoAnswerForm, VetoForm, VetoLiftingForm
from assessment.vetoes.rules import BARS, NONE_THERE, vetoables_of
from assessment.views.scope import page_of, table_or_404, year_or_404
from cities.permissions import can_read_province
from cities.substitutes.hands import is_own, same_person
from cities.views.scope import province_or_404
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated

LINES_A_PAGE = 50
OUTDATED = "打开本页之后，这件决定已由他人办理，没有保存；请核对现在的内容后再办。"
CONFLICT = "否决条款的那一格刚被他人改过，没有保存；请刷新页面核对后再办。"
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
    found = vetoables_of(table.year, table.city_id)
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
    context["none_told"] = NONE_THERE
    status = 422 if request.method == "POST" else 200
    return render(request, "assessment/vetoes/form.html", context, status=status)


@require_safe
def veto(request, year, number):
    return _page(request, _veto_or_404(request, year, number))


@require_POST
def answer(request, year, number):
    """Confirm or decline what another person proposed: a veto, or that one is lifted."""
    found = _acting_on(request, year, number)
    form = VetoAnswerForm(request.POST)
    lifting = found.state == VetoState.LIFTING
    act = actions.answer_lifting if lifting else actions.answer_veto
    if not form.is_valid():
        return _page(request, found, answer_form=form, status=422)
    told = form.cleaned_data
    sent = {
        "agrees": told["act"] == VetoAnswerForm.AGREE,
        "answer": told["answer"],
        "version": told["version"],
    }
    return _carried_out(request, found, act, form=form, name="answer_form", sent=sent)


@require_POST
def lift(request, year, number):
    found = _acting_on(request, year, number)
    form = VetoLiftingForm(request.POST)
    if not form.is_valid():
        return _page(request, found, lifting_form=form, status=422)
    return _carried_out(
        request, found, actions.propose_lifting, form=form, name="lifting_form",
        sent=form.cleaned_data,
    )  # fmt: skip


@require_POST
def take_back(request, year, number):
    found = _acting_on(request, year, number)
    form = VetoLiftingForm({"reason": "撤回", "version": request.POST.get("version", "")})
    if not form.is_valid():
        return _page(request, found, status=422)
    sent = {"version": form.cleaned_data["version"]}
    return _carried_out(
        request, found, actions.take_veto_back, form=form, name="back_form", sent=sent
    )


def _year_or_404(request, number: int) -> Year:
    if not permissions.sees_vetoes(request.user):
        raise Http404
    return year_or_404(request, number)


def _veto_or_404(request, year: int, number: int) -> VetoDecision:
    rows = VetoDecision.objects.visible_to(request.user).for_year(year).with_all()
    return get_object_or_404(rows, number=number)


def _acting_on(request, year: int, number: int) -> VetoDecision:
    """Return a decision for whoever may act on it; others may only look."""
    found = _veto_or_404(request, year, number)
    if not permissions.may_act(request.user, found):
        raise PermissionDenied
    return found


def _carried_out(request, found: VetoDecision, act, *, form, name: str, sent) -> HttpResponse:
    status = 422
    try:
        came = act(decision=found, **sent, user=request.user, actor=log.actor_of(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except Outdated:
        status = 409
        form.add_error(None, OUTDATED)
    except Conflict:
        status = 409
        form.add_error(None, CONFLICT)
    else:
        messages.success(request, f"{came}：{came.get_state_display()}。")
        if came.state == VetoState.LIFTED and actions.still_holds(came):
            messages.warning(
                request, "这一格另有记录或其他决定，否决条款仍然成立；请到这一格核对。"
            )
        return redirect("veto", found.year.number, found.number)
    found = _veto_or_404(request, found.year.number, found.number)
    return _page(request, found, **{name: form}, status=status)


def _page(
    request, found: VetoDecision, *, answer_form=None, lifting_form=None, back_form=None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    may = permissions.may_act(request.user, found)
    closed = permissions.why_closed(found.year)
    lifting = found.state == VetoState.LIFTING
    proposer = found.lifting_by if lifting else found.proposed_by
    waits = found.state in (VetoState.PROPOSED, VetoState.LIFTING)
    since = found.lifting_at if lifting else found.proposed_at
    same = same_person(request.user, proposer, at=since) if waits else ""
    initial = {"version": found.version}
    context = {
        "veto": found,
        "year": found.year,
        "badge": BADGES[VetoState(found.state)],
        "bars": BARS[found.rule_kind],
        "cell": _cell(found),
        "lowers_no_grade": not Policy.objects.filter(year=found.year, applies_vetoes=True).exists(),
        "province": can_read_province(request.user),
        "why_closed": closed if may else "",
        "may_answer": may and waits and not same and not closed,
        "same": same if may and not closed else "",
        "may_take_back": bool(same) and is_own(request.user, proposer.pk),
        "may_lift": may and found.state == VetoState.IN_FORCE and not closed,
        "lifting": lifting,
        "answer_form": answer_form or VetoAnswerForm(initial=initial),
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
