"""县级自评: the list by role, and many reports reviewed at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cities.models import Place
from cities.permissions import persona_of
from selfeval import permissions
from selfeval.models import Report, Task
from selfeval.review import bulk, listing
from selfeval.review.actions.flow import review_many
from selfeval.review.forms import FilterForm
from trust import log
from trust.sessions import reauthentication_required

#: Refusals told one by one after a bulk step.
MOST_TOLD = 10


@require_safe
def reports(request):
    """A county's own reports; for everybody else the list that can be narrowed."""
    persona = persona_of(request.user)
    if persona.is_county and not (persona.is_city or persona.sees_all_cities):
        return _own(request)
    return _all(request)


def _own(request):
    """The county's reports, newest year first. One query."""
    rows = Report.objects.visible_to(request.user).select_related("task", "latest")
    rows = rows.with_open_comments(request.user)
    rows = rows.defer(*listing.HEAVY).order_by("-task__year", "task__title", "county", "pk")
    context = {"lines": listing.own_lines(rows)}
    return render(request, "selfeval/review/own.html", context)


def _all(request):
    now = timezone.now()
    form = filter_form(request)
    asked = listing.Asked(state=request.GET.get("state", ""), **form.asked())
    choices = listing.choices_of(request.user, asked, now)
    current = next(choice for choice in choices if choice.is_current)
    rows = listing.reports_of(request.user, asked, current.code, now=now)
    page = listing.page_of(rows, request.GET.get("page"), current.count)
    context = {
        "form": form,
        "choices": choices,
        "current": current,
        "page": page,
        "lines": listing.lines_of(page.object_list),
        "steps": bulk_steps(request.user),
        "may_manage": permissions.can_manage(request.user),
        "is_narrowed": bool(form.asked()),
        "latest_year": max((task.year for task in form.tasks), default=None),
    }
    return render(request, "selfeval/review/list.html", context)


def filter_form(request) -> FilterForm:
    """Return the filters with what this person may choose from. Two queries."""
    tasks = Task.objects.visible_to(request.user).only("pk", "year", "title", "by_project")
    persona = persona_of(request.user)
    cities = Place.objects.cities().order_by("key")
    if not persona.sees_all_cities:
        cities = cities.filter(pk__in=persona.city_ids)
    return FilterForm(request.GET, tasks=list(tasks), cities=list(cities))


@require_http_methods(["GET", "HEAD", "POST"])
def bulk_review(request):
    """Take one step with many reports: a preview of what will become of each, then all at once."""
    offered = bulk_steps(request.user)
    if not offered:
        raise PermissionDenied
    step = bulk.step_named(request.POST.get("step") or request.GET.get("step", ""), offered)
    if step is None and (request.method == "POST" or "step" in request.GET):
        raise Http404
    if step is None:
        messages.info(request, "请先在列表里勾选报告，再选择要批量办理的步骤；没有办理。")
        return redirect("selfeval")
    if request.method == "POST":
        take = reauthentication_required(_take_all) if step.name == "publish" else _take_all
        return take(request, step)
    planned = bulk.plan(request.user, _ids(request.GET.getlist("report")), step, now=timezone.now())
    context = {
        "step": step,
        "planned": planned,
        "done": [plan for plan in planned if plan.is_done],
        "refused": [plan for plan in planned if not plan.is_done],
    }
    return render(request, "selfeval/review/bulk.html", context)


def bulk_steps(user) -> list[bulk.BulkStep]:
    persona = persona_of(user)
    return bulk.steps_offered(persona.is_city, persona.is_assessment_office)


def _take_all(request, step: bulk.BulkStep):
    """Do what the preview showed; each report stands or falls by itself."""
    outcome = review_many(
        report_ids=_versions(request.POST.getlist("report")),
        step=step.name,
        user=request.user,
        actor=log.actor_of(request),
    )
    if outcome.done:
        messages.success(request, f"已办理“{step.label}” {len(outcome.done)} 份。")
    for report, why in outcome.refused[:MOST_TOLD]:
        messages.error(request, f"{report.named} {report.task}没有办理：{why}")
    if len(outcome.refused) > MOST_TOLD:
        messages.error(request, f"另有 {len(outcome.refused) - MOST_TOLD} 份没有办理。")
    if not outcome.done and not outcome.refused:
        messages.error(request, "没有可以办理的报告；请重新勾选。")
    return redirect("selfeval")


def _ids(sent: list[str]) -> list[int]:
    return [int(v) for v in sent[: bulk.MOST] if v.isdecimal() and len(v) < 12]


def _versions(sent: list[str]) -> dict[int, int]:
    """Return {report: version that the preview showed} of «12:3»."""
    pairs = (value.split(":") for value in sent[: bulk.MOST])
    return {
        int(pair[0]): int(pair[1])
        for pair in pairs
        if len(pair) == 2 and all(part.isdecimal() and len(part) < 12 for part in pair)
    }
