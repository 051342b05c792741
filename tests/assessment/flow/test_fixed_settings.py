"""What a year's step no longer allows is shown with the reason, and not offered."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.models import ClaimWindow, Indicator, Year, YearState
from assessment.year import fixed
from assessment.year.fixed import YearSetting, why_fixed
from cities.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(client):
    factories.make_table()
    client.force_login(factories.make_account(role=Role.ASSESSMENT_OFFICE))
    return client


def stand_at(state: YearState) -> None:
    Year.objects.update(state=state)


@pytest.mark.parametrize(
    ("route", "last", "button"),
    [
        ("self-check-window", YearState.COLLECTING, "保存上报期"),
        ("claim-window", YearState.REVIEW, "保存申报期"),
        ("objection-window", YearState.FEEDBACK, "保存申诉期"),
        ("year-policy", YearState.REVIEW, "保存口径"),
    ],
)
def test_a_page_offers_to_save_up_to_the_last_step(house, route, last, button):
    states = list(YearState)
    stand_at(last)
    assert button in house.get(reverse(route, args=[2017])).content.decode()
    stand_at(YearState.FINALISED if route == "year-policy" else states[states.index(last) + 1])
    page = house.get(reverse(route, args=[2017])).content.decode()
    assert button not in page
    assert "不再改动：最迟在“" in page


def test_a_window_that_is_over_shows_its_days_closed_to_typing(house):
    at = timezone.now().replace(microsecond=0)
    ClaimWindow.objects.create(year=Year.objects.get(), closes_at=at)
    stand_at(YearState.FEEDBACK)
    page = house.get(reverse("claim-window", args=[2017]))
    form = page.context["form"]
    assert all(field.disabled for field in form.fields.values())
    assert form["closes_at"].value() == timezone.make_naive(at)
    sent = {"closes_at": "2030-01-01T08:00", "version": "1", "reason": "顺延"}
    late = house.post(reverse("claim-window", args=[2017]), sent)
    assert (late.status_code, "没有保存" in late.content.decode()) == (422, True)
    assert ClaimWindow.objects.get().closes_at == at


def test_system_settings_show_a_published_year_and_its_indicators_to_read(house):
    stand_at(YearState.PUBLISHED)
    for row in (Year.objects.get(), Indicator.objects.first()):
        name = f"admin:assessment_{row._meta.model_name}_change"
        page = house.get(reverse(name, args=[row.pk])).content.decode()
        assert "不再改动：最迟在“" in page
        assert 'name="_save"' not in page


@pytest.mark.parametrize("setting", [s for s in vars(fixed).values() if isinstance(s, YearSetting)])
def test_every_setting_names_the_step_that_allows_it(setting):
    year = Year(number=2017, state=setting.until)
    assert why_fixed(year, setting) == ""
    year.state = YearState.PUBLISHED
    assert why_fixed(year, setting) == (
        f"2017年度处于“公布”阶段，{setting.name}不再改动：最迟在“{setting.until.said}”阶段设定；"
        f"确需改动的，请先把年度退回“{setting.until.said}”阶段"
    )
