"""What the names in formulas stand for in a form."""

from dataclasses import dataclass, field

from selfeval.engine.addresses import address_of
from selfeval.engine.errors import WrongFormula
from selfeval.engine.formulas import Name
from selfeval.engine.scoring_types import Indicator
from selfeval.engine.types import (
    Column,
    Field,
    FieldBlock,
    Form,
    IndicatorBlock,
    Narrative,
    Section,
    Table,
    TreeColumn,
)

TOTAL_ROW = "total"
#: What the official tables call the field that says of which project they are.
PROJECT_LABEL = "项目名称"
RESERVED = ("year", "total", "grade")
# What formulas may say of an indicator: in cells, and in checks too.
CELL_ASPECTS = ("target", "outcome", "weight", "band")
CHECK_ASPECTS = (*CELL_ASPECTS, "score", "proposed")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a formula stands in a table, so that bare names mean its neighbours.

    row set: a bare name is a column, of that row. column set: a bare name is a row, of
    that column. Neither: a bare name is a whole column.
    """

    table: str
    row: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class CellRef:
    address: str


@dataclass(frozen=True, slots=True)
class ColumnRef:
    """All cells of a column but those of computed rows (totals)."""

    table: str
    column: str


Reference = CellRef | ColumnRef


@dataclass(frozen=True, slots=True)
class Index:
    """A form's nouns by code. own: columns of the office's own in the indicator table."""

    fields: dict[str, Field | Narrative] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    own: dict[str, TreeColumn] = field(default_factory=dict)

    @classmethod
    def of(cls, form: Form) -> "Index":
        index = cls()
        for section in form.sections:
            index._add(section)
        for node in form.scoring.tree:
            index._add_indicator(node)
        return index

    def column(self, table: str, code: str) -> Column | None:
        columns = self.tables[table].columns if table in self.tables else ()
        return next((column for column in columns if column.code == code), None)

    def _add(self, section: Section) -> None:
        for block in section.blocks:
            match block:
                case FieldBlock(fields=fields):
                    for item in fields:
                        self.fields[item.code] = item
                case Narrative(code=code):
                    self.fields[code] = block
                case Table(code=code):
                    self.tables[code] = block
                case IndicatorBlock(columns=columns):
                    self.own.update({each.code: each for each in columns if each.is_own})

    def _add_indicator(self, node: Indicator) -> None:
        self.indicators[node.code] = node
        for child in node.children:
            self._add_indicator(child)


def resolve(
    name: Name, index: Index, scope: Scope | None = None, *, in_check: bool = False
) -> Reference:
    """Return what name stands for. Neighbours in the table come before the form's codes.

    Raises WrongFormula if the form has no such thing, or a cell may not ask for it.
    """
    path = name.path
    if len(path) == 1:
        return _bare(path[0], index, scope, in_check=in_check)
    first = path[0]
    if first in index.tables:
        return _in_table(name, index)
    if first in index.indicators and len(path) == 2:
        allowed = CHECK_ASPECTS if in_check else CELL_ASPECTS
        if path[1] in allowed or path[1] in index.own:
            return CellRef(address_of(*path))
        reason = f"“{path[1]}”不能在此引用，指标可引用 {'、'.join(allowed)}"
        raise WrongFormula(str(name), reason)
    raise WrongFormula(str(name), f"表式中没有“{first}”这张表或这个指标")


def _bare(code: str, index: Index, scope: Scope | None, *, in_check: bool) -> Reference:
    neighbour = _neighbour(code, index, scope)
    if neighbour is not None:
        return neighbour
    if code in index.fields or code == "year" or (in_check and code == "total"):
        return CellRef(code)
    raise WrongFormula(code, f"表式中没有编码为“{code}”的填报项")


def _neighbour(code: str, index: Index, scope: Scope | None) -> Reference | None:
    if scope is None:
        return None
    if scope.column and not scope.row:
        rows = {row.code for row in index.tables[scope.table].rows}
        return CellRef(address_of(scope.table, code, scope.column)) if code in rows else None
    if index.column(scope.table, code) is None:
        return None
    if scope.row:
        return CellRef(address_of(scope.table, scope.row, code))
    return ColumnRef(scope.table, code)


def _in_table(name: Name, index: Index) -> Reference:
    path = name.path
    table, column = path[0], path[-1]
    if index.column(table, column) is None:
        raise WrongFormula(str(name), f"表“{table}”没有栏目“{column}”")
    if len(path) == 2:
        return ColumnRef(table, column)
    growing = index.tables[table].growing
    rows = {row.code for row in index.tables[table].rows}
    has_total = growing is not None and bool(growing.total_label)
    if path[1] not in rows and not (path[1] == TOTAL_ROW and has_total):
        raise WrongFormula(str(name), f"表“{table}”没有固定行“{path[1]}”")
    return CellRef(address_of(*path))
