"""What a person judges each time it happens: the bounds are those of one time."""

from decimal import Decimal

import pytest

from assessment.engine.types import RuleKind
from tests.reader.tables import read_item

READ = {
    "发生溃口事故，视淹没范围扣分4—12分/次": ("4", "12", None),
    "发生溃口事故的，视情扣4-12分/起": ("4", "12", None),
    "工作不力的，每次酌情扣1–3分": ("1", "3", None),
    "工作不力的每次扣1至3分，最高扣6分": ("1", "3", "6"),
}
LEFT = [
    "发生溃口事故，视淹没范围扣分4—12分/户",
    "发生溃口事故，视淹没范围扣分12—4分/次",
    "发生溃口事故，视淹没范围扣分4—30分/次",
    "发生溃口事故，视淹没范围扣分4分—12分/次以上",
    "召开会议，每次酌情扣1–3分",
    "工作不力的，前三次每次酌情扣1–3分",
    "工作不力的，连续每次分别扣1–3分",
    "工作不力的，每次酌情加1–3分",
    "工作不力的，每次、每人酌情扣1–3分",
    "每次工作不力扣1-3分",
    "工作不力的，视情况每次扣1-3分",
    "工作不力的，每次扣1-3分，由考核组集体研究",
    "工作不力的扣1-3分/次，年度累计扣分超过10分的不得分",
]
SHOWN = {
    "工作不力的，每次酌情扣1–3分，第三次起加倍": "第三次起加倍",
    "工作不力的，每次酌情扣1–3分，整改到位的除外": "整改到位的除外",
    "发生溃口事故，视淹没范围扣分4—12分/次，有大棚被冲的追加扣分": "追加扣分",
}


def rules_of(item):
    return [(component, rule) for component in item.components for rule in component.rules]


@pytest.mark.parametrize(("scoring", "bounds"), READ.items())
def test_bounds_of_each_time_are_read(scoring, bounds):
    item = read_item(f"防止水毁，计20分，{scoring}。")
    [(component, rule)] = rules_of(item)
    least, most, cap = (None if each is None else Decimal(each) for each in bounds)
    assert (rule.kind, rule.step, rule.clause) == (RuleKind.JUDGED_DEDUCT, 1, scoring)
    assert (rule.least, rule.deduction, rule.cap) == (least, most, cap)
    assert [m.unit for m in component.measures] == ["分"]
    assert item.unsettled == ()


@pytest.mark.parametrize("scoring", LEFT)
def test_what_says_more_than_that_waits_for_a_person(scoring):
    item = read_item(f"防止水毁，计20分，{scoring}。")
    assert rules_of(item) == []
    assert item.unsettled


@pytest.mark.parametrize(("scoring", "words"), SHOWN.items())
def test_words_behind_are_shown(scoring, words):
    item = read_item(f"防止水毁，计20分，{scoring}。")
    assert words in "".join(item.unsettled)
