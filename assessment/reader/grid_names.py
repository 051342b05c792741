"""What a sheet laid out as the grid is called by, and which measures that means. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lib.site_words import site_words
from press.pasting import Lexicon
from press.pasting import PageSheet as Names
from press.pasting.lexicon import bare, is_bare_aim, is_done, is_figure, is_head, is_serial_head
from press.pasting.sheet import Place
from press.workbooks.beside import Beside, multiple_of_all
from press.workbooks.heads import DEEPEST, head_word
from press.workbooks.types import Cell, Sheet, cell_name, column_name

CITY, MEASURE, TARGET, DONE, REMARK = "市州", "测量项", "目标", "完成", "备注"
UNIT = "单位"
#: Under a head, and where others have a target: how to answer.
ANSWER = "发生填“是”"
_CITY_HEADS = frozenset((CITY, "市(州)", "市、州", "州市", "地市", "市州名称"))
DONE_HEADS = (DONE, "完成值", "实际完成")
#: What multiplies: a head that says so where the measure does not means other figures.
_MULTIPLE = re.compile("[万千百亿‰]")
_YEAR = re.compile(r"20\d\d年?度?")
_IN_BRACKETS = re.compile(r"\([^()]*[万千百亿‰][^()]*\)")


def city_heads() -> frozenset[str]:
    """Return what the column of those assessed may be headed with, here too."""
    return _CITY_HEADS | {site_words().unit}


@dataclass(frozen=True, slots=True)
class IndicatorNames:
    """An indicator as its sheet may name it. names: cities and measures under every name.

    codes: of the measures that there are, by (number of the city, number of the measure).
    labels: how each is called on a sheet with a row a measure; of a city's no two the same.
    """

    name: str
    names: Names
    codes: Mapping[Place, str]
    labels: Mapping[Place, str]


@dataclass(slots=True)
class Heads:
    """What the columns of a sheet are. city, name, done, remark, aim, unit: 0 for none.

    measures: number of the measure by column; name, done, aim and unit: of a sheet with a row
    a measure. aims: the column of a measure's targets, by its number; beside: what its head
    says below its name. unknown: columns whose head says nothing, with what it says; idle:
    known heads whose columns are not read. last: the last row of heads.
    """

    city: int = 0
    name: int = 0
    done: int = 0
    remark: int = 0
    aim: int = 0
    unit: int = 0
    last: int = 0
    measures: dict[int, int] = field(default_factory=dict)
    aims: dict[int, int] = field(default_factory=dict)
    beside: dict[int, tuple[Beside, ...]] = field(default_factory=dict)
    idle: dict[int, str] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def filled(self) -> set[int]:
        """The columns that are filled in."""
        return {self.done, self.remark, *self.measures} - {0}


def text_of(cell: Cell | None) -> str:
    return "" if cell is None else cell.text.strip()


def head_row(sheet: Sheet) -> int | None:
    """Return the row in which the column of cities has its head, beside others."""
    rows = sheet.rows()
    for number in sorted(row for row in rows if row <= DEEPEST):
        words = {head_word(cell.text) for cell in rows[number].values()}
        if words & city_heads() and len(words) > 1:
            return number
    return None


def origin_of(sheet: Sheet, row: int, column: int) -> tuple[int, int]:
    """Return where the cell that covers a place begins."""
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= column <= right:
            return top, left
    return row, column


class Namer:
    """Says which measure a word means, of one indicator."""

    def __init__(self, indicator: IndicatorNames) -> None:
        self.indicator, self.names = indicator, indicator.names
        self.lexicon = Lexicon(indicator.names)

    def column(self, word: str) -> int | None:
        """Return the measure that a head means; of several the one that is called just so.

        完成 alone is part of many names and means none, but where there is one measure only.
        """
        if is_done(word):
            return 0 if len(self.names.whats) == 1 else None
        # A multiple in brackets is left to be named as what it is: _HeadReader._multiple.
        found = self.lexicon.what(word) or self.lexicon.what(_IN_BRACKETS.sub("", bare(word)))
        if len(found) > 1:
            found = frozenset(n for n in found if bare(self.names.whats[n].label) == bare(word))
        return next(iter(found)) if len(found) == 1 else None

    def of_city(self, who: int, word: str) -> int | None:
        """Return the measure of a city that is called so, or has the name as its only one."""
        codes, labels = self.indicator.codes, self.indicator.labels
        called = [
            what
            for (other, what), label in labels.items()
            if other == who and bare(label) == bare(word)
        ]
        own = called or [what for what in self.lexicon.exactly(word) if (who, what) in codes]
        return own[0] if len(own) == 1 else None


def read_heads(sheet: Sheet, first: int, namer: Namer) -> Heads:
    """Return what the columns are; problems: sentences on those that cannot be told apart."""
    return _HeadReader(sheet, first, namer).read()


class _HeadReader:
    def __init__(self, sheet: Sheet, first: int, namer: Namer) -> None:
        self.sheet, self.first, self.namer = sheet, first, namer
        self.heads = Heads()

    def read(self) -> Heads:
        heads, row = self.heads, self.sheet.rows()[self.first]
        named = {head_word(cell.text): column for column, cell in sorted(row.items(), reverse=True)}
        heads.city = next(column for word, column in named.items() if word in city_heads())
        heads.last = self._last()
        is_list = MEASURE in named
        for column in range(1, self.sheet.last_column + 1):
            parts = self._parts(column)
            if column == heads.city:
                continue
            if not parts:
                heads.unknown[column] = ""
            elif REMARK in map(head_word, parts) and not heads.remark:
                heads.remark = column
            elif is_list:
                self._listed(column, head_word(parts[0]))
            elif any(is_bare_aim(part) for part in parts[1:]):
                self._aimed(column, parts[0])
            else:
                self._measured(column, parts)
        heads.problems += multiple_of_all(self.sheet, self.first, heads.done)
        if is_list and not heads.done:
            self._say(f"缺少“{DONE}”列；请使用导出的采集表填写")
        return heads

    def _last(self) -> int:
        """Return the row above the first one with a city or figures: heads may have several rows.

        Figures beside no city are not heads: they are to be named as nobody's.
        """
        cells = self.sheet.rows()
        rows = sorted(row for row in cells if row > self.first)
        for number in rows:
            top, left = origin_of(self.sheet, number, self.heads.city)
            is_head = top == self.first  # under the merged head of the cities
            has_city = bool(text_of(self.sheet.cells.get((top, left))))
            if not is_head and (has_city or _has_figure(cells[number].values())):
                return number - 1
        return rows[-1] if rows else self.first

    def _parts(self, column: int) -> list[str]:
        """Return what stands over a column from top to bottom, merged cells in all they cover."""
        found: list[str] = []
        for row in range(self.first, self.heads.last + 1):
            words = text_of(self.sheet.cells.get(origin_of(self.sheet, row, column)))
            if words and words not in found:
                found.append(words)
        if len(found) == 1 and is_done(found[0]):
            return [*self._beside(column), *found]
        return found

    def _beside(self, column: int) -> list[str]:
        """Return the name over 目标 at the left of a 完成: one that was merged over both."""
        left = self._parts(column - 1)  # nothing stands left of the first
        return left[:1] if any(is_bare_aim(part) for part in left[1:]) else []

    def _listed(self, column: int, word: str) -> None:
        heads = self.heads
        if word == MEASURE and not heads.name:
            heads.name = column
        elif is_bare_aim(word) and not heads.aim:
            heads.aim = column
        elif word == UNIT and not heads.unit:
            heads.unit = column
        elif word in DONE_HEADS and heads.done:
            self._say_twice(heads.done, column, word)
        elif word in DONE_HEADS:
            heads.done = column
        elif is_bare_aim(word) or is_head(word):
            self._idle(column, word)
        else:
            heads.unknown[column] = word

    def _idle(self, column: int, word: str) -> None:
        """Keep a column that is not read; a numbering says nothing that could be missed."""
        if not is_serial_head(word):
            self.heads.idle[column] = word

    def _aimed(self, column: int, word: str) -> None:
        what = self.namer.column(word)
        if what is None or what in self.heads.aims:
            self._idle(column, word)
        else:
            self.heads.aims[what] = column

    def _measured(self, column: int, parts: Sequence[str]) -> None:
        meant = [what for part in parts if (what := self.namer.column(part)) is not None]
        if not meant:
            if is_head(parts[0]):
                self._idle(column, parts[0])
            else:
                self.heads.unknown[column] = parts[0]
            return
        what, heads = meant[0], self.heads
        other = next((c for c, held in heads.measures.items() if held == what), 0)
        if other:
            self._say_twice(other, column, self.namer.names.whats[what].label)
        elif sign := self._multiple(what, parts):
            self._say(
                f"{column_name(column)} 列的表头“{parts[0]}”带有“{sign}”，而本项单位是"
                f"“{self.namer.names.whats[what].unit or '个'}”；请换算后填写，并改回原来的表头"
            )
        heads.measures[column] = what
        heads.beside[what] = tuple(self._below_name(column, what))

    def _below_name(self, column: int, what: int) -> Iterator[Beside]:
        """Yield what a head says below the measure's name: its common target, its unit."""
        is_below = False
        for row in range(self.first, self.heads.last + 1):
            top, left = origin_of(self.sheet, row, column)
            cell = self.sheet.cells.get((top, left))
            if cell is None or top != row:
                continue
            if is_below and (name := _asked(cell.text)):
                yield Beside(name, f"工作表“{self.sheet.name}”{cell_name(top, left)}", cell)
            is_below = is_below or self.namer.column(cell.text) == what

    def _multiple(self, what: int, parts: Sequence[str]) -> str:
        """Return the sign by which a head's unit differs from the measure's, "" if it does not."""
        measure = self.namer.names.whats[what]
        known = "".join((*measure.every_name, measure.unit))
        said = "".join(part for part in parts if self.namer.column(part) == what or DONE in part)
        return next((sign for sign in _MULTIPLE.findall(said) if sign not in known), "")

    def _say_twice(self, one: int, other: int, name: str) -> None:
        self._say(
            f"{column_name(one)} 列和 {column_name(other)} 列都是“{name}”，"
            "分不清用哪一列；请只留一列"
        )

    def _say(self, problem: str) -> None:
        self.heads.problems.append(f"工作表“{self.sheet.name}”{problem}")


def _asked(text: str) -> str:
    """Return of which column of the long form a word below a name speaks; "" of none."""
    if has_digit(_YEAR.sub("", text)):
        return "目标值"
    return "" if is_done(text) or bare(text) == bare(ANSWER) else UNIT


def _has_figure(cells: Iterable[Cell]) -> bool:
    return any(is_figure(text_of(cell)) for cell in cells)


def has_digit(text: str) -> bool:
    return any(sign.isdecimal() for sign in text)
