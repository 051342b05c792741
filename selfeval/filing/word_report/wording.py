"""Names as people write them: their numbers, units, spaces and colons left aside."""

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Generic, TypeVar

from lib.numerals import narrow

_NUMERAL = "一二三四五六七八九十"
#: How parts, indicators and rows are numbered. A point before a digit is a decimal's.
_NUMBER = re.compile(
    rf"(?:第[{_NUMERAL}\d]+部分|\([{_NUMERAL}]+\)、?|[{_NUMERAL}]+、|\(\d+\)|"
    r"\d+(?:[、)]|\.(?!\d))|[①-⑳]|(?:指标|目标)\d+:)"
)
_WITHIN = re.compile(r"其中:?")
_UNIT = re.compile(
    r"\((?:单位:)?((?:[万亿]?元(?:/[人户])?)|%|人次?|户|个|批次?|起|亩|分|处|座|件|次|村|公里|千米)\)$"
)
_POINTS = re.compile(r"\(\d+(?:\.\d+)?分\)$")
_UNIT_SAID = re.compile(r"单位:([万亿]?元)")
_SIGNS = re.compile(r"[\s:,，、。;；*“”\"'‘’()（）/·%]+")
_SHORTEST = 2
#: A document says the same words again and again; so many are remembered.
KNOWN = 8192
#: What is longer is no name.
_LONGEST_NAME = 120

K = TypeVar("K", bound=Hashable)


@lru_cache(maxsize=KNOWN)
def tight(text: str) -> str:
    """Return text in narrow signs, without any space, and without a colon at its end."""
    return re.sub(r"\s+", "", narrow(text)).rstrip(":").replace("－", "-")


@lru_cache(maxsize=KNOWN)
def unitless(text: str) -> str:
    """Return a name without the unit or the points behind it (金额（万元）, 产出指标（50分）)."""
    return _POINTS.sub("", _UNIT.sub("", tight(text)))


def unit_in(text: str) -> str:
    """Return the unit that a name bears, or that a line states (单位：万元); "" if none."""
    name = tight(text)
    found = _UNIT.search(name) or _UNIT_SAID.search(name)
    return found[1] if found else ""


@lru_cache(maxsize=KNOWN)
def numberless(text: str) -> str:
    """Return a name without unit and without what numbers it (（一）, 指标1：, 其中：1、)."""
    name = unitless(text)
    while True:
        found = _WITHIN.match(name) or _NUMBER.match(name)
        if found is None or len(name) - found.end() < _SHORTEST:
            return name
        name = name[found.end() :]


def number_style(text: str) -> str:
    """Return how a line is numbered: 一、 （一） 1. or "" if it is not."""
    found = _NUMBER.match(tight(text))
    return re.sub(rf"[{_NUMERAL}]+", "一", re.sub(r"\d+", "1", found[0])) if found else ""


@lru_cache(maxsize=KNOWN)
def bare(text: str) -> str:
    """Return a name without numbers, units and signs of any kind."""
    return _SIGNS.sub("", numberless(text))


LEVELS: tuple[Callable[[str], str], ...] = (tight, unitless, numberless, bare)


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 1."""
    if max(len(one), len(other)) > _LONGEST_NAME:
        return 0.0
    return SequenceMatcher(None, bare(one), bare(other), autojunk=False).ratio()


@dataclass(slots=True)
class Names(Generic[K]):
    """Things by what they are called, from the very words to those without signs."""

    _levels: list[dict[str, list[K]]] = field(default_factory=lambda: [{} for _ in LEVELS])

    @classmethod
    def of(cls, named: Iterable[tuple[str, K]]) -> "Names[K]":
        names = cls()
        for name, thing in named:
            names.add(name, thing)
        return names

    def add(self, name: str, thing: K) -> None:
        for level, told in zip(LEVELS, self._levels, strict=True):
            held = told.setdefault(level(name), [])
            if level(name) and thing not in held:
                held.append(thing)

    def find(self, words: str) -> list[K]:
        """Return what is called so, by the strictest reading that knows any."""
        if bare(words) and bare(words) not in self._levels[-1]:
            return []  # words that are equal by a stricter reading are equal by the loosest
        for level, told in zip(LEVELS, self._levels, strict=True):
            found = told.get(level(words), []) if level(words) else []
            if found:
                return found
        return []

    def one(self, words: str) -> K | None:
        """Return the one thing that is called so; None if there are several or none."""
        found = self.find(words)
        return found[0] if len(found) == 1 else None
