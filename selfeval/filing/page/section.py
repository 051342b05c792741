"""A section's page out of its blocks."""

from dataclasses import replace

from lib.rounding import format_points
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
    FieldPlace,
    FieldsSheet,
    NarrativeSheet,
    SectionSheet,
    SignatureSheet,
    TotalSheet,
)


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
    year = making.assessed.year
    match block:
        case FieldBlock():
            return _fields(block, making, number)
        case Table():
            return build_table(block, making)
        case Narrative():
            cell = making.cell(block.code)
            guidance = words_for(block.guidance, year)
            return NarrativeSheet(f"b-{block.code}", cell, words_for(block.label, year), guidance)
        case IndicatorBlock():
            return build_tree(block, making, number)
        case TotalBlock():
            return _total(block, making, number)
        case SignatureBlock():
            lines = tuple(words_for(line, year) for line in block.lines)
            label = words_for(block.label, year)
            return SignatureSheet(f"b-signature{number}", label, lines, block.seal)


def _fields(block: FieldBlock, making: Making, number: int) -> FieldsSheet:
    year = making.assessed.year
    lines: list[list[FieldPlace]] = [[]]
    for item in block.fields:
        is_long = item.kind is Kind.LONG_TEXT
        if lines[-1] and (is_long or len(lines[-1]) == block.columns or _is_closed(lines[-1])):
            lines.append([])
        place = FieldPlace(
            making.cell(item.code, f"field{len(lines[-1])}"),
            words_for(item.label, year),
            words_for(item.help, year),
            2 * block.columns - 1 if is_long else 1,
        )
        lines[-1].append(place)
    return FieldsSheet(
        f"b-fields{number}",
        words_for(block.label, year),
        words_for(block.help, year),
        block.printed,
        block.columns,
        tuple(_stretched(line, block.columns) for line in lines if line),
    )


def _is_closed(line: list[FieldPlace]) -> bool:
    return any(place.span > 1 for place in line)


def _stretched(line: list[FieldPlace], columns: int) -> tuple[FieldPlace, ...]:
    """Let the last cell of a short line go to the table's edge."""
    room = 2 * columns - sum(1 + place.span for place in line)
    return (*line[:-1], replace(line[-1], span=line[-1].span + room))


def total_derivation(score: TotalScore) -> str:
    """Return how the total came about; that it cannot be told yet while scores are missing."""
    if score.mode is ScoringMode.TABLE and score.total is None:
        left = sum(unit.applicable and unit.score is None for unit in score.units)
        return f"还有 {left} 项得分未填，填全后合计" if left else ""
    return score.derivation


def _total(block: TotalBlock, making: Making, number: int) -> TotalSheet | None:
    form, score = making.assessed.form, making.assessed.evaluated.score
    if form.scoring.mode is ScoringMode.NONE:
        return None
    return TotalSheet(
        f"b-total{number}",
        block.total_label,
        block.grade_label,
        making.cell("total"),
        making.cell("grade"),
        score.shown,
        score.grade,
        total_derivation(score),
        score.note,
        format_points(form.scoring.full),
    )
