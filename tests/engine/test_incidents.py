"""What is late, what comes on top, what looks like one incident twice."""

from datetime import date

import pytest

from assessment.engine.incidents import IncidentTold, costs_on_top, faults, is_late, look_alike

DUE, ON = date(2017, 6, 30), date(2017, 7, 1)


@pytest.mark.parametrize(
    ("due_on", "put_right_on", "on", "late"),
    [
        pytest.param(None, None, ON, False, id="no-deadline"),
        pytest.param(DUE, None, DUE, False, id="the-last-day"),
        pytest.param(DUE, None, ON, True, id="the-day-after"),
        pytest.param(DUE, DUE, ON, False, id="put-right-on-the-last-day"),
        pytest.param(DUE, date(2017, 7, 1), ON, True, id="put-right-a-day-late"),
        pytest.param(DUE, date(2017, 7, 1), date(2017, 6, 1), False, id="not-yet-as-of-then"),
    ],
)
def test_late_is_what_its_term_was_over_for(due_on, put_right_on, on, late):
    assert is_late(due_on, put_right_on, on) is late


@pytest.mark.parametrize(
    ("clause", "on_top"),
    [
        ("未在规定时间内整改到位的加扣0.5分", True),
        ("未按期改正的，加扣1分", True),
        ("发生3次以上的加扣1分", False),
        ("未在规定时间内整改到位的每起扣0.2分", False),
    ],
)
def test_on_top_is_what_costs_more_for_not_putting_right(clause, on_top):
    assert costs_on_top(clause) is on_top


def told(day=1, number="", words="资金专户管理不规范，挪用移民资金"):
    return IncidentTold(date(2017, 5, day), number, words)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        pytest.param(told(), told(4), "说明几乎相同", id="three-days-apart"),
        pytest.param(told(), told(5), "", id="four-days-apart"),
        pytest.param(told(5), told(), "", id="four-days-before"),
        pytest.param(
            told(number="湘审〔2017〕5号"),
            told(number="湘审[2017]5 号", words="其他"),
            "文号同为“湘审〔2017〕5号”",
            id="one-document-written-otherwise",
        ),
        pytest.param(
            told(),
            told(words="资金专户管理不规范，挪用移民资金。"),
            "说明几乎相同",
            id="a-point-more",
        ),
        pytest.param(told(), told(words="培训台账缺失"), "", id="another-thing"),
        pytest.param(told(words="。"), told(words="。"), "", id="nothing-said"),
        pytest.param(told(words="甲"), told(words="甲"), "说明几乎相同", id="one-sign"),
    ],
)
def test_two_that_may_be_one_are_told_with_why(one, other, why):
    assert look_alike(one, other) == why


@pytest.mark.parametrize(
    ("days", "places"),
    [
        ({}, []),
        ({"happened_on": date(2017, 7, 2)}, ["happened_on"]),
        ({"due_on": date(2017, 4, 30)}, ["due_on"]),
        ({"put_right_on": date(2017, 4, 30)}, ["put_right_on"]),
        ({"put_right_on": date(2017, 7, 2)}, ["put_right_on"]),
        ({"due_on": date(2017, 8, 1), "put_right_on": date(2017, 5, 1)}, []),
    ],
)
def test_days_that_cannot_be_are_told_at_their_place(days, places):
    held = {"happened_on": date(2017, 5, 1), "due_on": None, "put_right_on": None, "today": ON}
    assert list(faults(**(held | days))) == places
