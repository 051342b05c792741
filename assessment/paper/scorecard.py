"""A city's scorecard (评分卡): one sheet to sign and seal, then how every point was lost."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.template.loader import render_to_string

from assessment.engine.explain import (
    STEP_READING_LABELS,
    explain_bonus,
    explain_section,
    explain_table,
)
from assessment.engine.grades import explain_grade
from assessment.engine.results import GroupPlace, ItemScore, Line, SectionScore, TableScore
from assessment.engine.sentences import VETO_WORDS
from assessment.letters.kinds import KINDS, SCORECARD, Words
from assessment.letters.words import Filled, city_field, table_named
from assessment.loading import LoadedItem, LoadedSection
from assessment.models import COUNTY_SUM, OF_ROUNDS, SELF_CHECKED
from assessment.paper.derivation import ItemPaper, derivation_of
from assessment.paper.status import CardStatus
from assessment.paper.wording import policy_line, signing_cells, split_heading, split_title
from assessment.scores.standing import CityStanding, PlacedUnit, PlacedYear, Standings
from assessment.tables.hand_changes import hand_changes
from lib.rounding import format_fixed, format_points
from lib.site_words import site_words
from press.paper.wording import is_long_title, short_digest

#: A year under its other readings, by what these are called.
Readings = Mapping[str, PlacedYear]
Evidence = Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class CardRow:
    """An item; reference: what was lost or is missing, and where in the annex."""

    id: str
    group: int
    number: str
    section: str
    worth: str
    name: str
    points: str
    deduction: str
    score: str
    missing: bool
    reference: str
    offices: str


@dataclass(frozen=True, slots=True)
class SectionPaper:
    """earned of available, scaled to full; sum: the line that shows the scaling."""

    name: str
    rows: tuple[CardRow, ...]
    available: str
    deduction: str
    earned: str
    full: str
    score: str
    is_rescaled: bool
    sum: str


@dataclass(frozen=True, slots=True)
class ReadingPaper:
    label: str
    total: str
    rank: str  # "" while nobody is ranked


@dataclass(frozen=True, slots=True)
class CardPaper:
    """Everything on a scorecard, as text."""

    city: str
    total: str
    sum: str
    rank: str  # "" while nobody is ranked
    cities: int
    is_issued: bool
    missing: int
    is_earned: bool  # some points are built up from 0
    sections: tuple[SectionPaper, ...]
    items: tuple[ItemPaper, ...]
    readings: tuple[ReadingPaper, ...]
    policy: str
    notes: tuple[str, ...]
    county_sums: tuple[str, ...] = ()  # those of items that the annex does not list
    by_hand: tuple[str, ...] = ()  # rules changed by hand of these items
    bonus: tuple[str, str] | None = None  # what of it counts, and its sum
    grade: tuple[str, str] | None = None  # with how it came about
    place: GroupPlace | None = None  # within its group


def scorecard_htmls(
    standings: Standings,
    cities: Sequence[CityStanding] | None = None,
    *,
    evidence: Evidence | None = None,
    digest: str = "",
    statuses: Sequence[CardStatus] = (),
    words: Words = KINDS[SCORECARD].usual,
) -> list[str]:
    """Return a document for each of cities (default: all), in their order.

    standings: of the whole year, so that ranks are right. evidence: names of
    files by result. digest: of the log's entry that last changed what is said here.
    statuses: what each says of itself, beside cities; without them they say nothing. words: in
    which they are written.
    """
    write = card_writer(standings, evidence=evidence or {}, digest=digest, words=words)
    wanted = standings.cities if cities is None else cities
    return [
        write(city, status)
        for city, status in zip(wanted, statuses or [None] * len(wanted), strict=True)
    ]


def card_writer(
    standings: PlacedYear, *, evidence: Evidence, digest: str, words: Words
) -> Callable[[CityStanding, CardStatus | None], str]:
    """Return what writes a city's document, and what it says of itself; see scorecard_htmls."""
    readings = {STEP_READING_LABELS[reading]: other for reading, other in standings.under_others()}

    def write(city: CityStanding, status: CardStatus | None) -> str:
        card = card_of(city, standings, readings, evidence=evidence)
        return _html(card, digest, status, told=filled_for(city, words))

    return write


def filled_for(standing: CityStanding, words: Words) -> Filled:
    """Return the words of a unit's card with its fields replaced."""
    year, site = standing.table.year, site_words()
    named = table_named(standing.table.title, year=year, unit=standing.city)
    values = {"年度": str(year), "考核名称": site.assessment, "表名": named}
    return Filled(words, values | city_field(standing.city))


def title_of(standing: CityStanding, words: Words = KINDS[SCORECARD].usual) -> str:
    """Return 2017年度长沙市移民工作绩效考核评分卡."""
    return filled_for(standing, words).heading


