"""A form and a report in; every cell's value, computed ones with their derivation, and
the score out. The one calculator of pages, workbooks, paper and checks."""

from collections.abc import Iterator, Mapping

from selfeval.engine.answers import Answers
from selfeval.engine.cells import FormCell, entered_words
from selfeval.engine.context import Context
from selfeval.engine.errors import WrongFormula
from selfeval.engine.formulas import names_in, parse_formula
from selfeval.engine.laid import Laid
from selfeval.engine.names import ColumnRef, resolve
from selfeval.engine.results import Computed, Evaluated
from selfeval.engine.scoring import score_report
from selfeval.engine.types import Form
from selfeval.engine.values import Value, parse_cell, wrong


def evaluate_form(form: Form, answers: Answers, year: int) -> Evaluated:
    """Lay the form over the answers and evaluate it. year: the report's."""
    return evaluate(Laid(form, answers, year))


def evaluate(laid: Laid) -> Evaluated:
    """Return every cell's value and the score.

    Whatever a report holds is given a value, if need be one that says what is wrong with
    it. Raises TooMuchWork if the formulas would take too long.
    """
    context = Context.of(laid)
    entered = entered_values(laid)
    for cell in laid.cells:
        if not cell.is_computed:
            context.values[cell.address] = entered[cell.address]
    computed = {
        cell.address: _compute(cell, context, entered[cell.address], is_circular=is_circular)
        for cell, is_circular in in_order(context)
    }
    score = score_report(context)
    return Evaluated(laid, context.values, computed, score)


def entered_values(laid: Laid) -> dict[str, Value]:
    """Return what was typed in each cell, parsed by the cell's kind."""
    words = entered_words(laid.answers)
    return {
        cell.address: parse_cell(
            cell.kind,
            cell.fixed or words.get(cell.address, ""),
            cell.unit,
            choices=cell.choices,
        )
        for cell in laid.cells
    }


def in_order(context: Context) -> Iterator[tuple[FormCell, bool]]:
    """Return computed cells, each after those it needs; True beside one that needs itself.

    Without recursion, so that a long chain of formulas is no danger.
    """
    by_address = {cell.address: cell for cell in context.laid.cells if cell.is_computed}
    needs = {
        address: _needs(cell, context) & by_address.keys() for address, cell in by_address.items()
    }
    wanted_by: dict[str, list[str]] = {}
    for address, needed in needs.items():
        for other in needed:
            wanted_by.setdefault(other, []).append(address)
    waiting = {address: len(needed) for address, needed in needs.items()}
    ready = [address for address, count in waiting.items() if not count]
    for address in ready:  # grows while it is walked
        yield by_address[address], False
        for other in wanted_by.get(address, ()):
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    done = set(ready)
    yield from ((cell, True) for address, cell in by_address.items() if address not in done)


def _needs(cell: FormCell, context: Context) -> set[str]:
    needed: set[str] = set()
    try:
        names = names_in(parse_formula(cell.formula))
    except WrongFormula:
        return needed
    context.budget.spend(len(names))
    for name in names:
        try:
            found = resolve(name, context.laid.index, cell.scope)
        except WrongFormula:
            continue
        if isinstance(found, ColumnRef):
            column = context.laid.columns.get((found.table, found.column), [])
            context.budget.spend(len(column))
            needed.update(column)
        else:
            needed.add(found.address)
    return needed


def _compute(cell: FormCell, context: Context, entered: Value, *, is_circular: bool) -> Computed:
    if is_circular:
        value, derivation = wrong("公式循环引用"), "公式循环引用"
    else:
        value = context.evaluate(cell.formula, cell.scope)
        name = cell.label.rpartition(" · ")[2]
        derivation = f"{name} = {context.derivation(cell.formula, cell.scope, value)}"
    context.values[cell.address] = value
    return Computed(cell.address, value, entered, cell.formula, derivation)


def figures_of(evaluated: Evaluated) -> Mapping[str, Value]:
    """Return the figures that measures of the city's table can take over, by their key."""
    context = context_of(evaluated)
    return {link.measure_key: context.evaluate(link.figure) for link in evaluated.laid.form.links}


def context_of(evaluated: Evaluated) -> Context:
    """Return evaluated as the formulas of checks see it, proposals and total included."""
    context = Context.of(evaluated.laid)
    context.values.update(evaluated.values)
    return context
