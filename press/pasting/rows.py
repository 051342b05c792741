"""The rows of a block: headings, titles, totals and notes, and whose line each other one is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from press.pasting import lexicon
from press.pasting.block import Block, Word
from press.pasting.heading import is_counting, is_heading_word
from press.pasting.lexicon import NONE, Lexicon
from press.pasting.sheet import PageSheet


class Role(StrEnum):
    BLANK = "blank"
    TITLE = "title"
    HEADING = "heading"
    TOTAL = "total"
    NOTE = "note"
    AIM = "aim"
    DATA = "data"
    LOST = "lost"  # figures of nobody on this sheet


ASIDE = {
    Role.TITLE: "标题，不粘贴",
    Role.HEADING: "表头，不粘贴",
    Role.TOTAL: "合计、平均行，不粘贴",
    Role.NOTE: "说明文字，不粘贴",
    Role.AIM: "目标、计划行，不粘贴",
}


@dataclass(slots=True)
class Row:
    """One row of a block. whos, whats: what its names say. why: of a LOST one. name: as written."""

    number: int
    role: Role
    whos: frozenset[int] = NONE
    whats: frozenset[int] = NONE
    why: str = ""
    name: str = ""


@dataclass(slots=True)
class Rows:
    """All rows, which columns hold names, and what has to be asked about the first of them.

    doubtful: (row, suggested) — whether it is a heading or the first figure cannot be told.
    are_told: a person said which rows are the heading.
    """

    all: list[Row]
    names: list[int] = field(default_factory=list)
    what_names: list[int] = field(default_factory=list)
    doubtful: tuple[int, str] | None = None
    are_told: bool = False

    @property
    def are_named(self) -> bool:
        return bool(self.names)

    def of(self, *roles: Role) -> list[int]:
        return [row.number for row in self.all if row.role in roles]


def read_rows(block: Block, book: Lexicon, is_heading: bool | None) -> Rows:
    """Return what each row is. is_heading: a person's answer about the doubtful first rows."""
    names = _name_columns(block, book.sheet)
    what_names = _what_columns(block, names)
    if names or what_names:
        first = _first_named(block, names, what_names)
        head = [_above(block, i, book) for i in range(first)]
        rows = Rows(head, names, what_names)
    else:
        first, doubtful = _end_of_heading(block, book, is_heading)
        head = [_above(block, i, book) for i in range(first)]
        rows = Rows(head, doubtful=doubtful, are_told=is_heading is not None)
    _tell_titles(block, rows.all, book)
    above: Row | None = None
    for i in range(first, block.height):
        row = _below(block, i, rows, above=above)
        rows.all.append(row)
        above = row if row.whos else above
    return rows


def _name_columns(block: Block, sheet: PageSheet) -> list[int]:
    has_words = any(what.takes_words for what in sheet.whats)
    found = []
    for j in range(block.width):
        words = [word for word in block.column(j) if word]
        names = sum(word.is_name for word in words)
        figures = sum(word.is_figure for word in words)
        is_headed = sheet.named and any(lexicon.is_name_head(word.text) for word in words)
        is_enough = is_headed or not has_words or names * 2 >= len(words) - 1
        if names and names >= figures and is_enough:
            found.append(j)
    return found


def _what_columns(block: Block, names: Sequence[int]) -> list[int]:
    """Return the columns that name a measure in every row, as a list has them."""
    found = []
    beside = [any(word.is_figure for word in row) for row in block.words]
    for j in range(block.width):
        if j in names:
            continue
        words = block.column(j)
        said = sum(bool(word.whats) and beside[i] for i, word in enumerate(words))
        others = sum(bool(word) and beside[i] for i, word in enumerate(words)) - said
        if said and said >= others:
            found.append(j)
    return found


def _first_named(block: Block, names: Sequence[int], what_names: Sequence[int]) -> int:
    for i, row in enumerate(block.words):
        has_figure = any(word.is_figure for word in row)
        if any(row[j].is_name for j in names) or (
            not names and has_figure and any(row[j].whats for j in what_names)
        ):
            return i
    return block.height


def _end_of_heading(
    block: Block, book: Lexicon, is_heading: bool | None
) -> tuple[int, tuple[int, str] | None]:
    """Return (first row of figures, the row that cannot be told) of a block without names."""
    has_words = any(what.takes_words for what in book.sheet.whats)
    last = -1
    top = 0
    for i, row in enumerate(block.words):
        words = [word for word in row if word]
        if any(word.is_figure for word in words):
            break
        top = i + 1
        at_home = sum(is_heading_word(word, book) for word in words)
        if words and at_home * 2 >= len(words) if has_words else at_home:
            last = i
        elif has_words and last >= 0:
            break
    first = last + 1
    if has_words:
        return first, None
    return _settle_doubt(block, first, top, is_heading=is_heading)


