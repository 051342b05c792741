"""Each rule kind under each reading and pooling: nothing, at the limit, beyond, all, more."""

from decimal import Decimal

import pytest

from assessment.engine.errors import WrongRule
from assessment.engine.types import (
    Fact,
    FactStatus,
    Measure,
    MeasureKind,
    Policy,
    Pooling,
    Rule,
    RuleKind,
    StepReading,
)
from tests.engine.build import TARGETED, D, make_measure, make_policy, make_rule, one_line

WHOLE, PROPORTION, STARTED = StepReading
CAPPED, UNCAPPED, EACH = Pooling

Steps = tuple[str, str, str]  # under WHOLE, PROPORTION, STARTED


def reading_cases(rows: list[tuple[str, str | int | None, Steps]]) -> list[object]:
    return [
        pytest.param(value, reading, D(step), id=f"{name}-{reading}")
        for name, value, steps in rows
        for reading, step in zip(StepReading, steps, strict=True)
    ]


def single_line(
    kind: RuleKind, value: str | int | None, policy: Policy, target: str | None, step: str | None
) -> tuple[Decimal, Decimal]:
    measure = make_measure("a", TARGETED[kind], target)
    line = one_line(make_rule(kind, "a", step, "0.8"), [measure], [value], policy)
    return line.steps, line.deduction


@pytest.mark.parametrize("pooling", Pooling)
@pytest.mark.parametrize(
    ("value", "reading", "steps"),
    reading_cases(
        [
            ("nothing done", 0, ("10", "10", "10")),
            ("one lacking", 999, ("0", "0.01", "1")),
            ("just above the limit", 901, ("0", "0.99", "1")),
            ("at the limit", 900, ("1", "1", "1")),
            ("one beyond", 899, ("1", "1.01", "2")),
            ("all", 1000, ("0", "0", "0")),
            ("more than all", 1001, ("0", "0", "0")),
            ("not recorded", None, ("0", "0", "0")),
            ("not applicable", "不适用", ("0", "0", "0")),
        ]
    ),
)
def test_shortfall_share_counts_steps_of_ten_percent(
    value: str | int | None, reading: StepReading, steps: Decimal, pooling: Pooling
) -> None:
    policy = make_policy(reading, pooling)

    assert single_line(RuleKind.SHORTFALL_SHARE, value, policy, "1000", "10") == (
        steps,
        steps * D("0.8"),
    )


@pytest.mark.parametrize("pooling", Pooling)
@pytest.mark.parametrize(
    ("value", "reading", "steps"),
    reading_cases(
        [
            ("nothing done", 0, ("6", "6", "6")),
            ("a part lacking", "5.5", ("0", "0.5", "1")),
            ("at the limit", 5, ("1", "1", "1")),
            ("a part beyond", "4.9", ("1", "1.1", "2")),
            ("all", 6, ("0", "0", "0")),
            ("more than all", 9, ("0", "0", "0")),
            ("not recorded", None, ("0", "0", "0")),
            ("not applicable", "不适用", ("0", "0", "0")),
        ]
    ),
)
def test_shortfall_unit_counts_missing_units(
    value: str | int | None, reading: StepReading, steps: Decimal, pooling: Pooling
) -> None:
    policy = make_policy(reading, pooling)

    assert single_line(RuleKind.SHORTFALL_UNIT, value, policy, "6", "1") == (
        steps,
        steps * D("0.8"),
    )


@pytest.mark.parametrize("pooling", Pooling)
@pytest.mark.parametrize(
    ("value", "reading", "steps"),
    reading_cases(
        [
            ("nothing", 0, ("95", "95", "95")),
            ("between steps", "87.4", ("7", "7.6", "8")),
            ("just above the limit", "94.01", ("0", "0.99", "1")),
            ("at the limit", 94, ("1", "1", "1")),
            ("just beyond", "93.99", ("1", "1.01", "2")),
            ("at the threshold", 95, ("0", "0", "0")),
            ("above the threshold", 100, ("0", "0", "0")),
            ("above the whole", 120, ("0", "0", "0")),
            ("not recorded", None, ("0", "0", "0")),
            ("not applicable", "不适用", ("0", "0", "0")),
        ]
    ),
)
def test_rate_below_counts_percentage_points(
    value: str | int | None, reading: StepReading, steps: Decimal, pooling: Pooling
) -> None:
    policy = make_policy(reading, pooling)

    assert single_line(RuleKind.RATE_BELOW, value, policy, "95", "1") == (steps, steps * D("0.8"))


