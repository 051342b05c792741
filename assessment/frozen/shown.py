"""A year's scores as they are handed out: as they were frozen, else of the rows themselves."""

import json

from assessment.exports.scores import scores_json, scores_xlsx
from assessment.frozen.papers import newest_of, workbook_of
from assessment.frozen.reading import read_year
from assessment.models import Year
from assessment.paper.status import status_of
from assessment.scores.standing import standings_of


def scores_book(year: Year) -> bytes:
    """Return the scores as a workbook that says of which state they are: of a finalised year the
    one that was kept. Eleven queries at most."""
    if snapshot := newest_of(year):
        return workbook_of(snapshot)
    return scores_xlsx(standings_of(year), status_of(year).named)


def scores_told(year: Year) -> bytes:
    """Return the scores as .json with the year's stage, and the number of its snapshot where they
    are of one. Nine queries at most."""
    snapshot = newest_of(year)
    told = scores_json(
        read_year(snapshot).standings if snapshot else standings_of(year),
        state=year.get_state_display(),
        snapshot=snapshot.number if snapshot else None,
    )
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
