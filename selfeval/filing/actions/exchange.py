"""Reports from files into drafts: all of a file or none of it.

A file gives words, never a state or a receipt: what is imported is a draft that its county
checks and submits.
"""

from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from cities.lookup import Gazetteer
from cities.models import Place
from selfeval.definitions.shipped import load_forms
from selfeval.engine.answers import answers_of
from selfeval.filing.actions.drafts import replace_words, replacement_of
from selfeval.filing.actions.open_draft import OpenDraft
from selfeval.filing.actions.projects import add_projects
from selfeval.filing.file_reading import ReportFile, WrongFile
from selfeval.filing.reports_reading import entered_of
from selfeval.loading import form_of
from selfeval.models import FormDefinition, FormState, Report, Task
from selfeval.year.actions import TaskEntry, create_task, edit_task, open_task
from trust import log
from trust.imports import Source
from trust.refusals import Refused

DAYS_OPEN = 30


@dataclass(frozen=True)
class Imported:
    """What a file did. tasks: those that it needed and that were made for it."""

    changed: tuple[Report, ...]
    unchanged: tuple[Report, ...]
    tasks: tuple[Task, ...]


def import_reports(
    *, files: Sequence[ReportFile], actor: log.Actor, source: Source | None = None
) -> Imported:
    """Write the reports of a file into their drafts, for a command.

    The task is looked up by year and form; where there is none it is made for the counties
    of the file, on the form in use (the shipped one, if the site has none), by project if the
    file names projects. A project that a county has not yet is made. Drafts that are
    there are read and their checks worked out before anything is locked. Raises
    WrongFile with a line for each report that cannot be written; nothing is changed then.
    """
    placed = list(zip(files, _places(files), strict=True))
    drafts = _looked_at(placed, actor)
    with log.acting():
        return _written(placed, drafts, actor=actor, source=source)


def _looked_at(
    placed: Sequence[tuple[ReportFile, Place]], actor: log.Actor
) -> dict[int, OpenDraft]:
    """Return what files change in drafts that are there, by report. What is refused of them is
    told when they are written."""
    tasks, drafts = _Tasks(actor, _by_project(placed)), {}
    for file, place in placed:
        with suppress(Refused, WrongFile):
            report = tasks.report_there(file, place)
            if report is not None:
                entered = entered_of(file, form_of(report.task.form))
                drafts[report.pk] = replacement_of(
                    report_id=report.pk, entered=entered, user=None, actor=actor
                )
    return drafts


def _written(
    placed: Sequence[tuple[ReportFile, Place]],
    drafts: Mapping[int, OpenDraft],
    *,
    actor: log.Actor,
    source: Source | None,
) -> Imported:
    known = set(FormDefinition.objects.values_list("code", flat=True))
    if not {file.form for file, _ in placed} <= known:
        load_forms(actor=actor)
    tasks = _Tasks(actor, _by_project(placed))
    changed, unchanged, lines = [], [], []
    # Those without a project first: the unnamed draft is theirs before another is named.
    for file, place in sorted(placed, key=lambda pair: bool(pair[0].project)):
        try:
            report = tasks.report_for(file, place)
            entered = entered_of(file, form_of(report.task.form))
            if answers_of(report.data) == entered:
                unchanged.append(report)
            else:
                replaced = replace_words(
                    report_id=report.pk,
                    entered=entered,
                    user=None,
                    actor=actor,
                    source=source,
                    draft=drafts.get(report.pk),
                )
                changed.append(replaced)
        except WrongFile as wrong:
            lines += wrong.lines
        except Refused as why:
            lines.append(f"{file.place}：{why}")
    if lines:
        raise WrongFile(lines)
    return Imported(tuple(changed), tuple(unchanged), tuple(tasks.made))


