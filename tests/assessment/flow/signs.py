"""What the tests of signatures share: a column that is recorded, signed, opened again."""

from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from assessment.flow.columns import OfficeColumn, column_of, columns_of, counts_of
from assessment.models import Indicator, Item, Result, Year
from cities.models import Account, Office
from tests.assessment.recording import result_of

SHARED = 0


def record_all(by: Account, *, but: Result | None = None) -> None:
    """Record a figure in every cell, the last of them by this person."""
    rows = Result.objects.exclude(pk=but.pk if but else None)
    for row in rows:
        row.value, row.version = Decimal(1), row.version + 1
        row.recorded_by, row.recorded_as, row.recorded_at = by, "培训中心", timezone.now()
        row.save()


def office_id(name="培训中心") -> int:
    return Office.objects.get(name=name).pk


def indicator(name="移民培训") -> int:
    return Indicator.objects.get(name=name, year__number=2017).pk


def column(name="移民培训", office: int | None = None) -> OfficeColumn:
    """Return a column as it stands; office: SHARED for what several collect."""
    own = office_id() if office is None else office
    found = column_of(Year.objects.get(number=2017), (indicator(name), own or None))
    assert found is not None
    return found


def columns_as_read() -> list[tuple]:
    """Return what counts_of should tell, of every cell of the columns."""
    return [
        (c.key, c.name, len(c.cells), len(c.missing), c.is_signed, c.is_outgrown, c.sign_off)
        for c in columns_of(Year.objects.get(number=2017))
    ]


def columns_as_counted() -> list[tuple]:
    return [
        ((c.indicator_id, c.office_id), c.name, c.total, c.missing, c.is_signed, c.is_outgrown,
         c.sign_off)
        for c in counts_of(Year.objects.get(number=2017))
    ]  # fmt: skip


def url(name: str, item="移民培训", office: int | None = None) -> str:
    own = office_id() if office is None else office
    return reverse(name, args=[2017, indicator(item), own])


def sign(client, item="移民培训", *, office: int | None = None, seen="", **why):
    """Press the button of the column's page. why: reasons by the field's name."""
    mark = seen or column(item, office).mark
    return client.post(url("sign-off", item, office), {"seen": mark} | why)


def withdraw(client, item="移民培训", *, office: int | None = None, reason="核对后更正"):
    return client.post(url("sign-off-withdraw", item, office), {"reason": reason}, follow=True)


def share(item="移民培训", with_office="资金财务处") -> None:
    """Have another office collect an item too."""
    other = Office.objects.get(name=with_office)
    for row in Item.objects.filter(name=item):
        row.offices.add(other)


__all__ = [
    "SHARED",
    "column",
    "columns_as_counted",
    "columns_as_read",
    "record_all",
    "result_of",
    "share",
    "sign",
    "url",
    "withdraw",
]
