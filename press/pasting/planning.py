"""A pasted block and a sheet: what goes where, what does not, what has to be asked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from press.pasting.block import Block, Word
from press.pasting.columns import Columns, Placing
from press.pasting.lexicon import Lexicon
from press.pasting.rows import ASIDE, Role, Row, Rows, read_rows
from press.pasting.sheet import Aside, Left, PageSheet, Place, Placed, Plan, Question, Start

BELOW = "超出表格最后一行"
BESIDE = "超出表格右边"
NO_SUCH = "这一行没有该项"
SHORT_OF = 20  # names of lines without figures that are listed by name


def plan_paste(
    rows: Sequence[Sequence[str]],
    sheet: PageSheet,
    *,
    start: Start,
    answers: Mapping[str, str] | None = None,
) -> Plan:
    """Return what a pasted block means on a sheet.

    rows: the block's words, line by line. start: the cell it was pasted into. answers: by the
    keys of questions that an earlier plan asked. The same input gives the same plan.
    """
    book = Lexicon(sheet)
    said = answers or {}
    block = Block.read(rows, book)
    if not block.height:
        return Plan()
    known = {"heading": True, "figures": False}.get(said.get("head", ""))
    read = read_rows(block, book, known)
    placing = Placing(block, read, book, start=start, answers=said)
    return _Planning(block, read, placing, book=book, start=start).plan()


class _Planning:
    """One block on its way into one sheet."""

    def __init__(self, block: Block, rows: Rows, placing: Placing, *, book: Lexicon, start: Start):
        self.block, self.rows, self.book, self.start = block, rows, book, start
        self.sheet: PageSheet = book.sheet
        self.columns: Columns = placing.decide()
        self.heads = placing.heads
        self.placed: list[Placed] = []
        self.left: list[Left] = []
        self.aside: dict[str, list[str]] = defaultdict(list)
        self.empty: list[Place] = []
        self.is_waiting = rows.doubtful is not None or self.columns.stops_all

    def plan(self) -> Plan:
        for row in self.rows.all:
            if row.role in ASIDE:
                self._set_aside(row)
        lines = self._lines()
        for row in self.rows.all:
            if row.role in (Role.DATA, Role.LOST):
                self._read_row(row, lines.get(row.number))
            if row.role is Role.DATA or row.number in lines:
                self._read_empty(row, lines.get(row.number))
        self._clear_doubles()
        aside = tuple(Aside(why, tuple(texts)) for why, texts in self.aside.items() if texts)
        return Plan(
            placed=tuple(self.placed),
            left=tuple(self.left),
            asked=(*self._row_questions(), *self.columns.asked.values()),
            aside=aside,
            notes=tuple(self._notes()),
            doubts=(*self.columns.doubts, *self._unit_doubts()),
            added=self._added(),
            empty=tuple(dict.fromkeys(self.empty)),
        )

    def _set_aside(self, row: Row) -> None:
        texts = [word.text for word in self.block.words[row.number] if word]
        where = self.block.row_name(row.number)
        self.aside[ASIDE[row.role]].append(f"{where}：{'、'.join(texts)}")

    def _lines(self) -> dict[int, int]:
        """Return the sheet's line by row, counted from the start; blank rows keep their line."""
        lines: dict[int, int] = {}
        at = self.start.line
        has_begun = not self.rows.of(Role.HEADING)
        for row in self.rows.all:
            if row.role is Role.DATA:
                has_begun = True
                lines[row.number] = at
                at += 1
            elif row.role is Role.BLANK and has_begun and at < self._end:
                if not (self.rows.names or self.rows.what_names):
                    lines[row.number] = at
                at += 1
            elif row.role is Role.HEADING:
                has_begun = True
        return lines

    @property
    def _end(self) -> int:
        return len(self.sheet.listed or self.sheet.lines)

    def _read_row(self, row: Row, line: int | None) -> None:
        words = self.block.words[row.number]
        is_empty = True
        for j, word in enumerate(words):
            if not word:
                continue
            if j in self.rows.names or j in self.rows.what_names:
                if word.is_figure:
                    self._leave(row, word, row.why or "这一列是名称，不是数值")
                continue
            is_empty = is_empty and j in self.columns.aside
            self._read_word(row, line, j, word=word)
        if row.role is Role.LOST and is_empty and row.name:
            self.aside["没有数值的行"].append(f"{row.name}（{row.why}）")

    def _read_word(self, row: Row, line: int | None, j: int, *, word: Word) -> None:
        if j in self.columns.aside:
            self.aside[self._column_aside(j)].append(word.text)
        elif row.role is Role.LOST:
            self._leave(row, word, row.why)
        elif j in self.columns.outside:
            self._leave(row, word, BESIDE)
        elif j in self.columns.asked or self.is_waiting:
            return  # a question speaks of it
        else:
            place, why = self._place(row, line, j)
            if place is None:
                self._leave(row, word, why)
            else:
                self.placed.append(Placed(place, word.text, word.row, word.column))

    def _read_empty(self, row: Row, line: int | None) -> None:
        """Note the places over which nothing was pasted: what stands there stays."""
        words = self.block.words[row.number]
        for j in (*self.columns.what, *self.columns.blank, *self.columns.figures):
            if not words[j] and not self.is_waiting:
                place, _ = self._place(row, line, j)
                if place is not None and place[0] < len(self.sheet.whos):
                    self.empty.append(place)

    def _column_aside(self, j: int) -> str:
        return f"{self.block.column_name(j)}{self.columns.aside[j]}"

    def _leave(self, row: Row, word: Word, why: str) -> None:
        self.left.append(Left(word.text, word.row, word.column, why, row.name))

    def _place(self, row: Row, line: int | None, j: int) -> tuple[Place | None, str]:
        """Return (place, "") of a word, or (None, why it has none)."""
        if self.sheet.is_list:
            return self._place_listed(row, line, j)
        who, why = self._who(row, line)
        what = self.columns.what.get(j, self.columns.blank.get(j))
        if what is None and len(row.whats) == 1:
            (what,) = row.whats
        if who is None or what is None:
            return None, why or "认不出是哪一项"
        return self._checked((who, what))

    def _checked(self, place: Place) -> tuple[Place | None, str]:
        is_new = place[0] >= len(self.sheet.whos)
        if not is_new and place not in self.sheet.places:
            return None, NO_SUCH
        if why := self.sheet.closed.get(place, ""):
            return None, why
        return place, ""

    def _who(self, row: Row, line: int | None) -> tuple[int | None, str]:
        if row.whos:
            one = next(iter(row.whos)) if len(row.whos) == 1 else None
            return one, "" if one is not None else f"“{row.name}”对应不止一行"
        if self.rows.what_names and not self.rows.names:
            line = self.start.line  # measures down, one line's figures
            if name := self._other_than(line):
                return None, f"内容里写的是“{name}”，与所在的行不是一处"
        if line is None or line < len(self.sheet.lines):
            return (None, BELOW) if line is None else (self.sheet.lines[line], "")
        more = line - len(self.sheet.lines)
        return (len(self.sheet.whos) + more, "") if more < self.sheet.room else (None, BELOW)

    def _other_than(self, line: int) -> str:
        """Return a name anywhere in the block that is not this line's, "" if there is none."""
        who = self.sheet.lines[line] if line < len(self.sheet.lines) else None
        words = (word for row in self.block.words for word in row)
        return next((word.text for word in words if word.is_name and who not in word.whos), "")

    def _place_listed(self, row: Row, line: int | None, j: int) -> tuple[Place | None, str]:
        what = self.columns.what.get(j, self.columns.blank.get(j))
        whats = frozenset({what}) if what is not None else row.whats
        if len(row.whos) > 1 or len(whats) > 1:
            return None, f"“{row.name}”对应不止一行"
        if row.whos and whats:
            return self._checked((next(iter(row.whos)), next(iter(whats))))
        if self._is_aligned:
            if line is None or line >= len(self.sheet.listed):
                return None, BELOW
            return self._checked(self.sheet.listed[line])
        active = self.sheet.listed[self.start.line]
        who = next(iter(row.whos), active[0])
        return self._checked((who, next(iter(whats), active[1])))

    @cached_property
    def _is_aligned(self) -> bool:
        """Whether rows that name only half of a line's name stand in the lines' own order."""
        lines = self._lines().items()
        return all(self._agrees(self.rows.all[number], line) for number, line in lines)

    def _agrees(self, row: Row, line: int) -> bool:
        if line >= len(self.sheet.listed):
            return not (row.whos or row.whats)
        who, what = self.sheet.listed[line]
        return (not row.whos or who in row.whos) and (not row.whats or what in row.whats)

    def _clear_doubles(self) -> None:
        """Two words for one place: neither is written, both are named."""
        times: dict[Place, list[Placed]] = defaultdict(list)
        for one in self.placed:
            times[one.place].append(one)
        doubles = {place: found for place, found in times.items() if len(found) > 1}
        if not doubles:
            return
        self.placed = [one for one in self.placed if one.place not in doubles]
        for place, found in doubles.items():
            rows = "、".join(str(one.column if self.block.turned else one.row) for one in found)
            line = "列" if self.block.turned else "行"
            why = f"同一格有 {len(found)} 个值（第 {rows} {line}），不知用哪一个"
            name = self.sheet.name_of(place)
            self.left += [Left(o.text, o.row, o.column, why, name) for o in found]

    def _row_questions(self) -> list[Question]:
        if self.rows.doubtful is None:
            return []
        number, suggested = self.rows.doubtful
        texts = tuple(word.text for word in self.block.words[number] if word)
        choices = (("heading", "是表头，下一行起才是数值"), ("figures", "不是表头，从这一行起粘贴"))
        text = f"{self.block.row_name(number)}不是数值，是表头吗"
        if suggested == "heading":
            text = f"{self.block.row_name(number)}是 1、2、3…，像栏次，是表头吗"
        return [Question("head", text, texts[:3], choices, suggested)]

    def _notes(self) -> list[str]:
        notes = []
        if self.block.turned:
            notes.append("粘贴的内容横竖颠倒，已按名称转置。")
        if self.columns.by_heading:
            notes.append("各列按表头对应。")
        if self.rows.names:
            notes.append(f"各行按{self.sheet.who_word}名称对应。")
            notes += self._missing()
        elif self.rows.what_names:
            notes.append(f"各行按{self.sheet.what_word}名称对应。")
        return notes

    def _unit_doubts(self) -> list[str]:
        """Say of a line over the table that it counts in another unit than the sheet."""
        words = (
            word.text
            for row in self.rows.all
            if row.role in ASIDE
            for word in self.block.words[row.number]
        )
        return [
            f"粘贴的内容写明“{text}”，与本表的单位不同；请换算后再粘贴。"
            for text in words
            if self.book.is_other_unit(text)
        ]

    def _missing(self) -> list[str]:
        """Say which lines the block has no word of: they stay as they are."""
        seen = {who for row in self.rows.all for who in row.whos}
        lines = dict.fromkeys(self.sheet.lines or (who for who, _ in self.sheet.listed))
        missing = [self.sheet.whos[who].label for who in lines if who not in seen]
        if not missing:
            return []
        more = f"等 {len(missing)} 个" if len(missing) > SHORT_OF else ""
        return [f"粘贴的内容里没有{'、'.join(missing[:SHORT_OF])}{more}，保持原样。"]

    def _added(self) -> int:
        new = [one.place[0] - len(self.sheet.whos) + 1 for one in self.placed]
        return max(0, *new) if new else 0
