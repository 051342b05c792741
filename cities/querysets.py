"""The words in which the rest of the product asks for places, offices and people."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class PlaceQuerySet(models.QuerySet):
    def cities(self):
        """Those that are assessed, in the order of their codes."""
        return self.filter(city=None)

    def counties(self):
        """Those within one that is assessed: county-level places and zones."""
        return self.exclude(city=None)

    def visible_to(self, user):
        """Every signed-in person may know which places exist."""
        return self if user.is_authenticated else self.none()


class OfficeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every signed-in person may know which offices exist."""
        return self if user.is_authenticated else self.none()


class MembershipQuerySet(models.QuerySet):
    def in_force(self, day=None):
        """Those that hold on a day (default: today)."""
        day = day or timezone.localdate()
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))
