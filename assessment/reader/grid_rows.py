"""Rows of a sheet laid out as the grid: figures with the measures they are of. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.reader.grid_names import (
    REMARK,
    UNIT,
    Heads,
    IndicatorNames,
    Namer,
    has_digit,
    origin_of,
    read_heads,
    text_of,
)
from assessment.reader.workbook import ResultRow
from lib.site_words import said
from press.pasting.lexicon import is_figure, is_note, is_total
from press.pasting.sheet import Place
from press.workbooks.beside import Beside, told_column, told_lines
from press.workbooks.conflicts import CLEAR
from press.workbooks.meaning import Unreadable, words_of
from press.workbooks.types import Cell, CellKind, Sheet, cell_name, column_name


@dataclass(frozen=True, slots=True)
class SheetRows:
    """problems: sentences on what belongs to no city or no measure; notices: on what else was
    not read."""

    rows: tuple[ResultRow, ...]
    problems: tuple[str, ...]
    notices: tuple[str, ...] = ()


def remark_line(measure: str, remark: str) -> str:
    """Return how a remark stands among others in one cell; reading takes it apart again."""
    return f"{measure}：{remark}"


def place_of(sheet: str, cell: str) -> str:
    """Return how a cell is named to a person."""
    return f"工作表“{sheet}”{cell}"


def read_rows(
    sheet: Sheet, first: int, indicator: IndicatorNames, *, versions: Mapping[str, Cell]
) -> SheetRows:
    """Return a row for every cell that may be filled in. first: the row of the heads."""
    namer = Namer(indicator)
    heads = read_heads(sheet, first, namer)
    if heads.problems:
        return SheetRows((), tuple(heads.problems))
    reader = _Reader(sheet, heads, namer, versions=versions)
    reader.read()
    return SheetRows(tuple(reader.rows), tuple(reader.problems), tuple(reader.notices()))


class _Reader:
    def __init__(
        self, sheet: Sheet, heads: Heads, namer: Namer, *, versions: Mapping[str, Cell]
    ) -> None:
        self.sheet, self.heads, self.namer, self.versions = sheet, heads, namer, versions
        self.names, self.codes = namer.names, namer.indicator.codes
        self.cells = sheet.rows()
        self.rows: list[ResultRow] = []
        self.problems: list[str] = []
        self.seen: dict[Place, int] = {}
        self.lines: dict[int, str] = {}
        self.counts: dict[int, int] = {}

    def read(self) -> None:
        self._set_aside_words()
        take: Callable[[int, int], None] = self._measure_row if self.heads.name else self._city_row
        for number in sorted(row for row in self.cells if row > self.heads.last):
            who = self._who(number)
            if who is not None:
                self._look_for_strays(number)
                for column in self.heads.idle.keys() & self.cells[number].keys():
                    self.counts[column] = self.counts.get(column, 0) + 1
                take(number, who)

    def notices(self) -> Iterator[str]:
        """Yield sentences on columns and lines that are known and not read."""
        place = f"工作表“{self.sheet.name}”"
        for column, count in sorted(self.counts.items()):
            yield told_column(self.heads.idle[column], column, count, place=place)
        yield from told_lines(self.lines, place=place)

    # -- whose row

    def _who(self, row: int) -> int | None:
        """Return whose row it is; None, with a problem if figures stand in it, if nobody's."""
        name = text_of(self.sheet.cells.get(origin_of(self.sheet, row, self.heads.city)))
        whos = self.namer.lexicon.who(name) if name else frozenset()
        if len(whos) == 1:
            return next(iter(whos))
        cells = self.cells[row]
        held = [cells[c] for c in cells if c in self.heads.filled or c in self.heads.unknown]
        if is_total(name) or all(is_note(text_of(cell)) for cell in held):
            if not any(is_note(text_of(cell)) for cell in cells.values()):
                self.lines[row] = name or text_of(cells[min(cells)])
            return None
        if not name:
            self._say(said(f"第 {row} 行没有市州名称，却填有内容；请补上市州名称，或删去这一行"))
        else:
            why = self.namer.lexicon.elsewhere(name) or said("认不出是哪个市州")
            self._say(f"第 {row} 行“{name[:20]}”{why}；" + said("请改正市州名称，或删去这一行"))
        return None

    def _set_aside_words(self) -> None:
        """Take columns of words for somebody's own, where every measure has its column.

        A figure may be meant to be taken, and a head may be a measure's by another name.
        """
        is_whole = self.heads.name or len(self.heads.measures) == len(self.names.whats)
        if not (is_whole and self.heads.unknown):
            return
        with_figures = {
            column
            for (row, column), cell in self.sheet.cells.items()
            if row > self.heads.last and is_figure(text_of(cell))
        }
        for column in self.heads.unknown.keys() - with_figures:
            self.heads.idle[column] = self.heads.unknown.pop(column)

    def _look_for_strays(self, row: int) -> None:
        """Name the columns that hold something and belong to no measure, each once."""
        for column in sorted(c for c in self.cells[row] if c in self.heads.unknown):
            head = self.heads.unknown.pop(column)
            headed = f"的表头“{head[:20]}”" if head else "没有表头，"
            self._say(
                f"{column_name(column)} 列{headed}认不出是本指标的哪一项，列里却填有内容；"
                "请改回原来的表头，或删去这一列"
            )

    # -- what stands in it

    def _city_row(self, row: int, who: int) -> None:
        if not self._is_first((who, -1), row, self.names.whos[who].label):
            return
        remarks = self._remarks(row, who)
        for column, what in self.heads.measures.items():
            if (who, what) in self.codes:
                beside = (*self.heads.beside[what], *self._target(row, self.heads.aims.get(what)))
                self._add(row, column, (who, what), remark=remarks.get(what), beside=beside)
            elif column in self.cells[row]:
                self._say(
                    f"{cell_name(row, column)} 填有内容，但{self.names.whos[who].label}的指标表"
                    f"没有“{self.names.whats[what].label}”这一项；请清空该格"
                )

    def _measure_row(self, row: int, who: int) -> None:
        cells = self.cells[row]
        name = text_of(cells.get(self.heads.name))
        what = self.namer.of_city(who, name)
        if what is not None:
            label = self.namer.indicator.labels[who, what]
            if self._is_first((who, what), row, f"{self.names.whos[who].label}“{label}”"):
                beside = (*self._target(row, self.heads.aim), *self._unit(row))
                remark = cells.get(self.heads.remark)
                self._add(row, self.heads.done, (who, what), remark=remark, beside=beside)
        elif any(column in cells for column in self.heads.filled):
            self._say(
                f"第 {row} 行“{name[:40]}”不是{self.names.whos[who].label}在本指标的测量项；"
                "请改回原来的名称"
            )

    def _is_first(self, place: Place, row: int, name: str) -> bool:
        if place in self.seen:
            self._say(f"第 {self.seen[place]} 行和第 {row} 行都是{name}；请只留一行")
            return False
        self.seen[place] = row
        return True

    def _remarks(self, row: int, who: int) -> dict[int, Cell]:
        """Return the remarks of a city's row by measure: «测量项：备注», a line each."""
        cell = self.cells[row].get(self.heads.remark)
        if cell is None:
            return {}
        own = [what for what in self.heads.measures.values() if (who, what) in self.codes]
        where = cell_name(row, self.heads.remark)
        try:
            lines = self._by_measure(words_of(cell, takes_dates=True), own)
        except (Unreadable, _WrongRemark) as why:
            self._say(f"{where} {REMARK}{why}")
            return {}
        return {what: Cell(CellKind.TEXT, "\n".join(told)) for what, told in lines.items()}

    def _by_measure(self, words: str, own: Sequence[int]) -> dict[int, list[str]]:
        lines: dict[int, list[str]] = {}
        last = own[0] if len(own) == 1 else None
        for line in words.splitlines():
            name, _, rest = line.replace(":", "：", 1).partition("：")
            what = self.namer.column(name) if rest else None
            if what in own:
                last, line = what, rest.strip()
            elif line.strip() == CLEAR and len(own) > 1:
                label = self.names.whats[own[0]].label
                raise _WrongRemark(
                    f"“{CLEAR}”没有写明清空哪一项的；请写成“测量项：{CLEAR}”，如“{label}：{CLEAR}”"
                )
            if last is None:
                raise _WrongRemark(
                    f"“{line[:20]}”没有写明是哪一项的；请写成“测量项：备注”，一项一行"
                )
            lines.setdefault(last, []).append(line)
        for what, told in lines.items():
            if len(told) > 1 and CLEAR in map(str.strip, told):
                label = self.names.whats[what].label
                raise _WrongRemark(
                    f"“{label}”既填“{CLEAR}”又另有内容；要清空只留“{CLEAR}”，要改写请删去“{CLEAR}”"
                )
        return lines

    def _target(self, row: int, column: int | None) -> Iterator[Beside]:
        """Yield the target beside a figure; where there is none, how to answer may stand there."""
        cell = self.cells[row].get(column) if column is not None else None
        if column is not None and cell is not None and has_digit(cell.text):
            yield self._beside("目标值", row, column, cell=cell)

    def _unit(self, row: int) -> Iterator[Beside]:
        cell = self.cells[row].get(self.heads.unit)
        if cell is not None:
            yield self._beside(UNIT, row, self.heads.unit, cell=cell)

    def _beside(self, name: str, row: int, column: int, *, cell: Cell) -> Beside:
        return Beside(name, place_of(self.sheet.name, cell_name(row, column)), cell)

    def _add(
        self,
        row: int,
        column: int,
        place: Place,
        *,
        remark: Cell | None,
        beside: tuple[Beside, ...],
    ) -> None:
        code, hidden = self.codes[place], self._hidden_row(row)
        self.rows.append(
            ResultRow(
                line=row,
                place=place_of(self.sheet.name, cell_name(row, column)),
                code=code,
                city=self.names.whos[place[0]].label,
                year="",
                measure="",  # its name was what it was found by
                value=self.cells[row].get(column),
                remark=remark,
                version=self.versions.get(code),
                hidden=hidden or self._hidden_column(column),
                hidden_remark=hidden or self._hidden_column(self.heads.remark),
                joined=self._joined(row, column),
                beside=beside,
            )
        )

    # -- what a person does not see

    def _hidden_row(self, row: int) -> str:
        if self.sheet.is_hidden:
            return f"工作表“{self.sheet.name}”是隐藏的"
        if row not in self.sheet.hidden_rows:
            return ""
        return "该行是隐藏的" + ("（被筛选隐藏）" if self.sheet.is_filtered else "")

    def _hidden_column(self, column: int) -> str:
        return f"{column_name(column)} 列是隐藏的" if column in self.sheet.hidden_columns else ""

    def _joined(self, row: int, column: int) -> str:
        """Return with which cells a figure is merged into one, "" if with none."""
        for top, left, bottom, right in self.sheet.merged:
            is_inside = top <= row <= bottom and left <= column <= right
            if is_inside and (top, left) in self.sheet.cells:
                return f"{cell_name(top, left)}–{cell_name(bottom, right)}"
        return ""

    def _say(self, problem: str) -> None:
        self.problems.append(f"工作表“{self.sheet.name}”{problem}")


class _WrongRemark(ValueError):
    """Why a remark of several measures cannot be taken apart, and what to do."""
