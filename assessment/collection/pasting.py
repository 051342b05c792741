"""A block pasted into the office's grid: its sheet for press.pasting, and its cells one by one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessment.collection.grids import GridCell, GridRow, OfficeGrid
from assessment.collection.plausibility import LastYear, doubts
from assessment.collection.shown import shown_value
from assessment.collection.values import WrongValue, parse_value
from assessment.engine.types import MeasureKind
from cities.lookup import Gazetteer
from lib.site_words import said
from press.pasted import Line, Look, Pasted
from press.pasting import Named, PageSheet, Start, What, plan_paste
from press.pasting.lexicon import is_telling
from press.pasting.sheet import Place

A_COUNTY = said("是县市区，本表按市州录入")
NO_TABLE = "本年度的指标表没有这一项，不在本表"


@dataclass(frozen=True, slots=True)
class GridSheet:
    """A grid as a pasted block meets it. cells: by place; starts: where each cell is, by result;
    last: what was recorded for the same measures last year, by result."""

    sheet: PageSheet
    cells: Mapping[Place, GridCell]
    starts: Mapping[int, Start]
    last: Mapping[int, Decimal | None]


def sheet_of(grid: OfficeGrid, gazetteer: Gazetteer, year: int, *, before: LastYear) -> GridSheet:
    """Return the grid with every name that its cities and measures are known by. No query."""
    last = {
        cell.result_id: before.of_loaded(row.table, row.item, cell.measure)
        for row in grid.rows
        for cell in row.cells
        if cell
    }
    placed = list(_placed(grid))
    cells = {place: cell for place, _, cell in placed}
    places = frozenset(cells)
    listed = () if grid.is_matrix else tuple(place for place, _, _ in placed)
    sheet = PageSheet(
        tuple(_who(row, gazetteer) for row in grid.rows),
        tuple(_whats(grid, placed)),
        lines=tuple(range(len(grid.rows))) if grid.is_matrix else (),
        columns=tuple(range(len(grid.columns))) if grid.is_matrix else (),
        listed=listed,
        places=places,
        elsewhere=_elsewhere(gazetteer),
        aims={place: cell.bare_target for place, cell in cells.items() if cell.bare_target},
        year=year,
    )
    starts = {cell.result_id: start for _, start, cell in placed}
    return GridSheet(sheet, cells, starts, last)


def look_at(sheet: GridSheet, pasted: Pasted, active: int, *, refusals: Mapping[int, str]) -> Look:
    """Return what a pasted block would do. No query.

    active: the result of the cell it was pasted into, one of the sheet's. refusals: why the
    person may not write a cell, by result.
    """
    plan = plan_paste(pasted.rows, sheet.sheet, start=sheet.starts[active], answers=pasted.answers)
    lines = [
        _line(sheet, one.place, one.text, pasted=pasted, refusals=refusals) for one in plan.placed
    ]
    filled = {one.place for one in plan.placed}
    bare = [place for place in plan.empty if place not in filled and sheet.cells[place].text]
    lines += [_line(sheet, place, "", pasted=pasted, refusals=refusals) for place in bare]
    return Look(tuple(lines), plan)


def _placed(grid: OfficeGrid) -> Iterator[tuple[Place, Start, GridCell]]:
    """Walk the cells of a grid as they stand on the page."""
    numbers: dict[tuple[str, int], int] = {}
    line = 0
    for who, row in enumerate(grid.rows):
        seen: dict[str, int] = {}
        for column, cell in enumerate(row.cells):
            if cell is None:
                continue
            key = cell.measure.key
            seen[key] = seen.get(key, 0) + 1
            if grid.is_matrix:
                yield (who, column), Start(who, column), cell
            else:
                what = numbers.setdefault((key, seen[key]), len(numbers))
                yield (who, what), Start(line), cell
                line += 1


def _who(row: GridRow, gazetteer: Gazetteer) -> Named:
    known = gazetteer.city(row.table.city)
    names = known.every_name if known else {row.table.city}
    return Named(row.table.city, tuple(sorted(names | _short(names))))


def _short(names: Iterable[str]) -> set[str]:
    """Return 长沙 for 长沙市: short for a place whose aliases nobody noted."""
    return {short for name in names if len(short := name.removesuffix("市")) > 1}


def _whats(grid: OfficeGrid, placed: list[tuple[Place, Start, GridCell]]) -> Iterator[What]:
    """A column under its head, and under every name that a city's table has for it."""
    names: dict[int, dict[str, None]] = {}
    units: dict[int, str] = {}
    for (_, what), _, cell in placed:
        found = names.setdefault(what, {})
        name, key = cell.measure.engine.name, cell.measure.key
        found |= {name: None}
        if not is_telling(key, name):  # a key may lack the 无 of what its name asks
            found |= {key: None}
        units.setdefault(what, "%" if cell.kind is MeasureKind.RATE else cell.measure.engine.unit)
    for what in range(len(grid.columns) if grid.is_matrix else len(names)):
        own = list(names.get(what, {}))
        label = grid.columns[what].key if grid.is_matrix else own[0]
        yield What(label, tuple(own), key=f"m{what}", unit=units.get(what, ""))


def _elsewhere(gazetteer: Gazetteer) -> dict[str, str]:
    counties = dict.fromkeys(gazetteer.county_names, A_COUNTY)
    names = {name for city in gazetteer.cities for name in city.every_name}
    return counties | dict.fromkeys(names | _short(names), NO_TABLE)


def _line(
    sheet: GridSheet, place: Place, text: str, *, pasted: Pasted, refusals: Mapping[int, str]
) -> Line:
    who, what = place
    cell = sheet.cells[place]
    record, key = cell.measure.record, str(cell.result_id)
    value, new, why = _parsed(text, cell)
    known = (pasted.seen or {}).get(key, pasted.versions.get(key, record.version))
    by = f"{cell.by} {cell.at}".strip()
    return Line(
        key=key,
        version=record.version,
        who=sheet.sheet.whos[who].label,
        what=sheet.sheet.whats[what].label,
        old=cell.shown,
        new=new,
        value=value,
        why=refusals.get(cell.result_id, "") or why,
        by=by,
        meanwhile=f"{by}改过" if known != record.version else "",
        doubts="；".join(
            doubts(
                cell.measure.engine,
                value,
                sheet.last[cell.result_id],
                bounds=cell.measure.bounds,
            )
        ),
        kept=not why and value is None,
    )


def _parsed(text: str, cell: GridCell) -> tuple[Decimal | None, str, str]:
    """Return (value, how it is shown, why it is none)."""
    try:
        value = parse_value(text, cell.kind, cell.measure.engine.unit)
    except WrongValue as error:
        return None, text, str(error)
    bounds = cell.measure.bounds
    if bounds and (why := bounds.why_not(value)):
        return None, text, why
    return value, shown_value(value, cell.kind), ""
