"""A block pasted into a county's table: the table for press.pasting, and its cells one by one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils import timezone

from lib import figures
from lib.numerals import narrow
from press.pasted import Line, Look, Pasted
from press.pasting import Named, PageSheet, Start, What, plan_paste
from press.pasting.sheet import Place
from selfeval.engine.addresses import address_of
from selfeval.engine.cells import ROW_LABEL
from selfeval.engine.types import NUMERIC, Column, IndicatorBlock, Kind, Table
from selfeval.engine.values import State, parse_cell
from selfeval.engine.wording import words_for
from selfeval.filing.addresses import clean_words
from selfeval.filing.doubtful import doubts_after
from selfeval.filing.filling import Filling
from selfeval.filing.page.types import PageBlock, PageRow, Widget

COMPUTED = "由系统计算，不需填写"
CLOSED = "这一格没有开放填写"
#: What offices write over the columns of the indicator table.
ASPECTS = {
    "target": (
        "目标值",
        ("目标", "指标值", "年度指标值", "年初目标值", "年初设定目标值", "年度目标值"),
    ),
    "outcome": (
        "完成值",
        ("实际完成值", "完成情况", "实际完成情况", "全年完成值", "完成数", "全年实际完成值"),
    ),
    "weight": ("分值", ("权重", "权重分值", "标准分")),
    "score": ("得分", ("自评得分", "自评分")),
    "sign": ("指标性质", ("性质", "指标符号", "运算符号")),
    "unit": ("度量单位", ("计量单位", "单位")),
    "band": ("完成等次", ()),
    "reason": ("偏差原因", ("偏差原因及改进措施", "偏差原因分析及改进措施")),
}
_ERROR = re.compile(r"#(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!)|=.+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CountySheet:
    """A table of a section as a pasted block meets it. cells: by place; starts: by address.

    table: the code of a growing table. columns: of a line that is to be added, its cells
    without an address of their own.
    """

    sheet: PageSheet
    cells: Mapping[Place, Widget]
    starts: Mapping[str, Start]
    table: str = ""
    columns: tuple[Widget, ...] = ()

    def cell(self, place: Place) -> Widget:
        """Return the cell of a place; for a line to be added one called +1.name, +2.name …"""
        if place in self.cells:
            return self.cells[place]
        who, what = place
        column = self.columns[what]
        number = who - len(self.sheet.whos) + 1
        return replace(column, address=address_of(f"+{number}", column.column))


def sheet_of(filling: Filling, section: str, block: str, *, active: str) -> CountySheet | None:
    """Return the table of a section's page that holds a cell; None if there is none.

    active: the address of the cell that was pasted into.
    """
    found = filling.sheet(section).block(block)
    year = filling.assessed.year
    match found.of if found else None:
        case Table() as table:
            made = _table(found, table, year, active=active)
        case IndicatorBlock():
            made = _tree(found, year)
        case _:
            return None
    return made if active in made.starts else None


def look_at(filling: Filling, sheet: CountySheet, pasted: Pasted, *, active: str) -> Look:
    """Return what a pasted block would do to the draft."""
    plan = plan_paste(pasted.rows, sheet.sheet, start=sheet.starts[active], answers=pasted.answers)
    lines = [_line(filling, sheet, one.place, text=one.text, pasted=pasted) for one in plan.placed]
    filled = {one.place for one in plan.placed}
    bare = [p for p in plan.empty if p not in filled and p in sheet.cells and sheet.cells[p].words]
    lines += [_line(filling, sheet, place, text="", pasted=pasted) for place in bare]
    look = Look(tuple(lines), plan)
    return _doubted(filling, look) if look.is_needed else look


def _doubted(filling: Filling, look: Look) -> Look:
    """Say which of the figures deserve a second look; lines still to be added say it once saved."""
    words = {line.key: line.new for line in look.writes if not line.key.startswith("+")}
    found = doubts_after(filling, words)
    lines = (replace(line, doubts="；".join(found.get(line.key, ()))) for line in look.lines)
    return replace(look, lines=tuple(lines))


def _table(found: PageBlock, table: Table, year: int, *, active: str) -> CountySheet:
    names = [row.widget(ROW_LABEL) for row in found.rows]
    has_label = any(name is not None and name.is_open for name in names)
    columns = list(_columns(found, table, year, has_label=has_label))
    cells, closed = {}, {}
    for who, row in enumerate(found.rows):
        for what, cell in enumerate(_cells(row, has_label)):
            if cell is None:
                continue
            cells[who, what] = cell
            if why := _why_closed(cell):
                closed[who, what] = why
    room = max(0, found.room)
    blank = tuple(_blank(column, has_label) for column in _with_label(table, has_label))
    for what, cell in enumerate(blank):
        closed |= {(len(found.rows) + k, what): COMPUTED for k in range(room) if cell.is_computed}
    order = _order(found, active)
    sheet = PageSheet(
        tuple(_who(row, table.growing is not None) for row in found.rows),
        tuple(columns),
        lines=order,
        columns=tuple(range(len(columns))),
        places=frozenset(cells),
        closed=closed,
        room=room,
        numbered=True,
        named=any(not row.number and row.label for row in found.rows if row.kind != "total"),
        year=year,
        who_word="项目",
        what_word="列",
    )
    return CountySheet(sheet, cells, _starts(cells, order), table.code, blank)


def _order(found: PageBlock, active: str) -> tuple[int, ...]:
    """Return the rows as a block without names fills them: within the added ones, if it began
    there; the row that the form itself adds up is none of them."""
    rows = list(enumerate(found.rows))
    if found.of.growing is None:
        return tuple(who for who, _ in rows)
    begun = [row for _, row in rows if any(c and c.address == active for c in _cells(row, True))]
    own = [who for who, row in rows if row.number]
    if begun and begun[0].number:
        return tuple(own)
    fixed = [who for who, row in rows if not row.number and row.kind != "total"]
    return (*fixed, *own)


def _starts(cells: Mapping[Place, Widget], order: tuple[int, ...]) -> dict[str, Start]:
    lines = {who: line for line, who in enumerate(order)}
    return {
        cell.address: Start(lines[who], what) for (who, what), cell in cells.items() if who in lines
    }


def _cells(row: PageRow, has_label: bool) -> tuple[Widget | None, ...]:
    values = tuple(cell.widget for cell in row.cells if cell.kind != "row-name")
    return (row.widget(ROW_LABEL), *values) if has_label else values


def _who(row: PageRow, is_growing: bool) -> Named:
    if row.number:
        return Named(f"第 {row.number} 行")
    if row.kind == "total" and is_growing:
        return Named(f"{row.label}（自动）")  # a pasted total row is nobody's
    return Named(row.label or "本行")


def _with_label(table: Table, has_label: bool) -> tuple[Column, ...]:
    label = Column(ROW_LABEL, table.row_label or "项目", Kind.TEXT)
    return (label, *table.columns) if has_label else table.columns


def _columns(found: PageBlock, table: Table, year: int, *, has_label: bool) -> Iterator[What]:
    for column in _with_label(table, has_label):
        yield What(
            words_for(column.label, year),
            key=column.code,
            unit=column.unit or found.of.unit,
            groups=tuple(words_for(head, year) for head in column.heads),
            takes_words=column.kind not in NUMERIC,
        )


def _blank(column: Column, has_label: bool) -> Widget:
    """Return a column's cell in a line that is not there yet."""
    return Widget(
        "",
        column.label,
        column.kind,
        column.unit,
        is_computed=bool(column.formula),
        is_open=True,
        choices=tuple((choice, choice) for choice in column.choices),
        column=column.code,
    )


