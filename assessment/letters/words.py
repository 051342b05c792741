"""The words of a year's papers: which stand, and which stood when something happened."""

from collections.abc import Mapping
from datetime import datetime

from assessment.letters.fields import filled, paragraphs
from assessment.letters.kinds import KINDS, PaperKind, Words
from assessment.models import PaperWords, Year
from lib.site_words import said, site_words


def words_of(year: Year, code: str, at: datetime | None = None) -> Words:
    """Return the words of a kind of paper that stood at a moment, now without one: what was
    decided or sent then is printed as it was then. One query."""
    rows = PaperWords.objects.filter(year=year, paper=code)
    if at is not None:
        rows = rows.filter(changed_at__lte=at)
    return told_words(rows.order_by("-number").first()) or KINDS[code].usual


def told_words(row: PaperWords | None) -> Words | None:
    if row is None:
        return None
    return Words(row.heading, row.opening, row.closing, row.signers, row.number)


def always(year: Year) -> dict[str, str]:
    """Return the fields that every paper has."""
    return {"年度": str(year.number), "考核名称": site_words().assessment}


def city_field(name: str) -> dict[str, str]:
    """Return the field of a unit's name, under the usual name and that of this site."""
    return {"市州": name, said("市州"): name}


class Filled:
    """The words of a paper with their fields replaced."""

    def __init__(self, words: Words, values: Mapping[str, str]):
        self.number = words.number
        self.heading = filled(words.heading, values)
        self.opening = paragraphs(filled(words.opening, values))
        self.closing = paragraphs(filled(words.closing, values))
        self.signers = paragraphs(filled(words.signers, values))


def filled_words(
    year: Year, code: str, values: Mapping[str, str] | None = None, *, at: datetime | None = None
) -> Filled:
    """Return the words of a paper that stood at a moment (now without one), with its fields
    replaced. One query."""
    return Filled(words_of(year, code, at), always(year) | dict(values or {}))


def example_of(kind: PaperKind, year: Year) -> dict[str, str]:
    """Return what a kind's fields look like where there is no paper yet to take them from."""
    shown = {name: f"〔{name}〕" for name, _ in kind.all_fields}
    return shown | always(year)
