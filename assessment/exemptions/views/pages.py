"""豁免: the list, a proposal, one exemption with what may be done about it, its file."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessment.exemptions import actions, permissions
from assessment.exemptions.forms import (
    ExemptionAnswerForm,
    ExemptionForm,
    ExemptionLiftingForm,
)
from assessment.exemptions.subjects import Exemptable, exemptable_of, exemptables, table_of
from assessment.models import CityTable, Exemption, ExemptionState, Year
from assessment.views.scope import page_of, table_or_404, year_or_404
from cities.permissions import can_read_province
from cities.substitutes.hands import is_own, same_person
from cities.views.scope import province_or_404
from trust import files, log
from trust.refusals import Refused

LINES_A_PAGE = 50
BADGES = {
    ExemptionState.PROPOSED: "todo", ExemptionState.DECLINED: "idle",
    ExemptionState.TAKEN_BACK: "idle", ExemptionState.IN_FORCE: "done",
    ExemptionState.LIFTING: "todo", ExemptionState.LIFTED: "idle",
}  # fmt: skip


@require_safe
def exemptions(request, year):
    """Those that this person may see. Equal queries for any number."""
    row = _year_or_404(request, year)
    rows = Exemption.objects.visible_to(request.user).for_year(year).with_all()
    page = page_of(request, rows.order_by("-number"), LINES_A_PAGE)
    province = can_read_province(request.user)
    why = permissions.why_not_propose(request.user, row) if province else ""
    tables = CityTable.objects.visible_to(request.user).filter(year=row)
    context = {
        "year": row,
        "page": page,
        "lines": [(each, BADGES[ExemptionState(each.state)]) for each in page.object_list],
        "why_closed": why,
        "tables": tables.order_by("city__key").values_list("city__key", "city_name")
        if province and not why
        else (),
    }
    return render(request, "assessment/exemptions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request, year, city):
    """Propose that something of one city's table does not count."""
    province_or_404(request)
    table = table_or_404(request, year, city)
    if why := permissions.why_not_propose(request.user, table.year):
        raise Refused(why)
    loaded = table_of(table.year, table.city_id)
    subjects = exemptables(loaded) if loaded else []
    form = ExemptionForm(request.POST or None, request.FILES or None, subjects=subjects)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_exemption(
                table=table, subject=form.chosen, plea=form.pleaded(), user=request.user,
                actor=log.actor_of(request),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已提出{made}，由另一人确认后生效。")
            return redirect("exemption", year, made.number)
    context = {"year": table.year, "table": table, "form": form, "none": not form.subjects}
    status = 422 if request.method == "POST" else 200
    return render(request, "assessment/exemptions/form.html", context, status=status)


@require_safe
def exemption(request, year, number):
    return page_about(request, exemption_or_404(request, year, number))


@require_safe
def file(request, year, number):
    """What proves an exemption, as an attachment."""
    found = exemption_or_404(request, year, number)
    if found.file is None:
        raise Http404
    try:
        response = files.serve(found.file, found.file_name)
    except FileNotFoundError as error:
        raise Http404("文件不在存储中，请联系系统管理员核对备份。") from error
    told = {"文件": found.file_name}
    log.write_alone(log.actor_of(request), "下载豁免证明材料", found, after=told)
    return response


def _year_or_404(request, number: int) -> Year:
    if not permissions.sees_exemptions(request.user):
        raise Http404
    return year_or_404(request, number)


def exemption_or_404(request, year: int, number: int) -> Exemption:
    rows = Exemption.objects.visible_to(request.user).for_year(year).with_all()
    return get_object_or_404(rows, number=number)


def page_about(
    request, found: Exemption, *, answer_form=None, lifting_form=None, back_form=None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Return the page of one exemption, with what this person may do about it."""
    may = permissions.may_act(request.user, found)
    closed = permissions.why_closed(found.year)
    lifting = found.state == ExemptionState.LIFTING
    proposer = found.lifting_by if lifting else found.proposed_by
    waits = found.state in (ExemptionState.PROPOSED, ExemptionState.LIFTING)
    since = found.lifting_at if lifting else found.proposed_at
    same = same_person(request.user, proposer, at=since) if waits else ""
    initial = {"version": found.version}
    table = table_of(found.year, found.city_id)
    subject = exemptable_of(table, found) if table else None
    province = can_read_province(request.user)
    context = {
        "exemption": found,
        "year": found.year,
        "badge": BADGES[ExemptionState(found.state)],
        "is_gone": subject is None,
        "is_idle": found.stands and subject is not None and not subject.is_exempt,
        "trial": _trial(found, subject) if province else "",
        "province": province,
        "why_closed": closed if may else "",
        "may_answer": may and waits and not same and not closed,
        "same": same if may and not closed else "",
        "may_take_back": bool(same) and is_own(request.user, proposer.pk),
        "may_lift": may and found.state == ExemptionState.IN_FORCE and not closed,
        "lifting": lifting,
        "answer_form": answer_form or ExemptionAnswerForm(initial=initial),
        "lifting_form": lifting_form or ExemptionLiftingForm(initial=initial),
        "back_form": back_form,
    }
    return render(request, "assessment/exemptions/exemption.html", context, status=status)


def _trial(found: Exemption, subject: Exemptable | None) -> str:
    """Return where it is tried what scores and ranks come to with it, or without one in force."""
    if subject is None:
        return ""
    parts = [subject.component] if subject.component else subject.item.components
    wanted = "0" if found.stands else "1"
    query = "&".join(f"x{part.pk}={wanted}" for part in parts)
    return f"{reverse('trial', args=[found.year.number])}?{query}"
