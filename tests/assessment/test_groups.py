"""分组: units ranked apart, from the year's choice to page, workbook, file and paper."""

import pytest
from django.urls import reverse

from assessment.engine.types import Group
from assessment.engine.types import Policy as EnginePolicy
from assessment.exports.scores import scores_json, scores_xlsx
from assessment.loading import load_policy, load_tables
from assessment.models import CityTable, Policy, Result
from assessment.paper.ranking import ranking_html
from assessment.paper.scorecard import scorecard_htmls
from assessment.scores.standing import Standings, score_tables
from cities.models import Place, Role
from tests import factories
from tests.assessment.test_exports import recalculated
from tests.assessment.test_grades import GRADES, record_all, sent
from trust.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NAMES = ("长沙市", "株洲市", "湘潭市", "衡阳市")


@pytest.fixture
def year():
    """Four cities that lost 0, 2, 4 and 6 points; the last is in no group."""
    year = factories.make_year()
    for number, name in enumerate(NAMES):
        place = factories.make_city(name, key=f"4301{number:02d}")
        factories.make_table(year, place)
        record_all(str(number))
    Place.objects.filter(name="湘潭市").update(aliases=["湘潭"])
    return year


@pytest.fixture
def office(client):
    client.force_login(factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="考核甲"))
    return client


def key(name: str) -> int:
    return Place.objects.get(name=name).pk


def grouped() -> EnginePolicy:
    groups = (Group("二类", (key("湘潭市"), key("株洲市"))), Group("一类", (key("长沙市"),)))
    return EnginePolicy(groups=groups)


def standings(policy) -> Standings:
    return score_tables(2017, load_tables(CityTable.objects.all()), policy)


def choose(client, text: str, **changes):
    return client.post(reverse("year-policy", args=[2017]), plain(groups=text, **changes))


def plain(**changes) -> dict:
    return {name: told for name, told in sent().items() if not name.startswith("grade")} | changes


@pytest.mark.parametrize(
    "text",
    ["二类：湘潭、株洲市\n\n一类：长沙市", "二类\t湘潭市\n一类\t长沙市\n二类\t株洲市\n"],
    ids=["lines", "two columns"],
)
def test_groups_are_read_saved_and_logged(office, year, text):
    assert choose(office, text).status_code == 302
    assert load_policy(year) == grouped()
    entry = AuditEntry.objects.get(action="设定计分口径")
    assert entry.after["分组"] == ["二类：湘潭市、株洲市", "一类：长沙市"]
    shown = office.get(reverse("year-policy", args=[2017])).content.decode()
    assert "二类：湘潭市、株洲市\n一类：长沙市</textarea>" in shown
    assert choose(office, "", version=2).status_code == 302
    assert Policy.objects.get().groups == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("一类：上海市", "“一类”中的“上海市”不在地区表里，请核对名称。"),
        ("一类：长沙市\n二类：长沙市", "“长沙市”已在“一类”里，不能写两次。"),
        ("长沙市、株洲市", "“长沙市、株洲市”不是“组名：单位、单位”的写法。"),
        ("：长沙市", "不是“组名：单位、单位”的写法。"),
        ("一类：", "不是“组名：单位、单位”的写法。"),
        (f"{'组' * 21}：长沙市", "最多 20 字。"),
        ("未分组：长沙市", "“未分组”是不在任何一组的单位的叫法，请换一个组名。"),
    ],
)
def test_groups_that_cannot_be_are_refused(office, year, text, said):
    response = choose(office, text)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert load_policy(year).groups == ()


def test_preview_shows_groups_before_they_are_saved(office, year):
    asked = plain(groups="二类：湘潭市、株洲市") | {"version": ""}
    shown = office.get(reverse("year-policy", args=[2017]), asked).content.decode()
    assert '<td class="nowrap">二类 2</td>' in shown
    assert load_policy(year).groups == ()


def test_ranking_is_listed_group_by_group(office, year):
    Policy.objects.update_or_create(year=year, defaults={"groups": kept()})
    found = standings(load_policy(year))
    assert [(c.city, c.rank, c.group, c.group_rank) for c in found.listed] == [
        ("株洲市", 2, "二类", "1"),
        ("湘潭市", 3, "二类", "2"),
        ("长沙市", 1, "一类", "1"),
        ("衡阳市", 4, "—", "—"),
    ]
    page = office.get(reverse("scorecards", args=[2017])).content.decode()
    paper = ranking_html(found)
    for shown in (page, paper):
        places = [shown.index(f"{name}</") for name in ("株洲市", "湘潭市", "长沙市", "衡阳市")]
        assert places == sorted(places)
        assert "组内名次</th>" in shown
    assert '<td>二类</td><td class="middle">2</td>' in paper


