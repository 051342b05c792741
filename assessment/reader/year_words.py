"""Where words name a year, and what they say when they are told of another one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
_READ = str.maketrans("０１２３４５６７８９〇○零一二三四五六七八九", "01234567890001234567" + "89")
_DIGIT = "[0-9０-９]"
#: 2017年, 二〇一七年, 2017-2019, 2017.6, 2017/6: never 2017亩.
_NAMED = re.compile(
    rf"(?<!{_DIGIT})(?P<year>[2２][0０]{_DIGIT}{{2}})(?=\s*年|\s*[-—–~～至/.．]\s*\d)"
    r"|(?P<words>二[〇○零][一二三四五六七八九〇○零]{2})(?=\s*年)"
    rf"|(?<=[-—–~～至])(?P<last>[2２][0０]{_DIGIT}{{2}})(?=\s*年|$)"
)
#: 湘移资财[2017]4号: a document that is of that year for ever.
_DOCUMENT = re.compile(rf"[\[〔（(【［]\s*[2２][0０]{_DIGIT}{{2}}\s*[\]〕）)】］]\s*\d")
_TITLE = re.compile(
    rf"(?P<year>[2２][0０]{_DIGIT}{{2}}|二[〇○零][一二三四五六七八九〇○零]{{2}})(?=\s*年)"
)
_CLAUSE = re.compile(r"[^，。；：、！？\n\t\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A clause that names a year. proposal: the same so many years on, "" where it only names
    documents, which are of their year for ever."""

    clause: str
    proposal: str


def title_of(title: str, before: int, after: int) -> str:
    """Return a title that names one year as that of another; any other words stay."""

    def renamed(found: re.Match[str]) -> str:
        return _as_written(found[0], after) if _number(found[0]) == before else found[0]

    return _TITLE.sub(renamed, title)


def mentions_in(text: str, by: int) -> Iterator[Mention]:
    """Yield every clause in which the text names a year, each wording once."""
    seen = set()
    for found in _CLAUSE.finditer(text):
        clause = found[0].strip()
        if clause in seen:
            continue
        seen.add(clause)
        moved = moved_on(clause, by)
        if moved != clause or _DOCUMENT.search(clause):
            yield Mention(clause, moved if moved != clause else "")


def moved_on(words: str, by: int) -> str:
    """Return words with every year that they name so many years on; documents keep theirs."""
    return _NAMED.sub(lambda named: _as_written(named[0], _number(named[0]) + by), words)


def clauses_at(text: str, clause: str) -> list[tuple[int, int]]:
    """Return where the text has these words as a whole clause."""
    found = []
    for held in _CLAUSE.finditer(text):
        if held[0].strip() == clause:
            start = held.start() + held[0].index(clause)
            found.append((start, start + len(clause)))
    return found


def _number(words: str) -> int:
    return int(words.translate(_READ))


def _as_written(words: str, year: int) -> str:
    """Return a year in the digits in which another one is written."""
    if words[0] == "二":
        zero = next((sign for sign in words if sign in "〇○零"), "〇")
        return str(year).translate(_CHINESE).replace("〇", zero)
    return str(year).translate(_WIDE) if words[0] == "２" else str(year)
