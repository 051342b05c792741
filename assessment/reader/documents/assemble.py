"""From lines and rows in the order of a page to indicator tables.

Nothing is left over: a row is an item, part of one, a section, heads or a sum; every line
and every column that is in no item and bears points stands in the table's notes, which
table_checks asks about.
"""

import re
from collections.abc import Collection

from assessment.reader.documents.heads import (
    Columns,
    columns_of_heads,
    heads_error,
    is_figure,
    may_be_heads,
    with_second_row,
)
from assessment.reader.documents.items import opened_item, shared_with_another
from assessment.reader.documents.lines import (
    Heading,
    bears_points,
    heading_of,
    is_signature,
    is_sum,
    is_title,
    may_be_section,
    section_of,
)
from assessment.reader.documents.tables import OpenTable, finished
from assessment.reader.errors import DocumentError
from assessment.reader.types import RawTable
from press.documents.page import (
    DocumentLine,
    DocumentRow,
    Page,
    TableStart,
    joined,
    words_in,
)

#: Of a table whose document names no parts.
WHOLE = ("", "考核指标")


def assemble(page: Page, offices: Collection[str] = ()) -> tuple[RawTable, ...]:
    """Return the page's tables in order, () if it holds none.

    offices: those of the site. Raises DocumentError where a table is recognisable but not complete.
    """
    return tuple(finished(_Assembly(page).tables(), offices))


def bearing_lines(page: Page) -> list[str]:
    """Return what gives, takes or withholds points on a page that holds no table."""
    where = f"工作表“{page.name}”：" if page.name else ""
    said = (
        block.text if isinstance(block, DocumentLine) else "；".join(words_in(block))
        for block in page.blocks
        if not isinstance(block, TableStart)
    )
    return [f"{where}{words}" for words in said if bears_points(words)]


