"""A report as the public may read it: what is personal is hidden in every word of the county's.

What can be told for certain is hidden; what may be a name is asked about, and hidden as decided.
Figures and choices are never touched. Masks stand where the words stood, so that one can show
where they are.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from selfeval.engine.addresses import address_of, aspect_of
from selfeval.engine.answers import Answer, Answers, TableRow
from selfeval.engine.cells import ROW_LABEL, FormCell, entered_words
from selfeval.engine.flat import flat
from selfeval.engine.laid import Laid
from selfeval.engine.people import (
    Question,
    closed_up,
    is_sure_name,
    named_by_title,
    names_in,
    questions_at,
)
from selfeval.engine.personal import Detail, Span, personal_spans
from selfeval.engine.types import NUMERIC, Kind
from selfeval.engine.values import parse_number

HIDDEN, REST_OF_NAME = "＊＊＊", "＊＊"
#: A field of such a name holds one, whatever kind the form gives it.
_NAMES_SOMEBODY = re.compile(
    r"(?:联系|负责|填报|填表|经办|审核|联络|承办|代表|制表|受益)人(?:姓名)?$|(?:姓名|户主)$"
)
_PEOPLE = re.compile(r"[、，,;；\s]+")
#: How much is shown around a name that is asked about, and how many places.
AROUND, MOST_PLACES = 12, 3


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a mask stands in the masked words; not is_hidden: what may be a name and stays."""

    start: int
    end: int
    kind: Detail
    is_hidden: bool = True


