"""What says that a Word report may be another's: of another county, year or project."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from selfeval.engine.laid import Laid
from selfeval.engine.names import PROJECT_LABEL
from selfeval.engine.types import Kind
from selfeval.filing.word_report.elements import Paragraph, WordTable
from selfeval.filing.word_report.types import FoundWords

#: How many paragraphs, and rows of a table, may say whose report it is; how long they may be.
HEAD_LINES, HEAD_ROWS, LONGEST_HEAD = 15, 3, 60
OTHER_COUNTY = "报告开头写有“{}”，不是“{}”"
OTHER_YEAR = "报告开头写的是 {} 年度，这份填报是 {} 年度"
OTHER_PROJECT = "报告开头写有本县的另一个项目“{}”，这份填报的项目是“{}”"
OTHER_NAME = "报告的“{}”写的是“{}”，这份填报的项目是“{}”"
UNNAMED = "还没有命名的"
OTHER_UNIT = "报告的“{}”写的是“{}”，不是{}的"
_YEAR = re.compile(r"(20\d\d)年度")
#: A title may say the year alone (2016年自评报告); a day or a month is none.
_TITLE_YEAR = re.compile(r"(20\d\d)年(?!度|[\d一二三四五六七八九十]{1,2}月)")
_TITLED = re.compile(r"报告|自评")


def strange_words(
    elements: Sequence[Paragraph | WordTable],
    found: Iterable[FoundWords],
    known: Mapping[str, Any],
    *,
    laid: Laid,
) -> Iterator[str]:
    """Yield what says that the report may be another county's, of another year or project.

    known: as take_report has it. found: what was read for the form's cells.
    """
    lines = [_squeezed(line) for line in _head_lines(elements)]
    told = {one.address: _squeezed(one.text) for one in found if one.address in laid.index.fields}
    yield from _places(lines, told, known, laid=laid)
    yield from _years(lines, known["year"])
    if known.get("is_by_project"):
        yield from _projects(lines, told, known, laid=laid)


def _places(
    lines: list[str], told: Mapping[str, str], known: Mapping[str, Any], *, laid: Laid
) -> Iterator[str]:
    county, others = known["county"], known["others"]
    foreign = [n for line in lines if county not in line for n in others if n in line]
    if foreign:
        yield OTHER_COUNTY.format(foreign[0], county)
        return
    for address, words in told.items():
        cell = laid.cell_by_address.get(address)
        is_short = cell is not None and cell.kind is Kind.TEXT and len(words) <= LONGEST_HEAD
        if cell is not None and is_short and county not in words and _named(words, others):
            yield OTHER_UNIT.format(cell.label, words, county)


def _years(lines: list[str], year: int) -> Iterator[str]:
    said = [number for line in lines for number in _YEAR.findall(line)]
    said += [n for line in lines if _TITLED.search(line) for n in _TITLE_YEAR.findall(line)]
    years = list(dict.fromkeys(map(int, said)))
    if years and year not in years:
        yield OTHER_YEAR.format("、".join(map(str, years)), year)


def _projects(
    lines: list[str], told: Mapping[str, str], known: Mapping[str, Any], *, laid: Laid
) -> Iterator[str]:
    """Yield the name of another project: in the field that asks for it, else in a title."""
    own, shown = _squeezed(known["project"]), known["project"] or UNNAMED
    others = {_squeezed(name): name for name in known["projects"]}
    for address, words in told.items():
        cell = laid.cell_by_address.get(address)
        if cell is not None and cell.label == PROJECT_LABEL and words:
            is_own = own == words if not own or words in others else own in words
            if not is_own:
                yield OTHER_NAME.format(PROJECT_LABEL, words, shown)
            return
    named = {name for line in lines for name in _projects_in(line, {own, *others} - {""})}
    if named and own not in named:
        yield OTHER_PROJECT.format(others[min(named)], shown)


def _projects_in(line: str, names: Iterable[str]) -> Iterator[str]:
    """Yield the projects that a line names, the longest names first: none within another."""
    for name in sorted(names, key=len, reverse=True):
        if name in line:
            yield name
            line = line.replace(name, "")


def _named(words: str, names: Iterable[str]) -> bool:
    return any(name in words for name in names)


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def _head_lines(elements: Sequence[Paragraph | WordTable]) -> Iterator[str]:
    """Yield the short lines and cells with which a document begins."""
    for element in elements[:HEAD_LINES]:
        texts = [element.text] if isinstance(element, Paragraph) else _head_cells(element)
        yield from (text for text in texts if len(text) <= LONGEST_HEAD)


def _head_cells(sheet: WordTable) -> list[str]:
    rows = range(min(HEAD_ROWS, len(sheet.rows)))
    return [box.text for row in rows for box in sheet.own(row)]
