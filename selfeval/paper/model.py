"""A report as it stands on paper: sections of headings, running text and merged tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from selfeval.engine.types import Orientation

#: Of tables, in points, unless a table needs a smaller one.
TYPE_SIZE = 10.5


class Look(StrEnum):
    """How a cell is set."""

    HEAD = "head"  # 黑体, centred: heads of columns
    SIDE = "side"  # centred: merged labels at the left
    LABEL = "label"  # names of rows and fields
    TEXT = "text"  # running text, from the left
    MIDDLE = "middle"
    FIGURE = "figure"  # from the right
    RUBRIC = "rubric"  # 黑体, centred, over the whole width: a section's name


@dataclass(frozen=True, slots=True)
class Cell:
    """address: of the report's cell that stands here, empty for what the form itself says.

    indent: steps a row's name is moved in. unit, note: what the page on which a county fills in
    says beside a name; paper has the unit in the text. code: of the indicator or head named here.
    """

    text: str = ""
    look: Look = Look.MIDDLE
    colspan: int = 1
    rowspan: int = 1
    indent: int = 0
    address: str = ""
    unit: str = ""
    note: str = ""
    code: str = ""


Cells = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. widths: of its columns, relative. heads: how many rows repeat on each page.

    rows hold the cells that begin in them, as in HTML. caption: stands over the table.
    glued: joins the table before it without a gap. code: of the form's table, if it is one.
    size: of its type, in points.
    """

    widths: tuple[int, ...]
    rows: tuple[Cells, ...]
    heads: int = 0
    caption: str = ""
    glued: bool = False
    code: str = ""
    size: float = TYPE_SIZE

    @property
    def is_usual_size(self) -> bool:
        return self.size == TYPE_SIZE

    def placed(self) -> Iterator[tuple[int, int, Cell]]:
        """Yield (row, column, cell) of every cell where it begins."""
        taken: set[tuple[int, int]] = set()
        for row, cells in enumerate(self.rows):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                yield row, column, cell
                taken |= {
                    (row + down, column + across)
                    for down in range(cell.rowspan)
                    for across in range(cell.colspan)
                }


@dataclass(frozen=True, slots=True)
class Heading:
    """level: 1 for the parts of a report (一、), 2 for what is within them."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text. address: of the narrative."""

    text: str
    address: str = ""
    label: str = ""

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.text.split("\n") if line.strip()]


@dataclass(frozen=True, slots=True)
class Line:
    """label: value, without a frame. blank: room for hand and seal."""

    label: str
    text: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines beside each other over or under a table. last: to be signed."""

    lines: tuple[Line, ...]
    is_signature: bool = False
    seal: bool = False

    @property
    def is_closing(self) -> bool:
        """Say whether they close a report under each other: the unit with its seal, the day."""
        return self.seal and len(self.lines) <= 2


@dataclass(frozen=True, slots=True)
class Signature:
    """Room to sign and to seal, framed as a part of the table before it."""

    lines: tuple[str, ...]
    label: str = ""
    seal: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    text: str


Part = Grid | Heading | Prose | Lines | Signature | Note


@dataclass(frozen=True, slots=True)
class PaperSection:
    """annex: «附件1-1», over the title. title: set large. starts_page: on a page of its own."""

    code: str
    label: str
    parts: tuple[Part, ...] = ()
    orientation: Orientation = Orientation.PORTRAIT
    annex: str = ""
    title: str = ""
    subtitle: str = ""
    starts_page: bool = False

    @property
    def is_wide(self) -> bool:
        return self.orientation is Orientation.LANDSCAPE


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """place: the indicator or table that it belongs to, in words; of a sealed paper the submission
    that it is of."""

    name: str
    sha256: str
    place: str = ""


class Edition(StrEnum):
    """What a paper is of; the value as a file's name says it."""

    SUBMITTED = ""
    DRAFT = "草稿"
    TO_SIGN = "送签稿"  # a draft that goes round for signature and seal before it is submitted
    BLANK = "空白表"  # the form as it is filled in by hand


@dataclass(frozen=True, slots=True)
class Filing:
    """Whose report it is and how far it has come: what the paper says beside the form.

    county: by its name in that year. state: in words. receipt: empty for a draft. number:
    of the submission. submitted_at, submitted_by: in words. digest: of the data submitted.
    log_digest: of the entry that last changed what the paper says. sealed: the sealed papers
    that stood when it was submitted, apart from what was attached. edition: of what is not
    submitted. project: where the task is by project.
    """

    county: str
    city: str = ""
    state: str = ""
    receipt: str = ""
    number: int = 0
    submitted_at: str = ""
    submitted_by: str = ""
    is_late: bool = False
    digest: str = ""
    log_digest: str = ""
    attachments: tuple[AttachedFile, ...] = ()
    sealed: tuple[AttachedFile, ...] = ()
    edition: Edition = Edition.DRAFT
    project: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether it is marked as a draft on every page."""
        return not self.receipt and self.edition is Edition.DRAFT


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """A county's report, ready to be set by any writer. subtitle: the year, in brackets."""

    title: str
    subtitle: str
    year: int
    form: str
    filing: Filing
    sections: tuple[PaperSection, ...]
    total: str = ""
    grade: str = ""

    @property
    def is_draft(self) -> bool:
        return self.filing.is_draft

    @property
    def is_blank(self) -> bool:
        return self.filing.edition is Edition.BLANK

    @property
    def foot(self) -> str:
        """Return what stands at the foot of every page, in one line."""
        return "　".join(self.foot_lines)

    @property
    def foot_lines(self) -> tuple[str, ...]:
        """Return what the paper is checked by; the log's digest has a line of its own."""
        filing = self.filing
        if not filing.receipt:
            return (_unfiled(filing),)
        first = f"回执号 {filing.receipt}"
        if filing.digest:
            first += f"　校验码 {verification(filing.digest)}，可在系统“公开查询”页核验"
        return (first, f"日志摘要 {short(filing.log_digest)}") if filing.log_digest else (first,)


