"""What is done about one decision of two persons on its page, of whichever kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from assessment.actions.results import Conflict
from assessment.by_two.asking import asked_by
from assessment.by_two.deciding import IN_FORCE, LIFTING, PROPOSED
from assessment.by_two.forms import DecisionAnswerForm, DecisionLiftingForm
from assessment.by_two.permissions import may_act
from cities.substitutes.hands import is_own, same_person
from trust import log
from trust.refusals import Refused
from trust.versions import Outdated, is_outdated

CONFLICT = "否决条款的那一格刚被他人改过，没有保存；请刷新页面核对后再办。"


@dataclass(frozen=True, slots=True)
class DecisionPages:
    """A kind's pages and actions. name: of the page of one, and the actions' word for it; called:
    on screen. found: one by year and number, or 404; page: of one, with forms that were sent."""

    name: str
    called: str
    found: Callable[[HttpRequest, int, int], Any]
    page: Callable[..., HttpResponse]
    lifting_form: type[DecisionLiftingForm]
    answer: Callable
    take_back: Callable
    propose_lifting: Callable
    answer_lifting: Callable
    argument: str
    warn: Callable[[HttpRequest, Any], None] | None = None


def answer(request: HttpRequest, year: int, number: int, *, pages: DecisionPages) -> HttpResponse:
    """Confirm or decline what another person proposed: a decision, or that one is lifted."""
    found = _acting_on(request, year, number, pages=pages)
    form = DecisionAnswerForm(request.POST)
    act = pages.answer_lifting if found.state == LIFTING else pages.answer
    if not form.is_valid():
        status = _wrong(form, found, pages=pages)
        return pages.page(request, found, answer_form=form, status=status)
    told = form.cleaned_data
    sent = {
        "agrees": told["act"] == DecisionAnswerForm.AGREE,
        "answer": told["answer"],
        "version": told["version"],
    }
    return _carried_out(request, found, act, pages=pages, forms={"answer_form": form}, sent=sent)


def lift(request: HttpRequest, year: int, number: int, *, pages: DecisionPages) -> HttpResponse:
    found = _acting_on(request, year, number, pages=pages)
    form = pages.lifting_form(request.POST)
    if not form.is_valid():
        status = _wrong(form, found, pages=pages)
        return pages.page(request, found, lifting_form=form, status=status)
    return _carried_out(
        request, found, pages.propose_lifting, pages=pages, forms={"lifting_form": form},
        sent=form.cleaned_data,
    )  # fmt: skip


def take_back(
    request: HttpRequest, year: int, number: int, *, pages: DecisionPages
) -> HttpResponse:
    found = _acting_on(request, year, number, pages=pages)
    form = pages.lifting_form({"reason": "撤回", "version": request.POST.get("version", "")})
    if not form.is_valid():
        return pages.page(request, found, status=422)
    sent = {"version": form.cleaned_data["version"]}
    return _carried_out(
        request, found, pages.take_back, pages=pages, forms={"back_form": form}, sent=sent
    )


def open_to(user, found, *, closed: str) -> dict:
    """Return what of a page's context says what this person may do. closed: why nobody may."""
    may = may_act(user, found)
    waits = found.state in (PROPOSED, LIFTING)
    proposer = found.lifting_by if found.state == LIFTING else found.proposed_by
    _, since = asked_by(found)
    same = same_person(user, proposer, at=since) if waits else ""
    return {
        "why_closed": closed if may else "",
        "may_answer": may and waits and not same and not closed,
        "same": same if may and not closed else "",
        "may_take_back": bool(same) and is_own(user, proposer.pk),
        "may_lift": may and found.state == IN_FORCE and not closed,
        "lifting": found.state == LIFTING,
    }


def _acting_on(request: HttpRequest, year: int, number: int, *, pages: DecisionPages):
    """Return a decision for whoever may act on it; others may only look."""
    found = pages.found(request, year, number)
    if not may_act(request.user, found):
        raise PermissionDenied
    return found


def _carried_out(
    request: HttpRequest, found, act: Callable, *, pages: DecisionPages, forms: dict, sent: dict
) -> HttpResponse:
    status, [form] = 422, forms.values()
    told = {pages.argument: found, "user": request.user, "actor": log.actor_of(request)}
    try:
        came = act(**told, **sent)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except Outdated:
        found = pages.found(request, found.year.number, found.number)
        status = _say_outdated(form, found, pages=pages)
    except Conflict:
        status = 409
        form.add_error(None, CONFLICT)
    else:
        messages.success(request, f"{came}：{came.get_state_display()}。")
        if pages.warn is not None:
            pages.warn(request, came)
        return redirect(pages.name, found.year.number, found.number)
    found = pages.found(request, found.year.number, found.number)
    return pages.page(request, found, **forms, status=status)


def _wrong(form: BaseForm, found, *, pages: DecisionPages) -> int:
    """Return the status of a form that is not valid. That others were first is said before what
    is wrong with it, whose fields may be there no more."""
    return _say_outdated(form, found, pages=pages) if is_outdated(form, found) else 422


def _say_outdated(form: BaseForm, found, *, pages: DecisionPages) -> int:
    """Let a form say that others were first, and go on from what stands now; return the status.

    Its words stay. Whether one agrees is asked again: a proposal never changes, so that what
    is asked now is another thing than what was answered.
    """
    form.errors.clear()
    form.add_error(
        None, f"打开本页之后，这件{pages.called}已由他人办理，没有保存；请核对现在的内容后再办。"
    )
    kept = {name: value for name, value in form.data.items() if name != "act"}
    form.data = {**kept, "version": found.version}
    return 409
