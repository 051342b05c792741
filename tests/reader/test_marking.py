import pytest

from assessment.reader.marking import Segment, mark
from tests.reader.tables import all_items, read_item


def test_segments_are_the_whole_text():
    for _, item in all_items():
        assert "".join(segment.text for segment in mark(item)) == item.text


def test_rules_and_unsettled_phrases_are_marked():
    item = read_item("做好甲，计5分，未报送扣1分，扣完为止。做好乙，计4分，酌情扣分。")
    assert mark(item) == [
        Segment("做好甲，计5分，", 0, (), False),
        Segment("未报送扣1分", 0, (0,), False),
        Segment("，", 0, (), False),
        Segment("扣完为止", 0, (), True),
        Segment("。", 0, (), False),
        Segment("做好乙，计4分，", 1, (), False),
        Segment("酌情扣分", 1, (), True),
        Segment("。", 1, (), False),
    ]


def test_two_rules_of_one_clause_share_a_segment():
    item = read_item("做好报送，计5分，迟报或未报每次分别扣0.2和0.5分。")
    assert [s.rule_indexes for s in mark(item) if s.rule_indexes] == [(0, 1)]


def test_item_without_components_is_marked_too():
    item = read_item("做好工作，未召开会议扣2分。", "若干")
    assert [(s.text, s.component_index, s.unsettled) for s in mark(item)] == [
        ("做好工作，", None, False),
        ("未召开会议扣2分", None, True),
        ("。", None, False),
    ]


def test_empty_text_has_no_segments():
    assert mark(read_item("")) == []


def test_phrase_that_opens_the_text_as_a_rule_is_marked_where_it_comes_again():
    item = read_item("未召开会议扣2分，计5分，未召开会议扣2分。")
    assert [(s.text, s.rule_indexes, s.unsettled) for s in mark(item)] == [
        ("未召开会议扣2分", (0,), False),
        ("，计5分，", (), False),
        ("未召开会议扣2分", (), True),
        ("。", (), False),
    ]


def test_phrase_that_is_unsettled_twice_is_marked_twice():
    item = read_item("做好工作，计5分，未召开会议扣2分，扣2分，扣2分。")
    assert item.unsettled == ("扣2分", "扣2分")
    assert [s.text for s in mark(item) if s.unsettled] == ["扣2分", "扣2分"]


@pytest.mark.parametrize("phrase", ["扣2分", "未召开会议扣2分"], ids=["part of it", "all of it"])
def test_phrase_that_stands_in_a_rules_clause_too_is_marked_where_it_is_unsettled(phrase):
    item = read_item(f"做好工作，计5分，未召开会议扣2分，{phrase}。")
    assert item.unsettled == (phrase,)
    assert [(s.text, s.rule_indexes, s.unsettled) for s in mark(item)[1:]] == [
        ("未召开会议扣2分", (0,), False),
        ("，", (), False),
        (phrase, (), True),
        ("。", (), False),
    ]
