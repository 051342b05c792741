"""The register on its way out: one row an incident, to be filled in and read back."""

import io
from collections import defaultdict

from assessment.incidents.workbook import COLUMNS
from assessment.models import Incident, IncidentLink, Year
from lib.sheet_page import new_book
from lib.site_words import said, site_words
from trust.spreadsheet import Lister

WIDTHS = (6, 11, 10, 11, 13, 26, 20, 40, 11, 11, 14, 18, 6)


def incidents_xlsx(year: Year) -> bytes:
    """Return the workbook of a year's incidents that count. Two queries."""
    book = new_book(write_only=True)
    sheet = book.create_sheet("事件台账")
    table = Lister(
        sheet,
        f"{year.number}年度{site_words().assessment}事件台账",
        heads=[said(name) for name in COLUMNS],
        widths=WIDTHS,
    )
    codes = _codes(year)
    rows = Incident.objects.filter(year=year).counting().with_places().order_by("number")
    for incident in rows:
        table.append(_row(incident, codes.get(incident.pk, ())))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _codes(year: Year) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    links = IncidentLink.objects.filter(incident__year=year).order_by("result__measure__code")
    for incident, code in links.values_list("incident", "result__measure__code"):
        found[incident].append(code)
    return found


def _row(incident: Incident, codes) -> tuple:
    return (
        incident.number,
        incident.city.name,
        incident.county.name if incident.county else None,
        incident.happened_on,
        incident.get_kind_display(),
        incident.document_name or None,
        incident.document_number or None,
        incident.description,
        incident.due_on,
        incident.put_right_on,
        incident.office.name,
        "、".join(codes) or None,
        incident.version,
    )
