"""汇总表: a task by project in one table, on the page, as a workbook, on paper."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from cities.models import Place
from cities.permissions import persona_of
from press.paper.printing import Document, print_one, told_when_impossible
from press.paper.wording import short_digest
from selfeval.models import Report, Task
from selfeval.year.rollup import Rollup, rollup_of
from selfeval.year.rollup_book import rollup_book
from trust import log
from trust.files import handed_out, safe_name


@require_safe
def rollup(request, task):
    """The table; whoever sees several cities can have one of them alone."""
    row = _task_or_404(request, task)
    persona = persona_of(request.user)
    cities = _cities(request, row) if persona.sees_all_cities else []
    city = _city(request, cities)
    context = {
        "task": row,
        "rollup": rollup_of(request.user, row, city=city),
        "cities": cities,
        "city": city,
        "is_reviewer": persona.sees_all_cities or persona.is_city,
    }
    return render(request, "selfeval/tasks/rollup.html", context)


@require_safe
def rollup_xlsx(request, task):
    row = _task_or_404(request, task)
    data = rollup_book(_asked(request, row))
    return _handed_out(request, row, data, suffix=".xlsx")


@require_safe
def rollup_pdf(request, task):
    row = _task_or_404(request, task)
    found = _asked(request, row)
    title = f"{row.dated}汇总表"
    context = {"title": title, "rollup": found, "digest": short_digest(_last_change(request, row))}
    html = render_to_string("paper/selfeval_rollup.html", context)
    with told_when_impossible():
        data = print_one(Document(safe_name(title), title, html))
    return _handed_out(request, row, data, suffix=".pdf")


def _task_or_404(request, pk: int) -> Task:
    """Return a task by project in which this person may see a project. One query."""
    rows = Task.objects.visible_to(request.user).filter(by_project=True).exclude(opened_at=None)
    return get_object_or_404(rows.select_related("form"), pk=pk)


def _cities(request, task: Task) -> list[Place]:
    """Return the cities whose counties have projects in the task. One query."""
    seen = Report.objects.visible_to(request.user).filter(task=task)
    return list(Place.objects.filter(pk__in=seen.values("county__city")).order_by("key"))


def _city(request, cities: list[Place]) -> str:
    asked = request.GET.get("city", "")
    if asked and asked not in {place.key for place in cities}:
        raise Http404
    return asked


def _asked(request, task: Task) -> Rollup:
    """Return the table that the page shows under the same address."""
    cities = _cities(request, task) if request.GET.get("city") else []
    return rollup_of(request.user, task, city=_city(request, cities))


def _handed_out(request, task: Task, data: bytes, *, suffix: str):
    name = safe_name(f"{task.dated}汇总表{suffix}")
    log.write_alone(log.actor_of(request), "导出汇总表", task, after={"文件": name})
    return handed_out(data, name)


def _last_change(request, task: Task) -> str:
    """Return the digest of the entry that last changed what is counted here. Two queries."""
    reports = Report.objects.visible_to(request.user).filter(task=task)
    return log.last_change(
        log.entries_on(Task, Task.objects.filter(pk=task.pk))
        | log.entries_on(Report, reports)
        | log.entries_on(Place, reports, "county")
        | log.entries_on(Place, reports, "county__city")
    )
