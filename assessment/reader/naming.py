"""Names of items whose table has no column of names: the first words of what they ask."""

import re

_LONGEST = 30
_SERIAL = re.compile(r"^(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．]|[①-⑳])\s*")
_FIRST_WORDS = re.compile(r"[^，。；：、\n（(]{1,30}")
_NUMBERED = re.compile(r"（\d+）$")


def own_name(words: str, taken: set[str]) -> str:
    """Return a name for an item that has none but what it asks. taken: names that others have."""
    first = _first(words)
    numbers = (f"{first[:_LONGEST]}（{n}）" for n in range(2, len(taken) + 3))
    return next(name for name in (first, *numbers) if name not in taken)


def is_named_by(name: str, words: str) -> bool:
    """Whether a name was made of these words."""
    first = _first(words)
    return bool(first) and (name == first or _NUMBERED.sub("", name) == first[:_LONGEST])


def _first(words: str) -> str:
    found = _FIRST_WORDS.match(_SERIAL.sub("", words.strip()))
    return found[0].strip() if found else ""
