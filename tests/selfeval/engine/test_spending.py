"""The money of a report, as the form's formulas name it."""

from decimal import Decimal

import pytest

from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.scoring_types import Execution, Scoring
from selfeval.engine.spending import Spending, spending_of
from selfeval.engine.types import Field, FieldBlock, Form, Kind, Section
from selfeval.engine.values import MISSING, State
from tests.selfeval.engine.build import YEAR, Answers

FIELDS = (Field("budget", "预算数", Kind.MONEY), Field("spent", "执行数", Kind.MONEY))


def spending(execution: Execution | None, **words: str) -> Spending:
    section = Section("money", "资金", (FieldBlock(FIELDS),))
    form = Form("small", "小表", 1, (section,), Scoring(execution=execution))
    return spending_of(evaluate_form(form, Answers(fields=words), YEAR))


def test_amounts_are_those_of_the_formulas() -> None:
    found = spending(Execution("spent + 1", "budget"), budget="100", spent="80.5")
    assert (found.budget.number, found.executed.number) == (Decimal(100), Decimal("81.5"))


@pytest.mark.parametrize(
    ("words", "state"), [({}, State.MISSING), ({"budget": "不适用"}, State.NOT_APPLICABLE)]
)
def test_what_is_not_given_is_no_number(words: dict[str, str], state: State) -> None:
    found = spending(Execution("spent", "budget"), spent="80", **words)
    assert found.budget.state is state
    assert found.executed.number == 80


def test_zero_is_a_number() -> None:
    assert spending(Execution("spent", "budget"), budget="0").budget.number == 0


def test_form_without_execution_has_no_amounts() -> None:
    assert spending(None, budget="100") == Spending(MISSING, MISSING)
