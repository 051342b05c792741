"""From lines to a city's score: components, items, sections, table, ranks."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import TypeVar

from assessment.engine.errors import NothingAvailable
from assessment.engine.facts import check_fact
from assessment.engine.quantities import ZERO, waits_for_others
from assessment.engine.results import (
    Bonus,
    ComponentScore,
    GroupPlace,
    ItemScore,
    Line,
    SectionScore,
    Standing,
    TableScore,
)
from assessment.engine.rules import apply_rule
from assessment.engine.types import (
    NOT_APPLICABLE,
    NOT_RECORDED,
    Component,
    Fact,
    FactStatus,
    Group,
    Item,
    Measure,
    Policy,
    RuleKind,
    Section,
    StepReading,
    Table,
)
from lib.rounding import EXACT, round_half_up

Facts = Mapping[str, Fact]
Key = TypeVar("Key", bound=Hashable)

DEFAULT_POLICY = Policy()
_NOT_RECORDED = FactStatus.NOT_RECORDED


def score_table(table: Table, facts: Facts, policy: Policy = DEFAULT_POLICY) -> TableScore:
    """Return a city's score with every finding it rests on.

    facts: by measure code; a code that is not there is not recorded, one that
    is not in the table is ignored. Total: the sum of the rounded sections, and the bonus
    where policy counts it.
    Raises WrongFact, WrongRule, NothingAvailable.
    """
    with localcontext(EXACT):
        sections = tuple([_score_section(section, facts, policy) for section in table.sections])
        beyond = _lines_beyond(sections)
        bonus = _bonus(beyond, policy)
        total = total_of([s.score for s in sections], bonus.points if bonus else None)
    missing = _missing(sections, facts)
    return TableScore(
        table=table,
        policy=policy,
        sections=sections,
        total=total,
        complete=not missing,
        missing=missing,
        bonus=bonus,
        vetoes=tuple([line for line in beyond if line.vetoes]),
    )


def _lines_beyond(sections: Sequence[SectionScore]) -> list[Line]:
    """Return the lines of items in which some rule does more than deduct."""
    return [line for section in sections for item in section.items for line in item.lines_beyond]


def _bonus(lines: Sequence[Line], policy: Policy) -> Bonus | None:
    giving = tuple([line for line in lines if line.gives_bonus])
    if not giving:
        return None
    return Bonus(giving, *add_up_bonus([line.bonus for line in giving], policy))


def add_up_bonus(given: Sequence[Decimal], policy: Policy) -> tuple[Decimal, Decimal]:
    """Return what is given together, and what of it enters the total: 0 where the year does not
    count it."""
    with localcontext(EXACT):
        raw = sum(given, ZERO)
        points = raw if policy.bonus_cap is None else min(raw, policy.bonus_cap)
        return raw, round_half_up(points, 2) if policy.counts_bonus else ZERO


def total_of(sections: Sequence[Decimal], bonus: Decimal | None) -> Decimal:
    """Return what sections of these scores make, with the bonus that counts if there is any."""
    with localcontext(EXACT):
        total = sum(sections, ZERO)
        return total if bonus is None else total + bonus


def add_up(full: Decimal, available: Decimal, scores: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Return what a section's items earned, and its score: full × earned ÷ available, rounded."""
    with localcontext(EXACT):
        earned = sum(scores, ZERO)
        # Carried thirds can leave an exact half a hair off (…4999…); 20 places put it back.
        exact = round_half_up(full * earned / available, 20) if available > 0 else ZERO
        return earned, round_half_up(exact, 2)


def score_section(section: Section, facts: Facts, policy: Policy = DEFAULT_POLICY) -> SectionScore:
    """Return section.full × earned ÷ available, rounded half up to 2 places.

    available: the points of the items that are there and count this year, so an item a city
    does not have, or is exempt from, costs it nothing. A section of nothing but 加分 is
    worth 0. Raises as score_table does.
    """
    with localcontext(EXACT):
        return _score_section(section, facts, policy)


def score_item(item: Item, facts: Facts, policy: Policy = DEFAULT_POLICY) -> ItemScore:
    """Return item.counted less what its components lose, 0 to item.counted, unrounded.

    Raises WrongFact, WrongRule.
    """
    with localcontext(EXACT):
        return _score_item(item, facts, policy)


def rank(totals: Sequence[tuple[Key, Decimal]]) -> dict[Key, int]:
    """Return each key's rank, highest total first; equal totals share one (1, 1, 3)."""
    best: dict[Decimal, int] = {}
    for place, total in enumerate(sorted([total for _, total in totals], reverse=True), start=1):
        best.setdefault(total, place)
    return {key: best[total] for key, total in totals}


def rank_in_groups(
    totals: Sequence[tuple[int, Decimal]], groups: Sequence[Group]
) -> dict[int, GroupPlace]:
    """Return the rank of each unit within its group; one that is in none has no entry."""
    found: dict[int, GroupPlace] = {}
    for group in groups:
        own = [(unit, total) for unit, total in totals if unit in group.units]
        for unit, place in rank(own).items():
            found[unit] = GroupPlace(group.name, place, len(own))
    return found


def compare_readings(
    cities: Mapping[Key, tuple[Table, Facts]], policy: Policy = DEFAULT_POLICY
) -> dict[StepReading, dict[Key, Standing]]:
    """Return each city's total and rank under each reading of «每少完成10%».

    The rest of policy stays. Raises as score_table does.
    """
    return {
        reading: standings(cities, replace(policy, step_reading=reading)) for reading in StepReading
    }


