"""Which cells a form has: what its blocks show, and no more."""

from dataclasses import replace

import pytest

from selfeval.engine.laid import Laid
from selfeval.engine.types import IndicatorBlock, Method, Scoring, ScoringMode, TotalBlock
from tests.selfeval.engine.build import make_form, single


@pytest.mark.parametrize(
    ("shows", "addresses"),
    [
        (("target", "outcome"), ["only.target", "only.outcome"]),
        (("outcome", "weight"), ["only.outcome"]),
        (("weight",), []),
        (("score",), ["only.score", "only.reason"]),
    ],
    ids=lambda value: "+".join(value) or "none",
)
def test_indicators_have_the_cells_their_block_shows(
    shows: tuple[str, ...], addresses: list[str]
) -> None:
    form = single(Method.MANUAL)
    section = replace(form.sections[0], blocks=(IndicatorBlock("指标", shows),))

    cells = Laid.of_form(replace(form, sections=(section,))).cells

    assert [cell.address for cell in cells] == addresses


@pytest.mark.parametrize(
    ("scoring", "addresses"),
    [
        (Scoring(ScoringMode.NONE), []),
        (Scoring(ScoringMode.TABLE), ["total"]),
        (Scoring(ScoringMode.OWN_TOTAL), ["total", "grade"]),
    ],
    ids=["no score", "sum without grades", "own total"],
)
def test_total_and_grade_are_cells_where_the_form_has_them(
    scoring: Scoring, addresses: list[str]
) -> None:
    form = make_form()
    section = replace(form.sections[0], blocks=(TotalBlock(),))

    cells = Laid.of_form(replace(form, sections=(section,), scoring=scoring)).cells

    assert [cell.address for cell in cells] == addresses
