"""Proposals, totals and grades."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.engine.answers import Answer
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.results import UnitScore
from selfeval.engine.scoring import grade_of
from selfeval.engine.scoring_types import Band, Indicator, Method, NotApplicable, ScoringMode, Split
from tests.selfeval.engine.build import YEAR, answered, score, scored_form, single

POSITIVE, NEGATIVE = Method.POSITIVE, Method.NEGATIVE
BANDS = (
    Band("full", "达成", Decimal(1)),
    Band("partial", "部分达成", Decimal("0.8")),
    Band("missed", "未达成", Decimal(0)),
)


def unit(method: Method, target: str, outcome: str, **fields: str) -> UnitScore:
    answer = Answer("only", target=target, outcome=outcome)
    return score(single(method), answered(answer, **fields)).units[0]


@pytest.mark.parametrize(
    ("method", "target", "outcome", "proposed"),
    [
        (POSITIVE, "100", "0", "0"),
        (POSITIVE, "100", "95", "95"),
        (POSITIVE, "100", "100", "100"),
        (POSITIVE, "100", "250", "100"),
        (POSITIVE, "100", "-5", "0"),
        (NEGATIVE, "10", "0", "100"),
        (NEGATIVE, "10", "10", "100"),
        (NEGATIVE, "10", "11", "90"),
        (NEGATIVE, "10", "15", "50"),
        (NEGATIVE, "10", "20", "0"),
        (NEGATIVE, "10", "99", "0"),
        (NEGATIVE, "0", "0", "100"),
        (NEGATIVE, "0", "1", "0"),
        (Method.EQUAL, "3", "3.0", "100"),
        (Method.EQUAL, "3", "4", "0"),
        (Method.EQUAL, "2020年3月底前", "2020年 3月底前", "100"),
        (Method.EQUAL, "2020年3月底前", "2020年5月份", "0"),
    ],
)
def test_method_proposes(method: Method, target: str, outcome: str, proposed: str) -> None:
    assert unit(method, target, outcome).proposed == Decimal(proposed)


@pytest.mark.parametrize(
    ("method", "target", "outcome", "words"),
    [
        (POSITIVE, "见附表", "95", "目标值“见附表”不是可比较的数值，由人工评分"),
        (POSITIVE, "80", "很好", "完成“很好”没有可比较的数，目标为“80”，由人工评分"),
        (POSITIVE, "80", "", "完成值未填"),
        (POSITIVE, "", "80", "目标值未填"),
        (POSITIVE, "0", "3", "不能作除数"),
        (NEGATIVE, "-1", "3", "小于 0"),
        (Method.MANUAL, "1", "1", "由人工评分"),
        (Method.QUALITATIVE, "好", "好", "未选完成等次"),
        (Method.EXECUTION, "", "", "预算数或执行数未填"),
    ],
)
def test_nothing_is_proposed_and_the_reason_is_said(
    method: Method, target: str, outcome: str, words: str
) -> None:
    found = unit(method, target, outcome)

    assert (found.proposed, found.applicable) == (None, True)
    assert words in found.derivation


@pytest.mark.parametrize(
    ("executed", "budget", "proposed"),
    [("90", "100", "90"), ("0", "100", "0"), ("120", "100", "100"), ("-1", "100", "0")],
)
def test_execution_is_capped_at_its_points(executed: str, budget: str, proposed: str) -> None:
    found = unit(Method.EXECUTION, "", "", executed=executed, budget=budget)

    assert found.proposed == Decimal(proposed)


def test_execution_of_nothing_does_not_apply() -> None:
    found = unit(Method.EXECUTION, "", "", executed="0", budget="0")

    assert (found.applicable, found.proposed) == (False, None)
    assert found.derivation == "预算与执行数均为 0 或不适用，执行率不适用，不计入总分"


def test_execution_without_budget_is_an_error() -> None:
    found = unit(Method.EXECUTION, "", "", executed="5", budget="0")

    assert (found.applicable, found.proposed) == (True, None)
    assert "除数为 0" in found.derivation


@pytest.mark.parametrize(
    ("band", "proposed"), [("full", "100"), ("partial", "80"), ("missed", "0")]
)
def test_qualitative_band_proposes_its_share(band: str, proposed: str) -> None:
    form = single(Method.QUALITATIVE, bands=BANDS)

    found = score(form, answered(Answer("only", outcome="较好", band=band))).units[0]

    assert found.proposed == Decimal(proposed)


def test_derivation_shows_the_arithmetic() -> None:
    assert unit(POSITIVE, "23330", "23038").derivation == (
        "完成 23,038 ÷ 目标 23,330 ≈ 98.7484%；0.9875 × 100 分 ≈ 98.7484"
    )


def group(**options: object) -> Indicator:
    members = tuple(Indicator(code, code) for code in ("m1", "m2", "m3"))
    return Indicator("group", "产出", members, weight=Decimal(60), **options)  # type: ignore[arg-type]


REST = Indicator("rest", "其余", weight=Decimal(40), method=Method.MANUAL)


def members(*outcomes: str) -> list[Answer]:
    return [Answer(f"m{n}", target="10", outcome=each) for n, each in enumerate(outcomes, 1)]


def test_group_counts_its_members_alike() -> None:
    found = score(scored_form(group(), REST), answered(*members("10", "5", "20"))).units[0]

    assert (found.weight, found.members) == (60, ("m1", "m2", "m3"))
    assert found.attainment is not None
    assert round(found.attainment, 10) == round(Decimal(5) / 6, 10)


def test_group_leaves_out_what_does_not_apply() -> None:
    found = score(scored_form(group(), REST), answered(*members("10", "5", "不适用"))).units[0]

    assert found.proposed == 45


def test_group_of_nothing_that_applies_is_left_out() -> None:
    report = answered(*members("不适用", "不适用", "不适用"), Answer("rest", score="38"))

    found = score(scored_form(group(), REST), report)

    assert [each.applicable for each in found.units] == [False, True]
    assert (found.total, found.available) == (95, 40)
    assert found.note == "“产出”不适用，其 60 分不计入；总分按（38 ÷ 40）× 100 = 95 折算。"
    assert found.is_scaled


def test_all_that_does_not_apply_is_named_in_the_note() -> None:
    tree = [Indicator(code, f"名{code}", weight=Decimal(20)) for code in "abcde"]
    idle = [Answer(code, not_applicable=True) for code in "ab"]
    scores = [Answer(code, score="15") for code in "cde"]

    note = score(scored_form(*tree), answered(*idle, *scores)).note

    assert note == "“名a”、“名b”不适用，其 40 分不计入；总分按（45 ÷ 60）× 100 = 75 折算。"


@pytest.mark.parametrize(
    ("changes", "idle", "is_scaled"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"not_applicable": NotApplicable.BY_HAND}, True, False),
        ({"mode": ScoringMode.OWN_TOTAL}, True, False),
    ],
)
def test_total_is_scaled_where_weights_left_the_denominator(
    changes: dict[str, object], idle: bool, is_scaled: bool
) -> None:
    form = scored_form(group(), REST)
    form = replace(form, scoring=replace(form.scoring, **changes))  # type: ignore[arg-type]

    assert score(form, answered(Answer("rest", not_applicable=idle))).is_scaled is is_scaled


def test_own_statement_of_not_applicable_counts() -> None:
    report = answered(Answer("group", not_applicable=True), Answer("rest", score="40"))

    assert score(scored_form(group(), REST), report).total == 100


def test_by_hand_takes_the_stated_total() -> None:
    form = scored_form(group(), REST, not_applicable=NotApplicable.BY_HAND)
    report = answered(Answer("group", not_applicable=True), Answer("rest", score="40"))

    assert score(form, report).total is None
    stated = score(form, replace(report, total="88"))
    assert (stated.total, stated.note) == (88, "“产出”不适用，总分由填报单位自行确定。")


def test_dropped_weight_leaves_the_denominator() -> None:
    form = scored_form(
        Indicator("a", "甲", weight=Decimal(60), may_drop=True),
        Indicator("b", "乙", weight=Decimal(40)),
    )

    found = score(form, answered(Answer("a", dropped=True), Answer("b", score="30")))

    assert found.total == 75


def test_what_may_not_be_dropped_stays() -> None:
    found = score(single(), answered(Answer("only", dropped=True, score="9")))

    assert found.total == 9


def test_nothing_that_applies_gives_no_total() -> None:
    found = score(single(), answered(Answer("only", outcome="不适用")))

    assert (found.total, found.shown, found.grade) == (None, "—", "")


def test_missing_score_gives_no_total() -> None:
    report = answered(Answer("group", score="50"))

    found = score(scored_form(group(), REST), report)

    assert (found.total, found.earned, found.shown) == (None, 50, "—")


def split_form() -> Indicator:
    heads = (
        Indicator("quantity", "数量指标", may_add=True, bands=BANDS),
        Indicator("cost", "成本指标", may_add=True, method=NEGATIVE),
    )
    return Indicator("group", "产出", heads, weight=Decimal(60), split=Split.FILER)


def test_county_adds_indicators_with_weights_of_its_own() -> None:
    report = answered(
        Answer("q1", "10", "5", "40", parent="quantity", label="培训", score="20"),
        Answer("k1", "10", "15", "20", parent="cost", label="成本", score="10"),
        Answer("rest", score="40"),
    )

    found = score(scored_form(split_form(), REST), report)

    assert [(each.code, each.weight, each.proposed) for each in found.units] == [
        ("q1", 40, 20),
        ("k1", 20, 10),
        ("rest", 40, None),
    ]
    assert found.total == 70


def test_only_what_the_county_added_is_marked_so() -> None:
    report = answered(Answer("q1", "10", "5", "40", parent="quantity", label="培训"))

    nodes = evaluate_form(scored_form(split_form(), REST), report, YEAR).laid.nodes

    assert [(node.code, node.added) for node in nodes] == [
        ("group", False),
        ("quantity", False),
        ("q1", True),
        ("cost", False),
        ("rest", False),
    ]


def test_county_chooses_the_method_of_its_indicator() -> None:
    answer = Answer("q1", weight="60", parent="quantity", method="qualitative", band="partial")

    found = score(scored_form(split_form(), REST), answered(answer))

    assert found.units[0].proposed == 48


def test_added_indicator_cannot_take_a_code_of_the_form() -> None:
    report = answered(Answer("rest", score="1", parent="quantity"))

    codes = [each.code for each in score(scored_form(split_form(), REST), report).units]

    assert codes == ["rest"]


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "优秀"),
        ("90", "优秀"),
        ("89.995", "良好"),
        ("89.99999999999999999999999999", "良好"),
        ("80", "良好"),
        ("79.99", "较差"),
        ("60", "较差"),
        ("59.999", "差"),
        ("0", "差"),
        ("100.01", ""),
        ("-1", ""),
    ],
)
def test_grade_is_of_the_unrounded_total(total: str, grade: str) -> None:
    assert grade_of(single().scoring, Decimal(total)) == grade


def test_rounded_total_over_a_band_is_explained() -> None:
    found = score(single(Method.MANUAL), answered(Answer("only", score="89.995")))

    assert (found.shown, found.grade) == ("90", "良好")
    assert found.note == "等次按未经舍入的得分（89.995）评定。"


def test_own_total_is_what_was_stated() -> None:
    form = single()
    form = replace(form, scoring=replace(form.scoring, mode=ScoringMode.OWN_TOTAL))

    found = score(form, replace(answered(), total="97.16"))

    assert (found.total, found.units) == (Decimal("97.16"), ())


figures = st.decimals(0, 10**6, allow_nan=False, places=3)


@given(st.sampled_from([POSITIVE, NEGATIVE, Method.EQUAL]), figures, figures)
def test_proposal_stays_within_the_weight(
    method: Method, target: Decimal, outcome: Decimal
) -> None:
    found = unit(method, f"{target:f}", f"{outcome:f}")

    assert found.proposed is None or 0 <= found.proposed <= 100


@given(figures.filter(bool), figures, figures)
def test_worse_outcome_never_gives_more(target: Decimal, one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    target_words = f"{target:f}"

    positive = [unit(POSITIVE, target_words, f"{each:f}").proposed for each in (low, high)]
    negative = [unit(NEGATIVE, target_words, f"{each:f}").proposed for each in (low, high)]

    assert positive[0] is not None
    assert positive[1] is not None
    assert positive[0] <= positive[1]
    assert negative[0] is not None
    assert negative[1] is not None
    assert negative[0] >= negative[1]


points = st.decimals(0, 50, allow_nan=False, places=2)


@given(st.lists(points, min_size=2, max_size=2), st.booleans())
def test_total_is_the_sum_or_its_scale(scores: list[Decimal], applies: bool) -> None:
    form = scored_form(
        Indicator("a", "甲", weight=Decimal(50)), Indicator("b", "乙", weight=Decimal(50))
    )
    report = answered(
        Answer("a", score=f"{scores[0]:f}"),
        Answer("b", score=f"{scores[1]:f}" if applies else "", not_applicable=not applies),
    )

    found = score(form, report)

    assert found.total == (sum(scores) if applies else scores[0] * 2)
    assert 0 <= found.total <= 100


def test_indicators_added_right_under_the_countys_weights_are_scored_one_by_one() -> None:
    group = Indicator("group", "产出", weight=Decimal(100), may_add=True, split=Split.FILER)
    added = [
        Answer(code, "10", "5", parent="group", weight=weight)
        for code, weight in (("a", "60"), ("b", "40分"))
    ]

    units = score(scored_form(group), answered(*added)).units

    assert [(unit.code, unit.weight, unit.proposed) for unit in units] == [
        ("a", 60, 30),
        ("b", 40, 20),
    ]
