"""A year's choices of reading what the texts leave open."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessment import permissions
from assessment.actions.years import save_policy
from assessment.engine import types as engine
from assessment.engine.explain import describe_policy
from assessment.flow.changes import PROPOSED
from assessment.loading import engine_policy, load_policy
from assessment.models import CityTable, Policy, StepProposal, Year
from assessment.querysets import RELEASED_STATES
from assessment.scores import changes
from assessment.summaries.otherwise import standings_under
from assessment.views import scope
from assessment.views.roads import Road
from assessment.year.fixed import POLICY, why_fixed
from assessment.year.forms import PolicyForm, initial_of
from assessment.year.groups import groups_within
from cities.views.scope import province_or_404
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request, year):
    province_or_404(request)
    row = scope.year_or_404(request, year)
    here = reverse("year-policy", args=[year])
    crumbs = ((reverse("year-flow", args=[year]), f"{row}进程"),)
    return answer_policy(request, row, Road(address=here, crumbs=crumbs))


def answer_policy(request, year: Year, road: Road) -> HttpResponse:
    """The choices with their preview; a POST saves them. 409 where another person was first.

    Eight queries to show them, for any number of cities, and those of standings_under beside its
    two; one or two more with like, the year before whose choices fill the form.
    """
    if request.method == "POST":
        return _save_policy(request, year, road=road)
    held = Policy.objects.filter(year=year).first()
    in_force = engine_policy(held) if held else engine.Policy()
    start = {**initial_of(in_force), "version": held.version if held else 1}
    asked = {k: request.GET[k] for k in start if k in request.GET and k != "version"}
    before = _policy_before(year)
    if before is not None and request.GET.get("like") == str(before.year.number):
        asked = _as_before(before, year)
    form = PolicyForm({**start, **asked}) if asked else PolicyForm(initial=start)
    context = _policy_context(request, year, form=form)
    context |= {"road": road, "before": before}
    return render(request, "assessment/policy.html", context)


def _policy_before(year: Year) -> Policy | None:
    """Return the choices of the last year before that has any. One query."""
    earlier = Policy.objects.filter(year__number__lt=year.number).select_related("year")
    return earlier.order_by("-year__number").first()


def _as_before(before: Policy, year: Year) -> dict:
    """Return the form filled with another year's choices; groups keep the units that this year
    has tables of, all of them where it has none yet. A query, another where there are groups."""
    choice = engine_policy(before)
    if units := set(CityTable.objects.filter(year=year).values_list("city_id", flat=True)):
        choice = replace(choice, groups=groups_within(choice.groups, units))
    return initial_of(choice)


def _save_policy(request, year: Year, *, road: Road) -> HttpResponse:
    permissions.check_can_set_up(request.user)
    form = PolicyForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            saved = save_policy(
                year=year,
                choice=form.choice(),
                version=form.cleaned_data["version"],
                reason=form.cleaned_data["reason"],
                user=request.user,
                actor=log.actor_of(request),
            )
        except Refused as refusal:
            form.add_error("reason" if "理由" in str(refusal) else None, str(refusal))
        except Outdated as outdated:
            status = 409
            form.data = {**form.data.dict(), "version": outdated.current.version}
            form.add_error(
                None,
                "打开本页之后，计分口径已被他人改动；下面左边是您所选，"
                "右上是现行口径。核对后再按“保存口径”，即以您所选为准。",
            )
        else:
            if isinstance(saved, StepProposal):
                messages.success(request, PROPOSED.format("变更计分口径"))
                return redirect("year-flow", year.number)
            messages.success(request, "计分口径已保存，得分和名次已按新口径计算。")
            return redirect(road.address)
    context = _policy_context(request, year, form=form)
    return render(request, "assessment/policy.html", context | {"road": road}, status=status)


def _policy_context(request, year: Year, *, form: PolicyForm) -> dict:
    choice, why = form.chosen() or load_policy(year), why_fixed(year, POLICY)
    standings, chosen = standings_under(year, choice)
    moves = changes.between(standings, chosen)
    page = scope.page_of(request, moves)
    return {
        "year": year,
        "form": form,
        "in_force": describe_policy(standings.policy),
        "is_other": choice != standings.policy,
        "page": page,
        "moved": sum(move.is_changed or move.is_regraded for move in moves),
        "has_grades": bool(choice.grades or standings.policy.grades),
        "has_groups": bool(choice.groups or standings.policy.groups),
        "warnings": chosen.quota_warnings,
        "may_set_up": permissions.can_set_up(request.user) and not why,
        "why_fixed": why,
        "needs_reason": year.state in RELEASED_STATES,
        "is_complete": all(c.score.complete for c in standings.cities),
    }
