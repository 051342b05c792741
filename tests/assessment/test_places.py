"""Rules on a city's place among all, from the item's page to score, workbook and paper."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from assessment.engine.types import Policy as EnginePolicy
from assessment.exports.scores import scores_json, scores_xlsx
from assessment.loading import load_tables
from assessment.models import CityTable, Item, Result, Rule
from assessment.paper.scorecard import scorecard_htmls
from assessment.scores.standing import Standings, score_tables
from cities.models import Role
from tests import factories
from tests.assessment.browsing import posted
from tests.assessment.phrases import address_of, waits
from tests.assessment.test_exports import recalculated
from tests.assessment.test_grades import record_all
from tests.assessment.test_wider_rules import come_back, rows_of, with_new_rule
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db

NAMES = ("长沙市", "株洲市", "湘潭市", "衡阳市")
RATE = ("满意度", "比率", "%")
COUNTING = EnginePolicy(counts_bonus=True)


@pytest.fixture
def year():
    year = factories.make_year()
    for number, name in enumerate(NAMES):
        factories.make_table(year, factories.make_city(name, key=f"4301{number:02d}"), issued=False)
    return year


@pytest.fixture
def editor(client, year):
    client.force_login(factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="考核甲"))
    item = Item.objects.get(section__table__city__name="长沙市", name="移民培训")
    return client, reverse("item-rules", args=[2017, item.pk])


def rank_all(*values: str | None, kind="rank_deduct", points="2", step=None, places=1) -> None:
    """Lay a rule on the place of 满意度 to every table, and record it."""
    for name, value in zip(NAMES, values, strict=True):
        item = Item.objects.get(section__table__city__name=name, name="移民培训")
        component = item.components.get()
        measure = component.measures.filter(name="满意度").first()
        measure = measure or factories.make_measure(component, "满意度", "比率", "%")
        rule = factories.make_rule(component, kind, points, [measure], step, "计9分")
        Rule.objects.filter(pk=rule.pk).update(target=places)
        Result.objects.filter(measure=measure).update(value=value and Decimal(value))


def standings(policy=COUNTING) -> Standings:
    return score_tables(2017, load_tables(CityTable.objects.all()), policy)


@pytest.mark.parametrize(
    ("kind", "figures", "logged", "sentence"),
    [
        (
            *("rank_bonus", ("1", "3", "1")),
            *("按名次加分：满意度，名次 3，每档 1，加 1 分", "前 3 名，第 3 名起每进一名加 1 分"),
        ),
        (
            *("rank_deduct", ("", "1", "2")),
            *("按名次扣分：满意度，名次 1，扣 2 分", "后 1 名扣 2 分"),
        ),
    ],
)
def test_office_settles_a_phrase_with_the_kind(editor, kind, figures, logged, sentence):
    client, url = editor
    data = with_new_rule(posted(client.get(url)), kind, RATE, figures)
    assert client.post(url, data).status_code == 302
    assert logged in str(AuditEntry.objects.get(action="修改计分规则").after)
    again = posted(client.get(url))
    assert [again[f"c-0-r-3-{f}"][0] for f in ("step", "target", "deduction")] == [*figures]
    table = CityTable.objects.get(city__name="长沙市")
    assert (
        sentence in client.get(reverse("city-table", args=[2017, table.city.key])).content.decode()
    )
    [*_, told] = rows_of(come_back(table))[-2:-1]
    assert (told["kind"], told["basis"], told["target"]) == (kind, "rank", figures[1])


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (("", "", "2"), "请填前几名或后几名。"),
        (("", "0", "2"), "名次须是 1 以上的整数。"),
        (("", "1.5", "2"), "名次须是 1 以上的整数。"),
    ],
)
def test_places_that_are_none_are_refused(editor, figures, said):
    client, url = editor
    response = client.post(
        url, with_new_rule(posted(client.get(url)), "rank_deduct", RATE, figures)
    )
    assert response.status_code == 422
    assert said in response.content.decode()


def test_card_and_paper_tell_the_place_among_all(editor):
    client, _ = editor
    rank_all("95", "90", "90", "80")
    rank_all("95", "90", "90", "80", kind="rank_bonus", points="1", step="1", places=3)
    record_all()
    found = standings()
    assert [str(city.total) for city in found.cities] == ["103.00", "102.00", "102.00", "83.11"]
    last = client.get(reverse("scorecard", args=[2017, "430103"])).content.decode()
    first = client.get(reverse("scorecard", args=[2017, "430100"])).content.decode()
    assert "4 个单位中第 4 名，在后 1 名 → 扣 2" in last
    assert "4 个单位中第 1 名，在前 3 名 → 3 × 1 = 3" in first
    papers = scorecard_htmls(found)
    assert "4 个单位中第 2 名，在前 3 名 → 2 × 1 = 2" in papers[1]
    assert "4 个单位中第 4 名，在后 1 名 → 扣 2" in papers[3]


def test_place_waits_until_every_city_is_recorded(editor):
    client, _ = editor
    rank_all("95", None, None, "80")
    Result.objects.exclude(measure__name="满意度").update(value=0)
    found = standings()
    assert [city.score.complete for city in found.cities] == [False] * 4
    card = client.get(reverse("scorecard", args=[2017, "430103"])).content.decode()
    assert "另有 2 个单位未录入，名次待定，暂不扣分" in card
    assert not any(city["complete"] for city in scores_json(found)["cities"])


@pytest.mark.one_database
def test_two_figures_of_one_name_are_placed_each_among_its_own(year, tmp_path):
    """Two components of an item may call what they ask for the same."""
    for at, name in enumerate(NAMES):
        item = Item.objects.get(section__table__city__name=name, name="移民培训")
        for figure in (80 - at, 80 + at):
            component = factories.make_component(item, "3")
            measure = factories.make_measure(component, *RATE)
            rule = factories.make_rule(component, "rank_deduct", "1", [measure], None, "计9分")
            Rule.objects.filter(pk=rule.pk).update(target=1)
            Result.objects.filter(measure=measure).update(value=Decimal(figure))
    record_all()
    found = standings()
    lost = [[line.deduction for line in placed(city)] for city in found.cities]
    assert lost == [[0, 1], [0, 0], [0, 0], [1, 0]]
    assert all(city.score.complete for city in found.cities)
    book = recalculated(tmp_path, {"scores": scores_xlsx(found)})["scores"]
    totals = {row[1]: row[-2] for row in book["排名"].iter_rows(min_row=2, values_only=True)}
    assert totals == {city.city: float(city.total) for city in found.cities}


def placed(city):
    items = [item for section in city.score.sections for item in section.items]
    lines = [line for item in items for part in item.components for line in part.lines]
    return [line for line in lines if line.rule.kind == "rank_deduct"]


def test_form_beside_a_phrase_asks_for_places_and_steps(editor):
    client, _ = editor
    [concern] = waits(CityTable.objects.get(city__name="长沙市"), "排名末位的扣1分左右")
    shown = client.get(address_of(concern)).content.decode()
    [needs] = re.findall(r'value="rank_deduct"[^>]*data-needs="([^"]*)"', shown)
    assert {"step", "target"} <= set(needs.split())


def test_row_of_the_collection_does_not_guess_a_place(editor):
    client, _ = editor
    rank_all("95", "90", "90", "80")
    item = Item.objects.get(section__table__city__name="衡阳市", name="移民培训")
    derived = client.get(reverse("item-derivation", args=[2017, item.pk])).content.decode()
    assert "名次待与其他单位一起计算，暂不扣分" in derived


VALUES = [
    ("95", "90", "90", "80"),
    ("80", "80", "80", "80"),
    ("0", "100", "50", "0"),
    ("95", None, "90", "80"),
]


@pytest.mark.one_database
def test_workbook_recomputes_the_places(tmp_path, year):
    rules = {"kind": "rank_bonus", "points": "1.5", "step": "1", "places": 2}
    rank_all(*VALUES[0])
    rank_all(*VALUES[0], **rules)
    rank_all(*VALUES[0], points="1", step="1", places=3)
    found = {}
    for number, values in enumerate(VALUES):
        for name, value in zip(NAMES, values, strict=True):
            Result.objects.filter(
                measure__name="满意度", measure__component__item__section__table__city__name=name
            ).update(value=value and Decimal(value))
        found[f"{number}"] = standings()
    books = recalculated(tmp_path, {name: scores_xlsx(s) for name, s in found.items()})
    for name, standing in found.items():
        _, *rows = books[name]["排名"].iter_rows(values_only=True)
        told = [(row[0], row[1], row[-2], row[-1]) for row in rows]
        assert told == [
            (c.rank, c.city, float(c.total), len(c.score.missing)) for c in standing.by_rank
        ], name
