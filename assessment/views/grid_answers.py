"""What every recording grid answers its script: a pasted block looked at, a time asked for."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from assessment.collection.cells import TypedCell, cell_json
from assessment.collection.shown import shown_value
from assessment.collection.values import WrongValue
from assessment.loading import LoadedMeasure
from lib.days import is_meant
from lib.site_words import said
from press.pasted import Line, Look
from trust.wire import outcome


def look_answer(look: Look, *, nothing_written: str = "", status: int = 200) -> JsonResponse:
    """Return a look at a block. nothing_written: what is said behind the number of cells that
    cannot be written, where that is an error."""
    context = {"look": look, "who": said("市州"), "what": "测量项"}
    html = render_to_string("components/paste_look.html", context)
    told = outcome(refused={x.key: x.why for x in look.refused}) | look.as_json(html)
    if nothing_written:
        wrong = len(look.refused)
        told["error"] = f"{wrong} 格不能写入；{nothing_written}" if wrong else ""
    return JsonResponse(told, status=status)


def typed_line(
    typed: TypedCell,
    measure: LoadedMeasure,
    city: str,
    *,
    read: Callable[[TypedCell, LoadedMeasure], Decimal | None],
) -> Line:
    """Return one typed cell as the look tells it. read: may raise WrongValue, which is told."""
    record, told = measure.record, cell_json(measure)
    by = f"{told['by']} {told['at']}".strip()
    why, new = "", typed.text
    try:
        new = shown_value(read(typed, measure), measure.engine.kind)
    except WrongValue as error:
        why = str(error)
    return Line(
        key=str(typed.result_id),
        version=record.version,
        who=city,
        what=measure.engine.name,
        old=told["shown"],
        new=new,
        why=why,
        by=by,
        meanwhile=f"{by}改过" if typed.version != record.version else "",
    )


def since_of(request: HttpRequest, now: datetime) -> datetime:
    """Return since when the script asks for changes; now where it says nothing that is a time."""
    try:
        since = parse_datetime(request.GET.get("since", ""))
    except ValueError:
        since = None
    if since is None or timezone.is_naive(since) or not is_meant(since):
        return now
    return since
