"""项目: what a county files in a task by project; naming, adding, copying, removing."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from selfeval.filing.actions.projects import (
    MOST_PROJECTS,
    add_projects,
    copy_project,
    name_project,
    remove_project,
)
from selfeval.filing.project_names import LONGEST_NAME, NameList, quoted, read_names
from selfeval.filing.views.drafts import own_report, report_or_404
from selfeval.models import Report, ReportState
from selfeval.permissions import can_file, sees_draft, why_not_writable
from selfeval.review import listing
from trust.acts import carry_out
from trust.refusals import Refused
from trust.versions import version_sent

MOVED = "打开本页之后，这个项目又有人填写，没有删除；请看过内容后再办。"
#: Signs that a list of names may have: the most names at their longest.
LONGEST_LIST = MOST_PROJECTS * (LONGEST_NAME + 2)


class NamesForm(forms.Form):
    """One name or several, one a line. Not stripped: the lines are counted as they were sent."""

    names = forms.CharField(
        label="项目名称",
        max_length=LONGEST_LIST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "project-names"}),
        help_text="一行一个；可以从 Excel 复制“项目名称”一列粘贴进来。",
        error_messages={
            "required": "请填写项目名称，一行一个；没有做任何改动。",
            "max_length": f"名单超过 {LONGEST_LIST} 个字，请分几次增加；没有做任何改动。",
        },
    )


@require_safe
def projects(request, task, county):
    """A county's projects with how far each has come."""
    rows = _reports_or_404(request, task, county)
    first = rows[0]
    if not sees_draft(request.user, first):
        raise PermissionDenied
    return render(request, "selfeval/filling/projects.html", _context(request, rows))


@require_POST
def add(request, task, county):
    """Add the projects of a list, all of them or none; repeated names and empty lines are told."""
    rows = _reports_or_404(request, task, county)
    _check_own(request, rows[0])
    form = NamesForm(request.POST)
    try:
        if form.is_valid():
            told = read_names(form.cleaned_data["names"])
            done = {"task_id": task, "county_id": county, "names": told.names}
            made = carry_out(request, add_projects, done=lambda made: _said(made, told), **done)
            if made is not None:
                return redirect("projects", task, county)
    except Refused as refusal:
        form.add_error("names", str(refusal))
    context = _context(request, rows) | {"form": form}
    return render(request, "selfeval/filling/projects.html", context, status=422)


def _said(made: list[Report], told: NameList) -> str:
    words = f"已增加 {len(made)} 个项目：{quoted(report.project for report in made)}。"
    if told.repeated:
        words += f"名单里重复的{quoted(told.repeated)}只增加一次。"
    if told.empty:
        words += f"空行 {told.empty} 行已略过。"
    return words


@require_safe
def project(request, report):
    """One project: its name, a copy of it, its removal."""
    found = _project_or_404(request, report)
    if not sees_draft(request.user, found):
        raise PermissionDenied
    never_submitted = found.state == ReportState.DRAFT and found.latest_id is None
    siblings = Report.objects.filter(task=found.task_id, county=found.county_id).count()
    context = {
        "report": found,
        "task": found.task,
        "why_closed": _why_closed(request, found),
        "may_name": never_submitted,
        "may_remove": never_submitted and siblings > 1,
        "longest": LONGEST_NAME,
    }
    return render(request, "selfeval/filling/project.html", context)


@require_POST
def name(request, report):
    """Name a draft that was never submitted."""
    found = _own_project(request, report)
    carry_out(
        request, name_project, report_id=found.pk, name=request.POST.get("name", ""),
        seen=request.POST.get("seen", ""), done=lambda named: f"项目名称为“{named.project}”。",
    )  # fmt: skip
    return redirect("report-project", report)


@require_POST
def copy(request, report):
    """Make another project of what this one says of its plan."""
    found = _own_project(request, report)
    made = carry_out(
        request, copy_project, report_id=found.pk, name=request.POST.get("name", ""),
        done=lambda made: f"已复制为“{made.project}”；完成值、得分等没有带入，请逐项填写。",
    )  # fmt: skip
    if made is None:
        return redirect("report-project", report)
    return redirect("report-fill", made.pk)


@require_POST
def remove(request, report):
    """Remove a draft that was never submitted."""
    found = _own_project(request, report)
    gone = carry_out(
        request, remove_project, report_id=found.pk, version=version_sent(request.POST),
        done=f"已删除项目“{found.project or '未命名项目'}”。", outdated=MOVED,
    )  # fmt: skip
    if gone is None:
        return redirect("report-project", report)
    return redirect("projects", found.task_id, found.county_id)


def _reports_or_404(request, task: int, county: int) -> list[Report]:
    """Return the county's reports for a task by project, in the order of making. One query."""
    rows = Report.objects.visible_to(request.user).filter(task=task, county=county)
    rows = listing.light(rows.filter(task__by_project=True)).order_by("pk")
    rows = rows.with_open_comments(request.user)
    found = list(rows)
    if not found:
        raise Http404
    return found


def _project_or_404(request, pk: int) -> Report:
    found = report_or_404(request, pk)
    if not found.task.by_project:
        raise Http404
    return found


def _own_project(request, pk: int) -> Report:
    _project_or_404(request, pk)
    return own_report(request, pk)


def _check_own(request, report: Report) -> None:
    if not can_file(request.user, report):
        raise Refused(f"只有{report.county_name}的填报人可以填报，您只能查看。")


def _why_closed(request, report: Report) -> str:
    """Return why no project can be added to those of this report's county, or nothing."""
    probe = Report(
        task=report.task, county=report.county, county_name=report.county_name,
        extended_until=report.extended_until,
    )  # fmt: skip
    return why_not_writable(request.user, probe)


def _context(request, rows: list[Report]) -> dict:
    whole = listing.ProjectLines(tuple(listing.lines_of(rows, own=True)))
    return {
        "whole": whole,
        "report": whole.report,
        "task": whole.report.task,
        "form": NamesForm(),
        "why_closed": _why_closed(request, whole.report),
        "is_own": can_file(request.user, whole.report),
        "most": MOST_PROJECTS,
    }
