"""A county's projects in a task by project: added, copied, named, removed as drafts.

Each of these holds all of the county's reports for the task, so that two people who add the
same name, or remove the last two drafts, come one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from selfeval.comments.actions import remove_comments
from selfeval.engine.answers import as_json
from selfeval.engine.laid import Laid
from selfeval.engine.names import PROJECT_LABEL
from selfeval.filing.actions.open_draft import OpenDraft
from selfeval.filing.actions.rows import GONE, label_of, save_report
from selfeval.filing.addresses import Writable, words_at, write_words
from selfeval.filing.copying import copied, naming_cells
from selfeval.filing.making import last_year, new_report
from selfeval.filing.prefilling import words_to_prefill
from selfeval.filing.project_names import NOTHING, check_name, clean_name, quoted
from selfeval.filing.summary import COLUMNS, summarise
from selfeval.loading import assess, laid_of
from selfeval.models import Attachment, Report, ReportState, Task
from selfeval.permissions import check_can_write
from trust import log
from trust.refusals import Refused
from trust.touched import bulk_create_with_history
from trust.versions import check_version

#: Of one county in one task.
MOST_PROJECTS = 200


@log.acting()
def add_projects(
    *, task_id: int, county_id: int, names: Sequence[str], user, actor: log.Actor,
    now: datetime | None = None,
) -> list[Report]:  # fmt: skip
    """Make a draft for each name, filled with last year's of the same project; return them.

    A draft that the county has neither named nor filled takes the first name. All of the names
    or none: raises Refused where one is there already, or they would be too many. A fixed
    number of queries for any number of names.
    """
    held = _Held.of(task_id, county_id, user=user, actor=actor, now=now)
    names = list(dict.fromkeys(clean_name(name) for name in names))
    held.check_new(names)
    last = last_year(held.task, [county_id])
    fresh = [held.fresh(name, last.get((county_id, name))) for name in names]
    blank = held.blank()
    if blank is not None:
        _become(blank, fresh.pop(0), user)
    made = bulk_create_with_history(fresh, Report, default_user=user) if fresh else []
    log.write(actor, "增加项目", held.task, label=held.label, after={"项目": names})
    return [blank, *made] if blank is not None else made


@log.acting()
def copy_project(
    *, report_id: int, name: str, user, actor: log.Actor, now: datetime | None = None
) -> Report:
    """Make a draft of a new name from what one of the county's own says of its plan
    (filing.copying). Raises Refused."""
    held = _Held.of_report(report_id, user=user, actor=actor, now=now)
    source = held.whole(report_id)
    name = clean_name(name)
    held.check_new([name])
    report = held.fresh(name, None)
    laid = laid_of(source)
    entered = copied(laid, name=source.project, new_name=name)
    writable = Writable(Laid(laid.form, entered, laid.year))
    for address, words in words_to_prefill(
        writable, report.county_name, None, project=name
    ).items():
        entered = write_words(entered, address, words)
    report.data = as_json(entered)
    summarise(report, assess(laid.form, entered, laid.year, project=name))
    report = bulk_create_with_history([report], Report, default_user=user)[0]
    after = {"项目": name, "复制自": source.project}
    log.write(actor, "复制项目", report, label=label_of(report), after=after)
    return report


@log.acting()
def name_project(
    *, report_id: int, name: str, seen: str, user, actor: log.Actor, now: datetime | None = None
) -> Report:
    """Name a draft that was never submitted, or name it anew. seen: the name that the person
    saw. One that nobody has filled begins with last year's of that project. Raises Refused."""
    held = _Held.of_report(report_id, user=user, actor=actor, now=now)
    report = held.whole(report_id)
    _check_never_submitted(report, "改名")
    name, before = clean_name(name), report.project
    if before != seen:
        raise Refused(f"这个项目刚由他人命名为“{before}”，没有改动；请看过后再改。")
    if name == before:
        return report
    held.check_new([name], room=1)
    if report.saved_at is None and not before:
        last = last_year(held.task, [report.county_id]).get((report.county_id, name))
        _become(report, held.fresh(name, last), user)
    else:
        report.project = name
        save_report(report, user, ["project"])
        report = _said_anew(report, before, user=user, actor=actor, now=now)
    log.write(
        actor, "项目命名", report, label=label_of(report), before={"项目": before},
        after={"项目": name},
    )  # fmt: skip
    return report


