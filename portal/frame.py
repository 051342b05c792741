"""What the frame of every page shows: who is here, which year, where one can go.

Nothing is read before a template asks for it, so that a page without the frame,
an error page above all, costs no query.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Subquery
from django.urls import NoReverseMatch, reverse

from assessment.models import Year
from assessment.querysets import RELEASED_STATES
from assessment.states import position
from cities.models import Place
from cities.permissions import NOBODY, Persona, persona_of
from cities.substitutes.hands import acts_for
from portal.current_year import current_year, keep_year, usual_year, year_asked
from portal.handbook.places import help_url
from portal.navigation import AT_MOST, ENTRIES, PERSON_ENTRIES, Entry
from trust.models import Notice

#: URL arguments that mean the same place in every year.
_SAME_IN_EVERY_YEAR = frozenset({"year", "city"})


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class YearChoice:
    number: int
    state: str
    url: str
    is_current: bool


def frame(request):
    """Offer `frame` to every template."""
    return {"frame": Frame(request)}


class Frame:
    """Read on demand; at most two queries: the person's roles, the years."""

    def __init__(self, request):
        self.request = request
        self.user = getattr(request, "user", None)

    @property
    def is_signed_in(self) -> bool:
        return self.user is not None and self.user.is_authenticated

    @cached_property
    def persona(self) -> Persona:
        return persona_of(self.user) if self.is_signed_in else NOBODY

    @property
    def person_name(self) -> str:
        return self.user.get_short_name() if self.is_signed_in else ""

    @cached_property
    def acts_for(self) -> str:
        """Whom the session acts for; no query unless it acts for anybody."""
        return acts_for(self.request) if self.is_signed_in else ""

    @cached_property
    def years(self) -> list[Year]:
        """The newest first; for a city bureau each with the key of its city. One query."""
        if not self.is_signed_in:
            return []
        years = Year.objects.visible_to(self.user)
        if self.persona.is_city:
            own = Place.objects.filter(pk__in=self.persona.city_ids).values("key")
            years = years.annotate(city_key=Subquery(own[:1]))
        return list(years)

    @cached_property
    def current_year(self) -> Year | None:
        """The year of the page, see portal.current_year; the session keeps one that the address
        names, so that the person stays on it."""
        keep_year(self.request, self.years, self.persona)
        return current_year(self.request, self.years, self.persona)

    @property
    def year(self) -> int | None:
        return self.current_year.number if self.current_year else None

    @property
    def is_on_year(self) -> bool:
        """Whether the address names a year that the person may see."""
        asked = year_asked(self.request)
        return any(str(year.number) == asked for year in self.years)

    @cached_property
    def year_choices(self) -> list[YearChoice]:
        return [
            YearChoice(
                year.number,
                year.get_state_display(),
                self._url_in(year.number),
                year.number == self.year,
            )
            for year in self.years
        ]

    @cached_property
    def navigation(self) -> list[Link]:
        """At most seven entries of the person's roles, the current one marked."""
        return self._links(ENTRIES)[:AT_MOST]

    @cached_property
    def person_entries(self) -> list[Link]:
        return self._links(PERSON_ENTRIES)

    @property
    def home_url(self) -> str:
        """The desk of the year of this page: another window may have been on another since."""
        return self._in_year(url_or_nothing("home"))

    def _in_year(self, url: str) -> str:
        """Return an address with the year, unless the person would begin there anyhow."""
        usual = usual_year(self.years, self.persona)
        is_usual = self.current_year is None or self.current_year == usual
        return url if is_usual or not url else f"{url}?year={self.year}"

    @property
    def search_url(self) -> str:
        return url_or_nothing("search") if self.is_signed_in else ""

    @property
    def help_url(self) -> str:
        """Where the handbook explains this page, as this person uses it."""
        if not self.is_signed_in:
            return ""
        match = getattr(self.request, "resolver_match", None)
        try:
            return help_url((match.url_name if match else None) or "", self.persona)
        except NoReverseMatch:  # as every other entry of the frame, left out
            return ""

    @property
    def notices_url(self) -> str:
        return url_or_nothing("notices") if self.is_signed_in else ""

    @cached_property
    def unread(self) -> int:
        """How many notices wait. Counted with the roles; a query for who has none."""
        if (counted := self.persona.unread) is not None or not self.is_signed_in:
            return counted or 0
        return Notice.objects.visible_to(self.user).unread().count()

    @property
    def jobs_url(self) -> str:
        return url_or_nothing("jobs") if self.is_signed_in else ""

    @property
    def sign_in_url(self) -> str:
        return url_or_nothing("sign-in")

    @property
    def sign_out_url(self) -> str:
        return url_or_nothing("sign-out")

    @property
    def _url_arguments(self) -> dict:
        match = getattr(self.request, "resolver_match", None)
        return match.kwargs if match else {}

    def _links(self, entries: tuple[Entry, ...]) -> list[Link]:
        if not self.is_signed_in:
            return []
        offered = [entry for entry in entries if entry.is_for(self.persona.roles)]
        addressed = [(entry, self._url_of(entry)) for entry in offered]
        home = url_or_nothing("home")
        here = self._held(addressed) or self._nearest([url for _, url in addressed])
        return [
            Link(entry.label, self._in_year(url) if url == home else url, entry.icon, url == here)
            for entry, url in addressed
            if url
        ]

    def _url_of(self, entry: Entry) -> str:
        if not entry.by_year:
            return url_or_nothing(entry.url_name)
        year = self.current_year
        if year is None or (entry.once_released and year.state not in RELEASED_STATES):
            return ""
        city = {"city": year.city_key} if entry.by_city else {}
        return url_or_nothing(entry.url_name, year=year.number, **city)

    def _held(self, addressed: list[tuple[Entry, str]]) -> str:
        """Return the entry that says of itself that the page lies under it, or ""."""
        match = getattr(self.request, "resolver_match", None)
        name = (match.url_name if match else None) or ""
        held = (url for entry, url in addressed if url and name.startswith(entry.holds))
        return next(held, "")

    def _nearest(self, urls: list[str]) -> str:
        """Return the entry under which the page lies: the longest address it begins with."""
        path = self.request.path
        above = (url for url in urls if url not in ("", "/") and path.startswith(url))
        return max(above, key=len, default=path)

    def _url_in(self, number: int) -> str:
        """Return the same page in another year where it has one, else that year's overview."""
        arguments = self._url_arguments
        is_same = "year" in arguments and set(arguments) <= _SAME_IN_EVERY_YEAR
        if is_same and not self._is_behind(number):
            name = self.request.resolver_match.view_name
            return url_or_nothing(name, **{**arguments, "year": number})
        if self.persona.sees_all_cities and (url := url_or_nothing("overview", year=number)):
            return url
        return f"{url_or_nothing('home') if is_same else ''}?year={number}"

    def _is_behind(self, number: int) -> bool:
        """Whether a year has not come as far as that of the page, and a city may find no such
        page there."""
        if not self.persona.is_city or self.current_year is None:
            return False
        other = next(year for year in self.years if year.number == number)
        return position(other.state) < position(self.current_year.state)


def url_or_nothing(name: str, **arguments) -> str:
    """Return the address, or "" where no such page exists."""
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return ""
