"""Two reports cell by cell, how far one is filled, and what a published one hides."""

from collections.abc import Iterator
from dataclasses import replace

from selfeval.engine.answers import Answers, TableRow
from selfeval.engine.cells import ROW_LABEL, Cell, cells_of, entered_words
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.results import Difference, Evaluated, SectionProgress
from selfeval.engine.types import Form, Kind
from selfeval.engine.values import State

HIDDEN = "（已隐去）"


def compare(form: Form, before: Answers, after: Answers, year: int) -> tuple[Difference, ...]:
    """Return the cells that differ, in the order of the form; computed ones too.

    Growing rows are the same row if they have the same key.
    """
    old, new = _shown(form, before, year), _shown(form, after, year)
    labels = _labels(form, after, year) | _labels(form, before, year)
    addresses = dict.fromkeys([*labels, *old, *new])
    return tuple(
        Difference(address, labels.get(address, address), old_words, new_words)
        for address in addresses
        if (old_words := old.get(address, "—")) != (new_words := new.get(address, "—"))
    )


def completeness(
    form: Form, answers: Answers, year: int, evaluated: Evaluated | None = None
) -> tuple[SectionProgress, ...]:
    """Return how far each section is filled; «不适用» counts as filled.

    evaluated: of the same form and report, if it is at hand.
    """
    evaluated = evaluated or evaluate_form(form, answers, year)
    score = evaluated.score
    idle = {unit.code for unit in score.units if not unit.applicable}
    idle_members = {code for unit in score.units if not unit.applicable for code in unit.members}
    cells = [
        cell
        for cell in cells_of(form, answers, year)
        if not cell.is_computed and not cell.fixed and _owner(cell) not in idle | idle_members
    ]
    values = {cell.address: evaluated.value(cell.address) for cell in cells}
    values["total"] = score.entered
    empty = {address for address, value in values.items() if value.state is State.MISSING}
    return tuple(_progress(section.code, section.label, cells, empty) for section in form.sections)


def masked(form: Form, answers: Answers) -> Answers:
    """Return report with its personal cells hidden: a surname stays, nothing else."""
    personal = {cell.address: cell.kind for cell in cells_of(form, answers) if cell.personal}

    def hide(address: str, words: str) -> str:
        if address not in personal or not words.strip():
            return words
        return f"{words.strip()[0]}某某" if personal[address] is Kind.PERSON else HIDDEN

    return replace(
        answers,
        fields={code: hide(code, words) for code, words in answers.fields.items()},
        tables={
            code: tuple(
                TableRow(
                    row.row,
                    {name: hide(f"{code}.{row.row}.{name}", w) for name, w in row.cells.items()},
                    row.label,
                )
                for row in rows
            )
            for code, rows in answers.tables.items()
        },
    )


def _owner(cell: Cell) -> str:
    return cell.address.rpartition(".")[0]


def _progress(code: str, label: str, cells: list[Cell], empty: set[str]) -> SectionProgress:
    own = [cell for cell in cells if cell.section == code]
    missing = tuple(cell.address for cell in own if cell.required and cell.address in empty)
    filled = sum(cell.address not in empty for cell in own)
    required = sum(cell.required for cell in own)
    return SectionProgress(code, label, filled, len(own), required, missing)


def _shown(form: Form, answers: Answers, year: int) -> dict[str, str]:
    words = {address: text.strip() for address, text in entered_words(answers).items()}
    evaluated = evaluate_form(form, answers, year)
    computed = {
        address: cell.value.shown
        for address, cell in evaluated.computed.items()
        if not cell.value.is_absent
    }
    return words | computed | dict(_marks(answers))


def _marks(answers: Answers) -> Iterator[tuple[str, str]]:
    for answer in answers.indicators.values():
        if answer.dropped or answer.not_applicable:
            yield f"{answer.code}.applies", "已删去" if answer.dropped else "不适用"


def _labels(form: Form, answers: Answers, year: int) -> dict[str, str]:
    labels: dict[str, str] = {}
    for cell in cells_of(form, answers, year):
        code, _, aspect = cell.address.rpartition(".")
        row_label = f"{code}.{ROW_LABEL}"
        if code.count(".") == 1 and row_label not in labels:
            labels[row_label] = f"{cell.label.rpartition(' · ')[0]} · 行名"
        if aspect in ("target", "outcome") and f"{code}.label" not in labels:
            name = cell.label.removesuffix("目标值").removesuffix("完成值")
            labels |= {f"{code}.label": f"{name}名称", f"{code}.applies": f"{name}是否适用"}
        labels[cell.address] = cell.label
    return labels
