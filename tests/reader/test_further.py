"""Further wordings of other tables: what is read in full, and what beside it waits for a person."""

from decimal import Decimal

import pytest

from assessment.reader.reading import read_words
from lib.rounding import format_points


def told(text: str, points: str = "10") -> tuple[list[tuple[str, str, str]], tuple[str, ...]]:
    """Return kind, points and measure of each rule, and what is left to a person."""
    read = read_words(text, Decimal(points))
    rules = [
        (rule.kind.value, format_points(rule.deduction), component.measures[rule.measures[0]].name)
        for component in read.components
        for rule in component.rules
    ]
    return rules, read.unsettled


#: Text of an item of 10 points: kind, points and measure of its rules; what waits.
READ = {
    "发生塌方的，且长度在20米以上，分别扣4分、5分；若发生塌方致人身亡的，本项考核得零分。": (
        [("set_component", "0", "若发生塌方致人身亡")],
        ["发生塌方的，且长度在20米以上，分别扣4分、5分"],
    ),
    "整理卷宗且补齐的记7分。正职未挂点的扣0.6分；全年未启动此项工作的不记分。": (
        [("not_done", "0.6", "正职未挂点的"), ("set_component", "0", "全年未启动此项工作")],
        ["整理卷宗且补齐的记7分"],
    ),
    "因办法不执行，卷宗未补签的，每案次扣0.4分；全年未启动此项工作的不记分。": (
        [
            ("per_occurrence", "0.4", "因办法不执行卷宗未补签的每案次"),
            ("set_component", "0", "全年未启动此项工作"),
        ],
        [],
    ),
    "有计划的记4分；有总结的记6分。": (
        [("award_once", "4", "有计划"), ("award_once", "6", "有总结")],
        [],
    ),
}
#: Text, and words that must be left to a person.
LEFT = {
    "发生塌方的，且长度在20米以上，分别扣4分、5分；若造成身亡的，本项考核得零分。": "若造成身亡",
    "发生塌方的，且长度在20米以上，分别扣4分、5分；若死亡1人的，本项考核得零分。": "若死亡1人",
    "发生塌方的，且长度在20米以上，分别扣4分、5分，发生塌方致人身亡的，不得分。": "致人身亡",
    "在省级检查中，且在汛期，被通报的视情扣分；未整改的不得分。": "未整改",
    "因管理不善，且在汛期，淹水的视情扣分；未整改扣2分。": "未整改",
    "因组织不力，未上报的，每次扣1分；未开展培训的，不得分。": "未开展培训",
    "因组织不力，未上报的，每次扣1分；全年未上报的，扣3分。": "全年未上报",
    "制度健全的记10分，不健全扣2分。": "制度健全的记10分",
    "有计划的记3分，有总结的记7分，未报送扣1分。": "未报送扣1分",
    "完成任务80%以上的记6分，60%以上的记4分，其他的扣1分。": "扣1分",
    "基本完成的记3分，未完成的扣2分，全部完成的记7分。": "基本完成的记3分",
}


@pytest.mark.parametrize(("text", "rules", "left"), [(t, *each) for t, each in READ.items()])
def test_wording_is_read_in_full(text, rules, left):
    assert told(text) == (rules, tuple(left))


@pytest.mark.parametrize(("text", "words"), LEFT.items())
def test_words_that_say_more_wait_for_a_person(text, words):
    assert words in "".join(told(text)[1])
