"""A year's steps: its tables issued, the stages, proposals, a column opened again."""

import pytest
from django.utils import timezone

from assessment.actions.tables import issue_confirmed
from assessment.actions.years import save_dates
from assessment.flow.proposing import confirm_step, decline_step, withdraw_step
from assessment.flow.signing import withdraw_sign_off
from assessment.models import CityTable, Indicator, SignOff, StepProposal, Year, YearState
from assessment.notices.steps import tell_moved
from cities.models import Role
from tests import factories
from tests.assessment.moves import move_on, propose
from tests.assessment.moves import told as by
from trust import log
from trust.models import Notice
from trust.refusals import Refused

pytestmark = pytest.mark.django_db
S = YearState


def at(state: str) -> Year:
    Year.objects.update(state=state)
    return Year.objects.get()


def test_a_city_is_told_of_its_own_table_alone(table, cast, told):
    CityTable.objects.update(issued_at=None, confirmed_at=timezone.now())
    CityTable.objects.exclude(pk=table.pk).update(confirmed_at=None)
    issue_confirmed(year=table.year, **by(cast["assessment_office"]))
    assert told() == {"city": ["2017年度本市指标表已下达 /2017/tables/430100/"]}


def test_cities_with_a_table_are_told_that_self_checking_begins(cast, told):
    year = at(S.ISSUED)
    days = {S.SELF_CHECK: (None, timezone.localdate().replace(2017, 6, 30))}
    save_dates(year=year, dates=days, version=year.version, **by(cast["assessment_office"]))
    move_on(year, S.SELF_CHECK, cast["assessment_office"])
    assert Notice.objects.get().body == (
        "计划于 2017-06-30 截止。请对照指标表开展自查，备好佐证材料。"
    )
    assert told() == {"city": ["2017年度市州自查已开始 /2017/self-checks/430100/"]}


@pytest.mark.parametrize(
    ("source", "target", "line"),
    [
        (S.SELF_CHECK, S.ISSUED, "2017年度市州自查已关闭 /2017/tables/430100/"),
        (S.COLLECTING, S.SELF_CHECK, "2017年度已退回市州自查 /2017/self-checks/430100/"),
    ],
)
def test_a_city_is_told_that_its_step_ended_or_is_open_again(cast, told, source, target, line):
    move_on(at(source), target, cast["assessment_office"], reason="重新安排")
    assert told()["city"] == [line]


@pytest.mark.parametrize("target", [S.SELF_CHECK, S.ISSUED])
def test_an_office_is_told_that_collecting_was_closed(cast, told, target):
    move_on(at(S.COLLECTING), target, cast["assessment_office"], reason="重新安排")
    assert told()["office"] == ["2017年度处室采集已关闭 /2017/collection/"]


def test_offices_that_collect_are_told_that_collecting_begins(cast, told, issued):
    """资金财务处 collects nothing of the year."""
    move_on(at(S.ISSUED), S.COLLECTING, cast["assessment_office"])
    assert told() == {"office": ["2017年度处室采集已开始 /2017/collection/"]}


def test_offices_are_told_that_reviewing_begins_and_that_it_was_sent_back(cast, told, issued):
    move_on(at(S.COLLECTING), S.REVIEW, cast["assessment_office"])
    assert told() == {"office": ["2017年度采集已结束，转入复核 /2017/sign-offs/"]}
    move_on(at(S.REVIEW), S.COLLECTING, cast["assessment_office"], reason="培训人次有误。")
    assert Notice.objects.get().body.endswith("再办理完成签章。原因：培训人次有误。")
    assert told() == {"office": ["2017年度已退回处室采集 /2017/collection/"]}


def test_released_scores_are_told_to_each_city_and_so_is_that_they_were_taken_back(
    cast, told, issued
):
    move_on(at(S.REVIEW), S.FEEDBACK, cast["assessment_office"])
    key = CityTable.objects.exclude(city__key="430100").get().city.key
    assert told() == {
        "city": ["2017年度初步得分已反馈 /2017/scorecards/430100/"],
        "other_city": [f"2017年度初步得分已反馈 /2017/scorecards/{key}/"],
    }
    move_on(at(S.FEEDBACK), S.REVIEW, cast["assessment_office"], reason="口径更正")
    held = Notice.objects.get(recipient=cast["city"])
    assert held.body == "此前反馈的得分不作数，重新反馈后再行通知。原因：口径更正。"
    found = told()
    assert found["city"] == ["2017年度初步得分已收回 /2017/scorecards/430100/"]
    assert set(found) == {"city", "other_city", "assessment_office", "second"}


