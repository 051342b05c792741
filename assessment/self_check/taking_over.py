"""采用: an office takes a figure that a city handed in over as its own result."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.actions.results import Entry, record_block, record_result
from assessment.models import (
    Indicator,
    ReportedFigure,
    ReportedTaking,
    Result,
    SelfCheckSubmission,
)
from assessment.models.self_checks import SELF_CHECKED
from assessment.self_check.beside import figures_at, figures_by_result
from assessment.self_check.places import place_of
from lib.site_words import said
from trust import log
from trust.refusals import Refused


class ReportedMoved(Exception):  # noqa: N818 -- named for what happened
    """What the city reports is not what the person saw."""


@log.acting()
def take_reported(
    *, result_id: int, version: int, seen: int, user, actor: log.Actor
) -> ReportedTaking:
    """Record what the city handed in in a cell, and keep that it was taken over.

    seen: the version of the figure that the person saw. Raises Refused, Conflict (the cell was
    changed) or ReportedMoved. A new version also where the value stood already: an import that
    wrote it is then not taken back under it.
    """
    result = Result.objects.select_related(
        "measure__component__item__section__table__year"
    ).get(pk=result_id)  # fmt: skip
    figure = figure_of(result)
    if figure is None:
        raise Refused(said("市州没有上报这一项，或上报已撤回、退回，不能采用；请刷新页面。"))
    if figure.version != seen:
        raise ReportedMoved
    receipt = submission_of(figure).receipt
    record_result(
        entry=_entry(result, figure, version=version, receipt=receipt), user=user, actor=actor
    )
    return _kept(figure, receipt, user=user, actor=actor)


@dataclass(frozen=True, slots=True)
class EmptyCell:
    """A cell to take a reported figure over into, as the person saw both."""

    result_id: int
    version: int
    seen: int


@log.acting()
def take_all_reported(
    *, indicator: Indicator, cells: Sequence[EmptyCell], user, actor: log.Actor
) -> int:
    """Take what cities handed in over into cells where nothing is recorded, all or none.

    Returns how many. Raises Refused, Conflict (a cell was changed) or ReportedMoved.
    """
    figures = figures_by_result(indicator)
    rows = Result.objects.select_related("measure").in_bulk([cell.result_id for cell in cells])
    receipts: dict[int, str] = {}
    entries = []
    for cell in cells:
        figure, result = figures.get(cell.result_id), rows.get(cell.result_id)
        if (
            figure is None
            or result is None
            or figure.version != cell.seen
            or result.value is not None
        ):
            raise ReportedMoved
        known = receipts.get(figure.self_check_id) or submission_of(figure).receipt
        receipts[figure.self_check_id] = known
        entries.append(_entry(result, figure, version=cell.version, receipt=known))
    record_block(entries=entries, user=user, actor=actor)
    for cell in cells:
        figure = figures[cell.result_id]
        _kept(figure, receipts[figure.self_check_id], user=user, actor=actor)
    return len(entries)


def _entry(result: Result, figure: ReportedFigure, *, version: int, receipt: str) -> Entry:
    return Entry(
        result.pk,
        figure.value,
        version,
        ticked=tuple(figure.ticked) if result.measure.places else None,
        source=f"{SELF_CHECKED}{receipt}",
        action="采用市州自报" if result.value == figure.value else "录入",
        renews=True,
    )


def _kept(figure: ReportedFigure, receipt: str, *, user, actor: log.Actor) -> ReportedTaking:
    return ReportedTaking.objects.create(
        figure=figure,
        value=figure.value,
        receipt=receipt,
        files=list(figure.files.current().values_list("name", flat=True)),
        taken_by=user,
        taken_as=actor.standing[:80],
    )


def figure_of(result: Result) -> ReportedFigure | None:
    """Return what the city handed in for a cell, None for nothing. Two queries."""
    table = result.measure.component.item.section.table
    rows = figures_at(table, place_of(result.measure))
    return rows.select_related("self_check__city", "recorded_by").first()


def submission_of(figure: ReportedFigure) -> SelfCheckSubmission:
    """Return with what a figure was handed in. One query."""
    rows = SelfCheckSubmission.objects.filter(self_check=figure.self_check_id, ended_how="")
    return rows.select_related("year", "submitted_by").get()
