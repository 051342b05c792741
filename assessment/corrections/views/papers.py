"""更正通知 as PDF and Word."""

from django.http import Http404
from django.views.decorators.http import require_safe

from assessment.corrections.paper import name_of, notice_docx, notice_pdf
from assessment.corrections.views.scope import correction_or_404
from assessment.views.downloads import download
from press.paper.printing import print_one, told_when_impossible

FORMS = ("pdf", "docx")


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
