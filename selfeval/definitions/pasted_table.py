"""A money table out of pasted cells: its rows and columns, what is summed, and its score."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lib.rounding import format_points
from selfeval.definitions.editing import Path, new_code, part_at, with_part
from selfeval.definitions.pasted_cells import NOTES, TOTALS, Cells, UnreadBlock, bare, unit_in
from selfeval.engine.addresses import address_of
from selfeval.engine.scoring_types import Execution, Indicator, Method, ScoringMode
from selfeval.engine.types import Column, Form, Growing, Kind, Row, Table
from selfeval.engine.values import parse_number

#: What stands in a cell that there is none of.
NO_CELL = ("—", "——", "－", "–", "-", "×")
_KINDS = (
    (Kind.PERCENT, r"率|比例|占比|[%％]"),
    (Kind.DATE, r"日期|时间"),
    (Kind.TEXT, r"名称|备注|说明|文号|依据|单位$|内容|项目$"),
    (Kind.COUNT, r"人数|户数|个数|村数|人次"),
)
_EXECUTED, _BUDGET = r"执行数|支出数|实际支出|使用数", r"调整后?预算|全年预算|预算数|下达|到位"
RATE_LABEL = "预算执行率"


@dataclass(frozen=True, slots=True)
class PastedTable:
    """weight: of the score that is printed beside it. code: of the table, "" to be given one."""

    table: Table
    weight: Decimal | None = None
    execution: Execution | None = None
    notes: tuple[str, ...] = ()


def read_table(cells: Cells, *, code: str) -> PastedTable:
    """Return a block as a table of this code. Raises UnreadBlock with what to do."""
    label, cells = _without_side(cells)
    heads, body = _split(cells)
    has_names = bool(body) and any(row[0].strip() for row in body)
    places = [n for n, head in enumerate(heads) if head[-1] and (n or not has_names)]
    scored = [n for n in places if bare(heads[n][-1]) in ("分值", "得分")]
    places = [n for n in places if n not in scored]
    if not places:
        raise UnreadBlock("没有读到栏目的表头，请连同表头一起复制。")
    columns = _columns([heads[n] for n in places])
    rows = _rows(body, columns, places) if has_names else ()
    rows, notes = _summed(rows)
    title = bare(label) or (bare(heads[0][-1]) if has_names else "") or "新表"
    unit = unit_in(label) or unit_in(heads[0][-1])
    columns = tuple(_with_rate(_in_unit(column, unit), columns) for column in columns)
    table = Table(
        code, title, columns, rows, None if rows else Growing(),
        row_label=heads[0][-1].strip() if has_names and not label else "", unit=unit,
    )  # fmt: skip
    return _scored(table, [row[n] for row in body for n in scored], notes)


def _without_side(cells: Cells) -> tuple[str, Cells]:
    """Return the name that stands merged at the left of all rows, and the rest of the cells."""
    side = [row[0].strip() for row in cells]
    named = [number for number, words in enumerate(side) if words]
    is_side = len(named) == 1 and named[0] <= 1 and len(cells) > 2 and len(cells[0]) > 2
    if is_side and any(row[1].strip() for row in cells[1:]):
        return side[named[0]], [row[1:] for row in cells]
    return "", cells


def _split(cells: Cells) -> tuple[list[list[str]], Cells]:
    """Return the heads of each column, outermost first, and the rows under them."""
    first = [words.strip() for words in cells[0]]
    if len(cells) > 1 and "" in first[1:] and not cells[1][0].strip() and any(first[1:]):
        second, filled = [words.strip() for words in cells[1]], ""
        heads = []
        for over, under in zip(first, second, strict=True):
            filled = over or filled
            heads.append([filled, under] if under else [over])
        return heads, cells[2:]
    return [[words] for words in first], cells[1:]


def _columns(heads: Sequence[list[str]]) -> tuple[Column, ...]:
    columns = []
    for number, (*above, head) in enumerate(heads, 1):
        label = re.sub(r"\s+", "", head)
        kind = next((kind for kind, words in _KINDS if re.search(words, bare(head))), Kind.MONEY)
        unit = "%" if kind is Kind.PERCENT else unit_in(head)
        columns.append(Column(f"column_{number}", label, kind, unit, heads=tuple(above)))
    return tuple(columns)


def _in_unit(column: Column, unit: str) -> Column:
    return replace(column, unit=column.unit or unit) if column.kind is Kind.MONEY else column


def _rows(body: Cells, columns: Sequence[Column], places: Sequence[int]) -> tuple[Row, ...]:
    rows, is_part = [], False
    for line in body:
        words = line[0].strip()
        if not words or words.startswith(tuple(f"{note}：" for note in NOTES)):
            continue
        is_part = is_part or words.startswith("其中")
        is_in = is_part or line[0] != words
        blank = [c.code for c, n in zip(columns, places, strict=True) if line[n].strip() in NO_CELL]
        rows.append(Row(f"row_{len(rows) + 1}", words, int(is_in), blank=tuple(blank)))
    return tuple(rows)


def _summed(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Let the row of the total be the sum of the others, if it is the first or the last."""
    at = next((n for n in (0, len(rows) - 1) if rows and rows[n].label.endswith(TOTALS)), None)
    if at is None or len(rows) < 3:
        return rows, ()
    others = [row for n, row in enumerate(rows) if n != at]
    own = replace(rows[at], formula=f"sum({', '.join(row.code for row in others)})", indent=0)
    note = f"“{own.label}”自动等于其余 {len(others)} 行之和；不是这样的，请改这一行的公式。"
    return (*rows[:at], own, *rows[at + 1 :]), (note,)


