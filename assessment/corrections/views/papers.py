"""更正通知 as PDF and Word, and the files that a correction rests on."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from assessment.corrections.paper import name_of, notice_docx, notice_pdf
from assessment.corrections.views.scope import correction_or_404
from assessment.models import CorrectionFile
from assessment.views.downloads import download
from press.paper.printing import print_one, told_when_impossible
from trust import files, log

FORMS = ("pdf", "docx")


@require_safe
def file(request, year, pk):
    """A file of a correction, as an attachment."""
    rows = CorrectionFile.objects.visible_to(request.user).filter(correction__year__number=year)
    found = get_object_or_404(rows.select_related("file", "correction__year"), pk=pk)
    try:
        response = files.serve(found.file, found.name)
    except FileNotFoundError as error:
        raise Http404("文件不在存储中，请联系系统管理员核对备份。") from error
    log.write_alone(
        log.actor_of(request), "下载更正附件", found.correction, after={"文件": found.name}
    )
    return response


@require_safe
def notice(request, year, pk, *, form):
    """The notice to the city concerned, of a correction that was made."""
    found = correction_or_404(request, year, pk)
    if form not in FORMS or found.snapshot is None:
        raise Http404
    if form == "docx":
        data = notice_docx(found)
    else:
        with told_when_impossible():
            data = print_one(notice_pdf(found))
    return download(request, data, f"{name_of(found)}.{form}", action="下载更正通知", target=found)
