"""公开查询: published reports and the codes on paper, without an account; nobody is named."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lib.signs import whole_number
from selfeval.models import Report, ReportState, Submission
from selfeval.review import reading
from selfeval.review.forms import CODE_LENGTH, CodeForm
from selfeval.review.published import public_report_of
from selfeval.review.verifying import paper_with_code
from trust.misses import WITHIN, minutes_to_wait, note_miss

PAGE_SIZE = 60
#: What misses are counted as.
GUESSED = "核验码查询"


def _published():
    """Return what everybody may read, for a list. Nothing else has a public address."""
    rows = Report.objects.filter(state=ReportState.PUBLISHED).exclude(accepted=None)
    return rows.select_related("task", "county__city", "accepted").order_by(
        "-task__year", "task__title", "county__key", "pk"
    )


@login_not_required
@require_safe
def public_reports(request):
    """Two queries, three with filters: how many, which, and the years there are."""
    rows = _published().defer(
        "data", "cells", "accepted__data", "accepted__findings", "accepted__figures"
    )
    years = sorted(set(_published().order_by().values_list("task__year", flat=True)), reverse=True)
    year, q = request.GET.get("year", ""), request.GET.get("q", "").strip()[:40]
    if whole_number(year) in years:
        rows = rows.filter(task__year=whole_number(year))
    if q:
        asked = Q(county_name__contains=q) | Q(county__city__name__contains=q)
        rows = rows.filter(asked | Q(project__contains=q))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "years": years, "year": year, "q": q}
    return render(request, "selfeval/public/list.html", context)


@login_not_required
@require_safe
def public_report(request, report):
    """One published report as it was accepted. 404 as long as it is not. One query."""
    rows = _published().select_related("task__form", "accepted__publication")
    row = get_object_or_404(rows.defer("data", "cells"), pk=report)
    paper = public_report_of(row).paper
    context = {
        "report": row,
        "submission": row.accepted,
        "paper": paper,
        "sections": reading.sections_of(paper),
    }
    return render(request, "selfeval/public/report.html", context)


@login_not_required
@require_safe
def verify(request):
    """Say what a paper with this code belongs to: a report's own, or a scorecard. Two queries,
    three for a scorecard, none before a code is given. An address from which many codes were
    asked for that nothing bears is not answered for a while (429)."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    code = form.cleaned_data["code"] if form.is_valid() else ""
    wait = minutes_to_wait(request, GUESSED) if code else 0
    if wait:
        return _not_now(request, form, wait)
    found = list(_with_code(code)) if len(code) == CODE_LENGTH else []
    paper = paper_with_code(code) if code and len(code) != CODE_LENGTH else None
    is_unknown = bool(code) and not found and paper is None
    if is_unknown:
        note_miss(request, GUESSED)
    context = {"form": form, "found": found, "paper": paper, "is_unknown": is_unknown}
    return render(request, "selfeval/public/verify.html", context)


def _not_now(request, form: CodeForm, wait: int):
    context = {"form": form, "wait": wait, "within": WITHIN.seconds // 60}
    response = render(request, "selfeval/public/verify.html", context, status=429)
    response["Retry-After"] = str(wait * 60)
    return response


def _with_code(code: str):
    rows = Submission.objects.with_code(code)
    return rows.select_related("report__task__form", "report__county__city").defer(
        "data", "findings", "figures", "attachments", "report__data", "report__cells",
        "report__task__form__definition",
    )  # fmt: skip
