"""代办 in the year's steps: the name that is said, and nobody two persons by two hats."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.actions.confirming import why_not_confirmed_by
from assessment.actions.results import Entry, record_block, record_result
from assessment.flow import proposing
from assessment.flow.proposing import confirm_step, decline_step, propose_step, withdraw_step
from assessment.models import (
    ColumnReview,
    Item,
    Result,
    SignOff,
    Snapshot,
    StepProposal,
    Year,
    YearState,
)
from assessment.year.flow_line import moves_of
from cities.models import Account, Membership, Office, Role, Substitution
from tests import factories
from tests.assessment.flow.signs import column, record_all, sign, url, withdraw
from tests.assessment.moves import DETAILS, propose, told
from trust import log
from trust.models import AuditEntry, Notice
from trust.refusals import Refused

pytestmark = pytest.mark.django_db


def fresh(account) -> Account:
    """The account as the next request reads it."""
    return Account.objects.get(pk=account.pk)


def stand_in(absent, substitute, *, ended=False) -> Substitution:
    today = timezone.localdate()
    made = Substitution.objects.create(
        absent=absent, substitute=substitute, first_day=today, last_day=today, reason="出差"
    )
    if ended:
        made.ended_by, made.ended_at = absent, timezone.now()
        made.save()
    return made


def for_the_absent(account) -> Client:
    client = Client()
    client.force_login(account)
    client.post(reverse("substitute-act"), {"act": "for"})
    return client


@pytest.fixture
def colleague(cast):
    own = Office.objects.get(name="培训中心")
    return factories.make_account(role=Role.OFFICE, office=own, full_name="培训丙")


@pytest.fixture
def trio(cast):
    """Three of the assessment office; the second stands in for the first."""
    first = cast["assessment_office"]
    second = factories.make_account("kaohe2", role=Role.ASSESSMENT_OFFICE, full_name="考核二")
    third = factories.make_account("kaohe3", role=Role.ASSESSMENT_OFFICE, full_name="考核三")
    return first, second, third


def test_signature_of_a_substitute_says_for_whom_on_page_and_log(cast, colleague, table):
    record_all(cast["office"])
    stand_in(cast["office"], colleague)
    client = for_the_absent(colleague)
    sign(client)
    signed = SignOff.objects.get()
    assert signed.signed_as == "培训中心 培训丙（代 培训乙）"
    assert "培训中心 培训丙（代 培训乙）" in client.get(url("sign-off")).content.decode()
    entry = AuditEntry.objects.get(action="完成签章")
    assert (entry.actor, entry.actor_name) == (colleague, "培训丙（代 培训乙）")


def review(account) -> str:
    client = Client()
    client.force_login(account)
    sent = {"seen": column().mark}
    return client.post(url("column-review"), sent, follow=True).content.decode()


@pytest.mark.parametrize("ended", [False, True])
def test_neither_of_the_two_reviews_what_the_other_signed(cast, colleague, table, office, ended):
    record_all(cast["office"])
    sign(office)
    stand_in(cast["office"], colleague, ended=ended)
    Year.objects.update(state=YearState.REVIEW)
    assert "是与您互为代办的人签章的，须由另一人" in review(colleague)
    assert "是您签章的" in review(cast["office"])
    SignOff.objects.update(signed_by=colleague)
    assert "是与您互为代办的人签章的" in review(cast["office"])
    assert not ColumnReview.objects.exists()
    own = Office.objects.get(name="培训中心")
    review(factories.make_account(role=Role.OFFICE, office=own))
    assert ColumnReview.objects.count() == 1


def test_neither_reviews_what_the_other_recorded_last(cast, colleague, table):
    record_all(cast["office"])
    stand_in(cast["office"], colleague)
    Year.objects.update(state=YearState.REVIEW)
    assert "是与您互为代办的人录入的" in review(colleague)


def test_neither_agrees_to_what_the_other_judged(cast, colleague, table, monkeypatch):
    record_all(cast["office"])
    result = Result.objects.first()
    result.remark = "现场核查记录"
    bounds = type("Bounds", (), {"why_not": lambda self, value: ""})()
    monkeypatch.setattr(
        "assessment.actions.confirming.bounds_of", lambda held: {result.measure_id: bounds}
    )
    assert why_not_confirmed_by(colleague, result) == ""
    stand_in(cast["office"], colleague)
    assert "是与您互为代办的人录入的" in why_not_confirmed_by(fresh(colleague), result)


def test_step_wants_a_third_and_course_says_for_whom(trio, table):
    first, second, third = trio
    Result.objects.update(value=0)
    Year.objects.update(state=YearState.FEEDBACK)
    stand_in(first, second)
    proposal = propose(Year.objects.get(), "review", first, reason="有误。")
    told_of = set(Notice.objects.values_list("recipient__username", flat=True))
    assert told_of == {"kaohe3"}  # who stands in cannot answer, so is not asked
    with pytest.raises(Refused, match="是与您互为代办的人提议的"):
        confirm_step(proposal_id=proposal.pk, **told(fresh(second)))
    with pytest.raises(Refused, match="请按“撤回提议”"):
        decline_step(proposal_id=proposal.pk, reason="否", **told(fresh(second)))
    page = for_the_absent(second).get("/2017/flow/").content.decode()
    assert "撤回提议" in page
    assert 'data-confirm-yes="确认"' not in page
    confirm_step(proposal_id=proposal.pk, **told(fresh(third)))
    assert Year.objects.get().state == YearState.REVIEW
    answered = Notice.objects.filter(title__contains="已确认并办理")
    assert {n.recipient.username for n in answered} == {"kaohe", "kaohe2"}


def test_step_taken_by_a_substitute_is_named_so_in_the_course(trio, table):
    first, second, _ = trio
    stand_in(first, second)
    Year.objects.update(state=YearState.ISSUED)
    client = for_the_absent(second)
    address = reverse("year-step", args=[2017, "self_check"])
    client.post(address, {"version": Year.objects.get().version})
    assert moves_of(Year.objects.get())[-1].by == "考核办 考核二（代 考核甲）"
    assert "考核二（代 考核甲）" in client.get("/2017/flow/").content.decode()


def test_snapshot_says_for_whom_a_substitute_proposed_and_confirmed(trio, table):
    first, second, third = trio
    Result.objects.update(value=0)
    Year.objects.update(state=YearState.FEEDBACK)
    actor = log.Actor("考核二", second, "考核办").instead_of("考核甲")
    step = {"to": "finalised", "details": DETAILS, "excuses": {}}
    proposal = propose_step(year=Year.objects.get(), **step, user=second, actor=actor)
    confirm_step(proposal_id=proposal.pk, **told(third))
    snapshot = Snapshot.objects.get()
    assert snapshot.proposed_as == "考核办 考核二（代 考核甲）"
    assert snapshot.confirmed_as == "考核办 考核三"


def test_substitute_takes_back_what_the_absent_proposed_in_their_name(trio, table):
    first, second, third = trio
    Year.objects.update(state=YearState.FEEDBACK)
    proposal = propose(Year.objects.get(), "review", first, reason="有误。")
    for other in (second, third):
        with pytest.raises(Refused, match="只能由本人撤回"):
            withdraw_step(proposal_id=proposal.pk, **told(other))
    stand_in(first, second)
    withdraw_step(proposal_id=proposal.pk, **told(fresh(second)))
    assert StepProposal.objects.get().withdrawn_at
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.action, entry.actor_name) == (
        "撤回提议退回复核，收回初步得分", "考核二（代 考核甲）"
    )  # fmt: skip


def test_who_is_away_takes_back_nothing_of_the_substitute(trio, table):
    first, second, _ = trio
    stand_in(first, second)
    Year.objects.update(state=YearState.FEEDBACK)
    proposal = propose(Year.objects.get(), "review", second, reason="有误。")
    with pytest.raises(Refused, match="只能由本人撤回"):
        withdraw_step(proposal_id=proposal.pk, **told(fresh(first)))


def test_a_substitute_is_no_second_person_to_count_on(trio, table, django_assert_num_queries):
    first, second, third = trio
    stand_in(first, second)
    with django_assert_num_queries(1):
        assert proposing.second_persons(first) == 1
    assert proposing.second_persons(second) == 1
    assert proposing.second_persons(third) == 2


def test_a_substitution_over_the_days_counts_for_what_was_done_in_them(trio, table):
    first, second, _ = trio
    Result.objects.update(value=0)
    Year.objects.update(state=YearState.FEEDBACK)
    proposal = propose(Year.objects.get(), "review", first, reason="有误。")
    stand_in(first, second, ended=True)
    with pytest.raises(Refused, match="是与您互为代办的人提议的"):
        confirm_step(proposal_id=proposal.pk, **told(fresh(second)))
    yesterday = timezone.localdate() - timedelta(days=1)
    Substitution.objects.update(first_day=yesterday, last_day=yesterday, ended_at=None)
    confirm_step(proposal_id=proposal.pk, **told(fresh(second)))
    assert Year.objects.get().state == YearState.REVIEW


@pytest.fixture
def of_both(cast, colleague):
    """The colleague who stands in is of another office, too, and acts for the absent."""
    other = factories.make_office("资金财务处")
    Membership.objects.create(account=colleague, role=Role.OFFICE, office=other)
    stand_in(cast["office"], colleague)
    return for_the_absent(colleague), other


def test_only_what_the_two_share_is_signed_and_opened_in_the_absents_name(of_both, table):
    client, other = of_both
    record_all(Account.objects.get(username="kaohe"))
    Item.objects.get(name="廉政建设").offices.set([other])
    for item, office in (("移民培训", None), ("廉政建设", other.pk)):
        sign(client, item, office=office)
        withdraw(client, item, office=office)
    titles = "培训中心、资金财务处"
    own, theirs = SignOff.objects.order_by("pk")
    assert own.signed_as == own.withdrawn_as == f"{titles} 培训丙（代 培训乙）"
    assert theirs.signed_as == theirs.withdrawn_as == f"{titles} 培训丙"
    entries = AuditEntry.objects.filter(action="完成签章").order_by("sequence")
    assert [entry.actor_name for entry in entries] == ["培训丙（代 培训乙）", "培训丙"]


def test_only_what_the_two_share_is_recorded_and_reviewed_in_the_absents_name(of_both, table):
    client, other = of_both
    Item.objects.get(name="廉政建设").offices.set([other])
    record_all(Account.objects.get(username="kaohe"))
    actor = log.Actor("培训丙", Account.objects.get(full_name="培训丙")).instead_of("培训乙")
    for row in Result.objects.filter(measure__component__item__name="廉政建设"):
        entry = Entry(row.pk, Decimal(2), row.version)
        record_result(entry=entry, user=actor.account, actor=actor)
    block = [Entry(row.pk, Decimal(3), row.version) for row in Result.objects.all()]
    record_block(entries=block, user=actor.account, actor=actor)
    told = AuditEntry.objects.filter(action="录入").values_list("object_label", "actor_name")
    assert {("廉政建设" in label, name) for label, name in told} == {
        (True, "培训丙"), (False, "培训丙（代 培训乙）"),
    }  # fmt: skip
    Year.objects.update(state=YearState.REVIEW)
    record_all(Account.objects.get(username="kaohe"))
    for item, office in (("移民培训", None), ("廉政建设", other.pk)):
        client.post(url("column-review", item, office), {"seen": column(item, office).mark})
    reviewed = ColumnReview.objects.order_by("pk").values_list("confirmed_as", flat=True)
    assert [told.endswith("（代 培训乙）") for told in reviewed] == [True, False]


def test_a_step_is_not_taken_in_the_name_of_who_is_of_an_office_alone(cast, trio, table):
    own = Office.objects.get(name="培训中心")
    Membership.objects.create(account=trio[1], role=Role.OFFICE, office=own)
    stand_in(cast["office"], trio[1])
    Year.objects.update(state=YearState.ISSUED)
    client = for_the_absent(trio[1])
    address = reverse("year-step", args=[2017, "self_check"])
    client.post(address, {"version": Year.objects.get().version})
    assert moves_of(Year.objects.get())[-1].by.endswith(" 考核二")


def test_who_named_the_substitute_does_not_review_what_that_one_signed(
    trio, cast, colleague, table
):
    first, _, third = trio
    record_all(cast["office"])
    stand_in(cast["office"], colleague)
    Substitution.objects.update(named_by=first)
    sign(for_the_absent(colleague))
    Year.objects.update(state=YearState.REVIEW)
    assert "是您指定的代办人签章的，须由另一人" in review(first)
    assert not ColumnReview.objects.exists()
    review(third)
    assert ColumnReview.objects.count() == 1
