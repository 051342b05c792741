"""Bands of one figure: read together, each up to the next, or left to a person."""

from decimal import Decimal

import pytest

from assessment.engine.bands import band_of
from assessment.engine.types import MeasureKind, RuleKind
from tests.reader.tables import item_findings, read_item

#: What is asked and scored, then the points of some figures (None: in no band).
READ = {
    "open below": (
        "群众满意率90%以上得8分，80%以上得5分",
        {"100": 8, "90": 8, "89.9": 5, "80": 5, "79": None},
    ),
    "ranges": (
        "完成率90%以上的得8分，80%-90%的得6分，60%以上不足80%的得5分",
        {"90": 8, "89.99": 6, "80": 6, "79.9": 5, "60": 5, "59": None},
    ),
    "two ends": (
        "可调水量小于等于4万吨的得8分，大于4万吨，小于8万吨的得7分，大于等于8万吨的得5分",
        {"0": 8, "4": 8, "4.01": 7, "7.9": 7, "8": 5},
    ),
    "rising": (
        "办结时间不足5天的得8分，5天以上10天以下的得4分，10天以上的得1分",
        {"4": 8, "5": 4, "10": 1},
    ),
}
#: Bands that leave a gap, overlap, are of two figures, or do not make up the points.
LEFT = [
    "完成率90%以上的得8分，70%以下的得3分",
    "完成率90%以上的得8分，85%至95%的得6分",
    "完成率90%以上的得8分，满意率80%以上的得6分",
    "完成率90%以上的得8分，80人以上的得6分",
    "完成率90%以上的得6分，80%以上的得5分",
    "90%以上的得8分，80%以上的得5分",
    "完成率90%以上的得8分，80%以上的扣5分",
]


def rules_of(item):
    return [(c, rule) for c in item.components for rule in c.rules]


@pytest.mark.parametrize(("scoring", "figures"), READ.values(), ids=READ)
def test_bands_are_read_together(scoring, figures):
    item = read_item(f"做好工作，计8分，{scoring}。")
    rules = rules_of(item)
    assert {rule.kind for _, rule in rules} == {RuleKind.TIER_AWARD}
    assert len({c.measures[at].name for c, rule in rules for at in rule.measures}) == 1
    bands = [band for _, rule in rules for band in rule.bands]
    found = {figure: band_of(bands, Decimal(figure)) for figure in figures}
    assert {figure: band and band.points for figure, band in found.items()} == figures
    assert item.unsettled == ()


def test_bands_may_deduct():
    item = read_item("资金安全，计5分，违规使用资金10万元以下的扣1分，10万元以上的扣3分。")
    (component, low), (_, high) = rules_of(item)
    assert {low.kind, high.kind} == {RuleKind.TIER_DEDUCT}
    [measure] = component.measures
    assert (measure.name, measure.kind, measure.unit) == (
        "违规使用资金",
        MeasureKind.QUANTITY,
        "万元",
    )
    assert (low.condition, high.condition) == ("10万元以下", "10万元以上")


def test_figure_that_two_bands_name_is_asked_about():
    [found] = item_findings(
        "资金安全，计5分，违规使用资金10万元以下的扣1分，10万元以上的扣3分。", "band_edge"
    )
    assert "已按这一档不含10读取" in found.message
    assert not item_findings("满意度高，计8分，满意率90%以上得8分，80%以上得5分。", "band_edge")


@pytest.mark.parametrize("scoring", LEFT)
def test_bands_that_do_not_fit_together_are_left_to_a_person(scoring):
    item = read_item(f"做好工作，计8分，{scoring}。")
    assert rules_of(item) == []
    assert list(item.unsettled) == scoring.split("，")


def test_bands_without_a_name_are_those_of_the_only_rate():
    item = read_item("群众满意率90%以上，计8分，90%以上的得8分，80%以上的得5分。")
    [component] = item.components
    assert [m.name for m in component.measures] == ["群众满意率"]
    assert item.unsettled == ()


def test_bands_in_a_row_are_one_rule():
    text = "引资占全年投资的35%以上、25%以上和15%以上，分别得7分、5分和3分"
    item = read_item(f"引资积极，计7分，{text}。")
    [(component, rule)] = rules_of(item)
    assert (rule.clause, rule.kind) == (text, RuleKind.TIER_AWARD)
    found = {n: band_of(rule.bands, Decimal(n)) for n in ("40", "35", "34.9", "25", "15", "14")}
    points = {n: band and band.points for n, band in found.items()}
    assert points == {"40": 7, "35": 7, "34.9": 5, "25": 5, "15": 3, "14": None}
    above = read_item(
        f"引资积极，计7分，{text.replace('35%以上', '超过35%').replace('%以上', '%')}。"
    )
    [(_, rule)] = rules_of(above)
    assert band_of(rule.bands, Decimal(35)).points == 5


@pytest.mark.parametrize(
    "text",
    [
        "引资占全年投资的35%以上、25%以上和15%以上，分别得7分和5分",
        "引资占全年投资的15%以上、25%以上，分别得7分、5分",
        "引资占全年投资的35%以上、25%以上，分别得9分、5分",
        "引资占全年投资的35%以上、25%以上，分别得6分、5分",
    ],
)
def test_bands_in_a_row_that_do_not_fit_are_left_to_a_person(text):
    item = read_item(f"引资积极，计7分，{text}。")
    assert rules_of(item) == []
    assert "".join(item.unsettled).replace("、", "").startswith("引资占全年投资的")
