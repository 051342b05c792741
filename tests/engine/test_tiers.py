"""Points by the band that a figure lies in (90%以上得10分，80%以上得8分)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.engine import bands, explain
from assessment.engine.errors import WrongRule
from assessment.engine.score import score_item
from assessment.engine.types import Band, Component, MeasureKind, Policy, RuleKind, StepReading
from tests.engine.build import (
    D,
    make_band,
    make_fact,
    make_item,
    make_measure,
    make_policy,
    make_rule,
    one_line,
)
from tests.engine.test_properties import examples

QUANTITY, RATE, YES_NO, COUNT = MeasureKind
DEDUCT, AWARD = RuleKind.TIER_DEDUCT, RuleKind.TIER_AWARD
SHARE = make_measure("a", RATE, unit="%")
HIGH, MIDDLE, LOW = make_band("[90,]", "10"), make_band("[80,90)", "8"), make_band("(,80)", "0")


def tiers(*of: Band, kind=AWARD, **more):
    return make_rule(kind, "a", None, "0", bands=of or (HIGH, MIDDLE, LOW), **more)


@pytest.mark.parametrize(
    ("value", "earned", "told"),
    [
        ("100", "10", "100% 在 90% 以上一档 → 得 10"),
        ("90", "10", "90% 在 90% 以上一档 → 得 10"),
        ("89.99", "8", "89.99% 在 80% 以上、不足 90% 一档 → 得 8"),
        ("80", "8", "80% 在 80% 以上、不足 90% 一档 → 得 8"),
        ("79.99", "0", "79.99% 在不足 80% 一档，不得分"),
        ("0", "0", "0% 在不足 80% 一档，不得分"),
        (None, "0", "未录入，暂不得分"),
        ("不适用", "0", "不适用，不得分"),
    ],
)
@pytest.mark.parametrize("reading", StepReading)
def test_band_of_the_figure_gives_its_points(value, earned, told, reading) -> None:
    line = one_line(tiers(), [SHARE], [value], make_policy(reading))

    assert (line.earned, line.deduction) == (D(earned), 0)
    assert explain.arithmetic(line) == told


@pytest.mark.parametrize(
    ("band", "value", "lost", "told"),
    [
        ("[0,0]", 0, 5, "0 起在正好 0 起一档 → 扣 5"),
        ("(0,3)", 1, 5, "1 起在超过 0 起、不足 3 起一档 → 扣 5"),
        ("[3,]", 3, 5, "3 起在 3 起以上一档 → 扣 5"),
        ("(,3]", 0, 5, "0 起在 3 起以下一档 → 扣 5"),
        ("(3,]", 3, 0, "3 起不在超过 3 起之内，不扣分"),
        ("[3,5]", 6, 0, "6 起不在 3 起以上、5 起以下之内，不扣分"),
    ],
)
def test_deduction_by_one_band(band, value, lost, told) -> None:
    rule = tiers(make_band(band, "5"), kind=DEDUCT)

    line = one_line(rule, [make_measure("a", COUNT, unit="起")], [value], Policy())

    assert (line.deduction, explain.arithmetic(line)) == (lost, told)


def test_band_without_points_costs_nothing() -> None:
    rule = tiers(make_band("[95,]", "0"), make_band("(,95)", "2"), kind=DEDUCT)

    line = one_line(rule, [SHARE], ["96"], Policy())

    assert (line.deduction, explain.arithmetic(line)) == (0, "96% 在 95% 以上一档，不扣分")


def test_cap_of_the_rule_holds_for_its_bands_too() -> None:
    line = one_line(tiers(cap="6"), [SHARE], ["95"], Policy())

    assert (line.earned, line.capped) == (6, True)
    assert explain.arithmetic(line) == "95% 在 90% 以上一档 → 得 10，最多得 6 分，得 6"


@pytest.mark.parametrize(
    ("rule", "measure", "expected"),
    [
        (tiers(MIDDLE), SHARE, "80% 以上、不足 90% 得 8 分"),
        (tiers(LOW), SHARE, "不足 80% 不得分"),
        (
            *(tiers(), SHARE),
            "分档：90% 以上得 10 分；80% 以上、不足 90% 得 8 分；不足 80% 不得分",
        ),
        (
            *(tiers(make_band("[5,]", "3"), kind=DEDUCT), make_measure("a", COUNT)),
            "5 次以上扣 3 分",
        ),
        (
            *(tiers(make_band("(10,]", "3"), kind=DEDUCT, condition="在汛期"),),
            *(make_measure("a", unit="天"), "超过 10 天扣 3 分（在汛期）"),
        ),
    ],
)
def test_tiers_are_described(rule, measure, expected) -> None:
    assert explain.describe_rule(rule, [measure]) == expected


def test_tiers_are_described_without_measures_too() -> None:
    assert explain.describe_rule(tiers(MIDDLE), []) == "80 以上、不足 90 得 8 分"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "没有写明各档"),
        (["(,)"], "没有写明从多少起"),
        (["[90,80]"], "“90 以上、80 以下”一档里没有数"),
        (["[80,80)"], "“正好 80”一档里没有数"),
        (["[80,]", "[90,]"], "“80 以上”与“90 以上”两档重叠"),
        (["[80,90]", "[90,]"], "“80 以上、90 以下”与“90 以上”两档重叠"),
        (["(,60)", "[50,70)"], "“不足 60”与“50 以上、不足 70”两档重叠"),
        (["(,60]", "(,)"], "没有写明从多少起"),
    ],
)
def test_tiers_that_cannot_be_scored_by_are_refused(words, why) -> None:
    rule = make_rule(AWARD, "a", None, "0", bands=tuple(make_band(w) for w in words))

    with pytest.raises(WrongRule, match=why):
        one_line(rule, [SHARE], [85], Policy())


def test_band_that_gives_less_than_nothing_is_refused() -> None:
    assert bands.fault_of([make_band("[80,]", "-1")]) == "“80 以上”一档的分值不能是负数"


@pytest.mark.parametrize(
    "words", [["[80,90)", "[90,]"], ["(80,90)", "(,80]"], ["[0,0]", "(0,3)"], ["(5,)", "[5,5]"]]
)
def test_bands_that_only_touch_do_not_overlap(words) -> None:
    assert bands.fault_of([make_band(w) for w in words]) == ""


def test_several_rules_of_one_band_give_the_points_of_the_one_that_holds() -> None:
    parts = [
        make_rule(AWARD, "a", None, "0", clause, bands=(band,))
        for clause, band in (("90%以上得10分", HIGH), ("80%以上得8分", MIDDLE))
    ]
    item = make_item("10", Component(D(10), (SHARE,), tuple(parts)))

    score = score_item(item, {"a": make_fact("85")})

    assert (score.score, explain.explain_item(score)) == (8, "10 − 2 = 8")
    assert [explain.explain_line(line) for line in score.components[0].lines] == [
        "90%以上得10分：85% 不在 90% 以上之内，不得分",
        "80%以上得8分：85% 在 80% 以上、不足 90% 一档 → 得 8",
    ]


def test_threshold_is_what_a_band_begins_at_or_else_ends_at() -> None:
    assert [bands.threshold_of(band) for band in (HIGH, MIDDLE, LOW)] == [90, 80, 80]


def test_bands_are_told_with_their_points() -> None:
    assert bands.points_told([HIGH, LOW], "%") == "90% 以上：10 分；不足 80%：0 分"


def test_bands_come_back_from_what_is_kept_of_them() -> None:
    kept = bands.as_json([MIDDLE, LOW])

    assert kept[0] == {
        "above": "80",
        "is_above_included": True,
        "below": "90",
        "is_below_included": False,
        "points": "8",
    }
    assert bands.of_json(kept) == (MIDDLE, LOW)


@st.composite
def cut_bands(draw: st.DrawFn) -> tuple[Band, ...]:
    """Bands that leave nothing out between the first cut and the last, as texts give them."""
    cuts = sorted(draw(st.sets(st.integers(0, 100), min_size=1, max_size=4)))
    ends = [None, *cuts, None]
    pairs = list(zip(ends, ends[1:], strict=False))
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True))
    return tuple(
        Band(
            None if low is None else Decimal(low),
            True,
            None if high is None else Decimal(high),
            False,
            draw(st.decimals(0, 12, places=1)),
        )
        for low, high in chosen
    )


@examples
@given(cut_bands(), st.decimals(0, 120, places=1), st.booleans(), st.booleans())
def test_one_band_at_most_gives_its_points_and_the_score_stays_within(
    drawn: tuple[Band, ...], value: Decimal, is_award: bool, is_capping: bool
) -> None:
    rule = tiers(*drawn, kind=AWARD if is_award else DEDUCT)
    item = make_item("8", Component(D(8), (SHARE,), (rule,)))

    score = score_item(item, {"a": make_fact(str(value))}, make_policy(cap=is_capping))

    holding = [band for band in drawn if bands.is_in(band, value)]
    assert len(holding) <= 1
    points = min(D(8), holding[0].points if holding else D(0))
    assert score.score == (points if is_award else 8 - points)
    [line] = score.components[0].lines
    idle = "不得分" if is_award else "不扣分"
    assert (idle in explain.arithmetic(line)) == (not holding or not holding[0].points)


@examples
@given(st.permutations([HIGH, MIDDLE, LOW]), st.decimals(0, 120, places=2), st.integers(0, 30))
def test_rising_bands_never_pay_less_for_more(order, value: Decimal, more: int) -> None:
    rule = tiers(*order)

    less, better = (one_line(rule, [SHARE], [v], Policy()) for v in (value, value + more))

    assert less.earned <= better.earned
