"""加分 and 否决 from the item's page to score, ranking, workbook, file and paper."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from assessment.engine.types import Policy as EnginePolicy
from assessment.exports.scores import scores_json, scores_xlsx
from assessment.loading import load_tables
from assessment.models import CityTable, Item, Policy, Result, Rule
from assessment.paper.ranking import ranking_html
from assessment.paper.scorecard import scorecard_htmls
from assessment.scores.standing import Standings, score_tables
from cities.models import Role
from tests import factories
from tests.assessment.browsing import posted
from tests.assessment.test_exports import recalculated
from tests.assessment.test_wider_rules import come_back, record, rows_of, with_new_rule
from trust.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

COUNTING = EnginePolicy(counts_bonus=True, bonus_cap=Decimal(2))
PRAISED, ACCIDENT = ("获得表彰", "次数", "次"), ("重大安全事故", "是否", "")


@pytest.fixture
def table():
    return factories.make_table(issued=False)


@pytest.fixture
def office(client):
    client.force_login(factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="考核甲"))
    return client


@pytest.fixture
def editor(office, table):
    item = Item.objects.get(section__table=table, name="移民培训")
    return office, reverse("item-rules", args=[2017, item.pk])


def give(table, kind="bonus_each", points="1", *, name="获得表彰", measured="次数", value=None):
    """Lay a rule of kind to the table's first item."""
    component = table.sections.get(order=1).items.get(order=1).components.get()
    measure = factories.make_measure(component, name, measured)
    factories.make_rule(component, kind, points, [measure], "1", "计9分")
    if value is not None:
        Result.objects.filter(measure=measure).update(value=Decimal(value))


def standings(policy=COUNTING) -> Standings:
    return score_tables(2017, load_tables(CityTable.objects.all()), policy)


@pytest.mark.parametrize(
    ("kind", "measure", "figures", "logged", "sentence", "sum_told"),
    [
        (
            *("bonus_once", ACCIDENT, ("", "", "2")),
            *("出现即加分：重大安全事故，加 2 分", "出现该情形加 2 分", "出现该情形 → 加 2"),
        ),
        (
            *("bonus_each", PRAISED, ("1", "", "1")),
            *("按数量加分：获得表彰，每档 1，加 1 分", "每次加 1 分", "1 次 × 1 = 1"),
        ),
        (
            *("veto", ACCIDENT, ("", "", "")),
            *("一票否决：重大安全事故", "出现该情形，一票否决", "出现该情形 → 一票否决"),
        ),
        (
            *("veto_honours", ACCIDENT, ("", "", "0")),
            *("取消评优：重大安全事故", "出现该情形，取消评优", "出现该情形 → 取消评优"),
        ),
        (
            *("veto_down", ACCIDENT, ("", "", "7")),
            *("降一等：重大安全事故", "出现该情形，降一等", "出现该情形 → 降一等"),
        ),
    ],
)
def test_office_settles_a_phrase_with_the_kind(
    editor, table, kind, measure, figures, logged, sentence, sum_told
):
    client, url = editor
    data = with_new_rule(posted(client.get(url)), kind, measure, figures)
    assert client.post(url, data).status_code == 302
    [entry] = AuditEntry.objects.filter(action="修改计分规则")
    assert f"{logged}［" in str(entry.after)
    rule = Rule.objects.get(kind=kind)
    assert rule.deduction == (0 if kind.startswith("veto") else Decimal(figures[2]))
    record(**{measure[0]: "1"})
    [city] = standings(EnginePolicy()).cities
    assert str(city.total) == "100.00"
    shown = client.get(reverse("city-table", args=[2017, table.city.key])).content.decode()
    assert sentence in shown
    card = client.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    assert card.count(sum_told) == 2  # with its item, and among what stands apart
    item = Item.objects.get(name="移民培训")
    derived = client.get(reverse("item-derivation", args=[2017, item.pk])).content.decode()
    assert sum_told in derived
    assert sum_told in scorecard_htmls(standings(EnginePolicy()))[0]
    [*_, told] = rows_of(come_back(table))[-2:-1]
    assert (told["kind"], told["effect"]) == (kind, kind.split("_")[0])


