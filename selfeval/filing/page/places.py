"""Where a finding's place is on the pages: its section, and its id there."""

from selfeval.engine.cells import cells_of
from selfeval.engine.types import Form, IndicatorBlock, Table
from selfeval.filing.page.types import dom_id


def section_of(assessed) -> dict[str, str]:
    """Return the section of every cell, table and indicator, by address or code."""
    form = assessed.form
    found = {cell.address: cell.section for cell in cells_of(form, assessed.report, assessed.year)}
    for section in form.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                found[block.code] = section.code
    return found


def where(assessed, sections: dict[str, str], place: str) -> tuple[str, str]:
    """Return (section, id on its page) for a finding's place; the nearest there is."""
    if place in sections:
        is_table = place in _tables(assessed.form)
        return sections[place], f"b-{place}" if is_table else dom_id(place)
    code = place.partition(".")[0]
    for aspect in ("score", "outcome", "target", "weight"):
        if f"{code}.{aspect}" in sections:
            return sections[f"{code}.{aspect}"], dom_id(f"{code}.{aspect}")
    if code in sections:
        return sections[code], f"b-{code}"
    return _tree_of(assessed.form)


def _tables(form: Form) -> set[str]:
    return {b.code for s in form.sections for b in s.blocks if isinstance(b, Table)}


def _tree_of(form: Form) -> tuple[str, str]:
    for section in form.sections:
        for number, block in enumerate(section.blocks, 1):
            if isinstance(block, IndicatorBlock):
                return section.code, f"b-indicators{number}"
    return form.sections[0].code, ""
