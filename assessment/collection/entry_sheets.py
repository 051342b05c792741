"""What the grid's sheets of the data-entry workbook are called by: for writing and for reading."""

from collections import Counter
from collections.abc import Iterable, Sequence

from assessment.collection.grids import GridCell, build_grid
from assessment.collection.pasting import sheet_of
from assessment.collection.plausibility import NO_LAST_YEAR
from assessment.engine import types as engine
from assessment.loading import LoadedTable
from assessment.reader.grid_names import IndicatorNames
from cities.lookup import Gazetteer


def measure_labels(cells: Iterable[GridCell]) -> list[str]:
    """Return how the measures of one city's row are called, no two the same: the second (2)."""
    seen: Counter[str] = Counter()
    labels = []
    for cell in cells:
        name = cell.measure.engine.name
        seen[name] += 1
        labels.append(name if seen[name] == 1 else f"{name}（{seen[name]}）")
    return labels


def indicators_of(
    tables: Sequence[LoadedTable],
    office_id: int | None = None,
    indicator_id: int | None = None,
) -> dict[int, str]:
    """Return the indicators asked for with their names, in the order of the tables."""
    return {
        item.indicator_id: item.name
        for table in tables
        for item in table.items
        if (office_id is None or office_id in item.office_ids)
        and (indicator_id is None or indicator_id == item.indicator_id)
    }


def names_of(tables: Sequence[LoadedTable], gazetteer: Gazetteer) -> list[IndicatorNames]:
    """Return every indicator with all names of its cities and measures. No query."""
    return [
        _names(tables, number, name, gazetteer=gazetteer)
        for number, name in indicators_of(tables).items()
    ]


def _names(tables, number: int, name: str, *, gazetteer: Gazetteer) -> IndicatorNames:
    grid = build_grid(tables, number, engine.Policy())
    sheet = sheet_of(grid, gazetteer, tables[0].year, before=NO_LAST_YEAR)
    codes = {place: cell.measure.code for place, cell in sheet.cells.items()}
    labels = {}
    for who in range(len(sheet.sheet.whos)):
        own = [(place, cell) for place, cell in sheet.cells.items() if place[0] == who]
        called = measure_labels(cell for _, cell in own)
        labels |= {place: label for (place, _), label in zip(own, called, strict=True)}
    return IndicatorNames(name, sheet.sheet, codes, labels)
