"""The workbook laid out as the office's grid, on its way back: rows of the long form out of it.

A figure goes by the names beside and above it: the city's in its row, the measure's in the head
of its column, the indicator's in the title. Rows may be sorted and columns left out; nothing is
taken because of where it stands. The hidden sheet 编码 gives the versions that were seen; a sheet
without it, copied or made by hand, is read without them. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby

from assessment.reader.grid_names import IndicatorNames, Namer, city_heads, head_row, text_of
from assessment.reader.grid_rows import place_of, read_rows
from assessment.reader.workbook import CODE, COLUMNS, VALUE, ResultRow, ResultRows
from lib.site_words import said_around
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


def stamp_of(rows: Iterable[Sequence[object]]) -> str:
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
        indicator = _indicator_of(sheet, head, indicators, found=found)
        if indicator is None or _is_other_year(sheet, head, year, found=found):
            continue
        if indicator.name in seen:
            found.problems.append(
                f"工作表“{seen[indicator.name]}”和“{sheet.name}”都是指标“{indicator.name}”，"
                "分不清用哪一张；请只留一张"
            )
            continue
        seen[indicator.name] = sheet.name
        own = found.versions.of(_above(sheet, head))
        read = read_rows(sheet, head, indicator, versions=own)
        found.rows += read.rows
        found.problems += read.problems
        found.problems += _left_behind(sheet, read.rows if own else (), found.versions)
        found.notices += read.notices
    return found.as_rows()


# --- Which sheet is what ----------------------------------------------------------------------


@dataclass(slots=True)
class _Versions:
    """What the sheet 编码 says. year: "" without it. cells: the version of each code.

    left: the figure each code was exported with. at: the code each place was for.
    """

    year: str = ""
    stamp: str = ""
    cells: dict[str, Cell] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)

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
    for (row, column), cell in sheet.cells.items():
        if column == code and (held := sheet.cells.get((row, version))):
            found.cells[text_of(cell)] = held
            name, place = (text_of(sheet.cells.get((row, at))) for at in (1, 2))
            found.at[place_of(name, place)] = text_of(cell)
            found.left[text_of(cell)] = text_of(sheet.cells.get((row, len(MAP_HEAD))))
    return found


def _left_behind(sheet: Sheet, rows: Sequence[ResultRow], versions: _Versions) -> Iterator[str]:
    """Yield that names were moved without their figures: only the column of cities was sorted.

    Two rows or more still hold what was exported there under other names, and none came along.
    One alone may be a figure corrected in a sheet that was sorted as a whole.
    """
    stayed = []
    for _, cells in groupby(rows, key=lambda row: row.line):
        line = list(cells)
        there = [versions.at.get(row.place, row.code) for row in line]
        typed = [text_of(row.value) for row in line]
        own = [versions.left.get(row.code) for row in line]
        others = [versions.left.get(code) for code in there]
        if own == others:
            continue
        if typed == own:
            return
        if typed == others:
            stayed.append(line[0])
    if len(stayed) > 1:
        yield said_around(
            f"工作表“{sheet.name}”第 {stayed[0].line} 行等 {len(stayed)} 行的"
            "市州名称或表头换了位置，完成值却还在原处，像是只移动了名称，数字会填错格；"
            "请恢复原样，或重新导出采集表；要对调两个市州的数，请改完成值，不改名称"
        )


def _above(sheet: Sheet, head: int) -> str:
    return " ".join(text_of(cell) for (row, _), cell in sorted(sheet.cells.items()) if row < head)


def _indicator_of(
    sheet: Sheet, head: int, indicators: Sequence[IndicatorNames], *, found: _Found
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
        if row == head and head_word(cell.text) not in city_heads() and not is_head(cell.text)
    ]
    fitting = [
        one
        for one in indicators
        if words and all(Namer(one).column(word) is not None for word in words)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _is_other_year(sheet: Sheet, head: int, year: int, *, found: _Found) -> bool:
    years = set(_YEAR.findall(_above(sheet, head)))
    if not years or str(year) in years:
        return False
    found.problems.append(
        f"工作表“{sheet.name}”的标题写的是 {'、'.join(sorted(years))} 年度，不是 {year} 年度；"
        "请使用本年度导出的采集表"
    )
    return True
