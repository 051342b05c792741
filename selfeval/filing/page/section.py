"""A section's page out of its blocks."""

from collections.abc import Iterator
from dataclasses import replace

from selfeval.engine.results import TotalScore
from selfeval.engine.types import (
    FieldBlock,
    IndicatorBlock,
    Kind,
    Narrative,
    Orientation,
    ScoringMode,
    SignatureBlock,
    Table,
    TotalBlock,
)
from selfeval.engine.wording import words_for
from selfeval.filing.page.tables import build_table
from selfeval.filing.page.trees import build_tree
from selfeval.filing.page.types import (
    Around,
    FieldsSheet,
    NarrativeSheet,
    PageCell,
    PageCells,
    PageSection,
    SignatureSheet,
    TotalSheet,
)
from selfeval.filing.page.widgets import Widgets
from selfeval.paper.blocks import pairs_grid
from selfeval.paper.indicators import total_grid
from selfeval.paper.model import Cells


def build_section(assessed, code: str, around: Around | None = None) -> PageSection | None:
    """Return what the page of a section shows; None if the form has no such section."""
    section = next((item for item in assessed.form.sections if item.code == code), None)
    if section is None:
        return None
    widgets = Widgets(assessed, around or Around())
    blocks = [_block(block, widgets, n) for n, block in enumerate(section.blocks, 1)]
    return PageSection(
        section.code,
        words_for(section.label, assessed.year),
        words_for(section.guidance, assessed.year),
        tuple(block for block in blocks if block is not None),
        section.orientation is Orientation.LANDSCAPE,
    )


def _block(block, widgets: Widgets, number: int):
    say = widgets.desk.say
    match block:
        case FieldBlock():
            return _fields(block, widgets, number)
        case Table():
            return build_table(block, widgets)
        case Narrative():
            cell = widgets.at(block.code)
            return NarrativeSheet(f"b-{block.code}", cell, say(block.label), say(block.guidance))
        case IndicatorBlock():
            return build_tree(block, widgets, number)
        case TotalBlock():
            return _total(block, widgets, number)
        case SignatureBlock():
            lines = tuple(say(line) for line in block.lines)
            return SignatureSheet(f"b-signature{number}", say(block.label), lines, block.seal)


def _fields(block: FieldBlock, widgets: Widgets, number: int) -> FieldsSheet:
    return FieldsSheet(
        f"b-fields{number}",
        widgets.desk.say(block.label),
        widgets.desk.say(block.help),
        block.printed,
        block.columns,
        tuple(tuple(_pairs(cells, widgets)) for cells in pairs_grid(widgets.desk, block).rows),
    )


def _pairs(cells: Cells, widgets: Widgets) -> Iterator[PageCell]:
    """Yield labels and fields by turns; a label knows its field."""
    for place, (label, value) in enumerate(zip(cells[::2], cells[1::2], strict=True)):
        made = widgets.entry(value, f"field{place}")
        yield PageCell("label", label, made.widget)
        is_signed = made.widget is not None and made.widget.kind is Kind.SIGNATURE
        yield replace(made, kind="signed") if is_signed else made


def total_derivation(score: TotalScore) -> str:
    """Return how the total came about; that it cannot be told yet while scores are missing."""
    if score.mode is ScoringMode.TABLE and score.total is None:
        left = sum(unit.applicable and unit.score is None for unit in score.units)
        return f"还有 {left} 项得分未填，填全后合计" if left else ""
    return score.derivation


def _total(block: TotalBlock, widgets: Widgets, number: int) -> TotalSheet | None:
    score = widgets.assessed.evaluated.score
    if score.mode is ScoringMode.NONE:
        return None
    first, *stated = total_grid(widgets.desk, block).rows
    lines = (_score_line(first, widgets), *(_stated(cells, widgets) for cells in stated))
    return TotalSheet(f"b-total{number}", lines, total_derivation(score), score.note)


def _stated(cells: Cells, widgets: Widgets) -> PageCells:
    label, total = cells
    made = widgets.entry(total, "")
    return PageCell("label", label, made.widget), made


def _score_line(cells: Cells, widgets: Widgets) -> PageCells:
    """Return the total and the grade, each as it follows or with the field of what is stated."""
    total_label, total, grade_label, grade = cells
    shown = widgets.entry(total, "", "entry" if total.address else "score")
    derived = widgets.assessed.evaluated.score.grade
    return (
        PageCell("score-label", total_label),
        shown,
        PageCell("score-label", grade_label),
        replace(widgets.entry(grade, "", "grade"), own=derived),
    )
