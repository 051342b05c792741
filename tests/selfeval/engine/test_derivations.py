"""How a proposal came about, or why there is none, as the county reads it."""

from decimal import Decimal

import pytest

from selfeval.engine.answers import Answer
from selfeval.engine.results import UnitScore
from selfeval.engine.scoring_types import Band, Indicator, Method, Split
from tests.selfeval.engine.build import answered, score, scored_form, single

POSITIVE, NEGATIVE, EQUAL = Method.POSITIVE, Method.NEGATIVE, Method.EQUAL
BANDS = (Band("hi", "达成", Decimal("0.805")), Band("lo", "未达成", Decimal("0.3333333")))
NONE = "，没有建议得分"


def told(unit: UnitScore) -> tuple[str, str]:
    """Return what is proposed, to four places, and how it came about."""
    proposed = "—" if unit.proposed is None else f"{round(unit.proposed, 4).normalize():f}"
    return proposed if unit.applicable else "不适用", unit.derivation


@pytest.mark.parametrize(
    ("method", "target", "outcome", "expected"),
    [
        (POSITIVE, "100", "95", ("95", "完成 95 ÷ 目标 100 = 95%；0.95 × 100 分 = 95")),
        (
            POSITIVE,
            "3,000",
            "1000",
            ("33.3333", "完成 1,000 ÷ 目标 3,000 ≈ 33.3333%；0.3333 × 100 分 ≈ 33.3333"),
        ),
        (
            POSITIVE,
            "100",
            "100",
            ("100", "完成 100 ÷ 目标 100 = 100%；1 × 100 分 = 100"),
        ),
        (
            POSITIVE,
            "100",
            "250",
            ("100", "完成 250 ÷ 目标 100 = 250%，超出部分不加分；1 × 100 分 = 100"),
        ),
        (POSITIVE, "1000", "-5", ("0", "完成 -5 ÷ 目标 1,000 = -0.5%；0 × 100 分 = 0")),
        (POSITIVE, "0", "0", ("不适用", "目标与完成均为 0，不适用，不计入总分")),
        (POSITIVE, "0", "3", ("—", "目标值 0 不能作除数，由人工评分" + NONE)),
        (POSITIVE, "-2", "0", ("—", "目标值 -2 不能作除数，由人工评分" + NONE)),
        (
            POSITIVE,
            "≥80",
            "60",
            ("75", "完成 60 ÷ 目标 80 = 75%；0.75 × 100 分 = 75"),
        ),
        (POSITIVE, "尽量多", "95", ("—", "目标值“尽量多”不是可比较的数值，由人工评分" + NONE)),
        (
            POSITIVE,
            "80",
            "很好",
            ("—", "完成“很好”没有可比较的数，目标为“80”，由人工评分" + NONE),
        ),
        (POSITIVE, "", "", ("—", "完成值未填" + NONE)),
        (POSITIVE, "", "3", ("—", "目标值未填" + NONE)),
        (POSITIVE, "不适用", "3", ("不适用", "不适用，不计入总分")),
        (NEGATIVE, "10", "10", ("100", "完成 10，不超过目标 10；1 × 100 分 = 100")),
        (
            NEGATIVE,
            "3000",
            "3500",
            (
                "83.3333",
                "完成 3,500，超过目标 3,000，超出部分按比例扣减，计 83.3333%；"
                "0.8333 × 100 分 ≈ 83.3333",
            ),
        ),
        (
            NEGATIVE,
            "10",
            "19.99",
            (
                "0.1",
                "完成 19.99，超过目标 10，超出部分按比例扣减，计 0.1%；0.001 × 100 分 = 0.1",
            ),
        ),
        (NEGATIVE, "10", "20", ("0", "完成 20，超过目标 10 一倍及以上；0 × 100 分 = 0")),
        (NEGATIVE, "0", "1", ("0", "完成 1，超过目标 0 一倍及以上；0 × 100 分 = 0")),
        (NEGATIVE, "-1", "-2", ("100", "完成 -2，不超过目标 -1；1 × 100 分 = 100")),
        (NEGATIVE, "-1", "3", ("—", "目标值 -1 小于 0，由人工评分" + NONE)),
        (EQUAL, "3", "3.0", ("100", "完成 3.0，目标 3，相符；1 × 100 分 = 100")),
        (EQUAL, "3", "4", ("0", "完成 4，目标 3，不相符；0 × 100 分 = 0")),
        (EQUAL, "3月 底", "3月底", ("100", "完成 3月底，目标 3月 底，相符；1 × 100 分 = 100")),
        (EQUAL, "3", "三", ("0", "完成 三，目标 3，不相符；0 × 100 分 = 0")),
        (Method.MANUAL, "1", "1", ("—", "由人工评分" + NONE)),
    ],
)
def test_single_indicator_by_its_method(
    method: Method, target: str, outcome: str, expected: tuple[str, str]
) -> None:
    found = score(single(method), answered(Answer("only", target, outcome))).units[0]

    assert told(found) == expected


def test_computed_outcome_that_fails_says_why() -> None:
    form = single(outcome_formula="executed / budget")

    found = score(form, answered(Answer("only", "1"), executed="1", budget="0")).units[0]

    assert told(found) == ("—", "完成值除数为 0" + NONE)


