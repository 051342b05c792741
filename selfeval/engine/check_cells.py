"""Checks of single cells: there, readable, and what the formula says."""

from collections.abc import Iterator

from lib.rounding import format_points, round_half_up
from selfeval.engine.addresses import address_of, aspect_of, is_aspect, owner_of
from selfeval.engine.cells import FormCell, entered_words, rows_of
from selfeval.engine.checking import (
    Checking,
    error,
    is_same_amount,
    is_same_rate,
    remind,
)
from selfeval.engine.names import TOTAL_ROW
from selfeval.engine.results import Computed, Finding
from selfeval.engine.types import Kind
from selfeval.engine.values import State
from selfeval.engine.wording import words_for


def check_cells(case: Checking) -> Iterator[Finding]:
    """Find required cells left empty, unreadable ones, sums that are not their parts'."""
    spared = _spared(case)
    for cell in case.laid.cells:
        computed = case.evaluated.computed.get(cell.address)
        if computed is not None:
            yield from _computed(case, cell, computed)
        elif cell.address not in spared:
            yield from _typed(case, cell)
    yield from _unknown(case)


def check_rows(case: Checking) -> Iterator[Finding]:
    """Find growing tables with too few or too many rows."""
    for table in case.laid.index.tables.values():
        if table.growing is None:
            continue
        own = [key for key, _, row in rows_of(table, case.laid.answers) if row is None]
        count = len([key for key in own if key != TOTAL_ROW])
        if count < table.growing.minimum:
            least = table.growing.minimum
            label = words_for(table.label, case.laid.year)
            yield error("rows", table.code, f"{label}至少填 {least} 行，现有 {count} 行")
        if count > table.growing.maximum:
            most = table.growing.maximum
            label = words_for(table.label, case.laid.year)
            yield error("rows_above", table.code, f"{label}最多填 {most} 行，现有 {count} 行")


def _spared(case: Checking) -> set[str]:
    """Return cells that need not be filled: of what does not apply."""
    places = {leaf.code for leaf in case.leaves()}
    nodes = {code for code in case.laid.index.indicators if code not in places}
    idle_units = [unit for unit in case.evaluated.score.units if not unit.applicable]
    idle = {unit.code for unit in idle_units}
    nodes |= {code for unit in idle_units for code in unit.members}
    spared = {address_of(code, aspect) for code in nodes for aspect in ("target", "outcome")}
    return spared | {address_of(code, aspect) for code in idle for aspect in ("score", "weight")}


def _computed(case: Checking, cell: FormCell, computed: Computed) -> Iterator[Finding]:
    value, entered = computed.value, computed.entered
    if entered.state is State.ERROR:
        message = f"{cell.label}填有“{entered.raw}”，本格由系统计算，所填内容不会印出"
        yield remind("wrong_value", cell.address, message)
    if value.state is State.ERROR and not case.is_told(value):
        yield error("computed", cell.address, f"{cell.label}不能计算：{computed.derivation}")
    if not (value.is_number and entered.is_number):
        return
    shown = format_points(round_half_up(value.number, 4))
    message = f"{cell.label}填报 {entered.shown}，应为 {shown}（{computed.derivation}）"
    if cell.kind is Kind.PERCENT:
        if not is_same_rate(entered.number, value.number):
            yield remind("rate_mismatch", cell.address, message)
    elif not is_same_amount(entered.number, value.number):
        yield error("total_mismatch", cell.address, message)


def _typed(case: Checking, cell: FormCell) -> Iterator[Finding]:
    # The total stands among the values as derived; what was typed is beside it.
    value = case.evaluated.score.entered if cell.address == "total" else case.value(cell.address)
    if value.state is State.ERROR:
        yield error("wrong_value", cell.address, f"{cell.label}{value.fault}")
    elif cell.required and value.state is State.MISSING:
        code = "score_missing" if is_aspect(cell.address, "score") else "required"
        yield error(code, cell.address, f"{cell.label}未填")


def _unknown(case: Checking) -> Iterator[Finding]:
    """Point out words that stand in no cell of the form: they would not be printed."""
    known = {cell.address for cell in case.laid.cells}
    aspects = ("label", "reason", "band", "weight", "unit")
    for address in entered_words(case.laid.answers):
        if address in known or aspect_of(address) in aspects:
            continue
        if not case.laid.answers.answer(owner_of(address)).dropped:
            yield remind("unknown", address, f"表式中没有“{address}”这一格，所填内容不会印出")
