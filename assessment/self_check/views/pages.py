"""市州自查: the list of cities, the window, and one city's page with handing in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import permissions as of_year
from assessment.loading import load_policy
from assessment.models import CityTable
from assessment.self_check import handing_in, permissions
from assessment.self_check.actions import save_window
from assessment.self_check.forms import ReturnForm, SelfCheckWindowForm
from assessment.self_check.listing import lines_of
from assessment.self_check.reading import read_reported
from assessment.self_check.sheet import rows_of
from assessment.self_check.views.scope import (
    Opened,
    check_or_404,
    opened_or_404,
    year_of_self_checks_or_404,
)
from assessment.views.collection import unfolded
from assessment.views.windows import window_page
from assessment.year.fixed import SELF_CHECK_WINDOW
from cities.permissions import can_read_province, persona_of
from trust import log
from trust.acts import carry_out
from trust.refusals import Refused


@require_safe
def self_checks(request, year):
    """A line a city; a city is sent on to its own page. Equal queries for any number."""
    row = year_of_self_checks_or_404(request, year)
    if not can_read_province(request.user):
        return _own_page(request, row)
    window, now = permissions.window_of(row), timezone.now()
    lines = lines_of(row, window, now)
    context = {
        "year": row,
        "lines": lines,
        "handed_in": sum(line.is_in for line in lines),
        "sealed": sum(bool(line.scans) for line in lines),
        "overdue": sum(line.is_overdue for line in lines),
        "window_told": permissions.window_told(window),
        "is_stage": row.state in permissions.STAGES,
        "may_set_up": of_year.can_set_up(request.user),
    }
    return render(request, "assessment/self_check/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def window(request, year):
    """From when to when cities report; 409 where another person was first."""
    row = year_of_self_checks_or_404(request, year)
    of_year.check_can_set_up(request.user)
    return window_page(
        request,
        row,
        SelfCheckWindowForm,
        held=permissions.window_of(row),
        save=save_window,
        name="自查上报期",
        listed="self-checks",
        template="assessment/self_check/window.html",
        setting=SELF_CHECK_WINDOW,
    )


@require_safe
def self_check(request, year, city):
    """A city's own table to fill in, or to look at."""
    opened = opened_or_404(request, year, city)
    reported = read_reported(opened.table)
    rows = rows_of(reported, load_policy(opened.year), is_open=not opened.why_closed)
    total = sum(1 for _ in reported.table.measures)
    context = {
        **_head(request, opened),
        "rows": rows,
        "left": reported.left,
        "recorded": total - len(reported.unreported),
        "total": total,
        "now": opened.now.isoformat(),
    }
    return render(request, "assessment/self_check/page.html", context)


@require_safe
def derivation(request, year, city, *, pk):
    """How a row's score would come about: a fragment unfolded under it. pk: of the item."""
    opened = opened_or_404(request, year, city)
    table = read_reported(opened.table).table
    item = next((item for item in table.items if item.pk == pk), None)
    if item is None:
        raise Http404
    context = unfolded(item, load_policy(opened.year))
    return render(request, "assessment/collection_derivation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request, year, city):
    """What is missing, then handing in; a POST does it, once however often it is pressed."""
    opened = opened_or_404(request, year, city)
    if not opened.is_own:
        raise PermissionDenied
    if request.method == "POST":
        return _hand_in(request, opened)
    return _submit_page(request, opened)


@require_POST
def withdraw(request, year, city):
    """Take back what one's own city handed in."""
    check = check_or_404(request, year, city)
    if not permissions.is_own(request.user, check.city_id):
        raise PermissionDenied
    carry_out(
        request,
        handing_in.withdraw_submission,
        done="已撤回，可以改了再上报；再次上报另发回执。",
        check=check,
        version=_version(request),
        now=timezone.now(),
    )
    return redirect("self-check", year, city)


@require_POST
def send_back(request, year, city):
    """Send a city's report back to it, with a reason."""
    check = check_or_404(request, year, city)
    of_year.check_can_set_up(request.user)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        messages.error(request, "退回须写明理由：哪些数、为什么；没有退回。")
        return redirect("self-check" if check.is_handed_in else "self-checks", year, *_of(check))
    done = f"已退回{check.city}的自查，由其更正后重新上报。"
    carry_out(request, handing_in.return_submission, done=done, check=check, **form.cleaned_data)
    return redirect("self-checks", year)


def _of(check) -> list[str]:
    return [check.city.key] if check.is_handed_in else []


def _version(request) -> int:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0


def _own_page(request, row) -> HttpResponse:
    """Lead a city to its own page; where its table is not issued, to its tables."""
    own = CityTable.objects.visible_to(request.user).filter(
        year=row, city__in=persona_of(request.user).city_ids
    )
    key = own.values_list("city__key", flat=True).first()
    return redirect("self-check", row.number, key) if key else redirect("city-tables", row.number)


def _hand_in(request, opened: Opened) -> HttpResponse:
    try:
        submission = handing_in.hand_in(
            table=opened.table,
            seal=request.POST.get("seal", ""),
            now=opened.now,
            user=request.user,
            actor=log.actor_of(request),
        )
    except Refused as refusal:
        again = opened_or_404(request, opened.year.number, opened.table.city.key)
        return _submit_page(request, again, error=str(refusal), status=422)
    messages.success(request, f"已上报，回执 {submission.receipt}。请打印、盖章后上传扫描件。")
    return redirect("self-check-receipt", opened.year.number, opened.table.city.key)


def _submit_page(request, opened: Opened, *, error="", status=200) -> HttpResponse:
    held = handing_in.to_hand_in(opened.table)
    reported = held.reported
    context = {
        **_head(request, opened),
        "unreported": reported.unreported,
        "without_proof": [
            (item, m)
            for item in reported.table.items
            for m in item.measures
            if m.record.value is not None and not reported.files.get(m.record.result_id)
        ],
        "is_begun": reported.is_begun,
        "left": reported.left,
        "seal": held.seal,
        "score": held.total,
        "is_late": permissions.is_late(opened.year, opened.window, opened.check, now=opened.now),
        "error": error,
    }
    return render(request, "assessment/self_check/submit.html", context, status=status)


def _head(request, opened: Opened) -> dict:
    """Return what a city's pages say of where its self-check stands. Three queries at most."""
    check = opened.check
    standing = handing_in.standing_of(check)
    last = None
    if check is not None and standing is None:
        last = check.submissions.order_by("number").last()
    may_withdraw = check is not None and not permissions.why_not_withdraw(
        request.user, check, opened.window, now=opened.now
    )
    return {
        "year": opened.year,
        "table": opened.table,
        "check": check,
        "is_own": opened.is_own,
        "why_closed": opened.why_closed,
        "window_told": permissions.window_told(opened.window),
        "closes_at": opened.window.closes_at,
        "submission": standing,
        "sealed": standing.scans.current().count() if standing else 0,
        "last": last,
        "may_withdraw": may_withdraw,
        "may_return": check is not None and not permissions.why_not_return(request.user, check),
        "return_form": ReturnForm(initial={"version": check.version if check else 0}),
        "province": can_read_province(request.user),
    }
