"""What is handed out of claims: documents, the list, 加分申报表."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from assessment.claims.listing import workbook_of
from assessment.claims.paper import claims_paper
from assessment.claims.views.scope import year_of_claims_or_404
from assessment.models import BonusClaim, ClaimFile
from assessment.self_check.word import paper_docx
from assessment.views.downloads import download
from assessment.views.scope import table_or_404
from cities.permissions import can_read_province
from press.paper.printing import print_one, told_when_impossible
from trust import files, log


@require_safe
def export(request, year):
    """Those that a person of the province may see, as .xlsx."""
    row = year_of_claims_or_404(request, year)
    if not can_read_province(request.user):
        raise Http404
    rows = BonusClaim.objects.visible_to(request.user).for_year(year).with_all()
    data = workbook_of(row, rows.order_by("number"))
    return download(request, data, f"{row}加分申报.xlsx", action="导出加分申报", target=row)


@require_safe
def paper(request, year, city, *, form):
    """加分申报表 of a city, as .pdf or .docx."""
    year_of_claims_or_404(request, year)
    table = table_or_404(request, year, city)
    if form not in ("pdf", "docx"):
        raise Http404
    made = claims_paper(table, request.user)
    action = "下载加分申报表"
    if form == "docx":
        data = paper_docx(made)
    else:
        with told_when_impossible():
            data = print_one(made.document)
    return download(request, data, f"{made.name}.{form}", action=action, target=table)


@require_safe
def file(request, year, pk):
    """A document of a claim, as an attachment."""
    rows = ClaimFile.objects.visible_to(request.user).select_related("file", "claim__year")
    found = get_object_or_404(rows, claim__year__number=year, pk=pk)
    try:
        response = files.serve(found.file, found.name)
    except FileNotFoundError as error:
        raise Http404("文件不在存储中，请联系系统管理员核对备份。") from error
    log.write_alone(
        log.actor_of(request), "下载加分证明材料", found.claim, after={"文件": found.name}
    )
    return response
