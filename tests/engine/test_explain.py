"""The sentences of the derivation, word for word."""

from decimal import localcontext

import pytest

from assessment.engine.explain import arithmetic
from assessment.engine.types import (
    Measure,
    MeasureKind,
    Policy,
    Pooling,
    RuleKind,
    StepReading,
)
from tests.engine.build import (
    make_measure,
    make_policy,
    make_rule,
    one_line,
)

WHOLE, PROPORTION, STARTED = StepReading
CAPPED, UNCAPPED, EACH = Pooling
QUANTITY, RATE, YES_NO, COUNT = MeasureKind

TREES = [
    make_measure("油", target="5000"),
    make_measure("茶", target="1500"),
    make_measure("果", target="5000"),
]
SHARE = make_rule(RuleKind.SHORTFALL_SHARE, "油茶果", "10", "0.8")


@pytest.mark.parametrize(
    ("values", "policy", "expected"),
    [
        (
            [2946, 1500, 4000],
            make_policy(),
            "完成 8,446 ÷ 目标 11,500 ≈ 73.44%，缺 26.56% → 2 档 × 0.8 = 1.6",
        ),
        (
            [2946, 1500, 4000],
            make_policy(PROPORTION),
            "完成 8,446 ÷ 目标 11,500 ≈ 73.44%，缺 26.56% → 2.66 档（按比例）× 0.8 ≈ 2.12",
        ),
        (
            [2946, 1500, 4000],
            make_policy(STARTED),
            "完成 8,446 ÷ 目标 11,500 ≈ 73.44%，缺 26.56% → 3 档（不足一档按一档）× 0.8 = 2.4",
        ),
        (
            [3400, 1500, 3150],
            make_policy(PROPORTION),
            "完成 8,050 ÷ 目标 11,500 = 70%，缺 30% → 3 档 × 0.8 = 2.4",
        ),
        (
            [4540, 2000, None],
            make_policy(),
            "完成 11,040 ÷ 目标 11,500 = 96%，缺 4%，不足一档，不扣分"
            "（1 项未录入，暂按完成计；超出目标的部分不计）",
        ),
        (
            [4040, 2000, 4000],
            make_policy(pooling=UNCAPPED),
            "完成 10,040 ÷ 目标 11,500 ≈ 87.3%，缺 12.7% → 1 档 × 0.8 = 0.8",
        ),
        (
            [4000, "不适用", 2500],
            make_policy(pooling=EACH),
            "油完成 4,000 ÷ 目标 5,000 = 80%，缺 20%；果完成 2,500 ÷ 目标 5,000 = 50%，缺 50%"
            " → 7 档 × 0.8 = 5.6（1 项不适用，不计入）",
        ),
        ([5000, 1500, None], make_policy(), "已达目标，不扣分（1 项未录入，暂按完成计）"),
        ([None, "不适用", None], make_policy(), "未录入，暂不扣分"),
        (["不适用", "不适用", "不适用"], make_policy(), "不适用，不扣分"),
    ],
)
def test_shortfall_share_is_told_in_figures(
    values: list[str | int | None], policy: Policy, expected: str
) -> None:
    assert arithmetic(one_line(SHARE, TREES, values, policy)) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            RuleKind.SHORTFALL_SHARE,
            "油完成 4,000 ÷ 目标 5,000 = 80%，缺 20%；果完成 4,500 ÷ 目标 5,000 = 90%，缺 10%"
            " → 3 档 × 0.8 = 2.4",
        ),
        (
            RuleKind.SHORTFALL_UNIT,
            "油完成 4,000，目标 5,000，缺 1,000；果完成 4,500，目标 5,000，缺 500"
            " → 150 档 × 0.8 = 120",
        ),
    ],
)
@pytest.mark.parametrize("done", [1500, 2000], ids=["met", "exceeded"])
def test_crop_that_met_its_target_is_not_printed_where_each_counts_by_itself(
    kind: RuleKind, expected: str, done: int
) -> None:
    rule = make_rule(kind, "油茶果", "10", "0.8")

    line = one_line(rule, TREES, [4000, done, 4500], make_policy(pooling=EACH))

    assert arithmetic(line) == expected


