"""A table on its way to its city: settled, confirmed, issued, and back."""

import pytest

from assessment.actions.rules import save_item_rules
from assessment.actions.setup import save_item_offices
from assessment.actions.tables import (
    confirm_table,
    issue_confirmed,
    issue_table,
    reopen_concern,
    settle_concern,
    withdraw_issue,
)
from assessment.models import CityTable, Concern, Item, Result
from cities.models import Role
from tests import factories
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused
from trust.versions import Outdated

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    user = factories.make_account(role=Role.ASSESSMENT_OFFICE)
    return {"user": user, "actor": log.Actor("考核甲", user)}


@pytest.fixture
def table():
    return factories.make_table(issued=False)


def make_concern(table, severity="error"):
    return Concern.objects.create(
        table=table, severity=severity, code="points", message="5+3≠7", phrase="计5分"
    )


def confirmed(table, who):
    return confirm_table(table=table, version=table.version, **who)


def issued(table, who):
    table = confirmed(table, who)
    return issue_table(table=table, version=table.version, **who)


def test_concern_is_settled_with_its_opinion(table, who):
    settle_concern(concern=make_concern(table), settlement=" 以正文为准 ", **who)
    concern = Concern.objects.get()
    assert (concern.settlement, concern.settled_by) == ("以正文为准", who["user"])
    assert AuditEntry.objects.get().after == {"核定意见": "以正文为准"}


def test_concern_needs_an_opinion(table, who):
    with pytest.raises(Refused, match="请写明核定意见"):
        settle_concern(concern=make_concern(table), settlement="  ", **who)
    assert Concern.objects.get().settled_at is None


def test_concern_settled_by_another_is_not_settled_again(table, who):
    concern = make_concern(table)
    settle_concern(concern=concern, settlement="以正文为准", **who)
    with pytest.raises(Refused, match="已由"):
        settle_concern(concern=concern, settlement="以分值为准", **who)
    assert Concern.objects.get().settlement == "以正文为准"


def test_reopening_takes_the_confirmation_back(table, who):
    concern = make_concern(table)
    settle_concern(concern=concern, settlement="以正文为准", **who)
    confirmed(table, who)
    reopen_concern(concern=concern, **who)
    assert CityTable.objects.get().confirmed_at is None


@pytest.mark.parametrize("severity", ["error", "unsettled"])
def test_open_concern_keeps_a_table_from_being_confirmed_and_issued(table, who, severity):
    make_concern(table, severity)
    with pytest.raises(Refused, match="还有 1 处"):
        confirmed(table, who)
    with pytest.raises(Refused, match="还有 1 处"):
        issue_table(table=table, version=table.version, **who)


def test_notice_keeps_nothing(table, who):
    make_concern(table, "notice")
    assert issued(table, who).is_issued


def test_table_is_not_issued_before_it_is_confirmed(table, who):
    with pytest.raises(Refused, match="尚未确认"):
        issue_table(table=table, version=table.version, **who)


def test_confirming_what_another_changed_is_refused(table, who):
    with pytest.raises(Outdated):
        confirm_table(table=table, version=table.version + 1, **who)


def test_what_was_replaced_meanwhile_is_refused_in_words(table, who):
    concern, item = make_concern(table), Item.objects.first()
    CityTable.objects.all().delete()
    for act in (
        lambda: confirm_table(table=table, version=1, **who),
        lambda: withdraw_issue(table=table, reason="更正", **who),
        lambda: settle_concern(concern=concern, settlement="按原文", **who),
        lambda: save_item_offices(item=item, offices=[], version=1, **who),
        lambda: save_item_rules(item=item, components=[], version=1, reason="更正", **who),
    ):
        with pytest.raises(Refused, match="被替换或撤去，没有做任何改动"):
            act()


def test_issue_names_who_and_writes_history_and_log(table, who):
    table = issued(table, who)
    assert (table.issued_by, table.version) == (who["user"], 3)
    assert table.history.count() == 3
    told = AuditEntry.objects.order_by("sequence").values_list("action", flat=True)
    assert list(told) == ["确认计分规则", "下达指标表"]


def test_all_confirmed_tables_are_issued_at_once(table, who):
    other = factories.make_table(table.year, factories.make_city("株洲市"), issued=False)
    confirmed(table, who)
    assert issue_confirmed(year=table.year, **who) == [table]
    other.refresh_from_db()
    assert not other.is_issued


def test_issue_is_withdrawn_with_a_reason(table, who):
    withdraw_issue(table=issued(table, who), reason="原文有误", **who)
    assert not CityTable.objects.get().is_issued
    assert AuditEntry.objects.order_by("sequence").last().reason == "原文有误"


def test_issue_without_a_reason_is_not_withdrawn(table, who):
    with pytest.raises(Refused, match="须写明理由"):
        withdraw_issue(table=issued(table, who), reason=" ", **who)


def test_issue_is_not_withdrawn_under_results(table, who):
    table = issued(table, who)
    Result.objects.filter(pk=Result.objects.first().pk).update(value=1)
    with pytest.raises(Refused, match="已有采集结果"):
        withdraw_issue(table=table, reason="原文有误", **who)
    assert CityTable.objects.get().is_issued


def test_settled_table_stays_shut_once_issued(table, who):
    concern = make_concern(table, "notice")
    issued(table, who)
    with pytest.raises(Refused, match="已下达"):
        settle_concern(concern=concern, settlement="无妨", **who)


@pytest.mark.parametrize("action", [confirm_table, issue_table])
def test_only_the_assessment_office_acts(table, action):
    user = factories.make_account(role=Role.OFFICE, office=factories.make_office())
    with pytest.raises(Refused, match="只有考核办"):
        action(table=table, version=table.version, user=user, actor=log.Actor("处室"))
    assert not AuditEntry.objects.exists()