def test_points_are_asked_for_where_the_rule_has_any(editor):
    client, url = editor
    for kind, said in (("bonus_once", "请填加分多少"), ("not_done", "请填扣分多少")):
        data = with_new_rule(posted(client.get(url)), kind, ACCIDENT, ("", "", ""))
        response = client.post(url, data)
        assert response.status_code == 422
        assert said in response.content.decode()


def test_card_says_what_of_the_bonus_counts(office, table):
    give(table, value=3)
    url = reverse("scorecard", args=[2017, table.city.key])
    uncounted = office.get(url).content.decode()
    assert "合计 3 分，本年度不计入总分" in uncounted
    Policy.objects.update_or_create(
        year=table.year, defaults={"counts_bonus": True, "bonus_cap": Decimal(2)}
    )
    counted = office.get(url).content.decode()
    assert "合计 3 分，以 2 分为限，计入总分 2.00 分" in counted
    assert "加分 2.00 = 102.00" in counted
    assert "100 分以外计入总分，最多 2 分" in counted


def test_card_and_ranking_on_paper_say_it(table):
    give(table, value=3)
    give(table, "veto", "0", name="事故", measured="是否", value=1)
    [card] = scorecard_htmls(standings())
    assert '>2.00</td><td class="why">合计 3 分，以 2 分为限，计入总分 2.00 分</td>' in card
    assert "加分1处、一票否决" in card
    assert '3 次 × 1 = 3</td><td class="middle">加3</td>' in card
    ranking = ranking_html(standings())
    assert "<th>加分</th>" in ranking
    assert '<td class="figure">2.00</td><td class="figure">102.00</td>' in ranking


def _told_of(svg_words: str) -> tuple[str, ...]:
    return tuple(re.findall(r">([−+][0-9.]+)<", svg_words))


def test_what_is_lost_is_the_same_in_ranking_map_head_and_paper(office, table):
    """Two failings of 2 points are 4 lost, whatever was won beside them."""
    give(table, value=3)
    record(发生违纪违规行为被通报每起="2")
    Policy.objects.update_or_create(
        year=table.year, defaults={"counts_bonus": True, "bonus_cap": Decimal(2)}
    )
    [city] = standings().cities
    assert (str(city.total), str(city.lost), str(city.bonus)) == ("92.40", "4.000", "2.00")
    shown = office.get(reverse("overview", args=[2017])).content.decode()
    ranking, rest = shown.split('id="costs"')
    assert _told_of(ranking) == ("−4.00", "+2.00") * 2  # the chart is drawn at two widths
    heat = rest.split('id="heat"')[1]
    assert '<span class="lost">4.00</span></td>' in heat
    assert "<span>+2.00</span></td>" in heat
    assert 'class="figure-value">4.00' in ranking.replace("\n", "")
    assert _told_of(ranking_html(standings()))[:2] == ("−4.00", "+2.00")


def test_scaled_sections_are_said_where_lost_and_total_do_not_add_up(office, table):
    note = "有的部分按比例折算，总分不等于满分减失分"
    record(发生违纪违规行为被通报每起="2")
    assert note in office.get(reverse("overview", args=[2017])).content.decode()
    assert note in ranking_html(standings())
    table.sections.filter(order=1).update(full=9)
    table.sections.filter(order=2).update(full=10)
    assert note not in office.get(reverse("overview", args=[2017])).content.decode()
    assert note not in ranking_html(standings())


def test_bonus_that_is_not_recorded_waits_everywhere(office, table):
    give(table)
    card = office.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    assert "未录入，暂不加分" in card
    assert "未录入，暂不加分" in scorecard_htmls(standings())[0]
    assert not standings().cities[0].score.complete


def test_pages_papers_and_files_without_bonus_are_as_ever(office, table):
    scorecards = office.get(reverse("scorecards", args=[2017])).content.decode()
    card = office.get(reverse("scorecard", args=[2017, table.city.key])).content.decode()
    papers = (ranking_html(standings(EnginePolicy())), *scorecard_htmls(standings(EnginePolicy())))
    assert "加分" not in (card + scorecards + "".join(papers)).replace("加分申报", "")
    told = scores_json(standings(EnginePolicy()))
    assert [*told["policy"]] == ["step_reading", "pooling", "cap_components"]
    assert [*told["cities"][0]] == ["city", "rank", "total", "issued", "complete", "sections"]


