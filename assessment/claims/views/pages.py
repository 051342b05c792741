"""加分申报: the list, the window, and one claim with its course."""

from collections.abc import Iterable
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessment import permissions as of_year
from assessment.claims import permissions
from assessment.claims.actions import save_window, why_not_write
from assessment.claims.counting import left_of
from assessment.claims.forms import (
    ClaimDecisionForm,
    ClaimFilesForm,
    ClaimStepForm,
    ClaimWindowForm,
)
from assessment.claims.listing import (
    GROUPS,
    cells_apart,
    cities_of,
    cities_with_claims,
    groups_of,
    lines_of,
)
from assessment.claims.states import steps_for
from assessment.claims.taking import CellOfClaims, cells_of
from assessment.claims.views.scope import claim_or_404, others_of, year_of_claims_or_404
from assessment.models import BonusClaim, CityTable, ClaimState, Policy, Result, Year
from assessment.permissions import why_not_recordable
from assessment.views.scope import page_of
from assessment.views.windows import window_page
from assessment.year.fixed import CLAIM_WINDOW
from cities.permissions import can_read_province, persona_of
from lib.rounding import format_points
from lib.wording import person_as

LINES_A_PAGE = 50


@require_safe
def claims(request, year):
    """Those that this person may see. Equal queries for any number."""
    row = year_of_claims_or_404(request, year)
    persona = persona_of(request.user)
    province = can_read_province(request.user)
    rows = BonusClaim.objects.visible_to(request.user).for_year(year)
    group, city = request.GET.get("state", ""), request.GET.get("city", "")
    group = group if group in GROUPS else ""
    in_city = rows.filter(city__key=city) if city else rows
    shown = in_city.filter(state__in=GROUPS[group][1]).with_all().order_by("-number")
    page = page_of(request, shown, LINES_A_PAGE)
    cities = cities_with_claims(row, None if province else persona.city_ids)
    window = permissions.window_of(row)
    context = {
        "year": row,
        "page": page,
        "lines": lines_of(page.object_list, cities),
        "choices": groups_of(in_city, group),
        "cities": cities_of(rows, city),
        "apart": _apart(row, cities) if province else [],
        "window_told": permissions.window_told(window),
        "why_closed": permissions.why_not_open(row, window, timezone.now()),
        "province": province,
        "city_keys": _own_keys(request.user, row) if persona.is_city else [],
        "may_set_up": of_year.can_set_up(request.user),
    }
    return render(request, "assessment/claims/list.html", context)


def _apart(year: Year, cities) -> list[dict]:
    return [{"city": city, "cell": cell} for city, cell in cells_apart(year, cities)]


def _own_keys(user, year: Year) -> list[str]:
    tables = CityTable.objects.visible_to(user).filter(year=year)
    return list(tables.values_list("city__key", flat=True))


@require_http_methods(["GET", "HEAD", "POST"])
def window(request, year):
    """From when to when cities claim; 409 where another person was first."""
    row = year_of_claims_or_404(request, year)
    of_year.check_can_set_up(request.user)
    return window_page(
        request,
        row,
        ClaimWindowForm,
        held=permissions.window_of(row),
        save=save_window,
        name="加分申报期",
        listed="claims",
        template="assessment/claims/window.html",
        setting=CLAIM_WINDOW,
    )


@require_safe
def claim(request, year, number):
    return answer_page(request, claim_or_404(request, year, number))


