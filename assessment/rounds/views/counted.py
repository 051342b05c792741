"""计入考核的数: what the rounds come to for the office's cells, and taking it over."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessment import permissions as of_year
from assessment.actions.results import Conflict
from assessment.models import Year
from assessment.rounds import permissions
from assessment.rounds.counting import (
    MOVED,
    CountedLine,
    CountedMoved,
    lines_of,
    rounds_that_count,
    take_counted,
)
from assessment.rounds.views.scope import year_of_rounds_or_404
from cities.models import Office
from cities.permissions import persona_of
from lib.signs import whole_number
from trust import log
from trust.refusals import Refused

NOT_AN_OFFICE = "采用由责任处室办理，本账号只能查看。"


@require_http_methods(["GET", "HEAD", "POST"])
def counted(request, year):
    """The cells for which rounds count, indicator by indicator; a POST takes one indicator over."""
    row = year_of_rounds_or_404(request, year)
    if request.method == "POST":
        return _take(request, row)
    return _page(request, row)


def _take(request, row: Year):
    if not of_year.can_collect(request.user):
        raise Refused(NOT_AN_OFFICE)
    try:
        count = take_counted(
            year=row,
            indicator_id=whole_number(request.POST.get("indicator", "")) or 0,
            seals=request.POST.getlist("cell"),
            day=timezone.localdate(),
            user=request.user,
            actor=log.actor_of(request),
        )
    except (CountedMoved, Conflict):
        return _page(request, row, note=MOVED, status=409)
    except Refused as refusal:
        return _page(request, row, note=str(refusal), status=422)
    messages.success(request, f"已采用 {count} 格，来源记入日志和评分卡。")
    return redirect("round-counted", row.number)


def _page(request, row: Year, *, note="", status=200):
    today = timezone.localdate()
    persona = persona_of(request.user)
    own = persona.office_ids or _all_offices()
    groups: dict[int, list[CountedLine]] = {}
    for line in lines_of(row, today, own):
        groups.setdefault(line.item.indicator_id, []).append(line)
    may_take = of_year.can_collect(request.user) and row.state in of_year.OPEN_FOR_RECORDING
    context = {
        "year": row,
        "settings": permissions.settings_of(row),
        "rounds": rounds_that_count(row, today),
        "groups": [
            {
                "indicator": pk,
                "name": lines[0].item.name,
                "lines": lines,
                "differing": sum(line.differs for line in lines),
            }
            for pk, lines in groups.items()
        ],
        "may_take": may_take,
        "note": note,
    }
    return render(request, "assessment/rounds/counted.html", context, status=status)


def _all_offices() -> set[int]:
    return set(Office.objects.values_list("pk", flat=True))
