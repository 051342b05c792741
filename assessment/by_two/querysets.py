"""The words in which pages ask for what two persons decide.

Visibility: the province and the auditor see all; a city those of its own that took force, also
once they are lifted; counties and administrators none.
"""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

from cities.permissions import persona_of

#: States, as every model of these calls them.
STANDING, WAITING = ("in_force", "lifting"), ("proposed", "lifting")


class ByTwoQuerySet(models.QuerySet):
    """Of a model with year, city, indicator and state."""

    def visible_to(self, user):
        """At most one query for the person's roles."""
        persona = persona_of(user)
        if persona.sees_all_cities:
            return self
        told = self.filter(state__in=[*STANDING, "lifted"])
        return told.filter(city__in=persona.city_ids) if persona.city_ids else self.none()

    def for_year(self, number):
        return self.filter(year__number=number)

    def standing(self):
        """Those that are in force."""
        return self.filter(state__in=STANDING)

    def waiting(self):
        """Those that a second person has to answer."""
        return self.filter(state__in=WAITING)

    def waiting_for(self, user):
        """Those that this person's role may answer: the assessment office all, an office those
        of items that it collects. At most one query for the roles."""
        persona = persona_of(user)
        if persona.is_assessment_office:
            return self.waiting()
        if not persona.office_ids:
            return self.none()
        own = apps.get_model("assessment", "Item").objects.filter(
            section__table__year=OuterRef("year"),
            section__table__city=OuterRef("city"),
            indicator=OuterRef("indicator"),
            offices__in=persona.office_ids,
        )
        return self.waiting().filter(Exists(own))
