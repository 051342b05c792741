"""Components, items, sections, tables and ranks."""

from decimal import Decimal, localcontext

import pytest

from assessment.engine.errors import NothingAvailable, WrongFact
from assessment.engine.explain import describe_policy
from assessment.engine.results import GroupPlace, Standing
from assessment.engine.score import (
    compare_readings,
    rank,
    rank_in_groups,
    score_item,
    score_section,
    score_table,
    standings,
)
from assessment.engine.types import (
    Component,
    Group,
    Item,
    MeasureKind,
    Policy,
    RuleKind,
    Section,
    StepReading,
    Table,
)
from tests.engine.build import D, make_fact, make_item, make_measure, make_policy, make_rule


def audits(points: str = "7", code: str = "a", deduction: str = "1") -> Component:
    """Return a component that loses deduction an incident."""
    return Component(
        D(points),
        (make_measure(code, MeasureKind.COUNT),),
        (make_rule(RuleKind.PER_OCCURRENCE, code, "1", deduction),),
    )


def trees(points: str = "8", code: str = "a", target: str = "1000") -> Component:
    return Component(
        D(points),
        (make_measure(code, target=target),),
        (make_rule(RuleKind.SHORTFALL_SHARE, code, "10", "0.8"),),
    )


def make_table(*sections: tuple[str, list[Item]], city: str = "长沙市") -> Table:
    return Table(city, tuple(Section(f"{full}分", D(full), tuple(own)) for full, own in sections))


@pytest.mark.parametrize(
    ("count", "cap", "raw", "deduction", "capped", "score"),
    [
        pytest.param(0, True, 0, 0, False, 7, id="nothing"),
        pytest.param(7, True, 7, 7, False, 0, id="at the cap"),
        pytest.param(8, True, 8, 7, True, 0, id="one beyond the cap"),
        pytest.param(8, False, 8, 8, False, 0, id="one beyond without a cap"),
    ],
)
def test_component_stops_at_its_points(
    count: int, cap: bool, raw: int, deduction: int, capped: bool, score: int
) -> None:
    result = score_item(make_item("7", audits()), {"a": make_fact(count)}, make_policy(cap=cap))

    component = result.components[0]
    assert (component.raw, component.deduction, component.capped) == (raw, deduction, capped)
    assert (result.deduction, result.score) == (deduction, score)


def test_cap_of_one_component_leaves_the_other() -> None:
    item = make_item("15", audits("10", "a"), audits("5", "b"))
    facts = {"a": make_fact(12), "b": make_fact(1)}

    assert score_item(item, facts).score == 4
    assert score_item(item, facts, make_policy(cap=False)).score == 2


def test_item_never_falls_below_zero_where_components_exceed_it() -> None:
    item = make_item("7", audits("5", "a"), audits("3", "b"))  # 5 + 3 against 7, as printed
    result = score_item(item, {"a": make_fact(9), "b": make_fact(9)})

    assert (result.deduction, result.score) == (8, 0)


@pytest.mark.parametrize(
    ("values", "is_recorded", "missing"),
    [
        ((None, None), False, ("a", "b")),
        ((0, None), False, ("b",)),
        ((0, "不适用"), True, ()),
        ((0, 1), True, ()),
    ],
)
def test_recorded_means_no_measure_waits(
    values: tuple[str | int | None, ...], is_recorded: bool, missing: tuple[str, ...]
) -> None:
    table = make_table(("76", [make_item("10", audits("5", "a"), audits("5", "b"))]))
    facts = {code: make_fact(value) for code, value in zip("ab", values, strict=True)}

    score = score_table(table, facts)

    item = score.sections[0].items[0]
    assert [part.recorded for part in item.components] == [code not in missing for code in "ab"]
    assert item.recorded is is_recorded
    assert (score.sections[0].recorded, score.complete) == (is_recorded, is_recorded)
    assert score.missing == missing


def test_score_says_which_table_it_is_of_and_by_which_choices() -> None:
    table = make_table(("7", [make_item("7", audits())]), city="株洲市")
    policy = make_policy(StepReading.STARTED)

    score = score_table(table, {}, policy)

    assert (score.table, score.policy) == (table, policy)


def test_missing_names_only_what_waits_in_the_order_of_the_table() -> None:
    table = make_table(
        (
            "76",
            [make_item("5", audits("5", "a")), make_item("9", audits("4", "c"), audits("5", "b"))],
        ),
        ("24", [make_item("5", audits("5", "d"))]),
    )

    score = score_table(table, {"c": make_fact(0), "d": make_fact(0)})

    assert (score.missing, score.missing_count) == (("a", "b"), 2)
    assert [section.recorded for section in score.sections] == [False, True]


def test_section_is_rescaled_to_what_it_is_worth() -> None:
    section = Section("移民业务工作", D(76), (make_item("67", audits("67", deduction="0.1")),))

    score = score_section(section, {"a": make_fact(87)})

    assert (score.earned, score.available, str(score.score)) == (D("58.3"), 67, "66.13")
    assert score.is_rescaled


