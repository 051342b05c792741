"""The data-entry workbook laid out as the grid, made without a database, and changed by hand."""

import io
from dataclasses import replace
from functools import cache

import openpyxl

from assessment.collection.entry_sheets import names_of
from assessment.exports.results_grid import results_grid_xlsx
from assessment.loading import LoadedTable
from assessment.reader.grid_workbook import rows_of_grid
from assessment.reader.workbook import ResultRows
from cities.lookup import Gazetteer, KnownPlace
from press.workbooks.reading import read_book
from tests.assessment.loaded import make_table, random_values

CITIES = ("长沙市", "株洲市", "湘潭市", "湘西自治州")
TRAINING, INDUSTRY, SETTLING = "移民培训", "移民产业", "移民安置"
GAZETTEER = Gazetteer(
    [
        KnownPlace(1, "430100", "长沙市", None, (), ("长沙",)),
        KnownPlace(2, "430200", "株洲市", None, (), ("株洲",)),
        KnownPlace(3, "430300", "湘潭市", None, (), ("湘潭",)),
        KnownPlace(
            4, "433100", "湘西自治州", None, (("湘西土家族苗族自治州", None, None),), ("湘西州",)
        ),
        KnownPlace(5, "430600", "岳阳市", None, (), ("岳阳",)),
        KnownPlace(6, "430122", "望城区", "430100", (), ()),
    ]
)


@cache
def made_tables(*, missing=0.2, seed=1) -> tuple[LoadedTable, ...]:
    """Return four cities' tables; what they ask under 移民安置 differs from city to city."""
    tables = []
    for number, city in enumerate(CITIES, 1):
        head = {"key": f"43{number:02}00", "pk": number}
        values = random_values(make_table(city, **head), seed * 100 + number, missing)
        table = make_table(city, **head, values=values)
        tables.append(_settled(_numbered(table), number))
    return tuple(tables)


def _numbered(table: LoadedTable) -> LoadedTable:
    """Give every item the indicator of its name, and every measure a code of its city."""
    order = {item.name: number for number, item in enumerate(make_table().items, 1)}
    return _each_item(
        table, lambda item: _coded(table, replace(item, indicator_id=order[item.name]))
    )


def _coded(table, item):
    components = tuple(
        replace(component, measures=tuple(_with_code(table, m) for m in component.measures))
        for component in item.components
    )
    return replace(item, components=components)


def _with_code(table, measure):
    code = f"{table.city_key}-{measure.record.result_id}"
    return replace(measure, engine=replace(measure.engine, code=code))


def _settled(table: LoadedTable, number: int) -> LoadedTable:
    def own(item):
        if item.name != SETTLING:
            return item
        components = tuple(
            replace(
                component,
                measures=tuple(
                    replace(
                        m,
                        key=f"{table.city}{m.key}",
                        engine=replace(m.engine, name=f"{table.city}{m.engine.name}"),
                    )
                    for m in component.measures
                ),
            )
            for component in item.components
        )
        return replace(item, components=components)

    return _each_item(table, own)


def _each_item(table, change):
    sections = tuple(
        replace(section, items=tuple(change(item) for item in section.items))
        for section in table.sections
    )
    return replace(table, sections=sections)


def with_remark(tables, city, key, remark):
    """Return the tables with a remark beside one measure."""

    def change(item):
        components = tuple(
            replace(
                component,
                measures=tuple(
                    replace(m, record=replace(m.record, remark=remark)) if m.key == key else m
                    for m in component.measures
                ),
            )
            for component in item.components
        )
        return replace(item, components=components)

    return tuple(_each_item(table, change) if table.city == city else table for table in tables)


class GridBook:
    """A workbook as exported, to be changed and read."""

    def __init__(self, tables, indicator_id=None):
        self.tables = tables
        self.book = openpyxl.load_workbook(io.BytesIO(_exported(tables, indicator_id)))

    def __getitem__(self, name):
        return self.book[name]

    def column(self, sheet: str, head: str, sub: str = "完成") -> int:
        """Return where the figures of a head stand."""
        rows = self.book[sheet]
        at = next(cell.column for cell in rows[3] if cell.value == head)
        below = rows.cell(4, at + 1).value or ""
        return at + 1 if rows.cell(4, at).value == "目标" and below.startswith(sub) else at

    def row(self, sheet: str, city: str) -> int:
        return next(c.row for c in self.book[sheet]["A"] if c.value == city and c.row > 4)

    def cell(self, sheet: str, city: str, head: str):
        return self.book[sheet].cell(self.row(sheet, city), self.column(sheet, head))

    def data(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def read(self, year=2017) -> ResultRows:
        return read(self.data(), self.tables, year)


#: What was made of the usual tables, for tests that change it in many ways.
_HELD: dict = {}


def _once(kind, tables, make):
    """Return what was made of these very tables before, or make it."""
    held = _HELD.setdefault((kind, id(tables)), (tables, None))
    if held[1] is None:
        held = _HELD[kind, id(tables)] = (tables, make())
    return held[1]


def _exported(tables, indicator_id) -> bytes:
    return _once(
        f"export {indicator_id}", tables,
        lambda: results_grid_xlsx(tables, indicator_id=indicator_id),
    )  # fmt: skip


def _names(tables):
    return _once("names", tables, lambda: names_of(tables, GAZETTEER))


def read(data: bytes, tables, year=2017) -> ResultRows:
    return rows_of_grid(read_book(data), year, _names(tables))


def code_of(tables, city: str, key: str) -> str:
    return next(m.code for t in tables if t.city == city for m in t.measures if m.key == key)


def said(rows: ResultRows) -> dict[str, str]:
    """Return what stands in the workbook for each measure."""
    return {row.code: row.value.text if row.value else "" for row in rows.rows}


def moved(sheet, order):
    """Put the rows of the cities of a sheet in another order, with all that stands in them."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    for line, number in enumerate(order):
        for column, value in enumerate(rows[number], 1):
            sheet.cell(5 + line, column).value = value
