"""Sheets laid out as the grid, cell by cell, and what an indicator's sheet may name."""

from collections.abc import Iterable, Sequence

from assessment.reader.grid_names import IndicatorNames
from assessment.reader.grid_workbook import KIND, MAP_HEAD, MAP_SHEET, STAMP, rows_of_grid, stamp_of
from assessment.reader.workbook import ResultRow, ResultRows
from press.pasting.sheet import Named, What
from press.pasting.sheet import PageSheet as Names
from press.workbooks.types import Book, Cell, CellKind, Sheet, place_of

YEAR = 2017
CITIES = (
    Named("长沙市", ("长沙",)),
    Named("株洲市", ("株洲",)),
    Named("湘潭市", ("湘潭",)),
    Named("衡阳市", ("衡阳",)),
)
ELSEWHERE = {"望城区": "是县市区，不是市州", "岳阳市": "本年度的指标表没有这一项"}
PRACTICAL, CERTIFIED, EMPLOYED = "农业实用", "获证率", "就业率"
HEADS = ("市州", PRACTICAL, CERTIFIED, EMPLOYED, "备注")
LIST_HEADS = ("市州", "测量项", "目标", "单位", "完成", "备注")


def indicator(
    name: str,
    *whats: What,
    without: Iterable[tuple[int, int]] = (),
    labels: dict[tuple[int, int], str] | None = None,
) -> IndicatorNames:
    """Return an indicator of four cities. without: (city, measure) that a table does not ask."""
    places = {(who, what) for who in range(len(CITIES)) for what in range(len(whats))}
    codes = {place: code(name, *place) for place in sorted(places - set(without))}
    names = Names(CITIES, whats, elsewhere=ELSEWHERE, year=YEAR)
    own = {(who, what): whats[what].label for who, what in codes} | (labels or {})
    return IndicatorNames(name, names, codes, own)


def code(name: str, who: int, what: int) -> str:
    return f"{name}-{who}-{what}"


TRAINING = indicator(
    "移民培训",
    What(PRACTICAL, ("农业实用技术培训",), unit="人次"),
    What(CERTIFIED, ("转移就业获证率",), unit="%"),
    What(EMPLOYED, ("转移就业就业率",), unit="%"),
    without=[(2, 0)],
)
AUDIT = indicator("移民资金管理", What("内部审计", ("移民资金内部审计完成数",), unit="个"))
SETTLING = indicator(
    "移民安置",
    What("场平", ("场平任务",), unit="个"),
    What("验收", ("验收准备",), unit="个"),
    labels={
        (0, 0): "小洪场平",
        (0, 1): "白市验收",
        (1, 0): "未完成每项",
        (1, 1): "未完成每项（2）",
    },
)
INDICATORS = (TRAINING, AUDIT, SETTLING)


def cell(value: object) -> Cell:
    if isinstance(value, Cell):
        return value
    kind = CellKind.TEXT if isinstance(value, str) else CellKind.NUMBER
    return Cell(kind, str(value))


def sheet(name: str, *rows: Sequence[object], merged: str = "", **options: object) -> Sheet:
    """Return a sheet of these rows from the first line on. merged: «A1:B2 C3:C4»."""
    cells = {
        (number, column): cell(value)
        for number, row in enumerate(rows, 1)
        for column, value in enumerate(row, 1)
        if value is not None
    }
    areas = tuple(
        (*place_of(area.partition(":")[0]), *place_of(area.partition(":")[2]))
        for area in merged.split()
    )
    return Sheet(name, cells, merged=areas, **options)


def training(*rows: Sequence[object], heads: Sequence[object] = HEADS, **options: object) -> Sheet:
    return sheet("移民培训", ("2017年度采集表　移民培训",), heads, *rows, **options)


def settling(*rows: Sequence[object], heads: Sequence[object] = LIST_HEADS) -> Sheet:
    return sheet("移民安置", ("2017年度采集表　移民安置",), heads, *rows)


def with_map(*sheets: Sheet, versions: dict[str, int], year: int = YEAR) -> Book:
    """Return a workbook as exported: each sheet with its stamp, and the hidden sheet 编码.

    versions: by code. Each code's place and figure are those of the rows in the sheets.
    """
    rows = {row.code: row for row in read(*sheets).rows}
    lines = [
        (*_place(row), "", "", code, versions[code], row.value.text if row.value else "")
        for code, row in rows.items()
        if code in versions
    ]
    stamp = stamp_of(lines)
    head = (("类型", KIND), ("年度", year), ("核对", stamp), MAP_HEAD)
    stamped = [
        Sheet(s.name, s.cells | {(1, 9): cell(f"{STAMP}{stamp}")}, merged=s.merged) for s in sheets
    ]
    return Book((*stamped, sheet(MAP_SHEET, *head, *lines)))


def _place(row: ResultRow) -> tuple[str, str]:
    name, _, at = row.place.removeprefix("工作表“").partition("”")
    return name, at


def read(*sheets: Sheet, year: int = YEAR) -> ResultRows:
    return rows_of_grid(Book(sheets), year, INDICATORS)


def said(rows: ResultRows) -> dict[str, str]:
    """Return what stands in the workbook for each measure that has a figure."""
    return {row.code: row.value.text for row in rows.rows if row.value}


def problem(*sheets: Sheet, year: int = YEAR) -> str:
    """Return the only problem there is."""
    [told] = read(*sheets, year=year).problems
    return told
