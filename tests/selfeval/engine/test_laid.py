"""A form laid over what was entered."""

from selfeval.engine.answers import Answers
from selfeval.engine.laid import Laid
from tests.selfeval.engine.build import make_form


def test_every_cell_and_indicator_is_found_by_its_name() -> None:
    laid = Laid(make_form(), Answers(), 2023)

    assert list(laid.cell_by_address) == list(laid.labels) == [c.address for c in laid.cells]
    assert laid.labels == {cell.address: cell.label for cell in laid.cells}
    assert list(laid.node_by_code.values()) == list(laid.nodes)
    assert all(code == placed.code for code, placed in laid.node_by_code.items())
    assert all(cell is laid.cell_by_address[cell.address] for cell in laid.cells)
