"""Which year a person is on: of the address; else the one last opened; else the usual one."""

from collections.abc import Sequence

from assessment.models import Year, YearState
from cities.permissions import Persona

#: Under this name a session keeps the number of the year.
KEPT = "year"


def year_asked(request) -> str:
    """Return the year that the address names, in its path or as ?year=; "" where none is."""
    match = getattr(request, "resolver_match", None)
    named = match.kwargs.get("year") if match else None
    return str(named or request.GET.get("year", ""))


def usual_year(years: Sequence[Year], persona: Persona) -> Year | None:
    """Return where somebody begins: the newest year, but for those who do not prepare years the
    newest that is past 准备, if there is one. years: the newest first."""
    newest = years[0] if years else None
    if persona.is_assessment_office:
        return newest
    return next((year for year in years if year.state != YearState.PREPARING), newest)


def current_year(request, years: Sequence[Year], persona: Persona) -> Year | None:
    """Return the year of a request, of those that the person may see; the newest first. No
    query but the session's own."""
    kept = getattr(request, "session", {}).get(KEPT, "")
    for number in (year_asked(request), str(kept)):
        if found := next((year for year in years if str(year.number) == number), None):
            return found
    return usual_year(years, persona)


def keep_year(request, years: Sequence[Year], persona: Persona) -> None:
    """Let the session keep the year that the address names; written only where it changes."""
    session, asked = getattr(request, "session", None), year_asked(request)
    if session is None or not any(str(year.number) == asked for year in years):
        return
    usual = usual_year(years, persona)
    if int(asked) != session.get(KEPT, usual and usual.number):
        session[KEPT] = int(asked)
