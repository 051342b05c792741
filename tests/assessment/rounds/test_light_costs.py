"""灯色扣分: off by default; on, a red light of an ended round costs what the settings say, and
every place that scores the year says so alike."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.engine.explain import explain_line
from assessment.engine.snapshot.recomputing import recompute
from assessment.exports.scores import scores_xlsx
from assessment.frozen.reading import year_told
from assessment.frozen.writing import keys_named, proofs_of, told_year
from assessment.models import (
    Indicator,
    ObjectionWindow,
    Result,
    RoundSettings,
    Rule,
    Year,
    YearState,
)
from assessment.scores.standing import standings_of
from tests import factories
from tests.assessment.frozen.freezing import finalise
from tests.assessment.rounds.steps import AUTUMN, HERE, RATE, SKILLS, TRACKING, TRAINING
from tests.assessment.test_exports import recalculated
from tests.assessment.test_upgrade import step_back_of
from tests.engine.frozen import HEAD
from trust.refusals import Refused

pytestmark = pytest.mark.one_database

FULL = {TRAINING: "1103", SKILLS: "166", RATE: "95", TRACKING: "0"}
PAPER = {k: v for k, v in HEAD.items() if k != "year"}


@pytest.fixture
def year(desk):
    """Two rounds are over in which 长沙's training stood red; everything was done by the end."""
    desk.open()
    desk.report({TRAINING: "100", SKILLS: "75", RATE: "10"})  # red, yellow, not timed
    desk.open("第2次调度", AUTUMN)
    desk.report({TRAINING: "500", SKILLS: "166"}, number=2)  # red, green
    desk.close(1)
    desk.close(2)
    desk.record(FULL)
    return desk


def lines(desk, city=HERE) -> dict:
    """Return the lines on lights that cost something, with what they take."""
    score = standings_of(desk.year).of(city).score
    return {
        explain_line(line): line.deduction
        for section in score.sections
        for item in section.items
        for component in item.components
        for line in component.lines
        if line.rule.kind.value in ("red_light", "yellow_light") and line.deduction
    }


def total(desk, city=HERE) -> Decimal:
    return standings_of(desk.year).of(city).total


def test_by_default_lights_cost_nothing_and_ask_nothing(year):
    with CaptureQueriesContext(
        connection,
    ) as held:
        assert total(year) == 100
    assert not any("roundfigure" in query["sql"] for query in held)


def test_each_light_is_deducted_by_name_up_to_its_cap(year):
    year.set(red_points=Decimal("0.5"), yellow_points=Decimal("0.2"))
    assert lines(year) == {
        "农业实用技术培训调度中每次亮红灯扣0.5分（本年度调度设置）："
        "第1次调度（截至 2017-07-02，达序时的 18.1%）、"
        "第2次调度（截至 2017-09-30，达序时的 60.6%）红灯 → 2 次 × 0.5 = 1": 1,
        "转移就业技能培训调度中每次亮黄灯扣0.2分（本年度调度设置）："
        "第1次调度（截至 2017-07-02，达序时的 90.1%）黄灯 → 扣 0.2": Decimal("0.2"),
    }
    assert total(year) == Decimal("89.87")  # (9 − 1.2) ÷ 9 × 76 + 24
    assert lines(year, "430200") == {}
    year.set(light_cap=Decimal("0.6"))
    assert [*lines(year).values()] == [Decimal("0.6"), Decimal("0.2")]
    assert "，最多扣 0.6 分，扣 0.6" in next(iter(lines(year)))


def test_only_rounds_that_ended_count_and_only_chosen_indicators(year):
    year.set(red_points=Decimal("0.5"))
    year.open("第3次调度", AUTUMN.replace(month=11))
    year.report({TRAINING: "0"}, number=3)
    assert [*lines(year).values()] == [1]
    year.close(3)
    assert [*lines(year).values()] == [Decimal("1.5")]
    year.set(light_indicators=[Indicator.objects.get(name="廉政建设").pk])
    assert lines(year) == {}
    assert total(year) == 100


