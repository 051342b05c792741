"""A year's scores as they are handed out: as they were frozen, else of the rows themselves; and
whether the rows still say what was frozen."""

import json

from assessment.exports.scores import scores_json, scores_xlsx
from assessment.frozen.papers import newest_of, workbook_of
from assessment.frozen.reading import read_year
from assessment.models import Snapshot, Year
from assessment.paper.status import status_of
from assessment.scores.standing import CityStanding, standings_of
from lib.rounding import format_fixed, format_points


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


def is_as_frozen(snapshot: Snapshot, city: CityStanding) -> bool:
    """Say whether a card that is made of rows scores what was frozen of it, in each part: nobody
    writes rows of a finalised year, so that another means that they were tampered with. One
    query."""
    unit = snapshot.units.filter(place=city.table.city_id).first()
    grade = city.graded.grade.name if city.graded else ""
    return unit is not None and (
        (unit.total, unit.rank, unit.grade) == (city.total, city.rank, grade)
        and unit.sections in ([], sections_told(city))
    )


def sections_told(city: CityStanding) -> list[dict[str, str]]:
    """Return what it scored in each part of its table, as printed."""
    return [
        {
            "name": scored.section.name,
            "full": format_points(scored.section.full),
            "score": format_fixed(scored.score),
        }
        for scored in city.score.sections
    ]
