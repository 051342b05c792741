"""What is read of points that are given makes the score that the words say."""

import pytest

from assessment.engine.score import score_item
from assessment.engine.types import Component, Measure, Rule
from tests.engine.build import make_fact, make_item
from tests.reader.tables import read_item


def component_of(text: str) -> Component:
    """Return the one component of an item of 10 points, its measures coded by position."""
    item = read_item(f"工作有成效。{text}。", "10")
    [read] = item.components
    assert item.unsettled == ()
    measures = tuple(
        Measure(str(at), m.name, m.kind, m.unit, m.target) for at, m in enumerate(read.measures)
    )
    rules = tuple(
        Rule(
            kind=rule.kind,
            measures=tuple(map(str, rule.measures)),
            step=rule.step,
            deduction=rule.deduction,
            clause=rule.clause,
            cap=rule.cap,
            target=rule.target,
            bands=rule.bands,
        )
        for rule in read.rules
    )
    return Component(read.points, measures, rules, cap=read.cap)


#: Text: what is recorded of its measures, in their order, and the score.
SCORES = {
    "按时报送得10分，每迟报1次扣1分，每漏报1次扣2分": [
        (("0", "0"), 10),
        (("2", "1"), 6),
        (("9", "3"), 0),
    ],
    "有登记簿得10分，未答复一次扣2分": [(("1", "0"), 10), (("1", "3"), 4), (("0", "0"), 0)],
    "覆盖率达到100%得10分，每降低5个百分点扣0.5分": [(("100",), 10), (("89",), 9), (("0",), 0)],
    "及时报送的得满分，未及时报送的不得分": [(("1", "0"), 10), (("0", "1"), 0)],
    "完成任务的得满分，否则不得分": [(("1",), 10), (("0",), 0)],
    "全部完成的计满分，每少完成1个扣1分": [(("1", "0"), 10), (("0", "3"), 7)],
    "创建1个示范村得4分": [(("0",), 0), (("2",), 8), (("3",), 10)],
    "每走访10户得1分，最高得5分": [(("9",), 0), (("25",), 2), (("80",), 5)],
    (
        "订立公约的村落超过90%、75%和65%，且口碑上佳，分别得10分、5分和3分。"
        "订立公约的村落不足65%，或口碑欠佳，不得分"
    ): [(("95", "1"), 10), (("70", "1"), 3), (("65", "1"), 0), (("60", "1"), 0), (("95", "0"), 0)],
    "未召开会议扣1分；未报送信息每次扣1分。本项最多扣6分": [(("0", "2"), 8), (("1", "9"), 4)],
}


@pytest.mark.parametrize(
    ("text", "values", "score"),
    [(text, values, score) for text, cases in SCORES.items() for values, score in cases],
)
def test_points_that_are_given_make_the_score_that_is_said(text, values, score):
    component = component_of(text)
    facts = {str(at): make_fact(value) for at, value in enumerate(values)}
    assert score_item(make_item("10", component), facts).score == score
