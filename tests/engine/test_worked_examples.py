"""Two cities worked by hand: every item, both sections and the total must come out."""

from decimal import Decimal
from typing import Any

import pytest

from assessment.engine.score import score_table
from tests.engine.worked import WORKED_EXAMPLES, worked_facts, worked_table

CASES = [
    pytest.param(city, case, id=f"{city}-{number}")
    for city, worked in WORKED_EXAMPLES.items()
    for number, case in enumerate(worked["cases"], start=1)
]


@pytest.mark.parametrize(("city", "case"), CASES)
def test_worked_example_scores_as_by_hand(city: str, case: dict[str, Any]) -> None:
    expected = case["expected"]

    score = score_table(worked_table(city), worked_facts(case))

    assert {item.item.name: item.score for s in score.sections for item in s.items} == {
        name: Decimal(points) for name, points in expected["items"].items()
    }
    assert [str(section.score) for section in score.sections] == [
        expected["business"],
        expected["efficiency"],
    ]
    assert str(score.total) == expected["total"]


@pytest.mark.parametrize("city", WORKED_EXAMPLES)
def test_worked_table_without_results_is_100(city: str) -> None:
    score = score_table(worked_table(city), {})

    assert str(score.total) == "100.00"
    assert not score.complete


def test_xiangtan_business_section_is_rescaled_from_67() -> None:
    business, efficiency = score_table(worked_table("湘潭市"), {}).sections

    assert (business.available, business.is_rescaled) == (67, True)
    assert (efficiency.available, efficiency.is_rescaled) == (24, False)
