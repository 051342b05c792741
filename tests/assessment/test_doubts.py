"""存疑数据: the list of figures that deserve a second look, and where it is pointed to."""

from decimal import Decimal

import pytest
from django.urls import reverse

from assessment.collection.doubtful import doubtful_figures
from assessment.collection.plausibility import doubts
from assessment.engine import types as engine
from assessment.engine.types import MeasureKind
from assessment.models import Result, Year, YearState
from assessment.views import collection
from tests.assessment.recording import grid_url, result_of, training
from tests.factories import make_account, make_city, make_office, make_table, make_year

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

LIST = "collection-doubts"


def record(table, value, name="农业实用技术培训", remark=""):
    Result.objects.filter(pk=result_of(table, name).pk).update(value=value, remark=remark)


def list_page(client, query="") -> str:
    return client.get(reverse(LIST, args=[2017]) + query).content.decode()


@pytest.fixture
def doubtful(table):
    """Two figures to be doubted, the second explained; one that is sound."""
    record(table, 95)
    record(table, "0.952", "获证率", remark="以省厅核定为准")
    record(table, 166, "转移就业技能培训")
    return table


def test_list_names_figure_target_and_why(office, doubtful):
    page = list_page(office)
    assert "2 格存疑，1 格还没有说明" in page
    assert "95 人次是目标 1,103 人次的 8.6%，请核对单位或小数点" in page
    assert "以省厅核定为准" in page
    assert "转移就业技能培训" not in page


def test_list_leads_to_the_cell(office, doubtful):
    key = result_of(doubtful).pk
    assert f'href="{grid_url()}?at={key}#c{key}"' in list_page(office)


def test_list_can_leave_out_what_is_explained(office, doubtful):
    page = list_page(office, "?open=1")
    assert "8.6%" in page
    assert "以省厅核定为准" not in page


def test_list_of_one_indicator(office, doubtful):
    record(doubtful, 12, "发生违纪违规行为被通报每起")
    record(make_table(make_year(2016), doubtful.city), 0, "发生违纪违规行为被通报每起")
    assert "12 起，上年为 0 起" in list_page(office)
    assert "12 起，上年为 0 起" not in list_page(office, f"?indicator={training().pk}")


@pytest.mark.parametrize("query", ["?indicator=x", "?indicator=999999", "?page=99", "?open="])
def test_list_bears_any_address(office, doubtful, query):
    assert office.get(reverse(LIST, args=[2017]) + query).status_code == 200


def test_nothing_to_doubt_is_said(office, table):
    assert "没有存疑的数据" in list_page(office)


def test_another_years_figures_are_not_listed(table):
    record(make_table(make_year(2016), table.city), 95)
    assert doubtful_figures(table.year) == []


def test_doubtful_figures_cost_four_queries(doubtful, django_assert_num_queries):
    for number in range(3):
        record(make_table(doubtful.year, make_city(f"第{number}市")), 95)
        with django_assert_num_queries(4):
            assert len(doubtful_figures(doubtful.year)) == number + 3


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("农业实用技术培训", "0 0.5 110 110.2 110.3 110.4 1103 3308.9 3309 3309.1 3310 1000.5"),
        ("获证率", "0 0.0001 0.952 1 1.0001 50 95 99.99 100 100.0001 101 952"),
        ("发生违纪违规行为被通报每起", "0 1 12"),
    ],
)
def test_no_doubtful_figure_is_left_out(table, name, values):
    measure = result_of(table, name).measure
    core = engine.Measure("", name, MeasureKind(measure.kind), measure.unit, measure.target)
    for value in map(Decimal, values.split()):
        record(table, value, name)
        found = [line.sentences for line in doubtful_figures(table.year)]
        assert found == list(filter(None, [doubts(core, value)])), value


def test_collection_counts_the_doubts_of_each_indicator(office, doubtful):
    page = office.get(reverse("collection", args=[2017])).content.decode()
    assert "存疑数据 2 格" in page
    assert f"?indicator={training().pk}" in page


@pytest.mark.parametrize("state", [YearState.COLLECTING, YearState.REVIEW, YearState.FEEDBACK])
@pytest.mark.parametrize("name", ["home", "year-flow"])
def test_review_is_told_what_is_not_explained(client, cast, doubtful, name, state):
    Year.objects.update(state=state)
    client.force_login(cast["assessment_office"])
    url = reverse(name, args=[2017] if name == "year-flow" else [])
    page = client.get(url).content.decode()
    assert "1 格数据存疑，备注里还没有说明" in page
    assert reverse(LIST, args=[2017]) in page


@pytest.mark.parametrize("state", [YearState.PREPARING, YearState.FINALISED])
def test_doubts_are_not_told_when_nothing_can_be_done(client, cast, doubtful, state):
    Year.objects.update(state=state)
    client.force_login(cast["assessment_office"])
    page = client.get(reverse("year-flow", args=[2017])).content.decode()
    assert "数据存疑" not in page


def test_link_of_a_doubt_opens_the_page_on_which_its_city_stands(client, monkeypatch):
    monkeypatch.setattr(collection, "CITIES_ON_A_PAGE", 1)
    year, own = make_year(), make_office("培训中心")
    tables = [make_table(year, make_city(f"城{n}", f"{n:06d}"), office=own) for n in range(3)]
    client.force_login(make_account(role="office", office=own))
    for table in tables:
        key = result_of(table).pk
        assert f'id="c{key}"' in client.get(grid_url(), {"at": key}).content.decode()


@pytest.mark.parametrize("nonsense", ["", "x", "９", "9" * 30, "0"])
def test_grid_bears_any_address(office, table, nonsense):
    page = office.get(grid_url(), {"at": nonsense}).content.decode()
    assert f'id="c{result_of(table).pk}"' in page


def test_paper_and_scores_know_nothing_of_doubts(office, doubtful):
    card = reverse("scorecard", args=[2017, doubtful.city.key])
    for url in (card, reverse("scores-export", args=[2017, "json"])):
        assert "存疑" not in office.get(url).content.decode()