def card_of(
    standing: CityStanding, standings: PlacedYear, readings: Readings, *, evidence: Evidence
) -> CardPaper:
    table, score = standing.table, standing.score
    derivations = list(_derivations(standing, evidence))
    numbers = {paper.name: paper for paper in derivations}
    return CardPaper(
        city=standing.city,
        total=format_fixed(score.total),
        sum=explain_table(score),
        rank=_rank(standing),
        cities=len(standings.cities),
        is_issued=table.issued,
        missing=len(score.missing),
        is_earned=any(
            c.component.is_earned for s in score.sections for i in s.items for c in i.components
        ),
        sections=tuple(
            _section(group, section, section_score, numbers=numbers)
            for group, (section, section_score) in enumerate(
                zip(table.sections, score.sections, strict=True)
            )
        ),
        items=tuple(derivations),
        readings=tuple(_readings(standing, readings)),
        policy=policy_line(standings.policy),
        notes=table.notes,
        county_sums=tuple(_county_sums(standing, numbers, evidence)),
        by_hand=tuple(c.told for c in hand_changes(standing.table) if c.item not in numbers),
        bonus=_bonus(score),
        grade=(standing.grade, explain_grade(score)) if score.policy.grades else None,
        place=standing.place,
    )


def _bonus(score: TableScore) -> tuple[str, str] | None:
    if score.bonus is None:
        return None
    return format_fixed(score.bonus.points), explain_bonus(score)


def _html(card: CardPaper, digest: str, status: CardStatus | None, *, told: Filled) -> str:
    return render_to_string(
        "paper/scorecard.html",
        {
            "title": told.heading,
            "title_parts": split_title(told.heading),
            "is_long": is_long_title(told.heading),
            "told": told,
            "signs": signing_cells(told.signers),
            "card": card,
            "digest": short_digest(digest),
            "status": status,
        },
    )


def _derivations(standing: CityStanding, evidence: Evidence) -> Iterator[ItemPaper]:
    number = 0
    for item, score in _items(standing):
        tells = any(
            component.costing or any(line.stands_apart for line in component.lines)
            for component in score.components
        )
        if tells or score.deduction or score.item.exempt_points or not score.recorded:
            number += 1
            yield derivation_of(number, item, score, evidence=evidence)


def _county_sums(
    standing: CityStanding, listed: Mapping[str, ItemPaper], evidence: Evidence
) -> Iterator[str]:
    """Yield the counties', the city's own and the rounds' figures that were taken over where no
    points were lost."""
    for item, _ in _items(standing):
        for measure in () if item.name in listed else item.measures:
            for told in evidence.get(measure.record.result_id, ()):
                if told.startswith((COUNTY_SUM, SELF_CHECKED, OF_ROUNDS)):
                    yield f"{item.name}（{measure.engine.name}）{told}"


def _items(standing: CityStanding) -> Iterator[tuple[LoadedItem, ItemScore]]:
    for section, score in zip(standing.table.sections, standing.score.sections, strict=True):
        yield from zip(section.items, score.items, strict=True)


def _section(
    group: int, section: LoadedSection, score: SectionScore, *, numbers: Mapping[str, ItemPaper]
) -> SectionPaper:
    name, worth = split_heading(section.heading)
    rows = tuple(
        CardRow(
            id=f"r{group}-{position}",
            group=group,
            number=section.number,
            section=name,
            worth=worth,
            name=item.name,
            points=format_points(item.engine.counted),
            deduction=_unless_pending(item_score, item_score.lost),
            score=_unless_pending(item_score, item_score.score),
            missing=not item_score.recorded,
            reference=_reference(item_score, numbers.get(item.name)),
            offices=item.offices_shown.replace("\n", "、"),
        )
        for position, (item, item_score) in enumerate(zip(section.items, score.items, strict=True))
    )
    return SectionPaper(
        name=section.name,
        rows=rows,
        available=format_points(score.available),
        deduction=format_fixed(score.available - score.earned),
        earned=format_fixed(score.earned),
        full=format_points(score.section.full),
        score=format_fixed(score.score),
        is_rescaled=score.is_rescaled,
        sum=explain_section(score),
    )


def _unless_pending(score: ItemScore, points: Decimal) -> str:
    return format_fixed(None if score.is_pending or score.item.is_exempt else points)


def _reference(score: ItemScore, paper: ItemPaper | None) -> str:
    if paper is None:
        return "未扣分"
    lines = [line for component in score.components for line in component.lines]
    lost = sum(1 for line in lines if line.deduction)
    made = sum(1 for line in lines if line.becomes is not None)
    waiting = {
        measure.code
        for line in lines
        for measure, value in zip(line.measures, line.values, strict=True)
        if value is None and line.missing
    }
    exempt = score.item.exempt_points
    parts = [f"豁免{format_points(exempt)}分"] if exempt else []
    parts += [f"扣分{lost}处"] if lost else []
    short = sum(
        1
        for component in score.components
        if component.component.is_earned and component.deduction and not component.is_pending
    )
    parts += [f"未得满{short}处"] if short else []
    parts += [f"定分{made}处"] if made else []
    parts += _apart(lines)
    parts += [f"缺{len(waiting)}项"] if waiting else []
    return f"{'、'.join(parts)}（附件{paper.number}）"


def _apart(lines: Sequence[Line]) -> list[str]:
    """Return what stands outside the 100 points, in a word each."""
    given = sum(1 for line in lines if line.bonus)
    vetoes = dict.fromkeys(VETO_WORDS[line.rule.kind] for line in lines if line.vetoes)
    return [*([f"加分{given}处"] if given else []), *vetoes]


def _readings(standing: CityStanding, readings: Readings) -> Iterator[ReadingPaper]:
    for label, other in readings.items():
        city = other.of(standing.table.city_key)
        if city is not None:
            yield ReadingPaper(label, format_fixed(city.total), _rank(city))


def _rank(city: PlacedUnit) -> str:
    return str(city.rank) if city.is_ranked else ""
