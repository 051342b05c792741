"""采用: an office takes a figure that a city handed in over as its own result."""

from assessment.actions.results import Entry, record_result
from assessment.models import ReportedFigure, ReportedTaking, Result, SelfCheckSubmission
from assessment.models.self_checks import SELF_CHECKED
from assessment.self_check.beside import figures_at
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
    submission = submission_of(figure)
    action = "采用市州自报" if result.value == figure.value else "录入"
    entry = Entry(
        result_id,
        figure.value,
        version,
        ticked=tuple(figure.ticked) if result.measure.places else None,
        source=f"{SELF_CHECKED}{submission.receipt}",
        action=action,
        renews=True,
    )
    written = record_result(entry=entry, user=user, actor=actor)
    return ReportedTaking.objects.create(
        figure=figure,
        value=written.value,
        receipt=submission.receipt,
        files=list(figure.files.current().values_list("name", flat=True)),
        taken_by=user,
        taken_as=actor.role[:80],
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