class _Assembly:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.open: OpenTable | None = None
        self.done: list[OpenTable] = []
        self.lines: list[str] = []
        self.heads: DocumentRow | None = None  # read, but a second row may belong to them
        self.left_out: list[str] = []
        self.fresh = False  # a table began and has not shown heads yet
        self.is_other = False  # the rows belong to a table of another kind

    def tables(self) -> list[OpenTable]:
        for block in self.page.blocks:
            if isinstance(block, TableStart):
                self._settle_heads()
                self.fresh, self.is_other = True, False
            elif isinstance(block, DocumentLine):
                self._settle_heads()
                self.left_out += block.left_out
                self._take_line(block.text)
            else:
                self.left_out += block.left_out
                self._take_row(block)
        self._settle_heads()
        self._close([*self.lines])
        return self.done

    def _take_line(self, text: str) -> None:
        if text.strip():
            self.lines.append(text.strip())

    def _take_row(self, row: DocumentRow) -> None:
        words = words_in(row)
        if not words:
            return
        if self.heads is not None:
            both = with_second_row(self.heads, row)
            if both is not None and columns_of_heads(both) is not None:
                self.heads = None
                self._take_heads(both)
                return
            self._settle_heads()
        if may_be_heads(row):
            self.heads = row
        elif len(words) == 1 and not self.is_other and self._is_line(row):
            self._take_whole_row(row)
        elif self.open is None:
            self.lines += words if len(words) <= 3 else [" ".join(words)]
        elif self.is_other or (self.fresh and self._is_another_table(row)):
            self.is_other = True
            self._keep_other(row)
        else:
            self._take_item(self.open, row)

    def _is_line(self, row: DocumentRow) -> bool:
        """Whether the only words of a row stand over the table, not in one of its columns."""
        words = words_in(row)[0]
        if self.open is None or is_title(words) or section_of(words) is not None:
            return True
        at = next(at for at, cell in enumerate(row.cells) if cell.strip())
        goes_on = at in self.open.columns.texts and at + 1 not in row.left
        return at < 2 and not goes_on

    def _take_whole_row(self, row: DocumentRow) -> None:
        """Take a row of one cell over the whole table; a number without an item is none."""
        words = next(cell for cell in row.cells if cell.strip())
        if self.open is not None:
            if words.strip().isdecimal() or is_sum(words):
                return
            if _is_name_alone(row, self.open.columns):
                raise DocumentError(
                    f"“{self.open.title}”{row.place}只写了“{joined(words)}”。是一部分的标题，"
                    f"请写成“一、{joined(words)}”或合并整行；是一项指标，请补上内容和分值，再导入。"
                )
        for line in words.split("\n"):
            self._take_line(line)

    def _is_another_table(self, row: DocumentRow) -> bool:
        """Tell a signature block or the like from a table that goes on overleaf."""
        assert self.open is not None
        if len(row.cells) != len(self.open.heads):
            return True
        points = self.open.columns.points
        if points is not None and is_figure(row.cells[points]):
            return False
        return any(section_of(line) is None for line in self.lines)

    def _keep_other(self, row: DocumentRow) -> None:
        """Keep a row that is no item, if it bears points."""
        if any(bears_points(words) and not is_sum(words) for words in words_in(row)):
            self.lines.append("；".join(words_in(row)))

    def _settle_heads(self) -> None:
        if self.heads is not None:
            row, self.heads = self.heads, None
            self._take_heads(row)

    def _take_heads(self, row: DocumentRow) -> None:
        columns = columns_of_heads(row)
        if columns is None:
            raise heads_error(row)
        self.fresh = self.is_other = False
        goes_on = self.open is not None and (
            not self.lines or section_of(self.lines[-1]) is not None
        )
        if goes_on and self.open is not None and columns.heads == self.open.heads:
            return  # repeated on the next page, or for the next part
        if goes_on and self.open is not None:
            heading, lines = Heading(self.open.title, (), ()), self.lines
            self._close([])
            self.lines = lines
        else:
            is_first = self.open is None and not self.done
            heading = heading_of(self.lines, is_first=is_first, sheet=self.page.name)
            self._close(list(heading.notes))
        self.open = OpenTable(heading, columns, columns.heads, self.page.name, goes_on)
        *others, last = heading.captions or ("",)
        self.open.of_row = section_of(last) if columns.section is None else None
        beside = others if self.open.of_row else heading.captions
        self.open.notes += [line for line in beside if bears_points(line)]
        self._hand_over_left_out()

    def _hand_over_left_out(self) -> None:
        if self.open is not None:
            self.open.left_out += self.left_out
            self.left_out = []

    def _take_item(self, table: OpenTable, row: DocumentRow) -> None:
        is_within, self.fresh = not self.fresh, False
        if len(row.cells) == len(table.heads) + 1 and table.columns.section is None:
            table.columns = table.columns.with_section()
            table.heads = table.columns.heads
        columns = table.columns
        if len(row.cells) < columns.width:
            raise DocumentError(
                f"“{table.title}”{row.place}只有{len(row.cells)}格，表头有{columns.width}列。"
                f"请补齐这一行，或取消这一行的拆分单元格后再导入。"
            )
        if _is_sum_row(row, columns) or _is_signature_row(row, columns):
            self._keep_other(row)
            return
        self._take_sections(table, is_within=is_within)
        if table.item is not None and _goes_on(table, row):
            table.item.add(row, columns)
        else:
            self._open_item(table, row)
        assert table.item is not None
        table.keep_beside(row, table.item.name)
        self._hand_over_left_out()

    def _open_item(self, table: OpenTable, row: DocumentRow) -> None:
        table.close_item()
        columns = table.columns
        if table.sections and (shared := [*shared_with_another(row, columns)]):
            raise DocumentError(
                f"“{table.title}”{row.place}与上一行合用一格“{shared[0]}”，而指标名称不同，"
                f"无法判断各占多少。请取消合并，分别写明后再导入。"
            )
        taken = (item.name for _, _, items in table.sections for item in items)
        item = opened_item(row, columns, title=table.title, taken=taken)
        section = _section_words(table, row)
        if not table.sections or section != table.sections[-1][:2]:
            table.sections.append((*section, []))
        table.item = item

    def _take_sections(self, table: OpenTable, *, is_within: bool) -> None:
        """Tell rows that open a section from remarks between the rows.

        is_within: they stand in the table; between two tables （续表） opens none.
        """
        lines, self.lines = self.lines, []
        found = [section_of(line) for line in lines]
        may_be_plain = is_within and table.columns.section is None
        if lines and not any(found) and may_be_plain and may_be_section(lines[-1]):
            found[-1] = ("", lines[-1])
        opening = next((at for at in reversed(range(len(lines))) if found[at]), None)
        if opening is not None:
            table.of_row = found[opening]
        table.notes += [line for at, line in enumerate(lines) if at != opening]

    def _close(self, notes: list[str]) -> None:
        self.lines = []
        if self.open is None:
            return
        self._hand_over_left_out()
        self.open.close_item()
        self.open.notes += notes
        if not self.open.sections:
            raise DocumentError(
                f"“{self.open.title}”只有表头，没有一行指标。请检查文件是否完整后再导入。"
            )
        self.done.append(self.open)
        self.open = None


