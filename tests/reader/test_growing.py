"""What costs more each time: read where the text says how it goes on, and nowhere else."""

from decimal import Decimal

import pytest

from assessment.engine.types import MeasureKind, RuleKind
from tests.reader.tables import read_item

#: What is scored, then the first points, by how much they grow, the name and unit of the times.
READ = {
    "one by one": (
        "发生越级上访的，第一起扣5分、第二起扣6分，以此类推",
        *("5", "1", "发生越级上访", "起"),
    ),
    "in figures": (
        "发生通报，第1次扣1分，第2次扣1.5分，第3次扣2分，依此类推",
        *("1", "0.5", "发生通报", "次"),
    ),
    "named behind": (
        "第一起越级上访扣2分；第二起扣4分，以此类推",
        *("2", "2", "越级上访", "起"),
    ),
    "in a row": (
        "发生的第一处、第二处和第三处塌滑，分别扣4分、5分和6分，以此类推",
        *("4", "1", "发生塌滑", "处"),
    ),
    "in a row that is cut short": (
        "发生的第一处、第二处…塌滑，分别扣4分、5分、6分、7分，以此类推",
        *("4", "1", "发生塌滑", "处"),
    ),
}
LEFT = [
    "发生越级上访的，第一起扣5分、第二起扣6分",
    "发生越级上访的，第一起扣5分、第二起扣6分，第三起以上每起扣7分",
    "发生越级上访的，第一起扣1分、第二起扣2分、第三起扣4分，以此类推",
    "发生越级上访的，第一起扣5分、第三起扣6分，以此类推",
    "发生越级上访的，第二起扣5分、第三起扣6分，以此类推",
    "发生越级上访的，第一起扣5分、第二次扣6分，以此类推",
    "发生越级上访的，第一起扣6分、第二起扣5分，以此类推",
    "发生越级上访的，第一起扣5分、第二起扣5分，以此类推",
    "发生越级上访的，第一起扣5分、第二起扣6分，以此类推至第五起",
    "发生越级上访的，第一起加5分、第二起加6分，以此类推",
    "连续两年发生越级上访的，第一起扣5分、第二起扣6分，以此类推",
    "同一县发生越级上访的，第一起扣5分、第二起扣6分，以此类推",
    "累计发生越级上访的，第一起扣5分、第二起扣6分，以此类推",
    "发生5人以上越级上访的，第一起扣5分、第二起扣6分，以此类推",
    "第一起扣5分、第二起扣6分，以此类推",
    "发生越级上访的，第一起扣5分、第二起加倍，以此类推",
    "发生进京上访、越级上访的，第一起扣5分、第二起扣6分，以此类推",
    "发生进京上访或越级上访的，第一起扣5分、第二起扣6分，以此类推",
    "发生越级上访的县，第一起扣5分、第二起扣6分，以此类推",
    "按乡镇统计，发生越级上访的，第一起扣5分、第二起扣6分，以此类推",
    "发生越级上访的，第一起约谈扣1分，第二起通报扣2分，以此类推",
    "发生越级上访的，第一起扣5分、第二起扣6分，以此类推，未报告的加倍扣分",
    "发生的第一处、第二处、第三处塌滑，分别扣4分、5分，以此类推",
    "发生的第一处、第二处塌滑，分别扣4分、5分、6分，以此类推",
    "发生的第一处、第二处塌滑，分别扣4分、5分",
    "发生的第一处、第二起塌滑，分别扣4分、5分，以此类推",
    "发生的第一处、第二处塌滑，且每处长度在20米以上，分别扣4分、5分，以此类推",
    "发生的第一处、第二处超过20米的塌滑，分别扣4分、5分，以此类推",
]
SHOWN = {
    "发生越级上访的，第一起扣5分、第二起扣6分，以此类推，第五起以后每起扣10分": "第五起以后",
    "发生越级上访的，第一起扣5分、第二起扣6分，以此类推，主动化解的减半": "主动化解的减半",
    "发生越级上访的，第一起扣5分、第二起扣6分，以此类推，不可抗力除外": "不可抗力除外",
}


def rules_of(item):
    return [(component, rule) for component in item.components for rule in component.rules]


@pytest.mark.parametrize(("scoring", "first", "more", "name", "unit"), READ.values(), ids=READ)
def test_times_that_go_on_by_one_step_are_one_rule(scoring, first, more, name, unit):
    item = read_item(f"维护稳定，计20分，{scoring}。")
    [(component, rule)] = rules_of(item)
    assert (rule.kind, rule.clause) == (RuleKind.GROWING, scoring)
    assert (rule.deduction, rule.step) == (Decimal(first), Decimal(more))
    [measure] = component.measures
    assert (measure.name, measure.kind, measure.unit) == (name, MeasureKind.COUNT, unit)
    assert item.unsettled == ()


@pytest.mark.parametrize("scoring", LEFT)
def test_times_that_do_not_say_how_they_go_on_wait_for_a_person(scoring):
    item = read_item(f"维护稳定，计20分，{scoring}。")
    assert rules_of(item) == []
    assert item.unsettled


@pytest.mark.parametrize(("scoring", "words"), SHOWN.items())
def test_words_behind_are_shown(scoring, words):
    item = read_item(f"维护稳定，计20分，{scoring}。")
    assert words in "".join(item.unsettled)


def test_cap_behind_holds_for_all_times():
    item = read_item("维护稳定，计20分，发生上访，第一起扣5分、第二起扣6分，以此类推，最多扣18分。")
    [(_, rule)] = rules_of(item)
    assert rule.cap == 18