@pytest.mark.parametrize(
    ("answers", "derivation"),
    [
        ([Answer("a", score="60"), Answer("b", score="30.5")], "60 + 30.5 = 90.5"),
        ([Answer("a", score="60")], "60 + —，得分未填全"),
    ],
)
def test_total_is_told_as_a_sum(answers: list[Answer], derivation: str) -> None:
    form = scored_form(
        Indicator("a", "甲", weight=Decimal(60)), Indicator("b", "乙", weight=Decimal(40))
    )

    assert score(form, answered(*answers)).derivation == derivation


@pytest.mark.parametrize(
    ("band", "expected"),
    [
        ("hi", ("80.5", "达成，按 80.5% 计；0.805 × 100 分 = 80.5")),
        ("lo", ("33.3333", "未达成，按 33.3333% 计；0.3333 × 100 分 ≈ 33.3333")),
        ("", ("—", "未选完成等次" + NONE)),
        ("ghost", ("—", "未选完成等次" + NONE)),
    ],
)
def test_qualitative_indicator_by_its_band(band: str, expected: tuple[str, str]) -> None:
    form = single(Method.QUALITATIVE, bands=BANDS)

    assert told(score(form, answered(Answer("only", outcome="好", band=band))).units[0]) == expected


CANNOT = "执行率不能计算（{}）" + NONE


@pytest.mark.parametrize(
    ("executed", "budget", "expected"),
    [
        ("90", "100", ("90", "执行率 = 90%；0.9 × 100 分 = 90")),
        ("1", "3", ("33.3333", "执行率 ≈ 33.3333%；0.3333 × 100 分 ≈ 33.3333")),
        ("100", "100", ("100", "执行率 = 100%；1 × 100 分 = 100")),
        ("120", "100", ("100", "执行率 = 120%，超出部分不加分；1 × 100 分 = 100")),
        ("0", "0", ("不适用", "预算与执行数均为 0 或不适用，执行率不适用，不计入总分")),
        ("5", "0", ("—", CANNOT.format("除数为 0"))),
        ("", "100", ("—", CANNOT.format("预算数或执行数未填"))),
        ("五", "100", ("—", CANNOT.format("“五”不是数字，请填阿拉伯数字"))),
    ],
)
def test_execution_of_the_budget(executed: str, budget: str, expected: tuple[str, str]) -> None:
    found = score(single(Method.EXECUTION), answered(executed=executed, budget=budget)).units[0]

    assert told(found) == expected


def member(code: str, **options: bool) -> Indicator:
    return Indicator(code, f"名{code}", **options)  # type: ignore[arg-type]


THREE = (member("m1"), member("m2"), member("m3"))
HALF = [Answer("m1", "10", "10"), Answer("m2", "10", "5")]


@pytest.mark.parametrize(
    ("members", "answers", "expected"),
    [
        (
            THREE,
            [*HALF, Answer("m3", "10", "不适用")],
            ("45", "2 项平均完成度 75%；0.75 × 60 分 = 45"),
        ),
        (
            THREE,
            [*HALF, Answer("m3", "3", "1")],
            ("36.6667", "3 项平均完成度 61.11%；0.6111 × 60 分 ≈ 36.6667"),
        ),
        (
            THREE,
            HALF[:1],
            ("—", "“名m2”等 2 项须人工评分；其余 1 项平均完成度 100%" + NONE),
        ),
        (THREE, [], ("—", "“名m1”等 3 项须人工评分" + NONE)),
        (
            THREE[:2],
            [Answer("m1", "1", "不适用"), Answer("m2", not_applicable=True)],
            ("不适用", "各项均不适用，不计入总分"),
        ),
        (THREE, [Answer("group", score=" 不适用 ")], ("不适用", "不适用，不计入总分")),
        (THREE, [Answer("group", not_applicable=True)], ("不适用", "不适用，不计入总分")),
        (
            (member("m1", may_drop=True), member("m2")),
            [Answer("m1", "10", "10", dropped=True), HALF[1]],
            ("30", "1 项平均完成度 50%；0.5 × 60 分 = 30"),
        ),
    ],
)
def test_group_counts_what_applies_alike(
    members: tuple[Indicator, ...], answers: list[Answer], expected: tuple[str, str]
) -> None:
    group = Indicator("group", "{year}产出", members, weight=Decimal(60))
    rest = Indicator("rest", "其余", weight=Decimal(40), method=Method.MANUAL)

    found = score(scored_form(group, rest), answered(*answers)).units[0]

    assert told(found) == expected
    assert (found.label, found.members) == ("2023产出", tuple(node.code for node in members))


def test_group_without_indicators_says_so() -> None:
    group = Indicator("group", "产出", weight=Decimal(100), may_add=True)

    assert told(score(scored_form(group), answered()).units[0]) == ("—", "其下没有指标" + NONE)


def test_weight_that_the_county_still_owes_leaves_no_proposal() -> None:
    head = Indicator("head", "数量", may_add=True)
    form = scored_form(Indicator("group", "产出", (head,), weight=Decimal(100), split=Split.FILER))

    found = score(form, answered(Answer("a", "10", "5", parent="head"))).units[0]

    assert (found.attainment, *told(found)) == (
        Decimal("0.5"),
        "—",
        "完成 5 ÷ 目标 10 = 50%，没有建议得分",
    )
