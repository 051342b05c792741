"""The columns of a block: which hold names, serial numbers, figures, and of what."""

from collections.abc import Sequence
from dataclasses import dataclass

from press.pasting import lexicon
from press.pasting.block import LONGEST, Block, Word
from press.pasting.lexicon import NONE, Lexicon

#: Heading rows that are read, counted from the figures upwards; what is higher is a title.
MOST_ROWS = 8


@dataclass(slots=True)
class ColumnHead:
    """What stands over a column, from top to bottom, and what that says.

    whats: columns of the sheet that all of it names. aside: why it is not to be filled.
    is_torn: its words name different columns. is_part: a word below the name takes it back:
    其中女, 上半年, 完成率, another unit.
    """

    path: tuple[str, ...] = ()
    whats: frozenset[int] = NONE
    aside: str = ""
    is_done: bool = False
    is_serial: bool = False
    is_torn: bool = False
    is_part: bool = False

    @property
    def text(self) -> str:
        return " · ".join(self.path)

    @property
    def is_unknown(self) -> bool:
        is_known = bool(self.whats or self.aside or self.is_done)
        return bool(self.path) and (self.is_part or not is_known)

    @property
    def what(self) -> int | None:
        """The one column that it surely names."""
        is_one = len(self.whats) == 1 and not (self.is_torn or self.is_part)
        return next(iter(self.whats)) if is_one else None


def is_heading_word(word: Word, book: Lexicon) -> bool:
    """Whether a word is at home in a heading: a column of the sheet, 序号, 目标, a unit."""
    if word.is_figure or len(word.text) > LONGEST:
        return False
    text = word.text
    return bool(
        word.whats
        or book.what(text)
        or lexicon.is_head(text)
        or lexicon.is_done(text)
        or lexicon.is_aim(text)
        or book.is_unit(text)
    )


def read_heads(block: Block, rows: Sequence[int], book: Lexicon) -> list[ColumnHead]:
    """Return the head of each column out of the heading rows; merged heads reach to the right."""
    rows = rows[-MOST_ROWS:]
    lines = [_spread(block, rows, at) for at in range(len(rows))]
    return [_head([line[j] for line in lines], block, j, book=book) for j in range(block.width)]


def _spread(block: Block, rows: Sequence[int], at: int) -> list[Word]:
    """Return a heading row with a merged head's word over every column it covers."""
    line = list(block.words[rows[at]])
    above, below = rows[:at], rows[at + 1 :]
    for j in range(1, block.width):
        is_covered = not line[j] and line[j - 1] and not any(block.words[i][j] for i in above)
        if is_covered and any(block.words[i][j] for i in below):
            line[j] = line[j - 1]
    return line


def _head(words: list[Word], block: Block, column: int, *, book: Lexicon) -> ColumnHead:
    own = [word for word in words if word and not book.is_unit(word.text)]
    path = tuple(dict.fromkeys(word.text for word in own))
    head = ColumnHead(path)
    for text in path:
        _hear(head, text, book)
    return head


def _hear(head: ColumnHead, text: str, book: Lexicon) -> None:
    """Take into a head what one word of its path says."""
    found = book.exactly(text)
    if not found and lexicon.is_done(text):
        head.is_done = True
    elif not found and lexicon.is_bare_aim(text):
        head.aside = "目标、计划列，不粘贴"
    elif not found and lexicon.is_head(text):
        head.aside = head.aside or "不在这里填写的列，不粘贴"
        head.is_serial = head.is_serial or lexicon.is_serial_head(text)
    elif found := found or book.what(text):
        both = head.whats & found if head.whats else found
        head.is_torn = head.is_torn or not both
        head.whats = both or found
    elif lexicon.is_aim(text) or book.is_other_year(text):
        head.aside = "目标、计划或往年列，不粘贴"
    elif head.whats:
        head.is_part = head.is_part or book.is_part(text, head.whats)


def is_counting(words: Sequence[Word]) -> bool:
    """Whether plain words count 1, 2, 3 … downwards (blanks between are blank lines)."""
    numbers = [lexicon.serial_of(word.text)[0] for word in words if word]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))


def is_serial(words: Sequence[Word]) -> bool:
    """Whether all words are written as serial numbers: 1. （2） ③, which no figure is."""
    said = [lexicon.serial_of(word.text) for word in words if word]
    return bool(said) and all(number is not None and written for number, written in said)


def is_permuted(words: Sequence[Word]) -> bool:
    """Whether the words are the numbers 1 … n in whatever order."""
    numbers = [lexicon.serial_of(word.text)[0] for word in words if word]
    if not numbers or None in numbers:
        return False
    return sorted(n for n in numbers if n is not None) == list(range(1, len(numbers) + 1))


def is_kind(words: Sequence[Word]) -> bool:
    """Whether a column only says which rows are targets and which were done."""
    said = [word.text for word in words if word]
    return bool(said) and all(lexicon.is_done(text) or lexicon.is_bare_aim(text) for text in said)