def _named(columns: Sequence[Column], words: str) -> Column | None:
    """Return the last column of this name: the budget after adjustment stands behind the first."""
    found = [c for c in columns if re.search(words, c.label) and c.kind is Kind.MONEY]
    return found[-1] if found else None


def _with_rate(column: Column, columns: Sequence[Column]) -> Column:
    """Let the rate of execution be computed where its two figures stand beside it."""
    executed, budget = _named(columns, _EXECUTED), _named(columns, _BUDGET)
    if column.kind is Kind.PERCENT and "执行率" in column.label and executed and budget:
        return replace(column, formula=f"percent({executed.code}, {budget.code})")
    return column


def _scored(table: Table, scores: Sequence[str], notes: tuple[str, ...]) -> PastedTable:
    weight = next((n for n in map(parse_number, scores) if n is not None and n > 0), None)
    executed, budget = _named(table.columns, _EXECUTED), _named(table.columns, _BUDGET)
    if weight is None or not table.rows or executed is None or budget is None:
        return PastedTable(table, notes=notes)
    row = next((row for row in table.rows if row.formula), table.rows[0])
    cells = (address_of(table.code, row.code, column.code) for column in (executed, budget))
    told = f"表旁印“{RATE_LABEL}”的分值 {format_points(weight)} 和得分，按“{row.label}”计算。"
    return PastedTable(table, weight, Execution(*cells), (*notes, told))


def put_table(form: Form, path: Path, pasted: PastedTable) -> Form:
    """Return the form with the table: in the place of the one at path, or last in its section."""
    if len(path) >= 4 and isinstance(part_at(form, path[:4]), Table):
        form = with_part(form, path[:4], pasted.table)
    else:
        where = (*path[:2], "blocks")
        form = with_part(form, where, (*part_at(form, where), pasted.table))
    if pasted.weight is None:
        return form
    scoring = form.scoring
    others = tuple(node for node in scoring.tree if node.method is not Method.EXECUTION)
    own = next((node for node in scoring.tree if node.method is Method.EXECUTION), None)
    own = own or Indicator(new_code(form, "execution"), RATE_LABEL, method=Method.EXECUTION)
    own = replace(own, weight=pasted.weight, beside=pasted.table.code)
    scoring = replace(
        scoring, mode=ScoringMode.TABLE, tree=(own, *others), execution=pasted.execution
    )
    return replace(form, scoring=scoring)
