"""The words in which pages ask for objections.

Visibility: the assessment office and the auditor see all; a city its own, whatever the year's
stage; an office those of items it collects; counties and administrators none.
"""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from cities.permissions import persona_of


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """At most one query for the person's roles."""
        return self.filter(seen_by(persona_of(user)))

    def for_year(self, number):
        return self.filter(year__number=number)

    def open(self):
        """Those that somebody has to do something about yet."""
        return self.filter(state__in=["filed", "answered", "appealed"])

    def waiting_for(self, user):
        """Those that this person's offices are to answer."""
        return self.filter(_collected_by(persona_of(user)), state="filed")

    def with_all(self):
        """With year, city and people, decisions by stage. Three queries."""
        return self.select_related("year", "city", "filed_by").prefetch_related(
            "decisions__decided_by"
        )


class ObjectionFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(persona_of(user), "objection__"))


def seen_by(persona, prefix: str = "") -> Q:
    """Return which objections a persona sees."""
    if persona.is_assessment_office or persona.is_auditor:
        return Q()
    seen = Q(pk__in=[])
    if persona.city_ids:
        seen |= Q(**{f"{prefix}city__in": persona.city_ids})
    if persona.office_ids:
        seen |= _collected_by(persona, prefix)
    return seen


def _collected_by(persona, prefix: str = "") -> Q:
    """Return those about items that the persona's offices collect, as the table stands today."""
    items = apps.get_model("assessment", "Item").objects.filter(
        section__table__year=OuterRef(f"{prefix}year"),
        section__table__city=OuterRef(f"{prefix}city"),
        indicator=OuterRef(f"{prefix}indicator"),
        offices__in=persona.office_ids,
    )
    return Q(Exists(items))
