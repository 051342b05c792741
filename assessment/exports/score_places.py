"""Places among all units (前5名, 末位) in the scores workbook: written once all rows stand."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from assessment.engine.scheme import KINDS
from assessment.engine.types import Basis, Effect, RuleKind
from assessment.exports import score_formulas as formulas
from assessment.exports.score_cells import write_formula
from assessment.loading import LoadedComponent, LoadedTable
from assessment.scores.standing import Compared, compared

Spot = tuple[str, str, int, str]  # city, indicator, component, measure: as 明细 says them

RANKED = [kind for kind in RuleKind if kind.basis is Basis.RANK]


def write_places(sheet, tables: Sequence[LoadedTable]) -> None:
    """Let every rule on a place look at the values of all cities."""
    if not any(_ranked(table) for table in tables):
        return
    places = {spot: place for table in tables for spot, place in _spots(table)}
    values: dict[Compared, list[str]] = defaultdict(list)
    first: dict[Spot, int] = {}
    for row in range(2, sheet.max_row + 1):
        spot = _spot(sheet, row)
        if sheet.cell(row, 22).value is not None:  # where the value itself stands
            values[places[spot]].append(f"{formulas.VALUE}{row}")
            first[spot] = row
    for row, kind, is_falling in _rules(sheet, tables):
        spot = _spot(sheet, row)
        others = values[places[spot]]
        is_first = kind.effect is not Effect.DEDUCT
        place = formulas.place(f"{formulas.VALUE}{row}", others, is_first=is_first)
        write_formula(sheet, row, 16, formula=place)
        steps = formulas.place_steps(row, is_falling=is_falling)
        write_formula(sheet, row, 17, formula=steps)
        write_formula(sheet, first[spot], 22, formula=formulas.place_missing(others))


def _ranked(table: LoadedTable) -> bool:
    return any(c.engine.ranked for item in table.items for c in item.components if _counts(c))


def _counts(component: LoadedComponent) -> bool:
    return not component.engine.exempt


def _spots(table: LoadedTable) -> Iterator[tuple[Spot, Compared]]:
    called = {measure.code: place for place, measure in compared(table)}
    for item in table.items:
        for component in item.components:
            for measure in component.measures:
                spot = (table.city, item.name, component.number, measure.engine.name)
                yield spot, called[measure.code]


def _spot(sheet, row: int) -> Spot:
    city, item, component, measure = (sheet.cell(row, column).value for column in (1, 3, 4, 8))
    return city, item, component, measure


def _rules(sheet, tables: Sequence[LoadedTable]) -> Iterator[tuple[int, RuleKind, bool]]:
    """Yield the row of each rule on a place, its kind, and whether better places count more."""
    wanted = {KINDS[kind].word for kind in RANKED}
    rows = (
        row
        for row in range(2, sheet.max_row + 1)
        if str(sheet.cell(row, 6).value or "").split("（")[0] in wanted
    )
    rules = (
        rule.engine
        for table in tables
        for item in table.items
        for component in item.components
        if _counts(component)
        for rule in component.rules
        if rule.engine.kind.basis is Basis.RANK
    )
    for row, rule in zip(rows, rules, strict=True):
        yield row, rule.kind, rule.step is not None
