"""Whose summaries an act may have changed: from the rows that it wrote, units of years."""

from functools import cache

from django.db.models import F, Model, QuerySet

from assessment.models import (
    CityTable,
    Component,
    Exemption,
    Item,
    Measure,
    Policy,
    Result,
    Round,
    RoundFigure,
    RoundSettings,
    Rule,
    Section,
)
from trust.touched import Rows

#: By year the keys of tables; None: all of the year.
Affected = dict[int, set[int] | None]

_ITEM = "item__section__table"
#: How rows lead to their table.
PATHS: dict[type[Model], str] = {
    CityTable: "",
    Section: "table",
    Item: "section__table",
    Component: _ITEM,
    Measure: f"component__{_ITEM}",
    Rule: f"component__{_ITEM}",
    Result: f"measure__component__{_ITEM}",
}
#: What may be taken out of a table, or have its links changed, alone: its history tells of what.
PARENTS: dict[type[Model], tuple[str, type[Model]]] = {
    Section: ("table_id", CityTable),
    Item: ("section_id", Section),
    Component: ("item_id", Item),
    Measure: ("component_id", Component),
    Rule: ("component_id", Component),
}
#: How rows lead to the year all of whose units they may change.
YEARS: dict[type[Model], str] = {
    Policy: "year",
    RoundSettings: "year",
    Exemption: "year",
    Round: "year",
    RoundFigure: "round__year",
}


_COUNTING: set[type[Model]] = {*PATHS, *YEARS} - {Result}


def records_alone(rows: Rows) -> set:
    """Return the keys of the results that an act wrote if nothing else that it wrote may change
    a summary; none otherwise. No query."""
    return set() if any(map(rows.get, _others())) else rows.get(Result, set())


@cache
def _others() -> set[type[Model]]:
    of_histories: tuple[type[Model], ...] = (*PARENTS, CityTable)
    return _COUNTING | {_history(model) for model in of_histories}


def affected(rows: Rows) -> Affected:
    """Return it. A query for each kind of row that counts; two for each kind of history."""
    found: Affected = {}
    for model, path in PATHS.items():
        if keys := rows.get(model):
            _add(found, model._base_manager.filter(pk__in=keys), path)
    _add_of_histories(found, rows)
    for model, path in YEARS.items():
        if keys := rows.get(model):
            for year in _counting(model, keys).values_list(f"{path}_id", flat=True):
                found[year] = None
    return found


def _add_of_histories(found: Affected, rows: Rows) -> None:
    for model, (column, parent) in PARENTS.items():
        history = _history(model)
        if keys := rows.get(history):
            own = set(history._base_manager.filter(pk__in=keys).values_list(column, flat=True))
            _add(found, parent._base_manager.filter(pk__in=own), PATHS[parent])
    if keys := rows.get(_history(CityTable)):  # of one that is gone: others looked at it
        told = _history(CityTable)._base_manager.filter(pk__in=keys)
        for year in told.values_list("year_id", flat=True):
            found.setdefault(year, set())


def _add(found: Affected, rows: QuerySet, path: str) -> None:
    table, year = (f"{path}_id", f"{path}__year_id") if path else ("pk", "year_id")
    for pk, of_year in rows.order_by().values_list(F(table), F(year)).distinct():
        held = found.setdefault(of_year, set())
        if held is not None:
            held.add(pk)


def _counting(model: type[Model], keys: set) -> QuerySet:
    """Return those of the rows that may change a score: figures of a round once it is ended, and
    rounds where lights cost points."""
    rows = model._base_manager.filter(pk__in=keys).order_by()
    if model is RoundFigure:
        rows = rows.exclude(round__closed_at=None)
    if model in (Round, RoundFigure):
        settings = RoundSettings.objects.exclude(red_points=None, yellow_points=None)
        rows = rows.filter(**{f"{YEARS[model]}__in": settings.values("year")})
    return rows.distinct()


@cache  # simple_history makes a manager's class anew each time it is asked for one
def _history(model: type[Model]) -> type[Model]:
    return model.history.model  # type: ignore[attr-defined]
