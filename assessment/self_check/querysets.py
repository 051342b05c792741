"""The words in which pages ask for what cities report of themselves.

Visibility: a city its own, at any time; the province and the auditor that there is one, and its
figures and files once it is handed in and while it is; counties and administrators none.
"""

from django.db import models
from django.db.models import Q

from cities.permissions import persona_of

HANDED_IN = "handed_in"


class SelfCheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        """At most one query for the person's roles."""
        persona = persona_of(user)
        return self if persona.sees_all_cities else self.filter(city__in=persona.city_ids)

    def for_year(self, number):
        return self.filter(year__number=number)

    def readable_by(self, user):
        """Those whose figures this person may read."""
        return self.filter(_read_by(persona_of(user)))

    def handed_in(self):
        return self.filter(state=HANDED_IN)


class ReportedFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(_read_by(persona_of(user), "figure__self_check__"))

    def current(self):
        return self.filter(withdrawn_at=None)


class SelfCheckScanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The city's own, and for the province those of submissions, standing or not: a sealed
        paper was sent to be read."""
        persona = persona_of(user)
        if persona.sees_all_cities:
            return self
        return self.filter(submission__self_check__city__in=persona.city_ids)

    def current(self):
        return self.filter(withdrawn_at=None)


def _read_by(persona, prefix: str = "") -> Q:
    if persona.sees_all_cities:
        return Q(**{f"{prefix}state": HANDED_IN})
    return Q(**{f"{prefix}city__in": persona.city_ids})
