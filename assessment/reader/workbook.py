"""The data-entry workbook as it comes back: rows with their places, nothing judged.

Pure: it goes over cells that press.workbooks has read. A row is found by its measure's code;
the columns are found by their heads, wherever they stand.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lib.site_words import said, site_words
from press.pasting.lexicon import is_note
from press.workbooks.beside import Beside, is_added, multiple_of_all, told_columns, told_lines
from press.workbooks.heads import Head, head_of, likeliest
from press.workbooks.types import Book, Cell, Sheet

COLUMNS = (
    "年度",
    "市州",
    "指标",
    "要点",
    "测量项",
    "类型",
    "单位",
    "目标值",
    "完成值",
    "备注",
    "测量项编码",
    "版本",
)
VALUE, REMARK, CODE, VERSION = (
    COLUMNS.index(name) for name in ("完成值", "备注", "测量项编码", "版本")
)
CITY = "市州"
REQUIRED = (COLUMNS[VALUE], COLUMNS[CODE])
#: What names a figure and is not read itself; a change of it is told.
BESIDE = ("指标", "要点", "测量项", "类型", "单位", "目标值")
_YEAR_WORDS = re.compile(r"年度?$")


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A row as it stands in a workbook.

    line: its number; place: its number, with the sheet where there are several.
    value, remark, version: the cells, None where empty or where there is no such column.
    hidden, hidden_remark: why a person does not see them («该行是隐藏的»), "" if he does.
    joined: with which rows the value is merged into one cell, "" if with none.
    beside: what the row says of its measure; it is compared and not read.
    """

    line: int
    place: str
    code: str
    city: str
    year: str
    measure: str
    value: Cell | None
    remark: Cell | None = None
    version: Cell | None = None
    hidden: str = ""
    hidden_remark: str = ""
    joined: str = ""
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultRows:
    """problems: sentences of rows that belong to no measure. unread: sheets that hold something
    but are no data-entry sheets. notices: sentences on what else was not read."""

    rows: tuple[ResultRow, ...]
    problems: tuple[str, ...]
    unread: tuple[str, ...]
    notices: tuple[str, ...]


class WrongWorkbook(ValueError):
    """The workbook is not a data-entry workbook; str() says where and what to do."""


def rows_of(book: Book) -> ResultRows:
    """Return the rows of every data-entry sheet. Raises WrongWorkbook, or WrongBook for heads."""
    also = {site_words().unit: CITY}
    heads = [(s, head_of(s, COLUMNS, required=REQUIRED, also=also)) for s in book.sheets]
    entry = [(sheet, head) for sheet, head in heads if head is not None]
    if not entry:
        raise WrongWorkbook(_no_head(book))
    readers = [_SheetReader(sheet, head, is_alone=len(entry) == 1) for sheet, head in entry]
    for reader in readers:
        reader.read()
    return ResultRows(
        tuple(row for reader in readers for row in reader.rows),
        tuple(problem for reader in readers for problem in reader.problems),
        tuple(sheet.name for sheet, head in heads if head is None and is_added(sheet)),
        tuple(notice for reader in readers for notice in reader.notices()),
    )


