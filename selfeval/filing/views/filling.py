"""填报: the pages of a county's draft, a page a section."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from selfeval.filing.actions.drafts import prefill
from selfeval.filing.filling import Filling
from selfeval.filing.finding_lines import list_findings
from selfeval.filing.page import PageSection
from selfeval.filing.views.drafts import filling_of, report_or_404, section_or_404
from selfeval.permissions import sees_draft
from trust.log import actor_of


@require_safe
def fill(request, report):
    """Send the county to the section to go on with, a reviewer to what was submitted."""
    found = report_or_404(request, report)
    if not sees_draft(request.user, found):
        return redirect("report-review", report=report)
    return redirect("report-section", report, Filling(found, request.user).first_section)


@require_safe
def section(request, report, section):
    """A section as the official table, to fill in; with block=ID only that block, as JSON."""
    filling = filling_of(request, report)
    section_or_404(filling, section)
    sheet = filling.sheet(section)
    if "block" in request.GET:
        return _block(request, filling, sheet)
    return render(request, "selfeval/filling/section.html", _context(filling, sheet))


@require_safe
def findings(request, report):
    """The dock of findings. A fragment. here: the section whose own come first."""
    filling = filling_of(request, report)
    found = list_findings(filling, request.GET.get("here", ""))
    return render(request, "selfeval/filling/findings.html", {"found": found})


@require_POST
def bring_in(request, report):
    """Fill empty cells with last year's figures, the place and the year."""
    filling = filling_of(request, report)
    count = prefill(report_id=filling.report.pk, user=request.user, actor=actor_of(request))
    if count:
        messages.success(request, f"已带入 {count} 处数据，已填写的内容没有改动；请逐项核对。")
    else:
        messages.info(request, "没有可带入的数据：空白处没有上年数据，已填写的内容不会改动。")
    here = request.POST.get("section", "")
    codes = {item.code for item in filling.assessed.form.sections}
    if here in codes:
        return redirect("report-section", report, here)
    return redirect("report-fill", report)


def _context(filling: Filling, sheet: PageSection) -> dict:
    lines = filling.sections
    here = next(n for n, line in enumerate(lines) if line.code == sheet.code)
    return {
        "filling": filling,
        "report": filling.report,
        "task": filling.report.task,
        "sheet": sheet,
        "lines": lines,
        "number": here + 1,
        "before": lines[here - 1] if here else None,
        "after": lines[here + 1] if here + 1 < len(lines) else None,
        "found": list_findings(filling, sheet.code),
        "shapes": filling.shapes(sheet.code),
        "board": filling.comments.within(sheet.code),
        "is_open": filling.is_open,
        "why_closed": filling.why_closed,
        "is_scored": filling.assessed.evaluated.score.mode.value != "none",
        "score": filling.assessed.evaluated.score,
    }


def _block(request, filling: Filling, sheet: PageSection) -> JsonResponse:
    """One block anew, after its rows or indicators changed."""
    block = sheet.block(request.GET["block"])
    context = {"block": block, "report": filling.report, "is_open": filling.is_open}
    html = render_to_string("selfeval/filling/block.html", context, request) if block else ""
    return JsonResponse(
        {"html": html, "shape": filling.shapes(sheet.code).get(block.id, "") if block else ""}
    )