def _places(files: Sequence[ReportFile]) -> list[Place]:
    """Return the county of each report, by any name it ever bore. Raises WrongFile."""
    gazetteer = Gazetteer.load()
    found = [gazetteer.county(file.city, file.county) for file in files]
    lines = [
        f"{file.place}：没有这个县市区；请核对名称，或先运行 load_places 载入地区。"
        for file, place in zip(files, found, strict=True)
        if place is None
    ]
    named = [
        (file.year, file.form, file.project, place and place.pk)
        for file, place in zip(files, found, strict=True)
    ]
    lines += [
        f"{file.place}：同一县市区、年度、表式{'、项目' * bool(file.project)}在文件里出现了两次。"
        for number, (file, name) in enumerate(zip(files, named, strict=True))
        if name[3] is not None and name in named[:number]
    ]
    if lines:
        raise WrongFile(lines)
    rows = Place.objects.in_bulk([place.pk for place in found if place])
    return [rows[place.pk] for place in found if place]


def _by_project(placed: Sequence[tuple[ReportFile, Place]]) -> set[tuple[int, str]]:
    """Return the (year, form) of which the file names projects."""
    return {(file.year, file.form) for file, _ in placed if file.project}


class _Tasks:
    """The tasks of a file, each looked up or made once. by_project: see _by_project."""

    def __init__(self, actor: log.Actor, by_project: Set[tuple[int, str]]) -> None:
        self.actor, self.by_project = actor, by_project
        self.made: list[Task] = []

    def report_there(self, file: ReportFile, county: Place) -> Report | None:
        """Return the county's report, if it was asked for already. Makes nothing."""
        task = self._found(file)
        return None if task is None else self._reports(task, county, file.project).first()

    def report_for(self, file: ReportFile, county: Place) -> Report:
        task = self._task(file, county)
        report = self._reports(task, county, file.project).first()
        if report is not None:
            return report
        if file.project and not task.by_project:
            raise Refused(f"“{task}”不按项目填报，不能导入项目“{file.project}”；请去掉 project。")
        if not Report.objects.filter(task=task, county=county).exists():
            self._ask_too(task, county)
        if file.project:
            add_projects(
                task_id=task.pk, county_id=county.pk, names=[file.project], user=None,
                actor=self.actor,
            )  # fmt: skip
        report = self._reports(task, county, file.project).first()
        if report is None:
            raise Refused(f"“{task}”按项目填报，没有未命名的报告；请在 project 里写明项目名称。")
        return report

    def _reports(self, task: Task, county: Place, project: str) -> QuerySet[Report]:
        rows = Report.objects.select_related("task__form", "county__city")
        return rows.filter(task=task, county=county, project=project)

    def _found(self, file: ReportFile) -> Task | None:
        return Task.objects.filter(year=file.year, form__code=file.form).first()

    def _task(self, file: ReportFile, county: Place) -> Task:
        task = self._found(file) or self._make(file, county)
        if task.opened_at is None:
            open_task(task_id=task.pk, version=task.version, user=None, actor=self.actor)
            task.refresh_from_db()
        return task

    def _make(self, file: ReportFile, county: Place) -> Task:
        form = FormDefinition.objects.filter(code=file.form, state=FormState.IN_USE).first()
        if form is None:
            raise Refused(f"没有启用的评价表式“{file.form}”，请先导入并启用。")
        now = timezone.now()
        entry = TaskEntry(
            file.year, form, form.title, now, now + timedelta(days=DAYS_OPEN), audience=[county],
            by_project=(file.year, file.form) in self.by_project,
        )  # fmt: skip
        task = create_task(entry=entry, user=None, actor=self.actor)
        self.made.append(task)
        return task

    def _ask_too(self, task: Task, county: Place) -> None:
        """Add a county to the audience of a task that is given out."""
        entry = TaskEntry(
            year=task.year,
            form=task.form,
            title=task.title,
            opens_at=task.opens_at,
            deadline=task.deadline,
            grace_minutes=task.grace_minutes,
            city_review=task.city_review,
            by_project=task.by_project,
            audience=[*task.audience.all(), county],
        )
        edit_task(task_id=task.pk, version=task.version, entry=entry, user=None, actor=self.actor)
        task.refresh_from_db()
