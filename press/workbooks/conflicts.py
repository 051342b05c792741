"""A cell of a workbook against the cell as it stands: one check for both halves. Pure.

A workbook is older than the rows it comes back to. What it leaves empty takes nothing away;
what somebody changed since it was made is decided by a person and never by the file.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

#: What is written into a cell to empty it: an empty cell says nothing.
CLEAR = "清空"


Key = TypeVar("Key", int, str)


class Choice(StrEnum):
    """Which of two is to stand where somebody wrote a cell since."""

    MINE = "mine"  # the workbook's
    THEIRS = "theirs"


class Verdict(StrEnum):
    KEEP = "keep"
    WRITE = "write"
    CONFLICT = "conflict"


def judge(*, is_same: bool, was_empty: bool, seen: int | None, version: int) -> Verdict:
    """Return what is to become of a cell for which the workbook says something.

    is_same: it says what stands there. was_empty: nothing stands there. seen: the version of
    the cell when the workbook was made, None if the workbook does not tell; version: now.
    """
    if is_same:
        return Verdict.KEEP
    if seen is None:
        return Verdict.WRITE if was_empty else Verdict.CONFLICT
    return Verdict.WRITE if seen == version else Verdict.CONFLICT


def chosen(posted: Mapping[str, str], keys: Iterable[Key]) -> dict[Key, Choice]:
    """Return what a form says of each conflict: for all at once, or one by one.

    Its fields are choice-all and choice-KEY; a conflict without a choice is left out.
    """
    words = {key: posted.get("choice-all") or posted.get(f"choice-{key}") for key in keys}
    return {key: Choice(word) for key, word in words.items() if word in set(Choice)}