def _settle_doubt(
    block: Block, first: int, top: int, *, is_heading: bool | None
) -> tuple[int, tuple[int, str] | None]:
    """Words over figures, or 1, 2, 3 across under a heading: heading or figures?"""
    odd = [i for i in range(first, top) if any(block.words[i])]
    suggested = "?"
    is_inside = not odd and 0 < first < block.height - 1 and block.width > 1
    if is_inside and is_counting(block.words[first]):
        odd, suggested = [first], "heading"
    if not odd or block.height < 2 or top == block.height and not first:
        return first, None
    if is_heading is None:
        return first, (odd[0], suggested)
    return (odd[-1] + 1 if is_heading else first), None


def _above(block: Block, number: int, book: Lexicon) -> Row:
    """Judge a row above the first line."""
    words = [word for word in block.words[number] if word]
    if not words:
        return Row(number, Role.BLANK)
    if any(word.is_total for word in words) and any(word.is_figure for word in words):
        return Row(number, Role.TOTAL)
    figures = [word for word in words if word.is_figure]
    if figures and not is_counting(figures) and not any(is_heading_word(w, book) for w in words):
        return Row(number, Role.LOST, why=f"这一行没有{book.sheet.who_word}名称")
    return Row(number, Role.HEADING)


def _tell_titles(block: Block, head: list[Row], book: Lexicon) -> None:
    """A lone word at the left edge over other heading rows is the table's title."""
    lowest = max((row.number for row in head if row.role is Role.HEADING), default=-1)
    for row in head:
        words = [word for word in block.words[row.number] if word]
        is_lone = len(words) == 1 and block.width > 1 and block.words[row.number][0]
        is_over = row.number < lowest or not is_heading_word(words[0], book) if words else False
        if row.role is Role.HEADING and is_lone and is_over and not words[0].whats:
            row.role = Role.TITLE


def _below(block: Block, number: int, rows: Rows, *, above: Row | None) -> Row:
    words = block.words[number]
    if not any(words):
        return Row(number, Role.BLANK)
    first = next(word for word in words if word)
    has_figure = any(word.is_figure for word in words)
    # Where no column holds names, a name anywhere makes a row somebody's.
    is_somebodys = any(words[j].whos for j in rows.names or range(len(words)))
    has_total = any(word.is_total for word in words) and not is_somebodys
    if has_total and (first.is_total or rows.are_named):
        return Row(number, Role.TOTAL)
    if not has_figure and lexicon.is_note(first.text):
        return Row(number, Role.NOTE)
    if rows.names or rows.what_names:
        return _named(block, number, rows, above=above)
    return Row(number, Role.DATA)


def _named(block: Block, number: int, rows: Rows, *, above: Row | None) -> Row:
    """Judge a row of a block whose rows bear names."""
    words = block.words[number]
    row = Row(number, Role.DATA)
    said = [words[j] for j in rows.names if words[j]]
    row.name = "".join(word.text for word in said)
    row.whats = _meant([words[j] for j in rows.what_names], "whats")
    row.whos = _meant(said, "whos")
    others = [word for j, word in enumerate(words) if j not in rows.names and word]
    if not said and above is not None and (row.whats or _says_which(others)):
        row.whos, row.name = above.whos, above.name  # a merged cell over several rows
    if any(lexicon.is_bare_aim(word.text) for word in others if not word.is_figure):
        row.role = Role.AIM
        return row
    return _lost(row, said, others, rows=rows)


def _meant(words: Sequence[Word], trait: str) -> frozenset[int]:
    """Return what all names together say; nothing if they contradict each other."""
    sets = [found for word in words if (found := getattr(word, trait))]
    return frozenset.intersection(*sets) if sets else NONE


def _says_which(words: Sequence[Word]) -> bool:
    return any(
        lexicon.is_done(word.text) or lexicon.is_bare_aim(word.text)
        for word in words
        if not word.is_figure
    )


def _lost(row: Row, said: Sequence[Word], others: Sequence[Word], *, rows: Rows) -> Row:
    """Say why a row is nobody's line, if it is not."""
    elsewhere = next((word.elsewhere for word in said if word.elsewhere), "")
    unknown = [word.text for word in said if not word.is_name]
    has_figure = any(word.is_figure for word in others)
    if elsewhere:
        row.role, row.why = Role.LOST, elsewhere
    elif unknown and not row.whos:
        row.role, row.why = Role.LOST, f"“{unknown[0]}”不是本表的名称"
    elif said and not row.whos:
        row.role, row.why = Role.LOST, "这一行的几个名称互相矛盾"
    elif not (row.whos if rows.names else row.whats):
        row.role, row.why = Role.LOST, "这一行没有名称"
    if row.role is Role.LOST and not has_figure and not elsewhere:
        row.role = Role.NOTE
    return row
