"""The figures of a submission that pages over a whole year show.

Worked out here alone: kept with the act that submits, and worked out anew by whoever finds none
that were made of the same words, form, year and program. A submission never changes, so what is
kept of it needs no lock.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import QuerySet

from selfeval import engine
from selfeval.engine.addresses import address_of
from selfeval.engine.answers import answers_of
from selfeval.engine.attainment import attainment_of, reached_of
from selfeval.engine.cells import entered_words
from selfeval.engine.context import Context
from selfeval.engine.errors import EngineError
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.laid import Laid
from selfeval.engine.reached import Verdict
from selfeval.engine.spending import spending_of
from selfeval.engine.types import Kind
from selfeval.engine.values import Value, parse_cell
from selfeval.loading import form_of
from selfeval.models import FormDefinition, Submission, SubmissionSummary, Task
from trust import touched
from trust.summaries import Discrepancy, Summaries

BATCH = 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attained:
    """asked: codes of the form's own indicators that apply, in its order. missed: of those that
    fell short, by target and outcome as entered."""

    asked: tuple[str, ...]
    missed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Money:
    """Of the form's unit; None where the report gives no number."""

    budget: Decimal | None = None
    executed: Decimal | None = None


# --- Worked out ---------------------------------------------------------------------------------


def attained_of(laid: Laid) -> Attained:
    """Return how the form's indicators stand; what a county added is its own, not compared."""
    words = entered_words(laid.answers)
    context = Context.of(laid)
    asked, missed = [], set()
    for place in laid.nodes:
        if not place.is_leaf or place.added:
            continue
        node = place.node
        for aspect, fixed in (("target", node.target), ("outcome", "")):
            address = address_of(place.code, aspect)
            typed = fixed or words.get(address, "")
            context.values[address] = parse_cell(Kind.MEASURED, typed, node.unit)
        found = attainment_of(place, context)
        if not found.applies:
            continue
        asked.append(place.code)
        is_short = found.share is not None and found.share < 1
        if is_short or reached_of(place, context).verdict is Verdict.MISSED:
            missed.add(place.code)
    return Attained(tuple(asked), frozenset(missed))


def money_of(laid: Laid) -> Money:
    """Return what was planned and spent. Raises TooMuchWork."""
    spending = spending_of(evaluate_form(laid.form, laid.answers, laid.year))
    return Money(_amount(spending.budget), _amount(spending.executed))


def _amount(value: Value) -> Decimal | None:
    return value.number if value.is_number else None


# --- As kept ------------------------------------------------------------------------------------


def attained_in(figures: Mapping[str, Any]) -> Attained:
    return Attained(tuple(figures["asked"]), frozenset(figures["missed"]))


def money_in(figures: Mapping[str, Any]) -> Money:
    amounts = (figures["budget"], figures["executed"])
    return Money(*(None if amount is None else Decimal(amount) for amount in amounts))


def submitted_money(task: Task, submission: Submission) -> Money:
    """Return what a submission to a task says of money. No query where it is kept and the summary
    was read with the submission, else one. Raises TooMuchWork."""
    kept = getattr(submission, "summary", None)
    if kept and kept.made_of == made_of(task.form, task.year, submission.digest):
        return money_in(kept.figures)
    return money_of(Laid(form_of(task.form), answers_of(submission.data), task.year))


def figures_of(laid: Laid) -> dict[str, Any]:
    """Return all of it as JSON. Raises TooMuchWork."""
    attained, money = attained_of(laid), money_of(laid)
    return {
        "asked": list(attained.asked),
        "missed": sorted(attained.missed),
        "budget": None if money.budget is None else str(money.budget),
        "executed": None if money.executed is None else str(money.executed),
    }


def made_of(form: FormDefinition, year: int, words: str) -> str:
    """Return the digest of what figures follow from. words: the digest of the submission."""
    return _made_of(form.digest, year, words)


def _made_of(form: str, year: int, words: str) -> str:
    return hashlib.sha256(f"{_program()} {form} {year} {words}".encode()).hexdigest()


@cache
def _program() -> str:
    """Return the digest of what works the figures out; asked once a process."""
    sources = [Path(__file__), *sorted(Path(engine.__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()


# --- Keeping ------------------------------------------------------------------------------------


def follow(rows: touched.Rows) -> None:
    """Keep the figures of what an act submitted. Two queries, none unless it did."""
    if keys := rows.get(Submission):
        _keep(Submission.objects.filter(pk__in=keys))


def rebuild() -> int:
    """Work out and keep the figures of every submission anew; return how many."""
    return sum(_keep(Submission.objects.filter(pk__in=some)) for some in in_parts(_all_keys()))


def check() -> Iterator[Discrepancy]:
    """Yield a fault for each submission whose figures are not kept, or are others."""
    for some in in_parts(_all_keys()):
        for _, fault in faults(Submission.objects.filter(pk__in=some)):
            yield fault


def faults(rows: QuerySet[Submission]) -> Iterator[tuple[int, Discrepancy]]:
    """Yield by their keys those of which no figures are kept, or others."""
    for row in _with_forms(rows.select_related("summary")):
        kept, right = getattr(row, "summary", None), _summary_of(row)
        if right is not None and (kept is None or _told(kept) != _told(right)):
            what = "还没有生成" if kept is None else "与提交的内容不符"
            sentence = f"{row.report.task.year}年度{row.report.named}（{row.receipt}）{what}"
            is_read = kept is not None and kept.made_of == right.made_of
            yield row.pk, Discrepancy(sentence, misleads=is_read)


def lacking() -> int:
    """Return of how many submissions no figures are kept that pages read. One query."""
    rows = Submission.objects.values_list(
        "report__task__form__digest", "report__task__year", "digest", "summary__made_of"
    )
    return sum(kept != _made_of(*told) for *told, kept in rows.iterator())


SUMMARIES = Summaries(rebuild, check, lacking)


def _all_keys() -> list[int]:
    return list(Submission.objects.order_by("pk").values_list("pk", flat=True))


def _told(summary: SubmissionSummary) -> tuple[str, Any]:
    return summary.made_of, summary.figures


def _keep(rows: QuerySet[Submission]) -> int:
    made = [summary for row in _with_forms(rows) if (summary := _summary_of(row))]
    SubmissionSummary.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["submission"],
        update_fields=["made_of", "figures"],
    )  # fmt: skip
    return len(made)


def _summary_of(row: Submission) -> SubmissionSummary | None:
    """Return what is to be kept of a submission, unsaved; None where its form is too much work."""
    task = row.report.task
    try:
        figures = figures_of(Laid(form_of(task.form), answers_of(row.data), task.year))
    except EngineError:
        return None
    return SubmissionSummary(
        submission=row, made_of=made_of(task.form, task.year, row.digest), figures=figures
    )


def _with_forms(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    heavy = ("findings", "figures", "attachments", "report__data", "report__cells")
    return rows.select_related("report__task__form").defer(*heavy).order_by("pk")


def in_parts(things: Iterable[T]) -> Iterator[list[T]]:
    """Yield them a hundred at a time."""
    rest = iter(things)
    while some := list(islice(rest, BATCH)):
        yield some
