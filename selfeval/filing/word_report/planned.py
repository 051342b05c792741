"""A cell that a Word report says something of, and the cell of the form that it is."""

from dataclasses import dataclass

from selfeval.engine.addresses import aspect_of, code_of, is_aspect, parts_of
from selfeval.engine.cells import FormCell
from selfeval.engine.types import Kind, Table
from selfeval.engine.wording import words_for
from selfeval.filing.filling import Filling
from selfeval.filing.offline import aside_label
from selfeval.filing.word_report.types import NEW, is_new

#: Words so long are running text, and not set off.
LONG = 60
ASPECT_NAMES = {
    "label": "名称", "target": "目标值", "outcome": "完成值", "weight": "分值", "score": "得分",
    "reason": "偏差原因及改进措施",
}  # fmt: skip
#: What the cells of an indicator to be added hold; the others are measured.
ASPECT_KINDS = {
    "label": Kind.TEXT, "weight": Kind.NUMBER, "score": Kind.NUMBER, "reason": Kind.LONG_TEXT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """A cell that a Word report says something of. number: among all; version: of the cell as it
    stands. note: how it was read. doubt: why it is only offered. doubts: why the figure deserves
    a second look."""

    number: int
    address: str
    label: str
    section: str
    before: str
    after: str
    place: str
    version: int = 0
    note: str = ""
    doubt: str = ""
    why_not: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return what a tick sends: another cell, or another state of it, has another."""
        return f"{self.number}:{self.address}:{self.version}"

    @property
    def is_long(self) -> bool:
        return len(self.after) > LONG

    @property
    def is_sure(self) -> bool:
        """Say whether it is ticked to begin with: nothing stands there, and nothing is open."""
        return not (self.before or self.is_doubted or self.why_not)

    @property
    def is_doubted(self) -> bool:
        """Say whether a person has to look first: at how it was read, or at what it says."""
        return bool(self.doubt or self.doubts)


def cell_of(filling: Filling, address: str) -> FormCell:
    """Return the cell of an address; of one in a row or an indicator to be added, what it will
    be."""
    laid, year = filling.assessed.laid, filling.assessed.year
    if address in laid.cell_by_address:
        return laid.cell_by_address[address]
    if not is_new(address):
        code = code_of(address)
        section = next((c.section for c in laid.cells if code_of(c.address) == code), "")
        return FormCell(address, aside_label(filling, address), section)
    if ".+" in address:
        return _cell_of_row(filling, address)
    parent, _, rest = address.partition(NEW)
    place = laid.node_by_code[parent]
    label = words_for(place.node.label, year)
    aspect = aspect_of(address)
    section = next((c.section for c in laid.cells if is_aspect(c.address, "outcome")), "")
    name = f"“{label}”新增第 {code_of(rest)} 项 · {ASPECT_NAMES.get(aspect, aspect)}"
    kind = ASPECT_KINDS.get(aspect, Kind.MEASURED)
    return FormCell(address, name, section, kind, unit="分" if kind is Kind.NUMBER else "")


def _cell_of_row(filling: Filling, address: str) -> FormCell:
    code, number, column_code = parts_of(address)
    laid, year = filling.assessed.laid, filling.assessed.year
    table = laid.index.tables[code]
    column = next(c for c in table.columns if c.code == column_code)
    parts = (table.label, f"新增第 {number.removeprefix(NEW)} 行", column.label)
    label = " · ".join(words_for(part, year) for part in parts if part)
    return FormCell(
        address=address,
        label=label,
        section=_section_of(filling, table),
        kind=column.kind,
        unit=column.unit or table.unit,
        formula=column.formula,
        choices=column.choices,
    )


def _section_of(filling: Filling, table: Table) -> str:
    sections = filling.assessed.form.sections
    return next((s.code for s in sections if table in s.blocks), "")
