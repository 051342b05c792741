"""The first sheet of a workbook as rows of text.

Pure, because it runs in the limited process: a workbook from outside is hostile.
"""

import io
from datetime import date, datetime
from decimal import Decimal

from openpyxl import load_workbook

MOST_ROWS = 5_000
MOST_COLUMNS = 60


class WrongSheet(ValueError):
    """The workbook cannot be read; str() says why and what to do."""


def rows_of_text(data: bytes) -> list[list[str]]:
    """Return every row as text, empty cells as "". Formulas give their last computed value.

    Raises WrongSheet where the file is no workbook or holds too much.
    """
    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        cells = sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS + 2, values_only=True)
        rows = [[as_text(cell) for cell in row] for row in cells]
    except Exception as error:
        raise WrongSheet(
            "文件打不开，可能已损坏；请用 Excel 或 WPS 重新另存为 .xlsx 后再试。"
        ) from error
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS + 1:
        raise WrongSheet(f"超过 {MOST_ROWS:,} 行；请拆成几个文件分别导入。")
    return rows


def as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float():
            return format(Decimal(repr(value)), "f").removesuffix(".0")
        case datetime() if value.time() == datetime.min.time():
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value).strip()
