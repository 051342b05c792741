"""The ranking of a year: the list, its picture, and every indicator of every city."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.template.loader import render_to_string

from assessment.letters.kinds import KINDS, RANKING, Words
from assessment.letters.words import Filled
from assessment.paper.status import CardStatus
from assessment.paper.wording import NOTHING, policy_line, signing_cells, split_title
from assessment.scores.charts import LostIndicator, RankedCity, lost_points_bars, ranking_bars
from assessment.scores.losses import by_indicator
from assessment.scores.standing import CityStanding, Standings
from assessment.year.consequences import Consequence
from lib.rounding import format_fixed, format_points
from lib.site_words import said, site_words
from press.paper.wording import short_digest

#: 156 mm between the margins, in CSS pixels.
CHART_WIDTH = 588
#: As many as fit beside the ranking on one page.
MOST_LOSSES = 6


@dataclass(frozen=True, slots=True)
class RankingRow:
    rank: str
    city: str
    sections: tuple[str, ...]
    total: str
    state: str
    bonus: str  # "—" where no rule of the table gives any
    grade: str
    group: str
    group_rank: str


@dataclass(frozen=True, slots=True)
class IndicatorGrid:
    """Every city's score in every indicator; "—" where it has none."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...], str], ...]


def ranking_title(standings: Standings, words: Words = KINDS[RANKING].usual) -> str:
    return _filled(standings, words).heading


def _filled(standings: Standings, words: Words) -> Filled:
    values = {"年度": str(standings.year), "考核名称": site_words().assessment}
    own = words.number > 0  # an office's own words stay as they are
    return Filled(words if own else replace(words, heading=said(words.heading)), values)


def ranking_html(
    standings: Standings,
    digest: str = "",
    status: CardStatus | None = None,
    *,
    consequences: Sequence[Consequence] = (),
    words: Words = KINDS[RANKING].usual,
) -> str:
    """Return the ranking as a document to be laid out. status: what it says of itself.
    consequences: what follows from the grades of the year. words: in which it is written."""
    told = _filled(standings, words)
    title = told.heading
    return render_to_string(
        "paper/ranking.html",
        {
            "title": title,
            "title_parts": split_title(title),
            "told": told,
            "signs": signing_cells(told.signers),
            "digest": short_digest(digest),
            "status": status,
            "sections": _section_heads(standings),
            "rows": list(_rows(standings)),
            **_columns(standings),
            "warnings": standings.quota_warnings,
            "consequences": consequences,
            "chart": _chart(standings),
            "is_rescaled": standings.is_rescaled,
            "losses": _losses(standings),
            "grid": _grid(standings),
            "policy": policy_line(standings.policy),
            "incomplete": sum(1 for c in standings.cities if not c.score.complete),
            "is_ranked": standings.is_ranked,
            "unissued": sum(1 for c in standings.cities if not c.table.issued),
        },
    )


def _columns(standings: Standings) -> dict[str, bool]:
    """Return which columns there are beside the usual ones, and whether there is any."""
    columns = {
        "has_bonus": standings.has_bonus,
        "has_grades": bool(standings.policy.grades),
        "has_groups": bool(standings.policy.groups),
    }
    return columns | {"is_wide": any(columns.values())}


def _section_heads(standings: Standings) -> list[tuple[str, str]]:
    if not standings.cities:
        return []
    longest = max(standings.cities, key=lambda c: len(c.score.sections))
    return [(s.section.name, format_points(s.section.full)) for s in longest.score.sections]


def _rows(standings: Standings) -> Iterator[RankingRow]:
    for city in standings.listed:
        missing = len(city.score.missing)
        state = f"缺 {missing} 项" if missing else "已采集全"
        yield RankingRow(
            rank=city.rank_shown,
            city=city.city,
            sections=tuple(format_fixed(s.score) for s in city.score.sections),
            total=format_fixed(city.total),
            state=state if city.table.issued else f"未下达，{state}",
            bonus=format_fixed(city.score.bonus.points if city.score.bonus else None),
            grade=city.grade,
            group=city.group,
            group_rank=city.group_rank,
        )


def _chart(standings: Standings) -> str:
    cities = [
        RankedCity(
            name=c.city,
            rank=c.rank if c.is_ranked else None,
            parts=tuple(s.score for s in c.score.sections),
            total=c.total,
            lost=c.lost,
            bonus=c.bonus,
        )
        for c in standings.by_rank
    ]
    heads = [name for name, _ in _section_heads(standings)]
    return ranking_bars(cities, sections=heads, full=standings.full, width=CHART_WIDTH)


def _losses(standings: Standings) -> str:
    """Return the picture of where points were lost, "" where nobody lost any."""
    costly = [
        LostIndicator(loss.name, loss.lost, loss.losing, loss.costliest_words)
        for loss in by_indicator(standings)
        if loss.lost
    ]
    return lost_points_bars(costly[:MOST_LOSSES], width=CHART_WIDTH) if costly else ""


def _grid(standings: Standings) -> IndicatorGrid:
    names = tuple(dict.fromkeys(i.item.name for c in _fullest_first(standings) for i in _items(c)))
    rows = []
    for city in standings.by_rank:
        scores = {i.item.name: i for i in _items(city)}
        cells = tuple(_cell(scores.get(name)) for name in names)
        rows.append((city.rank_shown, city.city, cells, format_fixed(city.total)))
    return IndicatorGrid(names, tuple(rows))


def _fullest_first(standings: Standings) -> list[CityStanding]:
    """The city with most indicators names them in the order of the official table."""
    return sorted(standings.cities, key=lambda c: -len(list(_items(c))))


def _items(city: CityStanding):
    return (item for section in city.score.sections for item in section.items)


def _cell(score) -> str:
    if score is None:
        return NOTHING
    return format_fixed(score.score) + ("" if score.recorded else "＊")
