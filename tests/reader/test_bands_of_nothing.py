"""Bands that give or take nothing: they close the others, and leave nothing open or guessed."""

from decimal import Decimal

import pytest

from assessment.engine.bands import band_of
from assessment.engine.types import RuleKind
from tests.reader.tables import read_item

#: What is scored, then the points of some figures (None: in no band).
READ = {
    "nothing below": (
        "满意度达到95%以上得8分，90%以上得6分，85%以上得4分，85%以下不得分",
        {"96": 8, "94": 6, "85": 4, "84.9": 0, "0": 0},
    ),
    "by a date": (
        "12月底支出进度达到95%以上的得8分，达到90%不足95%的得5分，低于90%的不得分",
        {"95": 8, "94.9": 5, "90": 5, "89.9": 0},
    ),
    "nothing above": (
        "可调水量小于等于4万吨的，得8分，大于4万吨，小于等于8万吨的，得7分，超过8万吨的，不得分",
        {"0": 8, "4": 8, "4.1": 7, "8": 7, "8.1": 0},
    ),
    "hours": (
        "响应时间不超过2小时的得8分，超过2小时不超过24小时的得4分，超过24小时的不得分",
        {"2": 8, "2.5": 4, "24": 4, "25": 0},
    ),
    "families": (
        "新增示范户10家以上的得8分，5家以上的得4分，5家以下的不计分",
        {"10": 8, "9": 4, "5": 4, "4": 0},
    ),
    "chained": (
        "到位资金大于等于500万元的得8分，小于500万元且大于等于100万元的得4分，小于100万元的记零分",
        {"500": 8, "499": 4, "100": 4, "99": 0},
    ),
    "signs": (
        "满意度≥90%得8分，≥80%且＜90%得6分，＜80%不得分",
        {"90": 8, "89": 6, "80": 6, "79": 0},
    ),
    "without the end that another band has": (
        "满意度达到95%以上得8分，90%（含）-95%得6分，85%（含）～90%（不含）得4分，85%以下不得分",
        {"95": 8, "94.9": 6, "90": 6, "89": 4, "85": 4, "84": 0},
    ),
    "with the end that is said to be in": (
        "满意度超过95%得8分，90%（不含）—95%（含）得6分，90%（含）以下不得分",
        {"95.1": 8, "95": 6, "90.1": 6, "90": 0},
    ),
    "a rate of all": (
        "完成率90%-100%的得8分，80%-90%的得6分，80%以下的不得分",
        {"100": 8, "90": 8, "89": 6, "80": 6, "79": 0},
    ),
}
FREE = {
    "first": "完工率90%以上不扣分，80%-90%扣2分，70%-80%扣4分，70%以下扣6分",
    "last": "完工率70%以下扣6分，70%-80%扣4分，80%-90%扣2分，90%以上的不扣分",
}
#: Gaps, overlaps, other figures, thresholds that are said twice, and what goes on behind them.
LEFT = [
    "满意度95%以上得8分，90%（不含）-95%得6分，90%以下不得分",
    "满意度95%以上得8分，90%-95%（含）得6分，90%以下不得分",
    "满意度超过95%得8分，90%（含）-95%得6分，90%以下不得分",
    "满意度90%以上得8分，80%以上得6分，60%以下不得分",
    "满意度90%以上得8分，80%以上得6分，85%以下不得分",
    "满意度90%以上得8分，80%以上得6分，80%以下不得分，70%以下扣2分",
    "满意度90%以上得8分，80%以上得6分，投诉率5%以上不得分",
    "满意度90%以上得8分，80%以上得6分，5人以下不得分",
    "满意度90%以上得8分，80%以上得6分，连续两年低于80%的不得分",
    "满意度90%以上得8分，80%以上得6分，任一县低于80%的不得分",
    "各县满意度90%以上得8分，80%以上得6分，80%以下不得分",
    "所有县满意度90%以上得8分，80%以上得6分，80%以下不得分",
    "满意度高于90%得8分，高于80%得6分，低于80%不得分",
    "满意度达到90%得8分，80%得6分，80%以下不得分",
    "到位资金1亿元以上得8分，5000万元以上得6分，5000万元以下不得分",
    "完工率90%以上不扣分不加分，80%以上扣2分，80%以下扣4分",
    "满意度90%以上得8分，80%以上得6分，除重灾县外80%以下不得分",
    "可调水量小于等于4万吨的得8分，大于4万吨小于8万吨的得7分，大于8万吨的不得分",
    "完成率90%以上得8分，90%以下不得分",
    "完成率90%以上得8分，60%以下不得分",
    "完成率90%以上不扣分，90%以下扣5分",
    "完成率90%以上不扣分，80%以上得8分，80%以下得4分",
    "完成率80%-90%扣2分，70%-80%扣4分",
    "完成率90%以上不扣分，80%-90%扣2分，70%-80%扣4分",
    "满意度>90%得8分，>80%得6分，<80%不得分",
    "满意度≥90%得8分，80%≤满意度<90%得6分，<80%不得分",
    "培训50-60户得8分，40-50户得6分，40户以下不得分",
    "未达到90%的不扣分，80%以下扣2分，70%以下扣4分",
]
#: Bands that are read beside words that must not be passed over.
SHOWN = {
    "满意度90%以上得8分，80%以上得6分，80%以下不得分并扣2分": "并扣2分",
    "满意度90%以上得8分，80%以上得6分，80%以下不得分，整改后得5分": "整改后得5分",
    "满意度90%以上得8分，80%以上得6分，80%以下的县不得分": "80%以下的县不得分",
    "满意度90%以上得8分，80%以上得6分，80%以下原则上不得分": "80%以下原则上不得分",
    "满意度90%以上得8分，80%以上得6分，80%以下本项及下项不得分": "80%以下本项及下项不得分",
    "满意度90%以上得8分，80%以上得6分，80%以下不得分，情节严重的加倍扣分": "情节严重的加倍扣分",
    "满意度90%以上得8分，80%以上得6分，80%以下不得分，因灾的除外": "因灾的除外",
    "满意度90%以上得8分，80%以上得6分，80%以下一票否决": "80%以下一票否决",
    "满意度90%以上得8分，80%以上得6分，80%以下不得分，每低1个百分点扣1分": "每低1个百分点",
    "满意度90%以上得8分，80%以上得6分，80%以下不得分，未测评的不得分": "未测评的不得分",
    "完工率90%以上不扣分，80%以上扣2分，80%以下扣4分，情节严重的不扣分": "情节严重的不扣分",
}


