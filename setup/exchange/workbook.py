"""The workbook's own format, both ways.

In: guarded, read in a limited process, every cell a text. Out: text stays text, numbers stay
numbers, nothing is a formula.
"""

from io import BytesIO

import tablib
from import_export.formats.base_formats import XLSX

from lib.sheet_page import new_book, widest
from press.workbooks.opening import open_book
from press.workbooks.rows import rows_of_words
from press.workbooks.types import WrongBook
from setup.exchange.resource import NOTHING_SAVED
from trust.refusals import Refused
from trust.spreadsheet import Lister

WIDEST = 40


class NumberedRows(tablib.Dataset):
    """lines[n]: where row n stood in the sheet, blank ones between not counted out."""

    lines: list[int]


class SafeWorkbook(XLSX):
    def get_title(self) -> str:
        return "Excel 工作簿（.xlsx）"

    def create_dataset(self, upload: tuple[bytes, str]) -> NumberedRows:
        """Return the filled rows of the first sheet of a file with its name. Raises Refused."""
        try:
            header, *rows = rows_of_words(open_book(*upload)) or [[]]
        except (Refused, WrongBook) as refusal:
            raise Refused(f"{str(refusal).removesuffix('。')}。{NOTHING_SAVED}") from refusal
        places = [place for place, name in enumerate(header) if name]
        dataset = NumberedRows(headers=[header[place] for place in places])
        dataset.lines = [line for line, row in enumerate(rows, 2) if any(row)]
        for line in dataset.lines:
            dataset.append([rows[line - 2][place] for place in places])
        if not (places and dataset.lines):
            raise Refused(f"工作簿第一张表里没有数据行；请先导出一份，照样填写。{NOTHING_SAVED}")
        return dataset

    def export_data(self, dataset, **kwargs) -> bytes:
        """Return the dataset as a workbook; text is unaltered, byte for byte."""
        book = new_book(write_only=True)
        sheet = book.create_sheet((dataset.title or "数据")[:31])
        rows = [[None if value == "" else value for value in row] for row in dataset]
        columns = zip(dataset.headers, *rows, strict=True)
        widths = [min(WIDEST, widest(map(_told, column)) + 2) for column in columns]
        title = dataset.title or "数据"
        lister = Lister(sheet, title, heads=dataset.headers, widths=widths)
        for row in rows:
            lister.append(row)
        out = BytesIO()
        book.save(out)
        return out.getvalue()


def _told(value) -> str:
    return "" if value is None else str(value)
