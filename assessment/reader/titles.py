"""Whose table it is and of which year: from its title, by the names that the site knows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from assessment.reader.errors import DocumentError
from assessment.reader.types import Finding, RawTable, Severity

_YEAR = re.compile(r"(20\d\d)\s*年")
_YEAR_OF_ASSESSMENT = re.compile(r"(20\d\d)\s*年度")
_YEAR_IN_WORDS = re.compile(r"二([〇○零][一二三四五六七八九〇○零]{2})年")
_WORDS = str.maketrans("一二三四五六七八九〇○零", "123456789000")
_CITY = re.compile(r"年度?\s*(?P<city>[一-龥]{2,12}?)\s*(?:水库)?(?:移民|绩效|考核)")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_SHORTEST_NAME = 2


def year_in(title: str) -> int | None:
    """Return the year that a title names, the one of the assessment before any other."""
    plain = title.translate(_DIGITS)
    found = _YEAR_OF_ASSESSMENT.search(plain) or _YEAR.search(plain)
    if found is not None:
        return int(found[1])
    in_words = _YEAR_IN_WORDS.search(title)
    return int(f"2{in_words[1].translate(_WORDS)}") if in_words is not None else None


def city_in(title: str) -> str:
    """Return what stands where titles name the city, "" where nothing does."""
    city = _CITY.search(title)
    if city is not None:
        return city["city"]
    return title if re.fullmatch(r"[一-龥]{1,11}[市州]", title) else ""


@dataclass(frozen=True)
class KnownNames:
    """Every name of a city, with every name of its county-level places."""

    places: Mapping[str, tuple[str, ...]]

    def city(self, words: str) -> str:
        """Return the city that words name, as they name it; "" for none, or for a county of it.

        Raises DocumentError for two cities.
        """
        found = list(self._pattern.finditer(words))
        cities = [m for m in found if m[0] in self.places]
        if not cities:
            return ""
        first = cities[0]
        for other in cities[1:]:
            if not self.is_one(first[0], other[0]):
                raise DocumentError(
                    f"“{words}”里有两个市州（{first[0]}、{other[0]}），无法判断是哪一个的指标表。"
                    f"请在标题里只写一个市州后再导入。"
                )
        ends = {m.end() for m in cities}
        is_of_county = any(m.start() in ends and m[0] not in self.places for m in found)
        return "" if is_of_county else first[0]

    def names_county(self, words: str) -> bool:
        return any(m[0] not in self.places for m in self._pattern.finditer(words))

    def is_one(self, name: str, other: str) -> bool:
        """Whether two names are of one city."""
        below = self.places.get(name)
        is_short = name.startswith(other) or other.startswith(name)
        return below == self.places.get(other) and (bool(below) or is_short)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        below = {name for names in self.places.values() for name in names}
        names = sorted({*self.places, *below}, key=len, reverse=True)
        fitting = [re.escape(name) for name in names if len(name) >= _SHORTEST_NAME]
        return re.compile("|".join(fitting) or r"(?!)")


def with_city(raw: RawTable, known: KnownNames, *, filename: str, chosen: str = "") -> RawTable:
    """Return the table with its city by the known names wherever the title has one; else by the
    lines beside it, by what a person chose, by the file's name. Raises DocumentError.

    What is not taken from the title is told in a notice. A title that names a county is not
    the city's, whatever stands beside it.
    """
    if city := known.city(raw.title):
        _check_choice(known, city, chosen, words=raw.title)
        return replace(raw, city=city)
    if re.search("[市州县区旗盟]$", raw.city):
        return raw  # another one than any that is known: to be refused by name
    beside = [] if known.names_county(raw.title) else [*raw.captions, *filter(None, [filename])]
    for words in beside:
        if city := _city_or_none(known, words):
            _check_choice(known, city, chosen, words=words)
            return replace(raw, city=city, findings=(*raw.findings, _told_source(raw, city, words)))
    return replace(raw, city=known.city(chosen))


def _check_choice(known: KnownNames, city: str, chosen: str, *, words: str) -> None:
    if chosen and not known.is_one(city, chosen):
        raise DocumentError(
            f"选的是{chosen}，“{words}”写的是{city}。请改选市州，或改正文件后再导入。"
        )


def _city_or_none(known: KnownNames, words: str) -> str:
    try:
        return known.city(words)
    except DocumentError:  # a line about several cities says nothing about this table
        return ""


def _told_source(raw: RawTable, city: str, words: str) -> Finding:
    message = f"标题没有写市州，按“{words}”作为{city}的指标表导入；请核对。"
    return Finding(Severity.NOTICE, "city_from_elsewhere", message, phrase=raw.title)
