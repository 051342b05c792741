"""Pages over all cities read values of rows: they say what whole tables say, page by page."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Component, Round, RoundAlert, RoundFigure, Year
from assessment.rounds import permissions
from assessment.rounds.progress import rounds_paced, summed
from assessment.rounds.timed import cities_paced, count_untimed, issued_tables, lights_of
from assessment.rounds.views import alerts, pace
from assessment.views.scope import page_of
from portal.demo.assessment import load_demo
from tests import factories
from tests.assessment.rounds.steps import SKILLS, THERE, TRAINING
from trust import log


def assert_as_whole_tables_say(year: Year) -> None:
    tables, rounds = issued_tables(year), list(Round.objects.filter(year=year))
    thresholds = permissions.settings_of(year).thresholds
    whole = rounds_paced(tables, rounds, thresholds)
    lights = lights_of(tables, rounds, thresholds)
    for held in rounds:
        told = whole[held.pk]
        timed = tuple(replace(city, cells=tuple(city.timed)) for city in told)
        assert cities_paced(held, tables, thresholds) == timed
        assert lights[held.pk] == {city.city_id: city.count for city in told if city.timed}
    untimed = {c.key for city in told for c in city.cells if not c.is_timed}
    assert count_untimed(tables) == len(untimed) > 0


@pytest.mark.one_database
def test_fourteen_real_tables_stand_as_read_whole(db):
    load_demo(actor=log.Actor("测试", role=log.COMMAND_ROLE))
    year = Year.objects.get(rounds__number=2)
    assert_as_whole_tables_say(year)
    thresholds = permissions.settings_of(year).thresholds
    lights = lights_of(issued_tables(year), list(year.rounds.all()), thresholds)
    met = summed(count for told in lights.values() for count in told.values())
    assert all((met.green, met.yellow, met.red, met.missing))


def test_of_two_of_one_name_each_has_its_own_figure(desk):
    component = Component.objects.filter(item__name="移民培训").order_by("pk").first()
    factories.make_measure(component, "同名", "数量", "个")  # nothing to reach
    second = factories.make_measure(component, "同名", "数量", "个", target=Decimal(10))
    held = desk.open()
    desk.report({TRAINING: "553", SKILLS: "60"})
    desk.report({TRAINING: None}, city=THERE)
    city = component.item.section.table.city
    for nth, value in ((1, 1), (2, 9)):
        RoundFigure.objects.create(
            round=held, city=city, item_name="移民培训", component=component.number, name="同名",
            kind="数量", nth=nth, value=value,
        )  # fmt: skip
    assert_as_whole_tables_say(desk.year)
    tables = issued_tables(desk.year).filter(city=city)
    (own,) = cities_paced(held, tables, permissions.settings_of(desk.year).thresholds)
    assert [cell.value for cell in own.cells if cell.measure.code == second.code] == ["9 个"]


@pytest.fixture
def behind(desk):
    """Both cities have a red light."""
    desk.open()
    desk.report({TRAINING: "553", SKILLS: "60"})
    desk.report({TRAINING: "100", SKILLS: "166"}, city=THERE)
    return desk


def test_paces_show_a_page_of_cities_and_the_lights_of_all(house, behind, monkeypatch):
    monkeypatch.setattr(pace, "page_of", partial(page_of, size=1))
    first, second = (
        house.get(reverse("pace", args=[2017]), {"page": page}).content.decode() for page in (1, 2)
    )
    assert "长沙市" in first
    assert "株洲市" not in first
    assert "株洲市" in second
    totals = '各页合计</th><td class="num">2</td><td class="num">0</td><td class="num">2</td>'
    assert totals in first
    assert totals in second


def test_alerts_are_issued_from_any_page(house, behind, monkeypatch):
    monkeypatch.setattr(alerts, "page_of", partial(page_of, size=1))
    url = f"{behind.url('alerts-issue')}?page=2"
    (seen,) = house.get(url).context["found"]
    assert seen.pace.city == "株洲市"
    assert house.post(url, {"city": [seen.seal], "wanted": "请加快推进。"}).status_code == 302
    assert RoundAlert.objects.get().city_name == "株洲市"


@pytest.mark.parametrize("sent", ["", "x", ":", f"{'9' * 40}:ab", "-1:ab"])
def test_what_is_no_city_is_not_issued(house, behind, sent):
    answer = house.post(behind.url("alerts-issue"), {"city": [sent], "wanted": "请加快推进。"})
    assert answer.status_code == 422
    assert "没有签发" in answer.content.decode()


def test_who_lags_costs_the_same_for_any_number_of_cities(house, behind):
    def queries() -> int:
        with CaptureQueriesContext(connection) as held:
            house.get(behind.url("alerts-issue"))
        return len(held)

    queries()
    two = queries()
    factories.make_table(behind.year, factories.make_city("湘潭市", "430300"))
    behind.report({TRAINING: "1"}, city="430300")
    assert queries() == two
