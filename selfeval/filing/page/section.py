"""A section's page out of its blocks."""

from collections.abc import Iterator
from dataclasses import replace

from selfeval.engine.cells import rows_of
from selfeval.engine.results import TotalScore
from selfeval.engine.tree import placed_nodes
from selfeval.engine.types import (
    FieldBlock,
    IndicatorBlock,
    Kind,
    Narrative,
    Orientation,
    ScoringMode,
    Section,
    SignatureBlock,
    Table,
    TotalBlock,
)
from selfeval.engine.wording import words_for
from selfeval.filing.page.making import Making
from selfeval.filing.page.tables import build_table
from selfeval.filing.page.trees import build_tree
from selfeval.filing.page.types import (
    Around,
    FieldsSheet,
    NarrativeSheet,
    PageCell,
    PageCells,
    SectionSheet,
    SignatureSheet,
    TotalSheet,
)
from selfeval.paper.blocks import pairs_grid
from selfeval.paper.indicators import total_grid
from selfeval.paper.model import Cells


def build_section(assessed, code: str, around: Around | None = None) -> SectionSheet | None:
    """Return what the page of a section shows; None if the form has no such section."""
    section = next((item for item in assessed.form.sections if item.code == code), None)
    if section is None:
        return None
    making = Making(assessed, around or Around())
    blocks = [_block(block, making, n) for n, block in enumerate(section.blocks, 1)]
    return SectionSheet(
        section.code,
        words_for(section.label, assessed.year),
        words_for(section.guidance, assessed.year),
        tuple(block for block in blocks if block is not None),
        section.orientation is Orientation.LANDSCAPE,
    )


def shape_of(assessed, section: Section) -> dict[str, str]:
    """Return which rows each growing block has: equal for equal structure."""
    shapes = {}
    for n, block in enumerate(section.blocks, 1):
        if isinstance(block, Table) and block.growing is not None:
            shapes[f"b-{block.code}"] = ",".join(k for k, _, _ in rows_of(block, assessed.report))
        elif isinstance(block, IndicatorBlock):
            shapes[f"b-indicators{n}"] = _tree_shape(assessed)
    return shapes


def _tree_shape(assessed) -> str:
    marks = []
    for place in placed_nodes(assessed.form, assessed.report):
        answer = assessed.report.answer(place.code)
        mark = "-" * place.dropped + "~" * answer.not_applicable
        if mark or place.added:
            marks.append(place.code + mark)
    return ",".join(marks)


def _block(block, making: Making, number: int):
    say = making.desk.say
    match block:
        case FieldBlock():
            return _fields(block, making, number)
        case Table():
            return build_table(block, making)
        case Narrative():
            cell = making.cell(block.code)
            return NarrativeSheet(f"b-{block.code}", cell, say(block.label), say(block.guidance))
        case IndicatorBlock():
            return build_tree(block, making, number)
        case TotalBlock():
            return _total(block, making, number)
        case SignatureBlock():
            lines = tuple(say(line) for line in block.lines)
            return SignatureSheet(f"b-signature{number}", say(block.label), lines, block.seal)


def _fields(block: FieldBlock, making: Making, number: int) -> FieldsSheet:
    return FieldsSheet(
        f"b-fields{number}",
        making.desk.say(block.label),
        making.desk.say(block.help),
        block.printed,
        block.columns,
        tuple(tuple(_pairs(cells, making)) for cells in pairs_grid(making.desk, block).rows),
    )


def _pairs(cells: Cells, making: Making) -> Iterator[PageCell]:
    """Yield labels and fields by turns; a label knows its field."""
    for place, (label, value) in enumerate(zip(cells[::2], cells[1::2], strict=True)):
        made = making.entry(value, f"field{place}")
        yield PageCell("label", label, made.widget)
        is_signed = made.widget is not None and made.widget.kind is Kind.SIGNATURE
        yield replace(made, kind="signed") if is_signed else made


def total_derivation(score: TotalScore) -> str:
    """Return how the total came about; that it cannot be told yet while scores are missing."""
    if score.mode is ScoringMode.TABLE and score.total is None:
        left = sum(unit.applicable and unit.score is None for unit in score.units)
        return f"还有 {left} 项得分未填，填全后合计" if left else ""
    return score.derivation


def _total(block: TotalBlock, making: Making, number: int) -> TotalSheet | None:
    score = making.assessed.evaluated.score
    if score.mode is ScoringMode.NONE:
        return None
    first, *stated = total_grid(making.desk, block).rows
    lines = (_score_line(first, making), *(_stated(cells, making) for cells in stated))
    return TotalSheet(f"b-total{number}", lines, total_derivation(score), score.note)


def _stated(cells: Cells, making: Making) -> PageCells:
    label, total = cells
    made = making.entry(total, "")
    return PageCell("label", label, made.widget), made


def _score_line(cells: Cells, making: Making) -> PageCells:
    """Return the total and the grade, each as it follows or with the field of what is stated."""
    total_label, total, grade_label, grade = cells
    shown = making.entry(total, "", "entry" if total.address else "score")
    derived = making.assessed.evaluated.score.grade
    return (
        PageCell("score-label", total_label),
        shown,
        PageCell("score-label", grade_label),
        replace(making.entry(grade, "", "grade"), own=derived),
    )
