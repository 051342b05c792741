"""A year with tables, results and opinions to make another one like."""

from django.utils import timezone

from assessment.models import CityTable, Item, Policy, Result, Year, YearState
from assessment.next_year.actions import clone_year
from cities.models import PlaceName
from tests.factories import make_account, make_city, make_county, make_table, make_year
from trust import log

COMMAND = log.command_actor("clone_year")


def make_world() -> Year:
    """Two issued tables of 2017 with everything recorded, confirmed by somebody."""
    year = make_year(2017, state=YearState.FINALISED)
    person = make_account("qianren", role="assessment_office", full_name="前任")
    for name, key in (("长沙市", "430100"), ("邵阳市", "430500")):
        table = make_table(year, make_city(name, key))
        CityTable.objects.filter(pk=table.pk).update(
            confirmed_at=timezone.now(), confirmed_by=person, issued_by=person
        )
    Policy.objects.filter(year=year).update(step_reading="started", bonus_cap=5, counts_bonus=True)
    Result.objects.update(value=1, remark="上年的备注", recorded_by=person, recorded_as="培训中心")
    return year


def clone(source=2017, target=2018):
    return clone_year(source=source, target=target, user=None, actor=COMMAND)


def reworded(text: str, item="移民培训") -> None:
    """Let an item of every table begin with more words; what is read of it moves along."""
    for row in Item.objects.filter(name=item):
        row.text = text + row.text
        row.save()
        for component in row.components.all():
            component.end += len(text)
            component.save()
            for rule in component.rules.all():
                rule.start, rule.end = rule.start + len(text), rule.end + len(text)
                rule.save()


def renamed_county() -> None:
    """邵东县 is 邵东市 from 2018 on."""
    county = make_county("邵东市", make_city("邵阳市", "430500"), key="430582")
    PlaceName.objects.filter(place=county).update(first_year=2018)
    PlaceName.objects.create(place=county, name="邵东县", code="430521", last_year=2017)


def table_of(city: str, year=2018) -> CityTable:
    return CityTable.objects.get(city_name=city, year__number=year)
