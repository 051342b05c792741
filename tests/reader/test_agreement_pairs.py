"""Which row is held beside which words, where names, bounds or the order were changed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assessment.engine.types import MeasureKind, RuleKind
from assessment.reader import agreement
from assessment.reader.rechecking import CODES, findings_of_rules
from assessment.reader.types import ItemReading, MeasureReading, RowPlace, RuleReading
from tests.reader.tables import official_item, read_item
from tests.reader.test_agreement import (
    DIFFERENCES,
    UNREAD,
    told,
    with_component,
    with_measure,
    with_unread,
)

TWO_EVENTS = "按要求报送统计报表，计5分，迟报或未报每次分别扣0.2和0.5分。"
TWO_PARTS = (
    "甲工作，计5分，未报送材料扣1分，未召开会议扣1分。乙工作，计4分，未上报扣1分，未检查扣1分。"
)


def by_hand(name: str, target: int | None = None) -> MeasureReading:
    goal = None if target is None else Decimal(target)
    return MeasureReading(name, name, MeasureKind.QUANTITY, "期", goal)


def test_two_rules_of_one_clause_are_told_apart_by_their_order():
    item = read_item(TWO_EVENTS)
    renamed = with_measure(with_measure(item, 0, key="甲", name="甲"), 1, key="乙", name="乙")
    assert told(renamed) == [
        (
            "measure_differs",
            f"原文“迟报或未报每次分别扣0.2和0.5分”读为“{read}”，测量项“{name}”为“{name}”。",
        )
        for read, name in (("迟报次数", "甲"), ("未报次数", "乙"))
    ]


def test_two_rules_of_one_clause_may_stand_in_another_order_under_longer_names():
    item = read_item(TWO_EVENTS)
    first, second = item.components[0].rules
    named = with_measure(with_measure(item, 0, name="报表迟报次数"), 1, name="报表未报次数")
    assert told(with_component(named, rules=(second, first))) == []


def test_measure_that_the_words_do_not_name_hides_no_other_difference():
    item = official_item("长沙市", "避险解困与计生工作")
    more = with_component(item, measures=(*item.components[0].measures, by_hand("另一件事")))
    changed = with_measure(more, 0, at=1, kind=MeasureKind.QUANTITY)
    assert [code for code, _ in told(changed)] == ["measure_differs"]


def test_target_that_no_rule_is_about_is_held_beside_its_words():
    item = read_item("完成简报12期，计9分，未召开会议扣2分。")
    more = with_component(item, measures=(*item.components[0].measures, by_hand("简报", 10)))
    assert told(more) == [
        (
            "measure_differs",
            "原文“完成简报12期”读为目标 12 期，测量项“简报”为目标 10 期。",
        )
    ]


def test_what_the_words_name_once_is_one_row_and_not_two():
    item = read_item("完成避险解困100人，计9分，每少完成10%扣1分，未完成避险解困扣5分。")
    share, bar = item.components[0].rules
    names = [replace(item.components[0].measures[0], key=name, name=name) for name in "甲乙"]
    rules = (share, replace(bar, measures=(1,)))
    assert told(with_component(item, measures=tuple(names), rules=rules)) == [
        ("measure_differs", "原文“完成避险解困100人”读为“避险解困”，测量项“甲”为“甲”。"),
        (
            "rule_differs",
            "原文“未完成避险解困扣5分”读为对“避险解困”，规则为对“乙”。",
        ),
    ]


def test_component_without_words_hides_no_other_difference():
    item = official_item("长沙市", "避险解困与计生工作")
    extra = replace(item.components[0], points=Decimal(2), measures=(), rules=(), start=0, end=0)
    second = replace(item.components[1], points=Decimal(4))
    changed = replace(item, components=(extra, item.components[0], second))
    assert told(changed) == [
        ("component_differs", "要点1（2分）没有对应的“计N分”。"),
        ("component_differs", "原文“计5分”读为 5 分，要点3为 4 分。"),
    ]


def test_component_without_bounds_is_the_one_that_most_of_its_rules_stand_in():
    item = read_item(TWO_PARTS)
    first, second = (replace(c, start=0, end=0) for c in item.components)
    shifted = [replace(rule, measures=(rule.measures[0] + 1,)) for rule in second.rules]
    with_a_strange_one = replace(
        second,
        measures=(first.measures[0], *second.measures),
        rules=(first.rules[0], *shifted),
    )
    rest = replace(
        first, measures=first.measures[1:], rules=(replace(first.rules[1], measures=(0,)),)
    )
    differences = agreement.differences(replace(item, components=(with_a_strange_one, rest)))
    assert [(d.code, d.phrase) for d in differences] == [("rule_differs", "未报送材料扣1分")]


TWICE = "甲工作，计5分，未报送材料扣1分。乙工作，计4分，未报送材料扣1分。"


def test_clause_that_stands_twice_is_looked_for_in_its_component():
    item = read_item(TWICE)
    parts = [
        replace(part, rules=tuple(replace(rule, start=0, end=0) for rule in part.rules))
        for part in item.components
    ]
    assert told(replace(item, components=tuple(parts))) == []


def test_clause_that_stands_twice_is_where_its_rule_says():
    item = read_item(TWICE)
    first, second = (replace(part, start=0, end=len(TWICE)) for part in item.components)
    assert told(replace(item, components=(second, first))) == []


def test_place_of_an_altered_clause_counts_where_a_deduction_stands():
    item = read_item("做好工作，计9分，未召开会议扣2分。")
    [rule] = item.components[0].rules
    altered = replace(rule, clause="未召开会议扣3分", deduction=Decimal(3))
    assert [code for code, _ in told(with_component(item, rules=(altered,)))] == [
        "clause_missing",
        "rule_differs",
    ]
    cut = replace(altered, end=rule.end - 1)
    assert [code for code, _ in told(with_component(item, rules=(cut,)))] == [
        "clause_missing",
        "rule_unread",
        "rule_missing",
    ]


@pytest.mark.parametrize(("target", "is_told"), [(1, False), (2, True), (9, True)])
def test_one_of_a_thing_need_not_be_written_and_points_are_no_target(target, is_told):
    item = read_item("做好工作，计9分，未召开会议扣2分。")
    more = with_component(item, measures=(*item.components[0].measures, by_hand("方案", target)))
    expected = f"测量项“方案”的目标 {target} 期在原文中找不到。"
    assert told(more) == ([("measure_differs", expected)] if is_told else [])


@pytest.mark.parametrize(
    ("task", "clause", "short"),
    [
        ("移民村6个", "每少1村扣1分", "每少 1 个扣 1 分"),
        ("获证率95%以上", "获证率每下降1%扣1分", "低于 95%，每低 1 个百分点扣 1 分"),
    ],
)
def test_rule_that_was_left_out_is_told_of_its_component_in_short(task, clause, short):
    item = read_item(f"{task}，计9分，{clause}。")
    [found] = agreement.differences(with_component(item, rules=()))
    assert found.message == f"原文“{clause}”读为“{short}”，表里没有这条规则。"
    assert found.place == RowPlace("component", 0)


def test_rule_by_hand_before_a_wider_clause_leaves_that_its_words():
    item = read_item(f"做好工作，计9分，{UNREAD}，未召开会议扣2分，扣完为止。")
    [read] = item.components[0].rules
    wide = "未召开会议扣2分，扣完为止"
    hand = rule_at(item, UNREAD, deduction=Decimal(3))
    quoted = replace(read, clause=wide, end=read.start + len(wide))
    assert [code for code, _ in told(with_component(item, rules=(hand, quoted)))] == ["rule_unread"]


def rule_at(item: ItemReading, clause: str, **changes) -> RuleReading:
    at = item.text.index(clause)
    rule = RuleReading(RuleKind.NOT_DONE, (0,), None, Decimal(1), clause, at, at + len(clause), "")
    return replace(rule, **changes)


def test_unread_rule_without_a_measure_is_told_by_what_it_deducts():
    [found] = agreement.differences(with_unread(measures=()))
    assert found.message == (f"原文“{UNREAD}”读不出计分规则，人工定为“出现该情形扣 3 分”。")


def test_what_is_found_about_rules_bears_a_code_that_is_known_to_be_of_rules():
    items = [made() for _, made, *_ in DIFFERENCES]
    items += [
        with_unread(),
        with_unread(clause="另有一句"),
        read_item(f"做好工作，计8分，{UNREAD}。"),
    ]
    codes = {found.code for item in items for found in findings_of_rules(item, "长沙市")}
    assert agreement.CODES | {"unsettled", "components_points"} <= codes <= CODES
