"""更正: the year's list, and one correction with what it does."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment import permissions
from assessment.corrections.actions import (
    doubts_about,
    moved_since,
    open_correction,
    why_not_correct,
)
from assessment.corrections.shifts import details_of, item_shift, names_of, shifts_of
from assessment.corrections.views.scope import correction_or_404, year_of_corrections_or_404
from assessment.flow.proposing import second_persons
from assessment.models import Correction, Objection, Snapshot
from assessment.views.scope import page_of
from cities.permissions import can_read_province
from cities.substitutes.hands import is_own, same_person

LINES_A_PAGE = 50


@require_safe
def corrections(request, year):
    """Those that this person may see, the newest first. Equal queries for any number."""
    row = year_of_corrections_or_404(request, year)
    rows = Correction.objects.visible_to(request.user).for_year(year).with_all()
    page = page_of(request, rows, LINES_A_PAGE)
    may_set_up = permissions.can_set_up(request.user)
    province, seen = can_read_province(request.user), Snapshot.objects.visible_to(request.user)
    context = {
        "year": row,
        "page": page,
        "lines": [(correction, shifts_of(correction.effect)) for correction in page],
        "province": province,
        "has_snapshots": province or seen.filter(year=row).exists(),
        "why_not": why_not_correct(row),
        "may_propose": may_set_up and not why_not_correct(row),
        "open": open_correction(row) if may_set_up else None,
    }
    return render(request, "assessment/corrections/list.html", context)


@require_safe
def correction(request, year, pk):
    """One correction: what was, what is, why, and what it did; to a city only of itself."""
    found = correction_or_404(request, year, pk)
    province = can_read_province(request.user)
    is_asked = found.is_open and permissions.can_set_up(request.user)
    same = same_person(request.user, found.proposed_by, at=found.proposed_at) if is_asked else ""
    shifts = shifts_of(found.effect)
    context = {
        "year": found.year,
        "correction": found,
        "province": province,
        "shifts": shifts if province else shifts[:1],
        "item": item_shift(found.effect),
        "files": list(found.files.all()),
        "details": details_of(found.effect) if province else [],
        "names": names_of(found.effect) if province else [],
        "is_taken_back": bool(found.confirmed_at) and bool(why_not_correct(found.year)),
        "doubts": doubts_about(found) if is_asked else [],
        "moved": moved_since(found, found.year) if is_asked else [],
        "is_asked": is_asked,
        "same": same,
        "may_withdraw": is_asked and is_own(request.user, found.proposed_by_id),
        "is_alone": is_asked and not second_persons(request.user),
        "objections": _objections_to(found, request.user) if province else [],
    }
    return render(request, "assessment/corrections/correction.html", context)


def _objections_to(found: Correction, user) -> list:
    """Return the objections to the figure or the rule, decided or not, that this person may read
    beside what it was and what it is. Two queries."""
    rows = Objection.objects.visible_to(user).filter(
        year=found.year_id, city=found.city_id, indicator=found.indicator_id
    )
    return [row for row in rows.select_related("year") if _is_about(row, found)]


def _is_about(objection: Objection, found: Correction) -> bool:
    if found.decision is not None:
        return objection.pk == found.decision.objection_id
    if found.part:
        return objection.words == found.clause
    return found.code in objection.codes
