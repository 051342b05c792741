"""答复: what a county says to a reviewer's remark that came with a return."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from selfeval.filing.views.drafts import own_report
from selfeval.models import Remark
from selfeval.review.actions.remarks import answer_remark
from trust.log import actor_of


@require_POST
def answer(request, report, remark):
    """Keep the answer; the reviewer reads it beside the remark."""
    found = own_report(request, report)
    said = get_object_or_404(Remark.objects.visible_to(request.user), report=found, pk=remark)
    answer_remark(
        remark_id=said.pk,
        answer=request.POST.get("answer", ""),
        user=request.user,
        actor=actor_of(request),
    )
    messages.success(request, "答复已保存，审核单位在意见旁看得到。")
    return redirect("report-fill", report)
