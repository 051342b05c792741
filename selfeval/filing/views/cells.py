"""The page's script writes here, cell by cell, and asks what colleagues changed."""

from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lib import figures
from selfeval.filing.actions import drafts
from selfeval.filing.actions.drafts import CellConflict, Edit, Written
from selfeval.filing.addresses import words_at
from selfeval.filing.filling import Filling
from selfeval.filing.filling_json import standing_json
from selfeval.filing.views.drafts import filling_of, own_report, report_or_404, section_or_404
from selfeval.models import Report
from trust.log import acting, actor_of
from trust.wire import (
    UNREADABLE,
    WrongRequest,
    answers_json,
    list_of,
    outcome,
    read_json,
    text_of,
    whole_or_none,
)

MOST_EDITS = 2000
MOST_ROWS = 200


@require_POST
@answers_json
def cells(request, report):
    """Write cells; answer with what became of each and with all that follows from them."""
    own_report(request, report)
    told = told_by(request)
    written = drafts.write_cells(
        report_id=report, edits=edits_of(told), user=request.user, actor=actor_of(request)
    )
    return JsonResponse(written_json(written) | after_writing(request, written, told))


@require_safe
def changes(request, report):
    """What colleagues wrote since a version of the report; little when there is nothing."""
    filling = filling_of(request, report)
    now = {"version": filling.report.version, "why_closed": filling.why_closed}
    try:
        since = int(request.GET.get("since", ""))
    except ValueError:
        since = filling.report.version
    section = request.GET.get("section", "")
    if since >= filling.report.version:
        return JsonResponse(now | {"cells": []})
    if section:
        section_or_404(filling, section)
    return JsonResponse(
        now | {"cells": _changed_since(filling, since)} | standing_json(filling, section)
    )


@require_POST
@answers_json
def row_add(request, report):
    """Add rows to a growing table; answer with their keys."""
    own_report(request, report)
    told = told_by(request)
    count = told.get("count", 1)
    if type(count) is not int or not 1 <= count <= MOST_ROWS:
        raise WrongRequest(f"一次可增加 1 至 {MOST_ROWS} 行；没有增加。")
    table = text_of(told, "table")
    actor = actor_of(request)
    with acting():  # all of them or none
        keys = [
            drafts.add_row(report_id=report, table=table, user=request.user, actor=actor)
            for _ in range(count)
        ]
    return JsonResponse({"keys": keys} | standing(request, report_or_404(request, report), told))


@require_POST
@answers_json
def row_remove(request, report):
    """Remove a row that was added."""
    own_report(request, report)
    told = told_by(request)
    drafts.remove_row(
        report_id=report,
        table=text_of(told, "table"),
        row=text_of(told, "row"),
        version=whole_or_none(told, "version"),
        user=request.user,
        actor=actor_of(request),
    )
    return JsonResponse(standing(request, report_or_404(request, report), told))


@require_POST
@answers_json
def indicator_add(request, report):
    """Add an indicator of the county's own; answer with its code."""
    own_report(request, report)
    told = told_by(request)
    code = drafts.add_indicator(
        report_id=report,
        parent=text_of(told, "parent"),
        label=text_of(told, "label")[:200],
        user=request.user,
        actor=actor_of(request),
    )
    return JsonResponse({"code": code} | standing(request, report_or_404(request, report), told))


@require_POST
@answers_json
def indicator_remove(request, report):
    """Remove an indicator that the county added."""
    own_report(request, report)
    told = told_by(request)
    drafts.remove_indicator(
        report_id=report, code=text_of(told, "code"), user=request.user, actor=actor_of(request)
    )
    return JsonResponse(standing(request, report_or_404(request, report), told))


def after_writing(request, written: Written, told: dict) -> dict:
    """Return all that follows from what was just written, which is not worked out twice."""
    return _standing(Filling(written.report, request.user, assessed=written.assessed), told)


def standing(request, report: Report, told: dict) -> dict:
    """Return all that follows from the words as they stand now, for the page's section."""
    return _standing(Filling(report, request.user), told)


def _standing(filling: Filling, told: dict) -> dict:
    report = filling.report
    section, since = told["section"], told["since"]
    codes = {item.code for item in filling.assessed.form.sections}
    since = report.version if since is None else since
    changed = {"cells": _changed_since(filling, since)}
    return changed | standing_json(filling, section if section in codes else "")


def _changed_since(filling: Filling, since: int) -> list[dict]:
    """Return the cells that anybody wrote after a version of the report."""
    return [
        _cell_json(filling, address, held)
        for address, held in filling.report.cells.items()
        if held.get("report", 0) > since
    ]


def written_json(written: Written) -> dict:
    conflicts = [_conflict_json(conflict) for conflict in written.conflicts]
    told = outcome(written.saved, conflicts, dict(written.refused))
    return told | {"saved_at": f"{timezone.localtime():%H:%M}"}


def _conflict_json(conflict: CellConflict) -> dict:
    return {
        "address": conflict.address,
        "words": conflict.theirs,
        "version": conflict.version,
        "by": conflict.by,
        "at": _moment(conflict.at),
    }


def _cell_json(filling: Filling, address: str, held: dict) -> dict:
    return {
        "address": address,
        "words": words_at(filling.assessed.answers, address),
        "version": held.get("version", 0),
        "by": held.get("by", ""),
        "at": _moment(held.get("at", "")),
    }


def _moment(at) -> str:
    """Return a time as people say it; it comes as a datetime or in ISO words."""
    if isinstance(at, str):
        at = timezone.datetime.fromisoformat(at) if at else None
    return figures.ago(timezone.localtime(at), timezone.localtime()) if at else ""


def told_by(request) -> dict:
    """Return what the page sends, its section and version checked before anything is written."""
    return with_section(read_json(request.body))


def with_section(told: dict) -> dict:
    """Return what a page sent, its section and version checked. Raises WrongRequest."""
    section = told.setdefault("section", "")
    if not isinstance(section, str):
        raise WrongRequest(UNREADABLE)
    return told | {"since": whole_or_none(told, "since")}


def edits_of(told: dict) -> list[Edit]:
    """Return the cells that a page sends. Raises WrongRequest."""
    too_many = f"一次最多写入 {MOST_EDITS} 格，请分几次粘贴；未保存任何内容。"
    cells = list_of(told, "cells", most=MOST_EDITS, too_many=too_many)
    edits = [_edit(cell) for cell in cells]
    if len({edit.address for edit in edits}) != len(edits):
        raise WrongRequest(UNREADABLE)
    return edits


def _edit(cell: object) -> Edit:
    told = cell if isinstance(cell, dict) else {}
    address, words, version = told.get("address"), told.get("words"), told.get("version")
    is_whole = version is None or (type(version) is int and 0 <= version < 2**53)
    if not (isinstance(address, str) and isinstance(words, str) and is_whole):
        raise WrongRequest(UNREADABLE)
    return Edit(address, words, version)
