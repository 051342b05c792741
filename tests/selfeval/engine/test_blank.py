"""Rows to write on in a form that is filled in by hand."""

from decimal import Decimal

import pytest

from selfeval.engine.answers import Answer
from selfeval.engine.blank import room_to_write
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.scoring_types import Indicator
from selfeval.engine.types import Column, Growing, Row, Table
from tests.selfeval.engine.build import make_form, scored_form


@pytest.mark.parametrize(
    ("growing", "rows", "wanted"),
    [
        (None, (), None),
        (Growing(), (), 3),
        (Growing(minimum=5), (), 5),
        (Growing(maximum=2), (), 2),
        (Growing(), (Row("one", "第一项"),), 0),
        (Growing(minimum=1), (Row("one", "第一项"),), 1),
    ],
    ids=["fixed", "empty", "more asked for", "fewer allowed", "own rows", "own and asked for"],
)
def test_a_table_has_rows_to_write_on_where_the_form_gives_none(growing, rows, wanted):
    table = Table("money", "资金", (Column("amount", "金额"),), rows, growing)
    given = room_to_write(make_form(tables=(table,))).tables
    assert given.get("money") is None if wanted is None else len(given["money"]) == wanted


def test_a_head_without_indicators_has_three_rows_to_write_on_and_others_have_their_own():
    fixed = Indicator("roads", "道路")
    heads = (
        Indicator("many", "数量指标", may_add=True),
        Indicator("good", "质量指标", children=(fixed,), may_add=True),
        Indicator("kept", "时效指标"),
    )
    form = scored_form(Indicator("output", "产出指标", weight=Decimal(100), children=heads))
    given = room_to_write(form)
    assert list(given.indicators.values()) == [
        Answer(f"many_blank_{number}", parent="many") for number in (1, 2, 3)
    ]
    nodes = evaluate_form(form, given, 2023).laid.nodes
    assert [place.code for place in nodes if place.is_leaf] == [
        "many_blank_1", "many_blank_2", "many_blank_3", "roads", "kept"
    ]  # fmt: skip
