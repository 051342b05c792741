"""The data-entry workbook in the hands of a person with a command line."""

import io

from django.core.management import call_command
from openpyxl import load_workbook

from assessment.models import Result
from assessment.reader.workbook import CODE, COLUMNS, REMARK, VALUE, VERSION


class ResultsWorkbook:
    """Exported for one city; ways to fill it in and to hand it in."""

    def __init__(self, path, city="长沙市"):
        self.path = path
        call_command("export_results", 2017, str(path), city=city)
        self.book = load_workbook(path)
        self.sheet = self.book.worksheets[0]

    def row(self, code: str) -> int:
        rows = range(2, self.sheet.max_row + 1)
        return next(r for r in rows if self.at(r, CODE + 1).value == code)

    def at(self, row: int, column: int):
        return self.sheet.cell(row, column)

    def fill(self, code: str, value, remark=None, *, code_of_number="General"):
        cell = self.at(self.row(code), VALUE + 1)
        cell.value, cell.number_format = value, code_of_number
        if remark is not None:
            self.at(self.row(code), REMARK + 1).value = remark

    def forget_versions(self):
        """Make the workbook what it was before it told versions: eleven columns."""
        assert self.at(1, len(COLUMNS)).value == "版本"
        self.sheet.delete_cols(VERSION + 1)

    def hand_in(self, **options) -> str:
        self.book.save(self.path)
        return hand_in(self.path, **options)


def hand_in(path, **options) -> str:
    out = io.StringIO()
    call_command("import_results", 2017, str(path), stdout=out, **options)
    return out.getvalue()


def value_of(code: str):
    return Result.objects.get(measure__code=code).value


def record(code: str, value, remark="") -> None:
    """Let somebody else record a figure."""
    result = Result.objects.get(measure__code=code)
    result.value, result.remark, result.version = value, remark, result.version + 1
    result.recorded_as = "培训中心"
    result.save()
