"""The first sheet of a workbook as rows of words, for lists that people keep in Excel. Pure."""

from press.workbooks.meaning import Unreadable, words_of
from press.workbooks.types import Book, Cell, CellKind, WrongBook, column_name

MOST_COLUMNS = 60


def rows_of_words(book: Book) -> list[list[str]]:
    """Return every row from the first on, blank ones too, empty cells as "".

    Days are written as 2023-07-14. Raises WrongBook with the place of what says nothing.
    """
    sheet = book.sheets[0]
    if sheet.last_column > MOST_COLUMNS:
        raise WrongBook(
            f"工作表“{sheet.name}”超过 {MOST_COLUMNS} 列（最后在 "
            f"{column_name(sheet.last_column)} 列）；请删去多余的列后再导入"
        )
    filled = sheet.rows()
    columns = range(1, sheet.last_column + 1)
    return [
        [_words(filled.get(row, {}).get(column), row, column) for column in columns]
        for row in range(1, sheet.last_row + 1)
    ]


def _words(cell: Cell | None, row: int, column: int) -> str:
    if cell is not None and cell.kind is CellKind.TIME:
        return cell.text
    try:
        return words_of(cell, takes_dates=True)
    except Unreadable as why:
        raise WrongBook(f"{column_name(column)}{row} 格{why}") from why
