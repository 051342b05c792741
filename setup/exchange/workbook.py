"""The workbook's own format: text stays text, numbers stay numbers, nothing is a formula."""

from io import BytesIO

from import_export.formats.base_formats import XLSX

from lib.sheet_page import new_book, widest
from trust.spreadsheet import Lister

WIDEST = 40


class SafeWorkbook(XLSX):
    def get_title(self) -> str:
        return "Excel 工作簿（.xlsx）"

    def can_import(self) -> bool:
        return False  # files from outside are read in a process of their own (reading.py)

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
