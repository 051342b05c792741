"""Recorded figures beside their target and last year's: assessment/collection/plausibility.py."""

from decimal import Decimal

import pytest

from assessment.collection.plausibility import doubts, last_year_values
from assessment.engine.types import Measure, MeasureKind
from assessment.models import Measure as MeasureRow
from assessment.models import Result
from tests.assessment.recording import result_of
from tests.factories import make_city, make_measure, make_table, make_year

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

QUANTITY, RATE, YES_NO, COUNT = MeasureKind
D = Decimal


def record(result: Result, value: str) -> None:
    Result.objects.filter(pk=result.pk).update(value=D(value))


@pytest.fixture
def before(table):
    """The same city's table of the year before, 农业实用技术培训 recorded with 300."""
    earlier = make_table(make_year(2016), table.city)
    record(result_of(earlier), "300")
    return earlier


@pytest.mark.parametrize(
    ("measure", "value", "word"),
    [
        (Measure("m", "油茶", QUANTITY, "亩", D(5000)), "95", "1.9%"),
        (Measure("m", "获证率", RATE, "%", D(95)), "0.952", "不超过 1%"),
        (Measure("m", "获证率", RATE, "%", D(95)), "101", "超过 100%"),
        (Measure("m", "通报", COUNT, "", None), "1.5", "1.5 次不是整数"),
    ],
)
def test_doubts_of_each_kind_of_measure(measure, value, word):
    (said,) = doubts(measure, D(value))
    assert word in said


def test_yes_no_and_missing_have_no_doubts():
    assert doubts(Measure("m", "听证", YES_NO), D(1), D(0)) == ()
    assert doubts(Measure("m", "油茶", QUANTITY, "亩", D(5)), None, D(900)) == ()


def test_last_year_is_found_by_city_and_measure(table, before):
    result = result_of(table)
    assert last_year_values([result, result_of(table, "获证率")]) == {result.pk: D(300)}


def test_last_year_of_another_city_does_not_count(before):
    other = make_table(make_year(2017), make_city("株洲市"))
    assert last_year_values([result_of(other)]) == {}


def test_year_before_last_does_not_count(table):
    record(result_of(make_table(make_year(2015), table.city)), "300")
    assert last_year_values([result_of(table)]) == {}


@pytest.mark.parametrize("changed", [{"unit": "人"}, {"kind": "次数"}, {"key": "培训"}])
def test_what_was_measured_otherwise_does_not_count(table, before, changed):
    MeasureRow.objects.filter(result=result_of(before).pk).update(**changed)
    assert last_year_values([result_of(table)]) == {}


def test_full_name_decides_between_two_of_one_short_phrase(table, before):
    component = result_of(before).measure.component
    for name, value in (("转移就业技能培训（省外）", "20"), ("转移就业技能培训（省内）", "70")):
        measure = make_measure(component, name, "数量", "人次", "30")
        MeasureRow.objects.filter(pk=measure.pk).update(key="转移就业技能培训")
        record(measure.result, value)
    now = make_measure(
        result_of(table).measure.component, "转移就业技能培训（省内）", "数量", "人次", "30"
    )
    MeasureRow.objects.filter(pk=now.pk).update(key="转移就业技能培训")
    plain = result_of(table, "转移就业技能培训")
    assert last_year_values([now.result, plain]) == {now.result.pk: D(70)}


def test_last_year_costs_two_queries_for_any_number(table, before, django_assert_num_queries):
    results = list(Result.objects.filter(measure__component__item__section__table=table))
    for some in (results[:1], results):
        with django_assert_num_queries(2):  # the results' measures; last year's figures
            last_year_values(some)
    with django_assert_num_queries(0):
        assert last_year_values([]) == {}
