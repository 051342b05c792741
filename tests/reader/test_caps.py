"""How much may be lost in all, as texts say it: what caps a rule, what its component."""

import re
from decimal import Decimal

import pytest

from assessment.engine.types import Effect
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


#: A sentence behind 未召开会议扣1分；未报送信息每次扣1分, in an item of 8 points: its cap.
OVERALL = {
    "；以上扣分累计不超过6分。": 6,
    "。本项最多扣6分。": 6,
    "；本项累计扣分不超过6分": 6,
    "。以上合计最多扣6分。": 6,
    "。本项扣完6分为止。": 6,
    "；累计扣分不超过8分。": 8,
    "。最多扣8分。": 8,
}
#: What may speak of the clause next to it, of another whole, or says more.
NOT_OVERALL = [
    *("；最多扣6分。", "；累计扣分不超过6分。", "。单项最多扣6分。", "。每项最多扣6分。"),
    "；以上两项最多扣6分，其他最多扣2分。",
    *("。本项最多扣12分。", "。本项最多扣0.5分。", "。本项最多扣6分，情节严重的除外。"),
    *("。本项最多扣6分。未整改扣1分。", "。同一问题最多扣6分。", "。其他最多扣6分。"),
    "。本项最多扣6分。本项最多扣5分。",
]


@pytest.mark.parametrize(("words", "cap"), OVERALL.items(), ids=OVERALL)
def test_a_sentence_of_its_own_caps_all_that_is_lost(words, cap):
    read = read_words(f"做好工作。未召开会议扣1分；未报送信息每次扣1分{words}", Decimal(8))
    assert [part.cap for part in read.components] == [cap]
    assert [rule.cap for rule in read.components[0].rules] == [None, None]
    assert read.unsettled == ()


@pytest.mark.parametrize("words", NOT_OVERALL)
def test_a_sentence_that_need_not_cap_all_is_left_to_a_person(words):
    read = read_words(f"做好工作。未召开会议扣1分；未报送信息每次扣1分{words}", Decimal(8))
    assert [part.cap for part in read.components] == [None]
    assert read.unsettled != ()


def test_the_item_of_several_components_has_no_cap_of_one():
    text = "护林，计5分，未整改每处扣1分。本项最多扣3分；防火，计5分，未检查每次扣1分。"
    read = read_words(text)
    assert [part.cap for part in read.components] == [None, None]
    assert read.unsettled == ("本项最多扣3分",)


def test_one_cap_each_makes_up_the_points():
    text = "路面有杂草，每处扣2分，共计6分。边坡有塌口，每处扣2分。共计6分，扣完为止。"
    read = read_words(text, Decimal(12))
    [part] = read.components
    assert (part.cap, [rule.cap for rule in part.rules]) == (None, [6, 6])
    assert read.unsettled == ()
    assert read_words(text, Decimal(13)).unsettled == ("共计6分，扣完为止",)


@pytest.mark.parametrize("words", ["，最高加5分。", "；最高加5分。", "。本项最高加5分。"])
def test_a_cap_on_what_is_added_is_no_cap_on_what_is_taken(words):
    text = f"护林。未整改每处扣1分；每举办一次现场观摩加2分{words}"
    read = read_words(text, Decimal(4))
    [part] = read.components
    assert (part.cap, [rule.cap for rule in part.rules]) == (None, [None, 5])
    assert read.unsettled == ()


@pytest.mark.parametrize(
    "words",
    ["，最多扣5分。", "；累计不超过5分。", "，受省级表彰的加1分；最高加5分。", "；最高加1分。"],
)
def test_a_cap_that_is_not_surely_of_what_is_added_is_left(words):
    read = read_words(f"护林。未整改每处扣1分；每举办一次现场观摩加2分{words}", Decimal(8))
    assert [rule.cap for part in read.components for rule in part.rules][:2] == [None, None]
    assert read.unsettled != ()


def shown(figure) -> str | None:
    return None if figure is None else str(figure)


#: Each in an item of 3 points.
SAYS_AGAIN = [
    "得3分，漏接一次扣2分。",
    "保持12小时接访、热线可打。得3分，漏接一次扣2分。",
    "保持热线可打。\n得三分，每漏接一次扣2分，扣完为止。",
    "得3分，漏接一次扣2分。未登记的扣1分。",
]
GIVES = [
    "得2分，漏接一次扣2分。",
    "得4分，漏接一次扣2分。",
    "得3分。漏接一次扣2分。",
    "得3分，整改到位。",
    "得3分，漏接的另行扣2分。",
    "得3分，未接访的不得分。",
    "得3分，漏接一次扣2分，整改到位的得1分。",
    "得3分，获省级表彰的加1分，漏接一次扣2分。",
    "得3分，漏接一次扣1分；得3分，迟报一次扣1分。",
    "未接访扣1分。得3分，漏接一次扣2分。",
    "有登记簿得1分。得3分，漏接一次扣2分。",
    "确保热线畅通，得3分，漏接一次扣2分。",
    "热线畅通的，得3分，漏接一次扣2分。",
    "热线：得3分，漏接一次扣2分。",
]


@pytest.mark.parametrize("text", SAYS_AGAIN)
def test_all_the_points_before_what_takes_them_only_say_them_again(text):
    read = read_words(text, Decimal(3))
    [component] = read.components
    assert (component.points, read.unsettled) == (3, ())
    assert {rule.kind.effect for rule in component.rules} == {Effect.DEDUCT}
    assert component.rules == read_words(text.replace("得", "计"), Decimal(3)).components[0].rules


@pytest.mark.parametrize("text", GIVES)
def test_points_that_may_be_given_for_something_wait(text):
    waiting = "".join(read_words(text, Decimal(3)).unsettled)
    assert re.search(r"得[234]分", waiting)
