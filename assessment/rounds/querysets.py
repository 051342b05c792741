"""The words in which pages ask for rounds and for alerts.

Visibility: rounds and their figures the province and the auditor; an alert also the city that it
is to. Counties and administrators none.
"""

from django.db import models

from cities.permissions import persona_of


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """At most one query for the person's roles."""
        return self if persona_of(user).sees_all_cities else self.none()

    def for_year(self, number):
        return self.filter(year__number=number)

    def ended(self):
        """Those that the assessment office ended: what was reported in them stands."""
        return self.exclude(closed_at=None)


class RoundAlertQuerySet(models.QuerySet):
    def visible_to(self, user):
        """At most one query for the person's roles."""
        persona = persona_of(user)
        return self if persona.sees_all_cities else self.filter(city__in=persona.city_ids)

    def for_year(self, number):
        return self.filter(year__number=number)

    def standing(self):
        """Without those that were withdrawn."""
        return self.filter(withdrawn_at=None)
