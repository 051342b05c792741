"""A city's own table as the recording grid shows it: a line a measure, indicator by indicator."""

from collections.abc import Iterable
from dataclasses import replace

from assessment.collection.cells import cell_json
from assessment.collection.grids import (
    GridCell,
    GridRow,
    Layout,
    OfficeGrid,
    row_standing,
    score_loaded,
)
from assessment.collection.pasting import GridSheet, sheet_of
from assessment.collection.plausibility import NO_LAST_YEAR, doubts
from assessment.engine import types as engine
from assessment.loading import LoadedItem
from assessment.self_check.reading import ReportedTable
from cities.lookup import Gazetteer


def rows_of(
    reported: ReportedTable, policy: engine.Policy, *, is_open: bool
) -> tuple[GridRow, ...]:
    """Return a row an indicator, with the score that the reported figures would give. No query."""
    return tuple(
        GridRow(
            table=reported.table,
            item=item,
            cells=tuple(_cell(measure, reported, is_open) for measure in item.measures),
            columns=(),
            standing=row_standing(item, score_loaded(item, policy)),
            is_open=is_open,
        )
        for item in reported.table.items
    )


def sheet_to_paste(rows: Iterable[GridRow]) -> GridSheet:
    """Return the page as a pasted block meets it: one line of all its measures. Two queries."""
    rows = list(rows)
    cells = tuple(cell for row in rows for cell in row.cells)
    whole = replace(rows[0], cells=cells)
    grid = OfficeGrid(Layout.LIST, (), (whole,))
    return sheet_of(grid, Gazetteer.load(), whole.table.year, before=NO_LAST_YEAR)


def cells_json(reported: ReportedTable, policy: engine.Policy, result_ids: Iterable[int]) -> dict:
    """Return cells as they now stand, and the rows they are in, as the page's script takes
    them. No query."""
    wanted = set(result_ids)
    touched = [i for i in reported.table.items if any(_id(m) in wanted for m in i.measures)]
    return {
        "cells": [cell_json(m) for i in touched for m in i.measures if _id(m) in wanted],
        "rows": [_row_json(item, policy) for item in touched],
    }


def _row_json(item: LoadedItem, policy: engine.Policy) -> dict:
    return row_standing(item, score_loaded(item, policy)).as_json()


def _cell(measure, reported: ReportedTable, is_open: bool) -> GridCell:
    value = measure.record.value
    return GridCell(
        measure,
        is_open,
        files=len(reported.files.get(_id(measure), ())),
        doubts="；".join(doubts(measure.engine, value, bounds=measure.bounds)),
    )


def _id(measure) -> int:
    return measure.record.result_id
