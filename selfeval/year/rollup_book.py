"""汇总表 as a workbook: numbers stay numbers, what is not there is «—»."""

import io
from decimal import Decimal

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from lib.figures import NONE
from lib.rounding import round_half_up
from lib.sheet_page import FONT, fit_rows, new_book, set_columns, set_page
from lib.site_words import said
from selfeval.year.rollup import Rollup, RollupLine, RollupSum
from trust.spreadsheet import HEAD_FILL, HEAD_FONT, HEAD_PLACE, safe_cell

WIDTHS = (14, 14, 34, 14, 14, 11, 9, 9, 12)
HEAD_ROW = 3
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
#: The columns of figures, and how each is shown.
AMOUNT, PERCENT = "#,##0.######", "0.00"
FIGURES = {4: AMOUNT, 5: AMOUNT, 6: PERCENT, 7: "General"}


def rollup_book(rollup: Rollup) -> bytes:
    """Return the table as .xlsx."""
    book = new_book()
    sheet = book.active
    sheet.title = "汇总表"
    set_columns(sheet, WIDTHS)
    set_page(sheet, "", heads=f"1:{HEAD_ROW}", names=3, wide=True)
    _head(sheet, rollup)
    for county in rollup.counties:
        for line in county.sum.lines:
            _put(sheet, (county.city, county.name, *_words(line)))
        _put(sheet, (county.city, county.name, *_sums("小计", county.sum)), is_sum=True)
    _put(sheet, ("", "", *_sums("合计", rollup.sum)), is_sum=True)
    fit_rows(sheet, first=HEAD_ROW)
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 4)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Worksheet, rollup: Rollup) -> None:
    task, unit = rollup.task, f"（{rollup.unit}）" if rollup.unit else ""
    said_of = (
        f"按各项目最近一次提交计；{rollup.sum.told}。没有提交或没有数的记“{NONE}”，不按 0 计。"
    )
    for row, words in ((1, f"{task.dated}汇总表"), (2, said_of)):
        safe_cell(sheet.cell(row, 1), words)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(WIDTHS))
    sheet.cell(1, 1).font = Font(name=FONT, size=14, bold=True)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.cell(2, 1).alignment = LEFT
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 26, 32
    heads = (
        said("市州"), said("县市区"), "项目", f"预算数{unit}", f"执行数{unit}", "执行率（%）",
        "总分", "等级", "状态",
    )  # fmt: skip
    for column, words in enumerate(heads, 1):
        cell = safe_cell(sheet.cell(HEAD_ROW, column), words)
        cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, HEAD_PLACE


def _words(line: RollupLine) -> tuple:
    report, latest = line.report, line.report.latest
    return (
        report.project or "未命名项目",
        line.budget,
        line.executed,
        _rounded(line.rate),
        latest and latest.total,
        (latest and latest.grade) or NONE,
        report.get_state_display(),
    )


def _sums(label: str, sums: RollupSum) -> tuple:
    return (
        f"{label}：{sums.told}", sums.budget, sums.executed, _rounded(sums.rate), "", "", "",
    )  # fmt: skip


def _rounded(rate: Decimal | None) -> Decimal | None:
    return None if rate is None else round_half_up(rate, 2)


def _put(sheet: Worksheet, values: tuple, *, is_sum: bool = False) -> None:
    row = sheet.max_row + 1
    for column, value in enumerate(values, 1):
        cell = safe_cell(sheet.cell(row, column), NONE if value is None else value)
        cell.alignment = LEFT
        if column in FIGURES:
            cell.alignment, cell.number_format = RIGHT, FIGURES[column]
        if is_sum:
            cell.font, cell.fill = HEAD_FONT, HEAD_FILL
