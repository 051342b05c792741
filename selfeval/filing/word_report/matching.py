"""Where a form's tables stand in the tables of a document, told by their heads."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from selfeval.engine.values import parse_number
from selfeval.filing.word_report.asked import AskedForm, AskedTable, AskedTree, HeadNames
from selfeval.filing.word_report.elements import Box, WordTable
from selfeval.filing.word_report.synonyms import TOTALS
from selfeval.filing.word_report.wording import LEVELS, bare, unit_in, unitless

#: Heads stand in so many rows at most.
DEEPEST = 4
_SHORTEST_PART = 4
#: How many of the rows have to be known where no caption names the table.
_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """The head over one column: where it stands and what it means."""

    box: Box
    code: str


@dataclass(frozen=True, slots=True)
class Region:
    """Rows of a sheet that a table of the form may be read from. last: the row of the lowest
    heads; end: the row after. rivals: other tables that it may be just as well. is_thin: few of
    the rows speak for it, and no name."""

    sheet: WordTable
    asked: AskedTable | AskedTree
    heads: tuple[ColumnHead, ...]
    last: int
    end: int
    captions: tuple[str, ...]
    rivals: tuple[AskedTable, ...] = ()
    is_thin: bool = False

    @property
    def rows(self) -> range:
        return range(self.last + 1, self.end)

    @property
    def first_column(self) -> int:
        return min(head.box.column for head in self.heads)

    @property
    def unit(self) -> str:
        """Return the unit that stands over the table, for all its money."""
        return next(filter(None, map(unit_in, reversed(self.captions))), "")

    def value(self, row: int, head: ColumnHead, *, may_cover: bool = False) -> Box | None:
        """Return what stands in a row under a head; None if nothing does, or if it goes over
        into another column. may_cover: or into rows of something else, as points may."""
        box, seen = None, set()
        for column in range(head.box.column, head.box.column + head.box.width):
            there = None if self.is_ragged(row) else self.sheet.said(row, column)
            if there is not None and there not in seen:
                seen.add(there)
                box = there
        is_whole = len(seen) == 1 and box is not None and box.row == row
        if not is_whole or self._is_shared(box, head):
            return None
        return box if may_cover or not self._covers_rows(box) else None

    def _covers_rows(self, box: Box | None) -> bool:
        """Say whether a box goes over rows that are parted elsewhere: nobody knows whose it is."""
        if box is None or box.height == 1:
            return False
        rows, columns = (box.row, box.below - 1), range(self.sheet.width)
        return any(self.sheet.at(rows[0], c) is not self.sheet.at(rows[1], c) for c in columns)

    def is_ragged(self, row: int) -> bool:
        """Say whether a row has other columns than its heads, so that nobody knows which."""
        return len(self.sheet.rows[row]) != len(self.sheet.rows[self.last])

    def _is_shared(self, box: Box | None, head: ColumnHead) -> bool:
        return box is not None and any(
            other is not head
            and box.column < other.box.column + other.box.width
            and other.box.column < box.column + box.width
            for other in self.heads
        )


def regions_of(sheet: WordTable, asked: AskedForm, sections: Sequence[str]) -> Iterator[Region]:
    """Yield where tables of the form stand in a sheet, from above.

    sections: of the form, by row. They decide between tables with the same heads; the order
    alone never does.
    """
    everything = [*asked.tables, *([asked.tree] if asked.tree else [])]
    rows = [
        (row, [(one, heads) for one in everything if (heads := heads_in(sheet, one, row))])
        for row in range(len(sheet.rows))
    ]
    groups = list(_groups([(row, found) for row, found in rows if found]))
    for number, group in enumerate(groups):
        end = groups[number + 1][0][0] if number + 1 < len(groups) else len(sheet.rows)
        above = _end_of(groups[number - 1]) if number else 0
        found = [_region(sheet, one, group, above=above, end=end) for one in _each(group)]
        weighed = [(_fit(region, sections[region.last]), region) for region in found]
        plausible = [(fit, region) for fit, region in weighed if _is_plausible(region, fit)]
        if plausible:
            yield _chosen(plausible)


def _groups(rows: list) -> Iterator[list]:
    """Yield the rows with heads, those that follow each other together."""
    group: list = []
    for row, found in rows:
        if group and row - group[-1][0] > 1:
            yield group
            group = []
        group.append((row, found))
    if group:
        yield group


def _end_of(group: list) -> int:
    return group[-1][0] + 1


def _each(group: list) -> list[AskedTable | AskedTree]:
    found: list[AskedTable | AskedTree] = []
    for _, all_found in group:
        found += [one for one, _ in all_found if not any(one is other for other in found)]
    return found


def _region(
    sheet: WordTable, asked: AskedTable | AskedTree, group: list, *, above: int, end: int
) -> Region:
    """Return the region under the row in which most heads of a table meet, the lowest such."""
    best: tuple[int, tuple[ColumnHead, ...]] = (0, ())
    for row, all_found in group:
        heads = next((heads for one, heads in all_found if one is asked), ())
        if len(heads) >= len(best[1]):
            best = (row, heads)
    last, heads = best
    return Region(sheet, asked, heads, last, end=end, captions=_captions(sheet, last, above))


def _captions(sheet: WordTable, last: int, above: int) -> tuple[str, ...]:
    """Return what stands over a region: over the sheet, in rows of one box, and at its left."""
    said = list(sheet.captions) if not above else []
    for row in range(above, last + 1):
        own = sheet.own(row)
        boxes = sheet.boxes(row)
        if len(own) == 1 and len(boxes) == 1:
            said.append(own[0].text)
    said += [box.text for box in sheet.own(last)[:1] if box.height > 1]
    for row in range(max(0, last - DEEPEST), last + 1):
        side = sheet.said(row, 0)
        if side is not None and side.below > last + 1:
            said.append(side.text)
    return tuple(dict.fromkeys(said))


def heads_in(sheet: WordTable, asked: AskedTable | AskedTree, row: int) -> tuple[ColumnHead, ...]:
    """Return the heads of a table that end in a row; none if they do not make it known."""
    if any(_is_figure(box) for box in sheet.own(row)):
        return ()
    heads = tuple(_heads(sheet, asked.heads, row))
    if not any(head.box.below > row for head in heads):
        return ()
    if isinstance(asked, AskedTree):
        return heads if _is_tree(sheet, asked, heads, row=row) else ()
    columns = {column.code for column in asked.table.columns}
    return heads if len([h for h in heads if h.code in columns]) >= asked.needed else ()


def _heads(sheet: WordTable, names: HeadNames, row: int) -> Iterator[ColumnHead]:
    found: dict[str, list[Box]] = {}
    for column in range(sheet.width):
        box = _lowest(sheet, row, column)
        code = names.find(box.text) if box is not None else None
        if box is not None and code is not None and box not in found.get(code, []):
            found.setdefault(code, []).append(box)
    for code, all_boxes in found.items():
        own = [box for box in all_boxes if names.is_own(box.text)]
        boxes = own or all_boxes
        if len(boxes) == 1:  # a head that stands twice tells nobody which is meant
            yield ColumnHead(boxes[0], code)


def _lowest(sheet: WordTable, row: int, column: int) -> Box | None:
    """Return the head that ends over a column: where cells were not merged, one further up."""
    for up in range(min(DEEPEST - 1, row + 1)):
        box = sheet.said(row - up, column)
        if box is not None:
            return box
    return None


def _is_figure(box: Box) -> bool:
    return parse_number(box.text.rstrip("%％人个万元")) is not None


def _is_tree(
    sheet: WordTable, asked: AskedTree, heads: tuple[ColumnHead, ...], *, row: int
) -> bool:
    """Say whether heads are those of indicators: a level's name left of them, and a figure's."""
    if not {"target", "outcome", "reason", "score"} & {head.code for head in heads}:
        return False
    first = min((head.box.column for head in heads), default=0)
    names = [_lowest(sheet, row, column) for column in range(first)]
    return any(box is not None and asked.levels.find(box.text) for box in names)


# --- which table it is ------------------------------------------------------------------


def _is_plausible(region: Region, fit: tuple[float, ...]) -> bool:
    """Say whether more than the heads speaks for a table of fixed rows: its name, or a row."""
    asked = region.asked
    if isinstance(asked, AskedTree) or not asked.order:
        return True
    caption, rows, *_ = fit
    return bool(caption or rows) or len(asked.order) == 1


def _chosen(weighed: list[tuple[tuple[float, ...], Region]]) -> Region:
    """Return the region of the table that fits best; the others that fit as well are rivals."""
    best = max(fit for fit, _ in weighed)
    first, *others = [region for fit, region in weighed if fit == best]
    rivals = tuple(r.asked for r in others if isinstance(r.asked, AskedTable))
    caption, rows, *_ = best
    is_fixed = isinstance(first.asked, AskedTable) and len(first.asked.order) > 1
    return replace(first, rivals=rivals, is_thin=is_fixed and not caption and rows < _ENOUGH)


def _fit(region: Region, section: str) -> tuple[float, ...]:
    asked = region.asked
    if isinstance(asked, AskedTree):
        names = asked.labels
        is_here = section in asked.sections
        columns = max(1, len(region.heads))
        own = [True] * columns
        rows = _rows_known(region, lambda text: bool(asked.nodes.find(text)))
    else:
        names = (asked.label,)
        is_here = section == asked.section
        columns = len(asked.table.columns)
        own = [bool(asked.heads.own.find(head.box.text)) for head in region.heads]
        rows = _rows_known(region, lambda text: bool(asked.rows.find(text)))
        rows = rows if asked.table.rows else 0.5
    caption = max((_caption_fit(region, name) for name in names), default=0)
    heads = sum(2 if is_own else 1 for is_own in own) / (2 * columns)
    return (caption, round(rows, 1), round(heads, 1), is_here)


def _caption_fit(region: Region, name: str) -> int:
    wanted = [level(name) for level in LEVELS]
    for caption in region.captions:
        if any(w and level(caption) == w for level, w in zip(LEVELS, wanted, strict=True)):
            return 2
    short = bare(name)
    parts = [bare(caption) for caption in region.captions]
    return int(any(len(short) >= _SHORTEST_PART and short in part for part in parts))


def _rows_known(region: Region, is_known: Callable[[str], bool]) -> float:
    rows = [row for row in region.rows if region.sheet.own(row)]
    known = [row for row in rows if any(is_known(text) for text in _labels(region, row))]
    return len(known) / len(rows) if rows else 0.0


def _labels(region: Region, row: int) -> list[str]:
    """Return what may name a row; that a row is the sum speaks for no table."""
    return [box.text for box in label_boxes(region, row) if unitless(box.text) not in TOTALS]


def label_boxes(region: Region, row: int) -> list[Box]:
    """Return what stands in a row left of the first head, the nearest to it first."""
    boxes = [box for box in region.sheet.boxes(row) if box.column < region.first_column]
    return [box for box in reversed(boxes) if box.text and not _is_figure(box)]