@log.acting()
def remove_project(
    *, report_id: int, version: int, user, actor: log.Actor, now: datetime | None = None
) -> str:
    """Remove a draft that was never submitted and is not the county's last; return its name.

    What was typed into it goes with it, and what colleagues said of it (内部批注); files stay in
    the store. Raises Refused, or Outdated
    where somebody wrote into it since.
    """
    held = _Held.of_report(report_id, user=user, actor=actor, now=now)
    report = held.whole(report_id)
    _check_never_submitted(report, "删除")
    check_version(report, version)
    if len(held.names) < 2:
        raise Refused(f"这是最后一个项目，任务至少保留一个；{NOTHING}可以改名后另行填报。")
    files = Attachment.objects.filter(report=report)
    before = {"项目": report.project, "附件": list(files.values_list("name", flat=True))}
    if said := remove_comments(report):
        before["内部批注"] = said
    log.write(actor, "删除项目", report, label=label_of(report), before=before)
    files.delete()
    report._history_user = user
    report.delete()
    return report.project


@dataclass(slots=True)
class _Held:
    """A county's reports for a task by project, locked. names: of all of them, as they are
    under the lock."""

    task: Task
    first: Report
    names: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, task_id: int, county_id: int, *, user, actor: log.Actor, now: datetime | None
    ) -> "_Held":
        """Three queries beside those for the roles. Raises Refused."""
        rows = Report.objects.filter(task=task_id, county=county_id).order_by("pk")
        locked = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
        one = rows.select_related("task__form", "county__city").defer("data", "cells").first()
        if one is None or not locked:
            raise Refused(GONE)
        if not one.task.by_project:
            raise Refused(f"“{one.task}”不按项目填报，一县一份；{NOTHING}")
        # Read after the lock: whoever held it may have added some.
        held = cls(one.task, one, list(rows.values_list("project", flat=True)))
        check_can_write(user, held.draft(""), actor, now=now or timezone.now())
        return held

    @classmethod
    def of_report(cls, report_id: int, *, user, actor: log.Actor, now: datetime | None) -> "_Held":
        whose = Report.objects.filter(pk=report_id).values_list("task", "county").first()
        if whose is None:
            raise Refused(GONE)
        return cls.of(*whose, user=user, actor=actor, now=now)

    @property
    def label(self) -> str:
        """How the log names the county in the task."""
        return label_of(self.draft(""))

    def whole(self, report_id: int) -> Report:
        rows = Report.objects.select_related("task__form", "county__city")
        report = rows.filter(pk=report_id).first()
        if report is None:
            raise Refused(GONE)
        return report

    def draft(self, name: str) -> Report:
        held = self.first
        return Report(
            task=self.task, county=held.county, county_name=held.county_name, project=name,
            extended_until=held.extended_until,
        )  # fmt: skip

    def fresh(self, name: str, last) -> Report:
        """Return a draft as the first one was made: an extension of the county is also its."""
        held = self.first
        report = new_report(
            self.task, held.county, county_name=held.county_name, project=name, last=last
        )
        report.extended_until = held.extended_until
        return report

    def blank(self) -> Report | None:
        """Return the draft that the county has neither named nor filled. One query."""
        rows = Report.objects.filter(task=self.task, county=self.first.county, project="")
        return rows.filter(saved_at=None, state=ReportState.DRAFT, latest=None).first()

    def check_new(self, names: Sequence[str], *, room: int | None = None) -> None:
        """Raise Refused unless these can be names of further projects. room: how many there
        may be beside those that are there; None: up to the limit."""
        for name in names:
            check_name(name)
        there = [name for name in names if name in self.names]
        if there:
            raise Refused(f"已经有项目{quoted(there)}，名称不能重复；{NOTHING}")
        free = MOST_PROJECTS - len([name for name in self.names if name])
        if len(names) > (free if room is None else room):
            raise Refused(
                f"一个任务里一县最多 {MOST_PROJECTS} 个项目，现有 {MOST_PROJECTS - free} 个，"
                f"不能再增加 {len(names)} 个；{NOTHING}"
            )


def _become(report: Report, fresh: Report, user) -> None:
    """Let a draft that nobody has filled be another one."""
    columns = ("project", "data", *COLUMNS)
    for column in columns:
        setattr(report, column, getattr(fresh, column))
    save_report(report, user, columns)


def _said_anew(
    report: Report, before: str, *, user, actor: log.Actor, now: datetime | None
) -> Report:
    """Let the fields that said the name before say the new one; so do those that ask for it and
    are empty."""
    draft = OpenDraft.open(report.pk, user, actor, now=now)
    laid = draft.writable.laid
    told = {cell.address: words_at(draft.entered, cell.address) for cell in naming_cells(laid)}
    for address, words in told.items():
        is_asked = laid.labels[address] == PROJECT_LABEL
        if words == before and (before or is_asked):
            draft.put(address, report.project)
    draft.keep("填报")
    return draft.report


def _check_never_submitted(report: Report, what: str) -> None:
    if report.state != ReportState.DRAFT or report.latest_id is not None:
        raise Refused(
            f"{report.named}已经提交过，不能{what}；{NOTHING}如有错误请联系审核单位退回。"
        )