def _tree(found: PageBlock, year: int) -> CountySheet:
    cells, closed, whos = {}, {}, []
    for who, row in enumerate(row for row in found.rows if row.kind == "leaf"):
        name = next(cell.cell for cell in row.cells if cell.kind == "leaf")
        label, unit = name.text, name.unit
        whos.append(Named(label, (*row.groups, f"{label}（{unit}）", f"{label}{unit}")))
        for what, name in enumerate(found.columns):
            cell = row.widget(name)
            if cell is None:
                continue
            cells[who, what] = cell
            if why := _why_closed(cell):
                closed[who, what] = why
    order = tuple(range(len(whos)))
    heads = [cell.cell.text for cell in found.heads[0]][-len(found.columns) :]
    whats = [
        What(head, _also(name), key=name, takes_words=True)
        for head, name in zip(heads, found.columns, strict=True)
    ]
    sheet = PageSheet(
        tuple(whos),
        tuple(whats),
        lines=order,
        columns=tuple(range(len(whats))),
        places=frozenset(cells),
        closed=closed,
        numbered=True,
        year=year,
        who_word="指标",
        what_word="列",
    )
    return CountySheet(sheet, cells, _starts(cells, order))


def _also(name: str) -> tuple[str, ...]:
    """Return what else offices write over a column."""
    usual, others = ASPECTS.get(name, ("", ()))
    return (usual, *others) if usual else ()


def _why_closed(cell: Widget) -> str:
    if cell.is_computed:
        return COMPUTED
    if cell.is_fixed or not cell.is_open:
        return CLOSED
    return ""


def _line(filling: Filling, sheet: CountySheet, place: Place, *, text: str, pasted: Pasted) -> Line:
    who, what = place
    cell = sheet.cell(place)
    words, why = _words(cell, text)
    held = filling.report.cells.get(cell.address, {})
    known = (pasted.seen or {}).get(cell.address, pasted.versions.get(cell.address, cell.version))
    by = f"{held.get('by', '')} {_moment(held.get('at', ''))}".strip()
    return Line(
        key=cell.address,
        version=cell.version,
        who=sheet.sheet.name_of_line(who),
        what=sheet.sheet.whats[what].label,
        old=cell.words,
        new=words,
        value=words,
        why=why,
        by=by,
        meanwhile=f"{by}改过" if known != cell.version else "",
        kept=not why and not words,
    )


def _words(cell: Widget, text: str) -> tuple[str, str]:
    """Return (words to keep, why they cannot stand in the cell)."""
    words = clean_words(text)
    if _ERROR.fullmatch(words):
        return words, "是公式或表格软件的错误值，请粘贴数值"
    chosen = {label: value for value, label in cell.choices} | {v: v for v, _ in cell.choices}
    known = next((w for w in chosen if w == words or narrow(w) == narrow(words)), None)
    if known is not None:
        return chosen[known], ""
    choices = tuple(chosen)
    kind = Kind.CHOICE if choices and cell.kind is not Kind.YES_NO else cell.kind
    value = parse_cell(kind, words, cell.unit, choices=choices)
    return words, value.text if value.state is State.ERROR else ""


def _moment(at: str) -> str:
    if not at:
        return ""
    then = timezone.localtime(timezone.datetime.fromisoformat(at))
    return figures.ago(then, timezone.localtime())
