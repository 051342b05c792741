"""Scores: what each weight earns, what the total is, which grade that is.

The system proposes, the county enters; only what was entered counts. A proposal is
attainment (0 to 1) × weight. What does not apply is neither zero nor full marks: by the
form's policy its weight leaves the denominator, or the county states its total.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from lib.rounding import CARRIED, EXACT, format_points, round_half_up
from selfeval.engine.addresses import address_of
from selfeval.engine.attainment import EXECUTION, Attainment, attainment_of
from selfeval.engine.calculate import divide
from selfeval.engine.caps import Loss, Sum, capped, deviation_of
from selfeval.engine.context import Context
from selfeval.engine.results import TotalScore, UnitScore
from selfeval.engine.scoring_types import NotApplicable, Scoring, ScoringMode
from selfeval.engine.tree import Unit
from selfeval.engine.values import (
    MISSING,
    NOT_APPLICABLE,
    State,
    Value,
    number,
    parse_number,
    wrong,
)
from selfeval.engine.wording import equals, shown_number, words_for

ZERO = Decimal(0)
INAPPLICABLE = NOT_APPLICABLE.shown


def score_report(context: Context) -> TotalScore:
    """Return the score of a report whose cells are computed.

    Puts each unit's score and proposal, and the total, among the context's values, where
    the checks' formulas find them.
    """
    laid, scoring = context.laid, context.laid.form.scoring
    context.values[EXECUTION] = execution = _execution(scoring, context)
    units = tuple(_score_unit(unit, context) for unit in laid.units if not unit.is_aside)
    for unit in units:
        context.values.setdefault(address_of(unit.code, "score"), _as_value(unit.score))
        context.values[address_of(unit.code, "proposed")] = _as_value(unit.proposed)
    entered = context.values.get("total", MISSING)
    found = capped(_SUMS[scoring.mode](scoring, units, entered), scoring, context)
    context.values["total"] = _as_value(found.total)
    return TotalScore(
        mode=scoring.mode,
        policy=scoring.not_applicable,
        units=units,
        full=scoring.full,
        earned=found.earned,
        available=found.available,
        total=found.total,
        entered=entered,
        shown="—" if found.total is None else _shown(scoring, found.total),
        grade="" if found.total is None else grade_of(scoring, found.total),
        note=found.note + _rounding_note(scoring, found.total),
        cap=found.cap,
        derivation=found.derivation,
        execution=execution,
    )


def grade_of(scoring: Scoring, total: Decimal) -> str:
    """Return the grade of an unrounded total: bands are closed below, the best above too."""
    for grade in scoring.grades:
        if grade.low <= total < grade.high or total == grade.high == scoring.full:
            return grade.label
    return ""


def _execution(scoring: Scoring, context: Context) -> Value:
    if scoring.execution is None:
        return MISSING
    executed = context.evaluate(scoring.execution.executed)
    budget = context.evaluate(scoring.execution.budget)
    idle = [value.state is State.NOT_APPLICABLE for value in (executed, budget)]
    if any(idle) and not all(idle):
        noun = "执行数" if idle[0] else "预算数"
        return wrong(f"{noun}填“不适用”而另一项有数")
    return divide(executed, budget)


def _score_unit(unit: Unit, context: Context) -> UnitScore:
    attainments = [attainment_of(member, context) for member in unit.members]
    answer = context.laid.answers.answer(unit.code)
    is_idle = answer.not_applicable or unit.placed.dropped or answer.score.strip() == INAPPLICABLE
    whole = _together(unit, attainments, is_idle)
    proposed, lost = None, Loss(ZERO, "")
    if whole.share is not None and unit.weight is not None:
        lost = deviation_of(unit, context)
        proposed = max(ZERO, CARRIED.multiply(unit.weight, whole.share) - lost.points)
    return UnitScore(
        code=unit.code,
        label=words_for(unit.placed.node.label, context.laid.year),
        members=tuple(member.code for member in unit.members),
        weight=unit.weight,
        applicable=whole.applies,
        attainment=whole.share,
        proposed=proposed,
        score=parse_number(answer.score, "分"),
        reason=answer.reason.strip(),
        derivation=_derivation(unit, whole, proposed, lost=lost),
    )


def _together(unit: Unit, attainments: list[Attainment], is_inapplicable: bool) -> Attainment:
    """Return the attainment of indicators under one weight: each counts alike."""
    if is_inapplicable:
        return Attainment(False, None, "不适用")
    if unit.members == (unit.placed,):
        return attainments[0]
    counted = [item for item in attainments if item.applies]
    if not attainments:
        return Attainment(True, None, "其下没有指标")
    if not counted:
        return Attainment(False, None, "各项均不适用")
    pairs = zip(unit.members, attainments, strict=True)
    open_labels = [place.node.label for place, item in pairs if item.applies and item.share is None]
    shares = [item.share for item in counted if item.share is not None]
    if open_labels:
        known = f"；其余 {len(shares)} 项平均完成度 {_percent(_mean(shares))}" if shares else ""
        return Attainment(
            True, None, f"“{open_labels[0]}”等 {len(open_labels)} 项须人工评分{known}"
        )
    share = _mean(shares)
    return Attainment(True, share, f"{len(shares)} 项平均完成度 {_percent(share)}")


def _mean(shares: list[Decimal]) -> Decimal:
    total = ZERO
    for share in shares:
        total = EXACT.add(total, share)
    return CARRIED.divide(total, Decimal(len(shares)))


def _percent(share: Decimal) -> str:
    return f"{format_points(round_half_up(share * 100, 2))}%"


def _derivation(unit: Unit, whole: Attainment, proposed: Decimal | None, *, lost: Loss) -> str:
    if not whole.applies:
        return f"{whole.derivation}，不计入总分"
    if proposed is None or whole.share is None:
        return f"{whole.derivation}，没有建议得分"
    result = shown_number(proposed)
    sign = "" if result.startswith("≈") else "= "
    share = shown_number(whole.share).removeprefix("≈ ")
    minus = f" − {format_points(lost.points)} 分" if lost.points else ""
    own = f"{share} × {format_points(unit.weight)} 分{minus} {sign}{result}"
    return "；".join(words for words in (whole.derivation, lost.words, own) if words)


def _table_sum(scoring: Scoring, units: tuple[UnitScore, ...], entered: Value) -> Sum:
    counted = [unit for unit in units if unit.applicable]
    earned = available = ZERO
    for unit in counted:
        earned = EXACT.add(earned, unit.score or ZERO)
        available = EXACT.add(available, unit.weight or ZERO)
    is_complete = bool(counted) and all(unit.score is not None for unit in counted)
    parts = " + ".join(format_points(unit.score) for unit in counted)
    derivation = f"{parts} = {format_points(earned)}" if is_complete else f"{parts}，得分未填全"
    found = Sum(earned, available, earned if is_complete else None, derivation)
    return found if len(counted) == len(units) else _without(scoring, units, found, entered=entered)


def _without(scoring: Scoring, units: tuple[UnitScore, ...], found: Sum, *, entered: Value) -> Sum:
    """Return the total where something does not apply, with the note to be printed."""
    left_out = "、".join(f"“{unit.label}”" for unit in units if not unit.applicable)
    if scoring.not_applicable is NotApplicable.BY_HAND:
        own = entered.number if entered.is_number else None
        return replace(found, total=own, note=f"{left_out}不适用，总分由填报单位自行确定。")
    lost = format_points(_add(unit.weight for unit in units if not unit.applicable))
    note = f"{left_out}不适用，其 {lost} 分不计入"
    if found.total is None or not found.available:
        return replace(found, total=None, note=f"{note}。")
    total = EXACT.divide(EXACT.multiply(scoring.full, found.earned), found.available)
    earned, available = format_points(found.earned), format_points(found.available)
    formula = f"（{earned} ÷ {available}）× {format_points(scoring.full)} {equals(number(total))}"
    derivation = f"{found.derivation}；{left_out}不适用，按{formula} 折算"
    return replace(
        found, total=total, derivation=derivation, note=f"{note}；总分按{formula} 折算。"
    )


def _add(weights: Iterable[Decimal | None]) -> Decimal:
    return sum((weight for weight in weights if weight is not None), ZERO)


def _own_sum(scoring: Scoring, units: tuple[UnitScore, ...], entered: Value) -> Sum:
    total = entered.number if entered.is_number else None
    return Sum(total or ZERO, scoring.full, total, "填报单位自报，没有评分表可供推算")


def _no_sum(scoring: Scoring, units: tuple[UnitScore, ...], entered: Value) -> Sum:
    return Sum(ZERO, ZERO, None, "本表式不评分")


def _shown(scoring: Scoring, total: Decimal) -> str:
    return format_points(round_half_up(total, scoring.places))


def _rounding_note(scoring: Scoring, total: Decimal | None) -> str:
    """Say that the grade is the unrounded total's, where the rounded one's is another."""
    if total is None:
        return ""
    rounded = round_half_up(total, scoring.places)
    if grade_of(scoring, total) == grade_of(scoring, rounded):
        return ""
    return f"等次按未经舍入的得分（{format_points(CARRIED.plus(total))}）评定。"


def _as_value(amount: Decimal | None) -> Value:
    return MISSING if amount is None else number(amount)


_SUMS: dict[ScoringMode, Callable[[Scoring, tuple[UnitScore, ...], Value], Sum]] = {
    ScoringMode.TABLE: _table_sum,
    ScoringMode.OWN_TOTAL: _own_sum,
    ScoringMode.NONE: _no_sum,
}
