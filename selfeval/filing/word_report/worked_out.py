"""What a Word report says of figures that the program works out: never written, only compared."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lib.rounding import round_half_up
from selfeval.engine.addresses import address_of, aspect_of, owner_of
from selfeval.engine.cells import FormCell
from selfeval.engine.evaluate import evaluate
from selfeval.engine.results import TotalScore
from selfeval.engine.scoring_types import NotApplicable, ScoringMode
from selfeval.engine.types import Kind
from selfeval.engine.values import parse_cell, parse_number
from selfeval.engine.wording import shown_number
from selfeval.filing.actions.word_imports import WordWritten
from selfeval.filing.filling import Filling
from selfeval.filing.word_report.planned import PlannedCell, cell_of

COMPUTED = "由系统计算，不需填写"
OTHERWISE = "由系统计算；按报告里的其他数算出 {}，与报告不同，请核对"
NO_TOTAL = "由系统按得分计算；得分还没有填全，算不出来，无从比较，请填全后核对"
BY_HAND = "总分由系统按得分计算；只有某项不适用时才由填报单位自行确定，请核对后再勾选"


def is_worked_out(filling: Filling, cell: FormCell) -> bool:
    """Say whether words for a cell are only held against what the program gives: of a total or a
    grade too, which have cells, though what counts follows from the scores."""
    scoring = filling.assessed.form.scoring
    if cell.address == "total":
        return scoring.mode is ScoringMode.TABLE and not _is_by_hand(filling)
    is_grade = cell.address == "grade" and bool(scoring.grades)
    return is_grade or cell.is_computed or bool(cell.fixed)


def total_doubt(filling: Filling, address: str) -> str:
    """Return why a total is only offered, where a form lets counties state it if a part does not
    apply."""
    is_scored = filling.assessed.form.scoring.mode is ScoringMode.TABLE
    return BY_HAND if address == "total" and is_scored and _is_by_hand(filling) else ""


def _is_by_hand(filling: Filling) -> bool:
    return filling.assessed.form.scoring.not_applicable is NotApplicable.BY_HAND


def told_otherwise(
    filling: Filling, computed: Sequence[PlannedCell], tried: WordWritten
) -> Iterator[PlannedCell]:
    """Yield the figures of a report that are not what the program works out of it."""
    laid = filling.assessed.laid
    evaluated = evaluate(replace(laid, answers=tried.written.entered))
    values = evaluated.computed
    for cell in computed:
        if cell.address in ("total", "grade"):
            yield from _differing_score(cell, evaluated.score)
            continue
        row, column = owner_of(cell.address), aspect_of(cell.address)
        place = address_of(tried.places[row], column) if row in tried.places else cell.address
        own = values.get(place)
        asked = cell_of(filling, cell.address)
        said = parse_cell(asked.kind, cell.after, asked.unit)
        if own is None or not said.is_number or not own.value.is_number:
            continue
        places = max(0, -int(said.number.as_tuple().exponent))
        if round_half_up(own.value.number, places) != said.number:
            yield replace(cell, why_not=OTHERWISE.format(shown_number(own.value.number)))


def _differing_score(cell: PlannedCell, score: TotalScore) -> Iterator[PlannedCell]:
    """Yield a total or a grade that is not what the scores of the report give."""
    if score.total is None:
        yield replace(cell, why_not=NO_TOTAL)
    elif cell.address == "grade":
        if score.grade and cell.after != score.grade:
            yield replace(cell, why_not=OTHERWISE.format(score.grade))
    else:
        said = parse_cell(Kind.NUMBER, cell.after, "分")
        if not said.is_number or said.number not in (score.total, parse_number(score.shown)):
            yield replace(cell, why_not=OTHERWISE.format(score.shown))
