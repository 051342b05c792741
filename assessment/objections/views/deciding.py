"""决定: outcome and figures with what they do to scores and ranks, seen before it is taken."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessment import permissions as of_year
from assessment.models import Objection
from assessment.objections import permissions
from assessment.objections.deciding import ImpactChanged, decide_objection, effect_on
from assessment.objections.effect import Impact
from assessment.objections.forms import DecisionForm
from assessment.objections.states import step_of
from assessment.objections.subjects import lines_told
from assessment.objections.views.scope import objection_or_404
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated

MOVED = (
    "影响与您上次看到的不同：改过所填的数，或者打开本页之后记录、规则、口径或别的市州的得分有变。"
    "下面已按现在的情况重新计算，没有决定；核对后再按。"
)
OUTDATED = "打开本页之后，这件申诉已由他人办理，没有决定；您写的仍在下面，请回到申诉页面核对。"


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, year, number):
    """GET shows what the claim would do; a POST computes it anew (preview) or decides."""
    found = objection_or_404(request, year, number)
    of_year.check_can_set_up(request.user)
    try:
        why = _why_not(request.user, found)
        effect = None if why else effect_on(found, {})
    except Refused as refusal:
        why, effect = str(refusal), None
    if effect is None and request.method != "POST":
        messages.error(request, why)
        return redirect("objection", year, number)
    if effect is None:
        return _refused(request, found, why)
    subject = effect.subject_before
    if request.method == "POST":
        form = DecisionForm(request.POST, subject=subject, claimed=found.claimed)
        return _sent(request, found, form)
    form = DecisionForm(subject=subject, claimed=found.claimed, initial={"version": found.version})
    if found.claimed is not None:
        effect = effect_on(found, {found.codes[0]: found.claimed})
    form.initial["seal"] = effect.seal
    return _page(request, found, form, effect=effect)


def _why_not(user, found: Objection) -> str:
    """Return why this person cannot decide it now, or an empty string."""
    if why := permissions.why_closed(found):
        return why
    step = step_of(found, "decide")
    if step is None:
        return f"{found}现在是“{found.get_state_display()}”，不需要决定。"
    guard = step.guard(found, permissions.window_of(found.year), timezone.now())
    return guard or permissions.why_not_the_one_to_decide(user, found)


def _sent(request, found: Objection, form: DecisionForm) -> HttpResponse:
    is_preview = "preview" in request.POST
    if is_preview:
        for name in ("reason", "outcome"):
            form.fields[name].required = False
    is_sound = form.is_valid()
    effect = effect_on(found, form.parsed())
    if is_preview or not is_sound:
        return _page(request, found, form, effect=effect, status=200 if is_sound else 422)
    try:
        decision = decide_objection(
            objection=found,
            choice=form.choice(),
            version=form.cleaned_data["version"],
            user=request.user,
            actor=log.actor_of(request),
        )
    except ImpactChanged as moved:
        form.add_error(None, MOVED)
        return _page(request, found, form, effect=moved.effect, status=409)
    except Outdated:
        form.add_error(None, OUTDATED)
        return _page(request, found, form, effect=effect, status=409)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, effect=effect, status=422)
    messages.success(request, f"{found}：{decision.get_outcome_display()}，决定已作出。")
    return redirect("objection", found.year.number, found.number)


def _page(
    request, found: Objection, form: DecisionForm, *, effect: Impact, status: int = 200
) -> HttpResponse:
    """The form beside the effect; what is sent next is bound to the effect shown here."""
    if form.is_bound:
        form.data = {**form.data.dict(), "seal": effect.seal}
    context = {
        "objection": found,
        "year": found.year,
        "form": form,
        "own": effect.own,
        "others": effect.others,
        "before": lines_told(effect.subject_before),
        "after": lines_told(effect.subject_after),
        "doubts": effect.doubts,
        "item_before": effect.subject_before.score.score,
        "item_after": effect.subject_after.score.score,
        "label": step.label if (step := step_of(found, "decide")) else "作出决定",
    }
    return render(request, "assessment/objections/decide.html", context, status=status)


def _refused(request, found: Objection, why: str) -> HttpResponse:
    """Say why nothing was decided, with all that was typed."""
    context = {
        "objection": found,
        "year": found.year,
        "why": why,
        "typed": request.POST.get("reason", ""),
    }
    return render(request, "assessment/objections/not_decided.html", context, status=409)
