"""What a report says of its money: the budget and what of it was spent, by the form's formulas."""

from dataclasses import dataclass

from selfeval.engine.evaluate import context_of
from selfeval.engine.results import Evaluated
from selfeval.engine.values import MISSING, Value


@dataclass(frozen=True, slots=True)
class Spending:
    """Two amounts of one unit; a value that is no number is one that the report does not give."""

    budget: Value = MISSING
    executed: Value = MISSING


def spending_of(evaluated: Evaluated) -> Spending:
    """Return both amounts as they stand in the report; missing where the form names none."""
    execution = evaluated.laid.form.scoring.execution
    if execution is None:
        return Spending()
    context = context_of(evaluated)
    return Spending(context.evaluate(execution.budget), context.evaluate(execution.executed))
