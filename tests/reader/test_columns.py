"""Columns side by side as one text: their words stay apart, and come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.reader.cleantext import CleanText
from assessment.reader.columns import TextColumn, columns_of, joined_columns, joined_rows
from assessment.reader.reading import read_words
from tests.reader.tables import read_item

HEADS = st.sampled_from(["考核内容", "评分标准", "工作任务", "计分方法", "二级指标"])
WORDS = st.text(st.sampled_from("甲乙，。；（）\n 扣2分"), min_size=1).map(str.strip).filter(bool)
COLUMNS = st.lists(st.builds(TextColumn, HEADS, WORDS), min_size=2, max_size=4)


@given(COLUMNS)
def test_columns_come_back_from_their_text(columns):
    assert columns_of(joined_columns(columns)) == tuple(columns)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "做好工作，计5分。",
        "【注】做好工作",
        "【考核内容】做好工作",
        "见【考核内容】和\n【评分标准】甲",
    ],
)
def test_a_text_of_one_column_has_none(text):
    assert columns_of(text) == ()


def test_a_head_ends_the_sentence_before_it_and_is_no_word_of_the_next():
    clean = CleanText("【考核内容】召开会议\n【评分标准】未召开扣1分\n【考核要求】甲").clean
    assert clean == "召开会议。未召开扣1分；甲"


def test_words_in_such_brackets_that_are_no_head_stay():
    assert CleanText("【加分项】\n【扣2分标准】甲").clean == "【加分项】【扣2分标准】甲"


def test_rows_with_points_of_their_own_are_components_again():
    text = joined_rows(
        [("2", "成立小组。未成立扣2分。"), ("3", "【考核内容】甲\n【评分标准】未开会扣1分。")]
    )
    components = read_item(text, "5").components
    assert [(c.points, text[c.start : c.end]) for c in components] == [
        (2, "【2分】成立小组。未成立扣2分。\n"),
        (3, "【3分】\n【考核内容】甲\n【评分标准】未开会扣1分。"),
    ]
    assert read_item(text, "5").unsettled == ()


def test_what_is_asked_may_stand_behind_what_it_costs():
    text = "【评分标准】未成立扣2分。\n【考核内容】领导小组"
    assert read_item(text, "5").unsettled == ()
    assert read_item(text.replace("领导小组", "领导小组，另行扣分"), "5").unsettled


@pytest.mark.parametrize(
    ("text", "points", "each"),
    [
        ("按时报送报表，一次未报送扣0.5分。", 5, [5]),
        ("机构健全（2分）。未成立扣1分；会议正常（3分）。未召开会议扣1分。", 5, [2, 3]),
        (
            "机构健全（2分）、会议正常（3分），未召开会议扣1分。",
            5,
            [],
        ),  # whose the 1 is, is not said
        ("机构健全（2分）。未成立扣1分。", 5, []),  # 2 are not all
        ("机构健全，满分为5分。未成立扣1分。", 5, [5]),
        ("机构健全，满分为4分。未成立扣1分。", 5, []),
        ("拨付率达到95%，每低1个百分点扣0.5分，扣1～2分。", 5, [5]),
        ("", 5, []),
        ("未成立扣1分。", 0, []),
    ],
)
def test_points_of_an_item_are_its_components_where_the_text_has_no_mark(text, points, each):
    assert [c.points for c in read_words(text, points).components] == each


ASKED = "①完成油茶100亩；②完成茶叶50亩"
SCORED = "①计3分，每少完成10%扣0.3分；②计2分，未开会扣1分"


@pytest.mark.parametrize(
    "text",
    [f"【考核内容】{ASKED}\n【评分标准】{SCORED}", f"【评分标准】{SCORED}\n【考核内容】{ASKED}"],
)
def test_what_one_column_asks_is_not_pooled_for_one_component_of_the_other(text):
    item = read_item(text, "5")
    assert item.unsettled == ("每少完成10%扣0.3分",)
    assert [rule.clause for c in item.components for rule in c.rules] == ["未开会扣1分"]


def test_what_one_column_asks_counts_for_the_only_component_of_the_other():
    item = read_item(f"【考核内容】{ASKED}\n【评分标准】计5分，每少完成10%扣0.3分", "5")
    assert [m.name for m in item.components[0].measures] == ["油茶", "茶叶"]


@pytest.mark.parametrize(
    "text",
    ["移民1万人以上的县，未召开会议扣2分。", "年初报送计划，未召开会议扣2分。"],
)
def test_words_that_may_be_a_condition_are_not_left_out(text):
    item = read_item(text)
    assert [rule.clause for c in item.components for rule in c.rules] == []
    assert item.unsettled != ()
