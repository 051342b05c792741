"""Bonus for what lies beyond a target: of one target, and of that of which more is better."""

from decimal import Decimal

import pytest

from assessment.engine.types import RuleKind
from tests.reader.tables import read_item

OVER, UNDER = RuleKind.BONUS_OVER, RuleKind.BONUS_UNDER
#: What is asked and scored: the kind, then target, step, points and cap.
READ = {
    "培训移民2000人，计5分，每少完成100人扣0.5分，每超额完成500人加0.2分，最多加1分": (
        *(OVER, "2000", "500", "0.2", "1"),
    ),
    "培训移民2000人，计5分，每少完成100人扣0.5分，每超过任务500人另加0.2分": (
        *(OVER, "2000", "500", "0.2", None),
    ),
    "获证率80%以上，计5分，每下降1个百分点扣0.5分，每超过1个百分点加0.2分，最多加2分": (
        *(OVER, "80", "1", "0.2", "2"),
    ),
    "获证率80%以上，计5分，获证率每下降1个百分点扣0.5分，获证率超过80%的，每超出2%加0.2分": (
        *(OVER, "80", "2", "0.2", None),
    ),
    "补考率15%，计9分，补考率15%的，得9分，每下降2%加3分，累计最多加6分，每上升2个百分点扣3分": (
        *(UNDER, "15", "2", "3", "6"),
    ),
}
LEFT = [
    "培训移民2000人、妇女500人，计5分，未培训扣1分，每超额完成500人加0.2分",
    "每县培训移民200人，计5分，未培训扣1分，每超额完成50人加0.2分",
    "培训移民2000人以内，计5分，未培训扣1分，每超额完成500人加0.2分",
    "培训移民2000人，计5分，未培训扣1分，每超额完成500元加0.2分",
    "培训移民2000人，计5分，未培训扣1分，每超额完成10%加0.2分",
    "培训移民2000人，计5分，未培训扣1分，每超额完成500人加0.2分，最多加0.1分",
    "培训移民2000人，计5分，未培训扣1分，连续两年超额的，每超额完成500人加0.2分",
    "做好培训，计5分，未培训扣1分，每超额完成500人加0.2分",
    "获证率80%以上，就业率90%以上，计5分，未培训扣1分，每超过1个百分点加0.2分",
    "获证率100%，计5分，未培训扣1分，每超过1个百分点加0.2分",
    "获证率80%以上，计5分，未培训扣1分，每提高1个百分点加0.2分",
    "获证率80%以上，计5分，未培训扣1分，获证率超过90%的，每超过1个百分点加0.2分",
    "获证率80%以上，计5分，未培训扣1分，就业率每超过1个百分点加0.2分",
    "获证率80%以上，计5分，未培训扣1分，较上年每超过1个百分点加0.2分",
    "各县获证率80%以上，计5分，未培训扣1分，每超过1个百分点加0.2分",
    "事故率控制在5%以内，计5分，未培训扣1分，每超过1个百分点加0.2分",
    "投诉率5%，计5分，未培训扣1分，每超过1个百分点加0.2分",
    "获证率15%，计9分，获证率15%的，得9分，每下降2个百分点加3分",
    "补考率15%，计9分，未补考扣1分，每下降2个百分点加3分",
]
SHOWN = {
    "培训移民2000人，计5分，每超额完成500人加0.2分，不足500人按500人计": "不足500人按500人计",
    "获证率80%以上，计5分，每超过1个百分点加0.2分，超过90%的加倍": "超过90%的加倍",
}


def bonus_of(item):
    rules = [rule for component in item.components for rule in component.rules]
    return [rule for rule in rules if rule.kind in (OVER, UNDER)]


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_bonus_beyond_the_only_target_is_read(text, expected):
    item = read_item(f"{text}。")
    [rule] = bonus_of(item)
    figures = (rule.target, rule.step, rule.deduction, rule.cap)
    kind, *told = expected
    assert rule.kind == kind
    assert figures == tuple(None if each is None else Decimal(each) for each in told)
    assert item.unsettled == ()


@pytest.mark.parametrize("text", LEFT)
def test_bonus_of_which_something_is_open_waits_for_a_person(text):
    item = read_item(f"{text}。")
    assert bonus_of(item) == []
    assert item.unsettled


@pytest.mark.parametrize(("text", "words"), SHOWN.items())
def test_words_behind_are_shown(text, words):
    assert words in "".join(read_item(f"{text}。").unsettled)
