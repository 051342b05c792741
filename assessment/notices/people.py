"""The accounts that a year concerns today; each function costs one query when it is read."""

from collections.abc import Iterable

from assessment.models import CityTable, Item, Year
from cities.models import Account, Place, Role
from cities.recipients import people_by_place, people_of


def assessment_office() -> Iterable[Account]:
    return people_of(Role.ASSESSMENT_OFFICE)


def offices_of(year: Year) -> Iterable[Account]:
    """Those of the offices that collect anything in a year."""
    collecting = Item.offices.through.objects.filter(item__section__table__year=year)
    return people_of(Role.OFFICE, collecting.values("office"))


def cities_of(year: Year) -> dict[Place, list[Account]]:
    """Those of each city whose table is issued."""
    issued = CityTable.objects.filter(year=year, issued_at__isnull=False)
    return people_by_place(Role.CITY, issued.values("city"))
