"""The register's workbook as it comes back: rows of words with their places. Pure.

It goes over cells that press.workbooks has read; columns are found by their heads.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lib.numerals import narrow
from lib.site_words import said, site_words
from press.pasting.lexicon import is_note
from press.workbooks.beside import is_added, told_columns, told_lines, told_sheets
from press.workbooks.heads import Head, head_of, likeliest
from press.workbooks.meaning import Unreadable, words_of
from press.workbooks.types import Book, Cell, Sheet

COLUMNS = (
    "编号",
    "市州",
    "县市区",
    "日期",
    "类别",
    "文件名称",
    "文号",
    "说明",
    "整改期限",
    "整改日期",
    "登记处室",
    "计入测量项编码",
    "版本",
)
REQUIRED = ("市州", "日期", "类别", "说明")
DAYS = ("日期", "整改期限", "整改日期")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """A row as it stands. words: by column, "" for an empty cell; place: its number, with the
    sheet where there are several."""

    place: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IncidentRows:
    """problems: sentences of cells that cannot be read; notices: on what was not read."""

    rows: tuple[IncidentRow, ...]
    problems: tuple[str, ...]
    notices: tuple[str, ...]


class WrongRegister(ValueError):
    """The workbook is no register; str() says where and what to do."""


def rows_of(book: Book) -> IncidentRows:
    """Return the rows of every sheet that bears the heads. Raises WrongRegister or WrongBook."""
    also = {site_words().unit: "市州", said("县市区"): "县市区"}
    heads = [(s, head_of(s, COLUMNS, required=REQUIRED, also=also)) for s in book.sheets]
    found = [(sheet, head) for sheet, head in heads if head is not None]
    if not found:
        raise WrongRegister(_no_head(book))
    rows: list[IncidentRow] = []
    problems: list[str] = []
    notices: list[str] = []
    for sheet, head in found:
        reader = _IncidentReader(sheet, head, "" if len(found) == 1 else f"工作表“{sheet.name}”")
        reader.read(rows, problems, notices)
    unread = [s.name for s, head in heads if head is None and is_added(s)]
    notices += told_sheets(unread, "事件台账")
    return IncidentRows(tuple(rows), tuple(problems), tuple(notices))


def day_of(words: str) -> date:
    """Return the day that words are: 2017-05-02, 2017/5/2, 2017年5月2日. Raises ValueError."""
    found = _DAY.fullmatch(narrow(words).replace(" ", ""))
    if found is None:
        raise ValueError
    return date(*map(int, found.groups()))


@dataclass(frozen=True, slots=True)
class _IncidentReader:
    sheet: Sheet
    head: Head
    where: str

    def read(self, rows: list[IncidentRow], problems: list[str], notices: list[str]) -> None:
        lines: dict[int, str] = {}
        for number, cells in sorted(self.sheet.rows().items()):
            if number <= self.head.row or self._is_head(cells):
                continue
            filled = {name: cell for name in COLUMNS if (cell := self._cell(cells, name))}
            if len(filled) > 2:
                self._row(number, filled, rows, problems=problems)
            elif filled and not any(is_note(cell.text) for cell in filled.values()):
                lines[number] = next(iter(filled.values())).text
        place = self.where
        notices += told_columns(self.sheet, self.head.row, self.head.columns.values(), place=place)
        notices += told_lines(lines, place=place)

    def _row(
        self, number: int, filled: Mapping[str, Cell], rows: list[IncidentRow], *, problems
    ) -> None:
        place = f"{self.where}第 {number} 行"
        if hidden := self._hidden(number, filled):
            problems.append(f"{place} {hidden}；请取消隐藏，核对后再导入，或从工作簿中删去")
            return
        words = dict.fromkeys(COLUMNS, "")
        for name, cell in filled.items():
            try:
                words[name] = words_of(cell, takes_dates=name in DAYS)
            except Unreadable as why:
                problems.append(f"{place} {name} {why}")
                return
        if joined := self._joined(number):
            problems.append(f"{place} 与{joined}合并成了一格，分不清属于哪一行；请取消合并")
            return
        rows.append(IncidentRow(place, words))

    def _is_head(self, cells: Mapping[int, Cell]) -> bool:
        return all(
            (cell := self._cell(cells, name)) is not None and cell.text.strip() == said(name)
            for name in ("日期", "说明")
        )

    def _cell(self, cells: Mapping[int, Cell], name: str) -> Cell | None:
        return cells.get(self.head.columns.get(name, 0))

    def _hidden(self, number: int, filled: Mapping[str, Cell]) -> str:
        if self.sheet.is_hidden:
            return f"工作表“{self.sheet.name}”是隐藏的"
        if number in self.sheet.hidden_rows:
            return "该行是隐藏的" + ("（被筛选隐藏）" if self.sheet.is_filtered else "")
        for name in filled:
            if self.head.columns[name] in self.sheet.hidden_columns and name != "版本":
                return f"“{name}”列是隐藏的"
        return ""

    def _joined(self, number: int) -> str:
        columns = set(self.head.columns.values())
        for top, left, bottom, right in self.sheet.merged:
            is_ours = top <= number <= bottom and top != bottom and (top, left) in self.sheet.cells
            if is_ours and columns & set(range(left, min(right, max(columns)) + 1)):
                return f"第 {top}–{bottom} 行"
        return ""


def _no_head(book: Book) -> str:
    sheet = next((s for s in book.sheets if s.cells and not s.is_hidden), None)
    if sheet is None:
        return "工作簿是空的；请使用导出的台账填写"
    row, found = likeliest(sheet, COLUMNS)
    missing = [said(name) for name in REQUIRED if said(name) not in found]
    return (
        f"工作表“{sheet.name}”第 {row or 1} 行不是事件台账的表头：缺少{'、'.join(missing)}"
        f"（找到的是：{'、'.join(found[:15]) or '空行'}）；请使用导出的台账填写"
    )
