"""Steps of a claim: the city's, the office's, and letting the cell say what was accepted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessment.actions.results import Conflict
from assessment.claims import actions, deciding, permissions
from assessment.claims.forms import ClaimDecisionForm, ClaimStepForm
from assessment.claims.states import step_of
from assessment.claims.taking import cells_of, take_claims
from assessment.claims.views import scope
from assessment.claims.views.pages import answer_page
from assessment.models import Result
from assessment.permissions import check_can_record
from cities.models import Place
from cities.views.scope import province_or_404
from lib.site_words import said
from trust import log
from trust.refusals import OddRequest, Refused
from trust.versions import Outdated, is_outdated

OUTDATED = "打开本页之后，这件申报已由他人办理，没有保存；您写的仍在，请核对现在的内容后再办。"
CONFLICT = "加分的那一格刚被他人改过，没有保存；请刷新页面核对后再办。"
#: By the name of the step: what carries it out, who may at all, what is said when it is done.
STEPS = {
    "file": (actions.file_claim, permissions.is_city, "已申报，由责任处室决定。"),
    "withdraw": (actions.withdraw_claim, permissions.is_city, "已撤回，编号不再使用。"),
    "return": (deciding.return_claim, permissions.is_office, said("已退回，由市州补充后再报。")),
    "reopen": (deciding.reopen_claim, permissions.is_office, "已撤回决定，请重新决定。"),
}


@require_POST
def step(request, year, number):
    """Take a step that needs no more than words. What was typed is kept."""
    found = scope.claim_or_404(request, year, number)
    name = request.POST.get("step", "")
    if name not in STEPS:
        raise OddRequest("没有这样的办理事项，请从申报页面办理。")
    act, may, done = STEPS[name]
    if not may(request.user, found):
        raise PermissionDenied
    known = step_of(found, name)
    asks = known.asks if known else ""
    form = ClaimStepForm(
        request.POST, auto_id=f"{name}-%s", label=asks or "说明", required=bool(asks)
    )
    status = _say_outdated(form) if is_outdated(form, found) else 422
    if form.is_valid():
        try:
            came = act(
                claim=found,
                **form.cleaned_data,
                **({"now": timezone.now()} if name == "file" else {}),
                user=request.user,
                actor=log.actor_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated:
            status = _say_outdated(form)
        except Conflict:
            status = 409
            form.add_error(None, CONFLICT)
        else:
            messages.success(request, done)
            _tell_left(request, getattr(came, "left", ()))
            return redirect("claim", year, number)
    found = scope.claim_or_404(request, year, number)
    return answer_page(request, found, sent={name: form}, status=status)


@require_POST
def decide(request, year, number):
    """Accept, wholly or in part, or reject. What was typed is kept."""
    found = scope.claim_or_404(request, year, number)
    if not permissions.is_office(request.user, found):
        raise PermissionDenied
    cell = cells_of(found.year, found.city_id).get(found.code)
    form = ClaimDecisionForm(
        request.POST,
        claim=found,
        claimable=cell.claimable if cell else None,
        others=scope.others_of(found),
        auto_id="decide-%s",
    )
    status = _say_outdated(form) if is_outdated(form, found) else 422
    if form.is_valid():
        try:
            came = deciding.decide_claim(
                claim=found,
                verdict=form.verdict(),
                version=form.cleaned_data["version"],
                user=request.user,
                actor=log.actor_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated:
            status = _say_outdated(form)
        except Conflict:
            status = 409
            form.add_error(None, CONFLICT)
        else:
            messages.success(request, f"已决定：{came.claim.get_state_display()}。")
            _tell_left(request, came.left)
            return redirect("claim", year, number)
    found = scope.claim_or_404(request, year, number)
    form.data = {**form.data.dict(), "version": found.version}
    return answer_page(request, found, sent={"decide": form}, status=status)


@require_POST
def take(request, year):
    """按申报录入: the cell says what the accepted claims come to."""
    province_or_404(request)
    row = scope.year_of_claims_or_404(request, year)
    city = get_object_or_404(Place, key=request.POST.get("city", ""))
    code = request.POST.get("code", "")
    cell = cells_of(row, city.pk).get(code)
    if cell is None:
        raise Http404
    rows = Result.objects.select_related("measure__component__item__section__table__year")
    check_can_record(request.user, rows.get(pk=cell.claimable.measure.record.result_id))
    try:
        take_claims(
            year=row,
            city_id=city.pk,
            code=code,
            seen=request.POST.get("seen", ""),
            user=request.user,
            actor=log.actor_of(request),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    except Conflict:
        messages.error(request, CONFLICT)
    else:
        messages.success(request, "已按采纳的申报录入。")
    return redirect("claims", year)


def _say_outdated(form) -> int:
    """Say that others were first, before anything that is wrong with the form, whose fields may
    be there no more; return the answer's status."""
    form.errors.clear()
    form.add_error(None, OUTDATED)
    return 409


def _tell_left(request, left) -> None:
    for sentence in left:
        messages.warning(request, sentence)
