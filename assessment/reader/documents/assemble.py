"""From lines and rows in the order of a page to indicator tables.

Every format reader hands on the same three things: DocumentLine (text outside tables),
DocumentRow (the cells of a table's row, a merged cell repeated in each place it covers
or blank where the format cannot tell) and TableStart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assessment.reader.errors import DocumentError
from assessment.reader.types import RawItem, RawSection, RawTable


@dataclass(frozen=True)
class DocumentLine:
    text: str


@dataclass(frozen=True)
class DocumentRow:
    """place: where the row stands, for messages (第3行)."""

    cells: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class TableStart:
    pass


@dataclass(frozen=True)
class Page:
    """A document, or one sheet of a workbook; name: the sheet's, as fall-back title."""

    blocks: tuple[DocumentLine | DocumentRow | TableStart, ...]
    name: str = ""


_HEADER_WORDS = {
    "text": re.compile(r"评估内容|考核内容|计分方法|评分标准|评分办法|计分办法"),
    "points": re.compile(r"^分[值数]"),
    "offices": re.compile(r"责任处室|采集.*处室|责任部门|责任单位|采集部门"),
    "name": re.compile(r"指标名称|考核指标|^指标$"),
}
_NEEDED = {
    "text": "评估内容与计分方法",
    "points": "分值",
    "offices": "数据采集责任处室",
    "name": "指标名称",
}
_TITLE = re.compile(r"指标表|考核表")
_YEAR = re.compile(r"(20\d\d)\s*年")
_CITY = re.compile(r"年度?\s*(?P<city>[一-龥]{2,12}?)\s*(?:水库)?(?:移民|绩效|考核)")
_LONGEST_TEXT = 10_000
_SUM_ROW = re.compile(r"^(?:合计|总计|总分|小计)")


@dataclass(frozen=True)
class _Columns:
    """Where each column stands; heading is None where the table has no such column."""

    number: int | None
    heading: int | None
    name: int
    text: int
    points: int
    offices: int
    width: int