def test_total_is_the_sum_of_the_rounded_sections() -> None:
    items = [make_item("3", audits("3", deduction="1.01"))]
    table = make_table(("1", items), ("1", items))  # 1.99 of 3 each: 0.6633… + 0.6633…

    score = score_table(table, {"a": make_fact(1)})

    assert [str(section.score) for section in score.sections] == ["0.66", "0.66"]
    assert str(score.total) == "1.32"  # and not 1.33


def share_of_thirds(code: str, deduction: str) -> Component:
    rule = make_rule(RuleKind.SHORTFALL_SHARE, code, "10", deduction)
    return Component(D(5), (make_measure(code, target="3"),), (rule,))


def test_section_half_survives_the_carrying_of_thirds() -> None:
    items = [make_item("5", share_of_thirds(code, "0.0005")) for code in "abc"]
    table = make_table(("15", items))
    facts = {code: make_fact(2) for code in "abc"}  # each loses 0.005 ÷ 3

    score = score_table(table, facts, make_policy(StepReading.PROPORTION))

    assert score.sections[0].earned < D("14.995")  # by a hair, as 0.00166…67 is carried
    assert str(score.total) == "15.00"


@pytest.mark.parametrize("items", [[], [make_item("0")]], ids=["no items", "items of 0"])
def test_section_worth_nothing_is_refused(items: list[Item]) -> None:
    with pytest.raises(NothingAvailable) as caught:
        score_table(make_table(("76", items)), {})

    assert caught.value.section_name == "76分"
    assert str(caught.value) == "“76分”各指标分值合计为 0，无法折算得分。请先补充指标。"


def test_measure_without_a_rule_is_checked_and_waited_for() -> None:
    item = make_item("5", Component(D(5), (make_measure("a"),), ()))

    assert not score_item(item, {}).recorded
    with pytest.raises(WrongFact):
        score_item(item, {"a": make_fact(-1)})


def test_facts_of_other_measures_are_ignored() -> None:
    item = make_item("7", audits())

    assert score_item(item, {"elsewhere": make_fact(-5)}) == score_item(item, {})


def test_score_does_not_depend_on_the_callers_decimal_context() -> None:
    table = make_table(("76", [make_item("67", trees("67", target="10007"))]))
    facts = {"a": make_fact(5003)}
    policy = make_policy(StepReading.PROPORTION)
    expected = score_table(table, facts, policy)

    with localcontext() as context:
        context.prec = 3
        assert score_table(table, facts, policy) == expected
        assert score_section(table.sections[0], facts, policy) == expected.sections[0]


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ([], {}),
        ([("a", "90")], {"a": 1}),
        ([("a", "80"), ("b", "90")], {"a": 2, "b": 1}),
        ([("a", "90"), ("b", "90.00"), ("c", "80")], {"a": 1, "b": 1, "c": 3}),
        ([("a", "70"), ("b", "90"), ("c", "80"), ("d", "80")], {"a": 4, "b": 1, "c": 2, "d": 2}),
    ],
    ids=["none", "one", "two", "tie first", "tie in the middle"],
)
def test_rank_gives_equal_totals_one_rank(
    totals: list[tuple[str, str]], expected: dict[str, int]
) -> None:
    assert rank([(key, Decimal(total)) for key, total in totals]) == expected


def test_compare_readings_can_turn_the_order() -> None:
    table = make_table(("76", [make_item("8", trees("4", "a"), trees("4", "b"))]))
    cities = {
        "A": (table, {"a": make_fact(901), "b": make_fact(901)}),  # 0, 1.98 or 2 steps
        "B": (table, {"a": make_fact(900), "b": make_fact(1000)}),  # always 1 step
    }

    result = compare_readings(cities)

    assert {reading: {k: s.rank for k, s in own.items()} for reading, own in result.items()} == {
        StepReading.WHOLE: {"A": 1, "B": 2},
        StepReading.PROPORTION: {"A": 2, "B": 1},
        StepReading.STARTED: {"A": 2, "B": 1},
    }


def test_compare_readings_keeps_the_rest_of_the_policy() -> None:
    table = make_table(("7", [make_item("14", audits("7", "a"), audits("7", "b"))]))
    cities = {"A": (table, {"a": make_fact(9)})}

    result = compare_readings(cities, Policy(cap_components=False))

    assert result[StepReading.STARTED] == {"A": Standing(D("2.50"), 1)}
    assert standings(cities)["A"].total == D("3.50")


def test_rank_within_a_group_leaves_out_those_of_others() -> None:
    totals = [(1, D(90)), (2, D(95)), (3, D(80)), (4, D(90)), (5, D(99))]
    groups = [Group("一类", (1, 2, 4, 9)), Group("二类", (3,))]

    assert rank_in_groups(totals, groups) == {
        1: GroupPlace("一类", 2, 3),
        2: GroupPlace("一类", 1, 3),
        4: GroupPlace("一类", 2, 3),
        3: GroupPlace("二类", 1, 1),
    }
    assert rank_in_groups(totals, []) == {}


def test_groups_stand_among_the_choices_of_the_year() -> None:
    policy = Policy(groups=(Group("一类", (1, 2)), Group("二类", (3,))))

    assert dict(describe_policy(policy))["分组"] == "分 2 组排名：一类（2 个）、二类（1 个）"
    assert "分组" not in dict(describe_policy(Policy()))
