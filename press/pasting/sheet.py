"""The nouns of a paste: the sheet it goes into, and what becomes of every word of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: A place on a sheet: (number of the line's name, number of the column's name).
Place = tuple[int, int]
#: Words set aside that are listed one by one.
MOST_TOLD = 30


@dataclass(frozen=True, slots=True)
class Named:
    """Whose line it is: a city, a row of a form, an indicator. names: all others it has."""

    label: str
    names: tuple[str, ...] = ()

    @property
    def every_name(self) -> tuple[str, ...]:
        return (self.label, *self.names)


@dataclass(frozen=True, slots=True)
class What(Named):
    """What a column holds. key: how an answer names it. groups: heads that stand over it.

    takes_words: running text is at home in it, so that words are no sign of a heading.
    """

    key: str = ""
    unit: str = ""
    groups: tuple[str, ...] = ()
    takes_words: bool = False


@dataclass(frozen=True, slots=True)
class PageSheet:
    """A page's table as a pasted block meets it.

    lines: whose line each is, from top to bottom. columns: what each holds, from left to right.
    listed: instead of both, a sheet on which every line is one place (a line a measure).
    places: those that are there at all. closed: why a place takes nothing.
    elsewhere: names that are known and not on this sheet, with what to say of them.
    aims: the targets that stand beside the places, to know a pasted column of targets.
    room: how many lines may still be added below. numbered: a column 序号 stands before it.
    named: the lines bear names, by which a block may be meant to find them.
    year: words like 2017年 say nothing new in a heading of this year.
    """

    whos: tuple[Named, ...]
    whats: tuple[What, ...]
    lines: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    listed: tuple[Place, ...] = ()
    places: frozenset[Place] = frozenset()
    closed: Mapping[Place, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    aims: Mapping[Place, str] = field(default_factory=dict)
    room: int = 0
    numbered: bool = False
    named: bool = True
    year: int | None = None
    who_word: str = "市州"
    what_word: str = "测量项"

    @property
    def is_list(self) -> bool:
        return bool(self.listed)

    def name_of(self, place: Place) -> str:
        """Return how a place is named to a person."""
        who, what = place
        return f"{self.name_of_line(who)} {self.whats[what].label}"

    def name_of_line(self, who: int) -> str:
        """Return whose line it is; a line to be added has no name yet."""
        if who < len(self.whos):
            return self.whos[who].label
        return f"新增第 {who - len(self.whos) + 1} 行"


@dataclass(frozen=True, slots=True)
class Start:
    """The cell the block was pasted into: its line and column on the sheet, from 0."""

    line: int
    column: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A word with its place. row, column: in the block as it was pasted, from 1."""

    place: Place
    text: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Left:
    """A word that met no cell. name: beside which name it stood, as it was written."""

    text: str
    row: int
    column: int
    why: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """Words that were recognised and are not to be written: headings, names, serials, totals."""

    why: str
    texts: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The words in one line: all of them, or the first and how many more."""
        told = "、".join(self.texts[:MOST_TOLD])
        more = len(self.texts) - MOST_TOLD
        return f"{told} 等 {len(self.texts)} 处" if more > 0 else told


@dataclass(frozen=True, slots=True)
class Question:
    """What a person has to say. key: of the answer. choices: (answer, words).

    suggested: the answer that looks right, "?" if none does. samples: what stands there.
    """

    key: str
    text: str
    samples: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    suggested: str = "?"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a block means. is_plain: nothing had to be understood, every word has its cell.

    notes: what was understood, in sentences. doubts: what to look at twice, in sentences.
    added: how many lines have to be added below. empty: places over which nothing was pasted.
    """

    placed: tuple[Placed, ...] = ()
    left: tuple[Left, ...] = ()
    asked: tuple[Question, ...] = ()
    aside: tuple[Aside, ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    added: int = 0
    empty: tuple[Place, ...] = ()

    @property
    def is_plain(self) -> bool:
        return not (self.left or self.asked or self.aside or self.notes or self.doubts)
