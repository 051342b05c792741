"""The words in which pages ask for veto decisions.

Visibility: the province and the auditor see all; a city those of its own that took force, also
once they are lifted; counties and administrators none.
"""

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Subquery

from cities.permissions import persona_of


class VetoDecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """At most one query for the person's roles."""
        persona = persona_of(user)
        if persona.sees_all_cities:
            return self
        told = self.filter(state__in=["in_force", "lifting", "lifted"])
        return told.filter(city__in=persona.city_ids) if persona.city_ids else self.none()

    def for_year(self, number):
        return self.filter(year__number=number)

    def standing(self):
        """Those by which a table's veto holds."""
        return self.filter(state__in=["in_force", "lifting"])

    def waiting(self):
        """Those that a second person has to answer."""
        return self.filter(state__in=["proposed", "lifting"])

    def with_cells(self):
        """With what the cell of each says now, as cell_value. No query of its own."""
        path = "measure__component__item__section__table"
        cells = apps.get_model("assessment", "Result").objects.filter(
            **{f"{path}__year": OuterRef("year"), f"{path}__city": OuterRef("city")},
            measure__code=OuterRef("code"),
        )
        return self.annotate(cell_value=Subquery(cells.order_by().values("value")[:1]))

    def with_all(self):
        return self.select_related(
            "year", "city", "incident", "proposed_by", "answered_by", "lifting_by", "lifted_by"
        )
