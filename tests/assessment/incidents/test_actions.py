"""Registering, changing, withdrawing: by whom, and what is kept of it."""

from datetime import date

import pytest

from assessment.incidents.actions import change_incident, register_incident, withdraw_incident
from assessment.incidents.entries import NAMES, IncidentEntry
from assessment.models import Incident, Year, YearState
from cities.models import Office
from tests import factories as make
from tests.assessment.incidents.making import count_of, entry, make_incident, told
from tests.together import at_once
from trust.models import AuditEntry
from trust.refusals import Refused
from trust.twice import PRESSED_TWICE
from trust.versions import Outdated

pytestmark = pytest.mark.django_db


def register(user, table, office="培训中心"):
    said = {"entry": entry(table.city), "office": Office.objects.get(name=office)}
    return register_incident(year=table.year, **said, **told(user))


def test_incident_is_kept_with_a_number_its_office_and_the_log(table, cast):
    first, second = make_incident(cast["office"], table), make_incident(cast["office"], table)
    assert [first.number, second.number] == [1, 2]
    assert (first.office.name, first.recorded_as) == ("培训中心", "培训中心")
    assert first.history.count() == 1
    line = AuditEntry.objects.filter(action="登记事件").order_by("sequence").first()
    assert line.after["文号"] == "湘移纪〔2017〕5号"


@pytest.mark.parametrize("persona", ["assessment_office", "city", "county", "auditor"])
def test_only_offices_register(table, cast, persona):
    with pytest.raises(Refused, match="由采集指标的处室登记"):
        register(cast[persona], table)


def test_office_without_indicators_registers_nothing(table, cast):
    with pytest.raises(Refused, match="没有要采集的指标"):
        register(cast["other_office"], table, "资金财务处")


def test_nobody_registers_in_another_offices_name(table, cast):
    make.make_item(table.sections.first(), "资金", "5", make.make_office("资金财务处"))
    with pytest.raises(Refused, match="不能以其名义登记"):
        register(cast["other_office"], table, "培训中心")


@pytest.mark.parametrize("state", [YearState.ISSUED, YearState.REVIEW, YearState.PUBLISHED])
def test_register_is_closed_when_collection_is(table, cast, state):
    incident = make_incident(cast["office"], table)
    Year.objects.update(state=state)
    with pytest.raises(Refused):
        register(cast["office"], table)
    with pytest.raises(Refused):
        change_incident(
            incident_id=incident.pk,
            entry=entry(table.city, description="改"),
            version=1,
            **told(cast["office"]),
        )


def test_another_office_changes_nothing(table, cast):
    make.make_item(table.sections.first(), "资金", "5", make.make_office("资金财务处"))
    incident = make_incident(cast["office"], table)
    with pytest.raises(Refused, match="由培训中心登记"):
        change_incident(
            incident_id=incident.pk,
            entry=entry(table.city, description="改"),
            version=1,
            **told(cast["other_office"]),
        )


def test_change_is_a_new_version_with_both_in_the_log(table, cast):
    incident = make_incident(cast["office"], table)
    said = entry(table.city, put_right_on=date(2017, 6, 1))
    changed = change_incident(
        incident_id=incident.pk, entry=said, version=1, **told(cast["office"])
    )
    assert (changed.version, changed.put_right_on) == (2, date(2017, 6, 1))
    line = AuditEntry.objects.get(action="修改事件")
    assert (line.before["整改日期"], line.after["整改日期"]) == ("", "2017-06-01")
    same = change_incident(incident_id=incident.pk, entry=said, version=2, **told(cast["office"]))
    assert same.version == 2


def test_city_of_a_counted_incident_stays(table, cast):
    incident = make_incident(cast["office"], table)
    incident.links.create(result=count_of(table), linked_by=cast["office"])
    with pytest.raises(Refused, match="先取消挂接"):
        change_incident(
            incident_id=incident.pk,
            entry=entry(make.make_city("株洲市")),
            version=1,
            **told(cast["office"]),
        )


def test_withdrawn_incident_stays_with_its_reason_and_changes_no_more(table, cast):
    incident = make_incident(cast["office"], table)
    withdraw_incident(incident_id=incident.pk, reason="重复登记", version=1, **told(cast["office"]))
    kept = Incident.objects.get()
    assert (kept.is_withdrawn, kept.withdrawn_reason) == (True, "重复登记")
    assert AuditEntry.objects.get(action="撤销事件").reason == "重复登记"
    with pytest.raises(Refused, match="已撤销"):
        withdraw_incident(incident_id=kept.pk, reason="再撤", version=2, **told(cast["office"]))


def test_what_is_compared_is_every_column_people_fill_in(table, cast):
    incident = make_incident(cast["office"], table)
    assert entry(table.city) == IncidentEntry.of(incident)
    columns = {f.attname for f in Incident._meta.concrete_fields}
    assert set(NAMES) <= columns


def test_city_sees_its_own_once_released_and_nothing_withdrawn(table, cast):
    user = cast["office"]
    own, other = (
        make_incident(user, table),
        make_incident(user, table, city=make.make_city("株洲市")),
    )
    gone = make_incident(user, table)
    withdraw_incident(incident_id=gone.pk, reason="重复", version=1, **told(user))
    seen = Incident.objects.visible_to
    assert list(seen(cast["city"])) == list(seen(cast["county"])) == []
    assert seen(cast["auditor"]).count() == seen(cast["assessment_office"]).count() == 3
    Year.objects.update(state=YearState.FEEDBACK)
    assert list(seen(cast["city"])) == [own]
    assert list(seen(cast["other_city"])) == [other]
    assert list(seen(cast["administrator"])) == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_numbers(table, cast):
    def act(words):
        return lambda: make_incident(cast["office"], table, description=words)

    made = at_once(act("甲事"), act("乙事"))
    assert sorted(incident.number for incident in made) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_one_press_sent_twice_at_once_registers_one(table, cast):
    def press():
        return register(cast["office"], table)

    assert {incident.number for incident in at_once(press, press)} == {1}
    assert Incident.objects.count() == AuditEntry.objects.filter(action="登记事件").count() == 1


def test_the_same_later_or_after_it_was_withdrawn_is_another_incident(table, cast):
    first = register(cast["office"], table)
    withdraw_incident(incident_id=first.pk, reason="错了", version=1, **told(cast["office"]))
    second = register(cast["office"], table)
    Incident.objects.filter(pk=second.pk).update(recorded_at=second.recorded_at - PRESSED_TWICE)
    assert [second.number, register(cast["office"], table).number] == [2, 3]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_one_at_once_the_second_is_told(table, cast):
    incident = make_incident(cast["office"], table)

    def act(words):
        return lambda: change_incident(
            incident_id=incident.pk,
            entry=entry(table.city, description=words),
            version=1,
            **told(cast["office"]),
        )

    found = at_once(act("甲说的"), act("乙说的"))
    assert sorted(isinstance(each, Outdated) for each in found) == [False, True]
    assert Incident.objects.get().version == 2