@pytest.mark.parametrize("pooling", Pooling)
@pytest.mark.parametrize("reading", StepReading)
@pytest.mark.parametrize(
    ("value", "steps"), [(0, 1), (914, 1), (915, 0), (916, 0), (None, 0), ("不适用", 0)]
)
def test_below_bar_deducts_once(
    value: str | int | None, steps: int, reading: StepReading, pooling: Pooling
) -> None:
    policy = make_policy(reading, pooling)

    assert single_line(RuleKind.BELOW_BAR, value, policy, "915", None) == (steps, steps * D("0.8"))


@pytest.mark.parametrize("pooling", Pooling)
@pytest.mark.parametrize("reading", StepReading)
@pytest.mark.parametrize(("value", "steps"), [(0, 0), (1, 1), (None, 0), ("不适用", 0)])
def test_not_done_deducts_once_where_the_failing_happened(
    value: str | int | None, steps: int, reading: StepReading, pooling: Pooling
) -> None:
    policy = make_policy(reading, pooling)

    assert single_line(RuleKind.NOT_DONE, value, policy, None, None) == (steps, steps * D("0.8"))


@pytest.mark.parametrize(
    ("kind", "target", "value", "steps"),
    [
        (MeasureKind.QUANTITY, "3", "0", 1),
        (MeasureKind.QUANTITY, "3", "2", 1),
        (MeasureKind.QUANTITY, "3", "3", 0),
        (MeasureKind.QUANTITY, "3", "4", 0),
        (MeasureKind.QUANTITY, None, "0", 0),
        (MeasureKind.RATE, "90", "89.9", 1),
        (MeasureKind.COUNT, None, "2", 1),
        (MeasureKind.COUNT, None, "0", 0),
    ],
)
def test_not_done_reads_other_kinds_of_measure(
    kind: MeasureKind, target: str | None, value: str, steps: int
) -> None:
    line = one_line(
        make_rule(RuleKind.NOT_DONE), [make_measure("a", kind, target)], [value], Policy()
    )

    assert (line.steps, line.deduction) == (steps, steps)


@pytest.mark.parametrize("pooling", Pooling)
@pytest.mark.parametrize("reading", StepReading)
@pytest.mark.parametrize(
    ("value", "steps"), [(0, 0), (1, 1), (2, 2), (70, 70), (None, 0), ("不适用", 0)]
)
def test_per_occurrence_deducts_each(
    value: str | int | None, steps: int, reading: StepReading, pooling: Pooling
) -> None:
    policy = make_policy(reading, pooling)

    assert single_line(RuleKind.PER_OCCURRENCE, value, policy, None, "1") == (
        steps,
        steps * D("0.8"),
    )


@pytest.mark.parametrize(("step", "steps"), [(None, "3"), ("1", "3"), ("2", "1")])
def test_per_occurrence_takes_its_step(step: str | None, steps: str) -> None:
    assert single_line(RuleKind.PER_OCCURRENCE, 3, Policy(), None, step)[0] == D(steps)


@pytest.mark.parametrize("status", [FactStatus.NOT_RECORDED, FactStatus.NOT_APPLICABLE])
@pytest.mark.parametrize(
    ("kind", "target", "harmless", "costly"),
    [
        (RuleKind.SHORTFALL_SHARE, "1000", 1000, "0"),
        (RuleKind.SHORTFALL_UNIT, "6", 6, "0"),
        (RuleKind.RATE_BELOW, "95", 95, "0"),
        (RuleKind.BELOW_BAR, "915", 915, "0"),
        (RuleKind.NOT_DONE, None, 0, "1"),
        (RuleKind.PER_OCCURRENCE, None, 0, "3"),
    ],
)
def test_figure_left_beside_a_fact_that_is_not_recorded_costs_nothing(
    kind: RuleKind, target: str | None, harmless: int, costly: str, status: FactStatus
) -> None:
    measures = [make_measure(code, TARGETED[kind], target) for code in "ab"]
    values = [harmless, Fact(status, D(costly))]

    line = one_line(make_rule(kind, "ab", "1"), measures, values, Policy())

    assert (line.deduction, line.values) == (0, (harmless, None))


