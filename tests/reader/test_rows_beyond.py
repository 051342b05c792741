"""Rows of a table that add points or cost a grade, and have no points themselves."""

from decimal import Decimal

import pytest

from assessment.reader.errors import DocumentError
from assessment.reader.reading import read_words
from tests.reader.layouts import TITLE, blocking, item_of, read, told, word

HEADS = ["指标名称", "评分标准", "分值", "责任处室"]
ROW = ["机构", "未成立扣2分。", "100", "规划计划处"]


def with_row(text, points="") -> tuple:
    table = read(word(TITLE, [HEADS, ROW, ["加分项", text, points, "培训中心"]]))
    return table, item_of(table, "加分项")


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("获得表彰加2分", [("bonus_once", 2)]),
        ("成效明显的，视情加1–3分", [("judged_bonus", 3)]),
        ("在全国推广的加3分，在全省推广的加2分", [("bonus_once", 3), ("bonus_once", 2)]),
        ("发生重大安全事故的，一票否决。", [("veto", 0)]),
        ("发生重大责任事故的，取消评优资格。", [("veto_honours", 0)]),
    ],
)
@pytest.mark.parametrize("points", ["", "0"])
def test_a_row_that_only_adds_points_or_costs_a_grade_is_an_item_of_none(text, rules, points):
    table, item = with_row(text, points)
    [component] = item.components
    assert (item.points, component.points) == (0, 0)
    assert [(r.kind.value, r.deduction) for r in component.rules] == rules
    assert blocking(table) == set()
    assert sum(section.full for section in table.sections) == 100


@pytest.mark.parametrize("text", ["获得表彰加2分，受处分的减半", "加1–3分", "成效明显的酌情加分"])
def test_what_only_seems_to_waits_for_a_person_as_a_whole(text):
    table, item = with_row(text)
    assert item.components == ()
    assert item.unsettled
    assert "unsettled" in blocking(table)


@pytest.mark.parametrize(
    "text",
    [
        "获得表彰加2分，未报送扣1分",
        "获得省级表彰的得2分",
        "获得表彰的加2分，其他的不得分",
        "未成立扣2分。",
        "成立领导小组",
        "获得表彰加2分，计5分",
        "按完成比例计分",
    ],
)
def test_any_other_row_without_points_is_refused(text):
    with pytest.raises(DocumentError, match="“加分项”的“分值”是空的"):
        with_row(text)


@pytest.mark.parametrize("points", ["0", "若干"])
def test_no_points_are_still_an_error_for_what_takes_points(points):
    table, _ = with_row("未报送扣1分。", points)
    assert told(table, "points_unreadable")


def test_words_that_cannot_be_read_for_points_are_an_error_of_a_bonus_too():
    table, _ = with_row("获得表彰加2分", "若干")
    assert told(table, "points_unreadable")


def test_an_item_that_has_points_is_read_with_them_as_ever():
    [component] = read_words("获得表彰加2分", Decimal(5)).components
    assert component.points == 5
