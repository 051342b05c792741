"""From filing to the second decision: who may do what, when, and what it leaves."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from assessment.flow.changes import TERMS
from assessment.flow.proposing import confirm_step
from assessment.models import (
    ColumnReview,
    Objection,
    ObjectionState,
    ObjectionWindow,
    Result,
    Year,
    YearState,
)
from assessment.objections import actions, states
from assessment.objections.actions import AlreadyFiled, write_message
from assessment.objections.permissions import window_of, window_told
from assessment.objections.window import save_window
from assessment.year.flow_line import moves_of
from cities.models import Account, Membership, Role, Substitution
from tests import factories
from tests.assessment.moves import move_on
from tests.assessment.objections.steps import CLAUSE, CONDUCT, RATE, SKILLS, TRAINING, fresh
from trust import files
from trust.models import AuditEntry, Notice
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db

TABLE = """\
已提交 → 处室已答复 | answer 答复 | is_office | nothing
已提交 → 已撤回 | withdraw 撤回申诉 | is_city | nothing
处室已答复 → 已撤回 | withdraw 撤回申诉 | is_city | nothing
处室已答复 → 已决定 | decide 作出决定 | is_assessment_office | nothing
已提交 → 已决定 | decide 作出决定 | is_assessment_office | answer_is_overdue
已决定 → 申请复议 | appeal 申请复议 | is_city | within_the_term
申请复议 → 已决定 | withdraw 撤回复议申请 | is_city | nothing
申请复议 → 复议已决定 | decide 作出复议决定 | is_assessment_office | nothing"""


def terms(**told):
    ObjectionWindow.objects.update(**told)


def test_table_of_steps_is_as_agreed():
    assert states.as_text() == TABLE


def test_objection_keeps_what_it_is_about(desk):
    filed = desk.file(CLAUSE, with_file=True)
    assert (str(filed), filed.state, filed.wanted) == ("申诉 2017-01", "filed", "不应扣分")
    assert (filed.deduction, filed.kind, filed.words) == (Decimal("2"), "deduction", CLAUSE)
    assert sorted(filed.filed_figures.values()) == ["166", "800"]
    assert filed.files.get().name == "验收表.pdf"
    entry = AuditEntry.objects.get(action="提出申诉")
    assert (entry.object_label, entry.after["要求"]) == ("申诉 2017-01", "不应扣分")


@pytest.mark.parametrize("persona", ["other_city", "county", "office", "assessment_office"])
def test_nobody_objects_for_a_city_but_itself(desk, persona):
    with pytest.raises(Refused, match="只有本市州"):
        desk.file(claimed=Decimal(1103), persona=persona)


@pytest.mark.parametrize(
    ("opens", "closes", "why"),
    [(1, 2, "开始，现在还不能提出"), (-2, -1, "截止，以到达时间为准"), (None, None, "还没有设定")],
)
def test_objections_come_within_the_window_by_their_arrival(desk, opens, closes, why):
    now = timezone.now()
    days = [None if d is None else now + timedelta(days=d) for d in (opens, closes)]
    terms(opens_at=days[0], closes_at=days[1])
    with pytest.raises(Refused, match=why):
        desk.file(claimed=Decimal(1103))
    assert not Objection.objects.exists()


def test_what_arrived_in_time_is_filed_though_the_window_closed_meanwhile(desk):
    arrived = timezone.now() - timedelta(minutes=5)
    terms(closes_at=timezone.now() - timedelta(minutes=1))
    assert desk.file(claimed=Decimal(1103), arrived_at=arrived).filed_at == arrived


@pytest.mark.parametrize("state", ["collecting", "review", "finalised", "published"])
def test_objections_are_of_one_stage(desk, state):
    Year.objects.update(state=state)
    with pytest.raises(Refused, match=r"阶段"):
        desk.file(claimed=Decimal(1103))


@pytest.mark.parametrize(
    ("words", "claimed", "why"),
    [
        (TRAINING, Decimal(800), "与现在的记录相同"),
        (RATE, None, "这里没有扣分"),
        (CLAUSE, Decimal(1103), "涉及几个数据"),
    ],
)
def test_claim_that_asks_for_nothing_is_refused(desk, words, claimed, why):
    with pytest.raises(Refused, match=why):
        desk.file(words, claimed=claimed)


def test_second_objection_to_the_same_thing_names_the_first(desk, filed):
    with pytest.raises(AlreadyFiled, match="申诉 2017-01正在办理") as refused:
        desk.file(claimed=Decimal(1000))
    assert refused.value.objection == filed
    assert desk.file(SKILLS, claimed=Decimal(160)).number == 2


def test_withdrawn_objection_may_be_filed_anew(desk, filed):
    desk.withdraw(filed)
    assert desk.file(claimed=Decimal(1103)).number == 2


def test_decided_objection_is_filed_anew_only_if_the_figure_changed_since(desk, answered):
    desk.decide(answered, "rejected")
    with pytest.raises(AlreadyFiled, match="已作出决定"):
        desk.file(claimed=Decimal(1103))
    Result.objects.filter(pk=desk.cells()[TRAINING].pk).update(value=700)
    assert desk.file(claimed=Decimal(1103)).number == 2


@pytest.mark.parametrize("persona", ["other_office", "city", "assessment_office", "auditor"])
def test_only_the_collecting_office_answers(desk, filed, persona):
    with pytest.raises(Refused, match="您不能办理“答复”"):
        desk.answer(filed, persona)


def test_thread_takes_lines_of_all_sides_until_it_is_decided(desk, filed):
    for persona in ("city", "office", "assessment_office"):
        write_message(objection=filed, text="说明", files=(), **desk.by(persona))
    for persona in ("other_city", "other_office", "auditor", "county"):
        with pytest.raises(Refused, match="只能查看"):
            write_message(objection=filed, text="说明", files=(), **desk.by(persona))
    desk.decide(desk.answer(filed), "rejected")
    with pytest.raises(Refused, match="不再补充说明"):
        write_message(objection=filed, text="说明", files=(), **desk.by("city"))


def test_one_press_sent_twice_adds_one_line(desk, filed):
    file = (files.store(b"%PDF-1.4"), "说明.pdf")
    for said in (("说明", ()), ("说明", ()), ("说明", [file]), ("补充", ())):
        write_message(objection=filed, text=said[0], files=said[1], **desk.by("city"))
    assert [(m.text, m.files.count()) for m in filed.messages.order_by("pk")] == [
        ("说明", 0), ("说明", 1), ("补充", 0),
    ]  # fmt: skip


def test_objection_is_answerable_after_the_window_and_whatever_becomes_of_the_window(desk, filed):
    window = window_of(desk.year)
    proposal = save_window(
        year=desk.year,
        terms={**dict.fromkeys(("opens_at", "closes_at")), "answer_days": 0, "accepts_late": False,
               "has_second_stage": False, "appeal_days": 1},
        version=window.version, reason="改期", **desk.by("assessment_office"),
    )  # fmt: skip
    confirm_step(proposal_id=proposal.pk, **desk.by("second"))
    assert window_of(desk.year).opens_at is None
    assert Objection.objects.visible_to(desk.people["city"]).get() == filed
    assert desk.answer(filed).state == ObjectionState.ANSWERED


def test_decision_waits_for_the_answer_until_its_term_is_over(desk, filed):
    with pytest.raises(Refused, match="责任处室还没有答复"):
        desk.decide(filed, "rejected")
    Objection.objects.update(filed_at=timezone.now() - timedelta(days=6))
    assert desk.decide(filed, "rejected").outcome == "rejected"


def test_who_recorded_or_answered_does_not_decide(desk, answered):
    factories_role(desk.people["office"])
    with pytest.raises(Refused, match="所涉数据是您录入"):
        desk.decide(answered, persona="office")
    colleague = desk.people["other_office"]
    factories_role(colleague)
    answered.messages.update(written_by=colleague)
    with pytest.raises(Refused, match="处室答复是您写的"):
        desk.decide(answered, persona="other_office")


def factories_role(account) -> None:
    from cities.models import Role
    from tests.factories import make_membership

    make_membership(account, Role.ASSESSMENT_OFFICE)


def test_one_account_alone_is_told_how_to_add_another(desk, answered):
    Account.objects.filter(username="kaohe2").update(is_active=False)
    answered.messages.update(written_by=desk.people["assessment_office"])
    with pytest.raises(Refused, match="再开一个考核办账号"):
        desk.decide(answered)


@pytest.mark.parametrize("persona", ["office", "city", "auditor", "administrator"])
def test_nobody_else_decides(desk, answered, persona):
    with pytest.raises(Refused):
        desk.decide(answered, persona=persona)
    assert fresh(answered).state == ObjectionState.ANSWERED


def test_second_stage_is_decided_by_yet_another_person(desk, answered):
    desk.decide(answered, "rejected")
    with pytest.raises(Refused, match="没有设定复议"):
        desk.appeal(answered)
    terms(has_second_stage=True)
    desk.appeal(answered)
    with pytest.raises(Refused, match="第一次决定是您作出的"):
        desk.decide(answered)
    assert desk.decide(answered, persona="second").stage == 2
    assert fresh(answered).state == ObjectionState.REDECIDED
    assert desk.cells()[TRAINING].value == 1103


def test_appeal_comes_once_and_in_its_term(desk, answered):
    terms(has_second_stage=True)
    desk.decide(answered, "rejected")
    desk.appeal(answered)
    assert desk.withdraw(answered).state == ObjectionState.DECIDED
    with pytest.raises(Refused, match="只能申请一次"):
        desk.appeal(answered)
    past = timezone.now() - timedelta(days=6)
    ended = timezone.now() - timedelta(days=1)
    Objection.objects.update(appealed_at=None, decided_at=past, appealable_until=ended)
    with pytest.raises(Refused, match="已经过了"):
        desk.appeal(answered)


def finalise(desk):
    return move_on(desk.year, "finalised", desk.by("assessment_office")["user"])


def test_year_is_not_finalised_while_an_objection_is_open(desk, filed):
    terms(closes_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Refused, match="申诉 2017-01还没有办结"):
        finalise(desk)
    desk.answer(filed)
    with pytest.raises(Refused, match="还没有办结"):
        finalise(desk)
    desk.decide(filed, "rejected")
    assert finalise(desk).state == YearState.FINALISED


def test_year_is_not_finalised_while_cities_may_still_object_or_appeal(desk, answered):
    desk.decide(answered, "rejected")
    with pytest.raises(Refused, match="才截止"):
        finalise(desk)
    terms(closes_at=timezone.now() - timedelta(minutes=1), has_second_stage=True)
    with pytest.raises(Refused, match="复议申请期限未满"):
        finalise(desk)
    Objection.objects.update(decided_at=timezone.now() - timedelta(days=6))
    assert finalise(desk).state == YearState.FINALISED


def test_year_without_objections_is_finalised_as_ever(desk):
    ObjectionWindow.objects.all().delete()
    assert finalise(desk).state == YearState.FINALISED


def test_nothing_is_done_about_an_objection_of_a_year_that_went_back(desk, answered):
    Year.objects.update(state=YearState.REVIEW)
    for act in (desk.withdraw, desk.answer, desk.decide):
        with pytest.raises(Refused, match="申诉只能查看"):
            act(answered)


def saving(desk, **changes) -> dict:
    window = window_of(desk.year)
    told = {name: getattr(window, name) for name in TERMS} | changes
    return {"year": desk.year, "terms": told, "version": window.version}


def test_window_told_to_cities_changes_by_two_with_a_reason_and_every_city_is_told(desk):
    later = window_of(desk.year).closes_at + timedelta(days=5)
    asked = saving(desk, answer_days=3, appeal_days=2, closes_at=later)
    with pytest.raises(Refused, match="须写明理由"):
        save_window(**asked, reason="", **desk.by("assessment_office"))
    with pytest.raises(Refused, match="只有考核办"):
        save_window(**asked, reason="x", **desk.by("office"))
    proposal = save_window(**asked, reason="节假日顺延", **desk.by("assessment_office"))
    assert window_of(desk.year).answer_days == 5
    with pytest.raises(Refused, match="已提议“变更申诉期”，还没有答复"):
        save_window(**asked, reason="又改", **desk.by("second"))
    with pytest.raises(Refused, match="是您提议的"):
        confirm_step(proposal_id=proposal.pk, **desk.by("assessment_office"))
    desk.file(claimed=Decimal(1103))  # objections go on meanwhile
    confirm_step(proposal_id=proposal.pk, **desk.by("second"))
    window = window_of(desk.year)
    assert (window.answer_days, window.appeal_days, window.closes_at) == (3, 2, later)
    with pytest.raises(Outdated):
        save_window(**asked, reason="又改", **desk.by("second"))
    entry = AuditEntry.objects.get(action="设定申诉期")
    assert (entry.after["处室答复"], entry.reason) == ("3 天内", "节假日顺延")
    assert entry.after["提议人"] == "考核办 考核甲"
    assert window.history.count() == 2
    told = Notice.objects.filter(title="2017年度申诉期已变更")
    assert {n.recipient.username for n in told} == {"city1", "city2"}
    assert "处室答复：5 天内 → 3 天内" in told[0].body
    last = moves_of(desk.year)[-1]
    assert last.done.startswith("变更申诉期：申诉截止 ")
    assert (last.by, last.second) == ("考核办 考核甲", "考核办 考核乙")


def test_window_that_nobody_was_told_of_is_set_by_one(desk):
    terms(opens_at=None, closes_at=None)
    opens = timezone.now()
    asked = saving(desk, opens_at=opens, closes_at=opens + timedelta(days=3))
    save_window(**asked, reason="", **desk.by("assessment_office"))
    assert window_of(desk.year).opens_at == opens


def test_changed_window_is_not_confirmed_as_it_was_proposed(desk):
    asked = saving(desk, answer_days=3)
    proposal = save_window(**asked, reason="顺延", **desk.by("assessment_office"))
    terms(version=7)
    with pytest.raises(Refused, match="申诉期又有变动"):
        confirm_step(proposal_id=proposal.pk, **desk.by("second"))
    assert window_of(desk.year).answer_days == 5


def test_late_objection_is_not_a_refused_one_where_the_year_closes_by_act(desk):
    terms(closes_at=timezone.now() - timedelta(minutes=1), accepts_late=True)
    late = desk.file(claimed=Decimal(1103))
    assert late.is_late
    assert AuditEntry.objects.get(action="提出申诉").after["逾期"] == "是"
    assert "逾期仍可提出" in window_told(window_of(desk.year))
    terms(accepts_late=False)
    with pytest.raises(Refused, match="已于 .* 截止"):
        desk.file(SKILLS, claimed=Decimal(160))
    desk.decide(desk.answer(late), "rejected")
    assert finalise(desk).state == YearState.FINALISED


def test_objection_in_time_is_not_late(filed):
    assert not filed.is_late


@pytest.mark.parametrize("change", [{"has_second_stage": False}, {"appeal_days": 0}])
def test_term_of_appeal_that_runs_is_not_ended_by_the_year_s_terms(desk, answered, change):
    terms(has_second_stage=True)
    desk.decide(answered, "rejected")
    terms(closes_at=timezone.now() - timedelta(minutes=1), **change)
    with pytest.raises(Refused, match="复议申请期限未满"):
        finalise(desk)
    assert desk.appeal(answered).state == ObjectionState.APPEALED


def test_lengthened_term_of_appeal_is_every_decision_s(desk, answered):
    terms(has_second_stage=True)
    desk.decide(answered, "rejected")
    past = timezone.now() - timedelta(days=6)
    Objection.objects.update(decided_at=past, appealable_until=past + timedelta(days=5))
    terms(appeal_days=9)
    assert desk.appeal(answered).state == ObjectionState.APPEALED


@pytest.mark.parametrize("has_second_stage", [True, False])
def test_upgrade_keeps_the_terms_that_run(desk, answered, has_second_stage):
    desk.decide(answered, "rejected")
    terms(has_second_stage=has_second_stage, appeal_days=7)
    import_module("assessment.migrations.0047_running_appeals").keep_terms(apps, None)
    found = fresh(answered)
    kept = found.decided_at + timedelta(days=7) if has_second_stage else None
    assert found.appealable_until == kept


def test_decision_without_a_second_stage_has_no_term(desk, answered):
    desk.decide(answered, "rejected")
    assert fresh(answered).appealable_until is None


def agreed_to_column(desk, account, office) -> None:
    ColumnReview.objects.create(
        year=desk.year, indicator=desk.cells()[TRAINING].measure.component.item.indicator,
        office=office, mark="x", confirmed_by=account, confirmed_as="考核办",
    )  # fmt: skip


def test_who_reviewed_the_column_does_not_decide(desk, answered):
    own = desk.people["office"].memberships.get().office
    agreed_to_column(desk, desk.people["assessment_office"], own)
    with pytest.raises(Refused, match="所涉数据是您录入或复核的"):
        desk.decide(answered)
    assert desk.decide(answered, persona="second").stage == 1


def test_who_reviewed_another_office_s_column_decides(desk, answered):
    other = desk.people["other_office"].memberships.get().office
    agreed_to_column(desk, desk.people["assessment_office"], other)
    assert desk.decide(answered).stage == 1


def test_who_stands_in_for_whom_has_to_leave_it_leaves_it_too(desk, answered):
    today = timezone.localdate()
    answered.messages.update(written_by=desk.people["second"])
    Substitution.objects.create(
        absent=desk.people["second"], substitute=desk.people["assessment_office"],
        first_day=today, last_day=today, reason="出差",
    )  # fmt: skip
    with pytest.raises(Refused, match="处室答复是与您互为代办的人写的.*再开一个考核办账号"):
        desk.decide(answered)


@pytest.fixture
def third(desk):
    account = factories.make_account("kaohe3", role=Role.ASSESSMENT_OFFICE, full_name="考核丙")
    desk.people["third"] = account
    return account


def stand_in(desk, absent: str, substitute: str, **more) -> None:
    today = timezone.localdate()
    Substitution.objects.create(
        absent=desk.people[absent], substitute=desk.people[substitute],
        first_day=today, last_day=today, reason="出差", **more,
    )  # fmt: skip


@pytest.mark.parametrize("recorder", ["assessment_office", "second"])
def test_who_recorded_does_not_decide_by_another_hand_either_way(desk, answered, third, recorder):
    own = desk.people["office"].memberships.get().office
    agreed_to_column(desk, desk.people[recorder], own)
    stand_in(desk, "assessment_office", "second")
    other = "second" if recorder == "assessment_office" else "assessment_office"
    with pytest.raises(Refused, match="所涉数据是与您互为代办的人录入或复核的"):
        desk.decide(answered, persona=other)
    with pytest.raises(Refused, match="所涉数据是您录入或复核的"):
        desk.decide(answered, persona=recorder)
    assert desk.decide(answered, persona="third").stage == 1


@pytest.mark.parametrize(
    ("first", "again"), [("assessment_office", "second"), ("second", "assessment_office")]
)
def test_second_decision_is_no_stand_ins_of_who_made_the_first(desk, answered, third, first, again):
    terms(has_second_stage=True)
    stand_in(desk, "assessment_office", "second")
    desk.decide(answered, "rejected", persona=first)
    desk.appeal(answered)
    with pytest.raises(Refused, match="第一次决定是与您互为代办的人作出的"):
        desk.decide(answered, persona=again)
    assert desk.decide(answered, persona="third").stage == 2


def test_who_named_the_substitute_does_not_decide_on_that_ones_answer(desk, answered, third):
    office = desk.people["office"].memberships.get().office
    desk.people["ill"] = factories.make_account(role=Role.OFFICE, office=office)
    stand_in(desk, "ill", "office", named_by=desk.people["assessment_office"])
    told = "(所涉数据|处室答复)是您指定的代办人"
    with pytest.raises(Refused, match=told):
        desk.decide(answered)
    assert desk.decide(answered, persona="third").stage == 1


@pytest.mark.parametrize("is_shared", [True, False])
def test_answer_of_a_substitute_says_for_whom_in_what_they_share(desk, filed, is_shared):
    own, other = (desk.people[name].memberships.get().office for name in ("office", "other_office"))
    Membership.objects.create(account=desk.people["office"], role=Role.OFFICE, office=other)
    office = own if is_shared else other
    desk.people["ill"] = factories.make_account(role=Role.OFFICE, office=office, full_name="培训丁")
    stand_in(desk, "ill", "office")
    told = desk.by("office")
    told["actor"] = told["actor"].instead_of("培训丁")
    actions.answer_objection(
        objection=filed, text="属实。", files=(), version=fresh(filed).version, **told
    )
    written_as = fresh(filed).messages.latest("pk").written_as
    assert written_as.endswith("（代 培训丁）") is is_shared


def test_figure_nobody_lost_by_can_be_contested_too(desk):
    desk.file("发生违纪违规行为被通报每起", claimed=Decimal(1))
    assert Objection.objects.get().item_name == CONDUCT
