"""The nouns of a section's page: cells, and the blocks they stand in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from selfeval.engine.results import MARKS, Finding
from selfeval.engine.types import NUMERIC, Kind
from selfeval.paper.model import Cell


def dom_id(address: str) -> str:
    """Return the id of a cell on the page."""
    return "c-" + re.sub(r"[^a-zA-Z0-9_]", "-", address)


def _nothing(address: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Around:
    """What a page knows beside a report's words.

    versions: of the cells, by address. before: last year's words, by address. is_open:
    whether the person may write the cell, or add
    left out. remarks: what reviewers said, by address. files: how many are laid to a code.
    """

    versions: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    is_open: Callable[[str], bool] = _nothing
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Widget:
    """One cell. words: as typed. shown: what stands there. derivation: of a computed one.

    before: last year's value. choices: (value, label). column: what cells above and below
    share, for the arrow keys. copy: shown a second time on the page, so it is not written.
    """

    address: str
    label: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    words: str = ""
    shown: str = ""
    is_computed: bool = False
    is_fixed: bool = False
    is_wrong: bool = False
    derivation: str = ""
    before: str = ""
    required: bool = False
    is_open: bool = False
    version: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    column: str = ""
    findings: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()
    copy: int = 0

    @property
    def dom_id(self) -> str:
        return dom_id(self.address) + (f"-copy{self.copy}" if self.copy else "")

    @property
    def control(self) -> str:
        """How it is shown: computed, closed, choice, long, text (grows) or line."""
        if self.is_computed:
            return "computed"
        if not self.is_open or self.is_fixed:
            return "closed"
        if self.choices:
            return "choice"
        if self.kind is Kind.LONG_TEXT:
            return "long"
        return "text" if self.kind in (Kind.TEXT, Kind.MEASURED) else "line"

    @property
    def is_number(self) -> bool:
        return self.kind in NUMERIC

    @property
    def look(self) -> str:
        """number, measured (may be either) or words: how the cell is aligned."""
        if self.is_number:
            return "number"
        return "measured" if self.kind is Kind.MEASURED else "words"

    @property
    def inputmode(self) -> str:
        return {Kind.COUNT: "numeric", Kind.PHONE: "tel"}.get(
            self.kind, "decimal" if self.is_number else ""
        )

    @property
    def hint(self) -> str:
        return {Kind.DATE: "如 2023-07-14", Kind.SIGNATURE: ""}.get(self.kind, "")

    @property
    def mark(self) -> str:
        """The worst of what was found here, one of MARKS, or nothing."""
        open_ones = [found.mark for found in self.findings if not found.explained]
        return next((word for word in MARKS if word in open_ones), "")

    @property
    def is_missing(self) -> bool:
        return self.required and not self.words.strip() and not self.is_computed

    @property
    def is_contrary(self) -> bool:
        """Say whether a computed cell was filed with something else, which can be dropped."""
        return self.is_computed and self.is_open and bool(self.words.strip()) and bool(self.mark)

    @property
    def said(self) -> str:
        """What the checks say of it, for the card that opens on focus."""
        return "\n".join(found.message for found in self.findings if not found.explained)

    @property
    def remarked(self) -> str:
        return "\n".join(self.remarks)


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell of the layout as the page shows it. kind: which template draws it.

    widget: what is filled in there. own: what the page alone adds.
    """

    kind: str
    cell: Cell
    widget: Widget | None = None
    own: Any = None

    @property
    def template(self) -> str:
        return f"selfeval/filling/cells/{self.kind}.html"


PageCells = tuple[PageCell, ...]


@dataclass(frozen=True, slots=True)
class FieldsSheet:
    id: str
    label: str
    help: str
    printed: bool
    columns: int
    lines: tuple[PageCells, ...]
    kind: str = "fields"


