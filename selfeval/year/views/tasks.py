"""填报任务: made, given out, extended by name, reminded of; who has handed in and who has not."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cities.models import Place
from cities.permissions import persona_of
from lib.site_words import said
from selfeval import permissions
from selfeval.models import Extension, ExtensionRequest, Report, ReportState, Task
from selfeval.states import HANDED_IN, PASSED, UNDER_REVIEW
from selfeval.year import actions, handing_in
from selfeval.year.forms import ExtensionForm, TaskForm
from trust import log
from trust.acts import carry_out
from trust.files import handed_out
from trust.refusals import Refused
from trust.versions import Outdated, version_sent

_COUNTS = {
    "total": Count("pk"),
    "missing": Count("pk", filter=Q(state=ReportState.DRAFT)),
    "returned": Count("pk", filter=Q(state=ReportState.RETURNED)),
    "review": Count("pk", filter=Q(state__in=UNDER_REVIEW)),
    "done": Count("pk", filter=Q(state__in=PASSED)),
}
OUTDATED = "打开本页之后，任务已被他人改动，没有保存；请核对最新内容后再办。"


@require_safe
def tasks(request):
    """Every task with how far it has come. Two queries beside the frame's."""
    _reader_or_404(request)
    seen = Report.objects.visible_to(request.user)
    rows = Task.objects.visible_to(request.user).select_related("form").defer("form__definition")
    counts = {
        row["task"]: row | {"submitted": row["review"] + row["done"]}
        for row in seen.order_by().values("task").annotate(**_COUNTS)
    }
    context = {
        "lines": [{"task": task, "count": counts.get(task.pk)} for task in rows],
        "may_manage": permissions.can_manage(request.user),
        "latest_year": max((task.year for task in rows), default=None),
    }
    return render(request, "selfeval/tasks/list.html", context)


def _reader_or_404(request) -> None:
    """Tasks over all counties: the province and the cities; a county has its own list."""
    persona = persona_of(request.user)
    if not (persona.sees_all_cities or persona.is_city):
        raise Http404


def task_or_404(request, pk: int) -> Task:
    """One query."""
    _reader_or_404(request)
    rows = Task.objects.visible_to(request.user).select_related("form").defer("form__definition")
    return get_object_or_404(rows, pk=pk)


@require_safe
def task(request, task):
    row = task_or_404(request, task)
    cities = handing_in.by_city(request.user, row)
    may_manage = permissions.can_manage(request.user)
    asked = None
    if row.opened_at is None:
        asked = actions.counties_asked(row.audience.all())
    context = {
        "task": row,
        "cities": [_tally(city) for city in cities],
        "total": _tally_all(cities),
        "audience": list(row.audience.order_by("key")),
        "asked": asked,
        "extensions": _extensions(request, row),
        "may_manage": may_manage,
    }
    return render(request, "selfeval/tasks/task.html", context)


def _tally(city: handing_in.City) -> dict:
    states = [county.report.state for county in city.counties]
    return {"name": city.name, "key": city.key} | _count(states)


def _tally_all(cities) -> dict:
    return _count([county.report.state for city in cities for county in city.counties])


def _count(states: list[str]) -> dict:
    return {
        "total": len(states),
        "submitted": sum(state in HANDED_IN for state in states),
        "missing": states.count(ReportState.DRAFT),
        "returned": states.count(ReportState.RETURNED),
        "review": sum(state in UNDER_REVIEW for state in states),
        "done": sum(state in PASSED for state in states),
    }


def _extensions(request, task: Task) -> list[Extension]:
    """Return the extensions of counties that this person may see. One query."""
    seen = Report.objects.visible_to(request.user).filter(task=task).values("county")
    rows = Extension.objects.filter(task=task, county__in=seen)
    return list(rows.select_related("county", "granted_by"))


@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request):
    permissions.check_can_manage(request.user, log.actor_of(request))
    form = TaskForm(request.POST or None, initial=_proposed())
    if request.method == "POST" and form.is_valid():
        made = _done(request, form, actions.create_task, entry=_entry(form))
        if made:
            messages.success(request, "任务已建立；核对无误后按“布置任务”，县市区才能看到。")
            return redirect("selfeval-task", made.pk)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def task_edit(request, task):
    permissions.check_can_manage(request.user, log.actor_of(request))
    row = task_or_404(request, task)
    form = TaskForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        saved = _done(
            request, form, actions.edit_task,
            task_id=row.pk, version=version_sent(request.POST), entry=_entry(form),
        )  # fmt: skip
        if saved:
            messages.success(request, "任务已保存。")
            return redirect("selfeval-task", row.pk)
    return _form_page(request, form, row)


