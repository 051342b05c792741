"""The same matter that counts only once: what of it the names of what is counted carry."""

import pytest

from tests.reader.tables import read_item

TWO = "被省级采用每篇得2分，被市级采用每篇得1分"
BONUS = "获得省级表彰的，每次加2分；获得市级表彰的，每次加1分"
LEVELS = "做法被中央、省、市推广的，分别加3分、2分、1分"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (TWO, "，同一信息按最高分计算，不重复计分"),
        (TWO, "；同一信息被多级采用的，就高计分"),
        (BONUS, "。同一事项不重复计分"),
        (BONUS, "，同一事项不重复加分"),
        (f"未整改扣1分，{BONUS}", "。同一事项不重复加分"),
        (LEVELS, "；同一事项就高计分，不重复加分"),
        (LEVELS, "，同一荣誉取最高分"),
    ],
)
def test_the_same_matter_counts_once_in_every_name(given, words):
    item = read_item(f"报送信息。{given}{words}。", "6")
    [component] = item.components
    rules = [rule for rule in component.rules if rule.kind.effect.value != "deduct"]
    said = words[1:]
    assert {rule.condition for rule in rules} == {said}
    names = [component.measures[rule.measures[0]].name for rule in rules]
    assert all(name.endswith(f"（{said.replace('，', '、')}）") for name in names)
    assert rules[-1].clause.endswith(words)
    assert item.unsettled == ()


#: What may speak of a deduction, of something that waits, of who or when, or says how many.
LEFT = [
    f"{TWO}，同一单位不重复计分",
    f"{TWO}，同一季度不重复计分",
    f"{TWO}，同一问题不重复计分",
    f"{TWO}，同一信息减半计分",
    f"{TWO}，同一信息最多计3次",
    f"{TWO}，同一信息不重复扣分",
    f"{TWO}，不重复计分",
    f"未整改扣1分，{BONUS}。同一事项不重复计分",
    f"{TWO}，退稿的每篇扣1分，同一信息不重复计分",
    "被省级采用每篇加2分，争取资金100万元加1分，同一信息不重复加分",
    f"{BONUS}。同一事项不重复加分，重大事项除外",
]


@pytest.mark.parametrize("text", LEFT)
def test_what_could_mean_more_is_left_to_a_person(text):
    item = read_item(f"报送信息。{text}。", "6")
    assert text.rpartition("同一")[2].split("，")[0] in "".join(item.unsettled)
