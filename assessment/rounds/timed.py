"""The quantities that a year's units are to reach, and their lights in its rounds, read as values
of rows: a page over hundreds of units shows neither rules nor anything else of their tables."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.db.models import Q, QuerySet

from assessment.engine import types as engine
from assessment.models import CityTable, Measure, Round, RoundFigure, Year
from assessment.rounds.pace import Bars, Light, Thresholds
from assessment.rounds.progress import CityPace, LightCount, PaceCell, paced_cell
from assessment.self_check.places import Cell, placed

QUANTITY = engine.MeasureKind.QUANTITY.value
#: What pace.is_timed says, of rows.
TIMED = Q(kind=QUANTITY, target__gt=0)
_SECTION = "component__item__section"

#: How many measures of a unit have which light, by its key.
Lights = Mapping[int, LightCount]


def issued_tables(year: Year) -> QuerySet[CityTable]:
    """Return the tables that rounds are about, in the order of pages. No query yet."""
    return CityTable.objects.filter(year=year, issued_at__isnull=False).order_by("city__key")


def count_untimed(tables: QuerySet[CityTable]) -> int:
    """Return how many measures, told apart by their keys, time is nothing to. One query."""
    rows = Measure.objects.filter(**{f"{_SECTION}__table__in": tables.order_by()})
    return rows.exclude(TIMED).order_by().values("key").distinct().count()


def lights_of(
    tables: QuerySet[CityTable], rounds: Sequence[Round], thresholds: Thresholds
) -> dict[int, Lights]:
    """Return the lights of tables in each round, by round and city; no city is there that has
    nothing timed. Two queries, whatever their number."""
    rows = _quantities(tables).order_by("component", "order")
    targets = {cell: target for cell, (target,) in placed(rows, "target") if target and target > 0}
    asked = Counter(city for city, _ in targets)
    bars = {held.pk: Bars.of(held.as_of, thresholds) for held in rounds}
    lit: Counter[tuple[int, int, Light]] = Counter()
    for cell, value, pk in _figures(rounds):
        if (target := targets.get(cell)) is not None:
            lit[pk, cell[0], bars[pk].light(value, target)] += 1
    return {
        pk: {city: _count(lit, (pk, city), asked=number) for city, number in asked.items()}
        for pk in bars
    }


def cities_paced(
    held: Round, tables: QuerySet[CityTable], thresholds: Thresholds
) -> tuple[CityPace, ...]:
    """Return tables, by what of them is timed, against the time of a round. Three queries,
    whatever their number."""
    heads = list(tables.order_by("city__key").values_list("city", "city__key", "city_name"))
    cells: dict[int, list[PaceCell]] = {city: [] for city, *_ in heads}
    figures = {cell: value for cell, value, _ in _figures([held], cities=list(cells))}
    ordered = (f"{_SECTION}__order", "component__item__order", "component__number", "order")
    rows = _quantities(tables).order_by(*ordered)
    columns = ("component__item__indicator", "key", "code", "name", "unit", "target")
    for cell, (indicator, key, code, name, unit, target) in placed(rows, *columns):
        paced = paced_cell(
            cell,
            (indicator, key),
            measure=engine.Measure(code, name, engine.MeasureKind.QUANTITY, unit, target),
            figure=figures.get(cell),
            as_of=held.as_of,
            thresholds=thresholds,
        )
        if paced.is_timed:
            cells[cell[0]].append(paced)
    return tuple(CityPace(city, key, name, tuple(cells[city])) for city, key, name in heads)


def _quantities(tables: QuerySet[CityTable]) -> QuerySet[Measure]:
    """Return their measures among which the timed ones are: which of several of one name a measure
    is takes all of them."""
    return Measure.objects.filter(
        kind=QUANTITY, **{f"{_SECTION}__table__in": tables.order_by().values("pk")}
    )


def _figures(
    rounds: Sequence[Round], cities: Sequence[int] | None = None
) -> Iterator[tuple[Cell, Decimal, int]]:
    """Yield the cells of quantities with their figures, where there is one, and whose round it is
    of."""
    rows = RoundFigure.objects.filter(round__in=rounds, kind=QUANTITY, value__isnull=False)
    if cities is not None:
        rows = rows.filter(city__in=cities)
    columns = ("city", "item_name", "component", "name", "kind", "nth", "value", "round")
    for row in rows.order_by().values_list(*columns):
        yield (row[0], row[1:6]), row[6], row[7]


def _count(
    lit: Mapping[tuple[int, int, Light], int], of: tuple[int, int], *, asked: int
) -> LightCount:
    green, yellow, red = (lit[*of, light] for light in (Light.GREEN, Light.YELLOW, Light.RED))
    return LightCount(green, yellow, red, missing=asked - green - yellow - red)
