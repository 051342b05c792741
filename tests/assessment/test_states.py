"""The year's flow: the table itself, and every way through it."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from assessment import states
from assessment.actions.years import create_year, move_year, save_dates, save_policy
from assessment.engine import types as engine
from assessment.models import Policy, Result, Year, YearState
from cities.models import Role
from tests import factories
from tests.assessment.moves import move_on
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db

ACTOR = log.Actor("测试")
TABLE = """\
准备 → 下达 | 下达指标表 | can_set_up | every_table_issued
下达 → 市州自查 | 开始市州自查 | can_set_up | nothing
下达 → 处室采集 | 开始处室采集 | can_set_up | every_table_issued
市州自查 → 处室采集 | 开始处室采集 | can_set_up | every_city_handed_in
处室采集 → 复核 | 结束采集，转入复核 | can_set_up | every_column_signed
复核 → 反馈与申诉 | 向市州反馈初步得分 | can_set_up | every_column_reviewed
反馈与申诉 → 审定 | 审定 | can_set_up | ready_to_finalise | 须另一人确认 \
| 须填审定机构、审定日期、会议纪要或批复文号
审定 → 公布 | 公布 | can_set_up | no_correction_waits | 须重新输入密码 \
| 须填公布日期、通报名称、文号、主送 | 可填抄送、公开网页
审定 → 审定 | 补形成快照 | can_set_up | no_snapshot_yet | 须另一人确认 \
| 须填审定机构、审定日期、会议纪要或批复文号
公布 → 公布 | 补形成快照 | can_set_up | no_snapshot_yet | 须另一人确认 \
| 须填审定机构、审定日期、会议纪要或批复文号
下达 → 准备 | 退回准备 | can_set_up | nothing | 须写明理由
市州自查 → 下达 | 退回下达 | can_set_up | nothing | 须写明理由
处室采集 → 市州自查 | 退回市州自查 | can_set_up | nothing | 须写明理由
处室采集 → 下达 | 退回下达 | can_set_up | nothing | 须写明理由
复核 → 处室采集 | 退回处室采集 | can_set_up | nothing | 须写明理由
反馈与申诉 → 复核 | 退回复核，收回初步得分 | can_set_up | nothing | 须写明理由 | 须另一人确认
审定 → 反馈与申诉 | 撤回审定 | can_set_up | nothing | 须写明理由 | 须另一人确认
公布 → 审定 | 撤回公布 | can_set_up | nothing | 须写明理由 | 须另一人确认"""


def test_table_of_transitions_is_as_agreed():
    assert states.as_text() == TABLE
    assert TABLE in (Path(__file__).parents[2] / "docs" / "year-steps.md").read_text()


@pytest.fixture
def office():
    return factories.make_account(role=Role.ASSESSMENT_OFFICE)


def move(year, to, office, **options):
    return move_year(year=year, to=to, user=office, actor=ACTOR, **options)


def test_year_passes_every_stage_up_to_published(office):
    table = factories.make_table(factories.make_year(state=YearState.PREPARING))
    Result.objects.all().update(value=0)
    year = table.year
    steps = "issued", "self_check", "collecting", "review", "feedback", "finalised", "published"
    for to in steps:
        year = move_on(year, to, office)
    assert Year.objects.get().state == YearState.PUBLISHED
    assert AuditEntry.objects.filter(object_type="assessment.year").count() == 7


def test_self_check_may_be_skipped(office):
    table = factories.make_table(factories.make_year(state=YearState.ISSUED))
    assert move(table.year, "collecting", office).state == YearState.COLLECTING


@pytest.mark.parametrize(
    ("source", "to", "reason"),
    [
        ("preparing", "issued", "尚未下达"),
        ("feedback", "finalised", "须由两人办理"),
        ("collecting", "finalised", "不能这样变更"),
        ("collecting", "published", "不能这样变更"),
        ("review", "collecting", "须写明理由"),
    ],
)
def test_move_that_is_not_open_is_refused_with_its_reason(office, source, to, reason):
    table = factories.make_table(factories.make_year(state=source), issued=False)
    with pytest.raises(Refused, match=reason):
        move(table.year, to, office)
    assert Year.objects.get().state == source
    assert not AuditEntry.objects.exists()


def test_year_without_tables_cannot_be_issued(office):
    with pytest.raises(Refused, match="还没有指标表"):
        move(factories.make_year(state=YearState.PREPARING), "issued", office)


def test_going_back_keeps_its_reason_in_the_log(office):
    year = move(factories.make_year(state=YearState.REVIEW), "collecting", office, reason="漏录")
    entry = AuditEntry.objects.get()
    assert (year.state, entry.reason) == (YearState.COLLECTING, "漏录")
    assert (entry.before, entry.after) == ({"阶段": "复核"}, {"阶段": "处室采集"})


def test_second_person_moving_the_same_year_is_told(office):
    year = factories.make_year(state=YearState.REVIEW)
    move(year, "collecting", office, version=1, reason="漏录")
    with pytest.raises(Outdated):
        move(year, "issued", office, version=1, reason="漏录")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_others_cannot_move_a_year(role):
    with pytest.raises(PermissionDenied, match="只有考核办"):
        move(factories.make_year(), "review", factories.make_account(role=role))


def test_new_year_comes_with_the_default_choices(office):
    create_year(number=2020, user=office, actor=ACTOR)
    assert Policy.objects.get().step_reading == "whole"
    with pytest.raises(Refused, match="已经建立"):
        create_year(number=2020, user=office, actor=ACTOR)


def choose(year, office, choice, **options):
    return save_policy(year=year, choice=choice, user=office, actor=ACTOR, **options)


STARTED = engine.Policy(step_reading=engine.StepReading.STARTED)


def test_policy_is_saved_with_history_and_log(office):
    year = factories.make_year()
    policy = choose(year, office, STARTED, version=1)
    assert (policy.step_reading, policy.version, policy.history.count()) == ("started", 2, 2)
    assert AuditEntry.objects.get().after["不足一档"] == "不足一档按一档扣"


def test_policy_of_a_stale_page_is_not_saved(office):
    year = factories.make_year()
    choose(year, office, STARTED, version=1)
    with pytest.raises(Outdated):
        choose(year, office, engine.Policy(), version=1)
    assert Policy.objects.get().step_reading == "started"


def test_policy_needs_a_reason_once_scores_are_released(office):
    year = factories.make_year(state=YearState.FEEDBACK)
    with pytest.raises(Refused, match="须写明理由"):
        choose(year, office, STARTED, version=1)
    choose(year, office, STARTED, version=1, reason="会议纪要〔2018〕3号")
    assert AuditEntry.objects.get().reason == "会议纪要〔2018〕3号"


def test_no_choice_is_made_in_a_finalised_year(office):
    year = factories.make_year(state=YearState.FINALISED)
    with pytest.raises(Refused, match="处于“审定”阶段，计分口径不再改动"):
        choose(year, office, STARTED, version=1, reason="理由")


def test_no_date_is_set_in_a_published_year(office):
    year = factories.make_year(state=YearState.PUBLISHED)
    with pytest.raises(Refused, match="处于“公布”阶段，各步日期不再改动"):
        save_dates(year=year, dates={}, version=1, user=office, actor=ACTOR)