def test_per_occurrence_adds_what_is_on_record() -> None:
    rule = make_rule(RuleKind.PER_OCCURRENCE, "abc", "1", "0.5")
    counts = [make_measure(code, MeasureKind.COUNT) for code in "abc"]

    line = one_line(rule, counts, [2, None, 1], Policy())

    assert (line.steps, line.deduction, line.missing) == (3, D("1.5"), True)


TREES = [make_measure("a", target="5000"), make_measure("b", target="1000")]


@pytest.mark.parametrize(
    ("values", "capped", "uncapped", "each"),
    [
        pytest.param([5000, 1000], "0", "0", "0", id="all"),
        pytest.param([6000, 1000], "0", "0", "0", id="more than all"),
        pytest.param([6000, 0], "1", "0", "10", id="surplus beside nothing"),
        pytest.param([4400, 1000], "1", "1", "1", id="at the pool's limit"),
        pytest.param([4401, 1000], "0", "0", "1", id="above the pool's limit"),
        pytest.param([0, 0], "10", "10", "20", id="nothing done"),
        pytest.param([None, None], "0", "0", "0", id="not recorded"),
        pytest.param([2500, None], "4", "4", "5", id="not recorded counts as done"),
        pytest.param([2500, "不适用"], "5", "5", "5", id="not applicable is left out"),
        pytest.param(["不适用", 500], "5", "5", "5", id="first not applicable"),
    ],
)
def test_shortfall_share_pools_as_the_year_says(
    values: list[str | int | None], capped: str, uncapped: str, each: str
) -> None:
    rule = make_rule(RuleKind.SHORTFALL_SHARE, "ab", "10", "0.8")

    steps = [one_line(rule, TREES, values, make_policy(pooling=p)).steps for p in Pooling]

    assert steps == [D(capped), D(uncapped), D(each)]


@pytest.mark.parametrize(
    ("values", "capped", "uncapped", "each"),
    [
        pytest.param([7, 0], "2", "0", "2", id="surplus beside nothing"),
        pytest.param(["4.5", "1.5"], "1", "1", "0", id="halves make one"),
        pytest.param([None, 0], "2", "2", "2", id="not recorded counts as done"),
    ],
)
def test_shortfall_unit_pools_as_the_year_says(
    values: list[str | int | None], capped: str, uncapped: str, each: str
) -> None:
    rule = make_rule(RuleKind.SHORTFALL_UNIT, "ab", "1", "0.8")
    measures = [make_measure("a", target="5"), make_measure("b", target="2")]

    steps = [one_line(rule, measures, values, make_policy(pooling=p)).steps for p in Pooling]

    assert steps == [D(capped), D(uncapped), D(each)]


def test_rates_are_never_pooled() -> None:
    rule = make_rule(RuleKind.RATE_BELOW, "ab", "1", "0.1")
    rates = [make_measure(code, MeasureKind.RATE, "95") for code in "ab"]

    assert one_line(rule, rates, ["94.5", "93.5"], Policy()).steps == 1


@pytest.mark.parametrize(("reading", "steps"), [(WHOLE, "3"), (PROPORTION, "3.5"), (STARTED, "4")])
def test_rates_below_their_bars_are_added(reading: StepReading, steps: str) -> None:
    rule = make_rule(RuleKind.RATE_BELOW, "ab", "1", "0.1")
    rates = [make_measure(code, MeasureKind.RATE, "95") for code in "ab"]

    line = one_line(rule, rates, [94, "92.5"], make_policy(reading))

    assert (line.shortfall, line.steps) == (D("3.5"), D(steps))


def test_crops_that_count_by_themselves_are_added() -> None:
    rule = make_rule(RuleKind.SHORTFALL_SHARE, "ab", "10", "0.8")

    line = one_line(rule, TREES, [4000, 500], make_policy(pooling=EACH))

    assert (line.shortfall, line.steps) == (70, 7)


