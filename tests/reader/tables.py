"""The official tables of 2017 and small tables for one behaviour each."""

import json
from functools import cache
from pathlib import Path

from assessment.reader.documents import read_document
from assessment.reader.reading import read_table
from assessment.reader.types import (
    Finding,
    ItemReading,
    RawItem,
    RawSection,
    RawTable,
    TableReading,
)

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
CASES = ROOT / "tests" / "cases"
DOCX = FIXTURES / "2017" / "city-indicator-tables.docx"
TEXT = FIXTURES / "2017" / "city-indicator-tables.txt"
YEAR = 2017


@cache
def official_tables() -> tuple[RawTable, ...]:
    """The 14 tables as printed, from the plain text."""
    return read_document(TEXT.read_bytes(), TEXT.name)


@cache
def official_readings() -> dict[str, TableReading]:
    """City to reading, with the places of 2017 at hand."""
    return {
        raw.city: read_table(raw, known_places=is_known, places_of=names_of)
        for raw in official_tables()
    }


def official_item(city: str, name: str) -> ItemReading:
    items = [i for s in official_readings()[city].sections for i in s.items if i.name == name]
    assert len(items) == 1
    return items[0]


def all_items() -> list[tuple[str, ItemReading]]:
    return [
        (city, item)
        for city, table in official_readings().items()
        for section in table.sections
        for item in section.items
    ]


@cache
def _places() -> dict[str, frozenset[str]]:
    rows = json.loads((FIXTURES / "places.json").read_text("utf-8"))["places"]
    below: dict[str, set[str]] = {}
    for row in rows:
        below.setdefault(row["parent"] or "", set()).update(_names(row))
    return {
        name: frozenset(below.get(row["key"], ()))
        for row in rows
        if row["parent"] is None
        for name in _names(row)
    }


def every_place() -> dict[str, tuple[str, ...]]:
    """Every name of a city with those of its places, as the site hands them to the reader."""
    return {city: tuple(sorted(names)) for city, names in _places().items()}


def _names(row: dict) -> list[str]:
    current = [n["name"] for n in row["names"] if (n["from"] or 0) <= YEAR <= (n["to"] or 9999)]
    return current + row["aliases"]


def is_known(city: str, name: str) -> bool:
    return name in names_of(city)


def names_of(city: str) -> frozenset[str]:
    return _places().get(city, frozenset())


def make_table(text: str, points: str = "9", **changes) -> RawTable:
    """One item, one section that is worth as much."""
    item = RawItem(changes.pop("name", "某项工作"), text, points, "稽察处")
    section = RawSection("一", f"移民业务工作（{points}）", (item,))
    fields = {"title": "2017年度长沙市移民工作绩效考核指标表", "year": YEAR, "city": "长沙市"}
    return RawTable(**{**fields, "sections": (section,), "notes": (), **changes})


def read_item(text: str, points: str = "9", **changes) -> ItemReading:
    return read_table(make_table(text, points, **changes)).sections[0].items[0]


def find_codes(findings: tuple[Finding, ...], *codes: str) -> list[Finding]:
    return [finding for finding in findings if finding.code in codes]


def item_findings(text: str, *codes: str, points: str = "9", **changes) -> list[Finding]:
    return find_codes(read_table(make_table(text, points, **changes)).findings, *codes)
