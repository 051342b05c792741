"""The accounts that a year concerns today; a query each when read, one more for substitutes."""

from collections.abc import Iterable

from assessment.models import CityTable, Item, Year
from cities.models import Account, Place, Role, Substitution
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


def others_than(account: int | None) -> Iterable[Account]:
    """Those of the 考核办 who may be the second person to somebody: not who stands in today."""
    return people_of(Role.ASSESSMENT_OFFICE).exclude(pk__in=_one_with(account))


def whoever_acts_as(account: int | None) -> Iterable[Account]:
    """Somebody of the 考核办, and who stands in today."""
    return people_of(Role.ASSESSMENT_OFFICE).filter(pk__in=_one_with(account))


def _one_with(account: int | None) -> set[int]:
    """Return an account with those that count as one person with it today. One query."""
    pairs = Substitution.objects.in_force().of(account).values_list("absent", "substitute")
    return {pk for pair in pairs for pk in pair} | ({account} if account is not None else set())
