"""To whom results are made known: chosen with 公布, kept, changed with password and reason."""

import pytest
from django.urls import reverse

from assessment.models import Disclosure, Snapshot, Year, YearState
from assessment.year.flow_line import moves_of
from cities.models import Role
from tests import factories
from tests.assessment.moves import DETAILS, move_on
from tests.assessment.publishing.steps import change, prove, publish
from tests.together import at_once
from trust.models import AuditEntry
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db
STEP = reverse("year-step", args=[2017, "published"])
PAGE = reverse("year-disclosure", args=[2017])


@pytest.fixture
def at_desk(client, year, kaohe):
    client.force_login(kaohe)
    prove(client)
    return client


def sent(**more) -> dict:
    version = Year.objects.get(number=2017).version
    return {"version": version} | DETAILS | more


def words(answer) -> str:
    return answer.content.decode()


def test_step_is_not_public_unless_it_is_chosen(at_desk):
    page = words(at_desk.get(STEP))
    assert "同时公开网页" in page
    assert 'value="closed" required' not in page
    assert "checked" in page.split('value="closed"')[1].split(">")[0]

    at_desk.post(STEP, sent())

    assert Year.objects.get().state == YearState.PUBLISHED
    found = Disclosure.objects.get()
    assert (found.main_to, found.parts) == ("各市州移民管理机构", [])
    assert found.step.details["circular"] == "通报〔2018〕12号"


def test_choice_is_kept_told_and_logged(at_desk):
    at_desk.post(
        STEP,
        sent(main_to="各市州移民管理机构\n省财政厅", copy_to="省政府办公厅", page="open",
             parts=["cards", "ranking"]),
    )  # fmt: skip

    found = Disclosure.objects.get()
    assert found.main_to == "各市州移民管理机构、省财政厅"
    assert found.parts == ["ranking", "cards"]
    told = AuditEntry.objects.get(action="确定公布范围").after
    assert told == {
        "主送": "各市州移民管理机构、省财政厅", "抄送": "省政府办公厅",
        "公开网页": "公开：名次和总分、评分卡（PDF）",
    }  # fmt: skip
    assert ("公开网页", "公开：名次和总分、评分卡（PDF）") in moves_of(Year.objects.get())[
        -1
    ].grounds
    flow = words(at_desk.get(reverse("year-flow", args=[2017])))
    for each in ("公布范围", "省财政厅", "省政府办公厅", "公开：名次和总分、评分卡（PDF）"):
        assert each in flow


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"main_to": " "}, "请填主送"),
        ({"page": "open"}, "请至少选一项内容"),
        ({"page": "open", "parts": ["everything"]}, "everything"),
        ({"page": "open", "parts": ["grades"]}, "grades"),  # the year gives none
        ({"page": "somehow"}, "somehow"),
    ],
)
def test_what_is_no_choice_moves_nothing(at_desk, more, why):
    answer = at_desk.post(STEP, sent(**more))

    assert answer.status_code == 422
    assert why in words(answer)
    assert Year.objects.get().state == YearState.FINALISED
    assert not Disclosure.objects.exists()


def test_year_without_snapshot_has_no_page(at_desk, year, kaohe):
    Snapshot.objects.update(year=factories.make_year(2016))
    answer = at_desk.post(STEP, sent(page="open", parts=["ranking"]))
    assert answer.status_code == 422
    assert "没有封存的结果" in words(answer)
    with pytest.raises(Refused, match="没有封存的结果"):
        publish(year, kaohe, "ranking")


def test_parts_that_no_form_offers_are_refused_by_the_action(year, kaohe):
    with pytest.raises(Refused, match="不能公开“remarks”"):
        publish(year, kaohe, "ranking", "remarks")
    assert Year.objects.get().state == YearState.FINALISED


def test_change_needs_a_reason_and_keeps_what_stood_before(at_desk, year, kaohe):
    publish(year, kaohe, "ranking")
    form = {"seen": 1, "main_to": "各市州移民管理机构", "page": "closed", "parts": ["ranking"]}

    assert at_desk.post(PAGE, form).status_code == 422
    answer = at_desk.post(PAGE, form | {"reason": "网页有误"})

    assert answer["Location"] == PAGE
    assert [(d.number, d.parts, d.reason) for d in Disclosure.objects.all()] == [
        (2, [], "网页有误"), (1, ["ranking"], ""),
    ]  # fmt: skip
    entry = AuditEntry.objects.get(action="更改公布范围")
    assert (entry.reason, entry.before["公开网页"]) == ("网页有误", "公开：名次和总分")
    page = words(at_desk.get(PAGE))
    assert "理由：网页有误" in page
    assert Disclosure.objects.first().step == Disclosure.objects.last().step


def test_change_asks_for_the_password(client, year, kaohe):
    publish(year, kaohe)
    client.force_login(kaohe)
    answer = client.post(PAGE, {"seen": 1, "main_to": "甲", "reason": "更正"})
    assert answer["Location"].startswith(reverse("confirm-password"))
    assert Disclosure.objects.count() == 1


def test_second_of_two_is_told(at_desk, year, kaohe):
    publish(year, kaohe)
    change(year, kaohe, "ranking")
    form = {"seen": 1, "main_to": "甲", "page": "closed", "reason": "更正"}
    answer = at_desk.post(PAGE, form)
    assert answer.status_code == 409
    assert "他人更改过公布范围" in words(answer)
    with pytest.raises(Outdated):
        change(year, kaohe, seen=1)
    with pytest.raises(Refused, match="和现在的一样"):
        change(year, kaohe, "ranking")


def test_choice_is_closed_while_the_year_is_not_published(at_desk, year, kaohe):
    assert at_desk.get(PAGE)["Location"] == reverse("year-flow", args=[2017])
    publish(year, kaohe, "ranking")
    move_on(year, YearState.FINALISED, kaohe, reason="通报有误")
    assert at_desk.post(PAGE, {"seen": 1})["Location"] == reverse("year-flow", args=[2017])
    with pytest.raises(Refused, match="公布以后才有公布范围"):
        change(year, kaohe)


def test_published_again_it_is_chosen_anew(year, kaohe):
    publish(year, kaohe, "ranking")
    move_on(year, YearState.FINALISED, kaohe, reason="通报有误")
    publish(year, kaohe)
    assert [(d.number, d.is_public) for d in Disclosure.objects.all()] == [(2, False), (1, True)]


def test_others_read_but_do_not_choose(client, year, kaohe):
    publish(year, kaohe, "ranking")
    client.force_login(factories.make_account(role=Role.AUDITOR))
    prove(client)
    page = words(client.get(PAGE))
    assert "各市州移民管理机构" in page
    assert "保存公布范围" not in page
    assert client.post(PAGE, {"seen": 1, "main_to": "甲", "reason": "x"}).status_code == 403


def test_year_published_before_choices_were_kept_may_choose(at_desk, year, kaohe):
    publish(year, kaohe)
    Disclosure.objects.all().delete()
    assert "没有记录主送" in words(at_desk.get(PAGE))
    form = {"seen": 0, "main_to": "甲", "page": "open", "parts": ["ranking"], "reason": "补记"}
    assert at_desk.post(PAGE, form).status_code == 302
    assert Disclosure.objects.get().step is None
    assert at_desk.get(reverse("public-year", args=[2017])).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_leave_one(kaohe, year):
    publish(year, kaohe)
    done = at_once(lambda: change(year, kaohe, "ranking", seen=1),
                    lambda: change(year, kaohe, "sections", seen=1))  # fmt: skip
    assert sorted(isinstance(each, Outdated) for each in done) == [False, True]
    assert Disclosure.objects.count() == 2
