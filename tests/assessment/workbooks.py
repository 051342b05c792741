"""The data-entry workbook in the hands of a person, with a browser or a command line."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from assessment.models import Result
from assessment.reader.workbook import CODE, COLUMNS, REMARK, VALUE, VERSION
from tests.assessment.previews import parcel_of


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


class UploadedWorkbook:
    """The workbook as this person exports it, filled in and handed in on the page."""

    def __init__(self, client, year=2017):
        self.client, self.url = client, reverse("results-import", args=[2017])
        data = client.get(reverse("results-export", args=[year])).content
        self.book = load_workbook(io.BytesIO(data))
        self.rows = list(self.book.active.iter_rows(min_row=2))

    def fill(self, measure, value, remark=None, city="长沙市"):
        row = next(r for r in self.rows if (r[1].value, r[4].value) == (city, measure))
        row[VALUE].value, row[REMARK].value = value, remark
        return row

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def preview(self, name="采集表.xlsx"):
        return self.client.post(self.url, {"file": SimpleUploadedFile(name, self.bytes())})

    def confirm(self, response, **more):
        return self.client.post(self.url, {"parcel": parcel_of(response)}, **more)


def recorded() -> list[tuple]:
    rows = Result.objects.recorded().order_by("pk")
    return [(row.measure.name, row.value, row.remark) for row in rows]