@dataclass
class _OpenTable:
    title: str
    columns: _Columns
    sections: list[tuple[str, str, list[RawItem]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def assemble(page: Page) -> tuple[RawTable, ...]:
    """Return the page's tables in order, () if it holds none.

    Raises DocumentError where a table is recognisable but not complete.
    """
    return tuple(_Assembly(page).tables())


class _Assembly:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.open: _OpenTable | None = None
        self.done: list[_OpenTable] = []
        self.lines: list[str] = []
        self.fresh = False  # a table began and has not shown a header yet

    def tables(self) -> Iterator[RawTable]:
        for block in self.page.blocks:
            if isinstance(block, TableStart):
                self.fresh = True
            elif isinstance(block, DocumentLine):
                if block.text.strip():
                    self.lines.append(block.text.strip())
            else:
                self._take_row(block)
        self._close([*self.lines])
        yield from (_raw_table(table) for table in self.done)

    def _take_row(self, row: DocumentRow) -> None:
        if not any(cell.strip() for cell in row.cells):
            return
        found = _header_columns(row.cells)
        if len(found) == len(_NEEDED):
            self._take_header(row, found)
        elif len(found) >= 2 and _is_short(row):
            raise _header_error(row, found)
        elif self.open is not None and not (self.fresh and self._is_another_table(row)):
            self._take_item(self.open, row)

    def _is_another_table(self, row: DocumentRow) -> bool:
        """Tell a signature block or the like from a table that goes on overleaf."""
        assert self.open is not None
        return bool(self.lines) or len(row.cells) != self.open.columns.width

    def _take_header(self, row: DocumentRow, found: dict[str, int]) -> None:
        self.fresh = False
        if self.open is not None and not self.lines:
            return  # the header repeated on the next page
        notes, title = _split_lines(self.lines, first=self.open is None, name=self.page.name)
        self._close(notes)
        self.open = _OpenTable(title, _columns(row, found))

    def _take_item(self, table: _OpenTable, row: DocumentRow) -> None:
        self.fresh = False
        columns = table.columns
        cells = row.cells
        if len(cells) == columns.width + 1 and columns.heading is None:
            columns = table.columns = _with_heading(columns)
        if len(cells) < columns.width:
            raise DocumentError(
                f"“{table.title}”{row.place}只有{len(cells)}格，表头有{columns.width}列。"
                f"请补齐这一行，或取消这一行的拆分单元格后再导入。"
            )
        if _is_sum_row(cells, columns):
            return
        item = _item(table, row, columns)
        number, heading = _section_words(table, row, columns)
        if not table.sections or (number, heading) != table.sections[-1][:2]:
            table.sections.append((number, heading, []))
        table.sections[-1][2].append(item)

    def _close(self, notes: list[str]) -> None:
        self.lines = []
        if self.open is None:
            return
        self.open.notes = notes
        if not self.open.sections:
            raise DocumentError(
                f"“{self.open.title}”只有表头，没有一行指标。请检查文件是否完整后再导入。"
            )
        self.done.append(self.open)
        self.open = None


def _is_short(row: DocumentRow) -> bool:
    """A header's cells are short; an item's text may well speak of 评分标准."""
    return all(len(cell) <= 20 for cell in row.cells)


def _header_columns(cells: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, cell in enumerate(cells):
        words = _joined(cell)
        for name, pattern in _HEADER_WORDS.items():
            if len(words) <= 20 and pattern.search(words):
                if name == "name" or name not in found:  # 指标名称 merged over two: the last
                    found[name] = position
                break
    return found


def _header_error(row: DocumentRow, found: dict[str, int]) -> DocumentError:
    missing = "、".join(f"“{_NEEDED[name]}”" for name in _NEEDED if name not in found)
    return DocumentError(
        f"{row.place}像是考核指标表的表头，但没有{missing}一列，无法判断各列的内容。"
        f"请按官方表的列名改好表头（序号、指标名称、评估内容与计分方法、分值、"
        f"数据采集责任处室）再导入。"
    )


def _columns(row: DocumentRow, found: dict[str, int]) -> _Columns:
    name = found["name"]
    if name + 2 == found["text"] and not row.cells[name + 1].strip():
        name += 1  # 指标名称 stands over two columns that were not merged
    before = list(range(name))
    numbers = [i for i in before if _joined(row.cells[i]) in {"序号", "编号", "序"}]
    number = numbers[0] if numbers else (before[0] if len(before) >= 2 else None)
    headings = [i for i in before if i != number]
    return _Columns(
        number=number,
        heading=headings[-1] if headings else None,
        name=name,
        text=found["text"],
        points=found["points"],
        offices=found["offices"],
        width=max(found.values()) + 1,
    )


def _with_heading(columns: _Columns) -> _Columns:
    """Widen the columns by one: 指标名称 of the header stands over two columns."""
    return _Columns(
        number=columns.number,
        heading=columns.name,
        name=columns.name + 1,
        text=columns.text + 1,
        points=columns.points + 1,
        offices=columns.offices + 1,
        width=columns.width + 1,
    )


def _is_sum_row(cells: tuple[str, ...], columns: _Columns) -> bool:
    text = cells[columns.text].strip()
    first = next((_joined(cell) for cell in cells if cell.strip()), "")
    return bool(_SUM_ROW.match(first)) and (not text or _joined(text) == first)


def _item(table: _OpenTable, row: DocumentRow, columns: _Columns) -> RawItem:
    item = RawItem(
        name=_joined(row.cells[columns.name]),
        text=row.cells[columns.text].strip(),
        points=row.cells[columns.points].strip(),
        offices=row.cells[columns.offices].strip(),
    )
    where = f"“{table.title}”{row.place}"
    if not item.name:
        raise DocumentError(f"{where}没有指标名称。请填上指标名称，或删去这一行后再导入。")
    if len(item.text) > _LONGEST_TEXT:
        raise DocumentError(
            f"{where}“{item.name}”的正文有{len(item.text)}字，超过{_LONGEST_TEXT}字，"
            f"可能是几格内容并到了一格。请检查后再导入。"
        )
    for value, column in ((item.text, "评估内容与计分方法"), (item.points, "分值")):
        if not value:
            raise DocumentError(
                f"{where}“{item.name}”的“{column}”是空的。请补上后再导入；"
                f"如果是公式，请先在 Excel 或 WPS 中保存一次。"
            )
    return item


def _section_words(table: _OpenTable, row: DocumentRow, columns: _Columns) -> tuple[str, str]:
    """Return the row's section; a blank heading means the one of the row above."""
    number = _joined(row.cells[columns.number]) if columns.number is not None else ""
    heading = _joined(row.cells[columns.heading]) if columns.heading is not None else ""
    above = table.sections[-1][:2] if table.sections else None
    if above and heading in ("", above[1]) and not _opens_section(number, above[0]):
        return above  # 序号 may also number the items
    if not heading:
        raise DocumentError(
            f"“{table.title}”{row.place}没有写明属于哪一部分"
            f"（如“移民业务工作（76）”）。请在“{row.cells[columns.name]}”左边一格"
            f"填上所属部分后再导入。"
        )
    return number, heading


def _opens_section(number: str, above: str) -> bool:
    return bool(re.fullmatch("[一二三四五六七八九十]+、?", number)) and number != above


def _split_lines(lines: list[str], *, first: bool, name: str) -> tuple[list[str], str]:
    """Return the notes of the table above and the title of the one below."""
    titles = [i for i, line in enumerate(lines) if _TITLE.search(line) and _YEAR.search(line)]
    titles = titles or [i for i, line in enumerate(lines) if _TITLE.search(line)]
    if titles:
        return lines[: titles[-1]], lines[titles[-1]]
    if first:
        return [], name if not lines or _CITY_NAME.search(name) else lines[-1]
    return lines[:-1], lines[-1]


_CITY_NAME = re.compile(r"[市州]$|年度")


def _raw_table(table: _OpenTable) -> RawTable:
    year = _YEAR.search(table.title.translate(_DIGITS))
    city = _CITY.search(table.title)
    return RawTable(
        title=table.title,
        year=int(year[1]) if year else None,
        city=city["city"] if city else _sheet_city(table.title),
        sections=tuple(
            RawSection(number, heading, tuple(items)) for number, heading, items in table.sections
        ),
        notes=tuple(table.notes),
    )


_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def _sheet_city(title: str) -> str:
    return title if re.fullmatch(r"[一-龥]{1,11}[市州]", title) else ""


def _joined(cell: str) -> str:
    """Return the cell without the line breaks that only fit it into its column."""
    return re.sub(r"\s*[\r\n\v]+\s*", "", cell).strip()
