"""Tasks: a form asked of counties for a year, given out, extended by name, reminded of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from cities.models import Place
from lib.site_words import said
from selfeval.engine.answers import Answers
from selfeval.filing.actions.rows import locked_report, save_report
from selfeval.filing.making import Whose, last_year, new_report
from selfeval.models import (
    Extension,
    FormDefinition,
    FormState,
    Report,
    Task,
)
from selfeval.notices import tell_extended, tell_opened
from selfeval.permissions import check_can_manage, moment
from selfeval.year.reminders import remind
from trust import log
from trust.refusals import Refused
from trust.touched import bulk_create_with_history
from trust.twice import just_made
from trust.versions import check_version

__all__ = [
    "TaskEntry",
    "counties_asked",
    "create_task",
    "discard_task",
    "edit_task",
    "grant_extension",
    "name_in",
    "open_task",
    "remind",
]


@dataclass(frozen=True)
class TaskEntry:
    """What the assessment office says of a task. audience: see Task."""

    year: int
    form: FormDefinition
    title: str
    opens_at: datetime
    deadline: datetime
    grace_minutes: int = 0
    city_review: bool = True
    by_project: bool = False
    audience: Sequence[Place] = field(default_factory=tuple)


@log.acting()
def create_task(*, entry: TaskEntry, user, actor: log.Actor) -> Task:
    """Prepare a task; nobody sees it before it is opened. Raises Refused."""
    check_can_manage(user, actor)
    _check(entry)
    task = Task()
    _put(task, entry)
    _save(task, user)
    task.audience.set(entry.audience)
    log.write(actor, "新建填报任务", task, after=_told(task, entry.audience))
    return task


@log.acting()
def edit_task(*, task_id: int, version: int, entry: TaskEntry, user, actor: log.Actor) -> Task:
    """Change a task. One that is given out keeps its year and form, and nobody asked is let
    go; who joins the audience gets a report at once. Raises Refused or Outdated."""
    check_can_manage(user, actor)
    task = _locked(task_id)
    check_version(task, version)
    _check(entry, opened=task.opened_at is not None)
    audience = list(task.audience.all())
    before = _told(task, audience)
    if task.opened_at is not None:
        _check_given_out(task, entry)
    _put(task, entry)
    task.audience.set(entry.audience)
    if before == _told(task, entry.audience):
        return task
    _save(task, user)
    log.write(actor, "修改填报任务", task, before=before, after=_told(task, entry.audience))
    if task.opened_at is not None:
        _make_reports(task, user, actor)
    return task


@log.acting()
def open_task(
    *, task_id: int, version: int, user, actor: log.Actor, now: datetime | None = None
) -> list[Report]:
    """Give a task out: one report a county of its audience, prefilled; return the new ones.

    A fixed number of queries for any number of counties. Raises Refused or Outdated.
    """
    check_can_manage(user, actor)
    task = _locked(task_id)
    check_version(task, version)
    if task.form.state != FormState.IN_USE:
        raise Refused(f"“{task.form}”尚未启用或已停用，请先启用表式再布置任务。")
    if task.opened_at is None:
        task.opened_at = now or timezone.now()
        _save(task, user)
    return _make_reports(task, user, actor)


@log.acting()
def discard_task(*, task_id: int, version: int, user, actor: log.Actor) -> None:
    """Remove a task that was never given out. Raises Refused or Outdated."""
    check_can_manage(user, actor)
    task = _locked(task_id)
    check_version(task, version)
    if task.opened_at is not None:
        raise Refused("任务已布置，不能删除；如不再需要，请将截止时间改早。")
    log.write(actor, "删除填报任务", task, before=_told(task, task.audience.all()))
    task._history_user = user
    task.delete()


@log.acting()
def grant_extension(
    *,
    report_id: int,
    until: datetime,
    reason: str,
    user,
    actor: log.Actor,
    now: datetime | None = None,
) -> Extension:
    """Give one county more time, by name and with its reason; the latest one counts. It holds
    for all of the county's projects, where the task is by project.

    One press that was sent twice gives it once. Raises Refused unless until is to come and later
    than what holds now.
    """
    check_can_manage(user, actor)
    report = _held_with_others(report_id)
    if not reason.strip():
        raise Refused("请写明延期理由；没有做任何改动。")
    if until <= (now or timezone.now()) or until <= report.task.deadline:
        raise Refused(
            f"延期须晚于现在和原截止时间 {moment(report.task.deadline)}；没有做任何改动。"
        )
    same = Extension.objects.filter(
        task=report.task, county=report.county, until=until, reason=reason.strip(), granted_by=user
    )
    there = just_made(same.order_by("pk"), "granted_at", now=now)
    if there is not None and report.extended_until == until:
        return there
    before = report.extended_until
    extension = Extension.objects.create(
        task=report.task, county=report.county, until=until, reason=reason.strip(),
        granted_by=user,
    )  # fmt: skip
    for row in report.task.reports.filter(county=report.county).defer("data", "cells"):
        row.extended_until = until
        save_report(row, user, ["extended_until"])
    tell_extended(report, until, actor)
    log.write(
        actor, "批准延期", report, label=_label_of_county(report), before={"延至": before},
        after={"延至": until}, reason=reason.strip(),
    )  # fmt: skip
    return extension


def _held_with_others(report_id: int) -> Report:
    """Return a report, locked with the county's others in the task in the order of their keys."""
    whose = Report.objects.filter(pk=report_id).values("task", "county").first()
    rows = Report.objects.filter(**whose) if whose else Report.objects.none()
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    return locked_report(report_id)