def test_every_place_says_the_same(client, year):
    year.set(red_points=Decimal("0.5"))
    client.force_login(year.people["assessment_office"])
    card = client.get(reverse("scorecard", args=[2017, HERE])).content.decode()
    assert "第2次调度（截至 2017-09-30，达序时的 60.6%）红灯" in card
    client.force_login(year.people["office"])
    result = year.result()
    grid = client.get(reverse("collection-grid", args=[2017, Indicator.objects.first().pk]))
    assert ">8.00<" in grid.content.decode()
    url = reverse("result-record", args=[2017, result.pk])
    saved = client.post(
        url, json.dumps({"text": "1103", "version": result.version}),
        content_type="application/json",
    )  # fmt: skip
    assert [row["score"] for row in saved.json()["rows"]] == ["8.00"]


def test_workbook_recomputes_them(year, tmp_path):
    year.set(red_points=Decimal("0.5"), light_cap=Decimal("0.8"))
    standings = standings_of(year.year)
    book = recalculated(tmp_path, {"a": scores_xlsx(standings)})["a"]
    rows = list(book["评分"].iter_rows(min_row=2, values_only=True))
    assert [row[5] for row in rows if row[0] == "长沙市"] == [8.2, 10]
    kinds = {row[5] for row in book["明细"].iter_rows(values_only=True)}
    assert "红灯扣分（最多扣 0.8 分）" in kinds


def test_frozen_year_keeps_its_lights_whatever_becomes_of_the_rounds(year):
    year.set(red_points=Decimal("0.5"))
    standings = standings_of(year.year)
    told = told_year(standings, proofs_of(year.year), keys=keys_named(standings), head=PAPER)
    RoundSettings.objects.update(red_points=None)
    assert recompute(told) == []
    again = year_told(told).standings.of(HERE)
    assert again.total == standings.of(HERE).total < 100
    assert [m.lights for m in again.table.measures] == [
        m.lights for m in standings.of(HERE).table.measures
    ]


def test_a_year_without_costs_freezes_to_the_bytes_it_froze_to(year):
    def frozen():
        standings = standings_of(year.year)
        return told_year(standings, proofs_of(year.year), keys=keys_named(standings), head=PAPER)

    before = frozen()
    year.set(green=Decimal(99))
    assert frozen() == before
    assert "light" not in json.dumps(before)


def test_what_if_changes_what_a_light_costs(client, year):
    year.set(red_points=Decimal("0.5"))
    client.force_login(year.people["assessment_office"])
    rules = [
        rule.pk
        for item in standings_of(year.year).of(HERE).table.items
        for component in item.components
        for rule in component.rules
        if rule.engine.kind.value == "red_light"
    ]
    asked = {"city": HERE, f"r{rules[0]}d": "1"}
    page = client.get(reverse("trial", args=[2017]), asked).content.decode()
    assert "83.11" in page  # (9 − 2) ÷ 9 × 76 + 24
    assert total(year) == Decimal("91.56")


def test_a_city_objects_to_what_its_light_cost_and_the_office_makes_a_problem_of_it(client, year):
    year.set(red_points=Decimal("0.5"))
    Year.objects.update(state=YearState.FEEDBACK)
    now, day = timezone.now(), timedelta(days=1)
    ObjectionWindow.objects.create(year=year.year, opens_at=now - day, closes_at=now + day)
    [pk] = [
        rule.pk
        for item in standings_of(year.year).of(HERE).table.items
        for component in item.components
        for rule in component.rules
        if rule.engine.kind.value == "red_light"
    ]
    client.force_login(year.people["city"])
    url = reverse("objection-to-deduction", args=[2017, pk])
    assert url in client.get(reverse("scorecard", args=[2017, HERE])).content.decode()
    assert "农业实用技术培训调度中每次亮红灯扣0.5分" in client.get(url).content.decode()
    other = reverse("objection-to-deduction", args=[2017, pk + 2 * 10**9])
    assert client.get(other).status_code == 404
    client.force_login(year.people["assessment_office"])
    made = client.get(reverse("rectification-new", args=[2017]), {"rule": pk})
    assert "扣 1 分" in made.content.decode()


def test_what_a_light_costs_is_no_rule_of_the_table_to_be_corrected(client, year):
    year.set(red_points=Decimal("0.5"))
    client.force_login(year.people["assessment_office"])
    for cell in Result.objects.filter(value=None).select_related("measure"):
        Result.objects.filter(pk=cell.pk).update(value=cell.measure.target or 0, version=1)
    Year.objects.update(state=YearState.FEEDBACK)
    finalise(year.year, year.people["assessment_office"])
    card = client.get(reverse("scorecard", args=[2017, HERE])).content.decode()
    shown = set(re.findall(r"/corrections/rules/(\d+)/", card))
    table = standings_of(year.year).of(HERE).table
    kept = Rule.objects.filter(component__item__section__table=table.pk)
    assert "红灯" in card
    assert shown == {str(rule.pk) for rule in kept}


