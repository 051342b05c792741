"""The real 2017 tables for tests that need them: read once, imported per test."""

from functools import cache
from pathlib import Path

from assessment.actions.importing import import_tables
from assessment.models import Year
from assessment.reader.documents import read_document
from assessment.reader.reading import read_table
from cities.loading import load_places
from trust import log

FIXTURES = Path(__file__).parents[2] / "fixtures"
DOCX = FIXTURES / "2017" / "city-indicator-tables.docx"
TXT = FIXTURES / "2017" / "city-indicator-tables.txt"
ACTOR = log.Actor("测试")


@cache
def readings():
    """Return the 14 readings, without a check of place names."""
    raws = read_document(DOCX.read_bytes(), DOCX.name)
    return tuple(read_table(raw) for raw in raws)


def import_2017(number=2017, only=None, **options) -> Year:
    """Import all tables, or those of the cities named, with places and offices."""
    load_places(actor=ACTOR)
    wanted = [r for r in readings() if only is None or r.city in only]
    import_tables(number=number, readings=wanted, actor=ACTOR, **options)
    return Year.objects.get(number=number)
