"""What a fill-in workbook says beside the cells to be filled in, against what it was made with.

The sheet 核对码 keeps every word that was printed. One that says something else now is told; one
that says what stood in another place shows that rows or columns were moved, and then nothing
may be taken: each figure goes by its place. Workbooks of earlier programs keep no such list.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from press.pasting.lexicon import bare, is_figure
from press.workbooks.beside import (
    MULTIPLE_OF_UNIT,
    Edited,
    is_added,
    is_same,
    said_of,
    told_cells,
    told_edits,
    told_sheets,
)
from press.workbooks.types import Book, Sheet, cell_name, place_of
from selfeval.filing.workbook.map import DIGEST, FORMULA, SHEET, Entry, Original

ADVICE = "导入只读黄色格，不读表内文字"
_MULTIPLE = re.compile(MULTIPLE_OF_UNIT)


@dataclass
class BesideCells:
    """problems: (sheet, cell, sentence), as of cells that cannot be taken."""

    book: Book
    entries: Sequence[Entry]
    originals: Sequence[Original]
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    edits: list[Edited] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Compare every sheet; nothing where the workbook keeps no list of its words."""
        own: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)
        for original in self.originals:
            own[original.sheet][place_of(original.cell)] = original.words
        inputs: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for entry in self.entries:
            inputs[entry.sheet].add(place_of(entry.cell))
        for name, words in own.items():
            sheet = self.book.sheet(name)
            if sheet is not None:
                self._sheet(_Compared(sheet, words, inputs[name]))

    def notices(self) -> Iterator[str]:
        if self.edits:
            source = "下载的填报表"
            yield told_edits("表内文字", self.edits, source=source, advice=ADVICE)
        yield from self.cells
        if self.originals:
            known = {o.sheet for o in self.originals} | {e.sheet for e in self.entries} | {SHEET}
            added = [s.name for s in self.book.sheets if s.name not in known and is_added(s)]
            yield from told_sheets(added, "填报表")

    def _sheet(self, compared: "_Compared") -> None:
        name = compared.sheet.name
        problem = compared.moved() or compared.other_unit()
        if problem:
            self.problems.append((name, *problem))
            return
        self.edits += compared.edits()
        self.cells += told_cells(name, compared.overwritten(), "由公式计算，改填的内容没有导入")
        self.cells += told_cells(name, compared.added(), "不是填报的格，其中的内容没有导入")


@dataclass(frozen=True)
class _Compared:
    """A sheet with the words it was made with and the places to be filled in."""

    sheet: Sheet
    words: Mapping[tuple[int, int], str]
    inputs: set[tuple[int, int]]

    def edited(self) -> Iterator[tuple[tuple[int, int], str, str]]:
        """Yield place, words now and words once of all that was printed and is other now."""
        for place, once in self.words.items():
            cell = self.sheet.cells.get(place)
            if once == FORMULA or once.startswith(DIGEST):
                continue
            if cell is None:
                yield place, "", once
            elif not is_same(cell, once):
                yield place, said_of(cell), once

    def moved(self) -> tuple[str, str] | None:
        """Return a cell that says what another one said, or whose words went elsewhere."""
        known = {bare(once) for once in self.words.values() if _is_name(once)}
        strange = {bare(self.sheet.cells[place].text) for place in self._strange()}
        for place, now, once in self.edited():
            is_gone = not now and _is_name(once) and bare(once) in strange
            if is_gone or (_is_name(now) and bare(now) in known):
                return self._told(
                    place,
                    now,
                    once,
                    why="像是移动、增删或排序过行列，数字会填错格；请恢复原来的位置",
                )
        return None

    def other_unit(self) -> tuple[str, str] | None:
        """Return a cell by which figures below would be in another multiple of their unit."""
        for place, now, once in self.edited():
            if now and sorted(_MULTIPLE.findall(now)) != sorted(_MULTIPLE.findall(once)):
                return self._told(place, now, once, why="单位不同；请换算后填写，并改回原来的单位")
        return None

    def edits(self) -> Iterator[Edited]:
        for place, now, once in self.edited():
            if now:
                yield Edited(f"工作表“{self.sheet.name}”{cell_name(*place)}", now, once)

    def overwritten(self) -> list[str]:
        """Return the cells of formulas in which somebody wrote something himself."""
        held = ((p, self.sheet.cells.get(p)) for p, once in self.words.items() if once == FORMULA)
        return [cell_name(*place) for place, cell in held if cell and not cell.is_formula]

    def added(self) -> list[str]:
        return [cell_name(*place) for place in self._strange()]

    def _strange(self) -> list[tuple[int, int]]:
        known = self.words.keys() | self.inputs
        return sorted(place for place in self.sheet.cells if place not in known)

    def _told(self, place: tuple[int, int], now: str, once: str, *, why: str) -> tuple[str, str]:
        return cell_name(*place), (
            f"原为“{once[:30]}”，现为“{now[:30] or '空'}”，{why}，或重新下载填报表"
        )


def _is_name(words: str) -> bool:
    """Whether words name a row or a column: a bare figure may stand anywhere."""
    return bool(words.strip()) and words != FORMULA and not is_figure(words)
