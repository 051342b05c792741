"""What is handed out of a sample check: a city's sheet, and what proves the draw."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from assessment.models import SampleDraw
from assessment.sample_checks.listing import lines_of
from assessment.sample_checks.paper import PAPERS, proof_xlsx
from assessment.sample_checks.views.scope import city_cells_or_404, year_of_checks_or_404
from assessment.self_check.word import paper_docx
from assessment.views.downloads import download
from press.paper.printing import print_one, told_when_impossible


@require_safe
def paper(request, year, city, *, kind, form):
    """A city's sheet, blank or filled in, as .pdf or .docx."""
    row = year_of_checks_or_404(request, year)
    if kind not in PAPERS or form not in ("pdf", "docx"):
        raise Http404
    drawn, cells = city_cells_or_404(request, row, city)
    made_of, action = PAPERS[kind]
    made = made_of(drawn, lines_of(cells, row, scored=kind == "filled"))
    if form == "docx":
        data = paper_docx(made)
    else:
        with told_when_impossible():
            data = print_one(made.document)
    return download(request, data, f"{made.name}.{form}", action=action, target=drawn)


@require_safe
def proof(request, year, number):
    """All that might have been drawn, with the lots, as .xlsx."""
    row = year_of_checks_or_404(request, year)
    found = get_object_or_404(SampleDraw.objects.filter(year=row).select_related("year"),
                              number=number)  # fmt: skip
    return download(
        request, proof_xlsx(found), f"{found}底册.xlsx", action="导出抽样底册", target=found
    )
