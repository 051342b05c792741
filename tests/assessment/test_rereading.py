"""Tables of an earlier reader read again: what differs is asked, once, and nothing changes."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone

from assessment.actions.rereading import reread_table
from assessment.actions.rules import save_item_rules
from assessment.actions.tables import (
    confirm_table,
    reopen_concern,
    settle_concern,
    withdraw_issue,
)
from assessment.models import CityTable, Concern, Item, Rule, Year, YearState
from assessment.scores.standing import standings_of
from cities.models import Role
from tests import factories
from tests.assessment.test_rules_editing import entries_of
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db

PROGRAM = log.Actor("命令 reread_tables")
CLAUSE = "每少完成10%扣1分"
DIFFERS = (
    "“移民培训”中原文“每少完成10%扣1分”读为扣 1 分，规则为扣 0.5 分。"
    "请对照原文改正；确应如此的，请核定并写明依据。"
)


@pytest.fixture
def person():
    return factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="张三")


@pytest.fixture
def who(person):
    return {"user": person, "actor": log.Actor("张三", person)}


def read_otherwise(*, issued=True, state=YearState.COLLECTING) -> CityTable:
    """A table with a rule that an earlier reader read as half of what the words say."""
    table = factories.make_table(factories.make_year(state=state), issued=issued)
    Rule.objects.filter(clause=CLAUSE).update(deduction="0.5")
    return table


def reread(table):
    return reread_table(table=table, actor=PROGRAM)


def test_what_is_read_otherwise_is_a_notice_of_an_issued_table():
    table = read_otherwise()
    before = standings_of(table.year).cities[0].total
    done = reread(table)
    assert (done.new, done.told, done.gone) == ((DIFFERS,), 0, ())
    concern = Concern.objects.get()
    assert (concern.code, concern.severity, concern.message) == ("reread", "notice", DIFFERS)
    assert (concern.item.name, concern.phrase) == ("移民培训", CLAUSE)
    assert not concern.blocks_issue
    assert Rule.objects.get(clause=CLAUSE).deduction == Decimal("0.5")
    assert standings_of(table.year).cities[0].total == before


def test_a_second_reading_adds_nothing():
    table = read_otherwise()
    reread(table)
    done = reread(table)
    assert (done.new, done.told, done.gone) == ((), 1, ())
    assert Concern.objects.count() == 1
    assert [e.action for e in AuditEntry.objects.all()] == ["重读指标表"]


def test_a_table_that_is_read_as_it_stands_has_nothing_to_settle():
    table = factories.make_table()
    done = reread(table)
    assert (done.new, done.told) == ((), 0)
    assert not Concern.objects.exists()
    assert not AuditEntry.objects.exists()


def test_what_was_settled_does_not_come_back_and_may_be_opened_again(who):
    table = read_otherwise()
    reread(table)
    settle_concern(concern=Concern.objects.get(), settlement="按下达的规则", **who)
    assert reread(table).new == ()
    CityTable.objects.update(confirmed_at=timezone.now())
    reopen_concern(concern=Concern.objects.get(), **who)
    assert Concern.objects.get().settled_at is None
    assert CityTable.objects.get().confirmed_at is not None  # a notice confirms nothing


def test_what_is_no_longer_seen_otherwise_goes_if_nobody_decided_it(who):
    table = read_otherwise()
    reread(table)
    Rule.objects.filter(clause=CLAUSE).update(deduction=1)
    assert reread(table).gone == (DIFFERS,)
    assert not Concern.objects.exists()

    Rule.objects.filter(clause=CLAUSE).update(deduction="0.5")
    reread(table)
    settle_concern(concern=Concern.objects.get(), settlement="按下达的规则", **who)
    Rule.objects.filter(clause=CLAUSE).update(deduction=1)
    assert reread(table).gone == ()
    assert Concern.objects.get().settlement == "按下达的规则"


@pytest.mark.parametrize(
    "by_hand", [{"changed_at": timezone.now()}, {"reason": "更正"}, {"pattern": ""}]
)
def test_rules_that_a_person_made_are_not_asked_about(by_hand):
    table = read_otherwise()
    Rule.objects.filter(clause=CLAUSE).update(**by_hand)
    assert reread(table).new == ()


def test_a_rule_that_nobody_could_read_before_is_told():
    table = factories.make_table()
    Rule.objects.filter(clause=CLAUSE).delete()
    [message] = reread(table).new
    assert message.startswith("“移民培训”中原文“每少完成10%扣1分”读为“")
    assert "表里没有这条规则" in message


def test_a_rule_that_is_read_no_more_is_told_as_what_it_was_read():
    table = factories.make_table()
    Item.objects.filter(name="廉政建设").update(text="计10分，酌情扣2分。")
    Rule.objects.filter(component__item__name="廉政建设").update(
        clause="酌情扣2分", start=5, end=10
    )
    [message] = [m for m in reread(table).new if "读不出" in m]
    assert "中原文“酌情扣2分”读不出计分规则；以前读作“" in message
    assert "人工定为" not in message


def with_phrase(table) -> str:
    item = Item.objects.get(name="廉政建设")
    item.text += "未报送信息的，扣1–3分左右。"
    item.save()
    return "未报送信息的，扣1–3分左右"


def test_a_phrase_that_waits_now_is_told_once():
    table = factories.make_table()
    phrase = with_phrase(table)
    reread(table)
    concern = Concern.objects.get()
    assert (concern.phrase, concern.item.name) == (phrase, "廉政建设")
    assert reread(table).new == ()


@pytest.mark.parametrize("known", [["未报送信息的，扣1–3分左右"], ["扣1–3分左右"]])
def test_a_phrase_that_waited_before_is_not_told_again(known):
    table = factories.make_table()
    with_phrase(table)
    Item.objects.filter(name="廉政建设").update(unsettled=known)
    assert reread(table).new == ()


def test_a_note_that_gives_points_is_told_unless_it_was():
    table = factories.make_table()
    CityTable.objects.update(notes=["受到表彰的，加1分。", "本表由考核办解释。"])
    reread(table)
    concern = Concern.objects.get()
    assert (concern.item, concern.phrase) == (None, "受到表彰的，加1分。")

    Concern.objects.update(code="note_unsettled", message="以前的说法", settled_at=timezone.now())
    assert reread(table).new == ()


def test_a_table_that_is_not_issued_is_kept_back_until_somebody_decides(who):
    table = read_otherwise(issued=False)
    reread(table)
    assert Concern.objects.get().blocks_issue
    with pytest.raises(Refused, match="还有 1 处错误或未读出的扣分语句没有核定"):
        confirm_table(table=table, version=table.version, **who)
    settle_concern(concern=Concern.objects.get(), settlement="按更正通知", **who)
    assert confirm_table(table=table, version=table.version, **who).confirmed_at
    assert Concern.objects.count() == 1  # what was decided is not asked in another way


def test_what_an_issued_table_was_told_keeps_it_back_once_it_is_withdrawn(who):
    table = read_otherwise()
    reread(table)
    table = withdraw_issue(table=table, reason="规则读错", **who)
    with pytest.raises(Refused, match="与原文不一致"):
        confirm_table(table=table, version=table.version, **who)
    concern = Concern.objects.get()
    assert (concern.code, concern.blocks_issue) == ("rule_differs", True)


def test_reading_a_withdrawn_table_again_makes_its_notices_block(who):
    table = read_otherwise()
    reread(table)
    withdraw_issue(table=table, reason="规则读错", **who)
    assert reread(table).new == ()
    assert Concern.objects.get().blocks_issue


def save(item, rules, who):
    (component,) = entries_of(item)
    version = Item.objects.get(pk=item.pk).version
    entries = [replace(component, rules=tuple(rules))]
    return save_item_rules(item=item, components=entries, version=version, reason="核对", **who)


def test_a_rule_set_right_by_hand_takes_its_concern_with_it(who):
    table = read_otherwise(issued=False)
    reread(table)
    item = Item.objects.get(name="移民培训")
    first, *others = entries_of(item)[0].rules
    save(item, [replace(first, deduction=Decimal(1)), *others], who)
    assert not Concern.objects.exists()


def test_another_rule_of_the_item_set_by_hand_leaves_the_concern_open(who):
    table = read_otherwise(issued=False)
    reread(table)
    item = Item.objects.get(name="移民培训")
    first, second, *others = entries_of(item)[0].rules
    save(item, [first, replace(second, deduction=Decimal("0.3")), *others], who)
    codes = Concern.objects.filter(settled_at=None).values_list("code", "phrase")
    assert set(codes) == {("reread", CLAUSE), ("rule_differs", "获证率每下降1%扣0.1分")}


def test_a_phrase_stays_to_be_settled_when_another_rule_of_its_item_is_saved(who):
    table = factories.make_table(issued=False)
    phrase = with_phrase(table)
    reread(table)
    item = Item.objects.get(name="廉政建设")
    save(item, [replace(entries_of(item)[0].rules[0], deduction=Decimal(3))], who)
    assert Item.objects.get(pk=item.pk).unsettled == [phrase]
    assert Concern.objects.get(phrase=phrase).blocks_issue


def test_a_phrase_that_got_its_rule_takes_its_concern_with_it(who):
    table = factories.make_table(issued=False)
    phrase = with_phrase(table)
    reread(table)
    item = Item.objects.get(name="廉政建设")
    [rule] = entries_of(item)[0].rules
    save(item, [rule, replace(rule, pk=None, clause=phrase, deduction=Decimal(1))], who)
    assert not Concern.objects.filter(code="reread").exists()
    assert Item.objects.get(pk=item.pk).unsettled == []


@pytest.mark.parametrize("state", [YearState.FINALISED, YearState.PUBLISHED])
def test_of_a_decided_year_it_is_only_listed(state, who):
    table = read_otherwise(state=state)
    done = reread(table)
    assert (done.is_frozen, done.new) == (True, (DIFFERS,))
    assert not Concern.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_notice_of_a_year_decided_since_is_settled_no_more(who):
    table = read_otherwise()
    reread(table)
    Year.objects.update(state=YearState.FINALISED)
    with pytest.raises(Refused, match="已审定，指标表不再改动"):
        settle_concern(concern=Concern.objects.get(), settlement="按下达的规则", **who)
    Rule.objects.filter(clause=CLAUSE).update(deduction=1)
    assert reread(table).gone == ()
    assert Concern.objects.exists()


# --- The command, the page --------------------------------------------------------------------


def told(*arguments) -> list[str]:
    out = io.StringIO()
    call_command("reread_tables", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_command_tells_each_table_and_the_sum():
    table = read_otherwise()
    other = factories.make_city("株洲市")
    factories.make_table(factories.make_year(2016, YearState.PUBLISHED), other)
    Rule.objects.filter(clause=CLAUSE).update(deduction="0.5")
    assert told() == [
        "2016年度株洲市：1 处与现有规则不同，年度已审定，只列出。",
        f"　　{DIFFERS}",
        "2017年度长沙市：1 处与现有规则不同，已列为待核事项。",
        f"　　{DIFFERS}",
        "重读 2 张指标表：新列待核事项 1 处，已审定年度的 1 处只列出。规则和得分都没有改动。",
    ]
    assert AuditEntry.objects.get().actor_name.startswith("命令 reread_tables")
    assert told("2017") == [
        "2017年度长沙市：1 处以前已列出。",
        "重读 1 张指标表：新列待核事项 0 处。规则和得分都没有改动。",
    ]
    Rule.objects.filter(component__item__section__table=table).update(deduction=1)
    Rule.objects.exclude(clause=CLAUSE).delete()
    assert "1 处不再不同，已从待核事项中去掉" in told("2017")[0]


def test_command_refuses_a_year_without_tables():
    with pytest.raises(CommandError, match="没有 2019 年度的指标表"):
        told("2019")


def test_page_of_an_issued_table_shows_them_and_takes_a_decision(client, person):
    table = read_otherwise()
    reread(table)
    client.force_login(person)
    address = reverse("city-table", args=[2017, table.city.key])
    html = client.get(address).content.decode()
    assert "重读原文后待核 1 处" in html
    assert html.count(DIFFERS) == 2  # the words, and what the button settles
    assert "提示 1 条" not in html
    assert "以下规则与原文不一致" not in html

    concern = Concern.objects.get()
    client.post(reverse("concern-settle", args=[2017, concern.pk]), {"settlement": "按下达的规则"})
    html = client.get(address).content.decode()
    assert "已全部核定" in html
    assert "按下达的规则" in html
    client.post(reverse("concern-settle", args=[2017, concern.pk]), {"reopen": "1"})
    assert Concern.objects.get().settled_at is None


def test_a_city_is_not_told_of_them(client):
    table = read_otherwise()
    reread(table)
    cast = factories.make_cast(table)
    client.force_login(cast["city"])
    html = client.get(reverse("city-table", args=[2017, table.city.key])).content.decode()
    assert "重读原文" not in html
    assert DIFFERS not in html
