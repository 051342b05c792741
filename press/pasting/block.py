"""A pasted block as it lies there: a rectangle of words, each with what it may be."""

from collections.abc import Sequence
from dataclasses import dataclass

from press.pasting import lexicon
from press.pasting.lexicon import NONE, Lexicon
from press.pasting.sheet import PageSheet

#: Longer words are running text: no name, no heading, no figure.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the block. row, column: where it was pasted, from 1."""

    text: str
    row: int
    column: int
    whos: frozenset[int] = NONE
    whats: frozenset[int] = NONE
    elsewhere: str = ""
    is_figure: bool = False
    is_total: bool = False

    @property
    def is_name(self) -> bool:
        return bool(self.whos or self.elsewhere)

    def __bool__(self) -> bool:
        return bool(self.text)


class Block:
    """The words of a block by row and column. turned: its columns are the sheet's lines."""

    def __init__(self, words: Sequence[Sequence[Word]], *, turned: bool = False):
        self.words = words
        self.turned = turned
        self.height = len(words)
        self.width = len(words[0]) if words else 0

    @classmethod
    def read(cls, rows: Sequence[Sequence[str]], book: Lexicon) -> "Block":
        """Return the block as it is best understood: turned if the names run across it."""
        width = max(map(len, rows), default=0)
        words = [
            [_word(row[j] if j < len(row) else "", i, j, book=book) for j in range(width)]
            for i, row in enumerate(rows)
        ]
        while words and not any(words[-1]):
            words.pop()
        block = cls(words)
        return block.turn() if _runs_across(block, book.sheet) else block

    def turn(self) -> "Block":
        return Block([list(column) for column in zip(*self.words, strict=True)], turned=True)

    def column(self, number: int) -> list[Word]:
        return [row[number] for row in self.words]

    def row_name(self, number: int) -> str:
        """Return how a person finds a row of the block again, whichever way it lies."""
        word = self.words[number][0]
        return f"第 {word.column} 列" if self.turned else f"第 {word.row} 行"

    def column_name(self, number: int) -> str:
        word = self.words[0][number]
        return f"第 {word.row} 行" if self.turned else f"第 {word.column} 列"


def _word(raw: str, row: int, column: int, *, book: Lexicon) -> Word:
    text = raw.replace("\xa0", " ").replace("\u3000", " ").strip().strip("\ufeff\u200b").strip()
    if not text:
        return Word("", row + 1, column + 1)
    if len(text) > LONGEST:
        return Word(text, row + 1, column + 1)
    whos = book.who(text)
    elsewhere = "" if whos else book.elsewhere(text)
    is_figure = not (whos or elsewhere) and lexicon.is_figure(text)
    return Word(
        text=text,
        row=row + 1,
        column=column + 1,
        whos=whos,
        whats=NONE if is_figure else book.exactly(text),
        elsewhere=elsewhere,
        is_figure=is_figure,
        is_total=not is_figure and lexicon.is_total(text),
    )


def _runs_across(block: Block, sheet: PageSheet) -> bool:
    """Whether names of lines stand over their figures instead of beside them."""
    down, across = _sides(block, "is_name")
    if down or across:
        most_down = max(len(_whos(block.column(j))) for j in range(block.width))
        most_across = max(len(_whos(row)) for row in block.words)
        return (most_across, across) > (most_down, down)
    if sheet.is_list:
        return False
    down, across = _sides(block, "whats")
    return down > across


def _whos(words: Sequence[Word]) -> set[frozenset[int]]:
    return {word.whos for word in words if word.whos}


def _sides(block: Block, trait: str) -> tuple[int, int]:
    """Return how many words of a kind have a figure in their row, and how many in their column."""
    in_column = [any(word.is_figure for word in block.column(j)) for j in range(block.width)]
    down = across = 0
    for row in block.words:
        in_row = any(word.is_figure for word in row)
        for j, word in enumerate(row):
            if getattr(word, trait):
                down += in_row
                across += in_column[j]
    return down, across
