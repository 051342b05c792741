"""Everything that a report's checks find, errors first, in the order of the form.

The generic checks hold for every form (check_cells, check_scores, check_texts,
check_figures); a form adds its own as formulas. Errors block submitting, explanations must
be given (they are found as explained once they are), reminders only show.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from selfeval.engine.addresses import address_of
from selfeval.engine.answers import Answers
from selfeval.engine.cells import rows_of
from selfeval.engine.check_cells import check_cells, check_rows
from selfeval.engine.check_figures import check_figures, without_repeats
from selfeval.engine.check_narratives import check_narratives
from selfeval.engine.check_project import check_project
from selfeval.engine.check_scores import check_execution, check_scores, check_total, check_weights
from selfeval.engine.check_targets import check_targets
from selfeval.engine.check_texts import check_texts
from selfeval.engine.check_units import check_units
from selfeval.engine.checking import Checking
from selfeval.engine.names import TOTAL_ROW, Scope
from selfeval.engine.results import Evaluated, Finding
from selfeval.engine.scoring_types import Check, Severity
from selfeval.engine.values import State
from selfeval.engine.wording import words_for

_ORDER = list(Severity)


def check(
    evaluated: Evaluated,
    last: Answers | None = None,
    *,
    others: Sequence[str] = (),
    own: str = "",
    project: str = "",
) -> tuple[Finding, ...]:
    """Return all findings on what was evaluated. last: what was reported the year before on
    the same form, as far as it is known. others: names of places that are not the report's;
    own: of its county. project: that it is of, "" if of none.

    Raises TooMuchWork, as evaluate does.
    """
    case = Checking(evaluated)
    findings = [
        *check_cells(case),
        *check_rows(case),
        *check_weights(case),
        *check_scores(case),
        *check_total(case),
        *check_execution(case),
        *_own_checks(case),
        *check_targets(case),
        *check_texts(case),
        *check_units(case, others, own),
        *check_project(case, project),
        *check_narratives(case),
        *check_figures(case, last),
    ]
    told = (_answered(case.laid.answers, found) for found in without_repeats(findings))
    return tuple(_in_form_order(case, told))


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what keeps a report from being submitted."""
    return tuple(found for found in findings if found.is_blocking)


def _in_form_order(case: Checking, findings: Iterable[Finding]) -> list[Finding]:
    places = {cell.address: position for position, cell in enumerate(case.laid.cells)}

    def key(found: Finding) -> tuple[int, int]:
        return _ORDER.index(found.severity), places.get(found.place, len(places))

    return sorted(findings, key=key)


def _answered(answers: Answers, found: Finding) -> Finding:
    if found.severity is not Severity.EXPLAIN or found.explained:
        return found
    return replace(found, explained=bool(answers.explanations.get(found.key, "").strip()))


def _own_checks(case: Checking) -> Iterator[Finding]:
    for rule in case.laid.form.checks:
        if not rule.each:
            yield from _own_check(case, rule, None)
            continue
        table = case.laid.index.tables.get(rule.each)
        for key, _, row in rows_of(table, case.laid.answers) if table else ():
            if row is not None or key != TOTAL_ROW:
                yield from _own_check(case, rule, Scope(rule.each, row=key))


def _own_check(case: Checking, rule: Check, scope: Scope | None) -> Iterator[Finding]:
    """Find rule if its condition is false or cannot be computed; if it is missing or
    does not apply there is nothing to say."""
    context = case.context
    result = context.evaluate(rule.condition, scope, in_check=True)
    place = rule.cell if scope is None else address_of(scope.table, scope.row, rule.cell)
    message = words_for(rule.message, context.laid.year)
    if result.state is State.ERROR and not case.is_told(result):
        yield Finding(rule.severity, rule.code, place, f"{message}（无法核对：{result.text}）")
    elif result.state is State.TRUTH and not result.truth:
        words = context.broken(rule.condition, scope)
        yield Finding(rule.severity, rule.code, place, f"{message}（{words}）")