def _unfiled(filing: Filing) -> str:
    """Return the foot of what is not submitted. The code of what goes round for signature is
    the one that it will have when it is submitted unchanged."""
    if filing.edition is Edition.TO_SIGN:
        code = verification(filing.digest)
        return f"送签稿，未提交　校验码 {code}；提交后校验码相同的，内容与本稿一致"
    return "草稿，未提交" if filing.edition is Edition.DRAFT else ""


#: Letters and digits of a verification code.
CODE_LENGTH = 12


def short(digest: str) -> str:
    """Return the beginning of a digest; nothing but letters and digits gets on paper."""
    return digest[:16] if digest.isalnum() else ""


def verification(digest: str) -> str:
    """Return the code by which a paper is compared with what was filed («9F86-D081-884C»)."""
    plain = short(digest)[:CODE_LENGTH].upper()
    return "-".join(plain[place : place + 4] for place in range(0, len(plain), 4))


#: Widths of a table are counted in so many parts, whatever its columns.
PARTS = 120


def edges(widths: Sequence[int]) -> list[int]:
    """Return where columns begin and end, in PARTS of the whole width."""
    total, place, found = sum(widths), 0, [0]
    for width in widths:
        place += width
        found.append(round(place * PARTS / total))
    return found


def joined(grids: Sequence[Grid]) -> Grid:
    """Return grids under each other as one: columns wherever any of them has an edge."""
    marks = sorted({edge for grid in grids for edge in edges(grid.widths)})
    rows: list[Cells] = []
    for grid in grids:
        rows.extend(_stretched(grid, marks))
    first = grids[0]
    widths = tuple(right - left for left, right in zip(marks, marks[1:], strict=False))
    return replace(first, widths=widths, rows=tuple(rows))


def _stretched(grid: Grid, marks: list[int]) -> Iterator[Cells]:
    own = [marks.index(edge) for edge in edges(grid.widths)]
    rows: list[list[Cell]] = [[] for _ in grid.rows]
    for row, column, cell in grid.placed():
        span = own[min(column + cell.colspan, len(own) - 1)] - own[column]
        rows[row].append(replace(cell, colspan=span))
    yield from (tuple(cells) for cells in rows)


def beside(label: str, grid: Grid, width: int = 14, *, head: str = "") -> Grid:
    """Return grid with one merged label at its left. head: over the label, else it covers all."""
    body = len(grid.rows) - (grid.heads if head else 0)
    side = Cell(label, Look.SIDE, rowspan=body)
    rows = list(grid.rows)
    place = 0
    if head:
        rows[0] = (Cell(head, Look.HEAD, rowspan=grid.heads), *rows[0])
        place = grid.heads
    if body:
        rows[place] = (side, *rows[place])
    own = edges(grid.widths)
    share = PARTS - width
    kept = [right - left for left, right in zip(own, own[1:], strict=False)]
    scaled = [max(1, round(part * share / PARTS)) for part in kept]
    # Under a label that reaches over the head nothing can repeat: the merged cell would be cut.
    return replace(grid, widths=(width, *scaled), rows=tuple(rows), heads=grid.heads if head else 0)


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell in one of the rows that it covers. group: names a cell over several rows."""

    cell: Cell
    group: str = ""
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class SlotRow:
    id: str
    slots: tuple[Slot, ...] = field(default=())


def slot_rows(grid: Grid, name: str) -> list[SlotRow]:
    """Return grid's rows with merged cells said in every row that they cover.

    Heads are left with their own rows: they are never broken.
    """
    found: list[dict[int, Slot]] = [{} for _ in grid.rows]
    for row, column, cell in grid.placed():
        is_split = cell.rowspan > 1 and row >= grid.heads
        group = f"{name}-{row}-{column}" if is_split else ""
        for down in range(cell.rowspan if is_split else 1):
            if row + down < len(found):
                found[row + down][column] = Slot(cell, group, is_first=not down)
    return [
        SlotRow(f"{name}r{number}", tuple(slot for _, slot in sorted(slots.items())))
        for number, slots in enumerate(found)
    ]
