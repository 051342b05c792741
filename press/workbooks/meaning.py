"""What a cell of a foreign workbook says, and why some say nothing that may be taken. Pure.

The sentences are the same in both halves; whoever asks puts the place before them.
"""

import re
from decimal import Decimal

from press.workbooks.types import Cell, CellKind

_FIGURE = re.compile(r"-?\d+(?:\.\d+)?")


class Unreadable(ValueError):
    """A cell that must not be taken; str() says why and what to do now."""


def words_of(cell: Cell | None, *, takes_dates: bool = False) -> str:
    """Return what a cell says, as if it had been typed; "" for an empty one. Raises Unreadable.

    takes_dates: a day is what is asked for, and not a figure that became one.
    """
    if cell is None:
        return ""
    if cell.is_struck:
        raise Unreadable(
            f"“{_short(cell.text)}”被划掉了（删除线）；仍然有效请去掉删除线，作废请清空该格"
        )
    match cell.kind:
        case CellKind.UNCOMPUTED:
            raise Unreadable(
                "填的是公式，但没有计算结果；请用 Excel 或 WPS 打开保存一次，或直接填数字"
            )
        case CellKind.ERROR | CellKind.TOO_LARGE:
            raise Unreadable(_no_figure(cell))
        case CellKind.MASKED:
            raise Unreadable(_masked(cell))
        case CellKind.DATE if takes_dates:
            return cell.text
        case CellKind.DATE | CellKind.TIME:
            raise Unreadable(
                f"被表格软件变成了日期（{cell.text}）；请把单元格格式设为“文本”后重新填写原来的文字"
            )
    return cell.text.strip()


def note_of(cell: Cell | None, *, is_to_be_computed: bool = False) -> str:
    """Return what a person should know of a cell that was taken, "" if nothing.

    is_to_be_computed: of the book; a formula's stored result may then be old.
    """
    if cell is None:
        return ""
    notes = []
    if cell.is_formula:
        old = "，文件标明要重新计算，结果可能不是最新" if is_to_be_computed else ""
        notes.append(f"按公式的结果读取{old}")
    if cell.stored and not _is_same(cell):
        notes.append(f"按显示的“{_short(cell.text)}”读取，单元格里存的是 {cell.stored}")
    return "；".join(notes)


def _no_figure(cell: Cell) -> str:
    if cell.kind is CellKind.TOO_LARGE:
        return f"数字太大（{cell.text}）；请核对位数和单位后重新填写"
    return f"公式出错（{cell.text}）；请改填数字或文字"


def _masked(cell: Cell) -> str:
    if not cell.text:
        return (
            f"内容被单元格格式隐藏，存的是“{cell.stored}”；请把单元格格式改为“常规”，核对后再导入"
        )
    return (
        f"按格式显示为“{_short(cell.text)}”，存的却是 {cell.stored}，无法判断以哪个为准；"
        "请把单元格格式改为“常规”，核对后再导入"
    )


def _is_same(cell: Cell) -> bool:
    """Whether what is shown is what is held, said in percent or with a word behind."""
    found = _FIGURE.search(cell.text)
    if found is None:
        return cell.kind is CellKind.TEXT
    held = Decimal(cell.stored)
    return Decimal(found[0]) == (held * 100 if "%" in cell.text else held) or (
        Decimal(found[0]) == held
    )


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}……"
