"""A year's papers, from its rows to documents ready for the press."""

from collections.abc import Collection, Iterable

from assessment.collection.sources import evidence_told
from assessment.loading import LoadedTable
from assessment.models import CityTable, Year
from assessment.paper.official_table import table_html
from assessment.paper.ranking import ranking_html, ranking_title
from assessment.paper.scorecard import scorecard_htmls, title_of
from assessment.scores.standing import Standings, standings_of
from press.paper.printing import Document
from trust import log
from trust.files import safe_name


def scorecards_of(year: Year, city_ids: Collection[int] | None = None) -> list[Document]:
    """Return the scorecards of the cities (default: all), ranked among all.

    Thirteen queries, whatever the number of cities.
    """
    standings = standings_of(year)
    cities = [c for c in standings.cities if city_ids is None or c.table.city_id in city_ids]
    evidence = evidence_told(CityTable.objects.filter(pk__in=[c.table.pk for c in cities]))
    htmls = scorecard_htmls(standings, cities, evidence=evidence, digest=log.head())
    return [
        Document(safe_name(f"{year.number}年度{city.city}评分卡"), title_of(city), html)
        for city, html in zip(cities, htmls, strict=True)
    ]


def tables_of(tables: Iterable[LoadedTable]) -> list[Document]:
    """Return the official tables. No query."""
    return [
        Document(safe_name(f"{t.year}年度{t.city}指标表"), t.title, table_html(t)) for t in tables
    ]


def ranking_of(standings: Standings) -> Document:
    """Return the ranking. One query, for the log's head."""
    return Document(
        f"{standings.year}年度考核排名",
        ranking_title(standings),
        ranking_html(standings, log.head()),
    )
