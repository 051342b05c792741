"""How much may be lost in all, as texts say it: what caps a rule, what its component."""

from decimal import Decimal

import pytest

from assessment.reader.caps import cap_said
from assessment.reader.reading import read_words

#: What follows 计10分 and the rule: (words, cap of the component, cap of the rule).
READ = {
    "bare": ("，扣完为止。", "10", None),
    "a sentence of its own": ("。扣完为止。", "10", None),
    "after a semicolon": ("；扣完为止", "10", None),
    "of the item": ("，扣完本项分值为止。", "10", None),
    "down to nothing": ("，直至该项为0。", "10", None),
    "at the most": ("，最高扣6分。", None, "6"),
    "at the most, in signs": ("，最多扣六分。", None, "6"),
    "in all": ("，累计不超过3分。", None, "3"),
    "in all, then 扣完为止": ("，共计6分，扣完为止。", None, "6"),
    "a figure within": ("，扣完8分为止。", None, "8"),
    "the points in figures": ("，扣完10分为止。", "10", None),
}
#: What is left to a person, with the words that stay.
LEFT = {
    "more than the points": ("，扣完12分为止。", "扣完12分为止"),
    "less than is lost at once": ("，最多扣0.5分。", "最多扣0.5分"),
    "of another whole": ("，单项最多扣3分。", "单项最多扣3分"),
    "a sentence of its own": ("。共计6分，扣完为止。", "共计6分，扣完为止"),
}


@pytest.mark.parametrize(("words", "component", "rule"), READ.values(), ids=READ)
def test_caps_are_read_with_their_rule(words, component, rule):
    figure = rule or ("10" if "10" in words else None)
    said = "points" if figure is None else Decimal(figure)
    read = read_words(f"按时报送信息，计10分，未报送信息每次扣1分{words}")
    [part] = read.components
    [only] = part.rules
    joined = words.rstrip("。") if words.startswith("，") else ""
    assert only.clause == f"未报送信息每次扣1分{joined}"
    assert cap_said(only.clause) == (None if not joined else said)
    assert (shown(part.cap), shown(only.cap)) == (component, rule)
    assert read.unsettled == ()


@pytest.mark.parametrize(("words", "left"), LEFT.values(), ids=LEFT)
def test_caps_that_are_not_sure_are_left_to_a_person(words, left):
    read = read_words(f"按时报送信息，计10分，未报送信息每次扣1分{words}")
    [part] = read.components
    assert [rule.cap for rule in part.rules] == [None]
    assert part.cap is None
    assert read.unsettled == (left,)


def test_a_figure_behind_two_deductions_may_mean_either():
    read = read_words("按时报送信息，计10分，未召开会议扣1分，未报送信息每次扣1分，最多扣6分。")
    assert [rule.cap for part in read.components for rule in part.rules] == [None, None]
    assert read.unsettled == ("最多扣6分",)


def test_the_end_of_several_deductions_is_that_of_their_component():
    read = read_words("按时报送信息，计10分，未召开会议扣1分，未报送信息每次扣1分，扣完为止。")
    [part] = read.components
    assert (part.cap, [rule.cap for rule in part.rules]) == (10, [None, None])
    assert read.unsettled == ()


@pytest.mark.parametrize("words", ["最多扣5分", "扣完为止"])
def test_a_cap_on_what_is_lost_once_says_that_it_is_not(words):
    read = read_words(f"按时报送信息，计10分，未按时报送信息扣2分，{words}。")
    [part] = read.components
    assert (part.cap, [rule.cap for rule in part.rules]) == (None, [None])
    assert read.unsettled == (words,)


def test_the_item_of_several_components_is_not_one_of_them():
    text = "召开会议，计4分，未召开会议扣1分；报送信息，计6分，未报送信息每次扣1分，扣完{}为止。"
    bare, named = read_words(text.format("")), read_words(text.format("本项分值"))
    assert [part.cap for part in bare.components] == [None, 6]
    assert [part.cap for part in named.components] == [None, None]
    assert named.unsettled == ("扣完本项分值为止",)


def shown(figure) -> str | None:
    return None if figure is None else str(figure)
