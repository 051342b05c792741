"""结果运用: what follows from the grades of a year; the assessment office sets it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessment import permissions
from assessment.loading import load_policy
from assessment.views import scope
from assessment.year.consequences import (
    ConsequencesForm,
    consequences_of,
    initial_of,
    save_consequences,
)
from assessment.year.fixed import CONSEQUENCES, why_fixed
from cities.views.scope import province_or_404
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated


@require_http_methods(["GET", "HEAD", "POST"])
def consequences(request, year):
    """409 where another person was first."""
    province_or_404(request)
    row = scope.year_or_404(request, year)
    grades = [grade.name for grade in load_policy(row).grades]
    form, status = ConsequencesForm(initial=initial_of(row, grades), grades=grades), 200
    if request.method == "POST":
        permissions.check_can_set_up(request.user)
        form, status = ConsequencesForm(request.POST, grades=grades), 422
        try:
            if form.is_valid():
                save_consequences(
                    year=row,
                    texts=form.texts(),
                    general=form.cleaned_data["general"],
                    version=form.cleaned_data["version"],
                    reason=form.cleaned_data["reason"],
                    user=request.user,
                    actor=log.actor_of(request),
                )
                messages.success(request, "结果运用已保存。")
                return redirect("scorecards", year)
        except Refused as refusal:
            form.add_error("reason" if "理由" in str(refusal) else None, str(refusal))
        except Outdated as outdated:
            status = 409
            form.data = {**form.data.dict(), "version": outdated.current.version}
            form.add_error(None, "打开本页之后已被他人改动；核对后再保存，即以您填的为准。")
    why = why_fixed(row, CONSEQUENCES)
    context = {
        "year": row,
        "form": form,
        "grades": grades,
        "held": consequences_of(row),
        "may_set_up": permissions.can_set_up(request.user) and not why,
        "why_fixed": why,
    }
    return render(request, "assessment/consequences.html", context, status=status)