@dataclass(frozen=True, slots=True)
class AskedName:
    """A name to decide about. places: the first few, (before, name, after). count: of all."""

    key: str
    is_likely: bool
    places: tuple[tuple[str, str, str], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Masked:
    """answers: with masks. marks: by address. asked: every name to decide about, decided or not."""

    answers: Answers
    marks: Mapping[str, tuple[Mark, ...]]
    asked: tuple[AskedName, ...]

    @property
    def counts(self) -> dict[Detail, int]:
        """Return how many places are masked, by kind, in the order of the kinds."""
        marks = [mark for marks in self.marks.values() for mark in marks if mark.is_hidden]
        found = Counter(mark.kind for mark in marks)
        return {kind: found[kind] for kind in Detail if found[kind]}

    @property
    def places(self) -> list[tuple[Detail, str, str, str]]:
        """Return what is masked, in the order it was entered: (kind, words before, mask, words
        behind)."""
        words = entered_words(self.answers)
        return [
            (
                mark.kind,
                words[address][max(0, mark.start - AROUND) : mark.start],
                words[address][mark.start : mark.end],
                words[address][mark.end : mark.end + AROUND],
            )
            for address, marks in self.marks.items()
            for mark in marks
            if mark.is_hidden and address in words
        ]


def masked(laid: Laid, decided: Collection[str] = ()) -> Masked:
    """Return a report with what is personal hidden. decided: keys of AskedName that are to be."""
    masker = _Masker(laid, frozenset(decided))
    answers = _with_words(laid.answers, masker.words)
    asked = sorted(masker.asked.items(), key=lambda item: (not masker.likely[item[0]], item[0]))
    return Masked(
        answers,
        {address: marks for address, marks in masker.marks.items() if marks},
        tuple(
            AskedName(key, masker.likely[key], tuple(places[:MOST_PLACES]), len(places))
            for key, places in asked
        ),
    )


class _Masker:
    """Hides words address by address, and keeps what it hid and what is to be asked."""

    def __init__(self, laid: Laid, decided: frozenset[str]) -> None:
        self.cells = laid.cell_by_address
        self.decided = decided
        self.marks: dict[str, tuple[Mark, ...]] = {}
        self.asked: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self.likely: dict[str, bool] = defaultdict(bool)
        self.names, self.doubtful = self._names(laid.answers)

    def _names(self, answers: Answers) -> tuple[frozenset[str], frozenset[str]]:
        """Return whom the report's own fields name, and who may be named besides."""
        told: set[str] = set()
        titled: set[str] = set()
        for address, words in entered_words(answers).items():
            cell = self.cells.get(address)
            if cell is not None and (_is_hidden(cell) or _NAMES_SOMEBODY.search(cell.label)):
                told.update(names_in(words))
            elif self._is_text(address, words):
                titled.update(named_by_title(flat(words)))
        names = frozenset(filter(is_sure_name, told))
        # A name that was decided about stays so, whatever gives it away to a later program.
        decided = {key for key in self.decided if names_in(key) == [key]}
        return names, frozenset(told | titled | decided) - names

    def words(self, address: str, words: str) -> str:
        cell = self.cells.get(address)
        if not words.strip():
            return words
        if cell is not None and _is_hidden(cell):
            hidden = _whole(words, cell.kind)
            self.marks[address] = (Mark(0, len(hidden), _kind_of(cell)),)
            return hidden
        return self._text(address, words) if self._is_text(address, words) else words

    def _is_text(self, address: str, words: str) -> bool:
        """Say whether words are read, not counted or chosen."""
        cell = self.cells.get(address)
        if cell is None:
            return aspect_of(address) not in ("weight", "score", "band")
        is_counted = (
            cell.kind in (*NUMERIC, Kind.MEASURED) and parse_number(words, cell.unit) is not None
        )
        return not (is_counted or words in cell.choices)

    def _text(self, address: str, words: str) -> str:
        words = words.strip()
        spans = personal_spans(words, self.names)
        pieces: list[str] = []
        marks: list[Mark] = []
        done = length = 0
        for start, end, kind, is_hidden in self._places(words, spans):
            said = _hidden(words[start:end], kind) if is_hidden else words[start:end]
            pieces += [words[done:start], said]
            length += start - done
            marks.append(Mark(length, length + len(said), kind, is_hidden))
            length, done = length + len(said), end
        self.marks[address] = tuple(marks)
        return "".join([*pieces, words[done:]])

    def _places(self, words: str, spans: Sequence[Span]) -> list[tuple[int, int, Detail, bool]]:
        """Return spans, and the questions that lie outside of them, in order; keep those."""
        places = [(*span, True) for span in spans]
        is_taken = bytearray(len(words))
        for span in spans:
            is_taken[span.start : span.end] = b"\1" * (span.end - span.start)
        for start, end, key, is_likely in self._questions(words):
            if any(is_taken[start:end]):
                continue
            is_taken[start:end] = b"\1" * (end - start)
            before, after = words[max(0, start - AROUND) : start], words[end : end + AROUND]
            self.asked[key].append((before, words[start:end], after))
            self.likely[key] |= is_likely
            places.append((start, end, Detail.NAME, key in self.decided))
        return sorted(places)

    def _questions(self, words: str) -> list[Question]:
        """Return them in order, the longer first."""
        found = questions_at(flat(words), self.names, self.doubtful)
        return sorted(found, key=lambda question: (question.start, -question.end))


def _is_hidden(cell: FormCell) -> bool:
    return cell.personal or cell.kind in (Kind.PERSON, Kind.PHONE)


def _kind_of(cell: FormCell) -> Detail:
    if cell.kind is Kind.PERSON:
        return Detail.NAME
    return Detail.PHONE if cell.kind is Kind.PHONE else Detail.PRIVATE


def _whole(words: str, kind: Kind) -> str:
    """Return a personal cell as it is hidden: of people the surname stays."""
    if kind is not Kind.PERSON:
        return HIDDEN
    people = [one for one in _PEOPLE.split(closed_up(words.strip())) if one]
    return "、".join(_hidden(one, Detail.NAME) for one in people)


def hidden_in(words: str) -> str:
    """Return words that stand outside the form, as a project's name, with what is certain to be
    personal hidden."""
    for span in reversed(personal_spans(words)):
        mask = _hidden(words[span.start : span.end], span.kind)
        words = words[: span.start] + mask + words[span.end :]
    return words


def _hidden(words: str, kind: Detail) -> str:
    if kind is not Detail.NAME or not words[0].isalpha():
        return HIDDEN
    return words[0] + REST_OF_NAME if len(words) > 1 else HIDDEN


def _with_words(answers: Answers, change: Callable[[str, str], str]) -> Answers:
    """Return answers with every entry as change(address, words) gives it; what was explained to
    reviewers is left out."""
    return replace(
        answers,
        fields={code: change(code, words) for code, words in answers.fields.items()},
        tables={
            code: tuple(_row_with(code, row, change) for row in rows)
            for code, rows in answers.tables.items()
        },
        indicators={
            code: _answer_with(answer, change) for code, answer in answers.indicators.items()
        },
        explanations={},
        grade=change("grade", answers.grade),
    )


def _row_with(table: str, row: TableRow, change: Callable[[str, str], str]) -> TableRow:
    cells = {
        name: change(address_of(table, row.row, name), words) for name, words in row.cells.items()
    }
    return TableRow(row.row, cells, change(address_of(table, row.row, ROW_LABEL), row.label))


def _answer_with(answer: Answer, change: Callable[[str, str], str]) -> Answer:
    def changed(name: str) -> str:
        return change(address_of(answer.code, name), getattr(answer, name))

    return replace(
        answer,
        target=changed("target"),
        outcome=changed("outcome"),
        reason=changed("reason"),
        label=changed("label"),
        unit=changed("unit"),
    )