@pytest.mark.parametrize(
    ("done", "reading", "expected"),
    [
        (
            "90000.4",
            WHOLE,
            "完成 90,000.4 ÷ 目标 100,000 = 90.0004%，缺 9.9996%，不足一档，不扣分",
        ),
        (
            "89999.6",
            STARTED,
            "完成 89,999.6 ÷ 目标 100,000 = 89.9996%，缺 10.0004%"
            " → 2 档（不足一档按一档）× 0.8 = 1.6",
        ),
        (
            "90000",
            STARTED,
            "完成 90,000 ÷ 目标 100,000 = 90%，缺 10% → 1 档 × 0.8 = 0.8",
        ),
    ],
)
def test_percent_is_not_rounded_onto_a_step(done: str, reading: StepReading, expected: str) -> None:
    rule = make_rule(RuleKind.SHORTFALL_SHARE, "a", "10", "0.8")
    line = one_line(rule, [make_measure("a", target="100000")], [done], make_policy(reading))

    assert arithmetic(line) == expected


def test_percent_that_does_not_end_shows_no_more_places_than_its_step_asks_for() -> None:
    rule = make_rule(RuleKind.SHORTFALL_SHARE, "a", "10", "0.8")
    line = one_line(rule, [make_measure("a", target="30001")], [27001], make_policy())

    assert arithmetic(line) == (
        "完成 27,001 ÷ 目标 30,001 ≈ 90.0003%，缺 9.9997%，不足一档，不扣分"
    )


def test_sentence_does_not_depend_on_the_callers_decimal_context() -> None:
    line = one_line(SHARE, TREES, [2946, 1500, 4000], make_policy())

    with localcontext() as context:
        context.prec = 3
        assert arithmetic(line) == (
            "完成 8,446 ÷ 目标 11,500 ≈ 73.44%，缺 26.56% → 2 档 × 0.8 = 1.6"
        )