def _goes_on(table: OpenTable, row: DocumentRow) -> bool:
    """Whether a row belongs to the item above: its name is merged with that one's, or blank
    with nothing else that opens an item."""
    columns = table.columns
    if not columns.is_named or columns.name in row.above:
        return columns.name in row.above
    opening = (columns.name, columns.number, columns.section)
    if any(at is not None and at not in row.above and row.cells[at].strip() for at in opening):
        return False
    if not any(row.cells[at].strip() for at in columns.texts):
        return False
    name = table.item.name if table.item else ""
    table.told.append(f"{row.place}没有指标名称，作为“{name}”的另一行读取。请核对原文。")
    return True


def _is_name_alone(row: DocumentRow, columns: Columns) -> bool:
    """Whether a row's only words may be an item's name as well as a part's."""
    words = joined(row.cells[columns.name]) if columns.name < len(row.cells) else ""
    is_plain = bool(words) and may_be_section(words) and section_of(words) is None
    is_wide = 2 * len(row.left) >= len(row.cells)
    return is_plain and not is_wide and not is_title(words) and not is_signature([words])


def _is_sum_row(row: DocumentRow, columns: Columns) -> bool:
    text = joined(row.cells[columns.texts[0]])
    first = words_in(row)[0]
    return is_sum(first) and (not text or text == first)


def _is_signature_row(row: DocumentRow, columns: Columns) -> bool:
    texts = {joined(row.cells[at]) for at in columns.texts}
    words = words_in(row)
    if columns.points is not None and joined(row.cells[columns.points]).isdecimal():
        return False
    return is_signature(words) and (not any(texts) or texts <= {*words[:1], *words[-1:]})


def _section_words(table: OpenTable, row: DocumentRow) -> tuple[str, str]:
    """Return the row's section; a blank heading means the one of the row above."""
    columns, above = table.columns, table.sections[-1][:2] if table.sections else None
    at = columns.section
    if at is None or (columns.name in row.left and at == columns.name - 1):
        return table.of_row or above or WHOLE
    number = joined(row.cells[columns.number]) if columns.number is not None else ""
    heading = joined(row.cells[at])
    if above and heading in ("", above[1]) and not _opens_section(number, above[0]):
        return above  # 序号 may also number the items
    if not heading and table.of_row:
        return table.of_row
    if not heading:
        raise DocumentError(
            f"“{table.title}”{row.place}没有写明属于哪一部分"
            f"（如“移民业务工作（76）”）。请在“{row.cells[columns.name]}”左边一格"
            f"填上所属部分后再导入。"
        )
    return number, heading


def _opens_section(number: str, above: str) -> bool:
    return bool(re.fullmatch("[一二三四五六七八九十]+、?", number)) and number != above
