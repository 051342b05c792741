"""Checks of scores, weights, total, grade and execution."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from lib.rounding import format_points, round_half_up
from selfeval.engine.addresses import address_of
from selfeval.engine.checking import Checking, error, explain, remind
from selfeval.engine.errors import WrongFormula
from selfeval.engine.formulas import names_in, parse_formula
from selfeval.engine.results import Finding, TotalScore, UnitScore
from selfeval.engine.scoring_types import Method, ScoringMode
from selfeval.engine.tree import Placed
from selfeval.engine.values import State

LOW_EXECUTION = Decimal("0.9")


def check_weights(case: Checking) -> Iterator[Finding]:
    """Find weights that do not add up: of a group by the filer, else of the whole form."""
    units = [unit for unit in case.laid.units if not unit.is_aside]
    groups: dict[str, list[Decimal | None]] = {}
    for unit in units:
        if unit.placed.group and not unit.placed.dropped:
            groups.setdefault(unit.placed.group, []).append(unit.weight)
    is_sound = True
    for place in _without_indicators(case, groups):
        is_sound = False
        points = format_points(place.node.weight)
        message = f"“{place.node.label}”还没有添加指标、分配 {points} 分"
        yield error("no_indicators", address_of(place.code, "weight"), message)
    for code, weights in groups.items():
        node = case.laid.index.indicators[code]
        given = sum((weight for weight in weights if weight is not None), Decimal(0))
        if node.weight is not None and given != node.weight:
            is_sound = False
            shown = f"“{node.label}”各指标分值合计 {format_points(given)}"
            message = f"{shown}，应为 {format_points(node.weight)}"
            yield error("weights", address_of(code, "weight"), message)
    weights = [unit.weight for unit in units if not (unit.placed.group and unit.placed.dropped)]
    total = sum((weight for weight in weights if weight is not None), Decimal(0))
    full = case.laid.form.scoring.full
    if units and is_sound and None not in weights and total != full:
        message = f"各项分值合计 {format_points(total)}，应为 {format_points(full)}"
        yield error("weights", "total", message)


def _without_indicators(case: Checking, groups: Collection[str]) -> Iterator[Placed]:
    """Yield the heads whose points the county gives to indicators of its own, and has none yet."""
    for place in case.laid.nodes:
        is_open = place.node.may_add or bool(place.node.children)
        if place.group == place.code and is_open and not place.dropped and place.code not in groups:
            yield place


def check_scores(case: Checking) -> Iterator[Finding]:
    """Find scores above their weight, under it, and above what was proposed."""
    places = case.laid.form.scoring.places
    for unit in case.evaluated.score.units:
        yield from _unit(unit, places, _is_by_formula(case, unit))


def check_total(case: Checking) -> Iterator[Finding]:
    """Find a total or a grade that is not what the scores give."""
    score = case.evaluated.score
    if score.mode is ScoringMode.OWN_TOTAL and score.total is not None:
        yield from _own_total(score, score.total)
    elif score.mode is ScoringMode.OWN_TOTAL and score.entered.state is State.NOT_APPLICABLE:
        yield error("required", "total", "总分应为数字")
    elif score.mode is ScoringMode.TABLE and score.entered.is_number:
        yield from _table_total(case, score)
    grade = case.laid.answers.grade.strip()
    if score.total is not None and grade and score.grade and grade != score.grade:
        message = f"评价等级填报“{grade}”，按总分 {score.shown} 应为“{score.grade}”"
        yield error("grade_mismatch", "grade", message)


def check_execution(case: Checking) -> Iterator[Finding]:
    """Ask for an explanation where less than 90 % of the budget was spent."""
    execution, ratio = case.laid.form.scoring.execution, case.evaluated.score.execution
    if execution is None:
        return
    place = _place_of(execution.executed)
    if ratio.state is State.ERROR and not case.is_told(ratio):
        yield error("execution", place, f"预算执行率不能计算：{ratio.text}")
    elif ratio.is_number and ratio.number < LOW_EXECUTION:
        percent = format_points(round_half_up(ratio.number * 100, 2))
        node = next(
            (n for n in case.laid.index.indicators.values() if n.method is Method.EXECUTION),
            None,
        )
        reason = case.laid.answers.answer(node.code).reason.strip() if node else ""
        message = f"预算执行率 {percent}%，低于 90%，请说明原因"
        yield explain("low_execution", place, message, reason=reason)


def _unit(unit: UnitScore, places: int, is_by_formula: bool) -> Iterator[Finding]:
    place, score = address_of(unit.code, "score"), unit.score
    if score is None:
        return
    name, shown = f"“{unit.label}”", format_points(score)
    if not unit.applicable:
        yield error("score_not_applicable", place, f"{name}不适用，不应填得分（现填 {shown}）")
        return
    if score < 0:
        yield error("score_negative", place, f"{name}得分 {shown} 小于 0")
    if unit.weight is None:
        return
    weight = format_points(unit.weight)
    if score > unit.weight:
        yield error("score_above_weight", place, f"{name}得分 {shown} 超过分值 {weight}")
        return
    if unit.proposed is not None and score > round_half_up(unit.proposed, places):
        proposed = format_points(round_half_up(unit.proposed, places))
        message = f"{name}得分 {shown} 高于建议得分 {proposed}（{unit.derivation}），请说明理由"
        yield explain("score_above_proposed", place, message, reason=unit.reason)
    if score < unit.weight and not is_by_formula:
        message = f"{name}得分 {shown} 低于分值 {weight}，请说明偏差原因和改进措施"
        yield explain("score_under_weight", place, message, reason=unit.reason)


def _is_by_formula(case: Checking, unit: UnitScore) -> bool:
    """Say whether low execution asks for the same explanation already."""
    node = case.laid.index.indicators.get(unit.code)
    ratio = case.evaluated.score.execution
    is_low = ratio.is_number and ratio.number < LOW_EXECUTION
    return node is not None and node.method is Method.EXECUTION and is_low


def _own_total(score: TotalScore, total: Decimal) -> Iterator[Finding]:
    full = format_points(score.full)
    if total > score.full or total < 0:
        yield error("score_above_weight", "total", f"总分 {score.shown} 应在 0 至 {full} 之间")
    elif score.entered.number > total:
        message = f"总分填报 {score.entered.shown}，应为 {score.shown}（{score.derivation}）"
        yield error("total_mismatch", "total", message)
    yield remind("own_total", "total", f"总分 {score.shown} 由填报单位自报，没有评分表可供推算")


def _table_total(case: Checking, score: TotalScore) -> Iterator[Finding]:
    entered = score.entered.number
    if score.total is None:
        message = f"总分填报 {score.entered.shown}，已填得分合计 {format_points(score.earned)}"
        if entered != score.earned:
            yield error("total_mismatch", "total", f"{message}，且得分未填全")
        return
    if entered not in (score.total, round_half_up(score.total, case.laid.form.scoring.places)):
        message = f"总分填报 {score.entered.shown}，应为 {score.shown}（{score.derivation}）"
        yield error("total_mismatch", "total", message)


def _place_of(formula: str) -> str:
    """Return the first cell that formula names: where a finding about it can point."""
    try:
        names = names_in(parse_formula(formula))
    except WrongFormula:
        return "total"
    return address_of(*names[0].path) if names else "total"
