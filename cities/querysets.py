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


class SubstitutionQuerySet(models.QuerySet):
    def in_force(self, day=None):
        """Those that hold on a day (default: today), of accounts in use."""
        day = day or timezone.localdate()
        found = self.filter(first_day__lte=day, last_day__gte=day, ended_at=None)
        return found.filter(absent__is_active=True, substitute__is_active=True)

    def of(self, account: int):
        """Those of an account, on either side."""
        return self.filter(Q(absent=account) | Q(substitute=account))

    def concerning(self, account: int):
        """Those of an account, and those that it named for others."""
        return self.filter(Q(absent=account) | Q(substitute=account) | Q(named_by=account))

    def overlapping(self, first_day, last_day):
        """Those that hold, or are to hold, on one of these days."""
        return self.filter(first_day__lte=last_day, last_day__gte=first_day, ended_at=None)
