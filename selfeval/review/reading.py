"""A submitted report as reviewers and the public read it on the screen: the paper's layout,
with last year's words, what changed, what the checks found and what reviewers said.

Pure: made of the paper (selfeval.paper.document) and of what the page knows around it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from selfeval.comments.marks import Marked
from selfeval.engine.addresses import aspect_of
from selfeval.engine.masking import Mark
from selfeval.engine.results import MARKS, Difference, Finding
from selfeval.engine.values import parse_number
from selfeval.loading import Assessed
from selfeval.paper.model import (
    Cell,
    Grid,
    Heading,
    Line,
    Lines,
    Look,
    Note,
    PaperSection,
    Part,
    Prose,
    ReportPaper,
    Signature,
)

_HEADS = (Look.HEAD, Look.RUBRIC)
_ROW_HEADS = (Look.SIDE, Look.LABEL)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the words, by address. before: last year's words. changed: what
    the submission before this one said. findings, remarks: how many, and the worst kind.
    comments: what tells that colleagues speak of it. masks: where the words are masked, or may
    name somebody."""

    before: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, Difference] = field(default_factory=dict)
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    remarks: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[str, Marked] = field(default_factory=dict)
    derivations: Mapping[str, str] = field(default_factory=dict)
    picked: frozenset[str] = frozenset()
    masks: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """Words that are shown alike: as they are, or as a mask with the word for what it hides."""

    text: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class SeenCell:
    """A cell as it is read. tag: td or th. marks: its classes. was: before this submission."""

    text: str
    tag: str
    scope: str
    look: str
    colspan: int
    rowspan: int
    address: str = ""
    before: str = ""
    was: str | None = None
    mark: str = ""
    remarks: int = 0
    commented: Marked | None = None
    derivation: str = ""
    masks: tuple[Mark, ...] = ()

    @property
    def dom_id(self) -> str:
        return dom_id(self.address)

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines() or [""]

    @property
    def runs(self) -> list[list[Run]]:
        """Return the lines, each taken apart where it is masked. No mask goes over a line's end."""
        lines, done = [], 0
        for line in self.text.splitlines(keepends=True):
            lines.append(list(_runs(line.rstrip("\r\n"), done, self.masks)))
            done += len(line)
        return lines


def _runs(line: str, since: int, masks: Iterable[Mark]) -> Iterator[Run]:
    """Yield a line's runs. since: where it begins in the words that masks are of."""
    done = 0
    for mark in masks:
        start, end = mark.start - since, mark.end - since
        if 0 <= start < len(line):
            yield Run(line[done:start])
            yield Run(line[start:end], mark)
            done = end
    yield Run(line[done:])


@dataclass(frozen=True, slots=True)
class SeenPart:
    """kind: grid, heading, prose, lines, signature or note; only its own fields are set."""

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[SeenCell, ...], ...] = ()
    heads: int = 0
    caption: str = ""
    glued: bool = False
    prose: SeenCell | None = None
    lines: tuple[SeenCell, ...] = ()
    labels: tuple[str, ...] = ()
    seal: bool = False

    @property
    def head_rows(self):
        return self.rows[: self.heads]

    @property
    def body_rows(self):
        return self.rows[self.heads :]


@dataclass(frozen=True, slots=True)
class SeenSection:
    code: str
    label: str
    annex: str
    title: str
    is_wide: bool
    parts: tuple[SeenPart, ...]


def dom_id(address: str) -> str:
    """Return the id of a cell on the page."""
    return "r-" + address.replace(".", "-") if address else ""


def sections_of(paper: ReportPaper, beside: Beside | None = None) -> tuple[SeenSection, ...]:
    """Return the paper's sections as the screen shows them; its annexes too."""
    reader = _Reader(beside or Beside())
    return tuple(reader.section(section) for section in paper.sections)


def unprinted(assessed: Assessed, paper: ReportPaper) -> list[tuple[str, str, str]]:
    """Return (address, label, words) of what was filled in for the checks alone."""
    shown = {cell.address for section in paper.sections for cell in _cells(section)}
    values = assessed.evaluated.values
    return [
        (cell.address, cell.label, values[cell.address].shown)
        for cell in assessed.laid.cells
        if cell.address not in shown and not _is_aside(cell.address)
        and not values[cell.address].is_absent
    ]  # fmt: skip


