"""数据采集 through the client: the list of indicators, the grid, what moves beside it."""

import time

import pytest
from django.urls import reverse

from assessment.models import Result, Year, YearState
from tests.assessment.recording import grid_url, result_of, training, write
from tests.factories import make_account, make_city, make_office, make_table, make_year

pytestmark = pytest.mark.django_db


def test_collection_shows_the_office_its_own_progress(office, table):
    write(office, result_of(table), "900")
    page = office.get(reverse("collection", args=[2017]))
    lines = {line.name: (line.recorded, line.total) for line in page.context["own"]}
    assert lines == {"移民培训": (1, 4), "廉政建设": (0, 1)}
    assert page.context["others"] == []


def test_collection_lists_other_offices_indicators_apart(client, cast):
    client.force_login(cast["other_office"])
    page = client.get(reverse("collection", args=[2017]))
    assert page.context["own"] == []
    assert [line.name for line in page.context["others"]] == ["移民培训", "廉政建设"]


@pytest.mark.parametrize("persona", ["city", "other_city", "county", "administrator"])
@pytest.mark.parametrize("name", ["collection", "collection-grid", "collection-changes"])
def test_recording_is_hidden_from_those_who_do_not_see_all_cities(client, cast, persona, name):
    client.force_login(cast[persona])
    args = [2017] if name == "collection" else [2017, training().pk]
    assert client.get(reverse(name, args=args)).status_code == 404


def test_grid_is_open_for_the_collecting_office(office, table):
    page = office.get(grid_url())
    assert page.context["grid"].is_open
    assert f'id="c{result_of(table).pk}"' in page.content.decode()


@pytest.mark.parametrize(
    ("persona", "words"),
    [
        ("other_office", "由培训中心采集"),
        ("assessment_office", "由培训中心采集"),
        ("auditor", "由培训中心采集"),
    ],
)
def test_grid_is_read_only_for_others_and_says_why(client, cast, persona, words):
    client.force_login(cast[persona])
    page = client.get(grid_url())
    assert not page.context["grid"].is_open
    assert words in page.content.decode()


def test_grid_says_why_it_is_closed(office):
    Year.objects.update(state=YearState.REVIEW)
    assert "处于“复核”阶段，采集已关闭" in office.get(grid_url()).content.decode()


def test_grid_names_the_cities_without_the_indicator(office, table):
    other = make_table(city=make_city("岳阳市"))
    other.sections.first().items.first().delete()
    assert office.get(grid_url()).context["without"] == ["岳阳市"]


def test_grid_of_another_year_is_not_found(office):
    make_year(2018)
    url = reverse("collection-grid", args=[2018, training().pk])
    assert office.get(url).status_code == 404


# What colleagues changed, and why a score is what it is


def test_changes_tell_what_was_written_since(office, table):
    before = office.get(grid_url()).context["now"]
    write(office, result_of(table), "900")
    url = reverse("collection-changes", args=[2017, training().pk])
    told = office.get(url, {"since": before}).json()
    assert [cell["text"] for cell in told["cells"]] == ["900"]
    assert office.get(url, {"since": told["now"][:4]}).json()["is_collecting"]


def test_changes_do_not_renew_the_session(office):
    session = office.session
    session["seen_at"] = seen = int(time.time()) - 600
    session.save()
    url = reverse("collection-changes", args=[2017, training().pk])
    assert office.get(url, headers={"x-background": "1"}).status_code == 200
    assert office.session["seen_at"] == seen


def test_derivation_shows_clause_and_arithmetic(office, table):
    write(office, result_of(table), "0")
    write(office, result_of(table, "转移就业技能培训"), "166")
    item = result_of(table).measure.component.item
    page = office.get(reverse("item-derivation", args=[2017, item.pk])).content.decode()
    assert "每少完成10%扣1分" in page
    assert "8 档 × 1 = 8" in page


# Figures that deserve a second look


def test_grid_marks_a_doubtful_figure_and_describes_its_field(office, table):
    result = result_of(table)
    Result.objects.filter(pk=result.pk).update(value=95)
    page = office.get(grid_url()).content.decode()
    assert page.count("has-doubt") == 1
    assert f'aria-describedby="doubt-{result.pk}"' in page
    assert "存疑：95 人次是目标 1,103 人次的 8.6%，请核对单位或小数点" in page


def test_grid_is_calmer_about_a_doubt_that_a_remark_explains(office, table):
    Result.objects.filter(pk=result_of(table).pk).update(value=95, remark="全年只办了一期")
    assert "has-doubt is-explained" in office.get(grid_url()).content.decode()


def test_grid_doubts_a_jump_against_last_year(office, table):
    before = make_table(make_year(2016), table.city)
    Result.objects.filter(pk=result_of(before).pk).update(value=300)
    Result.objects.filter(pk=result_of(table).pk).update(value=1100)
    assert "是上年 300 人次的 3.7 倍" in office.get(grid_url()).content.decode()


def test_panel_of_a_doubtful_cell_asks_for_a_remark(office, table):
    before = make_table(make_year(2016), table.city)
    Result.objects.filter(pk=result_of(before).pk).update(value=300)
    result = result_of(table)
    Result.objects.filter(pk=result.pk).update(value=95)
    url = reverse("result-detail", args=[2017, result.pk])
    page = office.get(url).content.decode()
    assert "<dt>上年</dt><dd>300 人次</dd>" in page
    assert "95 人次是目标 1,103 人次的 8.6%" in page
    assert "请在备注里说明原因" in page
    Result.objects.filter(pk=result.pk).update(remark="全年只办了一期")
    assert "备注已说明" in office.get(url).content.decode()


# Queries


@pytest.mark.parametrize("cities", [1, 3])
def test_grid_costs_the_same_for_more_cities(client, django_assert_num_queries, cities):
    """session, user, roles; year with policy, indicator; cities counted, cities of the page;
    six of load_tables, evidence, linked forms, sums taken over, what cities report; neighbours 2,
    cities without, counts; last year's figures; years of the frame."""
    year, office = make_year(), make_office("培训中心")
    for number in range(cities):
        make_table(year, make_city(f"城{number}"), office=office)
    client.force_login(make_account(role="office", office=office))
    url = grid_url()
    client.get(url)
    with django_assert_num_queries(30):
        client.get(url)


@pytest.mark.parametrize("cities", [1, 3])
def test_collection_costs_the_same_for_more_cities(client, django_assert_num_queries, cities):
    """session, user, roles; year, own indicators; offices, doubtful figures with last year's,
    the register and what cities report, counts; years of the frame."""
    year, office = make_year(), make_office("培训中心")
    for number in range(cities):
        make_table(year, make_city(f"城{number}"), office=office)
    client.force_login(make_account(role="office", office=office))
    url = reverse("collection", args=[2017])
    client.get(url)
    with django_assert_num_queries(17):
        client.get(url)


def test_grid_shows_fifty_cities_a_page(client):
    year, office = make_year(), make_office("培训中心")
    for number in range(53):
        make_table(year, make_city(f"城{number}"), office=office)
    client.force_login(make_account(role="office", office=office))
    page = client.get(grid_url(), {"page": 2})
    assert len(page.context["grid"].rows) == 3
    assert (page.context["total"], page.context["recorded_elsewhere"]) == (212, 0)