@pytest.mark.parametrize(
    ("source", "target", "what"),
    [
        (S.FINALISED, S.FEEDBACK, "审定已撤回"),
        (S.FINALISED, S.PUBLISHED, "考核结果已公布"),
        (S.PUBLISHED, S.FINALISED, "公布已撤回"),
    ],
)
def test_what_becomes_of_scores_is_told_to_cities_and_offices(cast, told, source, target, what):
    move_on(at(source), target, cast["assessment_office"])
    found = told()
    assert found["city"] == [f"2017年度{what} /2017/scorecards/430100/"]
    assert found["office"] == [f"2017年度{what} /2017/"]
    assert not {"other_office", "other_city", "county", "gone", "shut"} & set(found)


def test_a_step_by_two_is_told_to_the_others_and_its_answer_to_who_proposed(cast, told):
    year, office = at(S.PUBLISHED), cast["assessment_office"]
    proposal = propose(year, S.FINALISED, office, reason="错误。")
    assert Notice.objects.get().body == "考核办 考核甲已提议。理由：错误。"
    assert told() == {"second": ["2017年度撤回公布：待您确认 /2017/flow/"]}
    decline_step(proposal_id=proposal.pk, reason="没有错", **by(cast["second"]))
    assert Notice.objects.get().body == "办理人：考核丑。理由：没有错。"
    assert told() == {"assessment_office": ["您提议的2017年度 公布 → 审定未获同意 /2017/flow/"]}
    proposal = propose(year, S.FINALISED, office)
    told()
    withdraw_step(proposal_id=proposal.pk, **by(office))
    assert told() == {"second": ["2017年度撤回公布：提议已撤回 /2017/flow/"]}
    proposal = propose(year, S.FINALISED, office)
    told()
    confirm_step(proposal_id=proposal.pk, **by(cast["second"]))
    assert told()["assessment_office"] == ["您提议的2017年度 公布 → 审定已确认并办理 /2017/flow/"]


def test_a_step_that_is_refused_tells_nobody(cast, told):
    with pytest.raises(Refused):
        move_on(at(S.REVIEW), S.COLLECTING, cast["assessment_office"], reason=" ")
    assert told() == {}


def test_an_office_is_told_that_its_column_was_opened_again(table, cast, told):
    item = Indicator.objects.get(name="移民培训")
    office = cast["office"].memberships.get().office
    signed = {"year": table.year, "indicator": item, "signed_by": cast["office"]}
    SignOff.objects.create(**signed, office=office, signed_as="培训乙")
    withdraw_sign_off(
        year=table.year, key=(item.pk, office.pk), reason="与台账不符", **by(cast["second"])
    )
    assert Notice.objects.get().body == "原因：与台账不符。请核对、更正后重新签章。"
    assert told() == {
        "office": [f"2017年度“移民培训”的完成签章已撤回 /2017/sign-offs/{item.pk}/{office.pk}/"]
    }


def test_telling_costs_the_same_for_any_number_of_cities(
    cast, told, issued, django_assert_max_num_queries
):
    for n in range(20):
        city = factories.make_city(f"第{n}市")
        factories.make_account(role=Role.CITY, place=city, email=f"c{n}@example.cn")
        CityTable.objects.create(
            year=Year.objects.get(), city=city, city_name=city.name, title="表",
            issued_at=timezone.now(),
        )  # fmt: skip
    taken = StepProposal(year=at(S.FEEDBACK), source=S.REVIEW, target=S.FEEDBACK)
    with log.acting(), django_assert_max_num_queries(4):  # people, muted, notices, outbox
        tell_moved(taken.year, taken, log.Actor("考核甲"))
    assert len(told()) == 22
