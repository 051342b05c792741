"""A report as a document for the press."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.template.loader import render_to_string

from press.paper.wording import is_long_title
from selfeval.paper.model import (
    Grid,
    Heading,
    Lines,
    Look,
    Note,
    PaperSection,
    Part,
    Prose,
    ReportPaper,
    Signature,
    Slot,
    SlotRow,
    edges,
    slot_rows,
)

TEMPLATES = {
    Grid: "paper/selfeval/grid.html",
    Heading: "paper/selfeval/heading.html",
    Prose: "paper/selfeval/prose.html",
    Lines: "paper/selfeval/lines.html",
    Signature: "paper/selfeval/signature.html",
    Note: "paper/selfeval/note.html",
}
#: Before which a long title may break.
PAUSES = ("绩效自评", "自评报告", "绩效评价")
#: A row with so much text in one cell may break: it would leave half a page empty.
LONG_TEXT = 700
SMALL_ROWS = 5


@dataclass(frozen=True, slots=True)
class RowView:
    """kind: open (a row that may break), keep (heads that stay with the row below) or «»."""

    id: str
    slots: tuple[Slot, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class PartView:
    part: Part
    template: str
    columns: tuple[str, ...] = ()
    heads: tuple[SlotRow, ...] = ()
    body: tuple[RowView, ...] = ()
    is_rubric: bool = False
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class SectionView:
    annex: str
    title: str
    subtitle: str
    is_wide: bool
    starts_page: bool
    parts: tuple[PartView, ...] = field(default=())


def report_html(paper: ReportPaper) -> str:
    """Return a report as a document to be laid out."""
    context = {
        "title": paper.title,
        "paper": paper,
        "foot": paper.foot_lines,
        "title_lines": title_lines(paper.title),
        "sections": list(section_views(paper)),
        "is_sheet": _is_sheet(paper),
    }
    return render_to_string("paper/selfeval/report.html", context)


def _is_sheet(paper: ReportPaper) -> bool:
    """Say whether it is one table and no more: such a form is made to be one page."""
    parts = [part for section in paper.sections for part in section.parts]
    return len(paper.sections) == 1 and not any(isinstance(p, Prose | Heading) for p in parts)


def title_lines(title: str) -> list[str]:
    """Return a title in one line or, broken where a reader would pause, in two."""
    place = next((title.rfind(word) for word in PAUSES if title.rfind(word) > 0), 0)
    return [title[:place], title[place:]] if is_long_title(title) and place > 0 else [title]


def section_views(paper: ReportPaper) -> Iterator[SectionView]:
    for number, section in enumerate(paper.sections):
        yield SectionView(
            annex=section.annex,
            title=section.title,
            subtitle=section.subtitle,
            is_wide=section.is_wide,
            starts_page=section.starts_page,
            parts=tuple(_part_views(section, number)),
        )


def _part_views(section: PaperSection, number: int) -> Iterator[PartView]:
    for place, part in enumerate(section.parts):
        template = TEMPLATES[type(part)]
        if isinstance(part, Grid):
            yield _grid_view(part, f"g{number}-{place}", template)
        else:
            yield PartView(part, template)


def _grid_view(grid: Grid, name: str, template: str) -> PartView:
    rows = slot_rows(grid, name)
    marks = edges(grid.widths)
    widths = [right - left for left, right in zip(marks, marks[1:], strict=False)]
    body = tuple(RowView(row.id, row.slots, _kind(row)) for row in rows[grid.heads :])
    return PartView(
        part=grid,
        template=template,
        columns=tuple(f"{width * 100 / sum(widths):.2f}" for width in widths),
        heads=tuple(rows[: grid.heads]),
        body=body,
        is_rubric=any(slot.cell.look is Look.RUBRIC for row in rows for slot in row.slots),
        is_small=_is_small(body),
    )


def _kind(row: SlotRow) -> str:
    if any(len(slot.cell.text) > LONG_TEXT for slot in row.slots):
        return "open"
    looks = {slot.cell.look for slot in row.slots}
    return "keep" if looks and looks <= {Look.HEAD, Look.SIDE} else ""


def _is_small(body: Sequence[RowView]) -> bool:
    """Say whether a table is so short that it had better stay on one page."""
    words = sum(len(slot.cell.text) for row in body for slot in row.slots)
    return len(body) <= SMALL_ROWS and words <= LONG_TEXT
