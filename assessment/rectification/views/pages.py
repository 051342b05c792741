"""问题清单: the list of all or of a city, and one problem with what became of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessment import permissions as of_year
from assessment.models import Rectification, RectificationMessage, RectificationState
from assessment.objections.views.pages import stored
from assessment.rectification import permissions
from assessment.rectification.actions import change_term, take_step
from assessment.rectification.forms import RectificationForm, TermForm
from assessment.rectification.listing import GROUPS, groups_of, in_group, lines_of
from assessment.rectification.states import STEPS, step_of, steps_for
from assessment.rectification.views.scope import problem_or_404, year_of_problems_or_404
from assessment.views.scope import page_of
from cities.permissions import can_read_province, persona_of
from trust import log
from trust.refusals import OddRequest, Refused
from trust.versions import Outdated, version_sent

LINES_A_PAGE = 50
OUTDATED = (
    "打开本页之后，这个问题已由他人办理：{change}，现在是“{state}”。本次没有保存；您写的仍在下面，"
    "请先看现在的状态和往来，核对后再办。"
)
DONE = {
    "answer": "整改情况已报送，由考核办核查。",
    "close": "已销号。",
    "return": "已退回整改。",
    "reopen": "已重新打开，由市州继续整改。",
    "withdraw": "已撤销，仍留存备查。",
}
NAMES = {step.name for step in STEPS}


@require_safe
def rectifications(request, year):
    """Those that this person may see; ?state=, ?city= narrow them. Equal queries for any number."""
    row = year_of_problems_or_404(request, year)
    today = timezone.localdate()
    rows = Rectification.objects.visible_to(request.user).for_year(year)
    group, city = request.GET.get("state", ""), request.GET.get("city", "")
    group = group if group in GROUPS else ""
    in_city = rows.filter(city__key=city) if city else rows
    page = page_of(request, in_group(in_city, group, today).with_all(), LINES_A_PAGE)
    left = Rectification.objects.visible_to(request.user).left_from_before(row.number)
    left = left.filter(city__key=city) if city else left
    province = can_read_province(request.user)
    context = {
        "year": row,
        "page": page,
        "lines": lines_of(page.object_list, today),
        "left": lines_of(left.with_all().order_by("year__number", "number"), today),
        "choices": groups_of(in_city, group, today),
        "state": group,
        "city": city,
        "cities": _cities(rows),
        "province": province,
        "may_issue": not permissions.why_not_issue(request.user, row),
        "why_closed": permissions.why_closed(row),
    }
    return render(request, "assessment/rectification/list.html", context)


def _cities(rows) -> list[tuple[str, str]]:
    """Return the cities that have problems. One query."""
    pairs = rows.order_by("city__key").values_list("city__key", "city_name")
    return list(dict(pairs).items())


@require_safe
def rectification(request, year, number):
    return answer_page(request, problem_or_404(request, year, number))


@require_POST
def step(request, year, number):
    """Take a step of the flow. What was typed is kept."""
    found = problem_or_404(request, year, number)
    name = request.POST.get("step", "")
    if name not in NAMES:
        raise OddRequest("没有这样的办理事项，请从问题页面办理。")
    _check_side(request.user, found)
    form, status = _form(name, found, request.POST, request.FILES), 422
    if version_sent(request.POST) != found.version:
        status = _say_outdated(form, found, request.user)
    elif form.is_valid():
        try:
            take_step(
                found=found,
                name=name,
                text=form.cleaned_data["text"],
                files=stored(form.uploads),
                version=form.cleaned_data["version"],
                user=request.user,
                actor=log.actor_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated:
            status = _say_outdated(form, problem_or_404(request, year, number), request.user)
        else:
            messages.success(request, DONE[name])
            return redirect("rectification", year, number)
    return answer_page(
        request, problem_or_404(request, year, number), sent={name: form}, status=status
    )


@require_POST
def term(request, year, number):
    """Give a problem another term."""
    found = problem_or_404(request, year, number)
    of_year.check_can_set_up(request.user)
    form, status = TermForm(request.POST, auto_id="term-%s"), 422
    if version_sent(request.POST) != found.version:
        status = _say_outdated(form, found, request.user)
    elif form.is_valid():
        try:
            change_term(
                found=found,
                due_on=form.cleaned_data["due_on"],
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
                user=request.user,
                actor=log.actor_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated:
            status = _say_outdated(form, problem_or_404(request, year, number), request.user)
        else:
            messages.success(request, "整改期限已改变，已通知市州。")
            return redirect("rectification", year, number)
    return answer_page(
        request, problem_or_404(request, year, number), sent={"term": form}, status=status
    )


def _say_outdated(form, found: Rectification, user) -> int:
    """Say what became of the problem meanwhile, before anything that is wrong with the form;
    return the answer's status. A query."""
    last = found.messages.order_by("written_at", "pk").last()
    change = "内容有变动"
    if last is not None:
        shown = can_read_province(user) or last.kind == RectificationMessage.Kind.ANSWER
        by = last.written_as if shown else "考核办"
        at = f"{timezone.localtime(last.written_at):%Y-%m-%d %H:%M}"
        change = f"{by}于 {at} {last.get_kind_display()}"
    form.errors.clear()
    form.add_error(None, OUTDATED.format(change=change, state=found.get_state_display()))
    return 409


def _check_side(user, found: Rectification) -> None:
    if not (permissions.is_city(user, found) or of_year.can_set_up(user)):
        raise PermissionDenied


def _form(name: str, found: Rectification, *sent) -> RectificationForm:
    step = step_of(found, name) or next(s for s in STEPS if s.name == name)
    return RectificationForm(
        *sent,
        initial={"version": found.version},
        auto_id=f"{name}-%s",
        asks=step.asks,
        takes_files=step.takes_files,
    )


def answer_page(request, found: Rectification, *, sent=None, status: int = 200) -> HttpResponse:
    """The problem with what became of it and what this person may do. sent: forms as they were
    sent, by step; what was typed for a step that is there no more is shown all the same."""
    sent = sent or {}
    for form in sent.values():
        form.data = {**form.data.dict(), "version": found.version}
    closed = permissions.why_closed(found.year)
    steps = [
        {"step": s, "form": sent.get(s.name) or _form(s.name, found)}
        for s in (() if closed else steps_for(found, request.user))
    ]
    names = {each["step"].name for each in steps}
    may_term = (
        not closed
        and of_year.can_set_up(request.user)
        and found.state in (RectificationState.ISSUED, RectificationState.RETURNED)
    )
    term_form = sent.get("term") or TermForm(
        initial={"version": found.version, "due_on": found.due_on}, auto_id="term-%s"
    )
    today = timezone.localdate()
    context = {
        "row": found,
        "year": found.year,
        "line": lines_of([found], today)[0],
        "thread": found.messages.prefetch_related("files"),
        "steps": steps,
        "left": [form for name, form in sent.items() if name not in names and name != "term"],
        "term_form": term_form if may_term or "term" in sent else None,
        "closed": closed,
        "province": can_read_province(request.user),
        "is_own": found.city_id in persona_of(request.user).city_ids,
        "is_due": found.state in (RectificationState.ISSUED, RectificationState.RETURNED),
    }
    return render(request, "assessment/rectification/problem.html", context, status=status)
