"""Where things are on the pages of a report: blocks, findings, the rows that come and go."""

from selfeval.engine.addresses import address_of, code_of
from selfeval.engine.cells import rows_of
from selfeval.engine.types import (
    Block,
    FieldBlock,
    IndicatorBlock,
    Section,
    SignatureBlock,
    Table,
    TotalBlock,
)
from selfeval.filing.page.types import dom_id

#: What blocks without a code are called, with their number in the section.
NAMES = {
    FieldBlock: "fields",
    IndicatorBlock: "indicators",
    TotalBlock: "total",
    SignatureBlock: "signature",
}
#: Stands for the indicator tree among places; no code is written so.
TREE = "*"


def block_id(block: Block, number: int) -> str:
    """Return the id of a section's block on its page. number: from 1."""
    name = NAMES.get(type(block))
    return f"b-{name}{number}" if name else f"b-{block.code}"


def places_of(assessed) -> dict[str, tuple[str, str]]:
    """Return (section, id on its page) of every cell and table, by address or code; and where
    the first indicator tree stands, or the report begins."""
    form = assessed.form
    places = {TREE: (form.sections[0].code, "")}
    places |= {cell.address: (cell.section, dom_id(cell.address)) for cell in assessed.laid.cells}
    for section in reversed(form.sections):
        for number, block in reversed(list(enumerate(section.blocks, 1))):
            if isinstance(block, Table | IndicatorBlock):
                code = block.code if isinstance(block, Table) else TREE
                places[code] = section.code, block_id(block, number)
    return places


def where(places: dict[str, tuple[str, str]], place: str) -> tuple[str, str]:
    """Return (section, id on its page) for a finding's place; the nearest there is."""
    code = code_of(place)
    near = (address_of(code, aspect) for aspect in ("score", "outcome", "target", "weight"))
    return next(places[name] for name in (place, *near, code, TREE) if name in places)


def shape_of(assessed, section: Section) -> dict[str, str]:
    """Return which rows each growing block has: equal for equal structure."""
    shapes = {}
    for number, block in enumerate(section.blocks, 1):
        if isinstance(block, Table) and block.growing is not None:
            rows = rows_of(block, assessed.answers)
            shapes[block_id(block, number)] = ",".join(key for key, _, _ in rows)
        elif isinstance(block, IndicatorBlock):
            shapes[block_id(block, number)] = _tree_shape(assessed)
    return shapes


def _tree_shape(assessed) -> str:
    marks = []
    for place in assessed.laid.nodes:
        answer = assessed.answers.answer(place.code)
        mark = "-" * place.dropped + "~" * answer.not_applicable
        if mark or place.added:
            marks.append(place.code + mark)
    return ",".join(marks)
