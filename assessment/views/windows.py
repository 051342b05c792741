"""A window of the year set by the 考核办: from when to when cities report, claim or object."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assessment.flow.changes import PROPOSED
from assessment.models import StepProposal, Year
from assessment.year.fixed import YearSetting, fix, why_fixed
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated


def window_page(
    request: HttpRequest,
    year: Year,
    form_class,
    *,
    held,
    save: Callable,
    name: str,
    listed: str,
    template: str,
    setting: YearSetting,
    more: Callable[[], Mapping] = dict,
) -> HttpResponse:
    """The form of a window; a POST sets it, 422 where it is refused, 409 where another person was
    first.

    held: the window as it stands. save: its action. name: what it is called; listed: the page
    that is shown afterwards. setting: up to which step it is set. more: what the template reads
    beside.
    """
    form, status = form_class(instance=held, initial={"version": held.version}), 200
    if request.method == "POST":
        form, status = form_class(request.POST, instance=held), 422
        try:
            if form.is_valid():
                saved = save(
                    year=year,
                    terms=form.terms(),
                    version=form.cleaned_data["version"],
                    reason=form.cleaned_data["reason"],
                    user=request.user,
                    actor=log.actor_of(request),
                )
                if isinstance(saved, StepProposal):
                    messages.success(request, PROPOSED.format(f"变更{name}"))
                    return redirect("year-flow", year.number)
                messages.success(request, f"{name}已保存。")
                return redirect(listed, year.number)
        except Refused as refusal:
            form.add_error("reason" if "理由" in str(refusal) else None, str(refusal))
        except Outdated as outdated:
            status = 409
            form.data = {**form.data.dict(), "version": outdated.current.version}
            told = f"打开本页之后{name}已被他人改动；核对后再保存，即以您填的为准。"
            form.add_error(None, told)
    if why := why_fixed(year, setting):
        fix(form)
    context = {"year": year, "form": form, "why_fixed": why, **more()}
    return render(request, template, context, status=status)