def _proposed() -> dict:
    """Return what most tasks begin with: last year, from tomorrow, a month's time."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "year": today.year - 1,
        "opens_at": today,
        "deadline": (today + timedelta(days=30)).replace(hour=18),
        "grace_minutes": 0,
    }


def _entry(form: TaskForm) -> actions.TaskEntry:
    held, found = form.instance, form.cleaned_data
    return actions.TaskEntry(
        year=found.get("year", held.year),
        form=found.get("form") or held.form,
        title=found["title"],
        opens_at=found["opens_at"],
        deadline=found["deadline"],
        grace_minutes=found["grace_minutes"],
        city_review=found["city_review"],
        by_project=found.get("by_project", held.by_project),
        audience=tuple(found["audience"]),
    )


def _done(request, form, action, **arguments):
    """Do it and return what came of it, or None with the reason on the form."""
    try:
        return action(user=request.user, actor=log.actor_of(request), **arguments)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except Outdated as outdated:
        form.add_error(None, OUTDATED)
        form.version = outdated.current.version
    return None


def _form_page(request, form: TaskForm, task: Task | None):
    status = 422 if form.is_bound else 200
    version = getattr(form, "version", task.version if task else 0)
    context = {"form": form, "task": task, "version": version, "places": _places(form)}
    return render(request, "selfeval/tasks/form.html", context, status=status)


def _places(form: TaskForm) -> list[dict]:
    """Return the cities with their counties and what is ticked. One query."""
    ticked = {str(value) for value in (form["audience"].value() or [])}
    cities: dict[int, dict] = {}
    rows = list(Place.objects.order_by("key").values_list("pk", "name", "city_id"))
    for pk, name, city in rows:
        if city is None:
            cities[pk] = {"pk": pk, "name": name, "ticked": str(pk) in ticked, "counties": []}
    for pk, name, city in rows:
        if city is not None:
            cities[city]["counties"].append({"pk": pk, "name": name, "ticked": str(pk) in ticked})
    for city in cities.values():
        city["some"] = sum(county["ticked"] for county in city["counties"])
    return list(cities.values())


@require_POST
def task_open(request, task):
    """Give a task out to its counties."""
    row = _managed(request, task)
    carry_out(
        request, actions.open_task, task_id=row.pk, version=version_sent(request.POST),
        done=lambda told: f"已布置到 {len(told)} 个县市区，各县市区的工作台上已经可见。",
        outdated=OUTDATED,
    )  # fmt: skip
    return redirect("selfeval-task", row.pk)


@require_POST
def task_discard(request, task):
    """Remove a task that was never given out."""
    row = _managed(request, task)
    gone = carry_out(
        request, actions.discard_task, task_id=row.pk, version=version_sent(request.POST),
        done=f"已删除任务“{row.title}”。", outdated=OUTDATED,
    )  # fmt: skip
    if not gone:
        return redirect("selfeval-task", row.pk)
    return redirect("selfeval-tasks")


@require_POST
def remind(request, task):
    """Remind the counties that were ticked, or all that have not handed in."""
    row = _managed(request, task)
    ids, noun = _ids(request), _noun(row)
    if not ids and "all" not in request.POST:
        messages.error(request, f"没有催报：请先勾选{noun}，或按“催报全部未提交”。")
        return redirect("selfeval-missing", row.pk)
    sent = carry_out(request, actions.remind, task_id=row.pk, report_ids=ids or None)
    if sent:
        letters = sum(bool(reminder.recipients) for reminder in sent)
        messages.success(
            request,
            f"已催报 {len(sent)} 个{noun}：工作台上已有提示，其中 {letters} 个另发了邮件"
            + ("（一县一封）。" if row.by_project else "。"),
        )
    elif sent is not None:
        messages.info(request, f"所选{noun}今天都已催报过，没有重复发送。")
    return redirect("selfeval-missing", row.pk)


@require_POST
def extend(request, task):
    """Give the ticked counties more time, each with an entry of its own."""
    row = _managed(request, task)
    form = ExtensionForm(request.POST)
    ids = _ids(request)
    if not ids:
        messages.error(request, "没有延期：请先勾选要延期的县市区。")
    elif not form.is_valid():
        messages.error(request, " ".join(e for found in form.errors.values() for e in found))
    else:
        _extend(request, row, ids, entry=form.cleaned_data)
    return redirect("selfeval-missing", row.pk)


def _extend(request, task: Task, ids: list[int], *, entry: dict) -> None:
    done: list[str] = []
    rows = Report.objects.visible_to(request.user).filter(task=task, pk__in=ids).order_by("pk")
    # An extension is of the county: of several of its projects one stands for all.
    for report in {row.county_id: row for row in reversed(rows)}.values():
        given = carry_out(request, actions.grant_extension, report_id=report.pk, **entry)
        if given is None:
            break
        done.append(report.county_name)
    if done:
        until = timezone.localtime(entry["until"]).strftime("%Y-%m-%d %H:%M")
        messages.success(request, f"{'、'.join(done)}延期至 {until}，已记入日志。")


def _noun(task: Task) -> str:
    """Return what the lists of a task count."""
    return "项目" if task.by_project else said("县市区")


def _managed(request, pk: int) -> Task:
    """Return a task for whoever manages tasks. 404 before 403."""
    row = task_or_404(request, pk)
    permissions.check_can_manage(request.user, log.actor_of(request))
    return row


def _ids(request) -> list[int]:
    sent = request.POST.getlist("report")[:5000]
    return [int(value) for value in sent if value.isdecimal() and len(value) < 12]


@require_safe
def missing(request, task):
    """Who has not handed in and who has, by city."""
    row = task_or_404(request, task)
    cities = handing_in.by_city(request.user, row)
    context = {
        "task": row,
        "cities": cities,
        "missing": sum(len(city.missing) for city in cities),
        "handed_in": sum(len(city.handed_in) for city in cities),
        "noun": _noun(row),
        "may_manage": permissions.can_manage(request.user) and row.opened_at is not None,
        "form": ExtensionForm(),
        "requests": _waiting_requests(request, row),
    }
    return render(request, "selfeval/tasks/missing.html", context)


def _waiting_requests(request, task: Task) -> list[ExtensionRequest]:
    """Return what counties ask for and nobody has answered. One query."""
    rows = ExtensionRequest.objects.visible_to(request.user).waiting().filter(task=task)
    return list(rows.select_related("county", "asked_by").order_by("asked_at"))


@require_safe
def missing_xlsx(request, task):
    row = task_or_404(request, task)
    data = handing_in.workbook_of(row, handing_in.by_city(request.user, row))
    name = f"{row.dated}提交情况.xlsx"
    log.write_alone(log.actor_of(request), "导出提交情况", row, after={"文件": name})
    return handed_out(data, name)
