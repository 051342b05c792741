"""Points outside the 100 that a person judges (可酌情加4-8分), as bureaus write them."""

from decimal import Decimal

import pytest

from assessment.engine.types import MeasureKind, RuleKind
from tests.reader.tables import read_item

#: The least, the most, how often (step) and the cap.
READ = {
    "做法有亮点，并得到区级以上防汛抗旱指挥机构肯定的，可酌情加4-8分": ("4", "8", None, None),
    "移民工作有创新举措，且被省厅通报表扬的，可酌情加1—2分": ("1", "2", None, None),
    "在省级检查中成效明显的，适当加1至3分": ("1", "3", None, None),
    "成效明显的，可视情况再加一至三分": ("1", "3", None, None),
    "成效明显的，可加0.5～1.5分": ("0.5", "1.5", None, None),
    "后期扶持做法新颖的加1–3分": ("1", "3", None, None),
    "获国家、省、市级表彰的，视级别酌情加0分-5分": ("0", "5", None, None),
    "成效明显的，视情加分，最高5分": (None, "5", None, "5"),
    "成效明显的酌情加分，最多加3分": (None, "3", None, "3"),
    "成效明显的，视情况适当加分，最多不超过5分": (None, "5", None, "5"),
    "成效明显的，酌情给予加分，最高可加3分": (None, "3", None, "3"),
    "成效明显的，可酌情最高加5分": (None, "5", None, "5"),
    "成效明显的，酌情加不超过2分": (None, "2", None, "2"),
    "工作经验被全省推广的，每项酌情加1-3分": ("1", "3", "1", None),
    "工作经验被全省推广的，每篇可视情况加0.5至1分，最多加2分": ("0.5", "1", "1", "2"),
    "工作经验被全省推广的，酌情加1-3分/项": ("1", "3", "1", None),
    "单位领导重视程度高的，酌情加1-3分": ("1", "3", None, None),
}
LEFT = [
    "成效明显的酌情加分",
    "成效明显的，酌情加2分",
    "成效明显的，最多加3分",
    "成效明显的，酌情加3-1分",
    "成效明显的，酌情加0-0分",
    "酌情加1-3分",
    "由考核组酌情加1-3分",
    "根据工作成效酌情加1-3分",
    "成效明显的，酌情加1-3分，累计不超过6分",
    "成效明显的，酌情加1-3分，每次累加",
    "成效明显的，酌情加1-3分，加分后本项得分不得超过4分",
    "成效明显的，酌情加1-3分，不重复加分",
    "成效明显的，酌情加1-3分，弄虚作假的除外",
    "成效明显的，在本项基础上酌情加1-3分",
    "成效明显的，酌情加分，每项最高5分",
    "成效明显的，每次酌情加1-3分，第三次起加倍",
    "对成效明显的责任人，酌情加1-3分",
    "各县成效明显的，酌情加1-3分",
    "成效明显的单位，酌情加1-3分",
    "有下列情形之一的，酌情加1-3分",
    "工作不力的，酌情加1-3分",
    "整改到位的，酌情加1-3分",
    "前三名的酌情加1-3分",
    "获得2次表彰的，酌情加1-3分",
    "群众满意率90%以上的，酌情加1-3分",
    "获国家级、省级、市级表彰的加1-3分",
    "获国家级、省级、市级表彰的分别酌情加1-3分",
    "成效明显的，酌情加1-3分/人",
    "成效明显的，视情况每次加1-3分",
    "成效明显的，视推广层级每级加1-3分",
    "成效明显的，视情分三次加分，最高5分",
    "成效明显的，参加1-3分",
]


def rules_of(item):
    return [(component, rule) for component in item.components for rule in component.rules]


def figure(words):
    return None if words is None else Decimal(words)


@pytest.mark.parametrize(("scoring", "bounds"), READ.items())
def test_bounds_of_what_is_added_are_read(scoring, bounds):
    item = read_item(f"防汛值守，计4分，{scoring}。")
    [(component, rule)] = rules_of(item)
    assert (rule.kind, rule.clause) == (RuleKind.JUDGED_BONUS, scoring)
    assert (rule.least, rule.deduction, rule.step, rule.cap) == (*map(figure, bounds),)
    [measure] = component.measures
    assert (measure.kind, measure.unit, measure.target) == (MeasureKind.QUANTITY, "分", None)
    assert item.unsettled == ()


@pytest.mark.parametrize("scoring", LEFT)
def test_what_says_less_or_more_than_that_waits_for_a_person(scoring):
    item = read_item(f"防汛值守，计4分，{scoring}。")
    assert rules_of(item) == []
    assert item.unsettled


def test_what_has_to_hold_beside_it_is_its_condition():
    item = read_item("计4分，值守做法有亮点，并得到区级以上防指肯定的，可酌情加4-8分。")
    [(component, rule)] = rules_of(item)
    assert rule.condition == "得到区级以上防指肯定"
    assert component.measures[0].name == "值守做法有亮点并得到区级以上防指肯定（评定）"


@pytest.mark.parametrize(
    ("scoring", "condition"),
    [
        ("在省级检查中，成效明显的，酌情加1-3分", "在省级检查中"),
        ("在省级检查中，成效明显，且被推广的，酌情加1-3分", "在省级检查中，被推广"),
        ("成效明显，并且做法新颖的，酌情加1-3分", ""),
    ],
)
def test_only_words_that_restrict_are_a_condition(scoring, condition):
    [(_, rule)] = rules_of(read_item(f"防汛值守，计4分，{scoring}。"))
    assert rule.condition == condition


def test_what_costs_points_beside_it_stays_as_it_is():
    item = read_item("报送信息，计6分，未报送的扣1分；做法被推广的，酌情加1-3分，迟报一次扣0.5分。")
    assert [(r.kind.value, r.deduction) for _, r in rules_of(item)] == [
        ("not_done", 1),
        ("judged_bonus", 3),
        ("per_occurrence", Decimal("0.5")),
    ]
    assert item.unsettled == ()


def test_list_below_a_judged_bonus_waits_with_it():
    item = read_item("创新，计6分，做法新颖的，酌情加1-3分：1.有亮点；2.被推广。")
    assert rules_of(item) == []
    assert "酌情加1-3分" in "".join(item.unsettled)


def test_words_that_only_sound_like_weighing_do_not_cut_a_name():
    [(component, _)] = rules_of(read_item("组织领导，计6分，对工作不重视的扣1至3分。"))
    assert component.measures[0].name == "对工作不重视（评定）"
