"""A section's page out of its blocks: the paper's layout with what is filled in."""

from collections.abc import Iterator
from dataclasses import replace

from selfeval.engine.results import TotalScore
from selfeval.engine.scoring_types import ScoringMode
from selfeval.engine.types import (
    Block,
    FieldBlock,
    IndicatorBlock,
    Kind,
    Narrative,
    Orientation,
    SignatureBlock,
    Table,
    TotalBlock,
)
from selfeval.filing.page.places import block_id
from selfeval.filing.page.tables import table_block
from selfeval.filing.page.trees import tree_block
from selfeval.filing.page.types import Around, PageBlock, PageCell, PageRow, PageSection
from selfeval.filing.page.widgets import Widgets
from selfeval.paper.blocks import pairs_grid
from selfeval.paper.indicators import score_rules, total_grid
from selfeval.paper.model import Cells


def build_section(assessed, code: str, around: Around | None = None) -> PageSection | None:
    """Return what the page of a section shows; None if the form has no such section."""
    section = next((item for item in assessed.form.sections if item.code == code), None)
    if section is None:
        return None
    widgets = Widgets(assessed, around or Around())
    say, is_scored = widgets.desk.say, assessed.form.scoring.mode is not ScoringMode.NONE
    return PageSection(
        section.code,
        say(section.label),
        say(section.guidance),
        tuple(
            _block(block, block_id(block, number), widgets)
            for number, block in enumerate(section.blocks, 1)
            if is_scored or not isinstance(block, TotalBlock)
        ),
        section.orientation is Orientation.LANDSCAPE,
    )


def _block(block: Block, id: str, widgets: Widgets) -> PageBlock:
    say = widgets.desk.say
    label, help = say(getattr(block, "label", "")), say(getattr(block, "help", ""))
    bare = PageBlock(id, block, label, help)
    match block:
        case FieldBlock():
            rows = (_pairs(cells, widgets) for cells in pairs_grid(widgets.desk, block).rows)
            return replace(bare, kind="fields", rows=tuple(PageRow(tuple(row)) for row in rows))
        case Table():
            return table_block(bare, block, widgets)
        case Narrative():
            widget = widgets.at(block.code)
            return replace(bare, kind="narrative", help=say(block.guidance), widget=widget)
        case IndicatorBlock():
            return tree_block(bare, block, widgets)
        case TotalBlock():
            score = widgets.assessed.evaluated.score
            rows = tuple(_score_rows(block, widgets))
            told = {"help": total_derivation(score), "note": score.told}
            return replace(bare, kind="total", rows=rows, rules=score_rules(widgets.desk), **told)
        case SignatureBlock(lines=lines):
            return replace(bare, kind="signature", help=" · ".join(say(line) for line in lines))


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


def _score_rows(block: TotalBlock, widgets: Widgets) -> Iterator[PageRow]:
    """Yield the total and the grade, each as it follows or with the field of what is stated."""
    first, *stated = total_grid(widgets.desk, block).rows
    total_label, total, grade_label, grade = first
    shown = widgets.entry(total, "", "entry" if total.address else "score")
    derived = widgets.assessed.evaluated.score.grade
    graded = replace(widgets.entry(grade, "", "grade"), own=derived)
    names = (PageCell("score-label", label) for label in (total_label, grade_label))
    yield PageRow((next(names), shown, next(names), graded))
    for label, value in stated:
        made = widgets.entry(value, "")
        yield PageRow((PageCell("label", label, made.widget), made))
