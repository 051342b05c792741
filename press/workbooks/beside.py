"""What stands in a workbook beside the cells that are read, told in few sentences. Pure.

An import reads what is to be filled in. Somebody who changes a name or a target there, or adds
a column, a line or a sheet, is told that it was not taken: nothing is left out in silence.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lib.numerals import NotANumber, narrow, read_number
from press.pasting.lexicon import bare
from press.workbooks.heads import head_word
from press.workbooks.types import Cell, CellKind, Sheet, Visibility, cell_name, column_name

#: So many of a kind are named one by one.
NAMED = 3
NOTHING = frozenset(("", "-", "—", "–", "/", "无"))
#: What may stand before a target: «≥ 90%», «目标 5,000 亩».
_BEFORE = re.compile(r"^(?:目标值?|任务|≥|>=|=|:|不低于|\s)+")
#: 百分比 is no multiple of anything.
_MULTIPLE = re.compile("[万千亿‰]|百(?!分)")
#: A multiple that stands before a unit (万亩), or that is one by itself.
MULTIPLE_OF_UNIT = r"[万千百亿](?=[元人户亩吨公米斤克瓦次个村平立])|‰"
#: «单位：万亩» over a table; not «填报单位：万源市», which is somebody's name.
_UNIT_OF_ALL = re.compile(
    r"(?<![\u4e00-\u9fff])(?:计量|数据)?单位[\s:：为(（]*" + f"(?:{MULTIPLE_OF_UNIT})"
)


@dataclass(frozen=True, slots=True)
class Beside:
    """A cell beside the figures. name: of its column; place: where it stands."""

    name: str
    place: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Edited:
    """A cell that says something else than what it is taken for. known: "" for nothing."""

    place: str
    said: str
    known: str

    def told(self, name: str, source: str) -> str:
        stands = f"{source}里是“{_short(self.known)}”" if self.known else f"{source}里没有"
        return f"{self.place}{name}写的是“{_short(self.said)}”，{stands}"


def is_same(cell: Cell, known: str, *, unit: str = "") -> bool:
    """Whether a cell says what is known, whatever its format, width, spaces and unit."""
    if cell.kind is CellKind.UNCOMPUTED:
        return False
    if cell.text.strip() in NOTHING and not known:
        return True
    words = [cell.text, cell.stored]
    if bare(known) in [bare(text) for text in words if text]:
        return True
    number = _number(known, unit)
    return number is not None and number in [_number(text, unit) for text in words]


def multiple_beyond(said: str, known: str) -> str:
    """Return the sign by which one unit is a multiple of the other (万亩, 亩), "" if of none."""
    own = _MULTIPLE.findall(known)
    beyond = [sign for sign in _MULTIPLE.findall(said) if sign not in own]
    return next(iter(beyond), "") or next((s for s in own if s not in said), "")


def multiple_of_all(sheet: Sheet, row: int, column: int) -> Iterator[str]:
    """Yield a sentence on what gives all figures in a multiple: over the heads, or their own head.

    row, column: of the head of the figures; column 0: each figure has a head of its own.
    """
    for place, cell in sorted(sheet.cells.items()):
        is_head = place == (row, column)
        found = (_MULTIPLE if is_head else _UNIT_OF_ALL).search(cell.text)
        if found and (is_head or place[0] < row):
            yield (
                f"工作表“{sheet.name}”{cell_name(*place)}“{_short(cell.text)}”带有"
                f"“{found.group()[-1]}”，而各项的数按指标表的单位读；请换算后填写，并改正或删去这一处"
            )


def said_of(cell: Cell) -> str:
    """Return what a cell says, for a sentence about it."""
    return "（没有计算结果的公式）" if cell.kind is CellKind.UNCOMPUTED else cell.text.strip()


def told_edits(name: str, edits: Sequence[Edited], *, source: str, advice: str) -> str:
    """Return one sentence on all changed cells of a column. source: where what is known stands."""
    if len(edits) == 1:
        return f"{edits[0].told(f'“{name}”', source)}；{advice}"
    some = "；".join(edit.told("", source) for edit in edits[:NAMED])
    more = "等" if len(edits) > NAMED else ""
    return f"“{name}”有 {len(edits)} 格与{source}不同（{some}{more}）；{advice}"


def told_columns(sheet: Sheet, row: int, taken: Iterable[int], *, place: str = "") -> Iterator[str]:
    """Yield a sentence on every column beside the table in which something stands.

    row: of the heads, which may stand again below. taken: the columns that are the table's.
    place: what goes before each sentence.
    """
    taken = set(taken)
    counts: dict[int, int] = {}
    for (line, column), cell in sheet.cells.items():
        if line > row and column not in taken:
            head = sheet.cells.get((row, column))
            if head is None or head_word(cell.text) != head_word(head.text):
                counts[column] = counts.get(column, 0) + 1
    for column, count in sorted(counts.items()):
        head = sheet.cells.get((row, column))
        yield told_column(head.text if head else "", column, count, place=place)


def told_column(head: str, column: int, count: int, *, place: str = "") -> str:
    name = f"列“{_short(head)}”" if head else f"{column_name(column)} 列没有表头，"
    return f"{place}{name}不是采集表的列，其中 {count} 格没有导入"


def told_lines(lines: Mapping[int, str], *, place: str = "") -> Iterator[str]:
    """Yield a sentence on lines that belong to no row of the table; none without lines."""
    if lines:
        some = "、".join(f"第 {n} 行“{_short(w)}”" for n, w in list(lines.items())[:NAMED])
        more = f"等 {len(lines)} 行" if len(lines) > NAMED else ""
        yield f"{place}{some}{more}不是采集表的行，没有导入"


def told_cells(sheet: str, names: Sequence[str], what: str) -> Iterator[str]:
    """Yield a sentence on cells of a sheet. what: why they were not taken."""
    if names:
        more = f"等 {len(names)} 格" if len(names) > NAMED else " "
        yield f"工作表“{sheet}”{'、'.join(names[:NAMED])}{more}{what}"


def told_sheets(names: Sequence[str], what: str) -> Iterator[str]:
    """Yield a sentence on sheets that were not read. what: that they are not («采集表»)."""
    if names:
        some = "、".join(f"“{name}”" for name in names[:NAMED])
        more = f"等 {len(names)} 张" if len(names) > NAMED else ""
        yield f"工作表{some}{more}不是{what}，没有读取"


def is_added(sheet: Sheet) -> bool:
    """Whether somebody may have put a sheet there: programs hide their own from every menu."""
    return bool(sheet.cells) and sheet.visibility is not Visibility.VERY_HIDDEN


def _number(text: str, unit: str) -> Decimal | None:
    words = _BEFORE.sub("", narrow(text)).removesuffix("%").rstrip()
    try:
        return read_number(words, unit=unit) if words else None
    except NotANumber:
        return None


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 30 else f"{words[:30]}……"
