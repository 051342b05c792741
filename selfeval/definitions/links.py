"""A form's figures tied to the measures of the other half, and the units of both."""

from lib.site_words import said
from lib.slots import Slot
from selfeval.engine.addresses import parts_of
from selfeval.engine.errors import EngineError
from selfeval.engine.formulas import names_in, parse_formula
from selfeval.engine.names import ColumnRef, Index, resolve
from selfeval.engine.scoring_types import Link
from selfeval.engine.types import Field, Form

MIXED = "多种单位"

#: The keys and units of the measures that sums make sense for. One query.
measures_to_link: Slot[[], list[tuple[str, str]]] = Slot("the measures a figure can be tied to")


def unfit_links(form: Form, known: list[tuple[str, str]]) -> list[str]:
    """Return why counties' sums could not be taken over: no such measure, or another unit."""
    units: dict[str, set[str]] = {}
    for key, unit in known:
        units.setdefault(key, set()).add(unit)
    told = []
    for link in form.links:
        unit = unit_of(form, link)
        if link.measure_key not in units:
            told.append(said("各市州指标表中没有测量项") + f"“{link.measure_key}”。")
        elif unit not in units[link.measure_key]:
            wanted = "、".join(sorted(units[link.measure_key])) or "无单位"
            told.append(f"“{link.measure_key}”的单位是{wanted}，本表数字的单位是{unit or '空'}。")
    return told


def unit_of(form: Form, link: Link) -> str:
    """Return the unit of a link's figure: that of the cells it names."""
    return unit_of_formula(form, link.figure)


def unit_of_formula(form: Form, formula: str) -> str:
    """Return the unit of the cells that a formula names, or that there are several."""
    index = Index.of(form)
    try:
        refs = [resolve(name, index) for name in names_in(parse_formula(formula))]
    except EngineError:
        return MIXED
    units = {_unit(ref, index) for ref in refs}
    return units.pop() if len(units) == 1 else MIXED


def _unit(ref, index: Index) -> str:
    if isinstance(ref, ColumnRef):
        return _column_unit(index, ref.table, ref.column)
    match parts_of(ref.address):
        case [table, _, column]:
            return _column_unit(index, table, column)
        case [indicator, _]:
            return index.indicators[indicator].unit
    found = index.fields.get(ref.address)
    return found.unit if isinstance(found, Field) else ""


def _column_unit(index: Index, table: str, code: str) -> str:
    column = index.column(table, code)
    return (column.unit if column else "") or index.tables[table].unit