# --- The settings ---------------------------------------------------------------------------------


def post(client, **more):
    sent = {"counting": "year_end", "green": "100", "yellow": "80", "version": "1", **more}
    return client.post(reverse("round-settings", args=[2017]), sent)


def test_office_sets_what_lights_cost(house, desk):
    training = Indicator.objects.get(name="移民培训").pk
    answer = post(house, red_points="0.5", yellow_points="", light_indicators=[training])
    assert answer.status_code == 302
    held = RoundSettings.objects.get()
    assert (held.red_points, held.yellow_points, held.light_cap) == (Decimal("0.5"), None, None)
    assert held.light_indicators == [training]
    page = house.get(reverse("rounds", args=[2017])).content.decode()
    assert "灯色扣分：红灯每次 0.5 分" in page
    shown = house.get(reverse("round-settings", args=[2017])).content.decode()
    assert f'value="{training}"' in shown
    assert "checked" in shown


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"red_points": "0"}, "扣分须大于 0；不扣分的请留空"),
        ({"red_points": "半分"}, "请填分数，如 0.5"),
        ({"red_points": "0.2", "yellow_points": "0.5"}, "黄灯扣分不能多于红灯"),
        ({"yellow_points": "0.5"}, "黄灯扣分不能多于红灯"),
        ({"red_points": "0.5", "light_cap": "0.1"}, "不能少于一次红灯所扣的"),
        ({"light_cap": "1"}, "不用填最多扣多少"),
    ],
)
def test_wrong_costs_are_refused_in_a_sentence(house, desk, sent, said):
    answer = post(house, **sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not RoundSettings.objects.filter(red_points__gt=0).exists()


def test_costs_stay_once_collecting_is_over(year):
    year.set(red_points=Decimal("0.5"))
    Year.objects.update(state=YearState.REVIEW)
    for change in ({"red_points": None}, {"yellow": Decimal(50)}, {"light_cap": Decimal(1)}):
        with pytest.raises(Refused, match="直接计入得分）不再改动：最迟在“处室采集”"):
            year.set(**change)
    year.set(counting="last")  # moves no score
    assert total(year) == Decimal("91.56")


def test_costs_are_shown_but_not_offered_once_collecting_is_over(house, desk):
    desk.set(red_points=Decimal("0.5"))
    Year.objects.update(state=YearState.REVIEW)
    page = house.get(reverse("round-settings", args=[2017]))
    assert "请先把年度退回“处室采集”阶段" in page.content.decode()
    open_ones = [name for name, field in page.context["form"].fields.items() if not field.disabled]
    assert open_ones == ["counting", "version"]
    # As a browser sends it: what is closed to typing stays away, and stays as it was.
    sent = {"counting": "last", "version": page.context["form"].initial["version"]}
    assert house.post(reverse("round-settings", args=[2017]), sent).status_code == 302
    held = RoundSettings.objects.get()
    assert (held.counting, held.red_points) == ("last", Decimal("0.5"))
    # A page that was opened before the step sends it all the same.
    stale = post(house, red_points="2", version=held.version)
    assert (stale.status_code, "不再改动" in stale.content.decode()) == (422, True)
    assert RoundSettings.objects.get().red_points == Decimal("0.5")


def test_lines_of_lights_that_cost_nothing_stay_open(house, desk):
    Year.objects.update(state=YearState.REVIEW)
    page = house.get(reverse("round-settings", args=[2017]))
    fields = page.context["form"].fields
    assert [fields[name].disabled for name in ("green", "yellow", "red_points")] == [
        False,
        False,
        True,
    ]


@pytest.mark.django_db
def test_going_back_is_refused_while_lights_cost():
    """Asked of the step itself, as in test_upgrade."""
    go_back = step_back_of("0037_light_costs")
    go_back(apps, None)
    RoundSettings.objects.create(year=factories.make_year(), red_points=1)
    with pytest.raises(IrreversibleError, match="灯色扣分"):
        go_back(apps, None)
