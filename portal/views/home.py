"""工作台, by role; and finding a city, an indicator or a phrase."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment import permissions
from assessment.actions.years import create_year
from assessment.models import Year
from assessment.views import scope
from assessment.year import desk
from assessment.year.forms import YearForm
from cities.checks import accounts_without_role
from cities.models import Account, Place
from cities.permissions import Persona, can_read_province, persona_of
from portal import finding
from portal.current_year import current_year
from selfeval.year import desk as selfeval_desk
from trust import health, log
from trust.models import AuditEntry, Job, JobState
from trust.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def home(request):
    """The person's desk; a POST makes a new year."""
    form = YearForm(request.POST or None)
    if request.method == "POST":
        permissions.check_can_set_up(request.user)
        if _made(request, form):
            return redirect("home")
    persona = persona_of(request.user)
    year = _year(request)
    context = {
        "persona": persona,
        "year": year,
        "form": form,
        "may_set_up": permissions.can_set_up(request.user),
    }
    context |= _desks(request.user, persona, year)
    context["selfeval"] = selfeval_desk.of(request.user)
    return render(request, "assessment/home.html", context)


def _made(request, form: YearForm) -> bool:
    if not form.is_valid():
        return False
    try:
        year = create_year(
            number=form.cleaned_data["number"], user=request.user, actor=log.actor_of(request)
        )
    except Refused as refusal:
        form.add_error("number", str(refusal))
        return False
    messages.success(request, f"{year}已建立，可以导入指标表了。")
    return True


def _year(request) -> Year | None:
    """Return the year that the person is on. At most two queries."""
    years = list(Year.objects.visible_to(request.user))
    return current_year(request, years, persona_of(request.user))


def _desks(user, persona: Persona, year: Year | None) -> dict:
    """Return one part a role that the person holds."""
    desks = {}
    if year and persona.is_assessment_office:
        desks["assessment_office"] = desk.assessment_office(year, user, scope.office_names())
    if year and persona.is_office:
        desks["office"] = desk.office(year, user, persona.office_ids)
    if year and persona.is_city:
        desks["city"] = desk.city(year, user)
    if persona.is_county:
        desks["county"] = {"places": list(Place.objects.filter(pk__in=persona.county_ids))}
    if persona.is_auditor:
        desks["auditor"] = _auditor(user)
    if persona.is_administrator:
        desks["administrator"] = _administrator()
    return desks


def _auditor(user) -> dict:
    """Three queries."""
    entries = AuditEntry.objects.visible_to(user)
    latest = list(entries.order_by("-sequence")[:8])
    return {
        "latest": latest,
        "newest": latest[0] if latest else None,
        "refused": entries.filter(outcome="refused").count(),
    }


def _administrator() -> dict:
    """Five queries: how many accounts, which are without a role, jobs that failed or wait; and
    those of the checks (trust.health)."""
    active = Account.objects.filter(is_active=True)
    return {
        "accounts": active.count(),
        "disabled": Account.objects.filter(is_active=False).count(),
        "without_role": list(accounts_without_role()[:10]),
        "failed": Job.objects.filter(state=JobState.FAILED).count(),
        "findings": [found for found in health.examine() if found.level],
        "waiting": Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).count(),
    }


@require_safe
def search(request):
    query = request.GET.get("q", "").strip()[:60]
    year = _year(request)
    found = finding.find(query, year, request.user) if query and year else None
    context = {
        "q": query,
        "year": year,
        "found": found,
        "province": can_read_province(request.user),
    }
    return render(request, "assessment/search.html", context)
