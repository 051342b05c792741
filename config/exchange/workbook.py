"""The workbook's own format: text stays text, numbers stay numbers, nothing is a formula."""

from io import BytesIO

from import_export.formats.base_formats import XLSX
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from trust.spreadsheet import append_row

WIDEST = 60


class SafeWorkbook(XLSX):
    def get_title(self) -> str:
        return "Excel 工作簿（.xlsx）"

    def can_import(self) -> bool:
        return False  # files from outside are read in a process of their own (reading.py)

    def export_data(self, dataset, **kwargs) -> bytes:
        """Return the dataset as a workbook; text is unaltered, byte for byte."""
        book = Workbook(write_only=True)
        sheet = book.create_sheet((dataset.title or "数据")[:31])
        sheet.freeze_panes = "A2"
        rows = [list(row) for row in dataset]
        for number, name in enumerate(dataset.headers, 1):
            width = max([len(str(name)), *(len(str(row[number - 1] or "")) for row in rows)])
            letter = get_column_letter(number)
            sheet.column_dimensions[letter].width = min(WIDEST, 2 * width + 2)
        append_row(sheet, dataset.headers)
        for row in rows:
            append_row(sheet, [None if value == "" else value for value in row])
        out = BytesIO()
        book.save(out)
        return out.getvalue()
