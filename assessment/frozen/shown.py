"""A year's scores as they are shown and handed out: as they were frozen, else of the rows
themselves; and where the rows say otherwise than what was frozen."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.exports.scores import scores_json, scores_xlsx
from assessment.frozen.papers import newest_of, workbook_of
from assessment.frozen.reading import read_year
from assessment.frozen.rows import keyed_as
from assessment.models import Snapshot, Year
from assessment.paper.status import status_of
from assessment.scores.standing import CityStanding, PlacedYear, standings_of
from assessment.summaries.standings import summed_standings
from assessment.year.consequences import Consequence, consequences_of
from lib.rounding import format_fixed, format_points
from trust.refusals import Refused


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


@dataclass(frozen=True, slots=True)
class CardShown:
    """A city's card among all, evidence by result. otherwise: where the rows of a finalised year
    differ from what was frozen, and is shown; unread: why what was frozen cannot be shown, and
    rows are. has_rows: what it shows can be opened, corrected and objected to by its keys."""

    standings: PlacedYear
    standing: CityStanding
    evidence: Mapping[int, Sequence[str]]
    otherwise: tuple[str, ...] = ()
    unread: str = ""
    has_rows: bool = True


def standings_shown(year: Year) -> tuple[PlacedYear, list[Consequence]]:
    """Return a year's scores with what follows from the grades: of a finalised year as they were
    frozen, as they are summed up where that cannot be read too. Ten queries at most."""
    snapshot = newest_of(year)
    try:
        frozen = read_year(snapshot) if snapshot else None
    except Refused:
        frozen = None
    if frozen is None:
        standings = summed_standings(year)
        return standings, consequences_of(year) if standings.policy.grades else []
    entailed = frozen.consequences
    return frozen.standings, consequences_of(year) if entailed is None else entailed


def card_shown(snapshot: Snapshot, rows: PlacedYear, city: str) -> CardShown | None:
    """Return a card as it was frozen, its items, measures and rules under the keys of their rows;
    None where the city was not frozen. One query, of the corrections. Raises Refused where the
    snapshot cannot be read."""
    frozen = read_year(snapshot)
    told, own = frozen.standings.of(city), rows.of(city)
    if told is None:
        return None
    table = keyed_as(told.table, own.table)
    if table is None:
        return CardShown(frozen.standings, told, frozen.evidence, ("指标表",), has_rows=False)
    standing = replace(told, table=table)
    return CardShown(frozen.standings, standing, frozen.evidence, tuple(_otherwise(told, own)))


def _otherwise(told: CityStanding, own: CityStanding) -> Iterator[str]:
    """Yield where a city's rows score otherwise than what was frozen of it: nobody writes rows of
    a finalised year but a correction, so that this means that they were tampered with."""
    for section, now in zip(told.score.sections, own.score.sections, strict=True):
        for item, anew in zip(section.items, now.items, strict=True):
            if item != anew:
                yield item.item.name
    if told.total != own.total:
        yield "总分"
    if (told.rank, told.grade) != (own.rank, own.grade):
        yield "名次或等次"


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