def answer_page(
    request, found: BonusClaim, *, sent=None, files_form=None, refused=(), status: int = 200
) -> HttpResponse:
    """A claim with its course and what this person may do. sent: forms as they were sent, by
    step, of which the words are given back where the step is there no more; refused: why files
    were not laid."""
    sent = sent or {}
    closed = permissions.why_closed(found)
    cells = cells_of(found.year, found.city_id)
    cell = cells.get(found.code)
    others = others_of(found)
    now, terms = timezone.now(), permissions.window_of(found.year)
    steps = [
        {
            "name": step.name,
            "label": step.label,
            "why": closed or step.guard(found, terms, now),
            "form": _form(step, found, sent),
        }
        for step in steps_for(found, request.user)
        if step.name not in ("accept", "reject")
    ]
    deciding = found.state == ClaimState.FILED and permissions.is_office(request.user, found)
    open_ones = {step["name"] for step in steps} | ({"decide"} if deciding else set())
    context = {
        "claim": found,
        "year": found.year,
        "line": lines_of([found])[0],
        "amount_label": cell.claimable.amount_label if cell else "申报数",
        "written": person_as(str(found.written_by), found.city_name),
        "files": list(found.files.current().select_related("added_by")),
        "events": list(found.events.select_related("done_by")),
        "steps": steps,
        "left_over": [_left_over(form) for name, form in sent.items() if name not in open_ones],
        "deciding": deciding,
        "why_not_me": closed or permissions.why_not_the_one_to_decide(request.user, found)
        if deciding
        else "",
        "decision": sent.get("decide") or _decision(found, cell, others) if deciding else None,
        "cell": cell,
        "left": _left(found.year, cell, cells.values()),
        "instead": cell.outdone.get(found.number) if cell else None,
        "why_no_take": _why_no_take(request.user, cell),
        "may_write": not why_not_write(request.user, found),
        "files_form": files_form or ClaimFilesForm(),
        "refused": refused,
        "province": can_read_province(request.user),
    }
    return render(request, "assessment/claims/claim.html", context, status=status)


def _form(step, found: BonusClaim, sent: dict) -> ClaimStepForm:
    if step.name in sent:
        form = sent[step.name]
        form.data = {**form.data.dict(), "version": found.version}
        return form
    return ClaimStepForm(
        initial={"version": found.version},
        auto_id=f"{step.name}-%s",
        label=step.asks or "说明",
        required=bool(step.asks),
    )


def _left_over(form: ClaimStepForm | ClaimDecisionForm) -> dict:
    name = "reason" if isinstance(form, ClaimDecisionForm) else "text"
    return {"form": form, "text": form[name].value()}


def _decision(found: BonusClaim, cell: CellOfClaims | None, others) -> ClaimDecisionForm:
    return ClaimDecisionForm(
        initial={"version": found.version},
        claim=found,
        claimable=cell.claimable if cell else None,
        others=others,
        auto_id="decide-%s",
    )


def _left(year: Year, cell: CellOfClaims | None, cells: Iterable[CellOfClaims]) -> str:
    """Return what the caps leave after what was accepted, in words. One query. cells: all of the
    city, which share the cap of the year."""
    if cell is None:
        return ""
    policy = Policy.objects.filter(year=year).first()
    cap = policy.bonus_cap if policy and policy.counts_bonus else None
    rule, bounds = cell.claimable.rule.engine, cell.claimable.measure.bounds
    others = sum((each.points for each in cells if each is not cell), Decimal(0))
    left = left_of(rule, cell.points, bounds, cap=None if cap is None else cap - others)
    told = [f"本条已采纳 {format_points(cell.points)} 分"]
    if rule.cap is not None:
        told.append(f"本条最多加 {format_points(rule.cap)} 分")
    if bounds and bounds.told:
        told.append(f"可评 {bounds.told}")
    if cap is not None:
        told.append(f"本年度加分合计最多 {format_points(cap)} 分")
    if left is not None:
        told.append(f"按采纳的申报，还可加 {format_points(left)} 分，超过的不计")
    return "；".join(told)


def _why_no_take(user, cell: CellOfClaims | None) -> str:
    """Return why this person may not let the cell say what was accepted. Three queries."""
    if cell is None or not can_read_province(user):
        return "-"
    rows = Result.objects.select_related("measure__component__item__section__table__year")
    return why_not_recordable(user, rows.get(pk=cell.claimable.measure.record.result_id))
