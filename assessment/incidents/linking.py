"""Counting incidents in cells, and letting a cell say what the register says.

A cell's figure is written by assessment.actions.results alone, as any other; here is decided
whether it follows. It follows a link only where it was the number of incidents before, and the
person saw it so; what somebody typed stays until a person presses.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from assessment import permissions
from assessment.actions.results import (
    Conflict,
    Entry,
    label_of,
    locked_one,
    record_result,
)
from assessment.engine.types import MeasureKind
from assessment.incidents.actions import locked_incident
from assessment.incidents.counts import Counting, bases_on_top, countings, incidents_in
from assessment.incidents.entries import label_of as incident_label
from assessment.loading import LoadedItem
from assessment.loading.item import load_item
from assessment.models import Incident, IncidentLink, Result
from trust import log
from trust.refusals import Refused


class RegisterChanged(Exception):  # noqa: N818 -- named for what happened
    """The register does not say the number any more that the person saw."""


@dataclass(frozen=True, slots=True)
class Linked:
    """followed: the cell's figure was written with it."""

    result: Result
    number: int
    followed: bool


def item_of(result: Result) -> LoadedItem:
    """Return the loaded item of a result. Two queries."""
    item = result.measure.component.item
    rows = Result.objects.filter(measure__component__item=item)
    return load_item(item, rows.select_related("measure__component").with_exempting())


def counting_of(result: Result, on: date) -> Counting:
    """Return how a cell of 次数 stands to the register. Three queries."""
    return countings([item_of(result)], on).get(result.pk, Counting(on))


def why_not_countable(result: Result) -> str:
    """Return why no incident may be counted in a cell, or "". Two queries at most."""
    if result.measure.kind != MeasureKind.COUNT:
        return f"“{result.measure.name}”不是次数，不能计入事件。"
    if result.pk in bases_on_top(item_of(result)):
        return (
            f"“{result.measure.name}”由台账按整改期限推算，不直接计入事件；"
            "请把事件计入它前面的一项。"
        )
    return ""


@log.acting()
def link_incident(
    *, incident_id: int, result_id: int, version: int | None, user, actor: log.Actor
) -> Linked:
    """Count an incident in a cell; the figure follows as this module says.

    version: of the cell the person saw; None: he saw none, and the figure stays. Raises
    Refused, or Conflict where somebody else wrote the cell.
    """
    result = _cell(result_id, version, user)
    incident = locked_incident(incident_id)
    _check_fits(incident, result)
    before = len(incidents_in([result_id]).get(result_id, ()))
    _, is_new = IncidentLink.objects.get_or_create(
        incident=incident,
        result=result,
        defaults={"linked_by": user, "linked_as": (actor.standing if user else actor.name)[:150]},
    )
    if not is_new:
        raise Refused(f"第 {incident.number} 号事件已经计入这一格，没有重复计入。")
    after = {"计入": label_of(result)}
    log.write(actor, "挂接事件", incident, label=incident_label(incident), after=after)
    return _follow(result, before, version, user=user, actor=actor)


@log.acting()
def unlink_incident(
    *, incident_id: int, result_id: int, version: int | None, user, actor: log.Actor
) -> Linked:
    """Count an incident in a cell no more; the last one's going never writes a 0 by itself.

    Raises Refused or Conflict.
    """
    result = _cell(result_id, version, user)
    incident = locked_incident(incident_id)
    link = IncidentLink.objects.filter(incident=incident, result=result).first()
    if link is None:
        raise Refused("这起事件已不计入这一格，没有做任何改动；请刷新页面。")
    before = len(incidents_in([result_id]).get(result_id, ()))
    link.delete()
    told = {"计入": label_of(result)}
    log.write(actor, "取消挂接事件", incident, label=incident_label(incident), before=told)
    return _follow(result, before, version, user=user, actor=actor)


@log.acting()
def take_count(
    *, result_id: int, version: int, seen: int, on: date, user, actor: log.Actor
) -> Result:
    """Record in a cell what the register says at the end of a day.

    seen: the number that the person saw. Raises Refused, Conflict or RegisterChanged.
    """
    result = _cell(result_id, version, user)
    if result.measure.kind != MeasureKind.COUNT:
        raise Refused(f"“{result.measure.name}”不是次数，台账里没有它的起数。")
    found = counting_of(result, on)
    if not found.linked:
        raise Refused("台账中没有可以据以改动的事件；确无此事的，请直接在本格填 0。没有保存。")
    if found.number != seen:
        raise RegisterChanged
    entry = Entry(
        result_id, Decimal(found.number), version, source=found.source, action="采用台账起数"
    )
    return record_result(entry=entry, user=user, actor=actor)


def _cell(result_id: int, version: int | None, user) -> Result:
    result = locked_one(result_id)
    permissions.check_writable(user, result)
    if version is not None and result.version != version:
        raise Conflict(result)
    return result


def _check_fits(incident: Incident, result: Result) -> None:
    table = result.measure.component.item.section.table
    if (incident.city_id, incident.year_id) != (table.city_id, table.year_id):
        raise Refused(
            f"第 {incident.number} 号事件是{incident.year}{incident.city}的，"
            f"不能计入{table.year}{table.city_name}的指标。"
        )
    if incident.is_withdrawn:
        raise Refused(f"第 {incident.number} 号事件已撤销，不能计入。")
    if why := why_not_countable(result):
        raise Refused(why)


def _follow(result: Result, before: int, version: int | None, *, user, actor: log.Actor) -> Linked:
    linked = incidents_in([result.pk]).get(result.pk, ())
    number = len(linked)
    stood = result.value is None or result.value == before
    if version is None or not stood or not number or user is None:
        return Linked(result, number, followed=False)
    source = Counting(timezone.localdate(), linked).source
    entry = Entry(result.pk, Decimal(number), version, source=source)
    return Linked(record_result(entry=entry, user=user, actor=actor), number, followed=True)
