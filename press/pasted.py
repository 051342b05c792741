"""A paste on its way between browser and page: what was sent, and what is shown before writing.

Both halves read a pasted block with read_pasted, plan it with press.pasting, and answer either
with what was written or with a Look; templates/components/paste_look.html shows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from press.pasting import Aside, Left, Plan, Question
from trust.wire import UNREADABLE, WrongRequest, list_of, read_json

MOST_WORDS = 3000
MOST_ROWS = 5000
MOST_COLUMNS = 200
#: Up to so many figures into empty cells are written without being shown before.
AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Pasted:
    """A block as the page sent it.

    versions: of the cells as the person saw them, by key. answers: to what was asked.
    seen: the cells of the preview that is confirmed, with the versions shown there; None where
    nothing was shown yet. rest: write although something of the block goes nowhere.
    """

    rows: list[list[str]]
    told: dict[str, Any]
    versions: Mapping[str, int]
    answers: Mapping[str, str]
    seen: Mapping[str, int] | None = None
    rest: bool = False


def read_pasted(body: bytes) -> Pasted:
    """Return the pasted block of a request's body. Raises WrongRequest."""
    told = read_json(body)
    too_many = f"一次最多粘贴 {MOST_ROWS} 行，请分几次粘贴；未保存任何内容。"
    rows = [_row(row) for row in list_of(told, "rows", most=MOST_ROWS, too_many=too_many)]
    words = sum(1 for row in rows for text in row if text.strip())
    if words > MOST_WORDS or max(map(len, rows)) > MOST_COLUMNS:
        raise WrongRequest(
            f"一次最多粘贴 {MOST_WORDS} 格、{MOST_COLUMNS} 列，这次有 {words} 格、"
            f"{max(map(len, rows))} 列；请分几次粘贴，或使用“导入”。未保存任何内容。"
        )
    if not words:
        raise WrongRequest("粘贴的内容是空的；未保存任何内容。")
    seen = told.get("seen")
    return Pasted(
        rows=rows,
        told=told,
        versions=_numbers(told.get("versions", {})),
        answers=_answers(told.get("answers", {})),
        seen=None if seen is None else _numbers(seen),
        rest=told.get("rest") is True,
    )


def _row(row: object) -> list[str]:
    if not isinstance(row, list) or not all(isinstance(text, str) for text in row):
        raise WrongRequest(UNREADABLE)
    return row


def _numbers(told: object) -> dict[str, int]:
    if not isinstance(told, dict) or not all(
        type(number) is int and number >= 0 for number in told.values()
    ):
        raise WrongRequest(UNREADABLE)
    return dict(told)


def _answers(told: object) -> dict[str, str]:
    if not isinstance(told, dict) or not all(isinstance(word, str) for word in told.values()):
        raise WrongRequest(UNREADABLE)
    return dict(told)


@dataclass(frozen=True, slots=True)
class Line:
    """One cell of a paste before it is written. key, version: of the cell as it stands now.

    value: what is to be written, as the half that asked parsed it; new: how that is shown.
    why: it cannot be written. meanwhile: who changed it after the page was read. by: who
    recorded what stands. kept: an empty word was pasted, what stands stays.
    """

    key: str
    version: int
    who: str
    what: str
    old: str
    new: str
    value: Any = None
    why: str = ""
    by: str = ""
    meanwhile: str = ""
    doubts: str = ""
    kept: bool = False

    @property
    def is_same(self) -> bool:
        return not self.why and not self.kept and self.old == self.new


@dataclass(frozen=True, slots=True)
class Look:
    """All that a person is shown before a pasted block is written."""

    lines: tuple[Line, ...]
    plan: Plan = Plan()

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if line.why]

    @property
    def writes(self) -> list[Line]:
        """The cells that would be written."""
        return [x for x in self.lines if not (x.why or x.kept or x.is_same)]

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.writes if line.old or line.meanwhile]

    @property
    def new(self) -> list[Line]:
        return [line for line in self.writes if not (line.old or line.meanwhile)]

    @property
    def kept(self) -> list[Line]:
        return [line for line in self.lines if line.kept and line.old]

    @property
    def same(self) -> list[Line]:
        return [line for line in self.lines if line.is_same]

    @property
    def left(self) -> tuple[Left, ...]:
        return self.plan.left

    @property
    def asked(self) -> tuple[Question, ...]:
        return self.plan.asked

    @property
    def aside(self) -> tuple[Aside, ...]:
        return self.plan.aside

    @property
    def is_whole(self) -> bool:
        """Whether every word of the block that is to be written can be."""
        return not (self.refused or self.left or self.asked)

    @property
    def is_needed(self) -> bool:
        """Whether a person has to look before anything is written."""
        is_plain = self.plan.is_plain and self.is_whole and not (self.changed or self.kept)
        return not is_plain or len(self.writes) > AT_ONCE

    def may_write(self, pasted: Pasted) -> bool:
        """Whether this very preview was confirmed: its cells, at the versions shown."""
        if pasted.seen is None:
            return not self.is_needed
        is_seen = pasted.seen == {line.key: line.version for line in self.writes}
        return is_seen and not self.asked and (self.is_whole or pasted.rest)

    def as_json(self, html: str) -> dict:
        """Return what the page's script takes of it; html: the preview."""
        return {"look": {"html": html, "seen": {x.key: x.version for x in self.writes}}}
