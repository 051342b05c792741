"""照上年新建: a year made like another one, and what a person has to confirm of it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessment import permissions
from assessment.flow.missing import open_concerns
from assessment.models import CityTable, Year
from assessment.next_year.actions import clone_year
from assessment.next_year.concerns import new_names
from assessment.next_year.forms import CloneForm, DecideForm
from assessment.next_year.rewording import decide_words
from assessment.next_year.told import alike
from assessment.views import scope
from cities.views.scope import province_or_404
from trust import log
from trust.acts import carry_out
from trust.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def clone(request, year):
    """Ask for the new year; a POST makes it."""
    permissions.check_can_set_up(request.user)
    row = scope.year_or_404(request, year)
    form = CloneForm(request.POST or None, initial={"number": year + 1})
    if request.method == "POST" and form.is_valid() and (made := _made(request, row, form)):
        return redirect("year-origin", year=made.number)
    tables = CityTable.objects.filter(year=row).count()
    status = 422 if request.method == "POST" else 200
    context = {"year": row, "form": form, "tables": tables}
    return render(request, "assessment/next_year/clone.html", context, status=status)


def _made(request, source: Year, form: CloneForm) -> Year | None:
    try:
        cloned = clone_year(
            source=source.number, target=form.cleaned_data["number"], user=request.user,
            actor=log.actor_of(request),
        )  # fmt: skip
    except Refused as refusal:
        form.add_error("number", str(refusal))
        return None
    messages.success(request, f"{cloned.year}照 {source.number} 年度建立，没有带结果。")
    for line in cloned.told:
        messages.info(request, line)
    return cloned.year


@require_http_methods(["GET", "HEAD", "POST"])
def origin(request, year):
    """What is to be confirmed of a year that was made like another one; a POST settles the same
    words in several tables. Seven queries for any number of tables."""
    province_or_404(request)
    row = scope.year_or_404(request, year)
    if row.cloned_from is None:
        raise Http404
    if request.method == "POST":
        permissions.check_can_set_up(request.user)
        _decide(request)
        return redirect("year-origin", year=year)
    waiting = open_concerns(row).select_related("table__city", "table__year", "item")
    concerns = list(waiting)
    names = new_names(year, {concern.table.city_id for concern in concerns})
    groups = alike(concerns, names)
    tables = CityTable.objects.filter(year=row)
    context = {
        "year": row,
        "words": [group for group in groups if group.is_of_words],
        "others": [group for group in groups if not group.is_of_words],
        "waiting": len(concerns),
        "tables": tables.count(),
        "unconfirmed": tables.filter(confirmed_at=None)
        .select_related("city")
        .order_by("city__key"),
        "may_set_up": permissions.can_set_up(request.user) and row.state not in permissions.FROZEN,
    }
    return render(request, "assessment/next_year/origin.html", context)


def _decide(request) -> None:
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, "提交的内容不完整，没有办理；请刷新页面后重试。")
        return
    carry_out(
        request,
        decide_words,
        done=lambda count: f"已核定 {count} 处并记入日志。",
        pks=form.cleaned_data["concerns"],
        rewords=form.cleaned_data["do"] == DecideForm.REWORD,
    )
