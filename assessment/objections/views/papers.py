"""What is handed out of objections: evidence, the list, the city's form, the decision."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from assessment.models import Objection, ObjectionFile
from assessment.objections.listing import workbook_of
from assessment.objections.paper import decision_of, form_of
from assessment.objections.views.scope import objection_or_404, year_of_objections_or_404
from assessment.views.downloads import download
from cities.permissions import can_read_province
from press.paper.printing import print_one, told_when_impossible
from trust import files, log


@require_safe
def export(request, year):
    """Those that a person of the province may see, as .xlsx."""
    row = year_of_objections_or_404(request, year)
    if not can_read_province(request.user):
        raise Http404
    rows = Objection.objects.visible_to(request.user).for_year(year).with_all()
    data = workbook_of(row, rows.order_by("number"))
    return download(request, data, f"{row}申诉办理情况.xlsx", action="导出申诉", target=row)


@require_safe
def file(request, year, pk):
    """A file of an objection, as an attachment."""
    rows = ObjectionFile.objects.visible_to(request.user).select_related("file", "objection__year")
    found = get_object_or_404(rows, objection__year__number=year, pk=pk)
    try:
        response = files.serve(found.file, found.name)
    except FileNotFoundError as error:
        raise Http404("文件不在存储中，请联系系统管理员核对备份。") from error
    log.write_alone(
        log.actor_of(request), "下载申诉附件", found.objection, after={"文件": found.name}
    )
    return response


@require_safe
def form_pdf(request, year, number):
    """申诉表: what the city filed, with the office's answer."""
    return _printed(request, form_of, objection_or_404(request, year, number), action="下载申诉表")


@require_safe
def decision_pdf(request, year, number):
    """复核决定: what was decided, at both stages."""
    found = objection_or_404(request, year, number)
    if not found.decisions.all():
        raise Http404
    return _printed(request, decision_of, found, action="下载复核决定")


def _printed(request, paper_of, found: Objection, *, action: str):
    with told_when_impossible():
        document = paper_of(found)
        data = print_one(document)
    return download(request, data, f"{document.name}.pdf", action=action, target=found)
