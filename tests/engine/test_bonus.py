"""What stands outside the 100: points added up to the year's cap, and what costs a grade."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.engine import explain
from assessment.engine.results import TableScore
from assessment.engine.score import score_item, score_table
from assessment.engine.types import (
    Component,
    Fact,
    Item,
    MeasureKind,
    Policy,
    Rule,
    RuleKind,
    Section,
    StepReading,
    Table,
)
from tests.engine.build import D, make_fact, make_item, make_measure, make_rule, one_line
from tests.engine.test_properties import examples, policies, scored, scores_of

QUANTITY, YES_NO, COUNT = MeasureKind.QUANTITY, MeasureKind.YES_NO, MeasureKind.COUNT
ONCE, EACH = RuleKind.BONUS_ONCE, RuleKind.BONUS_EACH
VETOES = (RuleKind.VETO, RuleKind.VETO_HONOURS, RuleKind.VETO_DOWN)
Value = str | int | Fact | None


@pytest.mark.parametrize(
    ("rule", "measure", "value", "bonus", "sum"),
    [
        (make_rule(ONCE, "a", None, "3"), make_measure("a", YES_NO), 1, 3, "出现该情形 → 加 3"),
        (make_rule(ONCE, "a", None, "3"), make_measure("a", COUNT), 4, 3, "出现该情形 → 加 3"),
        (make_rule(ONCE, "a", None, "3"), make_measure("a", YES_NO), 0, 0, "未出现该情形，不加分"),
        (make_rule(ONCE, "a", None, "3"), make_measure("a", YES_NO), None, 0, "未录入，暂不加分"),
        (
            *(make_rule(ONCE, "a", None, "3"), make_measure("a", YES_NO), "不适用", 0),
            "不适用，不加分",
        ),
        (make_rule(EACH, "a", "1", "1"), make_measure("a", COUNT), 3, 3, "3 次 × 1 = 3"),
        (make_rule(EACH, "a", "1", "1"), make_measure("a", COUNT), 0, 0, "0 次，不加分"),
        (
            *(make_rule(EACH, "a", "1", "1", cap="2"), make_measure("a", COUNT, unit="项"), 3, 2),
            "3 项 × 1 = 3，最多加 2 分，加 2",
        ),
        (
            *(make_rule(EACH, "a", "10", "2"), make_measure("a", QUANTITY, unit="户"), 29, 4),
            "29 户 → 2 档 × 2 = 4",
        ),
    ],
)
def test_what_is_won_adds_points(
    rule: Rule, measure: object, value: Value, bonus: int, sum: str
) -> None:
    line = one_line(rule, [measure], [value], Policy())  # type: ignore[list-item]

    assert (line.bonus, line.earned, line.deduction) == (bonus, 0, 0)
    assert (explain.arithmetic(line), line.stands_apart) == (sum, bonus > 0)


@pytest.mark.parametrize("reading", StepReading)
def test_part_of_a_step_adds_nothing_whatever_the_reading(reading: StepReading) -> None:
    rule = make_rule(EACH, "a", "10", "2")

    assert one_line(rule, [make_measure("a")], [19], Policy(reading)).bonus == 2


@pytest.mark.parametrize(
    ("kind", "value", "vetoes", "sum"),
    [
        (RuleKind.VETO, 1, True, "出现该情形 → 一票否决"),
        (RuleKind.VETO_HONOURS, 1, True, "出现该情形 → 取消评优"),
        (RuleKind.VETO_DOWN, 1, True, "出现该情形 → 降一等"),
        (RuleKind.VETO, 0, False, "未出现该情形，不影响等次"),
        (RuleKind.VETO, None, False, "未录入，暂不影响等次"),
        (RuleKind.VETO, "不适用", False, "不适用，不影响等次"),
    ],
)
def test_veto_changes_no_points(kind: RuleKind, value: Value, vetoes: bool, sum: str) -> None:
    line = one_line(make_rule(kind, deduction="0"), [make_measure("a", YES_NO)], [value], Policy())

    assert (line.vetoes, line.stands_apart) == (vetoes, vetoes)
    assert (line.deduction, line.earned, line.bonus, line.becomes) == (0, 0, 0, None)
    assert explain.arithmetic(line) == sum


@pytest.mark.parametrize(
    ("value", "vetoes", "sum"),
    [
        ("59.9", True, "完成 59.9%，未达 60% → 一票否决"),
        ("60", False, "已达目标，不影响等次"),
        (None, False, "未录入，暂不影响等次"),
    ],
)
def test_veto_may_hang_on_a_bar(value: Value, vetoes: bool, sum: str) -> None:
    rate = make_measure("a", MeasureKind.RATE, "60")
    line = one_line(make_rule(RuleKind.VETO, deduction="0"), [rate], [value], Policy())

    assert (line.vetoes, explain.arithmetic(line)) == (vetoes, sum)


@pytest.mark.parametrize(
    ("rule", "measure", "expected"),
    [
        (make_rule(ONCE, "a", None, "3"), make_measure("a", YES_NO), "出现该情形加 3 分"),
        (
            *(make_rule(EACH, "a", "1", "1", cap="3"), make_measure("a", COUNT)),
            "每次加 1 分，最多加 3 分",
        ),
        (make_rule(RuleKind.VETO), make_measure("a", YES_NO), "出现该情形，一票否决"),
        (make_rule(RuleKind.VETO_HONOURS), make_measure("a", YES_NO), "出现该情形，取消评优"),
        (make_rule(RuleKind.VETO_DOWN), make_measure("a", YES_NO), "出现该情形，降一等"),
    ],
)
def test_rule_is_described_in_a_short_sentence(rule: Rule, measure: object, expected: str) -> None:
    assert explain.describe_rule(rule, [measure]) == expected  # type: ignore[list-item]


# --- Tables ---------------------------------------------------------------------------------------


def table_of(*components: Component) -> Table:
    """One section of 76 with an item of 19 that loses 1 for every c; components beside it."""
    taken = Component(
        D(19), (make_measure("c", COUNT),), (make_rule(RuleKind.PER_OCCURRENCE, "c", "1"),)
    )
    return Table("某市", (Section("一", D(76), (make_item("19", taken, *components),)),))


def apart(*rules: Rule) -> Component:
    measures = (make_measure("a", YES_NO), make_measure("b", COUNT), make_measure("v", YES_NO))
    return Component(D(0), measures, rules)


BONUS = apart(make_rule(ONCE, "a", None, "1.5"), make_rule(EACH, "b", "1", "1", cap="2"))


def won(policy: Policy, **values: Value) -> TableScore:
    facts = {"c": 1, "a": 1, "b": 3, "v": 0, **values}
    return score_table(
        table_of(BONUS), {code: make_fact(value) for code, value in facts.items()}, policy
    )


@pytest.mark.parametrize(
    ("policy", "values", "total", "told", "sum"),
    [
        (Policy(), {}, "72.00", "合计 3.5 分，本年度不计入总分", "72.00 = 72.00"),
        (
            *(Policy(counts_bonus=True), {}, "75.50", "合计 3.5 分，计入总分 3.50 分"),
            "72.00 + 加分 3.50 = 75.50",
        ),
        (
            *(Policy(counts_bonus=True, bonus_cap=D(3)), {}, "75.00"),
            *("合计 3.5 分，以 3 分为限，计入总分 3.00 分", "72.00 + 加分 3.00 = 75.00"),
        ),
        (
            *(Policy(counts_bonus=True, bonus_cap=D("3.5")), {}, "75.50"),
            *("合计 3.5 分，计入总分 3.50 分", "72.00 + 加分 3.50 = 75.50"),
        ),
        (
            *(Policy(counts_bonus=True), {"a": None, "b": 0}, "72.00"),
            *("合计 0 分，计入总分 0.00 分", "72.00 + 加分 0.00 = 72.00"),
        ),
    ],
)
def test_bonus_enters_the_total_as_the_year_says(
    policy: Policy, values: dict[str, Value], total: str, told: str, sum: str
) -> None:
    score = won(policy, **values)

    assert (str(score.total), str(score.sections[0].score)) == (total, "72.00")
    assert (explain.explain_bonus(score), explain.explain_table(score)) == (told, sum)
    assert score.complete == ("a" not in values)


def test_bonus_is_rounded_to_two_places_of_the_total() -> None:
    component = apart(make_rule(EACH, "b", "1", "0.125"))

    score = score_table(table_of(component), {"b": make_fact(1)}, Policy(counts_bonus=True))

    assert str(score.total) == "76.13"


def test_table_without_bonus_is_told_as_ever() -> None:
    score = score_table(table_of(), {}, Policy(counts_bonus=True, bonus_cap=D(1)))

    assert (score.bonus, explain.explain_bonus(score)) == (None, "")
    assert explain.explain_table(score) == "76.00 = 76.00"


def test_vetoes_of_a_table_are_those_that_happened() -> None:
    fired, idle = (
        make_rule(kind, code, deduction="0") for kind, code in zip(VETOES[:2], "va", strict=True)
    )
    facts = {"v": make_fact(1), "a": make_fact(0)}

    score = score_table(table_of(apart(fired, idle)), facts)

    assert [line.rule for line in score.vetoes] == [fired]
    assert str(score.total) == "76.00"


def test_points_won_beside_points_earned_stay_apart() -> None:
    rules = (make_rule(RuleKind.AWARD_ONCE, "a", None, "3"), make_rule(ONCE, "v", None, "9"))
    component = replace(apart(*rules), points=D(8))

    score = score_item(make_item("8", component), {"a": make_fact(1), "v": make_fact(1)})

    assert (score.score, explain.explain_component(score.components[0])) == (
        3, "得 3 分，未录全",
    )  # fmt: skip


def test_section_of_nothing_but_bonus_is_worth_nothing() -> None:
    table = table_of()
    extra = Section("加分项", D(0), (make_item("0", BONUS),))
    facts = {code: make_fact(value) for code, value in {"a": 1, "b": 0, "v": 0, "c": 0}.items()}

    score = score_table(
        replace(table, sections=(*table.sections, extra)), facts, Policy(counts_bonus=True)
    )

    assert (score.sections[1].score, score.sections[1].is_rescaled) == (0, False)
    assert str(score.total) == "77.50"


def test_year_says_on_the_card_that_it_counts_bonus() -> None:
    capped = Policy(counts_bonus=True, bonus_cap=D("2.50"))

    assert ("加分", "100 分以外计入总分，最多 2.5 分") in explain.describe_policy(capped)
    assert ("加分", "100 分以外计入总分，不设上限") in explain.describe_policy(
        Policy(counts_bonus=True)
    )
    assert "加分" not in dict(explain.describe_policy(Policy(bonus_cap=D(1))))


@st.composite
def extras(draw: st.DrawFn) -> tuple[Component, dict[str, Fact]]:
    measures, rules, facts = [], [], {}
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from([ONCE, EACH, *VETOES]))
        code = f"extra{number}"
        measures.append(make_measure(code, COUNT))
        points = D(0) if kind in VETOES else draw(st.decimals("0.05", 6, places=2))
        cap = draw(st.none() | st.decimals("0.5", 8, places=1)) if kind is EACH else None
        rules.append(Rule(kind, (code,), D(1), points, "", cap))
        facts[code] = make_fact(draw(st.integers(0, 5)))
    return Component(D(0), tuple(measures), tuple(rules)), facts


@examples
@given(scored(), extras(), policies, st.none() | st.decimals("0.5", 8, places=2))
def test_what_stands_apart_changes_nothing_but_the_total(
    case: tuple[Table, dict[str, Fact], Policy],
    extra: tuple[Component, dict[str, Fact]],
    policy: Policy,
    cap: Decimal | None,
) -> None:
    table, facts, _ = case
    component, added = extra
    first, *rest = table.sections
    item = first.items[0]
    wider = Item(item.name, item.points, (*item.components, component))
    widened = replace(table, sections=(replace(first, items=(wider, *first.items[1:])), *rest))
    counting = replace(policy, counts_bonus=True, bonus_cap=cap)

    without = score_table(table, facts, policy)
    apart, counted = (score_table(widened, {**facts, **added}, p) for p in (policy, counting))

    assert scores_of(apart) == scores_of(without)
    assert scores_of(counted)[:-1] == scores_of(without)[:-1]
    if counted.bonus is None:
        assert counted.total == without.total
        return
    assert counted.total - without.total == counted.bonus.points
    assert 0 <= counted.bonus.points <= min([counted.bonus.raw, *([cap] if cap else [])])
    assert_won_more_with_more(widened, {**facts, **added}, counting)


def assert_won_more_with_more(table: Table, facts: dict[str, Fact], policy: Any) -> None:
    fewer = {
        code: make_fact(0) if code.startswith("extra") else fact for code, fact in facts.items()
    }
    assert score_table(table, fewer, policy).total <= score_table(table, facts, policy).total
