"""申诉: the list, the window, and one objection with its thread."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import permissions as of_year
from assessment.collection.shown import shown_value
from assessment.engine.types import MeasureKind
from assessment.models import Correction, Objection, Result
from assessment.objections import permissions
from assessment.objections.actions import (
    answer_objection,
    appeal_decision,
    why_not_to_write,
    withdraw_objection,
    write_message,
)
from assessment.objections.forms import MessageForm, ObjectionWindowForm, WithdrawalForm
from assessment.objections.listing import GROUPS, cities_of, groups_of, lines_of
from assessment.objections.states import steps_for
from assessment.objections.thread import thread_of
from assessment.objections.views.scope import objection_or_404, year_of_objections_or_404
from assessment.objections.window import is_by_two, save_window
from assessment.views.scope import page_of
from assessment.views.windows import window_page
from assessment.year.fixed import OBJECTION_WINDOW
from cities.permissions import can_read_province, persona_of
from trust import files, log
from trust.refusals import OddRequest, Refused
from trust.versions import Outdated

OUTDATED = (
    "打开本页之后，这件申诉已由他人办理，本次没有保存；您写的仍在下面。"
    "请先看最新的往来和状态，核对后再办。"
)
LINES_A_PAGE = 50
#: By the name of the step: the form, what carries it out, what is said when it is done.
WRITES = {
    "message": (MessageForm, write_message, "补充说明已提交。"),
    "answer": (MessageForm, answer_objection, "答复已提交，由考核办决定。"),
    "withdraw": (WithdrawalForm, withdraw_objection, "已撤回。"),
    "appeal": (MessageForm, appeal_decision, "复议申请已提交，由考核办另一人决定。"),
}


@require_safe
def objections(request, year):
    """Those that this person may see. Equal queries for any number."""
    row = year_of_objections_or_404(request, year)
    rows = Objection.objects.visible_to(request.user).for_year(year)
    group, city = request.GET.get("state", ""), request.GET.get("city", "")
    group = group if group in GROUPS else ""
    in_city = rows.filter(city__key=city) if city else rows
    shown = in_city.filter(state__in=GROUPS[group][1]).with_all().order_by("-number")
    page = page_of(request, shown, LINES_A_PAGE)
    window = permissions.window_of(row)
    now = timezone.now()
    context = {
        "year": row,
        "page": page,
        "lines": lines_of(page.object_list, window, now),
        "choices": groups_of(in_city, group),
        "cities": cities_of(rows, city),
        "window": window,
        "window_told": permissions.window_told(window),
        "why_closed": permissions.why_not_to_file(row, window, now),
        "province": can_read_province(request.user),
        "is_city": persona_of(request.user).is_city,
        "may_set_up": of_year.can_set_up(request.user),
    }
    return render(request, "assessment/objections/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def window(request, year):
    """The window and the terms of the year; 409 where another person was first."""
    row = year_of_objections_or_404(request, year)
    of_year.check_can_set_up(request.user)
    return window_page(
        request,
        row,
        ObjectionWindowForm,
        held=permissions.window_of(row),
        save=save_window,
        name="申诉期",
        listed="objections",
        template="assessment/objections/window.html",
        setting=OBJECTION_WINDOW,
        more=lambda: {"is_by_two": is_by_two(row, permissions.window_of(row))},
    )


@require_safe
def objection(request, year, number):
    return answer_page(request, objection_or_404(request, year, number))


@require_POST
def write(request, year, number):
    """A line of the thread, which may answer, withdraw or appeal. What was typed is kept."""
    found = objection_or_404(request, year, number)
    name = request.POST.get("step", "")
    if name not in WRITES:
        raise OddRequest("没有这样的办理事项，请从申诉页面办理。")
    _check_side(request.user, found)
    form_of, act, done = WRITES[name]
    form, status = form_of(request.POST, request.FILES, auto_id=f"{name}-%s"), 422
    if form.is_valid():
        try:
            act(
                objection=found, **_sent(form, name), user=request.user, actor=log.actor_of(request)
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated:
            status = 409
            form.add_error(None, OUTDATED)
        else:
            messages.success(request, done)
            return redirect("objection", year, number)
    found = objection_or_404(request, year, number)
    return answer_page(request, found, sent={name: form}, status=status)


def _check_side(user, found: Objection) -> None:
    sides = (permissions.is_city, permissions.is_office, permissions.is_assessment_office)
    if not any(is_side(user, found) for is_side in sides):
        raise PermissionDenied


def _sent(form, name: str) -> dict:
    told = form.cleaned_data
    sent = {"text": told["text"]}
    if name != "message":
        sent["version"] = told["version"] or 0
    if name != "withdraw":
        sent["files"] = stored(told["files"])
    return sent


def stored(uploads) -> list[tuple]:
    """Keep files that were sent; return them with their names."""
    return [(files.store(upload), files.safe_name(upload.name)) for upload in uploads]


def answer_page(request, found: Objection, *, sent=None, status: int = 200) -> HttpResponse:
    """The objection with its thread and what this person may do. sent: forms as they were sent,
    by step; what was typed for a step that is there no more is shown all the same."""
    sent = sent or {}
    terms, closed = permissions.window_of(found.year), permissions.why_closed(found)
    now = timezone.now()
    steps = [
        {
            "name": step.name,
            "label": step.label,
            "why": closed or step.guard(found, terms, now),
            "form": _form(step.name, found, sent),
        }
        for step in steps_for(found, request.user)
    ]
    names = {step["name"] for step in steps}
    rows = _cells(found)
    context = {
        "objection": found,
        "year": found.year,
        "line": lines_of([found], terms, now)[0],
        "thread": thread_of(found),
        "figures": [_figure(row, found) for row in rows],
        "cell": rows[0] if rows else None,
        "steps": steps,
        "why_not_me": _why_not_me(request.user, found, names),
        "why_silent": why_not_to_write(request.user, found),
        "message_form": _form("message", found, sent),
        "left": [f.data.get("text", "") for name, f in sent.items() if name not in names]
        if sent.keys() - {"message"}
        else [],
        "outdated": OUTDATED,
        "province": can_read_province(request.user),
        "corrections": list(_corrections(request.user, found)),
        "may_correct": of_year.can_set_up(request.user)
        and found.year.state in of_year.FROZEN
        and not found.is_open
        and bool(found.decisions.all()),
        "sees_card": of_year.can_see_scores(request.user, found.year),
    }
    return render(request, "assessment/objections/objection.html", context, status=status)


def _corrections(user, found: Objection):
    """Return those of its decisions that this person may read. One query."""
    seen = Correction.objects.visible_to(user).made().filter(decision__objection=found)
    return seen.with_all().order_by("snapshot__number")


def _why_not_me(user, found: Objection, names: set[str]) -> str:
    return permissions.why_not_the_one_to_decide(user, found) if "decide" in names else ""


def _form(name: str, found: Objection, sent: dict):
    """Return the form of a step, as it was sent or empty; None of one with a page of its own."""
    if name in sent:
        form = sent[name]
        form.data = {**form.data.dict(), "version": found.version}
        return form
    if name not in WRITES:
        return None
    return WRITES[name][0](initial={"version": found.version}, auto_id=f"{name}-%s")


def _cells(found: Objection) -> list[Result]:
    """Return the contested cells as they stand. One query."""
    rows = Result.objects.filter(
        measure__component__item__in=permissions.items_of(found),
        measure__code__in=found.codes,
    )
    return list(rows.select_related("measure").order_by("measure__order"))


def _figure(row: Result, found: Objection) -> dict:
    kind, filed = MeasureKind(row.measure.kind), found.filed_figures.get(row.measure.code)
    unit = "" if kind is MeasureKind.YES_NO else row.measure.unit
    return {
        "name": row.measure.short,
        "filed": _with_unit(None if filed is None else Decimal(filed), kind, unit),
        "today": _with_unit(row.value, kind, unit),
    }


def _with_unit(value: Decimal | None, kind: MeasureKind, unit: str) -> str:
    return f"{shown_value(value, kind)} {unit}".rstrip() if value is not None else "—"
