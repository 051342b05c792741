"""Columns side by side as one text: their words stay apart, and come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.reader.cleantext import CleanText
from assessment.reader.columns import (
    TextColumn,
    heads_of,
    joined_columns,
    joined_rows,
    text_rows,
    told_rows,
    united_heads,
    without_marks,
)
from assessment.reader.reading import read_words
from tests.reader.tables import read_item

HEADS = st.sampled_from(["考核内容", "评分标准", "工作任务", "计分方法", "二级指标"])
WORDS = st.text(st.sampled_from("甲乙，。；（）\n 扣2分"), min_size=1).map(str.strip).filter(bool)
COLUMNS = st.lists(
    st.builds(TextColumn, HEADS, WORDS), min_size=2, max_size=4, unique_by=lambda each: each.head
)


@given(COLUMNS)
def test_columns_come_back_from_their_text(columns):
    text = joined_columns(columns)
    [row] = text_rows(text, [column.head for column in columns])
    assert row.words(text) == tuple(column.words for column in columns)


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
def test_a_text_of_one_column_has_no_heads(text):
    assert heads_of([text]) == ()


TWO = ("考核内容", "评分标准")


@given(
    st.lists(
        st.tuples(st.sampled_from(["1", "2.5"]), WORDS | st.just(""), WORDS), min_size=2, max_size=4
    )
)
def test_rows_of_columns_come_back_from_their_text(rows):
    texts = [
        joined_columns(TextColumn(h, w) for h, w in zip(TWO, words, strict=True) if w)
        for _, *words in rows
    ]
    text = joined_rows((points, words) for (points, *_), words in zip(rows, texts, strict=True))
    found = [(row.points, *row.words(text)) for row in text_rows(text, TWO)]
    assert found == rows


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("【评分标准】未成立扣2分。", [("", ("", "未成立扣2分。"))]),  # nothing asked
        ("【考核内容】甲\n【评分标准】乙\n【评分标准】丙", [("", ("甲", "乙")), ("", ("", "丙"))]),
        ("【考核内容】甲\n【注】乙\n【评分标准】丙", [("", ("甲\n【注】乙", "丙"))]),
        ("未成立扣2分。", [("", ("", "未成立扣2分。"))]),  # of a part that has one column
        ("【2分】甲\n【3分】乙", [("2", ("", "甲")), ("3", ("", "乙"))]),
        ("【考核内容】按【2分】计", [("", ("按【2分】计", ""))]),
        ("", [("", ("", ""))]),
    ],
)
def test_a_text_stands_in_the_columns_of_its_table(text, told):
    assert [(row.points, row.words(text)) for row in text_rows(text, TWO)] == told


def test_heads_may_hold_figures_and_signs():
    heads = ("考核内容（必考）", "评分标准(100分)")
    text = joined_columns(map(TextColumn, heads, ("甲", "乙")))
    assert [row.words(text) for row in text_rows(text, heads)] == [("甲", "乙")]


def test_a_text_of_one_column_is_one_cell_word_for_word():
    text = "【考核内容】甲\n【评分标准】乙 "
    assert [(row.points, row.words(text)) for row in text_rows(text, ())] == [("", (text,))]


def test_a_list_names_the_columns_that_say_something():
    assert told_rows("【评分标准】乙", TWO) == [("", (("评分标准", "乙"),))]
    assert told_rows("乙", ()) == [("", (("", "乙"),))]


def test_heads_of_several_parts_stand_in_one_order():
    assert united_heads([["内容", "标准"], ["内容", "办法", "标准"], ["依据"]]) == (
        *("依据", "内容", "办法", "标准"),
    )


def test_heads_are_found_again_in_the_texts():
    joined = [
        "【考核内容】甲\n【评分标准】乙",
        "【2分】\n【考核内容】甲\n【评分标准】乙\n【3分】丙",
    ]
    assert heads_of(joined) == heads_of(joined[1:]) == TWO
    assert heads_of(["【考核内容】甲", "见\n【考核内容】甲\n【评分标准】乙"]) == ()


def test_marks_are_words_where_there_are_no_columns():
    assert without_marks("【考核内容】甲\n【评分标准】乙") == "考核内容：甲\n评分标准：乙"


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
