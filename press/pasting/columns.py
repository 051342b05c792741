"""Which column of a block goes into which of the sheet, and which a person has to say."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from press.pasting import lexicon
from press.pasting.block import Block, Word
from press.pasting.heading import is_counting, is_kind, is_permuted, is_serial, read_heads
from press.pasting.lexicon import Lexicon, label_of
from press.pasting.rows import Role, Rows
from press.pasting.sheet import PageSheet, Question, Start

SKIP = ""
UNSURE = "?"
#: The key of "this column holds the figures" where every row names its own measure.
FIGURES = "*"
SERIAL = "序号，不粘贴"
NOT_WANTED = "按您的选择不粘贴"


@dataclass(slots=True)
class Columns:
    """what: the sheet's column by the block's. figures: those of a list. aside: why not.

    blank: the sheet's column of a block's column without a word. outside: beside the sheet.
    """

    what: dict[int, int] = field(default_factory=dict)
    figures: list[int] = field(default_factory=list)
    aside: dict[int, str] = field(default_factory=dict)
    blank: dict[int, int] = field(default_factory=dict)
    outside: list[int] = field(default_factory=list)
    asked: dict[int, Question] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    by_heading: bool = False
    stops_all: bool = False  # until it is answered no row is known


class Placing:
    """Decides about the columns of one block, one question after the other."""

    def __init__(
        self, block: Block, rows: Rows, book: Lexicon, *, start: Start, answers: Mapping[str, str]
    ):
        self.block, self.rows, self.book, self.start = block, rows, book, start
        self.sheet: PageSheet = book.sheet
        self.answers = answers
        self.data = rows.of(Role.DATA, Role.LOST)
        self.heads = read_heads(block, rows.of(Role.HEADING), book)
        self.found = Columns()
        self.open: list[int] = []

    def decide(self) -> Columns:
        named = {*self.rows.names, *self.rows.what_names}
        for j in range(self.block.width):
            if j in named:
                continue
            if any(self.words(j)):
                self._first_look(j)
            elif (what := self.heads[j].what) is not None and not self.heads[j].aside:
                self.found.blank[j] = what
        self._clear_doubles()
        self._see_serials()
        self._ask_mixed()
        self._ask_strange()
        if self.rows.what_names or (self.sheet.is_list and not self.found.what):
            self._find_figures()
        elif self.open:
            self._place_open()
        return self.found

    def words(self, column: int) -> list[Word]:
        return [self.block.words[i][column] for i in self.data]

    def _first_look(self, j: int) -> None:
        head = self.heads[j]
        answer = self._answer(j)
        if answer is not None:
            self._take(j, answer)
        elif self._is_mixed(j) or self._is_strange(j):
            self.open.append(j)
        elif head.aside and not head.is_done and head.what is None:
            self.found.aside[j] = SERIAL if head.is_serial else f"“{head.text}”：{head.aside}"
        elif head.aside and not head.is_done:
            self.found.aside[j] = f"“{head.text}”：{head.aside}"
        elif head.what is not None and not self.rows.what_names:
            self.found.what[j] = head.what
            self.found.by_heading = True
        elif is_serial(self.words(j)):
            self.found.aside[j] = SERIAL
        elif is_kind(self.words(j)):
            self.found.aside[j] = "目标、完成的标记，不粘贴"
        else:
            self.open.append(j)

    def _answer(self, j: int) -> str | None:
        """Return what a person said of a column, None if nothing or nothing we know."""
        said = self.answers.get(self.key_of(j))
        if said is None or said == SKIP:
            return said
        known = {what.key for what in self.sheet.whats} | {FIGURES}
        return said if said in known else None

    def _take(self, j: int, key: str) -> None:
        if key == SKIP:
            self.found.aside[j] = NOT_WANTED
        elif key == FIGURES:
            self.found.figures.append(j)
        else:
            self.found.what[j] = [what.key for what in self.sheet.whats].index(key)

    def key_of(self, j: int) -> str:
        word = self.block.words[0][j]
        return f"r{word.row}" if self.block.turned else f"c{word.column}"

    def _clear_doubles(self) -> None:
        """Two columns of one heading: neither is taken before a person chose."""
        times = Counter(self.found.what.values())
        for j, what in list(self.found.what.items()):
            if times[what] > 1:
                del self.found.what[j]
                self._ask(j, why=f"“{self.sheet.whats[what].label}”有 {times[what]} 列")

    def _see_serials(self) -> None:
        for j in list(self.open):
            if self.heads[j].path or len(self.open) + len(self.found.what) < 2:
                continue
            words = [word for word in self.words(j) if word]
            is_left = bool(self.rows.names) and j < min(self.rows.names)
            others = [k for k in (*self.open, *self.found.what) if k != j]
            if is_left and is_permuted(words):
                self._set_aside(j, SERIAL)
            elif is_counting(words) and j < min(others):
                if self.sheet.numbered:
                    self._set_aside(j, SERIAL)
                else:
                    self._ask(j, suggested=SKIP, why="是 1、2、3…，像序号")
            elif is_left:
                self._ask(j, suggested=SKIP, why="在名称左边，没有表头")

    def _set_aside(self, j: int, why: str) -> None:
        self.found.aside[j] = why
        self.open.remove(j)

    def _find_figures(self) -> None:
        """Of a block whose rows name the measure too: the one column with what was done."""
        if self.found.figures:
            for j in self.open:
                self._ask(j, suggested=SKIP)
            return
        done = [j for j in self.open if self.heads[j].is_done]
        likely = done or [
            j for j in self.open if not self._is_all_words(j) and not self._are_aims(j)
        ]
        for j in list(self.open):
            if [j] == likely and (done or len(self.open) == 1 or not self.heads[j].path):
                self.found.figures.append(j)
                self.open.remove(j)
            elif done and j not in done:
                self._set_aside(j, f"“{self.heads[j].text}”列，不粘贴")
            else:
                suggested = UNSURE if j in likely and len(likely) > 1 else SKIP
                self._ask(j, suggested=FIGURES if [j] == likely else suggested)

    def _place_open(self) -> None:
        self._ask_words()
        if not self.open:
            return
        has_unknown = any(self.heads[j].is_unknown for j in self.open)
        if self.found.what or (has_unknown and not self.rows.are_told):
            self._ask_open()
            return
        first = self.open[0]
        named = {*self.rows.names, *self.rows.what_names, *self.found.aside, *self.found.asked}
        for j in list(self.open):
            self._by_position(j, self._position(j, first, named))
        for j in range(first, self.block.width):
            at = self._position(j, first, named)
            if j not in named and not any(self.words(j)) and at < len(self.sheet.columns):
                self.found.blank.setdefault(j, self.sheet.columns[at])

    def _position(self, j: int, first: int, named: set[int]) -> int:
        """Return the sheet's column of a block's column where no heading says it."""
        return self.start.column + j - first - sum(first < k < j for k in named)

    def _by_position(self, j: int, column: int) -> None:
        self.open.remove(j)
        if column >= len(self.sheet.columns):
            self.found.outside.append(j)
            return
        what = self.sheet.columns[column]
        if self._are_aims(j) and len(self.found.what) + len(self.open) > 0:
            self._ask(j, suggested=SKIP, why="与各行的目标值相同")
            return
        self.found.what[j] = what
        if is_counting(self.words(j)) and len([w for w in self.words(j) if w]) > 2:
            self.found.doubts.append(
                f"{self.block.column_name(j)}是 1、2、3…，像序号；请核对是否真是完成值。"
            )

    def _is_strange(self, j: int) -> bool:
        """Whether a column is headed as the lines' names and knows none of them."""
        is_named = not self.sheet.named or self.rows.names or self.rows.what_names
        head = self.heads[j]
        if is_named or head.what is not None or not any(map(lexicon.is_name_head, head.path)):
            return False
        return self._is_all_words(j)

    def _ask_strange(self) -> None:
        for j in list(self.open):
            if self._is_strange(j):
                self.found.stops_all = True
                self._ask(j, choices=False, why=f"不是本表的{self.sheet.who_word}名称")

    def _ask_mixed(self) -> None:
        """Names among the figures of one column: whose figures they are cannot be told."""
        for j in list(self.open):
            if self._is_mixed(j):
                self.found.stops_all = True
                self._ask(j, choices=False, why="里名称和数值混在一起")

    def _is_mixed(self, j: int) -> bool:
        has_names = any(word.is_name for word in self.words(j))
        return has_names and not any(what.takes_words for what in self.sheet.whats)

    def _ask_words(self) -> None:
        """Columns of words on a sheet of figures: names that nobody knows, or remarks."""
        wordy = [j for j in self.open if self._is_all_words(j)]
        if any(what.takes_words for what in self.sheet.whats):
            self._doubt_words(wordy)
            return
        if len(wordy) == len(self.open) and not self.found.what:
            return
        for j in wordy:
            is_before = not self.rows.are_named and j < min(
                (k for k in (*self.open, *self.found.what) if k not in wordy), default=0
            )
            if is_before:
                self.found.stops_all = True
                self._ask(j, choices=False, why=f"不是本表的{self.sheet.who_word}名称")
            else:
                self._ask(j, suggested=SKIP, why="是文字，不是数值")

    def _doubt_words(self, wordy: list[int]) -> None:
        """Where words are at home too: a first column without a digit may be names."""
        if not self.sheet.named or self.rows.are_named or wordy == self.open:
            return
        if wordy and wordy[0] == self.open[0]:
            words = [word.text for word in self.words(wordy[0]) if word]
            if not any(sign.isdigit() for text in words for sign in text):
                self.found.doubts.append(
                    f"{self.block.column_name(wordy[0])}“{words[0]}”等不是本表的"
                    f"{self.sheet.who_word}名称，各行按位置对应；请核对。"
                )

    def _is_all_words(self, j: int) -> bool:
        words = [word for word in self.words(j) if word]
        return bool(words) and not any(word.is_figure for word in words)

    def _are_aims(self, j: int) -> bool:
        """Whether a column only repeats the targets that stand on the sheet."""
        aims = set(self.sheet.aims.values())
        words = [word.text.replace(",", "") for word in self.words(j) if word]
        return len(words) > 1 and len(set(words)) > 1 and aims.issuperset(words)

    def _ask_open(self) -> None:
        taken = set(self.found.what.values())
        free = [what for what in self.sheet.columns if what not in taken]
        is_one = len(self.open) == 1 and not self.found.what
        for j in list(self.open):
            like = self.book.like(self.heads[j].path[-1]) if self.heads[j].path else None
            if like in taken:
                like = None
            if like is None and is_one:
                like = self._begun(j)
            suggested = self.sheet.whats[like].key if like in free else UNSURE
            self._ask(j, suggested=suggested)

    def _begun(self, j: int) -> int | None:
        """Return the column that the block was pasted into, unless the head speaks against it."""
        head, at = self.heads[j], self.start.column
        if at >= len(self.sheet.columns) or head.is_part:
            return None
        what = self.sheet.columns[at]
        return None if self.book.speaks_against(head.text, what) else what

    def _ask(self, j: int, *, suggested: str = UNSURE, why: str = "", choices: bool = True) -> None:
        head = self.heads[j].text
        called = f"{self.block.column_name(j)}{f'“{head}”' if head else ''}"
        reason = why or ("的表头认不出来" if head else "没有表头")
        samples = tuple(word.text for word in self.words(j) if word)[:3]
        self.found.asked[j] = Question(
            self.key_of(j),
            f"{called}{'' if reason.startswith('的') else '，'}{reason}",
            samples,
            (*(self._choices() if choices else ()), (SKIP, "不粘贴")),
            suggested,
        )
        if j in self.open:
            self.open.remove(j)

    def _choices(self) -> Sequence[tuple[str, str]]:
        if self.rows.what_names or (self.sheet.is_list and not self.found.what):
            return [(FIGURES, "完成值")]
        return [(what.key, label_of(what)) for what in self.sheet.whats]
