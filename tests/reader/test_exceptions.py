"""What is not deducted for, where the words behind a rule say so."""

import pytest

from assessment.reader.reading import read_words

#: Behind 迟报一次扣1分: it is carried by the name of what is counted.
KEPT = [
    *("经请假同意的不扣分", "因不可抗力造成的不扣分", "及时整改的不予扣分", "其他不扣分"),
    *("未发生的不扣分", "经批准的除外"),
]
#: For how many of them, or whether at all, is another rule.
LEFT = [
    *("每季不超过2次的不扣分", "首次不扣分", "第一次不扣分", "情节轻微的不扣分", "可不扣分"),
    *(
        "扣完5分的不再扣分",
        "未造成影响的不扣分，造成影响的加倍扣分",
        "两次以内的不扣分",
        "一次不扣分",
    ),
    *("经批准的暂不扣分", "各县不扣分", "低于上年的不扣分", "整改后减半扣分"),
]


@pytest.mark.parametrize("words", KEPT)
@pytest.mark.parametrize("way", ["，{}。", "（{}）。"])
def test_what_is_not_deducted_for_is_named_with_what_is(words, way):
    read = read_words(f"按时报送，计5分，迟报一次扣1分{way.format(words)}")
    [component] = read.components
    [rule] = component.rules
    assert component.measures[0].name == f"迟报一次（{words}）"
    assert (rule.condition, read.unsettled) == (words, ())


@pytest.mark.parametrize("words", LEFT)
def test_how_much_is_not_deducted_is_left_to_a_person(words):
    read = read_words(f"按时报送，计5分，迟报一次扣1分，{words}。")
    assert words in "".join(read.unsettled)


@pytest.mark.parametrize(
    "text",
    [
        "按时报送，计5分，迟报一次扣1分，漏报一次扣2分，经批准的不扣分。",
        "办结率100%，计5分，每低1个百分点扣1分，经批准的不扣分。",
    ],
)
def test_what_could_speak_of_several_or_of_a_figure_is_left_to_a_person(text):
    assert "经批准的不扣分" in "".join(read_words(text).unsettled)
