"""县级自评总览: a year's self-evaluations over all the reports a person may see; and on paper."""

from functools import partial

from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from cities.models import Place
from cities.permissions import can_read_province, persona_of
from lib.drawing import at_two_widths
from lib.site_words import said
from press.paper.printing import Document, print_one, told_when_impossible
from press.paper.wording import short_digest
from selfeval import permissions
from selfeval.models import Report, Task
from selfeval.year import charts, overview
from trust import log
from trust.files import handed_out

#: 156 mm between the margins, in CSS pixels.
PAPER_WIDTH = 588
#: Of the progress chart, which has the page to itself.
PAGE_WIDTH = 1000


@require_safe
def year_overview(request, year):
    tasks = _tasks_or_404(request, year)
    task = _task(request, tasks)
    found = _overview(request, year, task)
    context = {
        "number": year,
        "tasks": tasks,
        "task": task,
        "overview": found,
        "noun": _noun(request),
        "figures": _figures(found),
        "pictures": pictures(found, request, task),
        "has_all_reports": can_read_province(request.user) and found.summary.submitted > 0,
        "may_manage": permissions.can_manage(request.user),
        "years": _years(request),
    }
    return render(request, "selfeval/overview/overview.html", context)


@require_safe
def overview_pdf(request, year):
    """The same pictures and lists as a summary to print."""
    task = _task(request, _tasks_or_404(request, year))
    found = _overview(request, year, task)
    title = said(f"{year}年度县级自评情况汇总")
    html = render_to_string(
        "paper/selfeval_overview.html",
        {
            "title": title,
            "task": task,
            "overview": found,
            "noun": _noun(request),
            "pictures": pictures(found, request, task, width=PAPER_WIDTH),
            "digest": short_digest(_last_change(request.user, year)),
        },
    )
    with told_when_impossible():
        data = print_one(Document(title, title, html))
    name = f"{title}.pdf"
    log.write_alone(log.actor_of(request), "下载自评汇总", task, label=title, after={"文件": name})
    return handed_out(data, name)


def _last_change(user, year: int) -> str:
    """Return the digest of the entry that last changed what is counted here. Two queries."""
    years = [year - 1, year]
    tasks = Task.objects.visible_to(user).filter(year__in=years)
    reports = Report.objects.visible_to(user).filter(task__year__in=years)
    return log.last_change(
        log.entries_on(Task, tasks)
        | log.entries_on(Report, reports)
        | log.entries_on(Place, reports, "county")
        | log.entries_on(Place, reports, "county__city")
    )


def _tasks_or_404(request, year: int) -> list[Task]:
    """Return the year's tasks; a county has no overview of the others. One query."""
    persona = persona_of(request.user)
    if not (persona.sees_all_cities or persona.is_city):
        raise Http404
    return list(Task.objects.visible_to(request.user).for_year(year).select_related("form"))


def _task(request, tasks: list[Task]) -> Task | None:
    """Return the task asked for (?task=), None for all of the year's."""
    asked = request.GET.get("task", "")
    return next((task for task in tasks if str(task.pk) == asked), None)


def _overview(request, year: int, task: Task | None) -> overview.Overview:
    by_county = not persona_of(request.user).sees_all_cities
    return overview.overview_of(request.user, year, task=task, by_county=by_county)


def _years(request) -> list[int]:
    """Return the years that have tasks, the newest first. One query."""
    years = Task.objects.visible_to(request.user).values_list("year", flat=True)
    return sorted(set(years), reverse=True)


def _noun(request) -> str:
    return said("市州") if persona_of(request.user).sees_all_cities else said("县市区")


def pictures(found: overview.Overview, request, task: Task | None, *, width: int = 0) -> dict:
    """Return the charts. width: of the paper's column; 0 draws for the page, with links."""

    def drawn(draw, *given, **more):
        made = partial(draw, *given, **more)
        return made(width=width) if width else at_two_widths(made)

    rows = [
        charts.Linked(row, "" if width else _list_url(request, found.year, row, task=task))
        for row in found.rows
    ]
    noun = _noun(request)
    return {
        "progress": charts.progress_map(rows, noun=noun, width=width or PAGE_WIDTH),
        "grades": drawn(charts.paired_bars, found.grades, title="等级分布", year=found.year),
        "execution": drawn(
            charts.paired_bars, found.execution, title="预算执行率分布", year=found.year
        ),
        "missed": drawn(charts.missed_bars, found.missed),
    }


def _list_url(request, year: int, row: overview.PlaceCounts, *, task: Task | None) -> str:
    """Return the list of a row's reports."""
    asked = {"state": "all", "year": year}
    if task:
        asked["task"] = task.pk
    if persona_of(request.user).sees_all_cities:
        asked["city"] = row.key
    else:
        asked["q"] = row.name
    return f"{reverse('selfeval')}?{urlencode(asked)}"


def _figures(found: overview.Overview) -> list[dict]:
    now, last = found.summary, found.last
    return [
        _figure(
            "已提交",
            f"{now.submitted} / {now.reports}",
            "份",
            last=last and f"{last.submitted} / {last.reports}",
        ),
        _figure(
            "已通过",
            f"{now.done} / {now.reports}",
            "份",
            last=last and f"{last.done} / {last.reports}",
        ),
        _figure(
            "平均得分", overview.shown(now.score), "分", last=last and overview.shown(last.score)
        ),
        _figure(
            "平均执行率",
            overview.shown(now.execution),
            "%",
            last=last and overview.shown(last.execution),
        ),
        _figure(
            "预警",
            str(now.warnings),
            "份",
            last=last and str(last.warnings),
            kind="todo" if now.warnings else "",
        ),
    ]


def _figure(label: str, value: str, unit: str, *, last: str | None, kind: str = "") -> dict:
    note = f"上年 {last}" if last else ""
    return {"label": label, "value": value, "unit": unit, "note": note, "kind": kind}
