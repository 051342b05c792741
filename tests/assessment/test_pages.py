"""The pages: what they show, to whom, and in how many queries."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assessment.models import CityTable, Concern, Indicator, Result, Year, YearState
from tests import factories
from tests.assessment.moves import excuses

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PROVINCE_PAGES = ("overview", "readings", "indicators", "scorecards", "year-policy", "year-flow")


@pytest.fixture
def world():
    table = factories.make_table()
    return table, factories.make_cast(table)


@pytest.fixture
def browse(client, world):
    def go(persona, name, *arguments, query=""):
        client.force_login(world[1][persona])
        return client.get(reverse(name, args=arguments) + query)

    return go


def record(table, name, value):
    Result.objects.filter(
        measure__component__item__section__table=table, measure__name=name
    ).update(value=Decimal(value), recorded_at=timezone.now(), recorded_as="培训中心")


def record_all(table):
    for name, value in (
        ("农业实用技术培训", 900),
        ("转移就业技能培训", 166),
        ("获证率", 95),
        ("无就业跟踪服务", 0),
        ("发生违纪违规行为被通报每起", 1),
    ):
        record(table, name, value)


# --- Who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROVINCE_PAGES)
@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("assessment_office", 200),
        ("office", 200),
        ("auditor", 200),
        ("city", 404),
        ("county", 404),
        ("administrator", 404),
    ],
)
def test_pages_over_all_cities_are_for_the_province(browse, name, persona, status):
    assert browse(persona, name, 2017).status_code == status


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("assessment_office", 200),
        ("city", 200),
        ("other_city", 404),
        ("county", 404),
        ("administrator", 404),
    ],
)
def test_table_is_for_the_province_and_its_city(browse, world, persona, status):
    assert browse(persona, "city-table", 2017, world[0].city.key).status_code == status


@pytest.mark.parametrize("state", YearState.values)
def test_city_sees_its_card_once_scores_are_released(browse, world, state):
    Year.objects.update(state=state)
    released = state in ("feedback", "finalised", "published")
    own = browse("city", "scorecard", 2017, world[0].city.key)
    assert own.status_code == (200 if released else 404)
    assert browse("other_city", "scorecard", 2017, world[0].city.key).status_code == 404


def test_city_does_not_see_an_unissued_table(browse, world):
    CityTable.objects.update(issued_at=None)
    assert browse("city", "city-table", 2017, world[0].city.key).status_code == 404
    assert "还没有下达" in browse("city", "home").content.decode()


def test_city_card_names_no_other_city(browse, world):
    Year.objects.update(state=YearState.FEEDBACK)
    other = factories.make_table(world[0].year, factories.make_city("株洲市"))
    query = f"?with={other.city.key}"
    text = browse("city", "scorecard", 2017, world[0].city.key, query=query).content.decode()
    assert "株洲" not in text


POSTS = ("table-confirm", "table-issue", "concern-settle")


@pytest.mark.parametrize("name", POSTS)
def test_writing_addresses_take_posts_only(browse, world, name):
    key = 1 if name == "concern-settle" else world[0].city.key
    assert browse("assessment_office", name, 2017, key).status_code == 405


@pytest.mark.parametrize(("persona", "status"), [("office", 403), ("city", 403), ("county", 404)])
def test_table_is_issued_by_the_assessment_office_alone(client, world, persona, status):
    table, cast = world
    client.force_login(cast[persona])
    response = client.post(reverse("table-issue", args=[2017, table.city.key]), {"version": 1})
    assert response.status_code == status


@pytest.mark.parametrize(
    ("persona", "status"),
    [("assessment_office", 200), ("office", 403), ("auditor", 403), ("county", 404)],
)
def test_rules_are_edited_by_the_assessment_office_alone(browse, world, persona, status):
    CityTable.objects.update(issued_at=None)
    item = world[0].sections.first().items.first()
    assert browse(persona, "item-rules", 2017, item.pk).status_code == status


@pytest.mark.parametrize(
    "persona", ["assessment_office", "office", "city", "county", "auditor", "administrator"]
)
@pytest.mark.parametrize("has_year", [True, False])
def test_everybody_has_a_desk(client, world, persona, has_year):
    if not has_year:
        CityTable.objects.all().delete()
        Year.objects.all().delete()
    client.force_login(world[1][persona])
    assert client.get(reverse("home")).status_code == 200


def test_account_without_a_role_is_told_so(client):
    client.force_login(factories.make_account())
    assert "还没有任职" in client.get(reverse("home")).content.decode()


# --- What ---------------------------------------------------------------------------------------


def test_county_is_told_that_its_report_follows(browse):
    assert "本年度自评任务下达后在此填报" in browse("county", "home").content.decode()


def test_year_is_made_from_the_desk(client, world):
    client.force_login(world[1]["assessment_office"])
    client.post(reverse("home"), {"number": "2019"})
    assert Year.objects.filter(number=2019).exists()
    again = client.post(reverse("home"), {"number": "2019"})
    assert "已经建立" in again.content.decode()


def test_year_without_tables_offers_to_import_them(browse):
    factories.make_year(2018, YearState.PREPARING)
    for name in ("overview", "scorecards", "readings", "indicators", "city-tables"):
        text = browse("assessment_office", name, 2018).content.decode()
        assert reverse("tables-import", args=[2018]) in text
        assert (
            reverse("tables-import", args=[2018])
            not in browse("auditor", name, 2018).content.decode()
        )


def test_overview_ranks_only_what_was_recorded(browse, world):
    assert "还没有录入结果" in browse("office", "overview", 2017).content.decode()
    record_all(world[0])
    text = browse("office", "overview", 2017).content.decode()
    assert "失分分布" in text
    assert "每次扣 2 分" in text or "每起扣 2 分" in text


def test_heat_map_leads_to_the_derivation(browse, world):
    record_all(world[0])
    item = world[0].sections.last().items.get()
    target = f"{reverse('scorecard', args=[2017, world[0].city.key])}#item-{item.indicator_id}"
    assert target in browse("office", "overview", 2017).content.decode()
    card = browse("office", "scorecard", 2017, world[0].city.key).content.decode()
    assert f'id="item-{item.indicator_id}"' in card


def test_heat_map_leaves_out_an_indicator_that_no_table_has(browse, world):
    record_all(world[0])
    Indicator.objects.create(year=world[0].year, name="去年有过的指标", order=9000)
    text = browse("assessment_office", "overview", 2017).content.decode()
    assert "heat-map" in text
    assert "去年有过的指标" not in text


def test_card_shows_phrase_figures_arithmetic_and_who(browse, world):
    record_all(world[0])
    text = browse("office", "scorecard", 2017, world[0].city.key).content.decode()
    for words in ("每少完成10%扣1分", "→ 1 档 × 1 = 1", "培训中心", "(8 / 9)"):
        assert words in text or words == "(8 / 9)"
    assert "(8.00 / 9) × 76 = 67.56" in text


def test_missing_record_is_a_dash_and_marks_the_card(browse, world):
    record(world[0], "获证率", 90)
    text = browse("office", "scorecard", 2017, world[0].city.key).content.decode()
    assert "还有 4 项未录入" in text
    assert "未录全" in text


def test_table_marks_phrases_and_describes_rules(browse, world):
    text = browse("assessment_office", "city-table", 2017, world[0].city.key).content.decode()
    assert 'class="phrase part-1"' in text
    assert "每少 10% 扣 1 分" in text


def test_unread_phrase_leads_to_its_rule(browse, world):
    CityTable.objects.update(issued_at=None)
    item = world[0].sections.first().items.first()
    item.text, item.unsettled = item.text + "酌情扣1–3分。", ["酌情扣1–3分"]
    item.save()
    text = browse("assessment_office", "city-table", 2017, world[0].city.key).content.decode()
    url = reverse("item-rules", args=[2017, item.pk]) + "?phrase=0"
    assert url in text
    assert (
        "酌情扣1–3分</textarea>"
        in browse(
            "assessment_office", "item-rules", 2017, item.pk, query="?phrase=0"
        ).content.decode()
    )


def test_difference_to_last_year_is_shown_phrase_by_phrase(browse, world):
    last = factories.make_table(factories.make_year(2016), world[0].city)
    item = last.sections.first().items.first()
    item.text = item.text.replace("获证率每下降1%扣0.1分，", "")
    item.save()
    text = browse(
        "office", "city-table", 2017, world[0].city.key, query="?compare=1"
    ).content.decode()
    assert '<ins class="changed">获证率每下降1%扣0.1分，</ins>' in text


def test_concern_is_settled_on_the_page(client, world):
    table, cast = world
    CityTable.objects.update(issued_at=None)
    concern = Concern.objects.create(table=table, severity="error", code="x", message="5+3≠7")
    client.force_login(cast["assessment_office"])
    url = reverse("concern-settle", args=[2017, concern.pk])
    refused = client.post(url, {"settlement": " "}, follow=True)
    assert "请写明核定意见" in refused.content.decode()
    client.post(url, {"settlement": "以正文为准"})
    assert Concern.objects.get().settlement == "以正文为准"


def test_table_is_confirmed_and_issued_on_the_page(client, world):
    table, cast = world
    CityTable.objects.update(issued_at=None)
    client.force_login(cast["assessment_office"])
    client.post(reverse("table-confirm", args=[2017, table.city.key]), {"version": 1})
    client.post(reverse("table-issue", args=[2017, table.city.key]), {"version": 2})
    table.refresh_from_db()
    assert table.is_issued


def test_stale_page_issues_nothing(client, world):
    table, cast = world
    CityTable.objects.update(issued_at=None)
    client.force_login(cast["assessment_office"])
    url = reverse("table-confirm", args=[2017, table.city.key])
    assert "已被他人改动" in client.post(url, {"version": 7}, follow=True).content.decode()


def test_policy_previews_without_saving(browse, world):
    record(world[0], "农业实用技术培训", 1000)
    text = browse(
        "assessment_office", "year-policy", 2017, query="?step_reading=started"
    ).content.decode()
    assert "1 个市州的总分或名次会变" in text
    assert world[0].year.policy.step_reading == "whole"


def policy_data(**changes):
    return {
        "step_reading": "started",
        "pooling": "capped",
        "cap_components": "1",
        "version": 1,
    } | changes


def test_policy_is_saved_and_the_loser_of_a_race_gets_409(client, world):
    client.force_login(world[1]["assessment_office"])
    url = reverse("year-policy", args=[2017])
    assert client.post(url, policy_data()).status_code == 302
    late = client.post(url, policy_data(step_reading="proportion"))
    assert late.status_code == 409
    assert 'name="version" value="2"' in late.content.decode()


@pytest.mark.parametrize(("persona", "status"), [("office", 403), ("city", 404)])
def test_policy_is_set_by_the_assessment_office_alone(client, world, persona, status):
    client.force_login(world[1][persona])
    assert client.post(reverse("year-policy", args=[2017]), policy_data()).status_code == status


def test_flow_moves_the_year_and_sets_its_dates(client, world):
    client.force_login(world[1]["assessment_office"])
    url = reverse("year-flow", args=[2017])
    client.post(
        url,
        {
            "dates": "1",
            "collection_opens": "2017-11-01",
            "collection_closes": "2017-12-01",
            "seen": 1,
        },
    )
    year = Year.objects.get()
    why = {f"why-{key}": why for key, why in excuses(year, "review").items()}
    client.post(reverse("year-step", args=[2017, "review"]), {"version": 2} | why)
    year = Year.objects.get()
    assert (year.state, str(year.collection_closes)) == ("review", "2017-12-01")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("0001-01-01", "日期没有保存。采集开始：年份应在 1990 至 2199 之间，请核对。"),
        ("三月一日", "日期没有保存。采集开始：请按“年-月-日”填写。"),
    ],
)
def test_flow_says_which_day_is_wrong_as_the_setup_page_does(client, world, day, words):
    client.force_login(world[1]["assessment_office"])
    sent = {"dates": "1", "collection_opens": day, "collection_closes": "", "seen": 1}
    answer = client.post(reverse("year-flow", args=[2017]), sent, follow=True)
    assert words in answer.content.decode()
    setup = reverse("admin:assessment_year_change", args=[Year.objects.get().pk])
    refused = client.post(setup, {"collection_opens": day, "collection_closes": "", "seen": 1})
    assert words.partition("：")[2] in refused.content.decode()


def test_readings_stand_side_by_side(browse, world):
    record(world[0], "农业实用技术培训", 1000)
    text = browse("office", "readings", 2017).content.decode()
    assert all(label in text for label in ("不足一档不扣", "按比例扣", "不足一档按一档扣"))


def test_indicator_shows_cities_side_by_side(browse, world):
    other = factories.make_table(world[0].year, factories.make_city("株洲市"))
    for table in (world[0], other):
        record_all(table)
    indicator = world[0].sections.first().items.first().indicator_id
    text = browse("office", "indicator", 2017, indicator).content.decode()
    assert "同类情形并排" in text
    assert "株洲市" in text


@pytest.mark.parametrize(
    ("persona", "words", "found"),
    [
        ("office", "获证率", True),
        ("city", "获证率", True),
        ("other_city", "获证率", False),
        ("county", "获证率", False),
        ("office", "没有这句话", False),
    ],
)
def test_search_finds_what_the_person_may_see(browse, persona, words, found):
    text = browse(persona, "search", query=f"?q={words}").content.decode()
    assert ('id="phrases"' in text) is found


# --- In how many queries ------------------------------------------------------------------------


#: Session 1, account 1, roles 1, years of the frame 1, the page's year 1; the rest as named.
QUERIES = {
    "overview": 10,
    "readings": 7,
    "indicators": 9,
    "scorecards": 7,
    "year-policy": 10,  # its choices twice, the policy row, that of the year before, summaries
    "year-flow": 11,  # history and steps twice, a proposal that waits, corrections
    "city-tables": 9,  # tables, their number, tally 2
}


def warm_up(client, person):
    """Sign in, and let the session be written once: it is renewed once a minute."""
    client.force_login(person)
    client.get(reverse("search"))


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("more", [0, 3])
def test_list_pages_cost_the_same_for_any_number_of_cities(
    client, world, django_assert_num_queries, name, more
):
    table, cast = world
    for number in range(more):
        record_all(factories.make_table(table.year, factories.make_city(f"第{number}市")))
    record_all(table)
    call_command("rebuild_summaries")
    warm_up(client, cast["office"])
    with django_assert_num_queries(QUERIES[name]):
        assert client.get(reverse(name, args=[2017])).status_code == 200


@pytest.mark.parametrize("more", [0, 3])
def test_desk_and_card_cost_the_same_for_any_number_of_cities(
    client, world, django_assert_max_num_queries, more
):
    table, cast = world
    for number in range(more):
        record_all(factories.make_table(table.year, factories.make_city(f"第{number}市")))
    record_all(table)
    call_command("rebuild_summaries")
    warm_up(client, cast["assessment_office"])
    indicator = table.sections.first().items.first().indicator_id
    for most, url in (
        # twelve of them for what is missing, two for what waits for a second person
        (34, reverse("home")),
        # incidents, takings, those of rounds, corrections, decisions, the places among all
        (24, reverse("scorecard", args=[2017, table.city.key])),
        # of the indicator's items alone, and who has none
        (25, reverse("indicator", args=[2017, indicator])),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200
