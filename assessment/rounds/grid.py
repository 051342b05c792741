"""The recording grid over a round's figures, and its cells as the page's script takes them."""

from collections.abc import Iterable

from assessment.collection.cells import cell_json
from assessment.collection.grids import OfficeGrid, build_grid, row_standing, score_loaded
from assessment.engine import types as engine
from assessment.models import Indicator
from assessment.rounds.reading import RoundTables


def grid_of(
    read: RoundTables, indicator: Indicator, policy: engine.Policy, *, own: Iterable[int]
) -> OfficeGrid:
    """Return the grid of an indicator in a round. own: the offices that may write now. No query."""
    own = frozenset(own)
    return build_grid(read.tables, indicator.pk, policy, office_ids=own, is_collecting=bool(own))


def cells_json(read: RoundTables, policy: engine.Policy, result_ids: Iterable[int]) -> dict:
    """Return cells as they now stand, and the rows they are in. No query."""
    wanted, cells = set(result_ids), read.cells
    items = {cells[pk][1].pk: cells[pk][1] for pk in wanted if pk in cells}
    return {
        "cells": [cell_json(cells[pk][2]) for pk in wanted if pk in cells],
        "rows": [row_standing(i, score_loaded(i, policy)).as_json() for i in items.values()],
    }