def _is_aside(address: str) -> bool:
    """Whether the paper says it in other words: the level reached, the reason."""
    return aspect_of(address) in ("band", "label")


def _cells(section: PaperSection) -> Iterator[Cell | Line | Prose]:
    for part in section.parts:
        match part:
            case Grid(rows=rows):
                yield from (cell for row in rows for cell in row)
            case Lines(lines=lines):
                yield from lines
            case Prose():
                yield part


@dataclass(slots=True)
class _Reader:
    """ids are given once: the second showing of a cell has none."""

    beside: Beside
    used: set[str] = field(default_factory=set)

    def section(self, section: PaperSection) -> SeenSection:
        parts = tuple(self.part(part) for part in section.parts)
        return SeenSection(
            code=section.code,
            label=section.label,
            annex=section.annex,
            title=section.title,
            is_wide=section.is_wide,
            parts=parts,
        )

    def part(self, part: Part) -> SeenPart:
        match part:
            case Grid():
                return self.grid(part)
            case Heading(text=text, level=level):
                return SeenPart("heading", text=text, level=level)
            case Prose(text=text, address=address):
                return SeenPart("prose", prose=self.seen(text, address, Look.TEXT))
            case Lines(lines=lines, seal=seal):
                seen = tuple(self.line(line) for line in lines)
                return SeenPart(
                    "lines", lines=seen, labels=tuple(x.label for x in lines), seal=seal
                )
            case Signature(lines=lines, label=label, seal=seal):
                return SeenPart("signature", text=label, labels=lines, seal=seal)
            case Note(text=text):
                return SeenPart("note", text=text)

    def grid(self, grid: Grid) -> SeenPart:
        rows = tuple(
            tuple(self.cell(cell, is_head=number < grid.heads) for cell in row)
            for number, row in enumerate(grid.rows)
        )
        return SeenPart("grid", rows=rows, heads=grid.heads, caption=grid.caption, glued=grid.glued)

    def cell(self, cell: Cell, *, is_head: bool) -> SeenCell:
        is_title = bool(cell.text.strip()) and not cell.address
        tag, scope = "td", ""
        if is_title and (is_head or cell.look in _HEADS):
            tag, scope = "th", "col" if is_head else "row"
        elif is_title and cell.look in _ROW_HEADS:
            tag, scope = "th", "row"
        indent = f" indent-{min(cell.indent, 3)}" if cell.indent else ""
        return self.seen(
            cell.text,
            cell.address,
            f"{cell.look}{indent}",
            tag=tag,
            scope=scope,
            colspan=cell.colspan,
            rowspan=cell.rowspan,
        )

    def line(self, line: Line) -> SeenCell:
        return self.seen(line.text, line.address, Look.TEXT)

    def seen(
        self, text: str, address: str, look: str,
        *, tag: str = "td", scope: str = "", colspan: int = 1, rowspan: int = 1,
    ) -> SeenCell:  # fmt: skip
        if not address or address in self.used:
            masks = self.beside.masks.get(address, ())
            return SeenCell(
                text=text,
                tag=tag,
                scope=scope,
                look=look,
                colspan=colspan,
                rowspan=rowspan,
                masks=masks,
            )
        self.used.add(address)
        beside = self.beside
        changed = beside.changed.get(address)
        before = like(text, beside.before.get(address, ""))
        return SeenCell(
            text=text,
            tag=tag,
            scope=scope,
            look=look,
            colspan=colspan,
            rowspan=rowspan,
            address=address,
            before=before if _is_short(before) and before != text else "",
            was=like(text, changed.before) if changed else None,
            mark=worst(beside.findings.get(address, ())),
            remarks=beside.remarks.get(address, 0),
            commented=beside.comments.get(address),
            derivation=beside.derivations.get(address, ""),
            masks=beside.masks.get(address, ()),
        )


def like(text: str, other: str) -> str:
    """Return other words written as text is: a computed rate with its sign."""
    is_rate = text.endswith("%") and parse_number(other) is not None
    return f"{other}%" if is_rate else other


def worst(findings: Iterable[Finding]) -> str:
    """Return the worst mark, empty without any."""
    held = {found.mark for found in findings}
    return next((mark for mark in MARKS if mark in held), "")


def _is_short(words: str) -> bool:
    """Whether last year's words fit beside this year's; running text does not."""
    return 0 < len(words) <= 40