@pytest.mark.parametrize(
    ("kind", "measure", "step", "value", "policy", "expected"),
    [
        (
            RuleKind.SHORTFALL_UNIT,
            make_measure("a", target="6", unit="个"),
            "1",
            4,
            make_policy(),
            "完成 4 个，目标 6 个，缺 2 个 → 2 × 0.8 = 1.6",
        ),
        (
            RuleKind.SHORTFALL_UNIT,
            make_measure("a", target="6"),
            "10",
            4,
            make_policy(),
            "完成 4，目标 6，缺 2，不足一档，不扣分",
        ),
        (
            RuleKind.SHORTFALL_UNIT,
            make_measure("a", target="6", unit="个"),
            "2",
            4,
            make_policy(STARTED),
            "完成 4 个，目标 6 个，缺 2 个 → 1 档 × 0.8 = 0.8",
        ),
        (
            RuleKind.SHORTFALL_UNIT,
            make_measure("a", target="6", unit="个"),
            "1",
            4,
            make_policy(PROPORTION),
            "完成 4 个，目标 6 个，缺 2 个 → 2 × 0.8 = 1.6",
        ),
        (RuleKind.SHORTFALL_UNIT, make_measure("a"), "1", 4, make_policy(), "没有目标任务，不扣分"),
        (
            RuleKind.SHORTFALL_UNIT,
            make_measure("a", target="0"),
            "1",
            0,
            make_policy(),
            "没有目标任务，不扣分",
        ),
        (
            RuleKind.SHORTFALL_UNIT,
            make_measure("a", target="0.5"),
            "1",
            1,
            make_policy(),
            "已达目标，不扣分",
        ),
        (
            RuleKind.RATE_BELOW,
            make_measure("a", RATE, "95"),
            "1",
            "87.4",
            make_policy(),
            "87.4% 低于 95%，低 7.6 个百分点 → 7 档 × 0.8 = 5.6",
        ),
        (
            RuleKind.RATE_BELOW,
            make_measure("a", RATE, "95"),
            "1",
            "87.4",
            make_policy(PROPORTION),
            "87.4% 低于 95%，低 7.6 个百分点 → 7.6 档（按比例）× 0.8 = 6.08",
        ),
        (
            RuleKind.RATE_BELOW,
            make_measure("a", RATE, "95"),
            "1",
            95,
            make_policy(),
            "已达目标，不扣分",
        ),
        (
            RuleKind.RATE_BELOW,
            make_measure("a", RATE, "95"),
            "1",
            120,
            make_policy(),
            "已达目标，不扣分",
        ),
        (
            RuleKind.NOT_DONE,
            make_measure("a", YES_NO),
            None,
            1,
            make_policy(),
            "出现该情形 → 扣 0.8",
        ),
        (
            RuleKind.NOT_DONE,
            make_measure("a", YES_NO),
            None,
            0,
            make_policy(),
            "未出现该情形，不扣分",
        ),
        (
            RuleKind.NOT_DONE,
            make_measure("a", target="1", unit="个"),
            None,
            0,
            make_policy(),
            "完成 0 个，未达 1 个 → 扣 0.8",
        ),
        (
            RuleKind.BELOW_BAR,
            make_measure("a", RATE, "90"),
            None,
            "89.5",
            make_policy(),
            "完成 89.5%，未达 90% → 扣 0.8",
        ),
        (
            RuleKind.BELOW_BAR,
            make_measure("a", target="915"),
            None,
            915,
            make_policy(),
            "已达目标，不扣分",
        ),
        (
            RuleKind.BELOW_BAR,
            make_measure("a"),
            None,
            5,
            make_policy(),
            "没有目标任务，不扣分",
        ),
        (
            RuleKind.PER_OCCURRENCE,
            make_measure("a", COUNT),
            "1",
            3,
            make_policy(),
            "3 次 × 0.8 = 2.4",
        ),
        (
            RuleKind.PER_OCCURRENCE,
            make_measure("a", COUNT, unit="起"),
            "1",
            0,
            make_policy(),
            "0 起，不扣分",
        ),
        (
            RuleKind.PER_OCCURRENCE,
            make_measure("a", COUNT, unit="起"),
            "2",
            3,
            make_policy(STARTED),
            "3 起 → 2 档（不足一档按一档）× 0.8 = 1.6",
        ),
    ],
)
def test_other_kinds_are_told_in_figures(
    kind: RuleKind,
    measure: Measure,
    step: str | None,
    value: str | int,
    policy: Policy,
    expected: str,
) -> None:
    line = one_line(make_rule(kind, "a", step, "0.8"), [measure], [value], policy)

    assert arithmetic(line) == expected


@pytest.mark.parametrize(
    ("values", "policy", "expected"),
    [
        (
            [94, "92.5"],
            make_policy(),
            "甲94% 低于 95%，低 1 个百分点；乙92.5% 低于 95%，低 2.5 个百分点 → 3 档 × 0.8 = 2.4",
        ),
        (
            [94, "92.5"],
            make_policy(STARTED),
            "甲94% 低于 95%，低 1 个百分点；乙92.5% 低于 95%，低 2.5 个百分点"
            " → 4 档（不足一档按一档）× 0.8 = 3.2",
        ),
        (
            ["94.5", None],
            make_policy(),
            "甲94.5% 低于 95%，低 0.5 个百分点，不足一档，不扣分（1 项未录入，暂不扣分）",
        ),
        (
            [120, "不适用"],
            make_policy(),
            "已达目标，不扣分（1 项不适用，不计入）",
        ),
    ],
)
def test_several_rates_are_told_each_by_its_name(
    values: list[str | int | None], policy: Policy, expected: str
) -> None:
    rates = [make_measure(code, RATE, "95") for code in "甲乙"]

    line = one_line(make_rule(RuleKind.RATE_BELOW, "甲乙", "1", "0.8"), rates, values, policy)

    assert arithmetic(line) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 1], "出现该情形；出现该情形 → 2 × 0.8 = 1.6"),
        ([1, None], "出现该情形 → 扣 0.8（1 项未录入，暂不扣分）"),
    ],
)
def test_several_failings_are_counted(values: list[str | int | None], expected: str) -> None:
    rule = make_rule(RuleKind.NOT_DONE, "ab", None, "0.8")

    line = one_line(rule, [make_measure(code, YES_NO) for code in "ab"], values, Policy())

    assert arithmetic(line) == expected