def standings(
    cities: Mapping[Key, tuple[Table, Facts]], policy: Policy = DEFAULT_POLICY
) -> dict[Key, Standing]:
    """Return each city's total and rank among cities. Raises as score_table does."""
    totals = [
        (key, score_table(table, facts, policy).total) for key, (table, facts) in cities.items()
    ]
    ranks = rank(totals)
    return {key: Standing(total, ranks[key]) for key, total in totals}


def _score_section(section: Section, facts: Facts, policy: Policy) -> SectionScore:
    available = sum([item.counted for item in section.items], ZERO)
    if available <= 0 and (section.full > 0 or not section.items):
        raise NothingAvailable(section.name)
    items = tuple([_score_item(item, facts, policy) for item in section.items])
    earned, score = add_up(section.full, available, [item.score for item in items])
    is_recorded = False not in [item.recorded for item in items]
    return SectionScore(
        section=section,
        items=items,
        available=available,
        earned=earned,
        score=score,
        recorded=is_recorded,
    )


def _score_item(item: Item, facts: Facts, policy: Policy) -> ItemScore:
    components = tuple([_score_component(c, facts, policy) for c in item.components])
    deduction = sum([component.deduction for component in components], ZERO)
    score = max(ZERO, item.counted - deduction)
    is_recorded = False not in [component.recorded for component in components]
    whole = ItemScore(item, components, deduction, score, is_recorded)
    return whole if item.is_plain else _item_beyond(whole)


def _item_beyond(whole: ItemScore) -> ItemScore:
    """Give the item the score that one of its rules makes it, the lowest of several."""
    points = whole.item.counted
    lines = [line for component in whole.components for line in component.lines]
    setting = _lowest(lines, of_item=True)
    if setting is None or setting.becomes is None:
        return whole
    score = min(points, setting.becomes)
    return whole._replace(deduction=points - score, score=score, set_by=setting)


def _lowest(lines: Sequence[Line], *, of_item: bool) -> Line | None:
    """Return the line that makes the lowest score of item or component: 不得分 goes before
    得满分."""
    making = [line for line in lines if line.becomes is not None]
    setting = [line for line in making if (line.rule.kind is RuleKind.SET_ITEM) is of_item]
    return min(setting, key=lambda line: line.becomes or ZERO, default=None)


def _score_component(component: Component, facts: Facts, policy: Policy) -> ComponentScore:
    if component.exempt:
        return _exempt(component, policy)
    measures: dict[str, Measure] = {}
    found: dict[str, Fact] = {}
    is_recorded = True
    for measure in component.measures:
        code = measure.code
        measures[code] = measure
        found[code] = fact = facts.get(code, NOT_RECORDED)
        if fact.status is _NOT_RECORDED:
            is_recorded = False
        else:
            check_fact(measure, fact)
    lines = tuple([apply_rule(rule, measures, found, policy=policy) for rule in component.rules])
    if component.ranked and any(line.missing for line in lines):
        is_recorded = False
    raw = sum([line.deduction for line in lines], ZERO)
    cap = component.cap
    if policy.cap_components and (cap is None or cap > component.points):
        cap = component.points
    is_capped = cap is not None and raw > cap
    deduction = cap if cap is not None and is_capped else raw
    score = ComponentScore(
        component=component,
        lines=lines,
        raw=raw,
        deduction=deduction,
        capped=is_capped,
        recorded=is_recorded,
    )
    return score if component.is_plain else _component_beyond(score)


def _exempt(component: Component, policy: Policy) -> ComponentScore:
    """Return a score of nothing lost, whatever was recorded: none of its figures applies."""
    measures = {measure.code: measure for measure in component.measures}
    found = dict.fromkeys(measures, NOT_APPLICABLE)
    lines = tuple([apply_rule(rule, measures, found, policy=policy) for rule in component.rules])
    return ComponentScore(component, lines, ZERO, ZERO, capped=False, recorded=True)


def _component_beyond(score: ComponentScore) -> ComponentScore:
    """Give the component what it earned, or the score that one of its rules makes it, the
    lowest of several."""
    points = score.component.points
    if score.component.is_earned:
        score = _earned(score)
    setting = _lowest(score.lines, of_item=False)
    if setting is None or setting.becomes is None:
        return score
    deduction = points - min(points, setting.becomes)
    return score._replace(deduction=deduction, capped=False, set_by=setting)


def _earned(score: ComponentScore) -> ComponentScore:
    """Return the score built up from 0, less what its rules deduct from that; what is not
    recorded earns nothing yet. capped: more was earned than there is."""
    points = score.component.points
    earned = sum([line.earned for line in score.lines], ZERO)
    kept = max(ZERO, min(points, earned) - score.deduction)
    return score._replace(deduction=points - kept, capped=earned > points)


def _missing(sections: Sequence[SectionScore], facts: Facts) -> tuple[str, ...]:
    codes = [
        measure.code
        for section in sections
        if not section.recorded
        for item in section.items
        if not item.recorded
        for component in item.components
        if not component.recorded
        for measure in component.component.measures
        if facts.get(measure.code, NOT_RECORDED).status is _NOT_RECORDED
        or (measure.code in component.component.ranked and waits_for_others(facts[measure.code]))
    ]
    return tuple(dict.fromkeys(codes))
