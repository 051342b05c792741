"""What a report amounts to, kept beside it for lists, charts and counts.

The columns follow from what was entered; they are written with it and never by hand.
"""

from decimal import Decimal

from lib.rounding import round_half_up
from selfeval.engine.results import UNFILLED
from selfeval.engine.scoring_types import ScoringMode, Severity
from selfeval.engine.values import Value
from selfeval.loading import Assessed
from selfeval.models import Report, Submission

COLUMNS = (
    "total",
    "total_shown",
    "grade",
    "execution",
    "errors",
    "unexplained",
    "reminders",
    "cells_filled",
    "cells_total",
)
_LARGEST = {"total": Decimal(10) ** 8, "execution": Decimal(10) ** 12}
_PLACES = {"total": 4, "execution": 6}
_MOST = 32767  # of a small integer column


def summarise(report: Report, assessed: Assessed) -> tuple[str, ...]:
    """Set the columns that follow from what stands in the report; return their names.

    cells_filled, cells_total: of the required cells. errors: without what is yet to be filled in.
    unexplained: explanations still due.
    """
    _score(report, assessed)
    errors = assessed.of_severity(Severity.ERROR)
    report.errors = _many([found for found in errors if found.code not in UNFILLED])
    due = [found for found in assessed.of_severity(Severity.EXPLAIN) if not found.explained]
    report.unexplained = _many(due)
    report.reminders = _many(assessed.of_severity(Severity.REMIND))
    required = sum(part.required for part in assessed.progress)
    missing = sum(len(part.missing) for part in assessed.progress)
    report.cells_total, report.cells_filled = required, required - missing
    return COLUMNS


def summarise_submission(submission: Submission, assessed: Assessed) -> None:
    """Set what a submission says of its score."""
    _score(submission, assessed)


def _score(row: Report | Submission, assessed: Assessed) -> None:
    score = assessed.evaluated.score
    row.total = _column("total", score.total)
    row.total_shown = score.shown if len(score.shown) <= 20 else "—"
    row.grade = _grade(assessed)[:20]
    row.execution = _column("execution", _number(score.execution))


def _grade(assessed: Assessed) -> str:
    """Return the derived grade; the county's own words where the form has no grades."""
    scoring = assessed.form.scoring
    if scoring.grades or scoring.mode is ScoringMode.NONE:
        return assessed.evaluated.score.grade
    return assessed.answers.grade.strip()


def _number(value: Value) -> Decimal | None:
    return value.number if value.is_number else None


def _column(name: str, value: Decimal | None) -> Decimal | None:
    """Return a value as its column holds it; None for what is no score at all."""
    if value is None or abs(value) >= _LARGEST[name]:
        return None
    return round_half_up(value, _PLACES[name])


def _many(findings) -> int:
    return min(len(findings), _MOST)
