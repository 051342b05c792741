"""The words in which pages ask for problems: the province reads all, a city its own from the
moment they are issued."""

from django.db import models
from django.db.models import Q

from cities.permissions import persona_of


class RectificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """At most one query for the person's roles."""
        return self.filter(seen_by(persona_of(user)))

    def for_year(self, number):
        return self.filter(year__number=number)

    def open(self):
        """Those that somebody has to do something about yet."""
        return self.filter(state__in=["issued", "answered", "returned"])

    def left_from_before(self, number):
        """Open ones of earlier years: 上年未销号."""
        return self.open().filter(year__number__lt=number)

    def overdue(self, today):
        return self.filter(state__in=["issued", "returned"], due_on__lt=today)

    def with_all(self):
        """With year, city and thread. Three queries."""
        return self.select_related("year", "city", "issued_by", "cell__draw", "incident")


class RectificationFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(persona_of(user), "message__rectification__"))


def seen_by(persona, prefix: str = "") -> Q:
    """Return which problems a persona sees."""
    if persona.sees_all_cities:
        return Q()
    if persona.city_ids:
        return Q(**{f"{prefix}city__in": persona.city_ids})
    return Q(pk__in=[])
