"""The empty form, as a county will see it when it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from selfeval.definitions.editing import Path
from selfeval.engine.answers import Answers
from selfeval.engine.blank import room_to_write
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.types import Form, IndicatorBlock, Table
from selfeval.filing.page import Around, PageSection, build_section
from selfeval.loading import Assessed, assess
from selfeval.paper.blocks import Desk
from selfeval.paper.document import paper_of, section_parts
from selfeval.paper.model import Edition, Filing, Grid
from selfeval.paper.report import report_html


@dataclass(frozen=True, slots=True)
class Preview:
    """year: the one that {year} stands for in the preview."""

    year: int
    sheets: tuple[PageSection, ...]


def preview_of(form: Form) -> Preview:
    """Return every section of the form, nothing filled in."""
    empty = _empty(form)
    around = Around(is_open=lambda address: True)
    sheets = (build_section(empty, section.code, around) for section in form.sections)
    return Preview(empty.year, tuple(sheet for sheet in sheets if sheet is not None))


def paper_html(form: Form) -> str:
    """Return the empty form as it is printed, with rows to write on."""
    blank = assess(form, room_to_write(form), _year())
    return report_html(paper_of(blank, Filing("××县", edition=Edition.BLANK)))


def printed_grid(form: Form, path: Path) -> Grid | None:
    """Return the table in which the part at path stands as it is printed, nothing filled in; of
    indicators and scores, the first indicator table. None where there is nothing to lay out."""
    place = _block_of(form, path)
    if place is None:
        return None
    section = form.sections[place[0]]
    alone = replace(section, blocks=(section.blocks[place[1]],))
    evaluated = evaluate_form(form, Answers(), _year())
    parts = section_parts(Desk(evaluated), alone)
    grid = next((part for part in parts if isinstance(part, Grid) and sum(part.widths)), None)
    return None if grid is None else replace(grid, widths=_percents(grid.widths))


def _percents(widths: Sequence[int]) -> tuple[int, ...]:
    return tuple(max(1, round(width * 100 / sum(widths))) for width in widths)


def _block_of(form: Form, path: Path) -> tuple[int, int] | None:
    """Return (section, block) of the table to show beside the part at path."""
    if path[:1] == ("scoring",):
        found = [
            (number, place)
            for number, section in enumerate(form.sections)
            for place, block in enumerate(section.blocks)
            if isinstance(block, IndicatorBlock)
        ]
        return found[0] if found else None
    if len(path) < 4 or path[0] != "sections":
        return None
    place = int(path[1]), int(path[3])
    block = form.sections[place[0]].blocks[place[1]]
    is_table = isinstance(block, Table) and block.columns
    return place if is_table or isinstance(block, IndicatorBlock) else None


def _year() -> int:
    return timezone.localdate().year - 1


def _empty(form: Form) -> Assessed:
    """An empty form has not been filled in wrongly: it is shown without findings."""
    return replace(assess(form, Answers(), _year()), findings=())
