"""Targets and outcomes as counties write them, and what they say."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.rounding import format_points
from selfeval.engine.measured import ABSENT, Course, Measured, What, figure, read_measured

YEAR = 2022


def told(words: str, unit: str = "") -> str:
    """Return what is read, short: «≥ 95 %», «2022-03-01..2022-03-31», «words»."""
    found = read_measured(words, unit, year=YEAR)
    assert found.words == words.strip() or found is ABSENT
    match found.what:
        case What.FIGURE:
            ends = [format_points(found.low)]
            ends += [format_points(found.high)] * (found.high != found.low)
            parts = (found.course.value, found.sign.value, "..".join(ends), found.unit)
            return " ".join(part for part in parts if part)
        case What.DATE:
            first, last = (date.fromordinal(int(end)) for end in (found.low, found.high))
            return f"..{last}" if found.sign else f"{first}..{last}"
        case What.GRADE:
            return "/".join(f"{level.scale}{level.rank}" for level in found.levels)
    return found.what.value


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # with an operator before it
        ("≥95%", "≥ 95 %"),
        ("≥ 95 %", "≥ 95 %"),
        ("≥９５％", "≥ 95 %"),
        ("≧95%", "≥ 95 %"),
        ("⩾90%", "≥ 90 %"),
        (">=4754人", "≥ 4754 人"),
        ("=>4754人", "≥ 4754 人"),
        ("≥1,200元", "≥ 1200 元"),
        ("≥1，200元", "≥ 1200 元"),
        ("≥3 000人", "≥ 3000 人"),
        ("≥95.50%", "≥ 95.5 %"),
        ("≥11.376万元", "≥ 11.376 万元"),
        ("≥530元/人*月", "≥ 530 元/人*月"),
        ("≥2次/年", "≥ 2 次/年"),
        ("≥3个村", "≥ 3 个村"),
        ("≥80", "≥ 80"),
        ("≤475元/亩", "≤ 475 元/亩"),
        ("<=5300元/户", "≤ 5300 元/户"),
        ("=<5300元/户", "≤ 5300 元/户"),
        ("≦3", "≤ 3"),
        ("⩽3", "≤ 3"),
        ("≤30分钟", "≤ 30 分钟"),
        ("≤0.5‰", "≤ 0.5 ‰"),
        ("＞20", "＞ 20"),
        (">20", "＞ 20"),
        ("＜3起", "＜ 3 起"),
        ("<3起", "＜ 3 起"),
        ("=100", "= 100"),
        ("＝100%", "= 100 %"),
        ("==100", "= 100"),
        # with words before it
        ("不少于20个", "≥ 20 个"),
        ("不得少于20个", "≥ 20 个"),
        ("不低于95%", "≥ 95 %"),
        ("不小于5公里", "≥ 5 公里"),
        ("至少3次", "≥ 3 次"),
        ("最低500元", "≥ 500 元"),
        ("大于等于90％", "≥ 90 %"),
        ("大于或等于90％", "≥ 90 %"),
        ("大于20", "＞ 20"),
        ("高于5%", "＞ 5 %"),
        ("超过20人", "＞ 20 人"),
        ("不超过3%", "≤ 3 %"),
        ("不得超过3%", "≤ 3 %"),
        ("不高于475元/亩", "≤ 475 元/亩"),
        ("不大于2", "≤ 2"),
        ("不多于2起", "≤ 2 起"),
        ("至多2起", "≤ 2 起"),
        ("最高5000元/户", "≤ 5000 元/户"),
        ("小于等于5", "≤ 5"),
        ("小于5", "＜ 5"),
        ("低于5%", "＜ 5 %"),
        ("少于5人", "＜ 5 人"),
        ("不足3户", "＜ 3 户"),
        ("等于100%", "= 100 %"),
        ("达95%以上", "≥ 95 %"),
        ("达到95%", "95 %"),
        ("保持在95%以上", "≥ 95 %"),
        ("控制在3%以内", "≤ 3 %"),
        ("完成617人次", "617 人次"),
        ("实际完成617人次", "617 人次"),
        ("已完成3个", "3 个"),
        # with words behind it
        ("20个以上", "≥ 20 个"),
        ("95%以上", "≥ 95 %"),
        ("95%及以上", "≥ 95 %"),
        ("95%（含）以上", "≥ 95 %"),
        ("95%以上（含）", "≥ 95 %"),
        ("95%以上（含本数）", "≥ 95 %"),
        ("20+", "≥ 20"),
        ("3%以下", "≤ 3 %"),
        ("3%及以下", "≤ 3 %"),
        ("30天内", "≤ 30 天"),
        ("3个工作日之内", "≤ 3 个工作日"),
        ("3户以内", "≤ 3 户"),
        ("100%。", "100 %"),
        ("500元整", "500 元"),
        ("100%（已全部验收）", "100 %"),
        ("100人（含村干部）", "100 人"),
        # figures in words
        ("三个", "3 个"),
        ("不少于三次", "≥ 3 次"),
        ("完成十二户", "12 户"),
        ("五个村", "5 个村"),
        ("三万元", "3 万元"),
        ("零点五公里", "0.5 公里"),
        ("百分之九十五", "95 %"),
        ("≥百分之九十五", "≥ 95 %"),
        ("千分之三以内", "≤ 3 ‰"),
        ("九成以上", "≥ 90 %"),
        ("三月", "2022-03-01..2022-03-31"),
        ("十十个", "words"),
        ("百分之十十", "words"),
        ("九成五", "words"),
        ("一卡通", "words"),
        ("三公经费", "words"),
        ("第一批", "words"),
        ("一年一次", "words"),
        ("三十", "words"),
        # ranges
        ("90–95%", "– 90..95 %"),
        ("90%-95%", "– 90..95 %"),
        ("90%～95%", "– 90..95 %"),
        ("3~5个", "– 3..5 个"),
        ("3至5个", "– 3..5 个"),
        ("3到5天", "– 3..5 天"),
        # plain
        ("100%", "100 %"),
        ("95.00％", "95 %"),
        ("２３３３０人", "23330 人"),
        ("１００", "100"),
        ("0", "0"),
        ("0起", "0 起"),
        ("-3", "-3"),
        ("−3%", "-3 %"),
        ("0.95", "0.95"),
        ("1,200元", "1200 元"),
        ("¥500", "500"),
        ("1.5万亩", "1.5 万亩"),
        ("15万方", "15 万方"),
        ("3500公斤", "3500 公斤"),
        ("192只", "192 只"),
        ("583元/人*月", "583 元/人*月"),
        ("5000元/人.年", "5000 元/人.年"),
        ("3年", "3 年"),
        ("3个月", "3 个月"),
        ("5个百分点", "5 个百分点"),
        ("20221231", "20221231"),
        # each, on average
        ("每季度1次", "1 次/季度"),
        ("每月不少于1次", "≥ 1 次/月"),
        ("每户5000元", "5000 元/户"),
        ("人均5000元", "5000 元/人"),
        ("亩均≥800公斤", "≥ 800 公斤/亩"),
        ("年均增长5%", "增长 5 %/年"),
        # more and less than before
        ("增长5%", "增长 5 %"),
        ("同比增长4%", "增长 4 %"),
        ("较上年增长5%以上", "增长 ≥ 5 %"),
        ("增长率≥5%", "增长 ≥ 5 %"),
        ("提高3个百分点", "增长 3 个百分点"),
        ("下降5%", "下降 5 %"),
        ("下降≥5%", "下降 ≥ 5 %"),
        ("比上年减少20起以上", "下降 ≥ 20 起"),
        ("压减不低于10%", "下降 ≥ 10 %"),
        # none of a kind that must not be
        ("无安全事故", "≤ 0"),
        ("未发生群体性事件", "≤ 0"),
        ("零投诉", "≤ 0"),
        # days
        ("2023年12月底前", "..2023-12-31"),
        ("12月底前", "..2022-12-31"),
        ("2020年3月底前", "..2020-03-31"),
        ("2020年5月份", "2020-05-01..2020-05-31"),
        ("5月", "2022-05-01..2022-05-31"),
        ("6月30日前", "..2022-06-30"),
        ("2022年6月30日之前完成", "..2022-06-30"),
        ("2022年2月29日前", "words"),
        ("2024年2月底前", "..2024-02-29"),
        ("12月31日", "2022-12-31..2022-12-31"),
        ("2022.12.31", "2022-12-31..2022-12-31"),
        ("2022-12-31前", "..2022-12-31"),
        ("2022/6/30", "2022-06-30..2022-06-30"),
        ("2022-06", "2022-06-01..2022-06-30"),
        ("不晚于2022年10月15日", "..2022-10-15"),
        ("截至2022年10月15日", "2022-10-15..2022-10-15"),
        ("12月中旬前", "..2022-12-20"),
        ("3月上旬", "2022-03-01..2022-03-10"),
        ("2022年12月", "2022-12-01..2022-12-31"),
        ("2022年", "2022-01-01..2022-12-31"),
        ("2022年度内完成", "..2022-12-31"),
        ("年底前", "..2022-12-31"),
        ("年底", "2022-12-21..2022-12-31"),
        ("年内", "..2022-12-31"),
        ("当年", "2022-01-01..2022-12-31"),
        ("第三季度", "2022-07-01..2022-09-30"),
        ("三季度末前", "..2022-09-30"),
        ("4季度", "2022-10-01..2022-12-31"),
        ("上半年", "2022-01-01..2022-06-30"),
        ("下半年末", "2022-12-01..2022-12-31"),
        ("1-12月", "2022-01-01..2022-12-31"),
        ("2022年1月至6月", "2022-01-01..2022-06-30"),
        # grades
        ("好", "好5"),
        ("定性：好", "好5"),
        ("定性 较好", "好4"),
        ("优", "优秀4"),
        ("良好", "优秀3/好4"),
        ("合格", "优秀2/合格3"),
        ("基本达成", "达成3"),
        ("已完成", "完成4"),
        ("未完成", "完成1"),
        ("满意", "满意4"),
        ("是", "是2"),
        ("及时", "及时3"),
        ("显著", "显著3"),
        ("较显著", "显著2"),
        ("不显著", "显著1"),
        ("非常有效", "有效4"),
        ("有所提高", "提高3"),
        ("显著提高", "提高4"),
        ("未改善", "改善1"),
        # nothing, and not for this county
        ("", "absent"),
        ("—", "absent"),
        ("不适用", "absent"),
        ("/", "nothing"),
        ("无", "nothing"),
        ("-", "nothing"),
        ("——", "nothing"),
        ("N/A", "nothing"),
        ("暂无", "nothing"),
        # what says more, or less, than one thing stays words
        ("约30人", "words"),
        ("100余人", "words"),
        ("100人左右", "words"),
        ("12月前", "words"),
        ("第三季度前", "words"),
        ("2022年前", "words"),
        ("12户（36人）", "words"),
        ("12户36人", "words"),
        ("95%（上年90%）", "words"),
        ("30/30", "words"),
        ("1,23", "words"),
        ("5-3天", "words"),
        ("1-3月前", "words"),
        ("6-3月", "words"),
        ("3个-5户", "words"),
        ("≥20以下", "words"),
        ("≥20至30", "words"),
        ("3个项目全部验收", "words"),
        ("5倍", "words"),
        ("见附件", "words"),
        ("按计划推进", "words"),
        ("年", "words"),
        ("男50人，女30人", "words"),
        ("不低于去年", "words"),
        ("5²", "words"),
        ("①", "words"),
        ("提" * 100, "words"),
    ],
)
def test_written_forms(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize(
    ("words", "unit", "expected"),
    [
        ("95", "%", "95 %"),
        ("≥95", "%", "≥ 95 %"),
        ("854万", "万元", "854 万元"),
        ("854万", "元", "854 万元"),
        ("2.3万", "人", "2.3 万人"),
        ("854万", "", "854 万"),
        ("0.9公里", "米", "0.9 公里"),
        ("无安全事故", "起", "≤ 0 起"),
    ],
)
def test_the_cells_unit_is_taken_where_the_words_have_none(
    words: str, unit: str, expected: str
) -> None:
    assert told(words, unit) == expected


def test_a_day_without_a_year_is_no_date_where_none_is_known() -> None:
    for words in ("12月底前", "第三季度", "年底前", "1-6月"):
        assert read_measured(words).what is What.WORDS
    assert read_measured("2023年12月底前").what is What.DATE


def test_one_figure_alone_is_exact() -> None:
    exact = {
        words for words in ("95", "=95", "≥95", "90-95", "好") if read_measured(words).is_exact
    }

    assert exact == {"95", "=95"}


def test_a_computed_figure_reads_with_its_unit() -> None:
    assert figure(Decimal("1200.50"), "元").shown == "1,200.5 元"
    assert Measured(What.FIGURE, "约 3 户").shown == "约 3 户"
    assert figure(Decimal(3)).course is Course.NONE


@given(
    st.text(alphabet="≥≤<>=-–~0123456789.,%‰元人亩/每以上下内前年月日底增长不超过 好", max_size=40)
)
def test_any_words_are_read_and_kept(words: str) -> None:
    found = read_measured(words, "元", year=YEAR)

    assert found.low <= found.high
    assert found.words in (words.strip(), "")


@given(
    st.sampled_from(["≥", "≤", "＞", "＜", "=", "", "不少于", "不超过"]),
    st.decimals(0, 10**9, places=2),
    st.sampled_from(["", "%", "人", "万元", "元/亩"]),
)
def test_a_figure_is_read_as_it_was_written(sign: str, amount: Decimal, unit: str) -> None:
    found = read_measured(f"{sign}{amount:,}{unit}")

    assert (found.what, found.low, found.high, found.unit) == (What.FIGURE, amount, amount, unit)
