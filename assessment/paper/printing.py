"""A year's papers, from its rows to documents ready for the press."""

from collections.abc import Callable, Collection, Iterable
from functools import partial, reduce
from operator import or_

from assessment.collection.sources import evidence_told
from assessment.frozen.papers import (
    cards_file,
    cards_title,
    frozen_cards,
    newest_of,
    ranking_document,
    ranking_file,
    ranking_name,
)
from assessment.letters.kinds import RANKING, SCORECARD, Words
from assessment.letters.words import words_of
from assessment.loading import LoadedTable
from assessment.models import (
    CityTable,
    Concern,
    Indicator,
    Item,
    Policy,
    Result,
    ResultsImport,
    TablesImport,
    Year,
)
from assessment.paper.official_table import table_html
from assessment.paper.ranking import ranking_html, ranking_title
from assessment.paper.scorecard import card_writer, title_of
from assessment.paper.status import status_of
from assessment.permissions import FROZEN
from assessment.scores.standing import CityStanding, PlacedYear, standings_of
from assessment.summaries.among import standings_with
from assessment.summaries.standings import computed_standings
from assessment.year.consequences import consequences_of
from cities.models import Account
from press.paper.printing import Document, print_one
from press.paper.sharing import Batch, print_alone
from trust import log
from trust.files import safe_name


def scorecards_of(
    year: Year, city_ids: Collection[int] | None = None, *, words: Words | None = None
) -> list[Document]:
    """Return the scorecards of cards_in_batch, made."""
    return list(cards_in_batch(year, city_ids, words=words).documents())


def cards_in_batch(
    year: Year, city_ids: Collection[int] | None = None, *, words: Words | None = None
) -> Batch:
    """Return the scorecards of the cities (default: all), ranked among all: of a finalised year
    as they were frozen. words: to be tried, of whatever year, instead of those that stand.

    Fifteen queries for all cities, three of a frozen year; for some as computed_standings, seven
    and the rest of these fifteen.
    """
    snapshot = newest_of(year) if words is None else None
    if snapshot:
        return frozen_cards(snapshot, places=city_ids)
    standings = _standings(year, city_ids)
    cities = [c for c in standings.cities if city_ids is None or c.table.city_id in city_ids]
    evidence = evidence_told(CityTable.objects.filter(pk__in=[c.table.pk for c in cities]))
    digest, status, told = last_change(year), status_of(year), words or words_of(year, SCORECARD)
    write = card_writer(standings, evidence=evidence, digest=digest, words=told)

    def document(city: CityStanding) -> Document:
        name = safe_name(f"{year.number}年度{city.city}评分卡")
        is_published = year.state in FROZEN
        return Document(name, title_of(city, told), write(city, status), is_published)

    return Batch(cities, partial(map, document))


def _standings(year: Year, city_ids: Collection[int] | None) -> PlacedYear:
    """Return a year's units with those of these cities, or all, as they were scored. Of no more
    are the findings held: those of a province are 200 MB."""
    if city_ids is None:
        return standings_of(year)
    cities = CityTable.objects.filter(year=year, city__in=city_ids)
    keys = list(cities.values_list("city__key", flat=True))
    return standings_with(year, keys, computed_standings)


def printed_cards(
    year: Year,
    city_ids: Collection[int] | None = None,
    print_all: Callable[[Batch], bytes] = print_alone,
) -> bytes:
    """Return the cities' scorecards (default: all) as one PDF: all those of a finalised year as
    they were kept. print_all: how those are printed that are not kept. Raises PaperError."""

    def made() -> bytes:
        return print_all(cards_in_batch(year, city_ids).joined_as(cards_title(year)))

    snapshot = newest_of(year) if city_ids is None else None
    return cards_file(snapshot, made) if snapshot else made()


def tables_of(tables: Iterable[LoadedTable]) -> list[Document]:
    """Return the official tables. No query."""
    return [
        Document(safe_name(f"{t.year}年度{t.city}指标表"), t.title, table_html(t)) for t in tables
    ]


def ranking_of(year: Year, *, words: Words | None = None) -> Document:
    """Return the ranking: of a finalised year as it was frozen. words: as of scorecards_of. Twelve
    queries at most."""
    snapshot = newest_of(year) if words is None else None
    if snapshot:
        return ranking_document(snapshot)
    standings, words = standings_of(year), words or words_of(year, RANKING)
    return Document(
        ranking_name(year),
        ranking_title(standings, words),
        ranking_html(
            standings,
            last_change(year),
            status_of(year),
            consequences=consequences_of(year),
            words=words,
        ),
        is_published=year.state in FROZEN,
    )


def printed_ranking(year: Year) -> bytes:
    """Return the ranking as PDF: that of a finalised year as it was kept. Raises PaperError."""
    if snapshot := newest_of(year):
        return ranking_file(snapshot)
    return print_one(ranking_of(year))


def last_change(year: Year) -> str:
    """Return the digest of the entry that last changed what the year's cards and ranking say.

    A rank rests on all cities. Rows that went with their table are told of by the entry of the
    table or import that took their place. People are named as they are called now. Read after
    the figures, so that it is never older than they are. Two queries.
    """
    tables = CityTable.objects.filter(year=year)
    results = Result.objects.for_year(year.number)
    rows = (
        Year.objects.filter(pk=year.pk),
        Policy.objects.filter(year=year),
        Indicator.objects.filter(year=year),
        tables,
        Item.objects.filter(section__table__in=tables),
        Concern.objects.filter(table__in=tables),
        results,
        ResultsImport.objects.filter(year=year),
        TablesImport.objects.filter(year=year),
    )
    recorders = log.entries_on(Account, results, "recorded_by")
    return log.last_change(reduce(or_, (log.entries_on(r.model, r) for r in rows), recorders))
