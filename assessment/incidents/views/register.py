"""The register of a year, and one incident of it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.actions.results import Conflict
from assessment.incidents import actions, listing, permissions
from assessment.incidents.forms import IncidentForm, IncidentReasonForm, initial_of
from assessment.incidents.linking import link_incident, unlink_incident, why_not_countable
from assessment.incidents.questions import questions_of
from assessment.incidents.views import scope
from assessment.models import CityTable, Incident, Result, Year
from assessment.permissions import check_can_record
from assessment.rectification import permissions as of_problems
from assessment.views.scope import page_of, year_or_404
from cities.permissions import can_read_province, persona_of
from cities.views.scope import province_or_404
from lib.signs import whole_number
from lib.wording import person_as, who
from trust import log
from trust.acts import carry_out
from trust.forms import FilesForm
from trust.refusals import Refused
from trust.versions import Outdated, version_sent

LINES_A_PAGE = 50
OUTDATED = "这起事件刚被他人改过，没有保存；请核对现在的内容后再办。"


@require_safe
def incidents(request, year):
    """The list; ?city=, ?kind=, ?state= narrow it."""
    row = scope.year_with_register(request, year)
    today = timezone.localdate()
    seen = Incident.objects.visible_to(request.user).filter(year=row)
    state = request.GET.get("state", "all")
    state = state if state in listing.STATES else "all"
    kind = request.GET.get("kind", "")
    kind = kind if kind in Incident.Kind.values else ""
    city = whole_number(request.GET.get("city", "")) or ""
    found = listing.in_state(seen, state, today)
    found = found.filter(kind=kind) if kind else found
    found = found.filter(city=city) if city else found
    page = page_of(request, found.with_places(), LINES_A_PAGE)
    province = can_read_province(request.user)
    context = {
        "year": row,
        "page": page,
        "lines": listing.lines_of(page.object_list, today),
        "today": today,
        "state": state,
        "states": _states(province),
        "kind": kind,
        "kinds": [("", "所有类别"), *Incident.Kind.choices],
        "city": city,
        "cities": CityTable.objects.visible_to(request.user).filter(year=row).order_by("city__key"),
        "province": province,
        "asked": sum(q.is_open for q in questions_of(row)) if province else 0,
        "why_closed": permissions.why_not_register(request.user, row) if province else "",
    }
    return render(request, "assessment/incidents/list.html", context)


def _states(province: bool) -> list[tuple[str, str]]:
    """A city has no incidents that were withdrawn."""
    return [(c, w) for c, w in listing.STATES.items() if province or c != "withdrawn"]


@require_http_methods(["GET", "HEAD", "POST"])
def incident_new(request, year):
    """Register an incident; ?cell= counts it in that cell at once."""
    province_or_404(request)
    row = year_or_404(request, year)
    permissions.check(permissions.why_not_register(request.user, row))
    cell = _cell_asked(request, year)
    form = IncidentForm(request.POST or None, initial=_initial(cell), year=row, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return _register(request, row, form, cell=cell)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"year": row, "form": form, "cell": cell}
    status = 422 if request.method == "POST" else 200
    return render(request, "assessment/incidents/form.html", context, status=status)


def _cell_asked(request, year: int) -> Result | None:
    asked = whole_number(request.POST.get("cell", "") or request.GET.get("cell", ""), 2**53)
    return scope.cell_or_404(request, year, asked) if asked else None


def _initial(cell: Result | None) -> dict:
    if cell is None:
        return {}
    city = cell.measure.component.item.section.table.city_id
    return {"city": str(city), "cell": cell.pk, "cell_version": cell.version}


def _register(request, year: Year, form: IncidentForm, *, cell: Result | None):
    """Write it and, in the same transaction, count it in the cell it was registered from."""
    told = {"user": request.user, "actor": log.actor_of(request)}
    since = timezone.now()
    try:
        with log.acting():
            incident = actions.register_incident(
                year=year, entry=form.entry, office=form.chosen_office, **told
            )
            linked = _counts_anew(incident, cell) and link_incident(
                incident_id=incident.pk,
                result_id=cell.pk,
                version=form.cleaned_data["cell_version"],
                **told,
            )
    except Conflict as conflict:
        raise Refused(
            "打开本页之后，这一格刚被他人改过，事件没有登记；请回录入表核对后再登记。"
        ) from conflict
    if not linked and incident.recorded_at < since:
        messages.warning(
            request,
            f"与刚才登记的第 {incident.number} 号事件内容相同，没有再登记一起；"
            "确是另一起的，请写明区别（如文号）后再登记。",
        )
        return redirect("incident", year=year.number, pk=incident.pk)
    if not linked:
        messages.success(request, f"已登记为第 {incident.number} 号事件。")
        return redirect("incident", year=year.number, pk=incident.pk)
    messages.success(request, f"已登记为第 {incident.number} 号事件，{_told(linked)}。")
    return redirect(_grid(cell))


def _counts_anew(incident: Incident, cell: Result | None) -> bool:
    """Whether it is to be counted in the cell: of a press that was sent twice, the first did."""
    return cell is not None and not incident.links.filter(result=cell).exists()


def _told(linked) -> str:
    if linked.followed:
        return f"本格改为 {linked.number} 起"
    return f"已计入；本格的数没有改动，台账现为 {linked.number} 起，请核对"


def _grid(cell: Result) -> str:
    """Return where a cell stands in its grid."""
    item = cell.measure.component.item
    year = item.section.table.year.number
    return f"{reverse('collection-grid', args=[year, item.indicator_id])}?at={cell.pk}#c{cell.pk}"


@require_safe
def incident(request, year, pk):
    return page_about(request, scope.incident_or_404(request, year, pk))


def page_about(request, row: Incident, *, status=200, **told):
    province = can_read_province(request.user)
    why = permissions.why_not_change(request.user, row)
    [line] = listing.lines_of([row], timezone.localdate())
    context = {
        "year": row.year,
        "incident": row,
        "line": line,
        "by": person_as(str(row.recorded_by or row.recorded_as), row.office.name),
        "why_closed": why,
        "province": province,
        "evidence": list(row.evidence.current().select_related("added_by")),
        "withdrawn": list(row.evidence.exclude(withdrawn_at=None)) if province else [],
        "choices": [] if row.is_withdrawn else _countable(request.user, row),
        "own_cells": _own_cells(request.user, line) if province else set(),
        "questions": _asked_of(row) if province else [],
        "steps": row.history.select_related("history_user")[:20] if province else [],
        "files_form": FilesForm(),
        "problem": _problem_of(row) if province else None,
        "may_issue": not (row.is_withdrawn or of_problems.why_not_issue(request.user, row.year)),
        "reason_form": IncidentReasonForm(),
        **told,
    }
    return render(request, "assessment/incidents/incident.html", context, status=status)


def _problem_of(row: Incident):
    """Return the entry of 问题清单 that was made of it. One query."""
    return row.rectifications.exclude(state="withdrawn").select_related("year").first()


def _asked_of(row: Incident) -> list:
    return [q for q in questions_of(row.year) if row.pk in {i.pk for i in q.incidents}]


def _recordable(user, row: Incident):
    """Counts of the incident's city that this person may write. One query."""
    if permissions.why_not_register(user, row.year):
        return Result.objects.none()
    item = "measure__component__item"
    return (
        Result.objects.filter(
            measure__kind="次数",
            **{
                f"{item}__offices__in": persona_of(user).office_ids,
                f"{item}__section__table__city": row.city_id,
                f"{item}__section__table__year": row.year_id,
                f"{item}__section__table__issued_at__isnull": False,
            },
        )
        .select_related("measure__component__item__section__table__year")
        .order_by("measure__code")
        .distinct()
    )


