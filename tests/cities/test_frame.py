"""The frame of a page: what is offered to whom, for which year, at which cost."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory, override_settings
from django.urls import include, path, resolve
from django.utils import timezone

from assessment.models import YearState
from cities.models import Account
from portal.frame import Frame
from tests.factories import (
    make_account,
    make_cast,
    make_city,
    make_membership,
    make_table,
    make_year,
)
from trust.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def page(request, **arguments):
    """A page of these tests' own site."""


_ADMIN = ([path("", page, name="index")], "admin")

urlpatterns = [
    path("", page, name="home"),
    path("<int:year>/", page, name="overview"),
    path("<int:year>/collection/", page, name="collection"),
    path("<int:year>/tables/", page, name="city-tables"),
    path("<int:year>/tables/<str:city>/", page, name="city-table"),
    path("<int:year>/indicators/", page, name="indicators"),
    path("<int:year>/indicators/<int:pk>/", page, name="indicator"),
    path("<int:year>/scorecards/", page, name="scorecards"),
    path("<int:year>/scorecards/<str:city>/", page, name="scorecard"),
    path("<int:year>/readings/", page, name="readings"),
    path("<int:year>/results/import/", page, name="results-import"),
    path("<int:year>/flow/", page, name="year-flow"),
    path("<int:year>/incidents/", page, name="incidents"),
    path("<int:year>/sign-offs/", page, name="sign-offs"),
    path("<int:year>/objections/", page, name="objections"),
    path("<int:year>/snapshots/", page, name="snapshots"),
    path("<int:year>/trial/", page, name="trial"),
    path("selfeval/", page, name="selfeval"),
    path("audit-log/", page, name="audit-log"),
    path("admin/", include(_ADMIN)),
    path("change-password/", page, name="change-password"),
    path("sign-in/", page, name="sign-in"),
]


@pytest.fixture(autouse=True)
def _own_site():
    with override_settings(ROOT_URLCONF=__name__):
        yield


def make_frame(user, address="/"):
    request = RequestFactory().get(address)
    request.user = Account.objects.get(pk=user.pk) if user.pk else user
    request.resolver_match = resolve(request.path)
    return Frame(request)


def labels(links):
    return [link.label for link in links]


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (
            "assessment_office",
            [
                "工作台",
                "年度总览",
                "数据采集",
                "指标表",
                "评分卡",
                "县级自评",
                "指标分析",
            ],
        ),
        (
            "office",
            [
                "工作台",
                "年度总览",
                "数据采集",
                "指标表",
                "评分卡",
                "县级自评",
                "指标分析",
            ],
        ),
        (
            "auditor",
            [
                "工作台",
                "年度总览",
                "数据采集",
                "指标表",
                "评分卡",
                "县级自评",
                "审计日志",
            ],
        ),
        ("city", ["工作台", "指标表", "县级自评"]),
        ("county", ["工作台", "自评填报"]),
        ("administrator", ["工作台", "系统设置"]),
    ],
)
def test_navigation_offers_the_seven_that_the_role_needs_most(role, offered):
    cast = make_cast(make_table())
    assert labels(make_frame(cast[role]).navigation) == offered


def test_city_is_offered_its_scorecard_once_released():
    table = make_table(make_year(state=YearState.FEEDBACK))
    frame = make_frame(make_cast(table)["city"])
    assert [link.url for link in frame.navigation if link.label == "本市评分卡"] == [
        f"/2017/scorecards/{table.city.key}/"
    ]


def test_navigation_without_a_year_leaves_out_what_needs_one():
    assert labels(make_frame(make_cast()["assessment_office"]).navigation) == [
        "工作台",
        "县级自评",
    ]


@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/", ["工作台"]),
        ("/2017/", ["年度总览"]),
        ("/2017/tables/430100/", ["指标表"]),
        ("/2017/flow/", ["年度总览"]),
        ("/2017/incidents/", ["数据采集"]),
        ("/2017/sign-offs/", ["数据采集"]),
        ("/2017/objections/", ["评分卡"]),
        ("/2017/snapshots/", ["评分卡"]),
        ("/2017/trial/", ["评分卡"]),
        ("/selfeval/", ["县级自评"]),
        ("/change-password/", []),
    ],
)
def test_navigation_marks_where_one_is(address, current):
    frame = make_frame(make_cast(make_table())["assessment_office"], address)
    assert [link.label for link in frame.navigation if link.is_current] == current


