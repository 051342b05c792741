"""结果运用: what follows from the grades of a year, where it is set, shown and printed."""

import pytest
from django.urls import reverse

from assessment.models import Consequences, Policy, Year
from assessment.next_year.actions import clone_year
from assessment.paper.printing import ranking_of
from assessment.year.consequences import consequences_of
from cities.models import Account, Role
from tests import factories
from trust import log
from trust.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

GRADES = [
    {"name": "优秀", "least": "90", "quota": None, "is_best": True},
    {"name": "合格", "least": "0", "quota": None, "is_best": False},
]
TEXTS = {"text0": "通报表扬，资金奖励。", "text1": "", "general": "与资金安排挂钩。"}


@pytest.fixture
def table():
    table = factories.make_table()
    Policy.objects.update(grades=GRADES)
    return table


@pytest.fixture
def office(client, table):
    client.force_login(factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="考核甲"))
    return client


def save(client, version=1, **more):
    url = reverse("year-consequences", args=[2017])
    return client.post(url, TEXTS | {"version": version} | more)


def test_words_are_set_logged_shown_and_printed(office, table):
    assert save(office).status_code == 302
    assert AuditEntry.objects.get(action="设定结果运用").after == {
        "优秀": "通报表扬，资金奖励。", "总的说明": "与资金安排挂钩。",
    }  # fmt: skip
    shown = office.get(reverse("scorecards", args=[2017])).content.decode()
    assert "<dt>优秀</dt>" in shown
    assert "<dt>合格</dt>" not in shown
    assert "通报表扬，资金奖励。" in ranking_of(table.year).html
    assert "结果运用" not in ranking_of(Year(pk=0, number=2016)).html


def test_grade_that_the_year_gives_no_more_is_not_told(office, table):
    save(office)
    Policy.objects.update(grades=[GRADES[1] | {"name": "达标"}, GRADES[1] | {"name": "未达标"}])
    assert [each.grade for each in consequences_of(table.year)] == ["总的说明"]


def test_second_person_s_words_are_not_written_over(office, table):
    save(office)
    response = save(office, version=1, text0="另一种说法。")
    assert response.status_code == 409
    assert Consequences.objects.get().texts[0]["text"] == "通报表扬，资金奖励。"


def test_released_words_change_with_a_reason_and_finalised_ones_not(office, table):
    save(office)
    Year.objects.update(state="feedback")
    assert save(office, version=2, text0="只通报表扬。").status_code == 422
    assert save(office, version=2, text0="只通报表扬。", reason="会议决定。").status_code == 302
    Year.objects.update(state="finalised")
    assert save(office, version=3, text0="再改。", reason="会议决定。").status_code == 422
    assert Consequences.objects.get().texts[0]["text"] == "只通报表扬。"


def test_year_without_grades_says_where_to_set_them(office, table):
    Policy.objects.update(grades=[])
    shown = office.get(reverse("year-consequences", args=[2017])).content.decode()
    assert "本年度没有设等次" in shown
    assert save(office).status_code == 422


def test_year_made_like_another_takes_the_words_along(office, table):
    save(office)
    user = Account.objects.get(full_name="考核甲")
    clone_year(source=2017, target=2018, user=user, actor=log.Actor("考核甲", user))
    told = consequences_of(Year.objects.get(number=2018))
    assert [(each.grade, each.text) for each in told] == [
        ("优秀", "通报表扬，资金奖励。"), ("总的说明", "与资金安排挂钩。"),
    ]  # fmt: skip
