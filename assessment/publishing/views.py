"""公布范围 of a year, to be changed; and the page of its results, for everybody."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment import permissions
from assessment.frozen.reading import consequences_in
from assessment.models import Disclosure, SnapshotUnit, Year, YearState
from assessment.publishing.actions import change_disclosure
from assessment.publishing.forms import DisclosureForm
from assessment.publishing.public import (
    NotPublic,
    PublicYear,
    disclosure_of,
    public_year,
    public_years,
)
from assessment.views import scope
from cities.views.scope import province_or_404
from lib.site_words import site_words
from trust import files, log
from trust.caching import same_for_everybody
from trust.refusals import Refused
from trust.sessions import reauthentication_required
from trust.versions import Outdated

OUTDATED = "打开本页之后，他人更改过公布范围，没有保存；请核对上面现在的内容后再办。"
#: Seconds for which the page of a year may be kept on the way; so long a withdrawn one is read.
KEPT = 60
#: Units on one page.
PUBLIC_UNITS = 200
#: How far a part as printed may be from what it is.
ROUNDED = Decimal("0.01")
GONE = 410

Part = Disclosure.Part


@require_http_methods(["GET", "HEAD", "POST"])
def disclosure(request, year):
    """To whom a published year is known; a POST changes it, once the password was given again."""
    row = scope.year_or_404(request, year)
    province_or_404(request)
    if request.method == "POST":
        permissions.check_can_set_up(request.user)
    if row.state != YearState.PUBLISHED:
        messages.info(request, f"{row}还没有公布；公布时选择公布范围。")
        return redirect("year-flow", year)
    if request.method == "POST":
        return _change(request, row)
    may = permissions.can_set_up(request.user)
    form = DisclosureForm(year=row, current=disclosure_of(row)) if may else None
    return _page(request, row, form)


@reauthentication_required
def _change(request, year: Year) -> HttpResponse:
    form = DisclosureForm(request.POST, year=year, current=disclosure_of(year))
    status = 422
    if form.is_valid():
        try:
            change_disclosure(
                year=year, choice=form.choice(), reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"], user=request.user, actor=log.actor_of(request),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Outdated:
            form.add_error(None, OUTDATED)
            status = 409
        else:
            messages.success(request, "公布范围已保存。")
            return redirect("year-disclosure", year.number)
    return _page(request, year, form, status=status)


def _page(request, year: Year, form: DisclosureForm | None, *, status=200) -> HttpResponse:
    past = list(Disclosure.objects.filter(year=year))
    context = {"year": year, "form": form, "past": past, "disclosure": past[0] if past else None}
    return render(request, "assessment/publishing/disclosure.html", context, status=status)


@login_not_required
@require_safe
@same_for_everybody(KEPT)
def public_years_page(request):
    """The years whose results everybody may read. One query, whatever their number."""
    words = site_words()
    title = f"历年{words.unit}{words.assessment}结果"
    context = {"title": title, "years": public_years()}
    return render(request, "assessment/publishing/public_years.html", context)


@login_not_required
@require_safe
@same_for_everybody(KEPT)
def public_year_page(request, year):
    """A year's results, of its newest snapshot alone: nothing is computed. Four queries, two more
    where grades are public and one after a correction, whatever the number of units. 404 where
    there never was such a page, 410 where there is none any more."""
    found = public_year(year)
    if not isinstance(found, PublicYear):
        return _not_public(request, found)
    shows = found.disclosure.shows
    page = scope.page_of(request, found.units, PUBLIC_UNITS)
    heads = _heads(page.object_list) if shows(Part.SECTIONS) else []
    has_bonus = bool(heads) and any(unit.bonus is not None for unit in page)
    step = found.disclosure.step
    context = {
        "year": found.snapshot.year,
        "title": f"{found.snapshot.year}{site_words().unit}{site_words().assessment}结果",
        "snapshot": found.snapshot,
        "decided": found.snapshot.decided,
        "circular": step.details.get("circular", "") if step else "",
        "published_on": step.details.get("published_on", "") if step else "",
        "page": page,
        "heads": heads,
        "rows": [{"unit": unit, "sections": _sections(unit, heads)} for unit in page],
        "shows_ranking": shows(Part.RANKING),
        "shows_grades": shows(Part.GRADES),
        "consequences": consequences_in(found.snapshot) if shows(Part.GRADES) else [],
        "shows_cards": shows(Part.CARDS),
        "has_bonus": has_bonus,
        "is_beyond": bool(heads) and not has_bonus and any(_is_beyond(unit) for unit in page),
    }
    return render(request, "assessment/publishing/public_year.html", context)


@login_not_required
@require_safe
@same_for_everybody(KEPT)
def public_card(request, year, *, city):
    """A unit's card as it was kept, where cards are public; never laid out here, and not logged:
    whoever asks is nobody. Three queries."""
    found = public_year(year)
    if not isinstance(found, PublicYear):
        return _not_public(request, found)
    if not found.disclosure.shows(Part.CARDS):
        raise Http404
    unit = get_object_or_404(found.units, place__key=city)
    if unit.paper is None or not files.verify(unit.paper):
        raise Http404
    name = f"{year}年度{unit.city_name}评分卡（{found.snapshot.named}）.pdf"
    return files.serve(unit.paper, name)


def _not_public(request, found: NotPublic | None) -> HttpResponse:
    if found is None:
        raise Http404
    context = {"why": found.why}
    return render(request, "assessment/publishing/not_public.html", context, status=GONE)


def _is_beyond(unit: SnapshotUnit) -> bool:
    """Say whether a total holds more than the parts do: points outside the 100. Each part is
    rounded as printed."""
    parts = sum((Decimal(part["score"]) for part in unit.sections), Decimal(0))
    return abs(unit.total - parts) > ROUNDED * len(unit.sections)


def _heads(units) -> list[str]:
    """Return the names of all parts of the units' tables, in their order."""
    return list(dict.fromkeys(part["name"] for unit in units for part in unit.sections))


def _sections(unit: SnapshotUnit, heads: list[str]) -> list[str]:
    scored = {part["name"]: part["score"] for part in unit.sections}
    return [scored.get(name, "—") for name in heads]
