"""Which report a page of filling in is about, or 404; whose draft may be read, or 403."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from selfeval.filing.filling import Filling
from selfeval.models import Report
from selfeval.permissions import can_file, sees_draft
from trust.refusals import Refused


def report_or_404(request, pk: int) -> Report:
    """Return a report this person may know of, with task, form and county. One query."""
    return get_object_or_404(_reports(request), pk=pk)


def filling_of(request, pk: int) -> Filling:
    """Return the draft for its county and the auditor. Raises Http404, PermissionDenied."""
    report = get_object_or_404(_reports(request).with_last_year(), pk=pk)
    if not sees_draft(request.user, report):
        raise PermissionDenied
    return Filling(report, request.user)


def _reports(request):
    related = ("task__form", "county__city", "latest")
    found = Report.objects.visible_to(request.user)
    return found.select_related(*related).defer("latest__data")


def own_report(request, pk: int) -> Report:
    """Return a report of the person's own county. Raises Http404, Refused for who only reads."""
    report = report_or_404(request, pk)
    if not can_file(request.user, report):
        raise Refused(f"只有{report.county_name}的填报人可以填报，您只能查看。")
    return report


def section_or_404(filling: Filling, section: str) -> str:
    if section not in {item.code for item in filling.assessed.form.sections}:
        raise Http404
    return section
