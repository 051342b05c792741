"""预警通知单: to whom one may go, issuing, the list, one paper."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import permissions as of_year
from assessment.models import RoundAlert
from assessment.rounds import permissions
from assessment.rounds.alerts import WANTED, candidates, issue_alerts, lagging, withdraw_alert
from assessment.rounds.forms import AlertForm, AlertReasonForm
from assessment.rounds.paper import alert_docx, alert_pdf, name_of, paper_of
from assessment.rounds.progress import gone_told
from assessment.rounds.views.scope import alert_or_404, round_or_404
from assessment.views.downloads import download
from assessment.views.scope import page_of, year_or_404
from cities.permissions import can_read_province
from press.paper.printing import print_one, told_when_impossible
from trust import log
from trust.acts import carry_out
from trust.refusals import Refused

FORMS = ("pdf", "docx")


@require_safe
def alerts(request, year):
    """Those issued in a year, the latest first; a city's its own."""
    if not permissions.sees_alerts(request.user):
        raise Http404
    row = year_or_404(request, year)
    rows = RoundAlert.objects.visible_to(request.user).for_year(year)
    context = {
        "year": row,
        "page": page_of(request, rows.select_related("year", "round", "city")),
        "province": can_read_province(request.user),
    }
    return render(request, "assessment/rounds/alerts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request, year, number):
    """The cities that lag behind in a round, fifty a page; a POST issues to those chosen, all or
    none."""
    held = round_or_404(request, year, number)
    if why := permissions.why_not_issue(request.user, held):
        raise Refused(why)
    form, status = AlertForm(initial={"wanted": WANTED}), 200
    chosen = request.POST.getlist("city")
    if request.method == "POST":
        form, status = AlertForm(request.POST), 422
        try:
            if not chosen:
                form.add_error(None, "还没有勾选，请勾选要预警的。")
            if form.is_valid():
                issued = issue_alerts(
                    held=held,
                    seals=chosen,
                    terms=form.terms,
                    user=request.user,
                    actor=log.actor_of(request),
                )
                messages.success(request, f"已签发 {len(issued)} 份预警通知单，已通知收件单位。")
                return redirect("alerts", year)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    page = page_of(request, lagging(held))
    context = {
        "year": held.year,
        "round": held,
        "page": page,
        "gone": gone_told(held),
        "found": candidates(held, list(page)),
        "chosen": chosen,
        "form": form,
    }
    return render(request, "assessment/rounds/issue.html", context, status=status)


@require_safe
def alert(request, year, serial):
    """One paper, on the page."""
    found = alert_or_404(request, year, serial)
    context = {
        "year": found.year,
        "alert": found,
        "paper": paper_of(found),
        "may_withdraw": not permissions.why_not_withdraw(request.user, found),
        "form": AlertReasonForm(),
        "province": can_read_province(request.user),
    }
    return render(request, "assessment/rounds/alert.html", context)


@require_POST
def withdraw(request, year, serial):
    """Take a paper back, with a reason."""
    found = alert_or_404(request, year, serial)
    of_year.check_can_set_up(request.user)
    form = AlertReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "撤回须写明理由（不超过 200 个字）；没有撤回。")
        return redirect("alert", year, serial)
    carry_out(
        request,
        withdraw_alert,
        done="已撤回，已通知收件单位。",
        alert=found,
        reason=form.cleaned_data["reason"],
    )
    return redirect("alert", year, serial)


@require_safe
def paper(request, year, serial, *, form):
    """The paper as .pdf or .docx; the same file whenever it is asked for."""
    found = alert_or_404(request, year, serial)
    if form not in FORMS:
        raise Http404
    if form == "docx":
        data = alert_docx(found)
    else:
        with told_when_impossible():
            data = print_one(alert_pdf(found))
    name = f"{name_of(found)}.{form}"
    return download(request, data, name, action="下载预警通知单", target=found)
