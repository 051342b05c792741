"""Reminders: figures and words that look as if they did not belong together."""

import re
from collections.abc import Iterator
from decimal import Decimal

from lib.rounding import format_points, round_half_up
from selfeval.engine.addresses import address_of
from selfeval.engine.attainment import reached_of
from selfeval.engine.calculate import divide
from selfeval.engine.cells import FormCell
from selfeval.engine.checking import Checking, is_same_rate, remind
from selfeval.engine.functions import years_in
from selfeval.engine.measured import Sign, What, read_measured
from selfeval.engine.results import Finding
from selfeval.engine.scoring_types import Method, TextFigure
from selfeval.engine.tree import Placed
from selfeval.engine.types import Kind
from selfeval.engine.values import parse_number
from selfeval.engine.wording import words_for

OVER_TARGET = Decimal("1.2")
_FIGURE = r"(\d[\d,]{0,30}(?:\.\d{1,12})?)"  # bounded: a row of a thousand digits is no figure


def check_texts(case: Checking) -> Iterator[Finding]:
    """Find outcomes far over target, rates that do not match, foreign years."""
    leaves = [place for place in case.leaves() if place.node.method is not Method.EXECUTION]
    for place in leaves:
        yield from _target(case, place)
        yield from _rate(case, place)
        yield from _label_years(case, place)
    yield from _no_targets(case, leaves)
    yield from _years(case)
    for pair in case.laid.form.text_figures:
        yield from _text_figure(case, pair)


def _target(case: Checking, place: Placed) -> Iterator[Finding]:
    reached = reached_of(place, case.context)
    outcome, target = reached.outcome, reached.target
    is_more = reached.sign in (Sign.AT_LEAST, Sign.OVER)
    if place.node.method is not Method.POSITIVE or not (is_more and outcome and target):
        return
    if target > 0 and outcome >= target * OVER_TARGET:
        address = address_of(place.code, "outcome")
        done, wanted = (case.value(address_of(place.code, a)).shown for a in ("outcome", "target"))
        share = format_points(round_half_up(100 * outcome / target, 2))
        said = f"{case.label(address)} {done} 为目标 {wanted} 的 {share}%"
        yield remind("over_target", address, f"{said}，请核对目标是否偏低")


def _no_targets(case: Checking, leaves: list[Placed]) -> Iterator[Finding]:
    """Point out, once, targets that the form lets be empty."""
    targets = [
        address_of(place.code, "target") for place in leaves if not place.node.target_required
    ]
    empty = [address for address in targets if case.value(address).is_absent]
    outcomes = [case.value(address_of(place.code, "outcome")) for place in leaves]
    if empty and not all(outcome.is_absent for outcome in outcomes):
        message = f"{len(empty)} 项指标没有目标值，完成情况无从对照"
        yield remind("no_target", empty[0], message)


def _rate(case: Checking, place: Placed) -> Iterator[Finding]:
    node, address = place.node, address_of(place.code, "outcome")
    outcome = case.value(address)
    if not node.numerator or not outcome.is_number:
        return
    above, below = (case.context.evaluate(text) for text in (node.numerator, node.denominator))
    ratio = divide(above, below)
    if not ratio.is_number or is_same_rate(outcome.number, ratio.number * 100):
        return
    shown = format_points(round_half_up(ratio.number * 100, 2))
    figures = f"{above.shown} ÷ {below.shown} = {shown}%"
    message = f"{case.label(address)}填报 {outcome.shown}，按数据为 {figures}"
    yield remind("rate_mismatch", address, message)


def _label_years(case: Checking, place: Placed) -> Iterator[Finding]:
    filed = case.laid.answers.answer(place.code).label
    label = filed or words_for(place.node.label, case.evaluated.year)
    address = address_of(place.code, "label")
    yield from _foreign_years(case, address, f"指标名称“{label}”", words=label)


def _years(case: Checking) -> Iterator[Finding]:
    for cell in case.laid.cells:
        if cell.own_year and not _is_figure(case, cell):
            words = case.value(cell.address).raw
            yield from _foreign_years(case, cell.address, cell.label, words=words)


def _is_figure(case: Checking, cell: FormCell) -> bool:
    """Say whether a target or an outcome is a figure: ≥2000人 names no year."""
    words = case.value(cell.address).raw
    read = read_measured(words, cell.unit, year=case.evaluated.year)
    return cell.kind is Kind.MEASURED and read.what is What.FIGURE


def _foreign_years(case: Checking, place: str, noun: str, *, words: str) -> Iterator[Finding]:
    """Point out years that are neither the report's nor the one after (settling dates)."""
    year = case.evaluated.year
    foreign = [str(named) for named in years_in(words) if named not in (year, year + 1)]
    if foreign:
        years = "、".join(foreign)
        yield remind("other_year", place, f"{noun}中出现 {years} 年，本表为 {year} 年度")


def _text_figure(case: Checking, pair: TextFigure) -> Iterator[Finding]:
    value = case.context.evaluate(pair.cell)
    if not value.is_number:
        return
    phrase = _phrase(case, pair)
    for figure in dict.fromkeys(figures_said(case, pair)):
        if parse_number(figure) != value.number:
            said = phrase.replace("{n}", figure)
            message = f"{case.label(pair.text)}写“{said}”，表中为 {value.shown}"
            yield remind(pair.code, pair.text, f"{message}{pair.message and f'：{pair.message}'}")


def figures_said(case: Checking, pair: TextFigure) -> list[str]:
    """Return the figures that a text has in the phrase of pair, as written."""
    words = "".join(case.value(pair.text).raw.split())
    before, _, after = _phrase(case, pair).partition("{n}")
    return re.findall(re.escape(before) + _FIGURE + re.escape(after), words)


def _phrase(case: Checking, pair: TextFigure) -> str:
    return "".join(words_for(pair.phrase, case.evaluated.year).split())
