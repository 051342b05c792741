"""The form as it is printed to be filled in by hand."""

import json
from dataclasses import replace

import pytest

from selfeval.definitions.previewing import paper_html
from selfeval.engine.blank import room_to_write
from selfeval.engine.definition import form_of
from selfeval.loading import assess
from selfeval.paper.document import paper_of
from selfeval.paper.model import Edition, Filing, Grid
from tests.selfeval.factories import shipped
from tests.selfeval.papers import assessed


def blank_paper(code):
    form = form_of(json.loads(shipped(code)))
    return paper_of(
        assess(form, room_to_write(form), 2024), Filing("岳阳县", edition=Edition.BLANK)
    )


def rows_under(paper, label):
    """Return the cells of each row of the table that stand under a head."""
    grids = [part for s in paper.sections for part in s.parts if isinstance(part, Grid)]
    for grid in grids:
        placed = list(grid.placed())
        for row, column, cell in placed:
            if cell.text == label:
                under = range(row, row + cell.rowspan)
                return [
                    [c for r, place, c in placed if r == line and place > column] for line in under
                ]
    return []


@pytest.mark.parametrize("code", ["project_2020", "transfer_2020"])
def test_each_second_level_has_rows_for_indicators_with_a_cell_for_everything(code):
    rows = rows_under(blank_paper(code), "数量指标")
    assert len(rows) == 3
    width = len(rows[1])
    assert width >= 4
    # the first row also holds the weight and the score of all
    assert all(len(row) >= width and not any(cell.text for cell in row[:4]) for row in rows)


def test_indicators_that_the_form_names_are_the_rows():
    assert len(rows_under(blank_paper("department_scored"), "数量指标")) == 5


def test_a_growing_table_has_numbered_rows_before_its_total():
    paper = blank_paper("resettlement_fund")
    grids = [part for s in paper.sections for part in s.parts if isinstance(part, Grid)]
    funds = next(grid for grid in grids if grid.caption.startswith("资金到位情况"))
    assert len(funds.rows) == funds.heads + 3 + 1
    assert "合计" in [cell.text for cell in funds.rows[-1]]


def test_the_blank_form_of_the_editor_has_the_same_rows_and_is_no_draft():
    html = paper_html(form_of(json.loads(shipped("project_2020"))))
    assert html.count("<tr id=") > 20
    assert "草稿" not in html


def test_a_report_that_is_filled_has_no_rows_to_write_on():
    own = assessed("project_2020")
    paper = paper_of(own, replace(Filing("岳阳县"), edition=Edition.TO_SIGN))
    assert len(rows_under(paper, "数量指标")) == 1
