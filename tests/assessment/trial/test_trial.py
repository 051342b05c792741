"""试算: the address says what is tried; scores follow, nothing is stored, nonsense is told."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Component, Item, Measure, Policy, Result, Rule, Year
from assessment.scores.standing import standings_of
from cities.models import Role
from tests.factories import (
    make_account,
    make_city,
    make_component,
    make_item,
    make_office,
    make_table,
    make_year,
)
from trust.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
CITIES = (("长沙市", "430100"), ("株洲市", "430200"), ("湘潭市", "430300"))


@pytest.fixture
def year():
    """Everything is done but for 湘潭, where the certificates lack 5 points."""
    year = make_year(2017)
    for name, key in CITIES:
        make_table(year, make_city(name, key))
    for row in Result.objects.select_related("measure"):
        done = {"数量": row.measure.target, "比率": row.measure.target}
        row.value = done.get(row.measure.kind, Decimal(0))
        row.save()
    Result.objects.filter(
        measure__name="获证率", measure__component__item__section__table__city__key="430300"
    ).update(value=90)
    return year


@pytest.fixture
def desk(client, year):
    client.force_login(make_account("kaohe", role=Role.ASSESSMENT_OFFICE))
    return client


def url(**query):
    return reverse("trial", args=[2017]), query


def tried(desk, **query):
    address, fields = url(**query)
    return desk.get(address, fields, follow=True)


def measure(name, city="430100") -> Measure:
    return Measure.objects.get(
        name=name, component__item__section__table__city__key=city,
        component__item__section__table__year__number=2017,
    )  # fmt: skip


def rule(starts, city="430100") -> Rule:
    return Rule.objects.get(
        clause__startswith=starts, component__item__section__table__city__key=city
    )


def totals(answer) -> dict[str, tuple]:
    """Return city: total and rank before, and as tried."""
    moves = answer.context["page"].object_list
    return {m.city.city: (m.before.total, m.before.rank, m.city.total, m.city.rank) for m in moves}


def faults(answer) -> list[str]:
    return answer.context["asked"].faults


# --- What is tried ------------------------------------------------------------------------------


def test_nothing_tried_shows_the_scores_as_they_stand(desk, year):
    shown = totals(tried(desk))
    assert {c.city: (c.total, c.rank) for c in standings_of(year).cities} == {
        city: told[:2] for city, told in shown.items()
    }
    assert all(told[:2] == told[2:] for told in shown.values())


def test_a_figure_changes_total_ranks_and_its_derivation(desk, year):
    answer = tried(desk, **{f"m{measure('获证率').pk}": "80"})
    shown = totals(answer)
    assert shown["长沙市"] == (Decimal("100.00"), 1, Decimal("87.33"), 3)
    assert shown["湘潭市"][1::2] == (3, 2)
    html = answer.content.decode()
    assert "长沙市 移民培训 获证率：95 → <strong>80</strong>" in html
    assert "现行得 9.00 分，试算得 7.50 分" in html


def test_a_tried_figure_is_what_recording_it_gives(desk, year):
    answer = tried(desk, **{f"m{measure('获证率').pk}": "80"})
    Result.objects.filter(measure=measure("获证率")).update(value=80)
    assert {c.city: c.total for c in standings_of(year).cities} == {
        city: told[2] for city, told in totals(answer).items()
    }


def test_a_figure_may_be_taken_away(desk, year):
    answer = tried(desk, **{f"m{measure('获证率', '430300').pk}": ""})
    assert totals(answer)["湘潭市"][2] == Decimal("100.00")
    assert "获证率：90 → <strong>—</strong>" in answer.content.decode()


@pytest.mark.parametrize(
    ("part", "value", "column"),
    [("d", "0.5", "deduction"), ("s", "2", "step"), ("c", "0.3", "cap")],
)
def test_a_rule_changes_as_if_it_said_so(desk, year, part, value, column):
    row = rule("获证率", "430300")
    answer = tried(desk, **{f"r{row.pk}{part}": value})
    Rule.objects.filter(pk=row.pk).update(**{column: value})
    now = next(c.total for c in standings_of(year).cities if c.city == "湘潭市")
    assert totals(answer)["湘潭市"][2] == now
    assert totals(answer)["湘潭市"][0] != now


def test_the_same_rule_of_every_city_may_be_changed_at_once(desk, year):
    for city in ("430100", "430200"):
        Result.objects.filter(measure=measure("获证率", city)).update(value=94)
    answer = tried(desk, all="1", **{f"r{rule('获证率').pk}d": "2"})
    Rule.objects.filter(clause__startswith="获证率").update(deduction=2)
    assert {c.city: c.total for c in standings_of(year).cities} == {
        city: told[2] for city, told in totals(answer).items()
    }
    assert "共 3 张表" in answer.content.decode()


def test_a_figure_that_stands_so_is_not_carried_into_other_cities(desk):
    """The form sends all fields of the item: only what the person changed is tried everywhere."""
    answer = tried(desk, all="1", **{f"m{measure('获证率').pk}": "95"})
    assert answer.context["asked"].changes == []
    assert totals(answer)["湘潭市"][2] == totals(answer)["湘潭市"][0]


@pytest.mark.parametrize(
    ("field", "value", "column"),
    [
        ("step_reading", "proportion", "step_reading"),
        ("pooling", "each", "pooling"),
        ("cap_components", "0", "cap_components"),
        ("counts_bonus", "1", "counts_bonus"),
        ("bonus_cap", "3", "bonus_cap"),
    ],
)
def test_a_choice_is_tried_as_if_the_year_had_made_it(desk, year, field, value, column):
    Result.objects.filter(measure=measure("农业实用技术培训")).update(value=800)
    Result.objects.filter(measure=measure("转移就业技能培训")).update(value=300)
    answer = tried(desk, **{field: value})
    assert len(answer.context["asked"].changes) == 1
    Policy.objects.update(**{column: False if value == "0" else value})
    assert {c.city: c.total for c in standings_of(year).cities} == {
        city: told[2] for city, told in totals(answer).items()
    }


# --- The address --------------------------------------------------------------------------------


def test_the_address_keeps_only_what_is_changed(desk):
    address, fields = url(
        city="430100", step_reading="whole", pooling="each", **{f"m{measure('获证率').pk}": "95"}
    )
    answer = desk.get(address, fields)
    assert answer.status_code == 302
    assert answer.url == f"{address}?city=430100&pooling=each"
    assert desk.get(answer.url).status_code == 200


def test_nothing_is_stored(desk):
    before = AuditEntry.objects.count(), Result.objects.get(measure=measure("获证率")).value
    tried(desk, **{f"m{measure('获证率').pk}": "80", f"r{rule('获证率').pk}d": "2"})
    now = AuditEntry.objects.count(), Result.objects.get(measure=measure("获证率")).value
    assert now == before


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("m{m}", "三十", "“三十”"),
        ("m{m}", "-5", "小于 0"),
        ("m{m}", "9" * 40, "，没有计入。"),
        ("m{m}", "1e999999999", "，没有计入。"),
        ("r{r}d", "0", "应为大于 0 的数"),
        ("r{r}d", "", "没有填分数"),
        ("r{r}s", "-1", "没有计入"),
        ("r{r}s", "", "照这样改无法计算"),
        ("r{r}d", "9" * 12, "过大"),
        ("r{r}", "2", "不是本年度的测量项、规则或要点"),
        ("m{m}d", "2", "不是本年度的测量项、规则或要点"),
        ("m999999999", "2", "不是本年度的测量项、规则或要点"),
        ("m" + "9" * 30, "2", "不是本年度的测量项、规则或要点"),
        ("x", "2", "链接里的“x”不是本年度的测量项、规则或要点"),
        ("m٣", "2", "不是本年度的测量项、规则或要点"),
        ("pooling", "toString", "没有“toString”这种选法"),
        ("cap_components", "yes", "没有“yes”这种选法"),
        ("bonus_cap", "很多", "加分上限"),
    ],
)
def test_nonsense_is_told_in_one_sentence_and_changes_nothing(desk, name, value, words):
    field = name.format(m=measure("获证率").pk, r=rule("获证率").pk)
    answer = tried(desk, **{field: value})
    assert answer.status_code == 200
    [fault] = faults(answer)
    assert words in fault
    assert all(told[:2] == told[2:] for told in totals(answer).values())


def test_what_belongs_to_another_year_is_not_tried(desk):
    other = make_table(make_year(2016), make_city("长沙市", "430100"))
    row = Measure.objects.filter(component__item__section__table=other).first()
    assert "不是本年度的测量项、规则或要点" in faults(tried(desk, **{f"m{row.pk}": "1"}))[0]


def test_a_link_that_is_too_long_or_changes_too_much_is_refused_whole(desk, year):
    assert "链接过长" in faults(tried(desk, x="9" * 4000))[0]
    for number in range(3):
        make_table(year, make_city(f"试验{number}市"))
    fields = {f"r{row.pk}d": "3" for row in Rule.objects.filter(kind="shortfall_share")}
    fields |= {f"r{row.pk}d": "3" for row in Rule.objects.exclude(kind="shortfall_share")}
    fields |= {f"r{row.pk}c": "3" for row in Rule.objects.all()}
    answer = tried(desk, **fields)
    assert "一次最多试改 40 处，现有 48 处" in faults(answer)[0]
    assert answer.context["asked"].changes == []


def test_markup_in_a_link_is_shown_as_words(desk):
    html = tried(desk, **{"<script>alert(1)</script>": "1"}).content.decode()
    assert "<script>alert" not in html


# --- Who, and at what cost ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OFFICE, 200), (Role.AUDITOR, 200), (Role.CITY, 404), (Role.COUNTY, 404)],
)
def test_only_who_sees_all_cities_may_try(client, year, role, status):
    year.state = "feedback"
    year.save()
    place = make_city("长沙市", "430100") if role in (Role.CITY, Role.COUNTY) else None
    office = make_office("培训中心") if role == Role.OFFICE else None
    client.force_login(make_account("ren", role=role, place=place, office=office))
    assert client.get(reverse("trial", args=[2017])).status_code == status


def test_entries_lead_here_from_card_overview_and_readings(desk):
    address = reverse("trial", args=[2017])
    for name, arguments in (("overview", [2017]), ("readings", [2017])):
        assert f'href="{address}"' in desk.get(reverse(name, args=arguments)).content.decode()
    card = desk.get(reverse("scorecard", args=[2017, "430100"])).content.decode()
    item = Item.objects.get(section__table__city__key="430100", name="移民培训")
    assert f'href="{address}?city=430100"' in card
    assert f'href="{address}?city=430100&amp;item={item.pk}"' in card


def test_the_form_of_an_item_offers_its_figures_and_rules(desk):
    item = Item.objects.get(section__table__city__key="430100", name="移民培训")
    html = tried(desk, city="430100", item=item.pk).content.decode()
    assert f'name="m{measure("获证率").pk}" value="95"' in html
    assert f'name="r{rule("获证率").pk}d" value="0.1"' in html
    assert f'name="r{rule("获证率").pk}s" value="1"' in html
    assert f'name="r{rule("无就业").pk}s"' not in html  # it falls once


def test_queries_do_not_grow_with_cities_or_changes(desk, year):
    def counted(**query):
        with CaptureQueriesContext(connection) as captured:
            answer = desk.get(reverse("trial", args=[2017]), query)
            assert answer.status_code == 200
        return len(captured)

    counted()  # who is here
    few = counted()
    for number in range(3):
        make_table(year, make_city(f"试验{number}市"))
    many = {f"r{row.pk}d": "3" for row in Rule.objects.filter(kind="shortfall_share")}
    assert counted(**many) == few
    assert few <= 15  # two ask for summaries, which rows written behind the acts have not
    call_command("rebuild_summaries")
    assert counted() == 7
    assert counted(**many) <= 18
    assert counted(**many, all="1") <= 19


def test_cities_that_have_no_such_item_stay_as_they_are(desk, year):
    Component.objects.filter(
        item__section__table__city__key="430200", item__name="移民培训"
    ).delete()
    answer = tried(desk, all="1", **{f"r{rule('获证率').pk}d": "2"})
    assert totals(answer)["株洲市"][0] == totals(answer)["株洲市"][2]
    assert Year.objects.count() == 1


# --- Targets, exemptions, grades ------------------------------------------------------------------

GRADES = [
    {"name": "优秀", "least": "90", "quota": None, "is_best": True},
    {"name": "合格", "least": "60", "quota": None, "is_best": False},
    {"name": "不合格", "least": "0", "quota": None, "is_best": False},
]


def grades(answer) -> dict[str, tuple[str, str]]:
    moves = answer.context["page"].object_list
    return {move.city.city: (move.before.grade, move.city.grade) for move in moves}


def test_target_is_tried_for_one_city_or_for_all(desk, year):
    target = measure("获证率", "430300")
    alone = tried(desk, **{f"m{target.pk}t": "90"})
    assert totals(alone)["湘潭市"][2] == 100
    assert totals(alone)["长沙市"][2] == totals(alone)["长沙市"][0]
    [change] = alone.context["asked"].changes
    assert (change.what, change.before, change.after) == ("获证率的目标", "95", "90")
    everywhere = tried(desk, **{f"m{target.pk}t": "90", "all": "1"})
    [change] = everywhere.context["asked"].changes
    assert change.cities == 3
    target.refresh_from_db()
    assert target.target == 95


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [("获证率", "0", "应为大于 0 的数"), ("获证率", "多", "获证率的目标"),
     ("无就业跟踪服务", "1", "没有目标值可改")],
)  # fmt: skip
def test_target_that_cannot_be_is_told(desk, name, value, why):
    [fault] = faults(tried(desk, **{f"m{measure(name).pk}t": value}))
    assert why in fault


def test_exempt_component_is_tried_unless_nothing_would_be_left(desk, year):
    component = measure("获证率", "430300").component
    answer = tried(desk, **{f"x{component.pk}": "1"})
    [fault] = faults(answer)
    assert "照这样改无法计算" in fault
    item = make_item(component.item.section, "油茶", "67")
    make_component(item, "67")
    answer = tried(desk, **{f"x{component.pk}": "1"})
    assert faults(answer) == []
    assert totals(answer)["湘潭市"][2] == 100
    assert "试算豁免，本指标 9 分本年度不计" in answer.content.decode()
    [change] = answer.context["asked"].changes
    assert (change.what, change.before, change.after) == ("要点1", "计分", "豁免，不计分")
    assert not answer.context["asked"].fields.keys() - {f"x{component.pk}"}
    assert "只能选计分或豁免" in faults(tried(desk, **{f"x{component.pk}": "2"}))[0]


def test_grades_are_tried_by_points_and_by_place(desk, year):
    Policy.objects.update_or_create(year=year, defaults={"grades": GRADES})
    assert set(grades(tried(desk)).values()) == {("优秀", "优秀")}
    bar = grades(tried(desk, g0l="99.9"))
    assert (bar["长沙市"], bar["湘潭市"]) == (("优秀", "优秀"), ("优秀", "合格"))
    place = tried(desk, g0f="前2名", g0l="")
    assert grades(place)["湘潭市"] == ("优秀", "合格")
    told = {(c.where, c.what, c.before, c.after) for c in place.context["asked"].changes}
    assert told == {("优秀", "分数线", "90", "0"), ("优秀", "前几名", "—", "2")}
    quota = tried(desk, g0q="30")
    assert quota.context["asked"].changes[0].after == "30"
    assert Policy.objects.get(year=year).grades == GRADES


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"g0l": "50"}, "等次没有计入：“合格”的分数应低于上一等次的 50 分"),
        ({"g0f": "三"}, "优秀前几名：“三”应为名次（如 3）或百分比（如 30%）"),
        ({"g1l": "1001"}, "合格分数线：“1001”应为 0 到 1000 的数"),
        ({"g0q": "101"}, "优秀限额"),
        ({"g7l": "5"}, "不是本年度的等次"),
    ],
)
def test_grades_that_cannot_be_are_told(desk, year, sent, why):
    Policy.objects.update_or_create(year=year, defaults={"grades": GRADES})
    answer = tried(desk, **sent)
    assert any(why in fault for fault in faults(answer))
    assert set(grades(answer).values()) == {("优秀", "优秀")}


def test_form_offers_targets_components_and_grades(desk, year):
    Policy.objects.update_or_create(year=year, defaults={"grades": GRADES})
    own = measure("获证率")
    shown = tried(desk, city="430100", item=own.component.item_id).content.decode()
    assert f'name="m{own.pk}t" value="95"' in shown
    assert f'name="x{own.component_id}"' in shown
    assert 'name="g0l" value="90"' in shown
    assert 'name="g2q"' in shown
    assert 'name="g2l"' not in shown