@pytest.mark.parametrize("target", ["0", None, "-5"])
@pytest.mark.parametrize(
    "kind", [RuleKind.SHORTFALL_SHARE, RuleKind.SHORTFALL_UNIT, RuleKind.RATE_BELOW]
)
def test_no_target_means_nothing_to_do(kind: RuleKind, target: str | None) -> None:
    assert single_line(kind, 0, Policy(), target, "10") == (0, 0)


@pytest.mark.parametrize(
    ("target", "value", "reading", "steps"),
    [
        ("3", "2", WHOLE, "3"),  # 33.33…% short
        ("3", "2", STARTED, "4"),
        ("7", "6.3", WHOLE, "1"),  # 0.7 of 7: 10 % and not a hair less
        ("7", "6.3", STARTED, "1"),
        ("999999999999999", "899999999999999.1", WHOLE, "1"),
        ("999999999999999", "899999999999999.2", WHOLE, "0"),
        ("999999999999999", "899999999999999.1", STARTED, "1"),
        ("999999999999999", "899999999999999.0", STARTED, "2"),
    ],
)
def test_step_boundaries_are_exact(
    target: str, value: str, reading: StepReading, steps: str
) -> None:
    policy = make_policy(reading)

    assert single_line(RuleKind.SHORTFALL_SHARE, value, policy, target, "10")[0] == D(steps)


def test_proportion_of_thirds_is_exact_again_when_multiplied() -> None:
    rule = make_rule(RuleKind.SHORTFALL_SHARE, "a", "10", "0.3")

    line = one_line(rule, [make_measure("a", target="3")], [1], make_policy(PROPORTION))

    assert str(line.shortfall) == "66.66666666666666666666666667"
    assert line.deduction == 2


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (make_rule(RuleKind.SHORTFALL_SHARE, "", "10"), "没有测量项"),
        (make_rule(RuleKind.SHORTFALL_SHARE, "x", "10"), "要点中没有编码为 x 的测量项"),
        (make_rule(RuleKind.SHORTFALL_SHARE, "a"), "没有写明一档是多少"),
        (make_rule(RuleKind.RATE_BELOW, "a"), "没有写明一档是多少"),
        (make_rule(RuleKind.SHORTFALL_UNIT, "a", "0"), "一档的大小应大于 0"),
        (make_rule(RuleKind.PER_OCCURRENCE, "a", "-1"), "一档的大小应大于 0"),
        (make_rule(RuleKind.NOT_DONE, "a", None, "-2"), "扣分值不能是负数"),
    ],
)
def test_rule_that_cannot_be_applied_is_refused(rule: Rule, reason: str) -> None:
    with pytest.raises(WrongRule) as caught:
        one_line(rule, [make_measure("a", target="5")], [None], Policy())

    assert caught.value.rule is rule
    assert str(caught.value) == (
        f"扣分规则未注明原文的一条无法计算：{reason}。请先在指标表中改正。"
    )


def test_rule_that_deducts_nothing_is_none_to_refuse() -> None:
    rule = make_rule(RuleKind.NOT_DONE, "a", None, "0")

    line = one_line(rule, [make_measure("a", MeasureKind.YES_NO)], [1], Policy())

    assert (line.steps, line.deduction) == (1, 0)


def test_wrong_rule_quotes_its_clause() -> None:
    with pytest.raises(WrongRule, match="^扣分规则“每少完成10%扣0.8分”无法计算：没有写明"):
        one_line(
            make_rule(RuleKind.SHORTFALL_SHARE, "a", clause="每少完成10%扣0.8分"),
            [Measure("a", "油茶", MeasureKind.QUANTITY)],
            [None],
            Policy(),
        )


@pytest.mark.parametrize(
    ("values", "missing", "shown"),
    [
        ([1, 2], False, (1, 2)),
        ([1, None], True, (1, None)),
        ([1, "不适用"], False, (1, None)),
        ([0, 0], False, (0, 0)),
        ([5000, 1000], False, (5000, 1000)),
        ([5000, None], True, (5000, None)),
    ],
)
def test_line_tells_missing_from_not_applicable(
    values: list[str | int | None], missing: bool, shown: tuple[int | None, ...]
) -> None:
    rule = make_rule(RuleKind.SHORTFALL_SHARE, "ab", "10")

    line = one_line(rule, TREES, values, Policy())

    assert line.missing is missing
    assert line.values == shown
