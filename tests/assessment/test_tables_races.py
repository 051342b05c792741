"""A figure recorded while its table is replaced or put back: it stands, or its writer is told."""

import pytest

from assessment.actions.results import Entry, record_result
from assessment.actions.tables_imports import take_back_tables
from assessment.models import CityTable, Result
from assessment.tables.copies import copies_of, mark_of
from cities.models import Office, Role
from tests.assessment.replacing import replace_tables, result_in, year_at_work
from tests.factories import make_account
from tests.together import at_once
from trust import log
from trust.refusals import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    """The assessment office; and whoever collects 移民产业."""
    person = make_account("kaohe", role=Role.ASSESSMENT_OFFICE)
    year_at_work(person)
    office = Office.objects.get(name="规划计划处")
    return person, make_account("guihua", role=Role.OFFICE, office=office)


def recording(collector):
    row = result_in("长沙市", "茶叶")
    entry = Entry(row.pk, 71, row.version)
    actor = log.Actor("规划乙", collector, "规划计划处")
    return lambda: record_result(entry=entry, user=collector, actor=actor)


def test_recording_and_replacing_lose_no_figure(people):
    person, collector = people

    recorded, _ = at_once(recording(collector), lambda: replace_tables("长沙市"))

    assert result_in("长沙市", "茶叶").value == (70 if isinstance(recorded, Refused) else 71)


def test_recording_and_taking_back_have_one_winner(people):
    person, collector = people
    kept = replace_tables("长沙市")
    CityTable.objects.update(issued_at="2017-03-01T00:00Z")
    kept.entries.update(left=_mark())
    actor = log.Actor("考核甲", person)
    told = {"import_id": kept.pk, "reason": "旧稿", "user": person, "actor": actor}

    recorded, taken = at_once(recording(collector), lambda: take_back_tables(**told))

    assert isinstance(recorded, Refused) != isinstance(taken, Refused)
    stands = Result.objects.filter(measure__name="茶叶", value=71).exists()
    assert stands == (not isinstance(recorded, Refused))
    assert result_in("长沙市", "茶叶").value == (71 if stands else 70)


def _mark():
    """The table as it is issued: as if the import had left it so."""
    pk = CityTable.objects.get(city_name="长沙市").pk
    return mark_of(copies_of([pk])[pk])
