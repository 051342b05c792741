"""Points outside the 100 for what lies above a target, or below one (每超额500人加0.2分)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.engine import explain
from assessment.engine.errors import WrongRule
from assessment.engine.types import MeasureKind, Policy, RuleKind, StepReading
from tests.engine.build import D, make_measure, make_policy, make_rule, one_line
from tests.engine.test_properties import examples

OVER, UNDER = RuleKind.BONUS_OVER, RuleKind.BONUS_UNDER
PEOPLE = make_measure("a", target="2000", unit="人")
RATE = make_measure("a", MeasureKind.RATE)
TIMES = make_measure("a", MeasureKind.COUNT)


def over(**more):
    return make_rule(OVER, "a", "500", "0.2", target="2000", **more)


def under(**more):
    return make_rule(UNDER, "a", "2", "3", target="15", **more)


@pytest.mark.parametrize(
    ("rule", "measure", "value", "bonus", "told"),
    [
        (over(), PEOPLE, "2000", "0", "没有超过 2,000 人，不加分"),
        (over(), PEOPLE, "2499", "0", "2,499 人 超过 2,000 人，超出 499 人，不足一档，不加分"),
        (
            *(over(), PEOPLE, "3100", "0.4"),
            "3,100 人 超过 2,000 人，超出 1,100 人 → 2 档 × 0.2 = 0.4",
        ),
        (
            *(over(cap="0.3"), PEOPLE, "3100", "0.3"),
            "3,100 人 超过 2,000 人，超出 1,100 人 → 2 档 × 0.2 = 0.4，最多加 0.3 分，加 0.3",
        ),
        (over(), PEOPLE, None, "0", "未录入，暂不加分"),
        (over(), PEOPLE, "不适用", "0", "不适用，不加分"),
        (under(), RATE, "15", "0", "没有低于 15%，不加分"),
        (under(), RATE, "14", "0", "14% 低于 15%，低 1 个百分点，不足一档，不加分"),
        (under(), RATE, "10.5", "6", "10.5% 低于 15%，低 4.5 个百分点 → 2 档 × 3 = 6"),
        (under(), RATE, "0", "21", "0% 低于 15%，低 15 个百分点 → 7 档 × 3 = 21"),
        (under(), TIMES, "11", "6", "11 低于 15，低 4 → 2 档 × 3 = 6"),
    ],
)
@pytest.mark.parametrize("reading", StepReading)
def test_whole_steps_beyond_the_target_add_points(
    rule, measure, value, bonus, told, reading
) -> None:
    line = one_line(rule, [measure], [value], make_policy(reading))

    assert (line.bonus, line.deduction) == (D(bonus), 0)
    assert explain.arithmetic(line) == told


@pytest.mark.parametrize(
    ("rule", "measure", "expected"),
    [
        (over(), PEOPLE, "超过 2,000 人，每超出 500 人加 0.2 分"),
        (over(cap="1"), RATE, "超过 2,000%，每超出 500 个百分点加 0.2 分，最多加 1 分"),
        (under(), RATE, "低于 15%，每低 2 个百分点加 3 分"),
        (under(), TIMES, "低于 15，每低 2 加 3 分"),
    ],
)
def test_rule_is_described(rule, measure, expected) -> None:
    assert explain.describe_rule(rule, [measure]) == expected


@pytest.mark.parametrize(
    ("kind", "why"), [(OVER, "没有写明超过多少才加分"), (UNDER, "没有写明低于多少才加分")]
)
def test_rule_without_a_target_of_its_own_is_refused(kind, why) -> None:
    with pytest.raises(WrongRule, match=why):
        one_line(make_rule(kind, "a", "1", "1"), [RATE], ["5"], Policy())


@examples
@given(st.decimals(0, 5000, places=1), st.decimals(0, 500, places=1))
def test_more_never_adds_less_and_one_of_both_adds_nothing(value, more) -> None:
    rules = (over(), make_rule(UNDER, "a", "500", "0.2", target="2000"))
    [(less, fewer), (better, worse)] = [
        [one_line(rule, [PEOPLE], [str(n)], Policy()).bonus for rule in rules]
        for n in (value, value + more)
    ]

    assert less <= better
    assert worse <= fewer
    assert 0 in (less, fewer)
