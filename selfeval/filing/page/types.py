"""The nouns of a section's page: widgets, the layout's cells around them, rows and blocks."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from selfeval.comments.marks import Marked
from selfeval.engine.results import MARKS, Finding
from selfeval.engine.types import NUMERIC, Block, Kind
from selfeval.paper.model import Cell

_ATTRIBUTES = (
    'id="{}" aria-label="{}" data-cell="{}" data-version="{}" data-column="{}" data-label="{}"'
    ' data-before="{}" data-said="{}" data-mark="{}" data-remark="{}" data-comment="{}"{}{}'
)
_REQUIRED = mark_safe(' aria-required="true"')
_INVALID = mark_safe(' aria-invalid="true"')


def dom_id(address: str) -> str:
    """Return the id of a cell on the page."""
    return "c-" + re.sub(r"[^a-zA-Z0-9_]", "-", address)


def _nothing(address: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Around:
    """What a page knows beside a report's words.

    versions: of the cells, by address. before: last year's words, by address. is_open: whether
    the person may write at an address: into a cell, a table or a head to add to, an indicator to
    be left out. remarks: what reviewers said, by address. files: how many are laid to a code.
    comments: by address what tells that colleagues speak of it.
    """

    versions: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    is_open: Callable[[str], bool] = _nothing
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[str, Marked] = field(default_factory=dict)


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
    commented: Marked | None = None
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
    def attributes(self) -> str:
        """Return what the page's script needs to know of a field, as attributes of it. In one
        piece: a template that resolves each name of each cell is half of what a page costs."""
        mark = self.mark
        return format_html(
            _ATTRIBUTES,
            self.dom_id,
            f"{self.label}（{self.unit}）" if self.unit else self.label,
            self.address,
            self.version,
            self.column,
            self.label,
            self.before,
            self.said,
            mark,
            self.remarked,
            self.commented.words if self.commented else "",
            _REQUIRED if self.required else "",
            _INVALID if mark == "error" else "",
        )

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
    def marks(self) -> str:
        """Return how its cell is marked, as classes."""
        told = {
            "is-amount": self.kind in (Kind.MONEY, Kind.NUMBER),
            "is-computed": self.is_computed,
            "is-missing": self.is_missing,
            f"has-{self.mark}": self.mark,
            "has-remark": self.remarks,
            "is-readonly": self.control == "closed",
        }
        return "".join(f" {name}" for name, holds in told.items() if holds)

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
class PageRow:
    """A row of a block. kind: total in tables; leaf, empty, dropped, add or line in the tree.

    key: by which the page's script calls it. label: what it is called. groups: the heads that
    it stands under. number: of a row that the county added, from 1.
    """

    cells: PageCells
    key: str = ""
    kind: str = ""
    label: str = ""
    groups: tuple[str, ...] = ()
    number: int = 0
    is_idle: bool = False

    def widget(self, column: str) -> Widget | None:
        widgets = (cell.widget for cell in self.cells)
        return next((one for one in widgets if one and one.column == column), None)


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A block of the form on the page. of: the form's. kind: which template draws it.

    help: under its name; of a total how it came about, note: how it was rounded. widget: of
    running text. columns: of the tree's values. widths: of a table's columns, in percent.
    """

    id: str
    of: Block
    label: str
    help: str
    kind: str = ""
    heads: tuple[PageCells, ...] = ()
    rows: tuple[PageRow, ...] = ()
    widths: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    may_grow: bool = False
    files: int = 0
    note: str = ""
    rules: str = ""
    widget: Widget | None = None

    @property
    def room(self) -> int:
        """Return how many rows may be added to a table."""
        return self.of.growing.maximum - self.grown if self.may_grow else 0

    @property
    def may_remove(self) -> bool:
        return self.may_grow and self.grown > 0

    @property
    def grown(self) -> int:
        return sum(bool(row.number) for row in self.rows)


@dataclass(frozen=True, slots=True)
class PageSection:
    code: str
    label: str
    guidance: str
    blocks: tuple[PageBlock, ...]
    is_wide: bool

    def block(self, id: str) -> PageBlock | None:
        return next((block for block in self.blocks if block.id == id), None)
