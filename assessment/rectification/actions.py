"""问题清单 is written here alone: checks, locks, changes, tells, logs.

Each action locks the year first, so that it and the steps of the year wait for one another.
Nothing here writes a figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils import timezone

from assessment import permissions as of_year
from assessment.flow.signing import name_of
from assessment.models import (
    CityTable,
    Incident,
    Rectification,
    RectificationFile,
    RectificationMessage,
    RectificationState,
    SampledCell,
    Year,
)
from assessment.notices.rectifications import tell_changed, tell_issued, tell_said
from assessment.rectification import permissions
from assessment.rectification.states import RectificationStep, step_of
from lib.site_words import said
from trust import log
from trust.models import StoredFile
from trust.refusals import Refused
from trust.touched import created
from trust.twice import just_made
from trust.versions import check_version

Files = Sequence[tuple[StoredFile, str]]
_S, _K = RectificationState, RectificationMessage.Kind
_SOURCE = Rectification.Source


@dataclass(frozen=True, slots=True)
class Problem:
    """What a city is to put right. origin: what it came from in words, with its row where it has
    one."""

    city_id: int
    problem: str
    demand: str
    due_on: date
    responsible: str
    source: str = _SOURCE.HAND
    origin: str = ""
    cell: SampledCell | None = None
    incident: Incident | None = None


@log.acting()
def issue_problem(*, year: Year, told: Problem, user, actor: log.Actor) -> Rectification:
    """Add a problem to a city's list under the next number of its year; one press that was sent
    twice adds one. Raises Refused."""
    year = locked_year(year.pk)
    if why := permissions.why_not_issue(user, year) or permissions.why_not_from(year, told.source):
        raise Refused(f"{why}没有下发。")
    table = CityTable.objects.filter(year=year, city=told.city_id).first()
    if table is None or not table.is_issued:
        raise Refused(said("该市州在本年度没有已下达的指标表，不能下发问题；没有下发。"))
    _check_words(told)
    _check_once(year, told)
    if (there := _issued_just_now(year, told, user)) is not None:
        return there
    newest = year.rectifications.aggregate(newest=Max("number", default=0))["newest"]
    made = Rectification.objects.create(
        year=year,
        number=newest + 1,
        city_id=told.city_id,
        city_name=table.city_name,
        source=told.source,
        origin=told.origin[:300],
        cell=told.cell,
        incident=told.incident,
        problem=told.problem.strip(),
        demand=told.demand.strip(),
        due_on=told.due_on,
        responsible=told.responsible.strip(),
        issued_by=user,
        issued_as=name_of(actor),
    )
    tell_issued(made, actor)
    log.write(
        actor,
        "下发问题",
        made,
        label=f"{made} {made.city_name}",
        after={
            "来源": f"{made.get_source_display()} {made.origin}".strip(),
            "问题": made.problem,
            "整改要求": made.demand,
            "整改期限": made.due_on,
            "责任单位、责任人": made.responsible,
        },
    )
    return made


def _check_words(told: Problem) -> None:
    if not (told.problem.strip() and told.demand.strip() and told.responsible.strip()):
        raise Refused("问题、整改要求和责任单位都须写明；没有下发。")
    if told.due_on < timezone.localdate():
        raise Refused("整改期限在今天之前，请核对；没有下发。")


def _issued_just_now(year: Year, told: Problem, user) -> Rectification | None:
    same = Rectification.objects.filter(
        year=year, city=told.city_id, source=told.source, origin=told.origin[:300], cell=told.cell,
        incident=told.incident, problem=told.problem.strip(), demand=told.demand.strip(),
        due_on=told.due_on, responsible=told.responsible.strip(), issued_by=user, version=1,
    )  # fmt: skip
    return just_made(same.select_related("year").order_by("number"), "issued_at")


def _check_once(year: Year, told: Problem) -> None:
    """Raise Refused where the cell or the incident is of another city or year, or is in the list
    already."""
    cell, incident = told.cell, told.incident
    standing = Rectification.objects.exclude(state=_S.WITHDRAWN).select_related("year")
    if cell is not None:
        if (cell.city_id, cell.draw.year_id) != (told.city_id, year.pk):
            raise Refused(said("这一格不是本年度该市州的，不能下发；没有下发。"))
        again = standing.filter(cell=cell).first()
    elif incident is not None:
        if (incident.city_id, incident.year_id) != (told.city_id, year.pk) or incident.is_withdrawn:
            raise Refused(said("这起事件不是本年度该市州的，或已撤销；没有下发。"))
        again = standing.filter(incident=incident).first()
    else:
        return
    if again is not None:
        raise Refused(f"已就此下发{again}（{again.get_state_display()}），没有重复下发。")


@log.acting()
def take_step(
    *, found: Rectification, name: str, text: str, files: Files, version: int, user,
    actor: log.Actor,
) -> Rectification:  # fmt: skip
    """Take a step of the flow: answer, close, send back, withdraw, open again.

    Raises Refused or Outdated. text: what was done, or why; compulsory.
    """
    found = locked(found)
    step = step_of(found, name)
    if step is None or not step.who(user, found):
        check_version(found, version)
        raise Refused(
            f"{found}现在是“{found.get_state_display()}”，不能这样办理；请刷新页面后再办。"
        )
    check_version(found, version)
    if why := permissions.why_closed(found.year):
        raise Refused(f"{why}没有保存。")
    text = text.strip()
    if not text:
        raise Refused(f"请写明{step.asks}；没有保存。")
    message = _say(found, step.kind, text, files=files if step.takes_files else (), user=user,
                   actor=actor)  # fmt: skip
    _move(found, step)
    tell_said(found, message, actor)
    log.write(
        actor,
        step.label,
        found,
        label=f"{found} {found.city_name}",
        before={"状态": step.source.label},
        after={
            "状态": step.target.label,
            "内容": text,
            "附件": [f"{name}（SHA-256 {file.sha256}）" for file, name in files],
        },
    )
    return found


def _move(found: Rectification, step: RectificationStep) -> None:
    now = timezone.now()
    found.state = step.target
    found.closed_at = now if step.target == _S.CLOSED else None
    if step.target == _S.ANSWERED:
        found.answered_at = now
    found.version += 1
    found.save(update_fields=["state", "closed_at", "answered_at", "version"])


@log.acting()
def change_term(
    *, found: Rectification, due_on: date, reason: str, version: int, user, actor: log.Actor
) -> Rectification:
    """Give a problem another term, with a reason, as long as it is to be put right.

    Raises Refused or Outdated.
    """
    found = locked(found)
    of_year.check_can_set_up(user)
    check_version(found, version)
    if why := permissions.why_closed(found.year):
        raise Refused(f"{why}没有保存。")
    if found.state not in (_S.ISSUED, _S.RETURNED):
        raise Refused(f"{found}现在是“{found.get_state_display()}”，不用改期限；没有保存。")
    if not reason.strip():
        raise Refused("改变整改期限须写明理由；没有保存。")
    if due_on < timezone.localdate():
        raise Refused("整改期限在今天之前，请核对；没有保存。")
    before = found.due_on
    if due_on == before:
        raise Refused("整改期限没有改变；没有保存。")
    found.due_on = due_on
    found.version += 1
    found.save(update_fields=["due_on", "version"])
    text = f"整改期限由 {before:%Y-%m-%d} 改为 {due_on:%Y-%m-%d}。{reason.strip()}"
    _say(found, _K.CHANGE, text, files=(), user=user, actor=actor)
    tell_changed(found, text, actor)
    log.write(
        actor,
        "改变整改期限",
        found,
        label=f"{found} {found.city_name}",
        before={"整改期限": before},
        after={"整改期限": due_on},
        reason=reason.strip(),
    )
    return found


def locked_year(pk: int) -> Year:
    return Year.objects.select_for_update(no_key=True).get(pk=pk)


def locked(found: Rectification) -> Rectification:
    """Return the problem as it stands, its year locked first. Two queries."""
    year = locked_year(found.year_id)
    rows = Rectification.objects.select_for_update(of=("self",)).select_related("city")
    fresh = rows.get(pk=found.pk)
    fresh.year = year
    return fresh


def _say(
    found: Rectification, kind: str, text: str, *, files: Files, user, actor: log.Actor
) -> RectificationMessage:
    message = RectificationMessage.objects.create(
        rectification=found, kind=kind, text=text, written_by=user, written_as=name_of(actor)
    )
    created(
        RectificationFile.objects.bulk_create(
            RectificationFile(message=message, file=file, name=name[:200], added_by=user)
            for file, name in files
        )
    )
    return message
