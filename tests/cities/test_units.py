"""Who is assessed: cities as a rule, on another site its counties or a city's departments."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import IntegrityError
from django.urls import reverse

from assessment.models import YearState
from cities.lookup import Gazetteer
from cities.models import Place, PlaceKind, Role
from cities.units import PlaceEntry, save_place
from lib.site_words import KINDS, call_site, site_words
from tests import factories
from tests.factories import make_account, make_city
from trust import log
from trust.refusals import Refused


@pytest.fixture
def office(db):
    person = make_account("kaohe1", role=Role.ASSESSMENT_OFFICE)
    return log.Actor("考核甲", person, "考核办")


@pytest.fixture
def called():
    """Let the site assess units of other kinds."""
    usual = site_words()

    def call(unit: str, *kinds: str) -> None:
        call_site(replace(usual, unit=unit, unit_kinds=kinds))

    yield call
    call_site(usual)


def entry(key: str, kind: PlaceKind, name: str, city: Place | None = None) -> PlaceEntry:
    return PlaceEntry(key=key, kind=kind, city=city, name=name)


def test_kinds_of_the_file_are_those_of_places():
    assert tuple(PlaceKind.labels) == KINDS


def test_departments_are_assessed_where_the_site_says_so(office, called):
    called("市直单位", "部门、单位")
    water = save_place(entry=entry("SLJ", PlaceKind.DEPARTMENT, "市水利局"), actor=office)

    assert [place.name for place in Place.objects.cities()] == ["市水利局"]
    assert water.is_city
    assert Gazetteer.load().city("市水利局").key == "SLJ"
    with pytest.raises(ValidationError, match="本站考核的市直单位是类别为“部门、单位”的地区"):
        save_place(entry=entry("430100", PlaceKind.CITY, "长沙市"), actor=office)


def test_counties_are_assessed_and_townships_report_within_them(office, called):
    called("县市区", "市辖区", "县级市", "县")
    county = save_place(entry=entry("450123", PlaceKind.COUNTY, "隆安县"), actor=office)
    town = save_place(entry=entry("450123100", PlaceKind.TOWNSHIP, "城厢镇", county), actor=office)

    assert list(Place.objects.cities()) == [county]
    assert list(Place.objects.counties()) == [town]
    assert not town.is_city
    with pytest.raises(ValidationError, match="“城厢镇”不是被考核的县市区"):
        save_place(entry=entry("450123101", PlaceKind.TOWNSHIP, "南圩镇", town), actor=office)


@pytest.mark.parametrize("kind", [PlaceKind.COUNTY, PlaceKind.ZONE, PlaceKind.DEPARTMENT])
def test_where_cities_are_assessed_nothing_else_stands_alone(office, kind):
    with pytest.raises(ValidationError, match="本站考核的市州是类别为“市州”的地区，不填所属市州"):
        save_place(entry=entry("430122", kind, "望城区"), actor=office)
    city = make_city()
    with pytest.raises(ValidationError, match="不填所属市州；其他类别必须填写"):
        save_place(entry=entry("430200", PlaceKind.CITY, "株洲市", city), actor=office)


@pytest.mark.parametrize("code", ["430100", "430600Z1", "450123100", "SLJ", "A1"])
def test_codes_are_official_ones_or_begin_with_a_letter(office, code):
    assert save_place(entry=entry(code, PlaceKind.CITY, "某市"), actor=office).key == code


@pytest.mark.parametrize(
    "code", ["4301", "slj", "S", "水利局", "SLJ-1", "4301000000", "430100z1", "S" * 13]
)
def test_other_codes_are_refused(office, code):
    with pytest.raises(ValidationError, match="代码应为六位行政区划代码"):
        save_place(entry=entry(code, PlaceKind.CITY, "某市"), actor=office)


def test_who_was_assessed_does_not_become_part_of_another(office, called):
    city, other = factories.make_table().city, make_city("株洲市")
    called("市州", "市州", "县")
    changed = entry(city.key, PlaceKind.ZONE, city.name, other)
    with pytest.raises(Refused, match="辖有下级单位或已有指标表，仍须是被考核的市州"):
        save_place(entry=changed, actor=office, place=city)


def test_people_of_a_department_see_its_own_card_alone(client, office, called):
    called("市直单位", "部门、单位")
    water, roads = (
        save_place(entry=entry(key, PlaceKind.DEPARTMENT, name), actor=office)
        for key, name in (("SLJ", "市水利局"), ("JTJ", "市交通局"))
    )
    year = factories.make_year(state=YearState.FEEDBACK)
    for place in (water, roads):
        factories.make_table(year, place)
    client.force_login(make_account("shuili", role=Role.CITY, place=water))

    own = client.get(reverse("scorecard", args=[2017, "SLJ"]))
    assert own.status_code == 200
    assert "市水利局" in own.content.decode()
    assert client.get(reverse("scorecard", args=[2017, "JTJ"])).status_code == 404
    paper = client.get(reverse("scorecard-pdf", args=[2017, "SLJ"]))
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")


def test_no_city_is_within_another_whoever_writes(db):
    with pytest.raises(IntegrityError, match="place_city_is_within_none"):
        Place.objects.create(key="1", kind=PlaceKind.CITY, city=make_city(), name="乙市")


@pytest.mark.django_db(transaction=True)
def test_places_of_an_earlier_site_stay_and_can_go_back():
    """The steps of this app alone: what builds on it would be walked back for minutes."""
    county = factories.make_county()
    loader = MigrationExecutor(connection).loader
    _, *steps = sorted(key for key in loader.graph.nodes if key[0] == "cities")
    for way, keys in (("unapply", reversed(steps)), ("apply", steps)):
        for key in keys:
            step, state = loader.get_migration(*key), loader.project_state(key, at_end=False)
            with connection.schema_editor(atomic=step.atomic) as editor:
                getattr(step, way)(state, editor)
        with connection.cursor() as cursor:
            ruled = connection.introspection.get_constraints(cursor, Place._meta.db_table)
        assert ("place_city_is_within_none" in ruled) == (way == "apply")
    again = Place.objects.select_related("city").get(key=county.key)
    assert (again.name, again.city.name, again.is_city) == (county.name, county.city.name, False)
