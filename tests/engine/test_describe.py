"""Rules, policies and labels in words."""

import pytest

from assessment.engine import explain
from assessment.engine.types import (
    Measure,
    MeasureKind,
    Policy,
    Pooling,
    Rule,
    RuleKind,
    StepReading,
)
from tests.engine.build import make_measure, make_rule

WHOLE, PROPORTION, STARTED = StepReading
CAPPED, UNCAPPED, EACH = Pooling
QUANTITY, RATE, YES_NO, COUNT = MeasureKind
TREES = [make_measure("油", target="5000")]
SHARE = make_rule(RuleKind.SHORTFALL_SHARE, "油", "10", "0.8")


@pytest.mark.parametrize(
    ("rule", "measure", "expected"),
    [
        (SHARE, TREES[0], "每少 10% 扣 0.8 分"),
        (
            make_rule(RuleKind.SHORTFALL_UNIT, "a", "1", "0.8"),
            make_measure("a", target="6", unit="个村"),
            "每少 1 个村扣 0.8 分",
        ),
        (
            make_rule(RuleKind.SHORTFALL_UNIT, "a", "1", "6"),
            make_measure("a", target="1"),
            "每少 1 扣 6 分",
        ),
        (
            make_rule(RuleKind.NOT_DONE, "a", None, "2"),
            make_measure("a", YES_NO),
            "出现该情形扣 2 分",
        ),
        (
            make_rule(RuleKind.NOT_DONE, "a", None, "6"),
            make_measure("a", target="1"),
            "未完成扣 6 分",
        ),
        (
            make_rule(RuleKind.BELOW_BAR, "a", None, "10"),
            make_measure("a", target="1915", unit="人"),
            "低于 1,915 人扣 10 分",
        ),
        (make_rule(RuleKind.BELOW_BAR, "a", None, "10"), make_measure("a"), "低于目标扣 10 分"),
        (
            make_rule(RuleKind.PER_OCCURRENCE, "a", "1", "0.3"),
            make_measure("a", COUNT, unit="起"),
            "每起扣 0.3 分",
        ),
        (
            make_rule(RuleKind.PER_OCCURRENCE, "a", "2", "0.3"),
            make_measure("a", COUNT),
            "每 2 次扣 0.3 分",
        ),
        (
            make_rule(RuleKind.RATE_BELOW, "a", "1", "0.1"),
            make_measure("a", RATE, "95"),
            "低于 95%，每低 1 个百分点扣 0.1 分",
        ),
    ],
)
def test_describe_rule_is_one_short_sentence(rule: Rule, measure: Measure, expected: str) -> None:
    assert explain.describe_rule(rule, [measure]) == expected


def test_describe_rule_without_measures_still_reads() -> None:
    rule = make_rule(RuleKind.BELOW_BAR, "", None, "10")

    assert explain.describe_rule(rule, []) == "低于目标扣 10 分"


def test_describe_policy_names_each_choice() -> None:
    assert explain.describe_policy(Policy())[:3] == [
        ("不足一档的部分", "不足一档不扣"),
        ("一项任务含多项数量", "合并计算，各项完成数以本项目标为限"),
        ("要点扣分上限", "扣完为止，以要点分值为限"),
    ]
    assert explain.describe_policy(Policy(STARTED, EACH, False))[:3] == [
        ("不足一档的部分", "不足一档按一档扣"),
        ("一项任务含多项数量", "各项分别计算，扣分相加"),
        ("要点扣分上限", "不设上限，扣到指标 0 分为止"),
    ]


def test_every_choice_has_a_label() -> None:
    assert set(explain.RULE_KIND_LABELS) == set(RuleKind)
    assert set(explain.MEASURE_KIND_LABELS) == set(MeasureKind)
    assert set(explain.STEP_READING_LABELS) == set(StepReading)
    assert set(explain.POOLING_LABELS) == set(Pooling)
