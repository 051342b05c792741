"""Opening, changing, closing and reopening a round, and the year's settings for rounds."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessment.models import Round, Year
from assessment.rounds import actions, permissions
from assessment.rounds.forms import (
    CloseForm,
    ReopenForm,
    RoundForm,
    RoundSettingsForm,
    terms_shown,
)
from assessment.rounds.views.scope import round_or_404, year_of_rounds_or_404
from trust import log
from trust.acts import carry_out
from trust.refusals import Refused
from trust.versions import Outdated, version_sent

MOVED = "打开本页之后已被他人改动；核对后再保存，即以您填的为准。"
CHANGED = "打开页面之后本次调度已被他人改动，没有办理；请核对后再办。"


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request, year):
    """Which figure counts and where lights turn; 409 where another person was first."""
    row = year_of_rounds_or_404(request, year)
    _check(permissions.why_not_set(request.user, row))
    held = permissions.settings_of(row)
    form, status = RoundSettingsForm(instance=held, initial={"version": held.version}), 200
    if request.method == "POST":
        form, status = RoundSettingsForm(request.POST, instance=held), 422
        try:
            if form.is_valid():
                actions.save_settings(
                    year=row,
                    terms=form.terms,
                    version=form.cleaned_data["version"],
                    user=request.user,
                    actor=log.actor_of(request),
                )
                messages.success(request, "调度设置已保存。")
                return redirect("rounds", year)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated as outdated:
            status = _outdated(form, outdated)
    context = {"year": row, "form": form, "why_fixed": form.why_fixed}
    return render(request, "assessment/rounds/settings.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request, year):
    """A new round, its name proposed."""
    row = year_of_rounds_or_404(request, year)
    _check(permissions.why_not_hold(request.user, row))
    form, status = RoundForm(year=row, initial=_proposed(row)), 200
    if request.method == "POST":
        form, status = RoundForm(request.POST, year=row), 422
        try:
            if form.is_valid():
                held = actions.open_round(
                    year=row, terms=form.terms, user=request.user, actor=log.actor_of(request)
                )
                messages.success(request, f"{held.told}已开展，已通知各责任处室。")
                return redirect("round", year, held.number)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"year": row, "form": form, "round": None}
    return render(request, "assessment/rounds/form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, year, number):
    """Another name, day, end or weight; 409 where another person was first."""
    held = round_or_404(request, year, number)
    _check(permissions.why_not_hold(request.user, held.year))
    form, status = RoundForm(year=held.year, initial=terms_shown(held)), 200
    if request.method == "POST":
        form, status = RoundForm(request.POST, year=held.year), 422
        try:
            if form.is_valid():
                actions.change_round(
                    held=held,
                    terms=form.terms,
                    version=form.cleaned_data["version"],
                    user=request.user,
                    actor=log.actor_of(request),
                )
                messages.success(request, "已保存。")
                return redirect("round", year, number)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated as outdated:
            status = _outdated(form, outdated)
    context = {"year": held.year, "form": form, "round": held}
    return render(request, "assessment/rounds/form.html", context, status=status)


@require_POST
def close(request, year, number):
    """End a round, if asked with what is recorded so far as the figures that are missing."""
    held = round_or_404(request, year, number)
    _check(permissions.why_not_hold(request.user, held.year))
    form = CloseForm(request.POST)
    carry_out(
        request,
        actions.close_round,
        done=lambda taken: f"{held.name}已结束" + (f"，取用 {taken} 格。" if taken else "。"),
        outdated=CHANGED,
        held=held,
        version=version_sent(request.POST),
        takes_present=form.is_valid() and form.cleaned_data["takes_present"],
    )
    return redirect("round", year, number)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request, year, number):
    """Let offices report again, with a reason and until another day."""
    held = round_or_404(request, year, number)
    _check(permissions.why_not_hold(request.user, held.year))
    form, status = ReopenForm(initial={"version": held.version}), 200
    if request.method == "POST":
        form, status = ReopenForm(request.POST), 422
        try:
            if form.is_valid():
                actions.reopen_round(
                    held=held,
                    user=request.user,
                    actor=log.actor_of(request),
                    **form.cleaned_data,
                )
                messages.success(request, f"{held.name}已重新开放，已通知各责任处室。")
                return redirect("round", year, number)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated as outdated:
            status = _outdated(form, outdated)
    context = {"year": held.year, "form": form, "round": held}
    return render(request, "assessment/rounds/reopen.html", context, status=status)


@require_POST
def discard(request, year, number):
    """Take a round away in which nothing was reported."""
    held = round_or_404(request, year, number)
    _check(permissions.why_not_hold(request.user, held.year))
    gone = carry_out(
        request,
        actions.discard_round,
        done=f"{held.name}已撤销。",
        outdated=CHANGED,
        held=held,
        version=version_sent(request.POST),
    )
    return redirect("rounds", year) if gone else redirect("round", year, number)


def _proposed(year: Year) -> dict:
    """Return what a new round is proposed as: the next number's name, due in a week."""
    last = Round.objects.filter(year=year).order_by("-number").first()
    today = timezone.localdate()
    told = {"name": f"第{last.number + 1 if last else 1}次调度", "weight": "1", "version": 0}
    if today.year == year.number:
        told |= {"as_of": today, "due_on": today + timezone.timedelta(days=7)}
    return told | {"accepts_late": True}


def _check(why: str) -> None:
    if why:
        raise Refused(why)


def _outdated(form, outdated: Outdated) -> int:
    form.data = {**form.data.dict(), "version": outdated.current.version}
    form.add_error(None, MOVED)
    return 409