def _label_of_county(report: Report) -> str:
    """An extension is of the county, whichever of its projects was ticked."""
    city = report.county.city.name if report.county.city else ""
    return f"{report.task.year} {city}{report.county_name} {report.task.undated}"


def counties_asked(audience: Iterable[Place]) -> list[Place]:
    """Return the county-level places that an audience stands for, with their names by year
    and their city. Two queries."""
    named = list(audience)
    counties = Place.objects.counties().select_related("city").prefetch_related("names")
    if not named:
        return list(counties)
    cities = {place.pk for place in named if place.is_city}
    own = {place.pk for place in named if not place.is_city}
    return [place for place in counties if place.pk in own or place.city_id in cities]


def name_in(place: Place, year: int) -> str:
    """Return the name a place bore in a year. No query if names are prefetched."""
    for name in place.names.all():
        if (name.first_year or 0) <= year <= (name.last_year or 9999):
            return name.name
    return place.name


def _make_reports(task: Task, user, actor: log.Actor) -> list[Report]:
    """Make the reports of the audience that are not there yet. A fixed number of queries."""
    held = set(task.reports.values_list("county_id", flat=True))
    counties = [c for c in counties_asked(task.audience.all()) if c.pk not in held]
    if not held and not counties:
        raise Refused(said("填报范围里没有县市区，请先选择填报范围。"))
    last = last_year(task, [county.pk for county in counties])
    reports = [_made(task, county, last) for county in counties]
    if reports:
        reports = bulk_create_with_history(reports, Report, default_user=user)
        names = [f"{report.county.city}{report.county_name}" for report in reports]
        tell_opened(task, reports, actor)
        log.write(actor, "布置填报任务", task, after={"县市区": names, "份数": len(names)})
    return reports


def _made(task: Task, county: Place, last: Mapping[Whose, Answers]) -> Report:
    """Return a county's first report; by project, of one that the county has yet to name."""
    name = name_in(county, task.year)
    return new_report(task, county, county_name=name, last=last.get((county.pk, "")))


def _locked(task_id: int) -> Task:
    task = (
        Task.objects.select_for_update(of=("self",))
        .select_related("form")
        .filter(pk=task_id)
        .first()
    )
    if task is None:
        raise Refused("这个填报任务已不存在，请返回列表。")
    return task


def _check(entry: TaskEntry, *, opened=False) -> None:
    if not entry.title.strip():
        raise Refused("请填写任务名称。")
    if entry.deadline <= entry.opens_at:
        raise Refused("截止时间须晚于开始填报的时间。")
    if not 2000 <= entry.year <= 2100:
        raise Refused("年度应在 2000 至 2100 之间。")
    if not opened and entry.form.state == FormState.RETIRED:
        raise Refused(f"“{entry.form}”已停用，请选择启用的表式。")


def _check_given_out(task: Task, entry: TaskEntry) -> None:
    """What a task that is given out must keep."""
    if (task.year, task.form_id) != (entry.year, entry.form.pk):
        raise Refused("任务已布置，年度和表式不能再改；如有错误请另建任务。")
    if task.by_project != entry.by_project:
        raise Refused("任务已布置，是否按项目填报不能再改；如有错误请另建任务。")
    asked = {place.pk for place in counties_asked(entry.audience)}
    gone = [report for report in task.reports.all() if report.county_id not in asked]
    if gone:
        left = list(dict.fromkeys(report.county_name for report in gone))
        names = "、".join(left[:5])
        raise Refused(said(f"任务已布置到{names}等 {len(left)} 个县市区，不能再移出填报范围。"))


def _put(task: Task, entry: TaskEntry) -> None:
    task.year, task.form, task.title = entry.year, entry.form, entry.title.strip()[:120]
    task.opens_at, task.deadline = entry.opens_at, entry.deadline
    task.grace_minutes, task.city_review = entry.grace_minutes, entry.city_review
    task.by_project = entry.by_project


def _save(task: Task, user) -> None:
    task.version += not task._state.adding
    task._history_user = user
    try:
        with transaction.atomic():
            task.save()
    except IntegrityError as error:
        raise Refused(f"{task.year}年度已有使用“{task.form}”的任务，不能重复布置。") from error


def _told(task: Task, audience: Iterable[Place]) -> dict:
    return {
        "年度": task.year,
        "表式": str(task.form),
        "名称": task.title,
        "开始填报": task.opens_at,
        "截止时间": task.deadline,
        "宽限分钟": task.grace_minutes,
        "市级初审": task.city_review,
        "按项目填报": task.by_project,
        "填报范围": sorted(place.name for place in audience) or ["全省"],
    }
