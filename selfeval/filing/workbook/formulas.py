"""Formulas of a form in the words of Excel, so that a workbook computes as one types.

What is missing stays empty, as on the page: a cell that arithmetic needs and that is empty
gives #N/A, which the whole formula shows as nothing. 0 ÷ 0 is «不适用». The site computes
everything anew on import; these are for the eyes.
"""

from collections.abc import Mapping, Sequence

from selfeval.engine.cells import FormCell
from selfeval.engine.errors import WrongFormula
from selfeval.engine.formulas import Binary, Call, Name, Node, Number, Truth, Unary, parse_formula
from selfeval.engine.names import CellRef, ColumnRef, Index, resolve
from selfeval.engine.types import NUMERIC

AGGREGATES = {"sum": "SUM", "min": "MIN", "max": "MAX"}
SIGNS = {"+": "+", "-": "-", "*": "*", "=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">",
         ">=": ">="}  # fmt: skip
LONGEST = 8000


class Untranslatable(Exception):  # noqa: N818 -- named for what it is
    """The formula asks for what a worksheet cannot say as it is meant."""


class Translator:
    """spots: where each address stands, as a reference («'收支'!$B$3»)."""

    def __init__(
        self,
        index: Index,
        cells: Mapping[str, FormCell],
        columns: Mapping[tuple[str, str], Sequence[str]],
        *,
        spots: Mapping[str, str],
    ) -> None:
        self.index, self.cells, self.columns, self.spots = index, cells, columns, spots

    def formula(self, cell: FormCell) -> str:
        """Return an Excel formula with its «=». Raises Untranslatable."""
        try:
            node = parse_formula(cell.formula)
            text = f'=IFERROR({self._say(node, cell)},"")'
        except WrongFormula as error:
            raise Untranslatable(str(error)) from error
        if len(text) > LONGEST:
            raise Untranslatable(cell.formula)
        return text

    def _say(self, node: Node, cell: FormCell) -> str:
        match node:
            case Number(value=amount):
                return f"{amount:f}"
            case Truth(value=value):
                return "TRUE" if value else "FALSE"
            case Name():
                return self._needed(self._reference(node, cell))
            case Unary(operator="-", operand=operand):
                return f"-({self._say(operand, cell)})"
            case Binary(operator="/", left=left, right=right):
                return self._ratio(left, right, cell, factor="")
            case Binary(operator=sign, left=left, right=right) if sign in SIGNS:
                return f"({self._say(left, cell)}{SIGNS[sign]}{self._say(right, cell)})"
            case Call():
                return self._call(node, cell)
        raise Untranslatable(cell.formula)

    def _call(self, call: Call, cell: FormCell) -> str:
        first, *rest = call.arguments
        match call.function:
            case "sum" | "min" | "max":
                return self._aggregate(AGGREGATES[call.function], call.arguments, cell)
            case "count":
                return f"COUNTA({self._list(call.arguments, cell)})"
            case "abs":
                return f"ABS({self._say(first, cell)})"
            case "round":
                places = self._say(rest[0], cell) if rest else "0"
                return f"ROUND({self._say(first, cell)},{places})"
            case "ratio":
                return self._ratio(first, rest[0], cell, factor="")
            case "percent":
                return self._ratio(first, rest[0], cell, factor="*100")
            case "if":
                then, other = (self._say(part, cell) for part in rest)
                return f"IF({self._say(first, cell)},{then},{other})"
        raise Untranslatable(cell.formula)

    def _ratio(self, top: Node, bottom: Node, cell: FormCell, *, factor: str) -> str:
        over, under = self._say(top, cell), self._say(bottom, cell)
        return f'IF(AND({over}=0,{under}=0),"不适用",{over}{factor}/{under})'

    def _aggregate(self, function: str, arguments: Sequence[Node], cell: FormCell) -> str:
        listed = self._list(arguments, cell)
        return f"IF(COUNT({listed})=0,NA(),{function}({listed}))"

    def _list(self, arguments: Sequence[Node], cell: FormCell) -> str:
        """Return references: only of cells does Excel leave out what is empty or text."""
        found: list[str] = []
        for argument in arguments:
            if not isinstance(argument, Name):
                raise Untranslatable(cell.formula)
            found += self._references(argument, cell)
        if not found or len(found) > 250:
            raise Untranslatable(cell.formula)
        return ",".join(found)

    def _references(self, name: Name, cell: FormCell) -> list[str]:
        target = resolve(name, self.index, cell.scope)
        if isinstance(target, ColumnRef):
            addresses = self.columns.get((target.table, target.column), ())
            return [self._spot(address) for address in addresses]
        return [self._reference(name, cell)]

    def _reference(self, name: Name, cell: FormCell) -> str:
        target = resolve(name, self.index, cell.scope)
        if not isinstance(target, CellRef):
            raise Untranslatable(cell.formula)
        return self._spot(target.address)

    def _spot(self, address: str) -> str:
        cell = self.cells.get(address)
        if address not in self.spots or cell is None:
            raise Untranslatable(address)
        if cell.kind not in NUMERIC:
            raise Untranslatable(address)  # text cells hold their numbers as text
        return self.spots[address]

    def _needed(self, reference: str) -> str:
        return f'IF({reference}="",NA(),{reference})'
