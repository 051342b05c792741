"""Two reports cell by cell, and how far one is filled."""

from collections.abc import Iterator

from selfeval.engine.addresses import address_of, is_aspect, owner_of, row_at
from selfeval.engine.answers import Answers
from selfeval.engine.cells import ROW_LABEL, FormCell, entered_words
from selfeval.engine.evaluate import evaluate
from selfeval.engine.laid import Laid
from selfeval.engine.results import Difference, Evaluated, SectionProgress
from selfeval.engine.values import State


def compare(before: Laid, after: Laid) -> tuple[Difference, ...]:
    """Return the cells in which two reports on one form differ, in its order; computed ones too.

    Growing rows are the same row if they have the same key.
    """
    old, new = _shown(before), _shown(after)
    labels = _labels(after) | _labels(before)
    addresses = dict.fromkeys([*labels, *old, *new])
    return tuple(
        Difference(address, labels.get(address, address), old_words, new_words)
        for address in addresses
        if (old_words := old.get(address, "—")) != (new_words := new.get(address, "—"))
    )


def completeness(evaluated: Evaluated) -> tuple[SectionProgress, ...]:
    """Return how far each section is filled; «不适用» counts as filled."""
    laid = evaluated.laid
    score = evaluated.score
    idle_units = [unit for unit in score.units if not unit.applicable]
    idle = {code for unit in idle_units for code in (unit.code, *unit.members)}
    cells = [
        cell
        for cell in laid.cells
        if not cell.is_computed and not cell.fixed and owner_of(cell.address) not in idle
    ]
    values = {cell.address: evaluated.value(cell.address) for cell in cells}
    values["total"] = score.entered
    empty = {address for address, value in values.items() if value.state is State.MISSING}
    sections = laid.form.sections
    return tuple(_progress(section.code, section.label, cells, empty=empty) for section in sections)


def _progress(code: str, label: str, cells: list[FormCell], *, empty: set[str]) -> SectionProgress:
    own = [cell for cell in cells if cell.section == code]
    missing = tuple(cell.address for cell in own if cell.required and cell.address in empty)
    filled = sum(cell.address not in empty for cell in own)
    required = sum(cell.required for cell in own)
    return SectionProgress(
        code=code, label=label, filled=filled, cells=len(own), required=required, missing=missing
    )


def _shown(laid: Laid) -> dict[str, str]:
    words = {address: text.strip() for address, text in entered_words(laid.answers).items()}
    computed = {
        address: cell.value.shown
        for address, cell in evaluate(laid).computed.items()
        if not cell.value.is_absent
    }
    return words | computed | dict(_marks(laid.answers))


def _marks(answers: Answers) -> Iterator[tuple[str, str]]:
    for answer in answers.indicators.values():
        if answer.dropped or answer.not_applicable:
            yield address_of(answer.code, "applies"), "已删去" if answer.dropped else "不适用"


def _labels(laid: Laid) -> dict[str, str]:
    labels: dict[str, str] = {}
    for cell in laid.cells:
        owner = owner_of(cell.address)
        named = address_of(owner, ROW_LABEL)  # an indicator's name stands there as a row's does
        if named not in labels and row_at(cell.address):
            labels[named] = f"{cell.label.rpartition(' · ')[0]} · 行名"
        elif named not in labels and is_aspect(cell.address, "target", "outcome"):
            name = cell.label.removesuffix("目标值").removesuffix("完成值")
            labels |= {
                named: f"{name}名称",
                address_of(owner, "applies"): f"{name}是否适用",
                address_of(owner, "unit"): f"{name}计量单位",
            }
        labels[cell.address] = cell.label
    return labels