def test_list_of_cards_has_a_column_where_the_year_counts_bonus(office, table):
    give(table, value=1)
    url = reverse("scorecards", args=[2017])
    assert "加分" not in office.get(url).content.decode().replace("加分申报", "")
    Policy.objects.update_or_create(year=table.year, defaults={"counts_bonus": True})
    shown = office.get(url).content.decode()
    assert '<th scope="col" class="num">加分</th>' in shown
    assert "101.00" in shown


def test_file_for_other_programs_says_it(table):
    give(table, value=3)
    give(table, "veto_down", "0", name="事故", measured="是否", value=1)
    told = scores_json(standings())
    [city] = told["cities"]
    assert told["policy"]["bonus_cap"] == "2"
    assert (city["total"], city["bonus"]) == ("102.00", "2.00")
    assert city["bonus_formula"] == "合计 3 分，以 2 分为限，计入总分 2.00 分"
    lines = city["sections"][0]["items"][0]["components"][0]["lines"]
    assert (lines[-2]["bonus"], lines[-1]["vetoes"]) == ("3", True)


@pytest.mark.parametrize("won", ["0", "3"])
def test_workbook_recomputes_the_bonus(tmp_path, table, won):
    other = factories.make_table(table.year, factories.make_city("株洲市"), issued=False)
    give(table, value=won)
    give(table, "bonus_once", "0.25", name="首创", measured="是否", value=1)
    give(table, "veto", "0", name="事故", measured="是否", value=won and 1)
    give(other, "set_component", "4", name="造假", measured="是否", value=1)
    policies = {
        "off": EnginePolicy(),
        "on": EnginePolicy(counts_bonus=True),
        "capped": EnginePolicy(counts_bonus=True, bonus_cap=Decimal("1.5")),
    }
    found = {name: standings(policy) for name, policy in policies.items()}
    books = recalculated(tmp_path, {name: scores_xlsx(s) for name, s in found.items()})
    for name, standing in found.items():
        rows = list(books[name]["排名"].iter_rows(values_only=True))
        assert rows[0][-3:] == ("加分", "总分", "未采集项数")
        for row, city in zip(rows[1:], standing.by_rank, strict=True):
            given = float(city.score.bonus.points) if city.score.bonus else 0
            assert (row[0], row[-3], row[-2]) == (city.rank, given, float(city.total)), name


# --- The year's choice --------------------------------------------------------------------------


def choices(**changes) -> dict:
    return {
        "step_reading": "whole", "pooling": "capped", "cap_components": "1", "version": 1,
        "counts_bonus": "1", "bonus_cap": "2.5",
    } | changes  # fmt: skip


def test_choice_is_previewed_saved_and_logged(office, table):
    give(table, value=3)
    url = reverse("year-policy", args=[2017])
    preview = office.get(url, {"counts_bonus": "1", "bonus_cap": "2.5"}).content.decode()
    assert "1 个市州的总分或名次会变" in preview
    assert "102.50" in preview
    assert not Policy.objects.filter(counts_bonus=True).exists()
    assert office.post(url, choices()).status_code == 302
    held = Policy.objects.get()
    assert (held.counts_bonus, held.bonus_cap, held.version) == (True, Decimal("2.5"), 2)
    entry = AuditEntry.objects.get(action="设定计分口径")
    assert entry.after["加分"] == "100 分以外计入总分，最多 2.5 分"
    assert "加分" not in entry.before
    again = office.get(url).context["form"].initial
    assert (again["counts_bonus"], again["bonus_cap"]) == ("1", "2.5")


def test_cap_is_dropped_where_the_bonus_does_not_count(office, table):
    url = reverse("year-policy", args=[2017])
    office.post(url, choices())
    office.post(url, choices(counts_bonus="0", version=2))
    assert Policy.objects.get().bonus_cap is None


@pytest.mark.parametrize("cap", ["0", "-1", "两分", "1000", "0.001"])
def test_cap_that_is_none_is_refused(office, table, cap):
    response = office.post(reverse("year-policy", args=[2017]), choices(bonus_cap=cap))
    assert response.status_code == 422
    assert not Policy.objects.filter(counts_bonus=True).exists()
