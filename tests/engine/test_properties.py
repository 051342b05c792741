"""What must hold for every table and all results.

HYPOTHESIS_PROFILE=thorough runs 2,500 examples each instead of 200.
"""

import os
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.engine.explain import arithmetic
from assessment.engine.results import TableScore
from assessment.engine.score import score_table
from assessment.engine.types import (
    Basis,
    Component,
    Effect,
    Fact,
    FactStatus,
    Item,
    Measure,
    MeasureKind,
    Policy,
    Pooling,
    Rule,
    RuleKind,
    Section,
    StepReading,
    Table,
)
from lib.rounding import EXACT, round_half_up
from tests.engine.build import NOT_APPLICABLE, TARGETED, D

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
examples = settings(max_examples=2_500 if THOROUGH else 200, deadline=None, database=None)

POOLABLE = (RuleKind.SHORTFALL_SHARE, RuleKind.SHORTFALL_UNIT)
FALLING = (MeasureKind.QUANTITY, MeasureKind.RATE)  # less of it is worse
#: Points that are earned, and lost where nothing was done: tests/engine/test_awards.py; by
#: bands: tests/engine/test_tiers.py; outside the 100: tests/engine/test_bonus.py;
#: places: tests/engine/test_places.py.
TAKING = [
    kind
    for kind in RuleKind
    if kind.effect in (Effect.DEDUCT, Effect.SET)
    and kind.basis not in (Basis.TIER, Basis.MISSED, Basis.RANK)
]
COUNTED = (RuleKind.EXCESS, RuleKind.PERIOD, RuleKind.MONEY, RuleKind.JUDGED_DEDUCT)
RISING = "多则差"  # the name of a quantity of which more is worse

policies = st.builds(Policy, st.sampled_from(StepReading), st.sampled_from(Pooling), st.booleans())
deductions = st.decimals("0.05", 6, places=2)
caps = st.none() | st.none() | st.decimals("0.5", 8, places=1)
points = st.integers(1, 15).map(Decimal)
values = {
    MeasureKind.QUANTITY: st.decimals(0, 3000, places=2) | st.integers(0, 3000).map(Decimal),
    MeasureKind.RATE: st.decimals(0, 130, places=1),
    MeasureKind.YES_NO: st.sampled_from([D(0), D(1)]),
    MeasureKind.COUNT: st.integers(0, 12).map(Decimal),
}
targets = {
    MeasureKind.QUANTITY: st.integers(0, 2000).map(Decimal),
    MeasureKind.RATE: st.integers(0, 100).map(Decimal),
    MeasureKind.YES_NO: st.none(),
    MeasureKind.COUNT: st.none(),
}


@st.composite
def rules_of(draw: st.DrawFn, kind: RuleKind, codes: tuple[str, ...]) -> Rule:
    """A rule that makes a score makes it 0: what gives full marks is no failing."""
    is_setting = kind.effect is Effect.SET
    return Rule(
        kind=kind,
        measures=codes,
        step=draw(st.sampled_from([D(1), D(3), D(10)])),
        deduction=D(0) if is_setting else draw(deductions),
        clause="",
        cap=None if is_setting else draw(caps),
        target=draw(st.integers(0, 9).map(Decimal)) if kind is RuleKind.EXCESS else None,
    )


@st.composite
def components(draw: st.DrawFn, prefix: str) -> Component:
    measures: list[Measure] = []
    rules: list[Rule] = []
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(TAKING))
        own = [
            Measure(
                f"{prefix}.{number}.{n}",
                RISING if kind in COUNTED else "名",
                TARGETED[kind],
                "",
                None if kind in COUNTED else draw(targets[TARGETED[kind]]),
            )
            for n in range(draw(st.integers(1, 4)) if kind in POOLABLE else 1)
        ]
        rules.append(draw(rules_of(kind, tuple(m.code for m in own))))
        measures += own
    return Component(draw(points), tuple(measures), tuple(rules), draw(caps))


@st.composite
def sections(draw: st.DrawFn, name: str, full: int) -> Section:
    items = []
    for number in range(draw(st.integers(1, 3))):
        own = [draw(components(f"{name}{number}.{n}")) for n in range(draw(st.integers(1, 2)))]
        items.append(Item(f"{name}{number}", sum((c.points for c in own), D(0)), tuple(own)))
    return Section(name, D(full), tuple(items))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    return Table("某市", (draw(sections("一", 76)), draw(sections("二", 24))))


def measures_of(table: Table) -> list[Measure]:
    return [
        m for s in table.sections for item in s.items for c in item.components for m in c.measures
    ]


@st.composite
def scored(draw: st.DrawFn) -> tuple[Table, dict[str, Fact], Policy]:
    table = draw(tables())
    facts = {}
    for measure in measures_of(table):
        status = draw(st.sampled_from([FactStatus.RECORDED] * 3 + list(FactStatus)))
        if status is FactStatus.RECORDED:
            facts[measure.code] = Fact(status, draw(values[measure.kind]))
        elif status is FactStatus.NOT_APPLICABLE:
            facts[measure.code] = NOT_APPLICABLE
    return table, facts, draw(policies)


def scores_of(score: TableScore) -> list[Decimal]:
    items = [item.score for section in score.sections for item in section.items]
    return [*items, *(section.score for section in score.sections), score.total]


def capped_if_made(table: Table, policy: Policy) -> Policy:
    """Return the policy with caps where some rule makes a score."""
    is_made = not all(item.is_plain for section in table.sections for item in section.items)
    return replace(policy, cap_components=policy.cap_components or is_made)


