"""Incidents for tests: made by the same actions as through the pages."""

from datetime import date

from assessment.incidents.actions import register_incident
from assessment.incidents.entries import IncidentEntry
from assessment.models import Incident, Result
from cities.models import Office
from cities.permissions import persona_of
from tests import factories as make
from trust import log
from trust.twice import PRESSED_TWICE

COUNT = "发生违纪违规行为被通报每起"


def told(user) -> dict:
    """Return who acts, as actions take it."""
    title = persona_of(user).title if user else "命令"
    return {"user": user, "actor": log.Actor(str(user), account=user, role=title)}


def entry(city, **more) -> IncidentEntry:
    said = {
        "city_id": city.pk,
        "county_id": None,
        "happened_on": date(2017, 5, 2),
        "kind": "notice",
        "document_name": "关于几起违纪问题的通报",
        "document_number": "湘移纪〔2017〕5号",
        "description": "干部违规接受吃请，被通报。",
        "due_on": None,
        "put_right_on": None,
    }
    return IncidentEntry(**(said | more))


def make_incident(user, table, **more) -> Incident:
    [office] = Office.objects.filter(pk__in=persona_of(user).office_ids)
    said = entry(more.pop("city", table.city), **more)
    made = register_incident(year=table.year, entry=said, office=office, **told(user))
    made.recorded_at -= PRESSED_TWICE  # the next is another one, not the same press
    Incident.objects.filter(pk=made.pk).update(recorded_at=made.recorded_at)
    return made


def count_of(table, name=COUNT) -> Result:
    return Result.objects.select_related("measure__component__item__section__table__year").get(
        measure__name=name, measure__component__item__section__table=table
    )


def make_audit(table) -> tuple[Result, Result]:
    """资金管理: findings, and what comes on top of those not put right in time."""
    section = table.sections.last()
    item = make.make_item(
        section,
        "移民资金管理",
        "7",
        make.make_office("培训中心"),
        text="计7分，审计发现严重问题的每起扣1分，未在规定时间内整改到位的加扣0.5分。",
    )
    component = make.make_component(item, "7")
    found = make.make_measure(component, "审计发现严重问题的每起", "次数", "起")
    late = make.make_measure(component, "未在规定时间内整改到位的加扣", "次数", "起")
    make.make_rule(component, "per_occurrence", "1", [found], "1", "审计发现严重问题的每起扣1分")
    make.make_rule(
        component, "per_occurrence", "0.5", [late], "1", "未在规定时间内整改到位的加扣0.5分"
    )
    return count_of(table, found.name), count_of(table, late.name)
