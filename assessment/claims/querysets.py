"""The words in which pages ask for claims.

Visibility: a city its own, drafts too; what was filed also the assessment office, the auditor and
the offices that collect the indicator; counties and administrators none.
"""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from cities.permissions import persona_of

DRAFT = "draft"


class BonusClaimQuerySet(models.QuerySet):
    def visible_to(self, user):
        """At most one query for the person's roles."""
        return self.filter(seen_by(persona_of(user)))

    def for_year(self, number):
        return self.filter(year__number=number)

    def open(self):
        """Those that somebody has to do something about yet."""
        return self.filter(state__in=["filed", "returned"])

    def taken(self):
        """Those that were accepted, wholly or in part."""
        return self.filter(state__in=["accepted", "partly"])

    def standing(self):
        """Those that were filed and not withdrawn or rejected."""
        return self.exclude(state__in=[DRAFT, "withdrawn", "rejected"])

    def with_all(self):
        """With year, city, people and the claim of the same matter, in one query."""
        return self.select_related("year", "city", "written_by", "decided_by", "same_as__year")


class ClaimFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(persona_of(user), "claim__"))

    def current(self):
        return self.filter(withdrawn_at=None)


def seen_by(persona, prefix: str = "") -> Q:
    """Return which claims a persona sees."""
    own = Q(**{f"{prefix}city__in": persona.city_ids}) if persona.city_ids else Q(pk__in=[])
    filed = ~Q(**{f"{prefix}state": DRAFT}) & ~Q(**{f"{prefix}filed_at": None})
    if persona.is_assessment_office or persona.is_auditor:
        return own | filed
    if persona.office_ids:
        return own | (filed & _collected_by(persona, prefix))
    return own


def _collected_by(persona, prefix: str) -> Q:
    """Return those under indicators that the persona's offices collect, as the table stands."""
    items = apps.get_model("assessment", "Item").objects.filter(
        section__table__year=OuterRef(f"{prefix}year"),
        section__table__city=OuterRef(f"{prefix}city"),
        indicator=OuterRef(f"{prefix}indicator"),
        offices__in=persona.office_ids,
    )
    return Q(Exists(items))