@examples
@given(scored(), st.data())
def test_worse_result_never_raises_a_score(
    case: tuple[Table, dict[str, Fact], Policy], data: Any
) -> None:
    """Without caps it may, where it makes a score 0: that ends what was taken beyond the points."""
    table, facts, policy = case
    policy = capped_if_made(table, policy)
    measure = data.draw(st.sampled_from(measures_of(table)))
    value, other = data.draw(values[measure.kind]), data.draw(values[measure.kind])
    low, high = sorted([value, other])
    is_falling = measure.kind in FALLING and measure.name != RISING
    worse, better = (low, high) if is_falling else (high, low)

    after, before = (
        score_table(table, {**facts, measure.code: Fact(FactStatus.RECORDED, v)}, policy)
        for v in (worse, better)
    )

    assert all(x <= y for x, y in zip(scores_of(after), scores_of(before), strict=True))


@examples
@given(scored(), st.sampled_from([Pooling.CAPPED, Pooling.EACH]), st.data())
def test_recording_one_more_figure_never_raises_a_score(
    case: tuple[Table, dict[str, Fact], Policy], pooling: Pooling, data: Any
) -> None:
    """Without caps it may: a surplus that is on record helps its pool, and a score that is
    made 0 ends what was taken beyond the component's points."""
    table, facts, policy = case
    policy = capped_if_made(table, replace(policy, pooling=pooling))
    measure = data.draw(st.sampled_from(measures_of(table)))
    waiting = {code: fact for code, fact in facts.items() if code != measure.code}
    entered = {**waiting, measure.code: Fact(FactStatus.RECORDED, data.draw(values[measure.kind]))}

    before, after = score_table(table, waiting, policy), score_table(table, entered, policy)

    assert all(x <= y for x, y in zip(scores_of(after), scores_of(before), strict=True))


@examples
@given(scored())
def test_items_stay_within_their_points(case: tuple[Table, dict[str, Fact], Policy]) -> None:
    score = score_table(*case)

    assert all(0 <= i.score <= i.item.points for s in score.sections for i in s.items)
    assert all(0 <= section.score <= section.section.full for section in score.sections)
    assert 0 <= score.total <= 100


@examples
@given(scored())
def test_caps_hold(case: tuple[Table, dict[str, Fact], Policy]) -> None:
    score = score_table(*case)
    cap_components = case[2].cap_components

    for component in (c for s in score.sections for i in s.items for c in i.components):
        written = component.component.cap
        bounds = [component.component.points] if cap_components else []
        bounds += [] if written is None else [written]
        if component.set_by:
            assert component.deduction == component.component.points
            continue
        assert component.deduction == min([component.raw, *bounds])
        assert component.capped == (component.deduction < component.raw)
        for line in component.lines:
            assert line.rule.cap is None or line.deduction <= line.rule.cap


@examples
@given(scored(), st.randoms(use_true_random=False))
def test_order_does_not_matter(case: tuple[Table, dict[str, Fact], Policy], random: Any) -> None:
    table, facts, policy = case
    turned = Table(table.city, tuple(shuffled(section, random) for section in table.sections))
    shuffled_facts = dict(random.sample(sorted(facts.items(), key=str), len(facts)))

    before, after = score_table(table, facts, policy), score_table(turned, shuffled_facts, policy)

    assert after.total == before.total
    assert [s.score for s in after.sections] == [s.score for s in before.sections]
    assert after.complete == before.complete


def shuffled(section: Section, random: Any) -> Section:
    def turn(parts: Any) -> tuple[Any, ...]:
        return tuple(random.sample(parts, len(parts)))

    items = [
        Item(
            item.name,
            item.points,
            turn(
                [
                    Component(c.points, turn(c.measures), turn(c.rules), c.cap)
                    for c in item.components
                ]
            ),
        )
        for item in section.items
    ]
    return Section(section.name, section.full, turn(items))


@examples
@given(scored())
def test_parts_sum_to_the_total(case: tuple[Table, dict[str, Fact], Policy]) -> None:
    with localcontext(EXACT):
        assert_parts_sum(score_table(*case))


def assert_parts_sum(score: TableScore) -> None:
    assert score.total == sum(section.score for section in score.sections)
    for section in score.sections:
        assert section.earned == sum(item.score for item in section.items)
        assert section.available == sum(item.item.points for item in section.items)
        whole = section.section.full * section.earned / section.available
        assert abs(section.score - whole) <= D("0.0050001")
        assert section.score == round_half_up(section.score)
    for item in (i for s in score.sections for i in s.items):
        if not item.set_by:
            assert item.deduction == sum(c.deduction for c in item.components)
        assert item.score == max(D(0), item.item.points - item.deduction)
        for component in item.components:
            assert component.raw == sum(line.deduction for line in component.lines)


@examples
@given(tables(), policies)
def test_no_results_is_100(table: Table, policy: Policy) -> None:
    score = score_table(table, {}, policy)

    assert str(score.total) == "100.00"
    assert score.missing == tuple(m.code for m in measures_of(table))
    assert not score.complete


@examples
@given(scored())
def test_readings_are_ordered(case: tuple[Table, dict[str, Fact], Policy]) -> None:
    table, facts, policy = case
    whole, proportion, started = (
        score_table(table, facts, Policy(reading, policy.pooling, policy.cap_components)).total
        for reading in StepReading
    )

    assert whole >= proportion >= started


@examples
@given(scored())
def test_every_line_can_be_explained(case: tuple[Table, dict[str, Fact], Policy]) -> None:
    score = score_table(*case)

    for component in (c for s in score.sections for i in s.items for c in i.components):
        for line in component.lines:
            is_idle = "不扣分" in arithmetic(line) or "不改得分" in arithmetic(line)
            assert is_idle == (not line.deduction and line.becomes is None)
