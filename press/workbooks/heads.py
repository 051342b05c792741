"""Finding the row of heads in a sheet that people have had in their hands. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lib.numerals import narrow
from press.workbooks.types import Cell, Sheet, WrongBook, column_name

#: A title, a line who filled it in, a blank row may stand above; not more.
DEEPEST = 30
_ASIDE = re.compile(r"[(（].*[)）]$|[*:：]$")


@dataclass(frozen=True, slots=True)
class Head:
    """row: of the heads. columns: where each name stands."""

    row: int
    columns: Mapping[str, int]


def head_of(
    sheet: Sheet,
    names: Iterable[str],
    *,
    required: Iterable[str],
    also: Mapping[str, str] | None = None,
) -> Head | None:
    """Return the first row that has all required names, in whatever order and place.

    also: what else a name may be called, by that word. Raises WrongBook where one of them
    stands in it twice.
    """
    names, required = tuple(names), tuple(required)
    rows = sheet.rows()
    for number in sorted(row for row in rows if row <= DEEPEST):
        found = _named(rows[number], names, also or {})
        if all(found.get(name) for name in required):
            _check_single(sheet, number, found)
            return Head(number, {name: places[0] for name, places in found.items() if places})
    return None


def likeliest(sheet: Sheet, names: Iterable[str]) -> tuple[int, list[str]]:
    """Return the row that looks most like heads and what it says, for a message; 0 if empty."""
    names, rows = tuple(names), sheet.rows()
    early = [row for row in sorted(rows) if row <= DEEPEST]
    if not early:
        return 0, []
    best = max(early, key=lambda row: (sum(map(bool, _named(rows[row], names, {}).values())), -row))
    return best, [cell.text.strip()[:20] for _, cell in sorted(rows[best].items())]


def head_word(text: str) -> str:
    """Return a head without spaces, line breaks and what is added in brackets."""
    return _ASIDE.sub("", re.sub(r"\s", "", narrow(text)))


def _named(
    row: Mapping[int, Cell], names: tuple[str, ...], also: Mapping[str, str]
) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {name: [] for name in names}
    for column, cell in sorted(row.items()):
        word = head_word(cell.text)
        word = also.get(word, word)
        if word in found:
            found[word].append(column)
    return found


def _check_single(sheet: Sheet, row: int, found: Mapping[str, list[int]]) -> None:
    for name, places in found.items():
        if len(places) > 1:
            where = "、".join(f"{column_name(column)} 列" for column in places)
            raise WrongBook(
                f"工作表“{sheet.name}”第 {row} 行有 {len(places)} 个“{name}”（{where}），"
                "分不清用哪一列；请只留一列"
            )
