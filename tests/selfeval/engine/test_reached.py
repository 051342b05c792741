"""Whether an outcome reaches its target, both as they are written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.engine.measured import figure, read_measured
from selfeval.engine.reached import Reached, Verdict, Wanted, reach

MET, MISSED, OPEN, FREE = Verdict
MORE, LESS, SAME = Wanted


def reached(outcome: str, target: str, wanted: Wanted = MORE, unit: str = "") -> Reached:
    sides = (read_measured(words, unit, year=2022) for words in (outcome, target))
    return reach(*sides, wanted)


@pytest.mark.parametrize(
    ("outcome", "target", "verdict"),
    [
        ("21980人", ">=21933人", MET),
        ("4604人", ">=4754人", MISSED),
        ("5830元/户", "<=5300元/户", MISSED),
        ("60%", "≥98%", MISSED),
        ("98%", "98%", MET),
        ("97.9%", "98%", MISSED),
        ("475元/亩", "≤475元/亩", MET),
        ("476元/亩", "≤475元/亩", MISSED),
        ("100", "=100", MET),
        ("99", "=100", MISSED),
        ("101", "=100", MISSED),
        ("20", "＞20", MISSED),
        ("20.5", "＞20", MET),
        ("3", "＜3", MISSED),
        ("2", "＜3", MET),
        ("92%", "90–95%", MET),
        ("97%", "90–95%", MET),
        ("89%", "90–95%", MISSED),
        # units
        ("１００", "≥100公里", MET),
        ("100%", "100", MET),
        ("120000元", "≥11.376万元", MET),
        ("11万元", "≥11.376万元", MISSED),
        ("0.9公里", "≥1000米", MISSED),
        ("1公顷", "≥15亩", MET),
        ("3个", "≥3个村", MET),
        ("20人", "≥20人次", OPEN),
        ("4‰", "≤0.5%", MET),
        # a share for a percent
        ("0.95", "≥95%", OPEN),
        ("95%", "0.95", OPEN),
        ("0.5%", "≤1%", MET),
        ("0.5", "≤1%", MET),
        ("0", "≥95%", MISSED),
        # outcomes that are no figure
        ("/", "≥500人", OPEN),
        ("无", "≥500人", OPEN),
        ("已完成", "100%", OPEN),
        ("2022年5月", "100%", OPEN),
        ("≥95%", "≥90%", MET),
        ("≥90%", "≥95%", OPEN),
        ("＜90%", "≥90%", MISSED),
        ("≤90%", "≥90%", OPEN),
        ("＞90%", "≥90%", MET),
        ("≥90%", "＞90%", OPEN),
        ("80–89%", "≥90%", MISSED),
        ("85–95%", "≥90%", OPEN),
        # none
        ("0", "0", MET),
        ("0起", "0", MET),
        ("无", "0起", MET),
        ("无安全事故", "0起", MET),
        ("2起", "0", OPEN),
        ("2起", "≤0起", MISSED),
        ("2起", "无安全事故", MISSED),
        ("0", "无安全事故", MET),
        ("/", "无安全事故", MET),
        # more and less than before
        ("5.48%", "增长5%", MET),
        ("增长5.48%", "5%", MET),
        ("下降1%", "5%", OPEN),
        ("压减8%", "≥5%", OPEN),
        ("减少5万元", "≤3万元", OPEN),
        ("下降6%", "下降≥5%", MET),
        ("下降4%", "下降≥5%", MISSED),
        ("增长1%", "下降5%", MISSED),
        ("增长1%", "下降≤5%", MET),
        ("-6%", "下降5%", MET),
        ("6%", "下降5%", OPEN),
        ("0", "下降5%", MISSED),
        ("下降3–4%", "下降≥5%", MISSED),
        ("下降5%以上", "增长1%", MISSED),
        ("下降5%以内", "下降≥6%", MISSED),
        ("下降＞5%", "增长1%", MISSED),
        ("下降＜5%", "增长1%", OPEN),
        # levels that something was raised or brought down to
        ("压减到90万元", "≤80万元", MISSED),
        ("降低到12%", "≤10%", MISSED),
        ("减少到25户", "减少到20户", MISSED),
        ("减少到15户", "减少到20户", MET),
        ("增加到400亩", "增加至300亩", MET),
        ("新增400亩", "增加到300亩", OPEN),
        ("增加到400亩", "增加300亩", OPEN),
        # times without an operator may be meant short or long
        ("8天", "10天", OPEN),
        ("10天", "10天", MET),
        ("8个工作日", "≤10个工作日", MET),
        ("10日内发放", "5日内发放", OPEN),
        ("3日内发放", "5日内发放", MET),
        ("3年", "2年", MET),
        # multiples and bare figures
        ("45000", "≥5万", OPEN),
        ("9000", "≥1.2万人", OPEN),
        ("854", "≥854万元", MET),
        ("1.5万人", "≥12000人", MET),
        # notes that take back
        ("95%（未完成）", "≥90%", OPEN),
        ("3个（预计）", "3个", OPEN),
        ("100%（已全部验收）", "100%", MET),
        ("2023年6月30日（未完成）", "2023年6月30日前", FREE),
        # two figures in a cell
        ("120\n80", "≥200", OPEN),
        ("3 5", "≥30", OPEN),
        # none of a kind, and not all of it
        ("没有处理完信访案件", "≤0起", OPEN),
        ("零星上访事件", "0起", OPEN),
        ("无重大安全事故", "无事故", OPEN),
        ("无事故", "无安全事故", MET),
        ("未发生", "0起", MET),
        ("零", "0", MET),
        ("无", "≤3起", MET),
        ("/", "≤3起", OPEN),
        ("无", "≤475元/亩", OPEN),
        # what is wanted low
        ("是", "否", MISSED),
        ("否", "否", MET),
        ("高", "低", FREE),
        ("低", "较低", FREE),
        ("较低", "较低", MET),
        # in a year
        ("2次", "每年2次", MET),
        ("3次", "每季度1次", MISSED),
        ("4次", "每季度1次", MET),
        ("5座", "≥5个", MET),
        # days
        ("20240115", "20231231", MISSED),
        ("202401", "202312", FREE),
        ("每月20日", "每月15日", FREE),
        ("2024年", "2023-2025年", MET),
        ("2023年5月", "2023.01-2023.12", MET),
        ("7月20日", "2024年6月底前", OPEN),
        ("1月10日", "2022年12月底前", OPEN),
        ("6月20日", "2022年6月底前", MET),
        ("六月底", "6月30日前", MET),
        ("2020年5月份", "2020年3月底前", MISSED),
        ("2020年3月", "2020年3月底前", MET),
        ("2020年3月31日", "2020年3月底前", MET),
        ("3月", "3月15日前", OPEN),
        ("3月1日前", "3月15日前", MET),
        ("3月20日前", "3月15日前", OPEN),
        ("12月", "年底前", MET),
        ("2023年1月", "2022年", MISSED),
        ("未完成", "3月底前", MISSED),
        ("逾期", "3月底前", MISSED),
        ("按时", "3月底前", FREE),
        ("100%", "3月底前", FREE),
        # grades
        ("好", "较好", MET),
        ("较好", "较好", MET),
        ("一般", "较好", MISSED),
        ("不合格", "合格", MISSED),
        ("基本达成", "达成", MISSED),
        ("是", "是", MET),
        ("否", "是", MISSED),
        ("有所提高", "显著提高", MISSED),
        ("95%", "较好", FREE),
        ("满意", "达标", FREE),
        # nothing to measure by
        ("80", "见附件", FREE),
        ("按计划推进", "按计划推进", FREE),
        ("80", "/", FREE),
        ("", "80", FREE),
        ("80", "", FREE),
        ("80", "不适用", FREE),
    ],
)
def test_an_outcome_against_its_target(outcome: str, target: str, verdict: Verdict) -> None:
    assert reached(outcome, target).verdict is verdict


@pytest.mark.parametrize(
    ("outcome", "target", "wanted", "verdict"),
    [
        ("3", "5", LESS, MET),
        ("6", "5", LESS, MISSED),
        ("6", "≥5", LESS, MET),
        ("97%", "90–95%", LESS, MISSED),
        ("80%", "90–95%", LESS, MET),
        ("5", "5", SAME, MET),
        ("6", "5", SAME, MISSED),
        ("0", "0", SAME, MET),
        ("1", "0", SAME, MISSED),
        ("1", "0", LESS, MISSED),
        ("92%", "90–95%", SAME, MET),
        ("97%", "90–95%", SAME, MISSED),
        ("80%", "90–95%", SAME, MISSED),
        ("好", "较好", SAME, FREE),
        ("好", "好", SAME, MET),
        ("较好", "好", LESS, MISSED),
        ("是", "否", SAME, MISSED),
    ],
)
def test_a_target_without_an_operator_goes_by_the_indicator(
    outcome: str, target: str, wanted: Wanted, verdict: Verdict
) -> None:
    assert reached(outcome, target, wanted).verdict is verdict


@pytest.mark.parametrize(
    ("outcome", "target", "words"),
    [
        ("4604人", ">=4754人", "4604人，未达到目标 >=4754人"),
        ("0.9公里", "≥1000米", "0.9公里（合 900 米），未达到目标 ≥1000米"),
        ("10亩", "≥1公顷", "10亩（合 ≈ 0.6667 公顷），未达到目标 ≥1公顷"),
        ("20人", "≥20人次", "“20人”与目标“≥20人次”单位不同（人、人次），无法比较"),
        ("0.95", "≥95%", "“0.95”像是小数写法，“≥95%”是百分数；如指 95%，请写“95%”"),
        ("/", "≥500人", "“/”没有可比较的数，目标为“≥500人”"),
        ("6%", "下降5%", "“6%”与目标“下降5%”没有都写明是增长还是下降，无法比较"),
        ("2起", "0", "2起，目标为 0"),
        ("2020年5月份", "2020年3月底前", "2020年5月份，晚于目标 2020年3月底前"),
        ("3月", "3月15日前", "“3月”看不出是否晚于目标 3月15日前，请写明日期"),
        ("逾期", "3月底前", "“逾期”，目标时间为 3月底前"),
        ("一般", "较好", "“一般”，低于目标“较好”"),
        ("≥90%", "≥95%", "≥90%，看不出是否达到目标 ≥95%"),
    ],
)
def test_the_comparison_is_told(outcome: str, target: str, words: str) -> None:
    assert reached(outcome, target).words == words


def test_the_figures_are_in_the_targets_unit() -> None:
    found = reached("0.9公里", "≥1000米")

    assert (found.outcome, found.target, found.note) == (900, 1000, "（原填 0.9公里）")


AMOUNTS = st.decimals(1, 10**9, places=2)


@given(AMOUNTS, AMOUNTS, st.sampled_from(["≥", "≤", "＞", "＜", "="]))
def test_of_two_figures_one_reaches_the_other_or_misses_it(
    outcome: Decimal, target: Decimal, sign: str
) -> None:
    right = {
        "≥": outcome >= target,
        "≤": outcome <= target,
        "＞": outcome > target,
        "＜": outcome < target,
        "=": outcome == target,
    }[sign]

    found = reach(figure(outcome, "元"), read_measured(f"{sign}{target}元"))

    assert found.verdict is (MET if right else MISSED)


@given(AMOUNTS, AMOUNTS)
def test_the_unit_it_is_written_in_changes_nothing(outcome: Decimal, target: Decimal) -> None:
    in_yuan = reach(figure(outcome * 10000, "元"), figure(target, "万元"))
    in_wan = reach(figure(outcome, "万元"), figure(target, "万元"))

    assert (in_yuan.verdict, in_yuan.outcome) == (in_wan.verdict, in_wan.outcome)