@dataclass
class _SheetReader:
    """lines: those that are no rows, with their first words."""

    sheet: Sheet
    head: Head
    is_alone: bool
    rows: list[ResultRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    lines: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = self.head.columns
        self.joined = dict(self._joined())

    def read(self) -> None:
        value = self.columns["完成值"]
        self.problems += multiple_of_all(self.sheet, self.head.row, value)
        for number, cells in sorted(self.sheet.rows().items()):
            if number <= self.head.row:
                continue
            if self._is_row(cells):
                self._row(number, cells)
            elif words := self._words_of_line(cells):
                self.lines[number] = words

    def notices(self) -> Iterator[str]:
        """Yield sentences on what stands beside and below the table."""
        place = "" if self.is_alone else self._place
        yield from told_columns(self.sheet, self.head.row, self.columns.values(), place=place)
        yield from told_lines(self.lines, place=place)

    @property
    def _place(self) -> str:
        return f"工作表“{self.sheet.name}”"

    def _is_row(self, cells: Mapping[int, Cell]) -> bool:
        """Leave out a head said again, and a line of words (填表人：张三)."""
        if self._is_head(cells):
            return False
        known = sum(bool(self._text(cells, name)) for name in self.columns)
        return known > 2 or any(self._cell(cells, name) for name in REQUIRED)

    def _is_head(self, cells: Mapping[int, Cell]) -> bool:
        return self._text(cells, "测量项编码") == "测量项编码"

    def _words_of_line(self, cells: Mapping[int, Cell]) -> str:
        """Return the first words of a line that is no row; "" of signatures and notes."""
        words = [text for name in self.columns if (text := self._text(cells, name))]
        is_expected = self._is_head(cells) or any(map(is_note, words))
        return "" if is_expected or not words else words[0]

    def _row(self, number: int, cells: Mapping[int, Cell]) -> None:
        place = f"{'' if self.is_alone else self._place}第 {number} 行"
        code = self._text(cells, "测量项编码")
        if not code:
            self.problems.append(
                f"{place} 没有测量项编码；请不要改动或删除“测量项编码”列，自加的合计等行请删去"
            )
            return
        hidden = self._hidden(number)
        self.rows.append(
            ResultRow(
                line=number,
                place=place,
                code=code,
                city=re.sub(r"\s", "", self._text(cells, CITY)),
                year=_YEAR_WORDS.sub("", self._text(cells, "年度")),
                measure=self._text(cells, "测量项"),
                value=self._cell(cells, "完成值"),
                remark=self._cell(cells, "备注"),
                version=self._cell(cells, "版本"),
                hidden=hidden or self._hidden_column("完成值"),
                hidden_remark=hidden or self._hidden_column("备注"),
                joined=self.joined.get(number, ""),
                beside=tuple(self._beside(place, cells)),
            )
        )

    def _beside(self, place: str, cells: Mapping[int, Cell]) -> Iterator[Beside]:
        for name in BESIDE:
            cell = self._cell(cells, name)
            if cell is not None:
                yield Beside(name, place, cell)

    def _cell(self, cells: Mapping[int, Cell], name: str) -> Cell | None:
        return cells.get(self.columns.get(name, 0))

    def _text(self, cells: Mapping[int, Cell], name: str) -> str:
        cell = self._cell(cells, name)
        return "" if cell is None else cell.text.strip()

    def _hidden(self, row: int) -> str:
        if self.sheet.is_hidden:
            return f"工作表“{self.sheet.name}”是隐藏的"
        if row not in self.sheet.hidden_rows:
            return ""
        return "该行是隐藏的" + ("（被筛选隐藏）" if self.sheet.is_filtered else "")

    def _hidden_column(self, name: str) -> str:
        hidden = self.columns.get(name) in self.sheet.hidden_columns
        return f"“{name}”列是隐藏的" if hidden else ""

    def _joined(self) -> Iterator[tuple[int, str]]:
        """Yield the rows whose value is one cell with others', if something stands in it."""
        column, covered = self.columns["完成值"], 0
        for top, left, bottom, right in self.sheet.merged:
            if left <= column <= right and bottom > top and (top, left) in self.sheet.cells:
                last = min(bottom, self.sheet.last_row)
                covered += last - top + 1
                if covered > self.sheet.last_row:
                    raise WrongWorkbook(
                        f"工作表“{self.sheet.name}”的合并单元格互相重叠，可能已损坏"
                    )
                for row in range(top, last + 1):
                    yield row, f"第 {top}–{bottom} 行"


def _no_head(book: Book) -> str:
    sheet = next((s for s in book.sheets if s.cells and not s.is_hidden), None)
    if sheet is None:
        return "工作簿是空的；请使用导出的采集表填写"
    row, found = likeliest(sheet, COLUMNS)
    missing = [name for name in REQUIRED if name not in found]
    return (
        f"工作表“{sheet.name}”第 {row or 1} 行不是采集表的表头：缺少{'、'.join(missing)}"
        f"（找到的是：{'、'.join(found[:15]) or '空行'}；应有：{'、'.join(map(said, COLUMNS))}）；"
        "请使用导出的采集表填写"
    )
