"""豁免: what does not count of a table leaves both what is earned and what there is to earn."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assessment.engine.errors import NothingAvailable
from assessment.engine.explain import arithmetic, explain_component, explain_item, explain_section
from assessment.engine.score import score_item, score_section, score_table
from assessment.engine.snapshot.canonical import WrongSnapshot, sealed, written
from assessment.engine.snapshot.nouns import said_exempt
from assessment.engine.snapshot.recomputing import checked, recompute, rescored
from assessment.engine.snapshot.shape import format_version_of
from assessment.engine.types import Component, Item, MeasureKind, Policy, RuleKind, Section, Table
from assessment.engine.year import Unit, facts_with_places
from tests.engine.build import D, make_fact, make_item, make_measure, make_rule
from tests.engine.frozen import make_snapshot

WHY = "不可抗力豁免（第 1 号）"


def audits(points: str, code: str = "a", *, kind: RuleKind = RuleKind.PER_OCCURRENCE) -> Component:
    measured = MeasureKind.RATE if kind is RuleKind.RANK_DEDUCT else MeasureKind.COUNT
    step = None if kind is RuleKind.RANK_DEDUCT else "1"
    return Component(
        D(points), (make_measure(code, measured),), (make_rule(kind, code, step, "1"),)
    )


def exempt(component: Component, why: str = WHY) -> Component:
    return replace(component, exempt=why)


def section(*items: Item, full: str = "76") -> Section:
    return Section("一", D(full), items)


FACTS = {"a": make_fact(2), "b": make_fact(1)}


def test_exempt_item_leaves_both_sides_and_the_section_is_scaled_up() -> None:
    left_out = make_item("9", exempt(audits("9")))
    scored = score_section(section(left_out, make_item("67", audits("67", "b"))), FACTS)

    assert (scored.available, scored.earned, scored.exempt_points) == (67, 66, 9)
    assert scored.score == D("74.87")
    assert explain_section(scored) == "(66.00 / 67) × 76 = 74.87（豁免 9 分，不计入应得分）"


def test_exempt_component_costs_nothing_and_what_stands_beside_it_does() -> None:
    item = make_item("10", exempt(audits("4")), audits("6", "b"))
    scored = score_item(item, FACTS)

    assert (scored.score, scored.lost, item.counted, item.exempt_points) == (5, 1, 6, 4)
    assert explain_item(scored) == "10 分中豁免 4 分，按 6 分计：6 − 1 = 5"
    left_out, beside = scored.components
    assert explain_component(left_out) == f"{WHY}，本要点不计分"
    assert [arithmetic(line) for line in left_out.lines] == ["不适用，不扣分"]
    assert (left_out.deduction, left_out.costing, beside.deduction) == (0, (), 1)


def test_item_of_nothing_but_exempt_components_is_worth_nothing() -> None:
    item = make_item("10", exempt(audits("4")), exempt(audits("5", "b"), "目标调整豁免（第 2 号）"))
    scored = score_item(item, FACTS)

    assert (item.is_exempt, item.counted, scored.score, scored.is_pending) == (True, 0, 0, False)
    assert explain_item(scored) == f"{WHY}；目标调整豁免（第 2 号），本指标 10 分本年度不计"


def test_item_loses_no_more_than_what_counts_of_it() -> None:
    item = make_item("5", exempt(audits("4")), audits("3", "b"))
    scored = score_item(item, {"b": make_fact(3)})

    assert (item.counted, scored.score) == (1, 0)
    assert explain_item(scored).endswith("扣 3 分，超过本指标 1 分，得 0 分")


def test_points_of_components_beyond_the_items_leave_nothing_below_zero() -> None:
    item = make_item("3", exempt(audits("4")), audits("1", "b"))

    assert (item.counted, score_item(item, FACTS).score) == (0, 0)


def test_figure_that_is_missing_of_an_exempt_component_is_not_waited_for() -> None:
    item = make_item("10", exempt(audits("4")), audits("6", "b"))

    scored = score_table(Table("甲", (section(item),)), {"b": make_fact(0)})

    assert (scored.complete, scored.missing, scored.total) == (True, (), 76)


def test_exempt_component_to_be_earned_does_not_wait() -> None:
    earned = Component(
        D(4),
        (make_measure("a", MeasureKind.COUNT),),
        (make_rule(RuleKind.AWARD_EACH, "a", "1", "1"),),
    )
    alone = score_item(make_item("4", earned), {})
    beside = score_item(make_item("8", exempt(earned), replace(earned)), {})

    assert (alone.is_pending, beside.is_pending, beside.components[0].is_pending) == (
        True, True, False,
    )  # fmt: skip
    assert beside.lost == 4


def test_bonus_and_veto_of_an_exempt_component_do_not_count() -> None:
    beyond = Component(
        D(1),
        (make_measure("a", MeasureKind.COUNT), make_measure("b", MeasureKind.YES_NO)),
        (
            make_rule(RuleKind.BONUS_EACH, "a", "1", "1"),
            make_rule(RuleKind.VETO, "b", None, "0"),
            make_rule(RuleKind.SET_ITEM, "b", None, "0"),
        ),
    )
    table = Table("甲", (section(make_item("3", exempt(beyond), audits("2", "c"))),))
    facts = {**FACTS, "c": make_fact(0)}

    scored = score_table(table, facts, Policy(counts_bonus=True))

    assert (scored.total, scored.vetoes) == (76, ())
    assert scored.bonus is not None
    assert scored.bonus.raw == 0


def test_section_of_which_nothing_is_left_is_refused() -> None:
    with pytest.raises(NothingAvailable):
        score_section(section(make_item("9", exempt(audits("9")))), FACTS)


def test_who_is_exempt_is_not_compared() -> None:
    ranked = audits("5", kind=RuleKind.RANK_DEDUCT)

    def unit(key: int, component: Component, value: str | None) -> Unit:
        facts = {} if value is None else {"a": make_fact(value)}
        table = Table(str(key), (section(make_item("5", component)),))
        return Unit(key, table, facts, lambda: [("就业率", "a")])

    held = facts_with_places([
        unit(1, ranked, "80"), unit(2, exempt(ranked), "90"), unit(3, exempt(ranked), None),
    ])  # fmt: skip

    assert held[0]["a"].place == (1, 1, 1, 0)
    assert held[1]["a"].place is None


# --- Frozen ---------------------------------------------------------------------------------------


def frozen_with(why: str) -> dict:
    table = Table("甲市", (section(make_item("10", audits("4"), audits("6", "b"))),))
    told = make_snapshot([(table, {"a": Decimal(2), "b": Decimal(1)})])
    components = told["units"][0]["sections"][0]["items"][0]["components"]
    components[0] |= said_exempt(why)
    told["format_version"] = format_version_of(told)
    return sealed({**told, "scores": rescored(told)})


def test_frozen_year_with_an_exemption_comes_out_again() -> None:
    told = frozen_with(WHY)

    assert told["format_version"] == 2
    assert told["scores"][0]["total"] == "63.33"
    assert recompute(checked(written(told))) == []


def test_frozen_year_without_one_stays_in_the_first_format() -> None:
    told = frozen_with("")

    assert (told["format_version"], told["scores"][0]["total"]) == (1, "53.2")


@pytest.mark.parametrize(
    ("why", "version", "told"),
    [("", 2, "应为文字，不能为空"), (WHY, 1, "格式版本与内容不符"), (1, 2, "应为文字")],
)
def test_exemption_that_was_tampered_with_is_refused(why: object, version: int, told: str) -> None:
    snapshot = frozen_with(WHY)
    component = snapshot["units"][0]["sections"][0]["items"][0]["components"][0]
    component["exempt"] = why

    with pytest.raises(WrongSnapshot, match=told):
        checked(written(sealed({**snapshot, "format_version": version})))
