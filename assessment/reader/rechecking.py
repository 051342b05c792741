"""A table whose rules were given, not read: what does not add up in its words all the same."""

from dataclasses import replace

from assessment.reader import agreement, checks
from assessment.reader.reading import KnownPlaces, PlacesOf, read_table
from assessment.reader.types import (
    Finding,
    ItemReading,
    RawItem,
    RawSection,
    RawTable,
    TableReading,
)


def rechecked(
    told: TableReading,
    *,
    known_places: KnownPlaces | None = None,
    places_of: PlacesOf | None = None,
) -> TableReading:
    """Return the table with its findings: of its words as printed, of the rules it brings,
    and of where these are not what the words say.

    What a person completed by hand is no longer unsettled, though its words are unread; a
    phrase that no rule accounts for is, even where the file keeps silent about it.
    """
    told = _with_unread_phrases(told)
    afresh = read_table(_as_printed(told), known_places=known_places, places_of=places_of)
    of_words = [f for f in afresh.findings if f.code not in checks.RULE_CODES]
    of_rules = [f for item in told.items for f in findings_of_rules(item, told.city)]
    return replace(told, findings=(*of_rules, *of_words))


#: Codes of what findings_of_rules finds.
CODES = checks.RULE_CODES | agreement.CODES


def findings_of_rules(item: ItemReading, city: str) -> list[Finding]:
    """Return what is wrong with an item's components and rules, and where they are not what
    its words say."""
    return [*checks.rule_findings(item, city), *agreement.findings(item, city)]


def _with_unread_phrases(told: TableReading) -> TableReading:
    sections = tuple(
        replace(section, items=tuple(agreement.with_unread_phrases(i) for i in section.items))
        for section in told.sections
    )
    return replace(told, sections=sections)


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