def rules_of(item):
    return [rule for component in item.components for rule in component.rules]


@pytest.mark.parametrize(("scoring", "figures"), READ.values(), ids=READ)
def test_band_of_nothing_closes_the_others(scoring, figures):
    item = read_item(f"做好工作，计8分，{scoring}。")
    rules = rules_of(item)
    assert {rule.kind for rule in rules} == {RuleKind.TIER_AWARD}
    bands = [band for rule in rules for band in rule.bands]
    found = {figure: band_of(bands, Decimal(figure)) for figure in figures}
    assert {figure: band and band.points for figure, band in found.items()} == figures
    assert item.unsettled == ()
    assert "，".join(rule.clause for rule in rules) == scoring


@pytest.mark.parametrize("scoring", FREE.values(), ids=FREE)
def test_band_that_takes_nothing_stands_with_the_one_beside_it(scoring):
    item = read_item(f"做好工作，计8分，{scoring}。")
    rules = rules_of(item)
    assert {rule.kind for rule in rules} == {RuleKind.TIER_DEDUCT}
    bands = [band for rule in rules for band in rule.bands]
    found = {n: band_of(bands, Decimal(n)) for n in ("100", "90", "89", "80", "79", "70", "69")}
    assert [band and band.points for band in found.values()] == [None, None, 2, 2, 4, 4, 6]
    assert item.unsettled == ()


def test_band_that_takes_all_of_an_item_is_read_where_that_is_one_component():
    scoring = "满意度90%以上得8分，80%以上得6分，80%以下本项不得分"
    alone = read_item(f"做好工作，计8分，{scoring}。")
    beside = read_item(f"做好工作，计8分，{scoring}。做好宣传，计2分，未宣传扣1分。")
    assert [rule.bands[0].points for rule in rules_of(alone)] == [8, 6, 0]
    assert alone.unsettled == ()
    assert list(beside.unsettled) == ["80%以下本项不得分"]


@pytest.mark.parametrize("scoring", LEFT)
def test_bands_that_leave_something_open_wait_for_a_person(scoring):
    item = read_item(f"做好工作，计8分，{scoring}。")
    assert not any(rule.bands for rule in rules_of(item))
    assert item.unsettled


@pytest.mark.parametrize(("scoring", "words"), SHOWN.items())
def test_words_beside_bands_are_shown(scoring, words):
    item = read_item(f"做好工作，计8分，{scoring}。")
    assert words in "".join(item.unsettled)
