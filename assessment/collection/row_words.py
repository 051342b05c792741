"""What one row of a data-entry workbook says of its cell, read and not yet compared."""

from dataclasses import dataclass
from decimal import Decimal

from assessment.collection.values import EMPTY_WORDS, WrongValue, parse_value
from assessment.engine.types import MeasureKind
from assessment.reader.workbook import ResultRow
from lib.numerals import narrow
from press.workbooks.conflicts import CLEAR
from press.workbooks.meaning import Unreadable, words_of
from press.workbooks.types import Cell, CellKind

LONGEST_REMARK = 500


@dataclass(slots=True)
class RowWords:
    """What a row says of its cell. value None where it is said: it is to be emptied."""

    value: Decimal | None = None
    is_said: bool = False
    remark: str | None = None
    version: int | None = None


def said_in(row: ResultRow, kind: MeasureKind, unit: str) -> RowWords:
    """Return what a row says. Raises WrongValue with the column named."""
    if row.joined:
        raise WrongValue(
            f"完成值 与{row.joined}合并成了一格，分不清属于哪一行；请取消合并，逐行填写"
        )
    said = RowWords(version=_version(row.version))
    try:
        words = narrow(words_of(row.value))
        said.is_said = words not in EMPTY_WORDS
        said.value = None if words == CLEAR else parse_value(words, kind, unit)
    except (Unreadable, WrongValue) as error:
        raise WrongValue(f"完成值 {error}") from error
    said.remark = _remark(row.remark)
    return said


def _version(cell: Cell | None) -> int | None:
    """Return the version a workbook tells, None if it tells none (old and foreign files)."""
    if cell is None:
        return None
    if cell.kind in (CellKind.NUMBER, CellKind.TEXT) and cell.text.strip().isdecimal():
        return int(cell.text.strip()[:9])
    raise WrongValue(
        f"版本 “{cell.text[:20]}”不是导出时的版本号；请恢复该格，或清空整列“版本”再导入"
    )


def _remark(cell: Cell | None) -> str | None:
    """Return the remark a workbook says, None if it says nothing."""
    try:
        is_day = cell is not None and cell.kind in (CellKind.DATE, CellKind.TIME)
        words = cell.text if cell is not None and is_day else words_of(cell)
    except Unreadable as error:
        raise WrongValue(f"备注 {error}") from error
    if len(words) > LONGEST_REMARK:
        raise WrongValue(f"备注 超过 {LONGEST_REMARK} 个字；请删减后再导入")
    return None if not words else "" if words == CLEAR else words
