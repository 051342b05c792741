"""The words in which pages ask for corrections.

Visibility: the province and the auditor see all, those that wait too; a city those of its own
figures that were made, as long as scores are released; counties and administrators none.
"""

from django.apps import apps
from django.db import models

from assessment.querysets import RELEASED_STATES
from cities.permissions import persona_of


class CorrectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """At most one query for the person's roles."""
        persona = persona_of(user)
        if persona.sees_all_cities:
            return self
        return self.made().filter(city__in=persona.city_ids, year__state__in=RELEASED_STATES)

    def for_year(self, number):
        return self.filter(year__number=number)

    def open(self):
        """That which waits for its second person; one a year at most."""
        return self.filter(confirmed_at=None, declined_at=None, withdrawn_at=None)

    def made(self):
        """Those that were confirmed."""
        return self.filter(confirmed_at__isnull=False)

    def of_figures(self):
        """Those of records, not of rules or decisions."""
        return self.filter(part="", decision=None)

    def with_all(self):
        """With year, city and snapshots, in the same query."""
        return self.select_related("year", "city", "snapshot", "corrected")


class CorrectionFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As the corrections that they lie to. At most one query for the person's roles."""
        corrections = apps.get_model("assessment", "Correction").objects
        return self.filter(correction__in=corrections.visible_to(user).order_by())
