"""豁免: what is done about one, by two persons."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assessment.exemptions import actions, permissions
from assessment.exemptions.forms import ExemptionAnswerForm, ExemptionLiftingForm
from assessment.exemptions.views.pages import exemption_or_404, page_about
from assessment.models import Exemption, ExemptionState
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated

OUTDATED = "打开本页之后，这件豁免已由他人办理，没有保存；请核对现在的内容后再办。"


@require_POST
def answer(request, year, number):
    """Confirm or decline what another person proposed: an exemption, or that one is lifted."""
    found = _acting_on(request, year, number)
    form = ExemptionAnswerForm(request.POST)
    lifting = found.state == ExemptionState.LIFTING
    act = actions.answer_lifting if lifting else actions.answer_exemption
    if not form.is_valid():
        return page_about(request, found, answer_form=form, status=422)
    told = form.cleaned_data
    sent = {
        "agrees": told["act"] == ExemptionAnswerForm.AGREE,
        "answer": told["answer"],
        "version": told["version"],
    }
    return _carried_out(request, found, act, form=form, name="answer_form", sent=sent)


@require_POST
def lift(request, year, number):
    found = _acting_on(request, year, number)
    form = ExemptionLiftingForm(request.POST)
    if not form.is_valid():
        return page_about(request, found, lifting_form=form, status=422)
    return _carried_out(
        request, found, actions.propose_lifting, form=form, name="lifting_form",
        sent=form.cleaned_data,
    )  # fmt: skip


@require_POST
def take_back(request, year, number):
    found = _acting_on(request, year, number)
    form = ExemptionLiftingForm({"reason": "撤回", "version": request.POST.get("version", "")})
    if not form.is_valid():
        return page_about(request, found, status=422)
    sent = {"version": form.cleaned_data["version"]}
    return _carried_out(
        request, found, actions.take_exemption_back, form=form, name="back_form", sent=sent
    )


def _acting_on(request, year: int, number: int) -> Exemption:
    """Return an exemption for whoever may act on it; others may only look."""
    found = exemption_or_404(request, year, number)
    if not permissions.may_act(request.user, found):
        raise PermissionDenied
    return found


def _carried_out(request, found: Exemption, act, *, form, name: str, sent) -> HttpResponse:
    status = 422
    try:
        came = act(exemption=found, **sent, user=request.user, actor=log.actor_of(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except Outdated:
        status = 409
        form.add_error(None, OUTDATED)
    else:
        messages.success(request, f"{came}：{came.get_state_display()}。")
        return redirect("exemption", found.year.number, found.number)
    found = exemption_or_404(request, found.year.number, found.number)
    return page_about(request, found, **{name: form}, status=status)