def kept() -> list[dict]:
    return [{"name": g.name, "units": list(g.units)} for g in grouped().groups]


def test_card_tells_the_rank_within_the_group(office, year):
    Policy.objects.update_or_create(year=year, defaults={"groups": kept()})
    card = office.get(reverse("scorecard", args=[2017, "430102"])).content.decode()
    assert "共 4 个市州；二类第 2 名，共 2 个" in card
    alone = office.get(reverse("scorecard", args=[2017, "430103"])).content.decode()
    assert "共 4 个市州</div>" in alone
    found = standings(load_policy(year))
    [paper] = scorecard_htmls(found, [found.of("430102")])
    assert '<p class="small">二类第 2 名，共 2 个。</p>' in paper
    assert "<dd>分 2 组排名：二类（2 个）、一类（1 个）</dd>" in card


def test_quota_counts_within_each_group(year):
    policy = EnginePolicy(grades=GRADES, groups=grouped().groups)
    Result.objects.filter(measure__name="发生违纪违规行为被通报每起").update(value=0)
    told = standings(policy).quota_warnings
    assert [warning.split("，最多")[0] for warning in told] == [
        "二类：优秀有 2 个，超过 30% 的限额（2 个市州 × 30%",
        "一类：优秀有 1 个，超过 30% 的限额（1 个市州 × 30%",
        "未分组：优秀有 1 个，超过 30% 的限额（1 个市州 × 30%",
    ]


def test_file_and_workbook_rank_within_groups(tmp_path, year):
    found = standings(grouped())
    told = {city["city"]: city for city in scores_json(found)["cities"]}
    assert [(told[n]["group"], told[n]["group_rank"]) for n in NAMES] == [
        ("一类", 1), ("二类", 1), ("二类", 2), (None, None),
    ]  # fmt: skip
    books = recalculated(tmp_path, {"groups": scores_xlsx(found)})
    head, *rows = books["groups"]["排名"].iter_rows(values_only=True)
    assert head[-2:] == ("组别", "组内名次")
    assert [row[-2:] for row in rows] == [("一类", 1), ("二类", 1), ("二类", 2), (None, None)]


def test_year_without_groups_shows_none(office, year):
    page = office.get(reverse("scorecards", args=[2017])).content.decode()
    card = office.get(reverse("scorecard", args=[2017, "430100"])).content.decode()
    found = standings(EnginePolicy())
    papers = [ranking_html(found), *scorecard_htmls(found)]
    assert not [shown for shown in (page, card, *papers) if "组别" in shown or "分组" in shown]
    assert "group" not in scores_json(found)["cities"][0]


def test_list_of_cards_costs_as_many_queries_with_groups(
    office, year, django_assert_num_queries, django_assert_max_num_queries
):
    url = reverse("scorecards", args=[2017])
    office.get(url)
    with django_assert_max_num_queries(30) as without:
        office.get(url)
    Policy.objects.update_or_create(year=year, defaults={"groups": kept()})
    with django_assert_num_queries(len(without)):
        office.get(url)


def filled(client, number, **asked) -> str:
    return client.get(reverse("year-policy", args=[number]), asked).content.decode()


def test_choices_of_the_year_before_are_offered_and_saved_by_a_person(year, office):
    told = sent(groups="一类：长沙市、株洲市\n二类：湘潭市", bonus_cap="5", counts_bonus="1")
    assert office.post(reverse("year-policy", args=[2017]), told).status_code == 302
    new = factories.make_year(2018)
    factories.make_table(new, Place.objects.get(name="株洲市"))
    assert "照 2017 年度填写" in filled(office, 2018)
    page = office.get(reverse("year-policy", args=[2018]), {"like": "2017"})
    form = page.context["form"]
    assert form["groups"].value() == "一类：株洲市"
    assert load_policy(new) == EnginePolicy()
    told = {field.name: field.value() for field in form if field.value() is not None}
    assert office.post(reverse("year-policy", args=[2018]), told).status_code == 302
    old, now = load_policy(year), load_policy(new)
    assert now.groups == (Group("一类", (key("株洲市"),)),)
    assert (now.grades, now.bonus_cap, now.counts_bonus) == (GRADES, old.bonus_cap, True)


def test_groups_of_a_year_without_tables_keep_all_their_units(year, office):
    choose(office, "一类：长沙市、株洲市")
    factories.make_year(2018)
    page = office.get(reverse("year-policy", args=[2018]), {"like": "2017"})
    assert page.context["form"]["groups"].value() == "一类：长沙市、株洲市"


def test_the_first_year_is_offered_none(year, office):
    assert "年度填写" not in filled(office, 2017)
    assert "年度填写" not in filled(office, 2017, like="2016")
