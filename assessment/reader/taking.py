"""A foreign file to table readings with all their findings: what the limited process does.

Nothing of the file is left for the site to read but the outcome. The site says what it
knows of places as plain data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assessment.reader import bounds
from assessment.reader.documents import read_document
from assessment.reader.documents.tables import joined_tables
from assessment.reader.errors import DocumentError
from assessment.reader.exported import readings_of_bytes
from assessment.reader.reading import read_table
from assessment.reader.rechecking import rechecked
from assessment.reader.titles import KnownNames, with_city
from assessment.reader.types import Finding, RawTable, Severity, TableReading

#: Every name of a city, with every name of its county-level places.
Places = Mapping[str, tuple[str, ...]]


def take_document(
    data: bytes,
    filename: str,
    year: int,
    places: Places,
    chosen: str = "",
    offices: Sequence[str] = (),
) -> tuple[list[TableReading], None]:
    """Return the tables of a document. Raises DocumentError for whatever is wrong.

    chosen: the city of a table that names none. offices: the names of the site's.
    """
    raws = read_document(data, filename, offices)
    raws = _of_cities(raws, places, filename=filename, chosen=chosen)
    if len(raws) > bounds.MOST_TABLES:
        raise DocumentError(
            f"文件中有 {len(raws)} 张指标表，一次最多 {bounds.MOST_TABLES} 张。请分几次导入。"
        )
    return _countable([_read(raw, year, _Known(places)) for raw in raws]), None


def _of_cities(
    raws: Sequence[RawTable], places: Places, *, filename: str, chosen: str
) -> tuple[RawTable, ...]:
    """Return the tables with their cities by the known names, those of one city joined.

    What a person chose, or the name of the file, says whose a table is only where it is alone.
    """
    known = KnownNames(places)
    if len(raws) > 1 and chosen:
        raise DocumentError(
            f"文件中有 {len(raws)} 张指标表，只有一张时才能选定市州。"
            "请在各表标题中写明市州，或分成几个文件导入。"
        )
    filename = filename if len(raws) == 1 else ""
    found: list[RawTable] = []
    for raw in raws:
        named = with_city(raw, known, filename=filename, chosen=chosen)
        at = next((n for n, other in enumerate(found) if _go_together(other, named)), None)
        if at is None:
            found.append(named)
        else:
            found[at] = joined_tables(found[at], named)
    return tuple(found)


def _go_together(first: RawTable, second: RawTable) -> bool:
    """Whether two tables are parts of one: of one city and year, and no item is in both."""
    names = [{i.name for s in raw.sections for i in s.items} for raw in (first, second)]
    is_one_year = None in (first.year, second.year) or first.year == second.year
    return (
        bool(first.city) and first.city == second.city and is_one_year and not names[0] & names[1]
    )


def take_exported(
    data: bytes,
    filename: str,
    year: int,
    places: Places,
    chosen: str = "",
    offices: Sequence[str] = (),
) -> tuple[list[TableReading], dict[str, list[str]]]:
    """Return the tables of an exported .json and their measure codes by city."""
    known = _Known(places)
    readings, codes = readings_of_bytes(data)
    told = [rechecked(r, known_places=known.knows, places_of=known.of) for r in readings]
    return _countable(told), codes


def _countable(tables: list[TableReading]) -> list[TableReading]:
    """Return the tables, if what is to be settled in them can be kept and shown one by one.

    Words made for it raise a finding every few characters. Raises DocumentError.
    """
    found = sum(len(table.findings) for table in tables)
    if found > bounds.MOST_FINDINGS:
        raise DocumentError(
            f"文件中有 {found} 处读不出或与原文不符，超过 {bounds.MOST_FINDINGS} 处，"
            "不像是官方指标表。请核对文件；确是指标表的，请分几次导入。本次未导入任何内容。"
        )
    return tables


class _Known:
    """The places that the site knows, asked as the reader asks."""

    def __init__(self, places: Places) -> None:
        self._places = {city: (frozenset(names), names) for city, names in places.items()}

    def knows(self, city: str, name: str) -> bool:
        return name.strip() in self._places.get(city.strip(), (frozenset(), ()))[0]

    def of(self, city: str) -> tuple[str, ...]:
        return self._places.get(city.strip(), (frozenset(), ()))[1]


def _read(raw: RawTable, year: int, known: _Known) -> TableReading:
    bounds.check_raw(raw)
    reading = read_table(raw, known_places=known.knows, places_of=known.of)
    reading = replace(reading, text_heads=raw.text_heads)
    bounds.check_reading(reading)
    if reading.year is None or reading.year == year:
        return reading
    notice = Finding(
        Severity.NOTICE,
        "year_differs",
        f"标题写的是{reading.year}年度，导入到了{year}年度；请核对是否选错了年度。",
        city=reading.city,
        phrase=reading.title,
    )
    return replace(reading, findings=(*reading.findings, notice))
