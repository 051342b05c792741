"""How a cell tells that colleagues speak of it. Pure: for filling in and reading."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marked:
    """count: of open threads there. anchor: of the first. words: of all, for who stops there."""

    count: int
    anchor: str
    words: str
