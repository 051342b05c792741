"""The data-entry workbook as it comes back: rows with their line numbers, nothing judged.

Pure, because it runs in the limited process. A formula cell gives the value its
spreadsheet program computed last; one never computed gives nothing.
"""

import io
from dataclasses import dataclass
from decimal import Decimal

from openpyxl import load_workbook

COLUMNS = (
    "年度",
    "市州",
    "指标",
    "要点",
    "测量项",
    "类型",
    "单位",
    "目标值",
    "完成值",
    "备注",
    "测量项编码",
)
VALUE, REMARK, CODE = COLUMNS.index("完成值"), COLUMNS.index("备注"), COLUMNS.index("测量项编码")


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A row as it stands in the workbook. line: its number; value, remark: as typed."""

    line: int
    code: str
    city: str
    year: str
    value: str
    remark: str


class WrongWorkbook(ValueError):
    """The workbook is not a data-entry workbook; str() says where and what to do."""


def rows_of_xlsx(data: bytes) -> list[ResultRow]:
    """Return the rows of a data-entry workbook. Pure; runs in the limited process.

    Raises WrongWorkbook where the head or a row is not what the export writes.
    """
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = list(book.worksheets[0].iter_rows(values_only=True))
    except Exception as error:
        raise WrongWorkbook(
            "文件打不开，可能已损坏；请用 Excel 或 WPS 重新另存为 .xlsx 后再试"
        ) from error
    if not rows or tuple(_text(c) for c in rows[0][: len(COLUMNS)]) != COLUMNS:
        raise WrongWorkbook(
            f"第 1 行不是采集表的表头（应为：{'、'.join(COLUMNS)}）；请使用导出的采集表填写"
        )
    return [
        _result_row(line, row)
        for line, row in enumerate(rows[1:], 2)
        if any(_text(cell) for cell in row)
    ]


def _result_row(line: int, row: tuple) -> ResultRow:
    cells = [_text(cell) for cell in row] + [""] * len(COLUMNS)
    if not cells[CODE]:
        raise WrongWorkbook(f"第 {line} 行 没有测量项编码；请不要改动或删除最后一列")
    return ResultRow(line, cells[CODE], cells[1], cells[0], cells[VALUE], cells[REMARK])


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return str(value).strip()
