"""The words in which pages ask for samples: the province reads them, nobody else.

What was found of a city reaches it as the difference it makes and as an entry of 问题清单.
"""

from django.apps import apps
from django.db import models

from cities.permissions import persona_of


class _OfTheProvince(models.QuerySet):
    def visible_to(self, user):
        """At most one query for the person's roles."""
        return self if persona_of(user).sees_all_cities else self.none()


class SampleDrawQuerySet(_OfTheProvince):
    def for_year(self, number):
        return self.filter(year__number=number)


class SampledCellQuerySet(_OfTheProvince):
    def for_year(self, number):
        return self.filter(draw__year__number=number)

    def unchecked(self):
        return self.filter(checked_at=None)

    def open(self):
        """Differences that wait for somebody to settle them."""
        return (
            self.exclude(checked_at=None).exclude(found=models.F("reported")).filter(settled_how="")
        )

    def adopted(self):
        return self.filter(settled_how="adopted")

    def with_all(self):
        """With year, city, people and the files that lie there. Two queries."""
        files = apps.get_model("assessment", "CheckFile").objects.filter(withdrawn_at=None)
        return self.select_related(
            "draw__year", "city", "recorded_by", "checked_by"
        ).prefetch_related(models.Prefetch("files", queryset=files, to_attr="held_files"))


class CheckFileQuerySet(_OfTheProvince):
    def current(self):
        return self.filter(withdrawn_at=None)
