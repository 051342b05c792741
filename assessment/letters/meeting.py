"""上会表: the year on the table of those who decide, ranks, parts, offices, objections."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from math import ceil

from assessment.engine.explain import arithmetic, explain_bonus, phrase_of
from assessment.letters.kinds import MEETING, Words
from assessment.letters.paper import Letter
from assessment.letters.reasons import items_of, waits_told
from assessment.letters.scored import ScoredYear
from assessment.letters.words import Filled, always, words_of
from assessment.models import Objection, ObjectionState
from assessment.objections.deciding import told_change
from assessment.paper.wording import NOTHING, policy_line
from assessment.scores.standing import CityStanding, Standings
from assessment.self_check.paper import PaperTable
from lib.rounding import format_fixed, format_points, round_half_up
from lib.site_words import said

#: Between the margins of a sheet laid across and of an upright one, in mm.
ACROSS, UPRIGHT = 225, 156
#: As many offices as fit beside each other.
OFFICES_A_TABLE = 11
NO_OFFICE = "未定处室"
SUM = "合计"


def meeting_of(found: ScoredYear, words: Words | None = None) -> Letter:
    """Return the paper on which a year is decided. Four queries."""
    rows = Objection.objects.filter(year=found.year).exclude(state=ObjectionState.WITHDRAWN)
    objections = list(rows.with_all())
    standings = found.standings
    tables = [ranking_table(standings, width=ACROSS), *_office_tables(standings)]
    tables += [*_apart_tables(standings), *_objection_tables(objections, standings)]
    values = always(found.year) | _fields(found, objections)
    return Letter(
        name=f"{found.year}上会表",
        words=Filled(words or words_of(found.year, MEETING), values),
        tables=tuple(tables),
        notes=(
            *(() if objections else ("没有申诉。",)),
            f"总分相同的名次并列。计分口径：{policy_line(standings.policy)}",
        ),
        warnings=(*waits_told(standings.cities), *_unranked(standings), *standings.quota_warnings),
        digest=found.digest,
        status=found.status,
        is_wide=True,
        is_final=found.snapshot is not None,
        number="",
    )


def ranking_table(
    standings: Standings, *, width: int, caption: str = "排名和得分",
    shows: frozenset[str] = frozenset({"ranking", "sections", "grades"}),
) -> PaperTable:  # fmt: skip
    """Return every unit, by rank where ranks are shown, with what else is. width: in mm."""
    is_ranked = "ranking" in shows
    cities = standings.listed if is_ranked else list(standings.cities)
    columns = list(_columns(standings, shows))
    rest = width - sum(wide or 0 for _, wide, _ in columns)
    free = max(1, sum(wide is None for _, wide, _ in columns))
    widths = [wide or rest // free for _, wide, _ in columns]
    return PaperTable(
        caption,
        tuple(head for head, _, _ in columns),
        tuple(widths),
        tuple(tuple(of(city) for _, _, of in columns) for city in cities),
        frozenset(range(len(columns))) - {1 if is_ranked else 0},
    )


#: Head, width in mm (None: what is left), what a column says of a unit.
Column = tuple[str, int | None, Callable[[CityStanding], str]]


def _columns(standings: Standings, shows: frozenset[str]) -> Iterator[Column]:
    is_ranked = "ranking" in shows
    if is_ranked:
        yield "名次", 12, lambda city: city.rank_shown
    yield said("市州"), 26, lambda city: city.city
    if is_ranked and standings.policy.groups:
        yield "组别", 18, lambda city: city.group
        yield "组内名次", 14, lambda city: city.group_rank
    if "sections" in shows:
        for name, full in _sections(standings):
            yield f"{name}（{full}）", None, partial(_section, name=name)
    if is_ranked:
        yield from _totals(standings)
    if "grades" in shows and standings.policy.grades:
        yield "等次", 20, lambda city: city.grade


def _totals(standings: Standings) -> Iterator[Column]:
    if standings.has_bonus:
        yield "加分", 14, lambda city: format_fixed(city.bonus)
    yield "总分", 20, lambda city: format_fixed(city.total)
    if any(city.score.vetoes for city in standings.cities):
        yield (
            "否决条款",
            18,
            lambda city: f"{len(city.score.vetoes)} 条" if city.score.vetoes else "",
        )


def _sections(standings: Standings) -> list[tuple[str, str]]:
    """Return the parts of all tables, each once, with what they are worth."""
    named: dict[str, str] = {}
    for city in standings.cities:
        for scored in city.score.sections:
            named.setdefault(scored.section.name, format_points(scored.section.full))
    return list(named.items())


def _section(city: CityStanding, *, name: str) -> str:
    found = (s.score for s in city.score.sections if s.section.name == name)
    return format_fixed(next(found, None))


def _office_tables(standings: Standings) -> Iterator[PaperTable]:
    """Yield what each unit got of the points that each office collects, and of all."""
    sums = {city.city: _by_office(city) for city in standings.by_rank}
    offices = list(dict.fromkeys(name for held in sums.values() for name in held))
    tables = max(1, ceil((len(offices) + 1) / OFFICES_A_TABLE))
    for held in sums.values():
        held[SUM] = _together(held.values())
    offices += [SUM] if offices else []
    for part in (offices[at::tables] for at in range(tables) if offices):
        rows = tuple(
            (name, *(_of_office(held.get(office)) for office in part))
            for name, held in sums.items()
        )
        each = (ACROSS - 26) // len(part)
        yield PaperTable(
            "各责任处室采集的指标：得分 / 分值（折算前）",
            (said("市州"), *part),
            (26, *[each] * len(part)),
            rows,
            frozenset(range(1, len(part) + 1)),
        )


def _together(held: Iterable[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    held = list(held)
    zero = Decimal(0)
    return sum((got for got, _ in held), zero), sum((worth for _, worth in held), zero)


def _by_office(city: CityStanding) -> dict[str, tuple[Decimal, Decimal]]:
    """Return what a unit got and could get by the office that collects it; what several collect
    stands under all of them together."""
    held: dict[str, tuple[Decimal, Decimal]] = {}
    for cell in items_of(city):
        name = "、".join(cell.item.offices_shown.split("\n")).strip("、") or NO_OFFICE
        got, worth = held.get(name, (Decimal(0), Decimal(0)))
        held[name] = (got + (cell.earned or 0), worth + cell.item.engine.counted)
    return held


def _of_office(held: tuple[Decimal, Decimal] | None) -> str:
    return NOTHING if held is None else f"{format_fixed(held[0])} / {format_points(held[1])}"


def _apart_tables(standings: Standings) -> Iterator[PaperTable]:
    """Yield what was given beside the 100 points, with its sum and what of it counts, and what
    keeps from a grade."""
    given = [row for city in standings.listed for row in _bonus_rows(city)]
    vetoes = [
        (city.city, phrase_of(line), arithmetic(line), city.grade)
        for city in standings.listed
        for line in city.score.vetoes
    ]
    sums = frozenset(at for at, row in enumerate(given) if row[1] == SUM)
    for caption, last, rows, strong in (
        ("加分", "加分", given, sums),
        ("否决条款", "等次", vetoes, frozenset()),
    ):
        if rows:
            heads = (said("市州"), "条款", "记录", last)
            middle = frozenset({3})
            yield PaperTable(
                caption, heads, (26, 95, 82, 22), tuple(rows), middle=middle, strong=strong
            )


def _bonus_rows(city: CityStanding) -> Iterator[tuple[str, ...]]:
    """Yield what gave a unit points, then what they come to and what counts."""
    bonus = city.score.bonus
    lines = [line for line in bonus.lines if line.bonus] if bonus else []
    for line in lines:
        points = format_fixed(round_half_up(line.bonus))
        yield city.city, phrase_of(line), arithmetic(line), points
    if bonus and lines:
        yield city.city, SUM, explain_bonus(city.score), format_fixed(bonus.points)


def _objection_tables(
    objections: Iterable[Objection], standings: Standings
) -> Iterator[PaperTable]:
    rows = tuple(_objection(row, is_ranked=standings.is_ranked) for row in objections)
    if rows:
        yield PaperTable(
            "申诉及其改动",
            ("编号", said("市州"), "指标", "申诉对象和要求", "结果", "数据更正", "总分", "名次"),
            (18, 20, 26, 60, 20, 43, 20, 18),
            rows,
            frozenset({0, 4, 6, 7}),
        )


def _objection(row: Objection, *, is_ranked: bool) -> tuple[str, ...]:
    decisions = list(row.decisions.all())
    about = f"{row.get_kind_display()}：{row.words}\n要求：{row.wanted}"
    shown = (row.shown_number, row.city_name, row.item_name, about)
    if not decisions:
        return *shown, row.get_state_display(), NOTHING, NOTHING, NOTHING
    first, last = decisions[0], decisions[-1]
    changes = "\n".join(told_change(change) for each in decisions for change in each.changes)
    total = _moved(format_fixed(first.total_before), format_fixed(last.total_after))
    rank = _moved(str(first.rank_before), str(last.rank_after)) if is_ranked else NOTHING
    return *shown, last.get_outcome_display(), changes or "不改数据", total, rank


def _moved(before: str, after: str) -> str:
    return f"{before}\n→ {after}" if before != after else before


def _unranked(standings: Standings) -> tuple[str, ...]:
    return () if standings.is_ranked else ("录入不足一半，暂不排名。",)


def _fields(found: ScoredYear, objections: list[Objection]) -> dict[str, str]:
    cities = found.standings.cities
    total = sum((city.total for city in cities), Decimal(0))
    mean = round_half_up(total / len(cities)) if cities else None
    changed = sum(1 for row in objections if any(d.changes for d in row.decisions.all()))
    return count_of(found.standings) | {
        "平均分": format_fixed(mean),
        "申诉件数": str(len(objections)),
        "改动件数": str(changed),
        "快照": found.named,
    }


def count_of(standings: Standings) -> dict[str, str]:
    """Return the field that counts the units, under the usual name and that of this site."""
    count = str(len(standings.cities))
    return {"市州数": count, said("市州数"): count}
