"""Which figures deserve a second look, at every limit and one beyond (lib/plausibility.py)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.plausibility import DoubtKind, counts_whole_things, doubts_of

D = Decimal
PERCENT, TARGET, FRACTION, JUMP = DoubtKind


def kinds(value, **figure) -> list[DoubtKind]:
    given_as = {k: D(v) if k in ("target", "last") else v for k, v in figure.items()}
    return [doubt.kind for doubt in doubts_of(D(value), **given_as)]


def sentences(value, **figure) -> list[str]:
    return [doubt.sentence for doubt in doubts_of(D(value), **figure)]


@pytest.mark.parametrize(
    ("value", "target", "found"),
    [
        pytest.param("0.952", "95", [PERCENT], id="a fraction for a percent"),
        pytest.param("1", "95", [PERCENT], id="at one"),
        pytest.param("1.01", "10", [], id="just over one"),
        pytest.param("100", "95", [], id="the whole"),
        pytest.param("100.01", "95", [PERCENT], id="just over the whole"),
        pytest.param("952", "95", [PERCENT], id="without its point"),
        pytest.param("120", "110", [], id="over the whole, as asked"),
        pytest.param("0.5", "0.8", [], id="under one, as asked"),
        pytest.param("0.5", "1", [], id="under one, target at one"),
        pytest.param("0", "95", [PERCENT], id="nothing against a target"),
        pytest.param("0", "1", [], id="nothing against next to nothing"),
        pytest.param("9.4", "95", [TARGET], id="a tenth of its target"),
        pytest.param("95", "0.95", [TARGET], id="a target that is a fraction"),
        pytest.param("-5.5", "10", [], id="a fall"),
    ],
)
def test_percent_beside_its_target(value, target, found):
    assert kinds(value, is_percent=True, target=target) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [("0.5", [PERCENT]), ("0", []), ("101", [PERCENT]), ("55", [])],
)
def test_percent_without_a_target(value, found):
    assert kinds(value, is_percent=True) == found


@pytest.mark.parametrize(
    ("value", "target", "found"),
    [
        pytest.param("15000", "5000", [], id="three times"),
        pytest.param("15000.0001", "5000", [TARGET], id="more than three times"),
        pytest.param("500", "5000", [], id="a tenth"),
        pytest.param("499.9999", "5000", [TARGET], id="less than a tenth"),
        pytest.param("0", "5000", [], id="nothing done is an answer"),
        pytest.param("4", "1", [TARGET], id="small ones too"),
        pytest.param("7", "0", [], id="no task"),
        pytest.param("7", "-2", [], id="no sensible task"),
    ],
)
def test_quantity_beside_its_target(value, target, found):
    assert kinds(value, unit="亩", target=target) == found


@pytest.mark.parametrize(
    ("value", "last", "found"),
    [
        pytest.param("300", "100", [], id="three times"),
        pytest.param("301", "100", [JUMP], id="more than three times"),
        pytest.param("100", "300", [], id="a third"),
        pytest.param("99", "300", [JUMP], id="less than a third"),
        pytest.param("10", "1", [], id="both small"),
        pytest.param("11", "1", [JUMP], id="one beyond small"),
        pytest.param("0", "10", [], id="nothing after little"),
        pytest.param("0", "11", [JUMP], id="nothing after much"),
        pytest.param("11", "0", [JUMP], id="much after nothing"),
        pytest.param("-40", "12", [], id="a balance may turn"),
    ],
)
def test_quantity_beside_last_year(value, last, found):
    assert kinds(value, unit="人", last=last) == found


@pytest.mark.parametrize(
    ("value", "last", "found"),
    [("85", "95", []), ("84.9", "95", [JUMP]), ("95", "84.9", [JUMP]), ("95", "85", [])],
)
def test_percent_beside_last_year_by_points(value, last, found):
    assert kinds(value, is_percent=True, last=last) == found


@pytest.mark.parametrize(
    ("value", "unit", "found"),
    [
        ("12.5", "人", [FRACTION]),
        ("12.0", "人", []),
        ("12.5", "亩", []),
        ("0.5", "个", [FRACTION]),
        ("1.5", "", []),
    ],
)
def test_fraction_of_what_is_whole(value, unit, found):
    assert kinds(value, unit=unit) == found


@pytest.mark.parametrize(
    "unit",
    ["人", "人次", "户", "户次", "个", "个村", "村", "座", "起", "件", "区移民局", "家", " 处 "],
)
def test_things_that_are_whole(unit):
    assert counts_whole_things(unit)


@pytest.mark.parametrize(
    "unit",
    ["", "亩", "公顷", "公里", "万元", "元", "%", "吨", "万人", "千株", "元/人", "人/村", "天"],
)
def test_things_that_are_measured(unit):
    assert not counts_whole_things(unit)


def test_several_doubts_stand_beside_each_other():
    assert kinds("4000.5", unit="人", last="900") == [JUMP, FRACTION]
    assert kinds("4000.5", unit="人", target="1000", last="900") == [TARGET, FRACTION]


@pytest.mark.parametrize(
    ("value", "beside", "said"),
    [
        (
            "95",
            {"unit": "亩", "target": D(5000), "last": D(4800)},
            "95 亩是目标 5,000 亩的 1.9%（上年 4,800 亩），请核对单位或小数点",
        ),
        (
            "0.952",
            {"is_percent": True, "target": D(95), "last": D(96)},
            "0.952% 不超过 1%（目标 95%，上年 96%），请核对小数点：按百分数填写，95.2% 填 95.2",
        ),
        ("120", {"is_percent": True, "last": D(96)}, "120% 超过 100%（上年 96%），请核对"),
        (
            "0",
            {"is_percent": True, "target": D(95), "last": D(96)},
            "0% 而目标 95%（上年 96%），请核对是否确为 0",
        ),
        (
            "95",
            {"unit": "亩", "target": D(5000), "last": D(90)},
            "95 亩是目标 5,000 亩的 1.9%，请核对单位或小数点",
        ),
    ],
)
def test_one_fault_is_told_once_with_what_last_year_says(value, beside, said):
    assert sentences(value, **beside) == [said]


def test_missing_figure_has_no_doubt():
    assert doubts_of(None, unit="人", target=D(9), last=D(5)) == ()


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (
            ("95", {"unit": "亩", "target": D("5000.0000")}),
            "95 亩是目标 5,000 亩的 1.9%，请核对单位或小数点",
        ),
        (
            ("15101647", {"unit": "人次", "target": D(1510)}),
            "15,101,647 人次是目标 1,510 人次的 10,001 倍，请核对单位或小数点",
        ),
        (
            ("499.9999", {"unit": "亩", "target": D(5000)}),
            "499.9999 亩是目标 5,000 亩的不到 10%，请核对单位或小数点",
        ),
        (
            ("3.0001", {"unit": "公里", "target": D(1)}),
            "3.0001 公里是目标 1 公里的 3 倍多，请核对单位或小数点",
        ),
        (("9", {"target": D(100)}), "9 是目标 100 的 9%，请核对单位或小数点"),
        (
            ("0.952", {"is_percent": True, "target": D(95)}),
            "0.952% 不超过 1%（目标 95%），请核对小数点：按百分数填写，95.2% 填 95.2",
        ),
        (("120", {"is_percent": True}), "120% 超过 100%，请核对"),
        (("0", {"is_percent": True, "target": D(90)}), "0% 而目标 90%，请核对是否确为 0"),
        (("12.5", {"unit": "人"}), "12.5 人不是整数，“人”应按整数计，请核对小数点或单位"),
        (("1103", {"unit": "人", "last": D(300)}), "1,103 人是上年 300 人的 3.7 倍，请核对"),
        (("30", {"unit": "人", "last": D(300)}), "30 人是上年 300 人的 10%，请核对"),
        (("0", {"unit": "人", "last": D(300)}), "0 人，上年为 300 人，请核对"),
        (
            ("60", {"is_percent": True, "last": D("95.5")}),
            "60% 比上年 95.5% 低 35.5 个百分点，请核对",
        ),
    ],
)
def test_sentence_names_the_figures(figure, said):
    value, beside = figure
    assert sentences(value, **beside) == [said]


amounts = st.decimals(min_value=0, max_value=10**14, places=4)


@given(value=amounts, target=amounts, last=amounts, is_percent=st.booleans())
def test_each_kind_is_doubted_once_and_ends_in_what_to_do(value, target, last, is_percent):
    found = doubts_of(value, unit="人", is_percent=is_percent, target=target, last=last)
    assert len({doubt.kind for doubt in found}) == len(found)
    assert all("请核对" in doubt.sentence for doubt in found)


@given(target=st.decimals(min_value=2, max_value=100, places=2))
def test_figure_that_is_its_target_and_last_years_is_never_doubted(target):
    for is_percent in (True, False):
        assert doubts_of(target, unit="亩", is_percent=is_percent, target=target, last=target) == ()


@given(value=amounts, target=st.decimals(min_value=1, max_value=10**9, places=4))
def test_share_never_reads_as_within_the_limits(value, target):
    for doubt in doubts_of(value, unit="亩", target=target):
        assert not doubt.sentence.endswith(
            ("的 10%，请核对单位或小数点", "的 3 倍，请核对单位或小数点")
        )


def test_a_computed_percent_is_told_as_its_cell_shows_it():
    assert sentences(D(22) / D(21) * 100, is_percent=True) == ["104.7619% 超过 100%，请核对"]
    assert sentences(D("100.000005"), is_percent=True) == []
