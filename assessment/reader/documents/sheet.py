"""A workbook's sheets: titles, tables and notes one below another."""

from collections.abc import Iterator

from assessment.reader.documents.assemble import assemble, bearing_lines
from assessment.reader.errors import DocumentError
from press.documents.page import DocumentLine, DocumentRow, Page
from press.workbooks.meaning import Unreadable, words_of
from press.workbooks.reading import read_book
from press.workbooks.types import Cell, CellKind, Sheet, WrongBook, column_name

_MAX_COLUMNS = 40
_SHOW = "请在 Excel 或 WPS 中取消隐藏，核对后再导入，不要的内容请删去"


def workbook_pages(data: bytes) -> tuple[Page, ...]:
    """Return the visible sheets that hold something. Raises DocumentError.

    What is hidden and would count is refused by name: nobody sees whether it is meant.
    """
    try:
        book = read_book(data)
    except WrongBook as wrong:
        raise DocumentError(f"{wrong}。") from wrong
    read = [_ReadSheet(sheet) for sheet in book.sheets]
    problems = [
        why
        for each in read
        if _holds_tables(each.page) or (each.sheet.is_hidden and bearing_lines(each.page))
        for why in each.problems()
    ]
    if problems:
        raise DocumentError("；".join(problems) + "。")
    return tuple(each.page for each in read if not each.sheet.is_hidden)


def _holds_tables(page: Page) -> bool:
    try:
        return bool(assemble(page))
    except DocumentError:
        return True  # a table, if not a whole one


class _ReadSheet:
    """A sheet as a page. What is wrong with it counts only if it holds tables."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.name = sheet, f"工作表“{sheet.name}”"
        self.unreadable: list[str] = []
        self.left_out: list[str] = []
        asides = [(f"{self.name}{cell}格的批注", words) for cell, words in sheet.comments]
        asides += [(f"{self.name}的{edge}", words) for edge, words in sheet.edges]
        self.page = Page(tuple(self._blocks()), sheet.name, tuple(asides))

    def problems(self) -> Iterator[str]:
        """Yield what nobody sees, or stands too far right, or says nothing that may be taken."""
        sheet = self.sheet
        if sheet.is_hidden:
            what = "有考核指标表" if _holds_tables(self.page) else "写有得分或扣分的话"
            yield f"{self.name}是隐藏的，里面{what}。{_SHOW}"
            return
        if sheet.hidden_rows:
            rows = "、".join(map(str, sorted(sheet.hidden_rows)[:10]))
            why = "（被筛选隐藏）" if sheet.is_filtered else ""
            yield f"{self.name}第{rows}行是隐藏的{why}，里面有内容。{_SHOW}"
        if sheet.hidden_columns:
            columns = "、".join(map(column_name, sorted(sheet.hidden_columns)[:10]))
            yield f"{self.name}{columns}列是隐藏的，里面有内容。{_SHOW}"
        if sheet.last_column > _MAX_COLUMNS:
            last = column_name(sheet.last_column)
            yield f"{self.name}{last}列还有内容，最多读 {_MAX_COLUMNS} 列；请删去多余的列"
        yield from self.unreadable

    def _blocks(self) -> Iterator[DocumentLine | DocumentRow]:
        for text in self.sheet.boxes:
            yield from (DocumentLine(line) for line in text.split("\n"))
        rows, merged = self.sheet.rows(), _merged_places(self.sheet)
        width = range(1, min(self.sheet.last_column, _MAX_COLUMNS) + 1)
        for row in range(1, self.sheet.last_row + 1):
            held = rows.get(row, {})
            places = [merged.get((row, column), (row, column)) for column in width]
            words = {place: self._words(*place, row=row, held=held) for place in set(places)}
            cells = tuple(words[place] for place in places)
            left_out, self.left_out = tuple(self.left_out), []
            filled = {cell for cell in cells if cell.strip()}
            if filled or left_out:
                yield DocumentRow(
                    cells=cells,
                    place=f"（{self.name}）第{row}行",
                    left=frozenset(at for at in width[:-1] if places[at] == places[at - 1]),
                    above=frozenset(at for at, (top, _) in enumerate(places) if top < row),
                    left_out=left_out,
                )

    def _words(self, top: int, column: int, *, row: int, held: dict[int, Cell]) -> str:
        cell = held.get(column) if top == row else self.sheet.cells.get((top, column))
        if cell is None:
            return ""
        place = f"{self.name}第{top}行{column_name(column)}列"
        if cell.is_struck:
            if top == row:
                struck = (
                    f"“{cell.text}”里有划掉（删除线）的部分"
                    if cell.standing
                    else (f"“{cell.text}”被划掉（删除线）")
                )
                self.left_out.append(f"{place}{struck}")
            return cell.standing
        if cell.kind is CellKind.TEXT:
            return cell.text
        if cell.kind in (CellKind.DATE, CellKind.TIME):
            self.unreadable.append(
                f"{place}是日期（{cell.text[:10]}），可能是分值被 Excel 自动改成了日期；"
                "请把该格设为文本，重新填写后再导入"
            )
            return ""
        try:
            return words_of(cell)
        except Unreadable as why:
            self.unreadable.append(f"{place}{why}")
            return ""


def _merged_places(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each place that a merged cell covers where the cell begins."""
    return {
        (row, column): (top, left)
        for top, left, bottom, right in sheet.merged
        for row in range(top, min(bottom, sheet.last_row) + 1)
        for column in range(left, min(right, _MAX_COLUMNS) + 1)
    }
