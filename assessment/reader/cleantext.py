"""A text without its typography, and the way back to the text as printed.

The patterns are written for one spelling only: no spaces, half-width digits,
full-width punctuation. What they find is handed on word for word.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from assessment.reader.columns import head_spans

_SAME = str.maketrans(
    "０１２３４５６７８９％．(),;:!?［］／＋－～",
    "0123456789%.（），；：！？[]/+-~",
)
_ENDS = "，。；：、！？"
_STOP = "。"
_SEPARATOR = "；"  # a new paragraph ends a clause even without punctuation
_BLANK = re.compile(r"\s*")


@dataclass(frozen=True)
class CleanText:
    """text: as printed. clean: what the patterns see; positions below are in it."""

    text: str

    @cached_property
    def _parts(self) -> tuple[str, tuple[int, ...]]:
        letters: list[str] = []
        origin: list[int] = []
        blank_until = 0  # of what was looked beyond already
        heads = head_spans(self.text)
        for position, letter in enumerate(self.text):
            if position < blank_until:
                continue
            clean = _cleaned(self.text, position, letter)
            if position in heads:  # the column before it ends a sentence
                blank_until = heads[position]
                clean = _STOP if letters and letters[-1] not in _ENDS else ""
            elif letter in "\r\n" and letters and letters[-1] == "分":
                blank_until = _after_blank(self.text, position)
                clean = _SEPARATOR if _opens_clause(self.text, blank_until) else ""
            if clean:
                letters.append(clean)
                origin.append(position)
        return "".join(letters), tuple(origin)

    @property
    def clean(self) -> str:
        return self._parts[0]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where clean[start:end] stands in the text; start < end."""
        origin = self._parts[1]
        return origin[start], origin[end - 1] + 1

    def cleaned(self, start: int, end: int) -> tuple[int, int]:
        """Return where text[start:end] stands in the clean text."""
        origin = self._parts[1]
        return bisect_left(origin, start), bisect_left(origin, end)

    def printed(self, start: int, end: int) -> str:
        """Return clean[start:end] word for word, or "" if it is empty."""
        if start >= end:
            return ""
        first, last = self.span(start, end)
        return self.text[first:last]


def _cleaned(text: str, position: int, letter: str) -> str:
    if letter == "," and _between_digits(text, position):
        return letter
    if letter.isspace() or letter in "\u200b\ufeff":
        return ""
    return letter.translate(_SAME)


def _between_digits(text: str, position: int) -> bool:
    before, after = text[max(position - 1, 0) : position], text[position + 1 : position + 2]
    return before.isdecimal() and after.isdecimal()


def _after_blank(text: str, position: int) -> int:
    blank = _BLANK.match(text, position)
    return blank.end() if blank else position


def _opens_clause(text: str, position: int) -> bool:
    return position < len(text) and text[position].translate(_SAME) not in _ENDS
