"""Counting incidents: when the cell's figure follows, when it stays, and who is told."""

from datetime import date

import pytest

from assessment.actions.results import Conflict, Entry, record_result
from assessment.incidents.actions import withdraw_incident
from assessment.incidents.linking import (
    RegisterChanged,
    counting_of,
    link_incident,
    take_count,
    unlink_incident,
)
from assessment.models import IncidentLink, Result
from tests import factories as make
from tests.assessment.incidents.making import count_of, make_audit, make_incident, told
from tests.together import at_once
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db
ON = date(2017, 7, 1)


@pytest.fixture
def cell(table) -> Result:
    return count_of(table)


@pytest.fixture
def user(cast):
    return cast["office"]


def link(incident, cell, user, version="now"):
    cell.refresh_from_db()
    seen = cell.version if version == "now" else version
    return link_incident(incident_id=incident.pk, result_id=cell.pk, version=seen, **told(user))


def unlink(incident, cell, user):
    cell.refresh_from_db()
    return unlink_incident(
        incident_id=incident.pk, result_id=cell.pk, version=cell.version, **told(user)
    )


def value(cell):
    return Result.objects.get(pk=cell.pk).value


def test_empty_cell_becomes_the_number_of_its_incidents(table, cell, user):
    for number in (1, 2):
        linked = link(make_incident(user, table), cell, user)
        assert (linked.followed, value(cell)) == (True, number)
    line = AuditEntry.objects.filter(action="录入").order_by("sequence").last()
    assert line.after["来源"].startswith("事件台账 2 起：第 1 号")
    assert line.before["完成值"] == "1"


def test_typed_figure_stays(table, cell, user):
    record_result(entry=Entry(cell.pk, 3, 0), **told(user))
    linked = link(make_incident(user, table), cell, user)
    assert (linked.followed, linked.number, value(cell)) == (False, 1, 3)


def test_whoever_did_not_see_the_cell_moves_no_figure(table, cell, user):
    assert not link(make_incident(user, table), cell, user, version=None).followed
    assert value(cell) is None


def test_cell_that_somebody_wrote_meanwhile_is_a_conflict_and_nothing_is_linked(table, cell, user):
    incident = make_incident(user, table)
    record_result(entry=Entry(cell.pk, 0, 0), **told(user))
    with pytest.raises(Conflict):
        link(incident, cell, user, version=0)
    assert not IncidentLink.objects.exists()


def test_unlinking_takes_one_away_but_never_writes_nothing_happened(table, cell, user):
    first, second = make_incident(user, table), make_incident(user, table)
    link(first, cell, user)
    link(second, cell, user)
    assert (unlink(first, cell, user).followed, value(cell)) == (True, 1)
    assert (unlink(second, cell, user).followed, value(cell)) == (False, 1)
    assert counting_of(cell, ON).doubt(value(cell)) == "手工录入，与台账 0 起不一致"
    assert AuditEntry.objects.filter(action="取消挂接事件").count() == 2


def test_withdrawn_incident_counts_no_more_and_the_figure_is_doubted(table, cell, user):
    incident = make_incident(user, table)
    link(incident, cell, user)
    withdraw_incident(incident_id=incident.pk, reason="重复", version=1, **told(user))
    found = counting_of(cell, ON)
    assert (found.number, value(cell)) == (0, 1)
    with pytest.raises(Refused, match="已撤销"):
        link(incident, cell, user)


def test_one_press_takes_the_register_over_with_its_source(table, cell, user):
    record_result(entry=Entry(cell.pk, 3, 0), **told(user))
    link(make_incident(user, table), cell, user)
    take_count(result_id=cell.pk, version=1, seen=1, on=ON, **told(user))
    assert value(cell) == 1
    assert AuditEntry.objects.get(action="采用台账起数").before["完成值"] == "3"


def test_number_that_moved_since_it_was_seen_is_not_taken(table, cell, user):
    link(make_incident(user, table), cell, user)
    with pytest.raises(RegisterChanged):
        take_count(result_id=cell.pk, version=1, seen=2, on=ON, **told(user))


def test_incident_is_counted_once_in_a_cell(table, cell, user):
    incident = make_incident(user, table)
    link(incident, cell, user)
    with pytest.raises(Refused, match="没有重复计入"):
        link(incident, cell, user)
    assert value(cell) == 1


def test_incident_of_another_city_is_refused(table, cell, user):
    incident = make_incident(user, table, city=make.make_city("株洲市"))
    with pytest.raises(Refused, match="不能计入"):
        link(incident, cell, user)


def test_only_counts_count_incidents(table, user):
    with pytest.raises(Refused, match="不是次数"):
        link(make_incident(user, table), count_of(table, "获证率"), user)


def test_another_office_links_nothing(table, cell, cast):
    incident = make_incident(cast["office"], table)
    with pytest.raises(Refused, match="不由本处室采集"):
        link(incident, cell, cast["other_office"])


def late_incidents(user, table, cell):
    terms = [
        {"due_on": date(2017, 6, 30)},
        {"due_on": date(2017, 6, 30), "put_right_on": date(2017, 6, 30)},
        {"due_on": date(2017, 8, 30)},
        {},
    ]
    for term in terms:
        link(make_incident(user, table, kind="audit", **term), cell, user)


def test_on_top_counts_those_late_of_the_measure_before(table, user):
    found, on_top = make_audit(table)
    late_incidents(user, table, found)
    counted = counting_of(on_top, ON)
    assert (counted.is_on_top, len(counted.linked), counted.number) == (True, 4, 1)
    assert counted.without_term == 1
    assert value(on_top) is None, "nothing is written before somebody presses"
    take_count(result_id=on_top.pk, version=0, seen=1, on=ON, **told(user))
    assert value(on_top) == 1
    line = AuditEntry.objects.get(action="采用台账起数")
    assert line.after["来源"].startswith("事件台账 4 起，截至 2017-07-01 未按期整改 1 起：第 1 号")
    assert counting_of(on_top, date(2017, 9, 1)).number == 2


def test_nothing_is_linked_to_what_comes_on_top(table, user):
    _, on_top = make_audit(table)
    with pytest.raises(Refused, match="按整改期限推算"):
        link(make_incident(user, table), on_top, user)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_link_at_once_the_second_sees_the_first(table, cell, user):
    one, other = make_incident(user, table), make_incident(user, table)

    def act(incident):
        def linking():
            try:
                return link_incident(
                    incident_id=incident.pk, result_id=cell.pk, version=0, **told(user)
                )
            except Conflict as conflict:
                return conflict

        return linking

    found = at_once(act(one), act(other))
    assert sorted(isinstance(each, Conflict) for each in found) == [False, True]
    assert (value(cell), IncidentLink.objects.count()) == (1, 1)
