"""The workbook laid out as the office's grid, on its way back: rows of the long form out of it.

A figure goes by the names beside and above it: the city's in its row, the measure's in the head
of its column, the indicator's in the title. Rows may be sorted and columns left out; nothing is
taken because of where it stands. The hidden sheet 编码 gives the versions that were seen; a sheet
without it, copied or made by hand, is read without them. Pure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from assessment.reader.grid_names import CITY_HEADS, IndicatorNames, Namer, head_row, text_of
from assessment.reader.grid_rows import read_rows
from assessment.reader.workbook import CODE, COLUMNS, VALUE, ResultRow, ResultRows
from press.pasting.lexicon import bare, is_head
from press.workbooks.beside import is_added
from press.workbooks.heads import DEEPEST, head_word
from press.workbooks.types import Book, Cell, Sheet

MAP_SHEET, KIND = "编码", "采集表（按指标分表） 1"
MAP_HEAD = ("工作表", "单元格", "市州", "测量项", "测量项编码", "版本", "导出时的完成值")
#: What makes a long form: these two heads, or so many of its others where one was altered. A
#: grid with a row a measure has three of them.
_LONG, LEAST_LONG = frozenset(COLUMNS), 5
_NEEDED = frozenset((COLUMNS[VALUE], COLUMNS[CODE]))
#: Before the stamp on each sheet: one that was copied in from another workbook bears another.
STAMP = "核对号"
_STAMP = re.compile(STAMP + r"([0-9A-F]{8})")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")


def stamp_of(rows: Iterable[Sequence]) -> str:
    """Return the stamp of what a workbook's sheet 编码 says."""
    return sha256(repr(list(rows)).encode()).hexdigest()[:8].upper()


def is_grid(book: Book) -> bool:
    """Whether a workbook has sheets laid out as the grid and none of the long form.

    A long form of which a head was altered stays one: it is refused as what it is.
    """
    sheets = [sheet for sheet in book.sheets if not _is_map(sheet)]
    if any(_is_long(sheet) for sheet in sheets):
        return False
    return any(head_row(sheet) for sheet in sheets)


def _is_long(sheet: Sheet) -> bool:
    early = (cells for row, cells in sheet.rows().items() if row <= DEEPEST)
    heads = ({head_word(cell.text) for cell in cells.values()} for cells in early)
    return any(words >= _NEEDED or len(words & _LONG) >= LEAST_LONG for words in heads)


def rows_of_grid(book: Book, year: int, indicators: Sequence[IndicatorNames]) -> ResultRows:
    """Return every cell to be filled in as a row of the long form, and what cannot be placed."""
    found = _Found(_versions_of(book))
    if found.versions.year not in ("", str(year)):
        found.problems.append(
            f"这是 {found.versions.year} 年度的采集表，不是 {year} 年度的；请使用本年度导出的采集表"
        )
        return found.as_rows()
    seen: dict[str, str] = {}
    for sheet in book.sheets:
        if _is_map(sheet) or not sheet.cells:
            continue
        head = head_row(sheet)
        if head is None:
            if is_added(sheet):
                found.unread.append(sheet.name)
            continue
        indicator = _indicator_of(sheet, head, indicators, found)
        if indicator is None or _is_other_year(sheet, head, year, found):
            continue
        if indicator.name in seen:
            found.problems.append(
                f"工作表“{seen[indicator.name]}”和“{sheet.name}”都是指标“{indicator.name}”，"
                "分不清用哪一张；请只留一张"
            )
            continue
        seen[indicator.name] = sheet.name
        read = read_rows(sheet, head, indicator, found.versions.of(_above(sheet, head)))
        found.rows += read.rows
        found.problems += read.problems
        found.notices += read.notices
    return found.as_rows()


# --- Which sheet is what ----------------------------------------------------------------------


@dataclass(slots=True)
class _Versions:
    """What the sheet 编码 says. year: "" without it. cells: the version of each code."""

    year: str = ""
    stamp: str = ""
    cells: dict[str, Cell] = field(default_factory=dict)

    def of(self, above: str) -> Mapping[str, Cell]:
        """Return the versions for a sheet by what stands over its heads; none for a strange one.

        A sheet copied in from an older workbook has older figures than these versions say.
        """
        return self.cells if self.stamp and self.stamp in _STAMP.findall(above) else {}


@dataclass(slots=True)
class _Found:
    versions: _Versions
    rows: list[ResultRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def as_rows(self) -> ResultRows:
        said = self.problems, self.unread, self.notices
        return ResultRows(tuple(self.rows), *map(tuple, said))


def _is_map(sheet: Sheet) -> bool:
    return text_of(sheet.cells.get((1, 2))) == KIND


def _versions_of(book: Book) -> _Versions:
    sheet = next((sheet for sheet in book.sheets if _is_map(sheet)), None)
    found = _Versions()
    if sheet is None:
        return found
    found.year, found.stamp = (text_of(sheet.cells.get((row, 2))) for row in (2, 3))
    code, version = MAP_HEAD.index("测量项编码") + 1, MAP_HEAD.index("版本") + 1
    for (_, column), cell in sheet.cells.items():
        if column == code and (held := sheet.cells.get((_, version))):
            found.cells[text_of(cell)] = held
    return found


def _above(sheet: Sheet, head: int) -> str:
    return " ".join(text_of(cell) for (row, _), cell in sorted(sheet.cells.items()) if row < head)


def _indicator_of(
    sheet: Sheet, head: int, indicators: Sequence[IndicatorNames], found: _Found
) -> IndicatorNames | None:
    """Return the indicator that title and sheet name mean; both must mean the same."""
    titled = _longest(bare(_above(sheet, head)), indicators)
    named = _longest(bare(sheet.name), indicators)
    if titled and named and titled is not named:
        found.problems.append(
            f"工作表“{sheet.name}”的标题写的是指标“{titled.name}”，与工作表名称不一致；"
            "请核对后改成一致"
        )
        return None
    known = titled or named or _by_heads(sheet, head, indicators)
    if known is None:
        found.problems.append(
            f"工作表“{sheet.name}”认不出是哪个指标的；请在标题或工作表名称里写上指标名称，"
            "或使用导出的采集表填写"
        )
    return known


def _longest(text: str, indicators: Sequence[IndicatorNames]) -> IndicatorNames | None:
    """Return the indicator whose name the text has; the longest, where one is in another."""
    having = [one for one in indicators if bare(one.name) in text]
    return max(having, key=lambda one: len(one.name), default=None)


def _by_heads(
    sheet: Sheet, head: int, indicators: Sequence[IndicatorNames]
) -> IndicatorNames | None:
    """Return the only indicator that has all measures which the heads name."""
    words = [
        cell.text
        for (row, _), cell in sheet.cells.items()
        if row == head and head_word(cell.text) not in CITY_HEADS and not is_head(cell.text)
    ]
    fitting = [
        one
        for one in indicators
        if words and all(Namer(one).column(word) is not None for word in words)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _is_other_year(sheet: Sheet, head: int, year: int, found: _Found) -> bool:
    years = set(_YEAR.findall(_above(sheet, head)))
    if not years or str(year) in years:
        return False
    found.problems.append(
        f"工作表“{sheet.name}”的标题写的是 {'、'.join(sorted(years))} 年度，不是 {year} 年度；"
        "请使用本年度导出的采集表"
    )
    return True
