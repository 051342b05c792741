"""How figures, days and shares are written (lib/figures.py and the filters over it)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from lib import figures

D = Decimal


def _at(*numbers) -> datetime:
    return datetime(*numbers, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (D("66.125"), 2, "66.13"),
        (D("8.9"), 2, "8.90"),
        (D("76"), 1, "76.0"),
        (D("0"), 2, "0.00"),
        (None, 2, "—"),
    ],
)
def test_points_keep_their_decimals(value, places, written):
    assert figures.points(value, places) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (D("11500.0000"), "11,500"),
        (D("95.20"), "95.2"),
        (D("0"), "0"),
        (1200, "1,200"),
        (None, "—"),
    ],
)
def test_amount_has_thousands_and_no_needless_zeros(value, written):
    assert figures.amount(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (D("1.6"), "−1.60"),
        (D("0"), "0.00"),
        (D("0.004"), "0.00"),
        (D("-1.6"), "−1.60"),
        (None, "—"),
    ],
)
def test_lost_has_a_minus_unless_nothing_is_lost(value, written):
    assert figures.lost(value) == written


@pytest.mark.parametrize(
    ("day", "written", "urgency"),
    [
        (date(2017, 12, 25), "还剩 5 天", "far"),
        (date(2017, 12, 23), "还剩 3 天", "near"),
        (date(2017, 12, 20), "今天截止", "near"),
        (date(2017, 12, 18), "已过 2 天", "past"),
        (None, "未定期限", "far"),
    ],
)
def test_deadline_says_how_long_is_left(day, written, urgency):
    today = date(2017, 12, 20)
    assert figures.remaining(day, today) == written
    assert figures.urgency(day, today) == urgency


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (_at(2017, 12, 20, 10, 30, 40), "刚刚"),
        (_at(2017, 12, 20, 10, 26), "5 分钟前"),
        (_at(2017, 12, 20, 8, 5), "今天 08:05"),
        (_at(2017, 12, 19, 23, 59), "昨天 23:59"),
        (_at(2017, 3, 1, 9, 0), "3月1日 09:00"),
        (_at(2016, 12, 31, 9, 0), "2016-12-31"),
    ],
)
def test_ago_says_it_as_people_do(moment, written):
    now = _at(2017, 12, 20, 10, 31)
    assert figures.ago(moment, now) == written


@pytest.mark.parametrize(
    ("done", "total", "written"),
    [(0, 70, "0%"), (61, 70, "87%"), (1999, 2000, "99%"), (70, 70, "100%"), (0, 0, "—")],
)
def test_share_is_full_only_when_all_is_done(done, total, written):
    assert figures.share(done, total) == written


@pytest.mark.parametrize(
    ("lost", "heat"),
    [
        (None, "heat-none"),
        (D("0"), "heat-0"),
        (D("0.9"), "heat-1"),
        (D("2.25"), "heat-2"),
        (D("4.5"), "heat-3"),
        (D("8.9"), "heat-4"),
        (D("9"), "heat-5"),
    ],
)
def test_heat_follows_the_share_lost_of_nine_points(lost, heat):
    assert _rendered("{{ value|heat:9 }}", lost) == heat


@pytest.mark.parametrize(
    ("template", "value", "written"),
    [
        ("{{ value|points:3 }}", D("1.5"), "1.500"),
        ("{{ value|points }}", "", "—"),
        ("{{ value|amount }}", D("5000.5"), "5,000.5"),
        ("{{ value|lost }}", D("2"), "−2.00"),
        ("{{ 9|less:value|lost }}", D("8.9"), "−0.10"),
        ("{{ 9|less:value }}", None, "None"),
        ("{{ value|share:4 }}", 1, "25%"),
        ("{{ value|ago }}", None, "—"),
    ],
)
def test_filters_write_what_the_functions_return(template, value, written):
    assert _rendered(template, value) == written


def _rendered(template, value):
    return Template("{% load figures %}" + template).render(Context({"value": value}))
