"""等次 by place: chosen on the year's page, told on card and ranking, computed in the workbook."""

import dataclasses
from decimal import Decimal

import pytest
from django.urls import reverse

from assessment.engine.types import Grade, Group
from assessment.engine.types import Policy as EnginePolicy
from assessment.exports.scores import scores_json, scores_xlsx
from assessment.loading import load_policy, load_tables
from assessment.models import CityTable, Policy, Result
from assessment.paper.scorecard import scorecard_htmls
from assessment.scores.standing import Standings, score_tables
from cities.models import Role
from tests import factories
from tests.assessment.test_exports import recalculated

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
CITIES = ("长沙市", "株洲市", "湘潭市", "衡阳市", "邵阳市")
BEST = Grade("优秀", Decimal(90), None, True, Decimal(2))
GRADES = (BEST, Grade("合格", Decimal(60)), Grade("不合格", Decimal(0)))


@pytest.fixture
def year(db):
    """Of five cities each lost two points more than the one before, but for two that are even."""
    year = factories.make_year()
    for lost, name in zip((0, 1, 1, 2, 3), CITIES, strict=True):
        factories.make_table(year, factories.make_city(name))
        for row in Result.objects.filter(value=None).select_related("measure"):
            done = row.measure.target if row.measure.target is not None else Decimal(0)
            is_count = row.measure.kind == "次数"
            Result.objects.filter(pk=row.pk).update(value=lost if is_count else done)
    return year


@pytest.fixture
def office(client, year):
    client.force_login(factories.make_account("kaohe", role=Role.ASSESSMENT_OFFICE))
    return client


def standings(grades=GRADES, **more) -> Standings:
    policy = EnginePolicy(grades=grades, **more)
    return score_tables(2017, load_tables(CityTable.objects.all()), policy)


def sent(**changes) -> dict:
    return {
        "step_reading": "whole", "pooling": "capped", "cap_components": "1", "version": 1,
        "grade0_name": "优秀", "grade0_least": "90", "grade0_first": "2", "grade0_is_best": "1",
        "grade1_name": "合格", "grade1_least": "60", "grade2_name": "不合格", **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "first", "is_share", "shown"),
    [
        ("2", "2", False, "2"), ("前 3 名", "3", False, "3"), ("30%", "30", True, "30%"),
        ("３０％", "30", True, "30%"), ("12.5%", "12.5", True, "12.5%"),
    ],
)  # fmt: skip
def test_places_are_chosen_and_shown_again(office, year, typed, first, is_share, shown):
    url = reverse("year-policy", args=[2017])
    assert office.post(url, sent(grade0_first=typed)).status_code == 302
    grade = load_policy(year).grades[0]
    assert (grade.first, grade.is_share) == (Decimal(first), is_share)
    form = office.get(url).context["form"]
    assert form.initial["grade0_first"] == shown


@pytest.mark.parametrize("typed", ["0", "2.5", "0%", "101%", "三", "-1"])
def test_what_is_no_place_is_told(office, typed):
    answer = office.post(reverse("year-policy", args=[2017]), sent(grade0_first=typed))
    assert answer.status_code == 422
    assert "应为名次（如 3）或百分比（如 30%）" in answer.content.decode()


def test_grade_by_place_alone_needs_no_points(office, year):
    answer = office.post(reverse("year-policy", args=[2017]), sent(grade0_least=""))
    assert answer.status_code == 302
    assert load_policy(year).grades[0].least == 0
    form = office.get(reverse("year-policy", args=[2017])).context["form"]
    assert (form.initial["grade0_least"], form.initial["grade0_first"]) == ("", "2")


def test_row_without_a_place_is_kept_as_before(office):
    office.post(reverse("year-policy", args=[2017]), sent(grade0_first=""))
    assert Policy.objects.get().grades[0] == {
        "name": "优秀", "least": "90", "quota": None, "is_best": True,
    }  # fmt: skip


def test_card_and_paper_say_which_of_both_decided(office):
    office.post(reverse("year-policy", args=[2017]), sent())
    key = factories.make_city("衡阳市").key
    told = "第 4 名（共 5 个），分数达到优秀的 90 分，名次不在前 2 名，为合格（60 分以上）"
    shown = office.get(reverse("scorecard", args=[2017, key])).content.decode()
    assert told in shown
    assert "按全部单位的名次，总分相同名次并列，并列的都算" in shown
    assert told in "".join(scorecard_htmls(standings()))


def test_file_for_other_programs_says_places_only_where_they_count(year):
    told = scores_json(standings())["policy"]["grades"]
    assert (told[0]["first"], told[0]["is_share"]) == ("2", False)
    assert "first" not in told[1]


SHARE = (dataclasses.replace(BEST, first=Decimal(40), is_share=True), *GRADES[1:])
ALONE = (dataclasses.replace(BEST, least=Decimal(0), first=Decimal(1)), *GRADES[1:])


def test_workbook_recomputes_grades_by_place(tmp_path, year):
    keys = [table.city_id for table in CityTable.objects.order_by("pk")]
    groups = (Group("一组", (keys[0], keys[3])), Group("二组", (keys[1],)))
    found = {
        "first": standings(),
        "share": standings(SHARE),
        "alone": standings(ALONE),
        "groups": standings(ALONE, groups=groups),
    }
    Result.objects.filter(measure__component__item__section__table__city=keys[4]).update(value=None)
    found["waiting"] = standings()
    found["waiting-groups"] = standings(ALONE, groups=groups)
    books = recalculated(tmp_path, {name: scores_xlsx(each) for name, each in found.items()})
    for name, each in found.items():
        head, *rows = books[name]["排名"].iter_rows(values_only=True)
        column = head.index("等次")
        assert [row[column] for row in rows] == [city.grade for city in each.by_rank], name
    assert {city.grade for city in found["waiting"].cities} == {"—"}
    assert {city.grade for city in found["waiting-groups"].cities} != {"—"}
