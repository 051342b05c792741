"""存疑数据: the year's figures that deserve a second look, each a link to its cell."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.collection.doubtful import doubtful_figures, unexplained
from assessment.views import scope
from cities.views.scope import province_or_404

LINES_A_PAGE = 100


@require_safe
def doubts(request, year):
    """The list, without explanation first. ?indicator= only one indicator's; ?open= only those
    that nobody explained."""
    province_or_404(request)
    row = scope.year_or_404(request, year)
    every = doubtful_figures(row)
    asked = request.GET.get("indicator", "")
    own = [line for line in every if not asked or str(line.indicator_id) == asked]
    waiting = unexplained(own)
    is_open = bool(request.GET.get("open"))
    shown = waiting if is_open else sorted(own, key=lambda line: bool(line.remark))
    context = {
        "year": row,
        "page": scope.page_of(request, shown, LINES_A_PAGE),
        "total": len(own),
        "waiting": len(waiting),
        "is_open": is_open,
        "asked": asked,
        "indicator": own[0].indicator if asked and own else "",
        "is_filtered": bool(asked),
    }
    return render(request, "assessment/doubts.html", context)
