"""What is changed while the year stays where it is: by two persons once scores are released."""

import html
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from assessment.actions.years import save_dates, save_policy
from assessment.engine import types as engine
from assessment.flow.proposing import confirm_step, withdraw_step
from assessment.loading import engine_policy
from assessment.models import ClaimWindow, Policy, Result, SelfCheckWindow, Year, YearState
from assessment.permissions import why_not_recordable
from assessment.year.closing import closing_of
from assessment.year.flow_line import moves_of
from cities.models import Role
from tests import factories
from tests.assessment.moves import second, told
from trust import log
from trust.models import AuditEntry, Notice
from trust.refusals import Refused

pytestmark = pytest.mark.django_db

ACTOR = log.Actor("测试")
STARTED = engine.Policy(step_reading=engine.StepReading.STARTED)


@pytest.fixture
def office():
    return factories.make_account("kaohe", role=Role.ASSESSMENT_OFFICE)


def choose(year, office, choice, **options):
    return save_policy(year=year, choice=choice, user=office, actor=ACTOR, **options)


def test_policy_is_another_s_to_confirm_once_scores_are_released(office):
    table = factories.make_table(factories.make_year(state=YearState.FEEDBACK))
    year = table.year
    city = factories.make_account("city1", role=Role.CITY, place=table.city)
    graded = engine.Policy(
        step_reading=engine.StepReading.STARTED, counts_bonus=True, bonus_cap=Decimal("2.50"),
        grades=(engine.Grade("优秀", Decimal(90), Decimal(30), is_best=True),
                engine.Grade("合格", Decimal(0))),
        groups=(engine.Group("一类", (table.city_id,)),),
    )  # fmt: skip
    proposal = choose(year, office, graded, version=1, reason="会议定")
    assert engine_policy(Policy.objects.get()) == engine.Policy()
    with pytest.raises(Refused, match="是您提议的"):
        confirm_step(proposal_id=proposal.pk, user=office, actor=ACTOR)
    confirm_step(proposal_id=proposal.pk, **told(second()))
    assert engine_policy(Policy.objects.get()) == graded
    assert Policy.objects.get().history.count() == 2
    entry = AuditEntry.objects.get(action="设定计分口径")
    assert (entry.reason, entry.after["不足一档"]) == ("会议定", "不足一档按一档扣")
    assert Year.objects.get().state == YearState.FEEDBACK
    notice = Notice.objects.get(recipient=city)
    assert notice.title == "2017年度计分口径已变更，得分已重新计算"
    assert "不足一档：不足一档不扣 → 不足一档按一档扣" in notice.body
    last = moves_of(Year.objects.get())[-1]
    assert last.done.startswith("变更计分口径：不足一档 不足一档不扣 → 不足一档按一档扣")


def test_policy_proposed_over_figures_that_moved_is_not_confirmed(office):
    table = factories.make_table(factories.make_year(state=YearState.FEEDBACK))
    proposal = choose(table.year, office, STARTED, version=1, reason="会议定")
    Result.objects.filter(pk=Result.objects.first().pk).update(version=7)
    with pytest.raises(Refused, match="采集结果又有变动"):
        confirm_step(proposal_id=proposal.pk, **told(second()))
    withdraw_step(proposal_id=proposal.pk, user=office, actor=ACTOR)
    assert Policy.objects.get().version == 1


def test_second_person_sees_the_scores_of_the_policy_that_is_proposed(office, client):
    table = factories.make_table(factories.make_year(state=YearState.FEEDBACK))
    choose(table.year, office, STARTED, version=1, reason="会议定")
    client.force_login(second())
    page = client.get("/2017/flow/").content.decode()
    assert "待另一人确认：变更计分口径" in page
    assert "不足一档不扣 → 不足一档按一档扣" in page
    link = html.unescape(re.search(r'href="(/2017/policy/\?[^"]+)"', page)[1])
    preview = client.get(link).content.decode()
    assert "按所选口径" in preview
    assert re.search(r'value="started"[^>]* checked', preview)


def test_year_closes_recording_at_its_date_only_where_it_is_set_so(office):
    centre = factories.make_office("培训中心")
    table = factories.make_table(office=centre)
    person = factories.make_account(role=Role.OFFICE, office=centre)
    yesterday = timezone.localdate() - timedelta(days=1)
    result = Result.objects.filter(measure__component__item__offices=centre).first()

    def why() -> str:
        return why_not_recordable(person, Result.objects.get(pk=result.pk))

    def set_last(day, **more):
        year = Year.objects.get()
        save_dates(
            year=year, dates={YearState.COLLECTING: (None, day)}, version=year.version,
            user=office, actor=ACTOR, **more,
        )  # fmt: skip

    set_last(yesterday)
    assert why() == ""
    set_last(yesterday, closes_itself=True)
    assert AuditEntry.objects.latest("sequence").after["采集到期"] == "自动关闭"
    assert f"采集已于 {yesterday} 截止并自动关闭" in why()
    assert table.year.state == YearState.COLLECTING
    set_last(timezone.localdate())  # the last day is within; what is not said stays
    assert why() == ""
    assert Year.objects.get().collection_closes_itself
    set_last(yesterday, closes_itself=False)
    assert why() == ""


def test_flow_lists_how_each_window_closes_and_sets_that_recording_does(office, client):
    year = factories.make_table().year
    closes = timezone.now() + timedelta(days=3)
    ClaimWindow.objects.create(year=year, closes_at=closes, accepts_late=True)
    SelfCheckWindow.objects.create(year=year, closes_at=closes)
    assert closing_of(year) == [
        ("市州自查", "到期自动关闭", "/2017/self-checks/window/"),
        ("加分申报", "到期不自动关闭，逾期的记为逾期", "/2017/claims/window/"),
        ("申诉", "没有设截止时间", "/2017/objections/window/"),
    ]
    client.force_login(office)
    page = client.get("/2017/flow/").content.decode()
    assert "到期不自动关闭，逾期的记为逾期" in page
    yesterday = timezone.localdate() - timedelta(days=1)
    sent = {"seen": year.version, "collection_closes": yesterday, "closes_itself": "on"}
    client.post("/2017/flow/", sent)
    assert Year.objects.get().is_collection_over()
    assert "的采集已到期自动关闭" in client.get("/2017/collection/").content.decode()
