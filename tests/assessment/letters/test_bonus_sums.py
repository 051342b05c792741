"""上会表 says of every unit what its bonus comes to and what of it counts."""

from decimal import Decimal

import pytest

from assessment.engine.types import Policy
from assessment.letters.meeting import meeting_of
from assessment.letters.scored import ScoredYear
from assessment.loading import load_tables
from assessment.models import CityTable, Result
from assessment.paper.status import CardStatus
from assessment.scores.standing import score_tables
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def bonus_table(table, policy: Policy):
    standings = score_tables(2017, load_tables(CityTable.objects.all()), policy)
    paper = meeting_of(ScoredYear(table.year, standings, CardStatus("初步"), ""))
    return next((t for t in paper.tables if t.caption == "加分"), None)


@pytest.fixture
def rewarded(table):
    component = table.sections.get(order=1).items.get(order=1).components.get()
    for name, points, value in (("获国家级表彰", "3", 2), ("获省级表彰", "1", 3)):
        measure = factories.make_measure(component, name, "次数")
        factories.make_rule(component, "bonus_each", points, [measure], "1", f"{name}加分")
        Result.objects.filter(measure=measure).update(value=Decimal(value))
    return table


@pytest.mark.parametrize(
    ("policy", "told", "counted"),
    [
        (
            Policy(counts_bonus=True, bonus_cap=Decimal(5)),
            "合计 9 分，以 5 分为限，计入总分 5.00 分",
            "5.00",
        ),
        (Policy(counts_bonus=True), "合计 9 分，计入总分 9.00 分", "9.00"),
    ],
)
def test_lines_are_followed_by_their_sum_and_what_counts(rewarded, policy, told, counted):
    found = bonus_table(rewarded, policy)
    assert [(row[0], row[3]) for row in found.rows[:-1]] == [
        ("长沙市", "6.00"),
        ("长沙市", "3.00"),
    ]
    assert found.rows[-1] == ("长沙市", "合计", told, counted)
    assert found.strong == {2}


def test_a_year_that_does_not_count_them_says_so(rewarded):
    *_, last = bonus_table(rewarded, Policy()).rows
    assert last[2] == "合计 9 分，本年度不计入总分"


def test_without_a_bonus_there_is_no_sum(table):
    assert bonus_table(table, Policy(counts_bonus=True)) is None
