"""A block pasted into a section's table: understood, shown, then written with the rows it needs."""

from django.http import Http404, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from press.pasted import Look, read_pasted
from selfeval.actions import drafts
from selfeval.actions.drafts import Edit, Written
from selfeval.filling import Filling
from selfeval.pasting import CountySheet, look_at, sheet_of
from selfeval.views.drafts import filling_of, own_report, section_or_404
from selfeval.views.filling_cells import standing, with_section, written_json
from trust.log import actor_of
from trust.refusals import Refused
from trust.wire import answers_json, outcome, text_of


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
    look = look_at(filling, sheet, pasted, told["at"])
    if look.may_write(pasted):
        written = _write(request, report, sheet, look)
        if not (written.conflicts or written.refused):
            return JsonResponse(written_json(written) | standing(request, written.report, told))
        filling, sheet = _sheet(request, report, told)
        look = look_at(filling, sheet, pasted, told["at"])
    return _shown(look)


def _sheet(request, report: int, told: dict) -> tuple[Filling, CountySheet]:
    """Return the draft and the table that holds the cell pasted into. Raises Http404."""
    filling = filling_of(request, report)
    section = section_or_404(filling, told["section"])
    sheet = sheet_of(filling, section, text_of(told, "block"), text_of(told, "at"))
    if sheet is None:
        raise Http404
    return filling, sheet


def _write(request, report: int, sheet: CountySheet, look: Look) -> Written:
    fresh = [line for line in look.writes if line.key.startswith("+")]
    numbers = sorted({int(line.key[1:].split(".")[0]) for line in fresh})
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
