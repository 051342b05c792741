"""Steps: one list of what is missing, two persons where money hangs on it, and the way back."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.flow.proposing import confirm_step, decline_step, withdraw_step
from assessment.models import Consequences, Policy, Result, StepProposal, Year, YearState
from assessment.year.flow_line import moves_of, steps_of
from cities.models import Account
from tests import factories
from tests.assessment.flow.signs import record_all, sign
from tests.assessment.moves import DETAILS, excuses, move_on, propose, second, told
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def kaohe(cast, client) -> Client:
    client.force_login(cast["assessment_office"])
    return client


@pytest.fixture
def first(cast) -> Account:
    return cast["assessment_office"]


def at(state: str) -> Year:
    Result.objects.filter(value=None).update(value=0)
    Year.objects.update(state=state)
    return Year.objects.get()


def url(to: str) -> str:
    return reverse("year-step", args=[2017, to])


def answer(client, proposal, act, **more) -> str:
    address = reverse("step-proposal", args=[2017, proposal.pk])
    return client.post(address, {"act": act} | more, follow=True).content.decode()


# --- What is missing -----------------------------------------------------------------------------


def test_the_same_list_stands_on_the_desk_on_the_flow_and_where_the_step_is_taken(kaohe, table):
    pages = [kaohe.get(a).content.decode() for a in ("/", "/2017/flow/", url("review"))]
    for page in pages:
        for text in (
            "移民培训（培训中心）未签章，缺 4 项。",
            "廉政建设（培训中心）未签章，缺 1 项。",
        ):
            assert text in page
        assert page.count("/2017/sign-offs/") >= 2


def test_every_entry_leads_where_it_is_dealt_with(kaohe, table):
    page = kaohe.get("/2017/flow/").content.decode()
    for address in re.findall(r'finding-action" href="([^"]+)"', page):
        assert kaohe.get(address).status_code == 200


def test_collecting_ends_with_a_reason_for_each_that_is_missing(kaohe, table):
    page = kaohe.post(url("review"), {"version": 1})
    assert page.status_code == 422
    assert Year.objects.get().state == YearState.COLLECTING

    keys = list(excuses(Year.objects.get(), "review"))
    half = {"version": 1, f"why-{keys[0]}": "培训中心搬迁"}
    page = kaohe.post(url("review"), half)
    assert page.status_code == 422
    assert "培训中心搬迁" in page.content.decode()  # kept
    assert Year.objects.get().state == YearState.COLLECTING

    kaohe.post(url("review"), half | {f"why-{keys[1]}": "下周补"})
    assert Year.objects.get().state == YearState.REVIEW
    entry = AuditEntry.objects.get(action="结束采集，转入复核")
    assert entry.after["例外事项"] == [
        "移民培训（培训中心）未签章，缺 4 项。原因：培训中心搬迁",
        "廉政建设（培训中心）未签章，缺 1 项。原因：下周补",
    ]
    past = kaohe.get("/2017/flow/").content.decode()
    assert "未办而转入的 2 项" in past
    assert "培训中心搬迁" in past


def test_nothing_is_asked_for_what_is_signed(kaohe, cast, table):
    record_all(cast["office"])
    office = Client()
    office.force_login(cast["office"])
    for item in ("移民培训", "廉政建设"):
        sign(office, item)
    kaohe.post(url("review"), {"version": 1})
    assert Year.objects.get().state == YearState.REVIEW


def test_a_table_that_was_replaced_holds_the_year_back(kaohe, table):
    type(table).objects.update(issued_at=None)
    page = kaohe.get(url("review")).content.decode()
    assert "长沙市的指标表尚未下达" in page
    assert "还不能办理" in page
    why = {f"why-{key}": "x" for key in excuses(Year.objects.get(), "review")}
    assert kaohe.post(url("review"), {"version": 1} | why).status_code == 422
    assert Year.objects.get().state == YearState.COLLECTING


# --- Two persons ---------------------------------------------------------------------------------

TWO = [
    ("feedback", "finalised"),
    ("feedback", "review"),
    ("finalised", "feedback"),
    ("published", "finalised"),
]


@pytest.mark.parametrize(("source", "to"), TWO)
def test_one_person_alone_moves_nothing(kaohe, first, table, source, to):
    year = at(source)
    sent = {"version": year.version, "reason": "复核有误"} | DETAILS
    assert kaohe.post(url(to), sent).status_code == 302
    proposal = StepProposal.objects.get()
    assert Year.objects.get().state == source
    assert "须由考核办的另一个账号确认" in answer(kaohe, proposal, "confirm")
    assert Year.objects.get().state == source

    other = Client()
    other.force_login(second())
    assert "阶段。" in answer(other, proposal, "confirm")
    assert Year.objects.get().state == to
    taken = StepProposal.objects.get()
    assert (taken.proposed_by, taken.confirmed_by) == (first, second())
    past = kaohe.get("/2017/flow/").content.decode()
    assert "考核甲提议" in past
    assert "考核丑确认" in past


def test_the_decision_is_kept_and_told(first, table):
    move_on(at("feedback"), "finalised", first)
    grounds = moves_of(Year.objects.get())[-1].grounds
    assert grounds == [
        ("审定机构", "局长办公会"),
        ("审定日期", "2018-03-01"),
        ("会议纪要或批复文号", "会议纪要〔2018〕3号"),
    ]
    entry = AuditEntry.objects.get(action="审定")
    assert (entry.after["审定机构"], entry.after["提议人"]) == ("局长办公会", "考核办 考核甲")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"body": ""}, "请填审定机构"),
        ({"document": " "}, "请填会议纪要或批复文号"),
        ({"decided_on": "三月"}, "请按“年-月-日”填写"),
        ({"decided_on": "2150-01-01"}, "审定日期不能晚于今天"),
        ({"decided_on": "2016-12-31"}, "审定日期早于2017年度"),
    ],
)
def test_a_decision_without_its_grounds_is_not_proposed(kaohe, table, wrong, words):
    year = at("feedback")
    page = kaohe.post(url("finalised"), {"version": year.version} | DETAILS | wrong)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not StepProposal.objects.exists()


def test_nothing_is_final_while_a_figure_is_missing(kaohe, first, table):
    at("feedback")
    Result.objects.update(value=None)
    with pytest.raises(Refused, match="还有 4 项未录入"):
        propose(Year.objects.get(), "finalised", first)
    page = kaohe.get(url("finalised")).content.decode()
    assert "还不能办理" in page


def change_policy(first):
    Policy.objects.update_or_create(year=Year.objects.get(), defaults={"version": 7})


def change_figure(first):
    Result.objects.filter(pk=Result.objects.first().pk).update(version=7)


def change_consequences(first):
    Consequences.objects.create(year=Year.objects.get(), general="作为干部考核的依据。")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (change_policy, "计分口径"),
        (change_figure, "采集结果"),
        (change_consequences, "结果运用"),
    ],
)
def test_a_proposal_is_bound_to_what_it_was_made_of(first, table, change, what):
    proposal = propose(at("feedback"), "finalised", first)
    change(first)
    with pytest.raises(Refused, match=f"提议以后，{what}又有变动"):
        confirm_step(proposal_id=proposal.pk, **told(second()))
    assert Year.objects.get().state == YearState.FEEDBACK


def test_the_other_says_no_with_a_reason(kaohe, first, table):
    proposal = propose(at("feedback"), "finalised", first)
    with pytest.raises(Refused, match="须写明理由"):
        decline_step(proposal_id=proposal.pk, reason=" ", **told(second()))
    decline_step(proposal_id=proposal.pk, reason="还有申诉", **told(second()))
    assert Year.objects.get().state == YearState.FEEDBACK
    with pytest.raises(Refused, match="已经办结"):
        confirm_step(proposal_id=proposal.pk, **told(second()))
    assert AuditEntry.objects.get(action="不同意审定").reason == "还有申诉"
    propose(Year.objects.get(), "finalised", first)  # another may follow


def test_only_the_proposer_takes_a_proposal_back(first, table):
    proposal = propose(at("feedback"), "finalised", first)
    with pytest.raises(Refused, match="只能由本人撤回"):
        withdraw_step(proposal_id=proposal.pk, **told(second()))
    withdraw_step(proposal_id=proposal.pk, **told(first))
    with pytest.raises(Refused, match="已经办结"):
        confirm_step(proposal_id=proposal.pk, **told(second()))


def test_one_proposal_at_a_time(first, table):
    propose(at("feedback"), "finalised", first)
    with pytest.raises(Refused, match="已提议“审定”，还没有答复"):
        propose(Year.objects.get(), "review", first)


def test_a_role_that_ended_confirms_nothing(cast, first, table):
    proposal = propose(at("feedback"), "finalised", first)
    for persona in ("office", "auditor"):
        with pytest.raises(Refused, match="只有考核办"):
            confirm_step(proposal_id=proposal.pk, **told(cast[persona]))


def test_with_one_account_the_pages_say_whom_to_ask(kaohe, table):
    Year.objects.update(state=YearState.PREPARING)
    for address in ("/", "/2017/flow/"):
        page = kaohe.get(address).content.decode()
        assert "考核办现在只有您一个账号" in page
        assert "请联系系统管理员" in page
    second()
    assert "只有您一个账号" not in kaohe.get("/2017/flow/").content.decode()


# --- 公布 ----------------------------------------------------------------------------------------


def test_publishing_asks_for_the_password_and_the_circular(kaohe, table):
    year = at("finalised")
    asked = kaohe.post(url("published"), {"version": year.version} | DETAILS)
    assert asked["Location"].startswith(reverse("confirm-password"))
    assert Year.objects.get().state == YearState.FINALISED

    kaohe.force_login(Account.objects.get(username="kaohe"))
    session = kaohe.session
    session["proved_at"] = int(timezone.now().timestamp())
    session.save()
    assert kaohe.post(url("published"), {"version": year.version}).status_code == 422
    kaohe.post(url("published"), {"version": year.version} | DETAILS)
    assert Year.objects.get().state == YearState.PUBLISHED
    assert moves_of(Year.objects.get())[-1].grounds[1] == ("通报名称、文号", "通报〔2018〕12号")


# --- Dates ---------------------------------------------------------------------------------------


def test_each_step_shows_when_it_is_planned_and_what_is_left(kaohe, table):
    today = timezone.localdate()
    sent = {
        "dates": "1", "seen": 1, "collection_closes": today + timedelta(days=3),
        "review_opens": "2018-02-01", "review_closes": "2018-02-10",
    }  # fmt: skip
    kaohe.post("/2017/flow/", sent)
    notes = {step.label: step.note for step in steps_of(Year.objects.get())}
    assert notes["处室采集"].endswith("还剩 3 天")
    assert notes["复核"] == "计划 2月1日至2月10日"
    assert "还剩 3 天" in kaohe.get("/").content.decode()


def test_being_late_closes_nothing(kaohe, cast, table):
    kaohe.post("/2017/flow/", {"dates": "1", "seen": 1, "collection_closes": "2018-01-01"})
    office = Client()
    office.force_login(cast["office"])
    record_all(cast["office"])
    assert sign(office).status_code == 302


@pytest.mark.parametrize("persona", ["office", "city", "county", "auditor", "administrator"])
def test_nobody_else_takes_or_answers_a_step(cast, client, first, table, persona):
    proposal = propose(at("feedback"), "finalised", first)
    client.force_login(cast[persona])
    for address in (url("finalised"), reverse("step-proposal", args=[2017, proposal.pk])):
        assert client.post(address, {"act": "confirm"} | DETAILS).status_code in (403, 404)
    assert Year.objects.get().state == YearState.FEEDBACK


def test_a_step_that_is_none_now_is_told(kaohe, table):
    page = kaohe.get(url("published"), follow=True).content.decode()
    assert "不能这样变更；请看下面现在可以办的" in page
    assert kaohe.get(url("nowhere")).status_code == 404
    assert factories.make_year().state == YearState.COLLECTING
