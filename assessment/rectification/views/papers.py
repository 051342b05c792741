"""What is handed out of 问题清单: a city's papers, the workbook, evidence."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessment.models import Rectification, RectificationFile
from assessment.rectification.listing import workbook_of
from assessment.rectification.paper import PAPERS
from assessment.rectification.views.scope import year_of_problems_or_404
from assessment.self_check.word import paper_docx
from assessment.views.downloads import download
from press.paper.printing import print_one, told_when_impossible
from trust import files, log


@require_safe
def export(request, year):
    """Those that this person may see, and what is left from the years before, as .xlsx."""
    row = year_of_problems_or_404(request, year)
    rows = Rectification.objects.visible_to(request.user).with_all().prefetch_related("messages")
    own = list(rows.for_year(year).order_by("number"))
    left = list(rows.left_from_before(row.number).order_by("year__number", "number"))
    data = workbook_of(row, {"问题清单": own, "上年未销号": left}, timezone.localdate())
    return download(request, data, f"{row}问题清单.xlsx", action="导出问题清单", target=row)


@require_safe
def paper(request, year, city, *, kind, form):
    """问题清单 or 整改报告 of a city, as .pdf or .docx; what was withdrawn is left out."""
    row = year_of_problems_or_404(request, year)
    if kind not in PAPERS or form not in ("pdf", "docx"):
        raise Http404
    rows = Rectification.objects.visible_to(request.user).for_year(year)
    found = list(
        rows.filter(city__key=city)
        .exclude(state="withdrawn")
        .with_all()
        .prefetch_related("messages__files")
        .order_by("number")
    )
    if not found:
        raise Http404
    made_of, action = PAPERS[kind]
    made = made_of(row, found, timezone.localdate())
    if form == "docx":
        data = paper_docx(made)
    else:
        with told_when_impossible():
            data = print_one(made.document)
    return download(request, data, f"{made.name}.{form}", action=action, target=row)


@require_safe
def file(request, year, pk):
    """A file of a problem, as an attachment."""
    rows = RectificationFile.objects.visible_to(request.user).filter(
        message__rectification__year__number=year
    )
    found = get_object_or_404(rows.select_related("file", "message__rectification__year"), pk=pk)
    try:
        response = files.serve(found.file, found.name)
    except FileNotFoundError as error:
        raise Http404("文件不在存储中，请联系系统管理员核对备份。") from error
    log.write_alone(
        log.actor_of(request),
        "下载整改佐证",
        found.message.rectification,
        after={"文件": found.name},
    )
    return response
