"""年度进程: where a year stands, what its next step needs; taking it, alone or as one of two."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from assessment import permissions, states
from assessment.actions.years import move_year, save_dates
from assessment.flow import changes, proposing
from assessment.flow.forms import AnswerForm, StepDatesForm, StepForm
from assessment.models import StepProposal, Year, YearState
from assessment.publishing.forms import PublishForm
from assessment.publishing.public import disclosure_of
from assessment.views import scope
from assessment.year import flow_line
from assessment.year.closing import closing_of
from assessment.year.forms import initial_of
from cities.substitutes.hands import is_own, same_person
from cities.views.scope import province_or_404
from trust import log
from trust.acts import carry_out
from trust.refusals import Refused
from trust.sessions import reauthentication_required
from trust.versions import Outdated

OUTDATED = "打开本页之后已被他人改动，没有保存；请核对最新内容后再办。"


@require_http_methods(["GET", "HEAD", "POST"])
def flow(request, year):
    """The year's line, its next steps with what is missing, a proposal that waits; a POST sets
    the planned dates."""
    row = scope.year_or_404(request, year)
    if request.method == "POST":
        permissions.check_can_set_up(request.user)
        _set_dates(request, row)
        return redirect("year-flow", year=year)
    province_or_404(request)
    steps = states.transitions_from(row.state, request.user)
    context = {
        "year": row,
        "steps": flow_line.steps_of(row),
        "forward": states.forward_from(row, request.user),
        "backward": [s for s in steps if s.is_backward],
        "may_set_up": permissions.can_set_up(request.user),
        "may_correct": row.state in permissions.FROZEN,
        "is_published": row.state == YearState.PUBLISHED,
        "dates": StepDatesForm(year=row),
        "closing": closing_of(row) if permissions.can_set_up(request.user) else [],
        "past": flow_line.course_of(row)[::-1],
        "disclosure": disclosure_of(row),
        **waiting_of(request.user, row),
    }
    return render(request, "assessment/flow.html", context)


def waiting_of(user, year: Year) -> dict:
    """Return the proposal that waits, as this person may answer it, and whether there is nobody
    to be the second person. Two to five queries."""
    proposal = proposing.open_proposal(year)
    told: dict = {"proposal": proposal, "is_alone": False}
    if permissions.can_set_up(user):
        told["is_alone"] = not proposing.second_persons(user)
    if proposal is not None:
        is_set_up = permissions.can_set_up(user)
        told |= {
            "proposed": states.transition(proposal.source, proposal.target),
            "label": proposing.label_of(proposal),
            "change": changes.change_of(proposal),
            "preview": _preview_of(proposal, year),
            "moved": proposing.moved_since(proposal, year),
            "grounds": states.grounds_told(proposal.details),
            "is_asked": is_set_up,
            "same": same_person(user, proposal.proposed_by, at=proposal.proposed_at, did="提议"),
            "may_withdraw": is_set_up and is_own(user, proposal.proposed_by_id),
        }
    return told


def _preview_of(proposal: StepProposal, year: Year) -> str:
    """Return where the effect of a proposed policy is shown, "" for anything else."""
    change = changes.change_of(proposal)
    if change is None or change.what != changes.POLICY:
        return ""
    asked = initial_of(changes.choice_wanted(change))
    return f"{reverse('year-policy', args=[year.number])}?{urlencode(asked)}"


@require_http_methods(["GET", "HEAD", "POST"])
def step(request, year, to):
    """One step with all that is missing for it; a POST takes it, or proposes it."""
    row = scope.year_or_404(request, year)
    province_or_404(request)
    permissions.check_can_set_up(request.user)
    if to not in YearState.values:
        raise Http404
    found = states.transition(row.state, to)
    if found is None or (found.stays and found.guard(row)):
        stage = row.get_state_display()
        messages.error(request, f"{row}处于“{stage}”阶段，不能这样变更；请看下面现在可以办的。")
        return redirect("year-flow", year)
    take = reauthentication_required(_step) if found.proves else _step
    return take(request, row, found)


def _step(request: HttpRequest, year: Year, found: states.Transition) -> HttpResponse:
    lacks = found.guard(year)
    form_class = PublishForm if states.PAGE in found.optional else StepForm
    if request.method != "POST":
        return _page(request, year, found, form=form_class(step=found, lacks=lacks, year=year))
    form = form_class(request.POST, step=found, lacks=lacks, year=year)
    status = 422
    if form.is_valid():
        try:
            _taken(request, year, found, form=form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated:
            form.add_error(None, OUTDATED)
            status = 409
        else:
            return redirect("year-flow", year.number)
    return _page(request, year, found, form=form, status=status)


def _taken(request, year: Year, found: states.Transition, *, form: StepForm) -> None:
    act = proposing.propose_step if found.by_two else move_year
    act(year=year, to=found.target, user=request.user, actor=log.actor_of(request), **form.told())
    if found.by_two:
        done = f"已提议“{found.said}”，等考核办的另一人在本页确认；确认以前年度不变。"
    else:
        done = f"{year}已进入“{found.target.said}”阶段。"
    messages.success(request, done)


def _page(request, year: Year, found: states.Transition, *, form: StepForm, status=200):
    lacks = found.guard(year)
    context = {
        "year": year,
        "step": found,
        "form": form,
        "blocking": [lack for lack in lacks if lack.blocks],
        "excusable": [(lack, form.excuse_of.get(lack.key)) for lack in lacks if lack.is_excusable],
        "notes": [lack for lack in lacks if not lack.blocks and not lack.is_excusable],
        **waiting_of(request.user, year),
    }
    return render(request, "assessment/flow/step.html", context, status=status)


@require_POST
def answer(request, year, pk):
    """Confirm a proposal, decline it, or take one's own back."""
    row = scope.year_or_404(request, year)
    province_or_404(request)
    permissions.check_can_set_up(request.user)
    proposal = get_object_or_404(StepProposal, year=row, pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.sentence())
        return redirect("year-flow", year)
    told = {"proposal_id": pk}
    match form.cleaned_data["act"]:
        case "confirm":
            carry_out(
                request,
                proposing.confirm_step,
                done=lambda moved: _done(moved, proposal),
                **told,
            )
        case "decline":
            told["reason"] = form.cleaned_data["reason"]
            carry_out(request, proposing.decline_step, done="已答复“不同意”，年度不变。", **told)
        case _:
            carry_out(request, proposing.withdraw_step, done="提议已撤回，年度不变。", **told)
    return redirect("year-flow", year)


def _done(year: Year, proposal: StepProposal) -> str:
    if proposal.change:
        return f"已{proposing.label_of(proposal)}，已通知各市州；阶段不变。"
    if proposal.source == proposal.target:
        return f"{year}已按现在的结果形成快照，阶段不变。"
    return f"{year}已进入“{year.get_state_display()}”阶段。"


def _set_dates(request, year: Year) -> None:
    form = StepDatesForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"日期没有保存。{form.sentence()}")
        return
    carry_out(
        request, save_dates, done="各步日期已保存。", outdated=OUTDATED, year=year, **form.told()
    )