@dataclass(frozen=True, slots=True)
class RowSheet:
    """A table's row. label: what it is called. name: the cell that says so, if one does.

    number: of a row that the county added, from 1.
    """

    key: str
    label: str
    name: PageCell | None
    values: PageCells
    number: int = 0
    is_total: bool = False

    @property
    def cells(self) -> PageCells:
        return self.values if self.name is None else (self.name, *self.values)

    @property
    def label_widget(self) -> Widget | None:
        return self.name.widget if self.name else None

    @property
    def is_filled(self) -> bool:
        widgets = (value.widget for value in self.values)
        return any(widget.words for widget in widgets if widget and not widget.is_computed)


@dataclass(frozen=True, slots=True)
class TableSheet:
    """heads: rows of merged head cells. widths: shares of the columns in percent."""

    id: str
    code: str
    label: str
    unit: str
    help: str
    printed: bool
    heads: tuple[PageCells, ...]
    rows: tuple[RowSheet, ...]
    is_growing: bool
    may_grow: bool
    minimum: int
    maximum: int
    files: int
    widths: tuple[int, ...]
    is_numbered: bool
    kind: str = "table"

    @property
    def may_add(self) -> bool:
        return self.may_grow and self.grown < self.maximum

    @property
    def may_remove(self) -> bool:
        return self.may_grow and self.grown > 0

    @property
    def grown(self) -> int:
        return sum(bool(row.number) for row in self.rows)

    @property
    def depth(self) -> int:
        return len(self.heads)


@dataclass(frozen=True, slots=True)
class NarrativeSheet:
    id: str
    cell: Widget
    label: str
    guidance: str
    kind: str = "narrative"


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the page adds to an indicator's name. label, unit, method: of one that the county
    added."""

    label: Widget | None = None
    unit: Widget | None = None
    method: Widget | None = None
    is_idle: bool = False
    may_drop: bool = False
    may_idle: bool = False
    files: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the system proposes for a score, as words to be taken over, and the reason to differ."""

    code: str
    label: str
    score: Widget | None
    reason: Widget | None
    proposed: str
    derivation: str

    @property
    def is_taken(self) -> bool:
        return bool(self.score) and self.score.words.strip() == self.proposed


@dataclass(frozen=True, slots=True)
class TreeRowSheet:
    """kind: leaf, dropped, empty, add or line. code, label: of what is in it. groups: the names
    that it stands under. is_out: nothing of what is scored here applies."""

    kind: str
    code: str
    label: str
    cells: PageCells
    groups: tuple[str, ...] = ()
    is_idle: bool = False
    is_out: bool = False

    @property
    def leaf(self) -> Cell | None:
        return next((cell.cell for cell in self.cells if cell.kind == "leaf"), None)

    def widget(self, aspect: str) -> Widget | None:
        widgets = (cell.widget for cell in self.cells)
        return next((one for one in widgets if one and one.column == aspect), None)


@dataclass(frozen=True, slots=True)
class TreeSheet:
    """shows: the columns of values, in the form's order."""

    id: str
    label: str
    help: str
    heads: PageCells
    shows: tuple[str, ...]
    rows: tuple[TreeRowSheet, ...]
    kind: str = "tree"


@dataclass(frozen=True, slots=True)
class TotalSheet:
    """derivation, note: of the total as it follows."""

    id: str
    lines: tuple[PageCells, ...]
    derivation: str
    note: str
    kind: str = "total"


@dataclass(frozen=True, slots=True)
class SignatureSheet:
    id: str
    label: str
    lines: tuple[str, ...]
    seal: bool
    kind: str = "signature"


BlockSheet = FieldsSheet | TableSheet | NarrativeSheet | TreeSheet | TotalSheet | SignatureSheet


@dataclass(frozen=True, slots=True)
class PageSection:
    code: str
    label: str
    guidance: str
    blocks: tuple[BlockSheet, ...]
    is_wide: bool

    def block(self, id: str) -> BlockSheet | None:
        return next((block for block in self.blocks if block.id == id), None)
