"""Sections as sheets: which of them are one, how it lies, and in which type it is set."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from selfeval.engine.types import Narrative, Orientation, Section
from selfeval.paper.fitting import fitted, size_of, smallest_of
from selfeval.paper.model import Grid, Part

ANNEX = re.compile(r"(附[件表]\s*[\d一二三四五六七八九十]*(?:[-－—]\d+)?)\s*(.*)", re.DOTALL)

#: A section with what stands in it.
Filled = tuple[Section, tuple[Part, ...]]


def laid_out(sections: Sequence[Filled]) -> Iterator[Filled]:
    """Yield the sections as they lie and in the type in which no figure of theirs breaks.

    What makes one sheet lies as its widest part: a sheet of a page upright and a page across is
    none that could be signed as one.
    """
    sheets: list[list[Filled]] = []
    for section, parts in sections:
        is_same = sheets and is_of_sheet(section) and is_of_sheet(sheets[-1][-1][0])
        sheets[-1].append((section, parts)) if is_same else sheets.append([(section, parts)])
    for sheet in sheets:
        yield from _text(*sheet[0]) if is_running(sheet[0][0]) else _sheet(sheet)


def is_running(section: Section) -> bool:
    """Say whether a section is running text rather than a part of a framed table."""
    return any(isinstance(block, Narrative) for block in section.blocks)


def is_of_sheet(section: Section) -> bool:
    """Say whether a section is a part of a framed table that goes on before and after it."""
    return not is_running(section) and not ANNEX.fullmatch(section.label)


def in_type(parts: Sequence[Part], *, is_wide: bool) -> tuple[Part, ...]:
    """Return parts with each table in the largest type in which its figures do not break."""
    return tuple(
        fitted(part, is_wide=is_wide, size=smallest_of([part], is_wide=is_wide))
        if isinstance(part, Grid)
        else part
        for part in parts
    )


def _text(section: Section, parts: tuple[Part, ...]) -> Iterator[Filled]:
    """Running text stays as it lies, however wide a table in it: each has a type of its own."""
    yield section, in_type(parts, is_wide=section.orientation is Orientation.LANDSCAPE)


def _sheet(sheet: Sequence[Filled]) -> Iterator[Filled]:
    """A sheet is set in one type; where that would be too small upright, it lies across."""
    grids = [part for _, parts in sheet for part in parts if isinstance(part, Grid)]
    is_wide = any(section.orientation is Orientation.LANDSCAPE for section, _ in sheet)
    size = size_of(grids, is_wide=is_wide)
    if size is None:
        is_wide, size = True, smallest_of(grids, is_wide=True)
    lying = Orientation.LANDSCAPE if is_wide else Orientation.PORTRAIT
    for section, parts in sheet:
        set_parts = (
            fitted(part, is_wide=is_wide, size=size) if isinstance(part, Grid) else part
            for part in parts
        )
        yield replace(section, orientation=lying), tuple(set_parts)
