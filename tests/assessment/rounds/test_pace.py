"""Progress against time, and which figure of the rounds counts: by tables."""

from datetime import date
from decimal import Decimal

import pytest

from assessment.rounds.pace import (
    Bars,
    CountingWay,
    Light,
    RoundValue,
    Thresholds,
    counted,
    pace_of,
    percent,
    year_gone,
)

LEAST = Decimal("0.0001")
DAY = date(2017, 3, 14)  # 73 of 365 days: a fifth of the year


@pytest.mark.parametrize(
    ("day", "gone"),
    [
        pytest.param(date(2017, 1, 1), (1, 365), id="the first day counts"),
        pytest.param(date(2017, 12, 31), (365, 365), id="the last day is the whole year"),
        pytest.param(date(2016, 2, 29), (60, 366), id="a leap day"),
        pytest.param(date(2016, 12, 31), (366, 366), id="a leap year's end"),
    ],
)
def test_the_year_is_gone_to_the_end_of_the_day(day, gone):
    assert year_gone(day) == gone


@pytest.mark.parametrize("green", ["100", "99.95", "99.96", "70"])
@pytest.mark.parametrize("target", ["1000", "3", "0.0007", "99999999999999.9999"])
def test_lights_are_counted_as_they_are_told(green, target):
    thresholds = Thresholds(Decimal(green), Decimal("33.33"))
    goal = Decimal(target)
    for day in (DAY, date(2016, 2, 29), date(2017, 12, 31)):
        bars = Bars.of(day, thresholds)
        days, of = year_gone(day)
        due = goal * days / of
        shares = [thresholds.green + Decimal(n) / 100 for n in range(-11, 12)]
        shares += [thresholds.yellow + Decimal(n) / 100 for n in range(-11, 12)]
        for share in (*shares, Decimal(-1), Decimal(0), Decimal(400)):
            near = (due * share / 100).quantize(LEAST)  # no row holds more places
            for value in (near - LEAST, near, near + LEAST):
                pace = pace_of(value, goal, day, thresholds=thresholds)
                assert bars.light(value, goal) is pace.light


@pytest.mark.parametrize(
    ("value", "light"),
    [
        pytest.param("200", Light.GREEN, id="exactly on time"),
        pytest.param("199.9", Light.GREEN, id="printed as 100%"),
        pytest.param("199.8", Light.YELLOW, id="printed as 99.9%"),
        pytest.param("160", Light.YELLOW, id="exactly at the yellow line"),
        pytest.param("159.8", Light.RED, id="a little below it"),
        pytest.param("0", Light.RED, id="nothing done is no missing figure"),
        pytest.param("1200", Light.GREEN, id="more than the target"),
    ],
)
def test_the_light_goes_by_the_share_of_what_was_due(value, light):
    found = pace_of(Decimal(value), Decimal(1000), DAY, thresholds=Thresholds())
    assert found is not None
    assert found.light is light


@pytest.mark.parametrize(
    ("value", "target"),
    [
        pytest.param(None, "1000", id="nothing reported"),
        pytest.param("5", None, id="nothing to reach"),
        pytest.param("5", "0", id="a target of nothing"),
    ],
)
def test_without_figure_or_target_there_is_no_light(value, target):
    value, target = (None if each is None else Decimal(each) for each in (value, target))
    assert pace_of(value, target, DAY, thresholds=Thresholds()) is None


def test_thresholds_are_the_years():
    lower = Thresholds(green=Decimal(90), yellow=Decimal(50))
    lights = [
        pace_of(Decimal(v), Decimal(1000), DAY, thresholds=lower).light for v in (180, 179, 100, 99)
    ]
    assert lights == [Light.GREEN, Light.YELLOW, Light.YELLOW, Light.RED]


def test_a_third_of_a_year_is_no_rounded_threshold():
    """365 has no third: nobody is put behind by a share that was rounded first."""
    day = date(2017, 1, 1)  # 1 of 365
    assert pace_of(Decimal(1), Decimal(365), day, thresholds=Thresholds()).light is Light.GREEN


def test_shares_are_told_with_one_place():
    found = pace_of(Decimal(150), Decimal(1000), DAY, thresholds=Thresholds())
    assert found.told == "完成 15%，序时 20%，达序时的 75%：红灯"
    assert percent(Decimal("98.45")) == "98.5%"
    assert percent(None) == "—"


def _values(*figures, weights=None):
    weights = weights or ["1"] * len(figures)
    return [
        RoundValue(f"第{n}次", None if f is None else Decimal(f), f or "", Decimal(w))
        for n, (f, w) in enumerate(zip(figures, weights, strict=True), 1)
    ]


@pytest.mark.parametrize(
    ("way", "figures", "weights", "value", "told"),
    [
        pytest.param("last", ["4", "6"], None, "6", "末次调度：第2次6", id="the last"),
        pytest.param("last", ["4", None], None, None, "第2次没有数", id="the last is missing"),
        pytest.param(
            "mean", ["4", "7"], None, "5.5", "各次平均：第1次4、第2次7，平均 5.5", id="the mean"
        ),
        pytest.param(
            "mean", ["1", "1", "2"], None, "1.3333",
            "各次平均：第1次1、第2次1、第3次2，平均 1.3333", id="four places",
        ),
        pytest.param(
            "mean", ["4", None], None, None, "第2次没有数，不能平均", id="missing is no zero"
        ),
        pytest.param(
            "weighted", ["4", "8"], ["1", "3"], "7",
            "按权重：第1次4×1、第2次8×3，除以权重合计 4，得 7", id="weighted",
        ),
        pytest.param(
            "weighted", ["4", None, "8"], ["1", "0", "1"], "6",
            "按权重：第1次4×1、第3次8×1，除以权重合计 2，得 6", id="weight 0 does not count",
        ),
    ],
)  # fmt: skip
def test_what_counts_names_rounds_and_figures(way, figures, weights, value, told):
    found = counted(_values(*figures, weights=weights), CountingWay(way), divides=True)
    assert found is not None
    assert (found.value, found.told) == (None if value is None else Decimal(value), told)


@pytest.mark.parametrize("way", ["last", "mean", "weighted"])
def test_what_cannot_be_divided_is_the_last(way):
    found = counted(_values("1", "0"), CountingWay(way), divides=False)
    assert found.value == 0


def test_the_years_own_figure_leaves_rounds_alone():
    assert counted(_values("4", "6"), CountingWay.YEAR_END, divides=True) is None
    assert counted([], CountingWay.LAST, divides=True) is None
