"""市州自报: what a city handed in for an office's cell, and how that cell stands to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from assessment.collection.shown import shown_value
from assessment.engine.types import MeasureKind
from assessment.loading import LoadedItem
from assessment.models import CityTable, Indicator, Measure, ReportedFigure, ReportedTaking, Result
from assessment.self_check.places import Cell, Place, place_of, placed, places_of_item
from assessment.self_check.querysets import HANDED_IN
from lib.site_words import said


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A figure that a city handed in. taken: what an office took over last, None if never."""

    value: Decimal
    remark: str
    files: int
    taken: Decimal | None


@dataclass(frozen=True, slots=True)
class ReportedBeside:
    """What stands under an office's cell. state: «taken» over, the same («agrees»), another
    («differs»), another since it was taken over («changed»), nothing recorded («open»)."""

    shown: str
    state: str
    title: str
    doubt: str

    @property
    def label(self) -> str:
        signs = {"taken": " ✓", "agrees": " ✓", "differs": " ≠", "changed": " 已变"}
        return said(f"市州自报 {self.shown}{signs.get(self.state, '')}")

    @property
    def look(self) -> str:
        """Return the colour of it (static/css/recording.css)."""
        return {"agrees": "taken", "differs": "refused"}.get(self.state, self.state)

    def as_json(self) -> dict:
        return {"text": self.label, "look": self.look, "title": self.title}


def reported_beside(
    year: int, pairs: Iterable[tuple[int, LoadedItem]]
) -> dict[int, ReportedBeside]:
    """Return what stands beside cells, by result. pairs: a city with an item of its table. One
    query, none for no pair."""
    pairs = list(pairs)
    if not pairs:
        return {}
    rows = handed_in(year).filter(
        self_check__city__in={city for city, _ in pairs},
        item_name__in={item.name for _, item in pairs},
    )
    told = _read(rows)
    return {
        measure.record.result_id: beside_of(
            told[city, place], measure.record.value, measure.engine.kind
        )
        for city, item in pairs
        for place, measure in places_of_item(item)
        if (city, place) in told
    }


def reported_of(result: Result) -> ReportedBeside | None:
    """Return what stands beside one cell, None for nothing. Two queries."""
    place, city = place_of(result.measure), result.measure.component.item.section.table.city_id
    told = _read(figures_at(result.measure.component.item.section.table, place))
    held = told.get((city, place))
    return beside_of(held, result.value, MeasureKind(place[3])) if held else None


def figures_at(table: CityTable, place: Place) -> QuerySet[ReportedFigure]:
    """Return the figure that is handed in for a place of a city's table, if any. No query yet."""
    item, component, name, kind, nth = place
    return handed_in(table.year.number).filter(
        self_check__city=table.city_id,
        item_name=item,
        component=component,
        name=name,
        kind=kind,
        nth=nth,
    )


def figures_by_result(indicator: Indicator) -> dict[int, ReportedFigure]:
    """Return, by result, what cities handed in for an indicator's cells. Two queries."""
    rows = handed_in(indicator.year.number).filter(item_name=indicator.name)
    held = {(f.self_check.city_id, f.place): f for f in rows.select_related("self_check__city")}
    measures = Measure.objects.filter(component__item__indicator=indicator)
    return {pk: held[cell] for cell, pk, _ in placed_results(measures) if cell in held}


def beside_of(told: HandedIn, value: Decimal | None, kind: MeasureKind) -> ReportedBeside:
    """Return how a recorded value stands to what was handed in. No query."""
    shown = shown_value(told.value, kind)
    taken = value is not None and value == told.taken
    if value is None:
        state, title = "open", "点开查看备注、佐证，可采用"
    elif value == told.value:
        state, title = ("taken", "已采用") if taken else ("agrees", "与本格一致")
    elif taken:
        state, title = "changed", f"采用时为 {shown_value(told.taken, kind)}，现为 {shown}"
    else:
        state, title = "differs", f"本格为 {shown_value(value, kind)}，与自报不一致"
    more = [f"佐证 {told.files} 份" if told.files else "", "有备注" if told.remark else ""]
    title = "；".join(filter(None, [title, *more]))
    is_other = state in ("differs", "changed")
    doubt = said(f"与市州自报 {shown} 不一致") if is_other else ""
    return ReportedBeside(shown, state, title, doubt)


def handed_in(year: int) -> QuerySet[ReportedFigure]:
    """Return the figures of the year that stand handed in. No query yet."""
    return ReportedFigure.objects.filter(
        self_check__year__number=year, self_check__state=HANDED_IN, value__isnull=False
    )


def differing(year: int) -> dict[int, str]:
    """Return, by result, where what an office recorded is not what the city handed in, in a
    sentence. One query; another where anything is handed in."""
    told = _read(handed_in(year))
    if not told:
        return {}
    cities = {city for city, _ in told}
    table = "component__item__section__table"
    rows = Measure.objects.filter(**{f"{table}__year__number": year, f"{table}__city__in": cities})
    found = {}
    for place, pk, value in placed_results(rows):
        if value is None or place not in told:
            continue
        beside = beside_of(told[place], value, MeasureKind(place[1][3]))
        if beside.doubt:
            found[pk] = beside.doubt
    return found


def differing_unexplained(year: int, result_ids: Iterable[int]) -> list[str]:
    """Return which of these cells differ from what the city handed in and bear no remark: «长沙市
    农业实用技术培训：与市州自报 1,048 不一致». Two queries; one more where any differs."""
    differ = differing(year)
    wanted = differ.keys() & set(result_ids)
    if not wanted:
        return []
    table = "measure__component__item__section__table"
    rows = Result.objects.filter(pk__in=wanted, remark="").order_by(f"{table}__city__key", "pk")
    named = rows.values_list("pk", f"{table}__city_name", "measure__name")
    return [f"{city} {measure}：{differ[pk]}" for pk, city, measure in named]


def takings_that_stand(tables: QuerySet) -> dict[int, ReportedTaking]:
    """Return, by result, the reported figure that was taken over and still is its value. One
    query; another where one was taken over."""
    rows = ReportedTaking.objects.filter(
        figure__self_check__year__in=tables.order_by().values("year"),
        figure__self_check__city__in=tables.order_by().values("city"),
    ).select_related("figure__self_check")
    latest = {(t.figure.self_check.city_id, t.figure.place): t for t in rows}
    if not latest:
        return {}
    held = Measure.objects.filter(component__item__section__table__in=tables)
    return {
        pk: latest[place]
        for place, pk, value in placed_results(held)
        if place in latest and latest[place].value == value
    }


def placed_results(measures: QuerySet[Measure]) -> Iterable[tuple[Cell, int, Decimal | None]]:
    """Return the cell, result and value of measures, those of a component together. One query."""
    rows = placed(measures.order_by("component", "order"), "result__pk", "result__value")
    return ((cell, pk, value) for cell, (pk, value) in rows)


def _read(figures: QuerySet[ReportedFigure]) -> Mapping[Cell, HandedIn]:
    """One query."""
    takings = ReportedTaking.objects.filter(figure=OuterRef("pk")).order_by("-taken_at", "-pk")
    current = Count("files", filter=Q(files__withdrawn_at=None))
    rows = figures.annotate(taken=Subquery(takings.values("value")[:1]), held=current)
    return {
        (city, tuple(place)): HandedIn(value, remark, held, taken)
        for city, value, remark, held, taken, *place in rows.values_list(
            "self_check__city", "value", "remark", "held", "taken",
            "item_name", "component", "name", "kind", "nth",
        )
    }  # fmt: skip
