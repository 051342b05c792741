"""A block pasted into a section's table: understood, shown, then written with the rows it needs;
and taken back as one act."""

from django.http import Http404, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from press.pasted import Look, read_pasted
from selfeval.engine.addresses import code_of, parts_of
from selfeval.filing.actions import drafts
from selfeval.filing.actions.drafts import Edit, Written
from selfeval.filing.filling import Filling
from selfeval.filing.pasting import CountySheet, look_at, sheet_of
from selfeval.filing.views.cells import (
    MOST_ROWS,
    after_writing,
    edits_of,
    told_by,
    with_section,
    written_json,
)
from selfeval.filing.views.drafts import filling_of, own_report, section_or_404
from trust.log import actor_of
from trust.refusals import Refused
from trust.wire import UNREADABLE, WrongRequest, answers_json, list_of, outcome, text_of

TOO_MANY = f"一次最多撤销 {MOST_ROWS} 行；没有改动，请逐行删除。"


@require_POST
@answers_json
def paste(request, report):
    """Write a pasted block, or answer with what it would do where a person has to look first.

    All or none of what the person agreed to is written, rows that are missing with it; a
    colleague's write in between leads back to the preview.
    """
    why_closed = Filling(own_report(request, report), request.user).why_closed
    if why_closed:
        raise Refused(why_closed)
    pasted = read_pasted(request.body)
    told = with_section(pasted.told)
    filling, sheet = _sheet(request, report, told)
    look = look_at(filling, sheet, pasted, active=told["at"])
    if look.may_write(pasted):
        written = _write(request, report, sheet, look=look)
        if not (written.conflicts or written.refused):
            answer = written_json(written) | {"rows": _new_rows(written, sheet.table)}
            return JsonResponse(answer | after_writing(request, written, told))
        filling, sheet = _sheet(request, report, told)
        look = look_at(filling, sheet, pasted, active=told["at"])
    return _shown(look)


@require_POST
@answers_json
def take_back(request, report):
    """Put back what stood before a pasted block, without the rows it brought; all or nothing."""
    own_report(request, report)
    told = told_by(request)
    written = drafts.take_back_paste(
        report_id=report,
        edits=edits_of(told),
        rows=_rows(told),
        user=request.user,
        actor=actor_of(request),
    )
    if written.conflicts or written.refused:
        raise Refused(_why_not(filling_of(request, report), written))
    return JsonResponse(written_json(written) | after_writing(request, written, told))


def _rows(told: dict) -> list[tuple[str, str]]:
    """Return the rows that a page names, if any. Raises WrongRequest."""
    if not told.get("rows"):
        return []
    sent = list_of(told, "rows", most=MOST_ROWS, too_many=TOO_MANY)
    rows = [(row[0], row[1]) for row in sent if _is_row(row)]
    if len(rows) < len(sent):
        raise WrongRequest(UNREADABLE)
    return rows


def _is_row(sent: object) -> bool:
    return isinstance(sent, list) and len(sent) == 2 and all(isinstance(x, str) for x in sent)


def _new_rows(written: Written, table: str) -> list[tuple[str, str]]:
    """Return the rows that came with a block: those of which the row itself was noted."""
    marks = (parts_of(address) for address in written.saved)
    return [(mark[0], mark[1]) for mark in marks if len(mark) == 2 and table and mark[0] == table]


def _why_not(filling: Filling, written: Written) -> str:
    """Return why a block is not taken back, by the first cell that keeps it."""
    labels = {cell.address: cell.label for cell in filling.cells}
    for conflict in written.conflicts:
        label = labels.get(conflict.address, conflict.address)
        stands = f"“{conflict.theirs}”" if conflict.theirs else "空"
        return (
            f"{label}在粘贴之后已由{conflict.by}改为{stands}，不能整块撤销；没有改动。请逐格更正。"
        )
    address, why = written.refused[0]
    return f"{labels.get(address, address)}不能改回：{why.rstrip('。')}；没有撤销。"


def _sheet(request, report: int, told: dict) -> tuple[Filling, CountySheet]:
    """Return the draft and the table that holds the cell pasted into. Raises Http404."""
    filling = filling_of(request, report)
    section = section_or_404(filling, told["section"])
    sheet = sheet_of(filling, section, text_of(told, "block"), active=text_of(told, "at"))
    if sheet is None:
        raise Http404
    return filling, sheet


def _write(request, report: int, sheet: CountySheet, *, look: Look) -> Written:
    fresh = [line for line in look.writes if line.key.startswith("+")]
    numbers = sorted({int(code_of(line.key).removeprefix("+")) for line in fresh})
    return drafts.paste_cells(
        report_id=report,
        edits=[Edit(line.key, line.value, line.version) for line in look.writes],
        table=sheet.table,
        added=max(numbers, default=0),
        user=request.user,
        actor=actor_of(request),
    )


def _shown(look: Look) -> JsonResponse:
    context = {"look": look, "who": "行", "what": "列"}
    html = render_to_string("components/paste_look.html", context)
    return JsonResponse(outcome(refused={x.key: x.why for x in look.refused}) | look.as_json(html))