def _countable(user, row: Incident) -> list[Result]:
    """Return the cells in which this person may count the incident."""
    return [r for r in _recordable(user, row) if not why_not_countable(r)]


def _own_cells(user, line) -> set[int]:
    return set(_recordable(user, line.incident).values_list("pk", flat=True))


@require_http_methods(["GET", "HEAD", "POST"])
def incident_edit(request, year, pk):
    province_or_404(request)
    row = scope.incident_or_404(request, year, pk)
    permissions.check(permissions.why_not_change(request.user, row))
    form = IncidentForm(
        request.POST or None,
        initial=initial_of(row),
        year=row.year,
        user=request.user,
        incident=row,
    )
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_incident(
                incident_id=row.pk,
                entry=form.entry,
                version=version_sent(request.POST),
                user=request.user,
                actor=log.actor_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated as outdated:
            form.add_error(None, _conflict(outdated.current))
            status = 409
        else:
            messages.success(request, "已保存。")
            return redirect("incident", year=year, pk=pk)
    context = {"year": row.year, "form": form, "incident": row}
    return render(request, "assessment/incidents/form.html", context, status=status)


def _conflict(current: Incident) -> str:
    by = who(current.recorded_as, str(current.recorded_by or ""))
    return (
        f"打开本页之后，{by}改过这起事件，没有保存；您填的仍在下面。"
        "请另开一页核对现在的内容，再重新打开修改。"
    )


@require_POST
def incident_withdraw(request, year, pk):
    province_or_404(request)
    row = scope.incident_or_404(request, year, pk)
    permissions.check(permissions.why_not_change(request.user, row))
    form = IncidentReasonForm(request.POST)
    if not form.is_valid():
        return page_about(request, row, status=422, reason_form=form)
    carry_out(
        request,
        actions.withdraw_incident,
        incident_id=row.pk,
        reason=form.cleaned_data["reason"],
        version=version_sent(request.POST),
        done="已撤销；原来计入的各格数值没有改动，请到录入表核对。",
        outdated=OUTDATED,
    )
    return redirect("incident", year=year, pk=pk)


@require_POST
def incident_link(request, year, pk):
    """Count it in a cell; the figure there stays, for this page does not show it."""
    province_or_404(request)
    row = scope.incident_or_404(request, year, pk)
    asked = whole_number(request.POST.get("cell", ""), 2**53)
    if not asked:
        permissions.check(permissions.why_not_register(request.user, row.year))
        messages.error(request, "请先选择计入哪一项。")
        return redirect("incident", year=year, pk=pk)
    cell = scope.cell_or_404(request, year, asked)
    check_can_record(request.user, cell)
    act = unlink_incident if request.POST.get("act") == "unlink" else link_incident
    done = carry_out(request, act, incident_id=row.pk, result_id=cell.pk, version=None)
    if done:
        told = f"台账计入“{cell.measure.name}”的现为 {done.number} 起"
        messages.success(request, f"{told}；该格的数没有改动，请到录入表核对。")
    return redirect("incident", year=year, pk=pk)
