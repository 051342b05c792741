"""A topic before its statements (资金监管：) is no part of them; whom they hold for is."""

import pytest

from tests.reader.tables import read_item

READ = {
    "资金监管：未设立专账扣1分；未专款专用扣2分。": ["未设立专账扣1分", "未专款专用扣2分"],
    "1.资金监管：未设立专账扣1分。2.项目管理：未公示扣1分。": ["未设立专账扣1分", "未公示扣1分"],
    "档案管理：缺1户扣0.1分。": ["缺1户扣0.1分"],
    "制度落实：召开会议2次，计5分，少1次扣1分。": ["少1次扣1分"],
}
LEFT = [
    "山区县：未公示扣1分。",
    "未落实制度：每次扣1分。",
    "发生安全管理：每次扣1分。",
    "未达标的乡镇管理：未公示扣1分。",
    "对后扶资金管理：未公示扣1分。",
]


@pytest.mark.parametrize(("text", "clauses"), READ.items())
def test_statements_below_a_topic_are_read(text, clauses):
    item = read_item(text, "5")
    assert [rule.clause for each in item.components for rule in each.rules] == clauses
    assert item.unsettled == ()


@pytest.mark.parametrize("text", LEFT)
def test_what_may_restrict_them_is_left_to_a_person(text):
    assert read_item(text, "5").unsettled
