"""A table whose rules were given, not read: what does not add up in its words all the same."""

from dataclasses import replace

from assessment.reader import checks
from assessment.reader.reading import KnownPlaces, PlacesOf, read_table
from assessment.reader.types import RawItem, RawSection, RawTable, TableReading


def rechecked(
    told: TableReading,
    *,
    known_places: KnownPlaces | None = None,
    places_of: PlacesOf | None = None,
) -> TableReading:
    """Return the table with its findings: of its words as printed, and of the rules it brings.

    What a person completed by hand is no longer unsettled, though its words are unread.
    """
    afresh = read_table(_as_printed(told), known_places=known_places, places_of=places_of)
    of_words = [f for f in afresh.findings if f.code not in checks.RULE_CODES]
    items = [item for section in told.sections for item in section.items]
    of_rules = [f for item in items for f in checks.rule_findings(item, told.city)]
    return replace(told, findings=(*of_rules, *of_words))


def _as_printed(told: TableReading) -> RawTable:
    sections = tuple(
        RawSection(
            section.number,
            section.heading,
            tuple(RawItem(i.name, i.text, str(i.points), i.offices_text) for i in section.items),
        )
        for section in told.sections
    )
    return RawTable(told.title, told.year, told.city, sections, told.notes)