@pytest.mark.parametrize(
    ("address", "year"),
    [
        ("/", 2018),
        ("/?year=2017", 2017),
        ("/?year=1999", 2018),
        ("/?year=x", 2018),
        ("/2017/", 2017),
    ],
)
def test_year_is_that_of_the_address_else_the_newest(address, year):
    make_year(2017)
    make_year(2018)
    assert make_frame(make_cast()["auditor"], address).year == year


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("/2017/tables/430100/", "/2018/tables/430100/"),
        ("/2017/collection/", "/2018/collection/"),
        ("/2017/indicators/7/", "/2018/"),  # another year's indicator has another number
        ("/", "/2018/"),
    ],
)
def test_year_switch_stays_on_the_page_where_the_other_year_has_it(address, url):
    make_year(2017)
    make_year(2018)
    choices = make_frame(make_cast()["auditor"], address).year_choices
    assert [choice.url for choice in choices if choice.number == 2018] == [url]


def test_year_switch_leads_a_city_to_no_page_that_the_other_year_has_not_yet():
    make_year(2017, state=YearState.PUBLISHED)
    make_year(2016, state=YearState.PUBLISHED)
    make_year(2018, state=YearState.PREPARING)
    choices = make_frame(make_cast()["city"], "/2017/tables/430100/").year_choices
    assert {choice.number: choice.url for choice in choices} == {
        2016: "/2016/tables/430100/",
        2017: "/2017/tables/430100/",
        2018: "/?year=2018",
    }


def test_year_switch_of_a_city_stays_on_its_desk():
    make_year(2017)
    choices = make_frame(make_cast()["city"]).year_choices
    assert [choice.url for choice in choices] == ["?year=2017"]


@pytest.mark.parametrize("role", ["assessment_office", "office", "city", "county", "auditor"])
def test_frame_costs_two_queries(role, django_assert_num_queries):
    cast = make_cast(make_table(make_year(state=YearState.FEEDBACK)))
    make_year(2018)
    frame = make_frame(cast[role])
    with django_assert_num_queries(2):  # the person's roles, the years
        assert frame.navigation
        assert frame.person_entries
        assert frame.year_choices


def test_frame_of_nobody_costs_nothing(django_assert_num_queries):
    frame = make_frame(AnonymousUser())
    with django_assert_num_queries(0):
        shown = (frame.navigation, frame.person_entries, frame.years, frame.year)
    assert shown == ([], [], [], None)


def test_missing_page_is_left_out():
    frame = make_frame(make_cast()["auditor"])
    assert (frame.sign_in_url, frame.sign_out_url, frame.jobs_url) == ("/sign-in/", "", "")


def tell(person, **fields) -> None:
    told = {"kind": "cities.account", "title": "密码已被重设", "link": "/"} | fields
    Notice.objects.create(recipient=person, **told)


def test_the_bell_counts_ones_own_unread_with_the_roles(django_assert_num_queries):
    cast = make_cast(make_table())
    city = cast["city"]
    make_membership(city, "city", place=make_city("湘潭市"))
    for _ in range(3):
        tell(city)
    tell(city, read_at=timezone.now())
    tell(city, in_site=False)
    tell(cast["office"])
    frame = make_frame(city)
    with django_assert_num_queries(1):  # the roles
        assert frame.persona.is_city
        assert frame.unread == 3
    assert make_frame(cast["county"]).unread == 0


def test_the_bell_of_who_has_no_role_asks_by_itself(django_assert_num_queries):
    person = make_account(is_superuser=True)
    tell(person)
    frame = make_frame(person)
    with django_assert_num_queries(2):
        assert frame.unread == 1
    assert make_frame(AnonymousUser()).unread == 0
