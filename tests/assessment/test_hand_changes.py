"""Rules changed by hand: marked with person and reason, a concern until somebody decides."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assessment.actions.rules import MeasureEntry, RuleEntry, save_item_rules
from assessment.actions.tables import (
    confirm_table,
    issue_confirmed,
    issue_table,
    settle_concern,
)
from assessment.models import CityTable, Component, Concern, Item, Measure, Rule, YearState
from assessment.tables.hand_changes import hand_changes_of
from cities.models import Role
from tests import factories
from tests.assessment.test_rules_editing import entries_of
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db

DIFFERS = "“移民培训”中原文“每少完成10%扣1分”读为扣 1 分，规则为扣 0.5 分。"


@pytest.fixture
def person():
    return factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="张三")


@pytest.fixture
def who(person):
    return {"user": person, "actor": log.Actor("张三", person)}


@pytest.fixture
def table():
    return factories.make_table(issued=False)


@pytest.fixture
def item(table):
    return Item.objects.get(section__table=table, name="移民培训")


def save(item, components, who, reason="原文印错"):
    version = Item.objects.get(pk=item.pk).version
    return save_item_rules(item=item, components=components, version=version, reason=reason, **who)


def with_rule(item, index, **changes):
    (component,) = entries_of(item)
    rules = list(component.rules)
    rules[index] = replace(rules[index], **changes)
    return [replace(component, rules=tuple(rules))]


def with_measure(item, index, **changes):
    (component,) = entries_of(item)
    measures = list(component.measures)
    measures[index] = replace(measures[index], **changes)
    return [replace(component, measures=tuple(measures))]


def halved(item):
    return with_rule(item, 0, deduction=Decimal("0.5"))


def open_codes(table) -> list[str]:
    return list(table.concerns.filter(settled_at=None).values_list("code", flat=True))


def settle(concern, who, words="按更正通知"):
    return settle_concern(concern=concern, settlement=words, **who)


def current(table) -> CityTable:
    return CityTable.objects.get(pk=table.pk)


def without_first_rule(item):
    (component,) = entries_of(item)
    return [replace(component, rules=component.rules[1:])]


def with_unit_rule(item):
    """A rule and a measure that the words know nothing of."""
    (component,) = entries_of(item)
    measure = MeasureEntry(None, "师资培训", "数量", "人", Decimal(12))
    rule = RuleEntry(None, "shortfall_unit", (4,), Decimal(1), Decimal("0.2"), "计9分")
    more = replace(
        component,
        measures=(*component.measures, measure),
        rules=(*component.rules, rule),
    )
    return [more]


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        (halved, ["rule_differs"]),
        (lambda item: with_rule(item, 0, step=Decimal(5)), ["rule_differs"]),
        (lambda item: with_rule(item, 2, kind="below_bar", measures=(0,)), ["rule_differs"]),
        (lambda item: with_measure(item, 0, target=Decimal(110)), ["measure_differs"]),
        (lambda item: with_measure(item, 2, target=Decimal(90)), ["measure_differs"]),
        (lambda item: with_measure(item, 0, unit="户"), ["measure_differs"]),
        (lambda item: with_measure(item, 3, name="就业跟踪服务"), ["measure_differs"]),
        (
            lambda item: [replace(entries_of(item)[0], points=Decimal(8))],
            ["component_differs", "components_points"],
        ),
        (without_first_rule, ["rule_missing"]),
        (with_unit_rule, ["measure_differs", "rule_unread"]),
        (
            lambda item: with_rule(item, 0, deduction=Decimal(10)),
            ["deduction_above_points", "rule_differs"],
        ),
    ],
    ids=[
        *("amount", "step", "kind", "target", "threshold", "unit", "negation", "points"),
        *("removed", "added", "above the points"),
    ],
)
def test_change_by_hand_keeps_the_table_until_it_is_settled(table, item, who, changed, codes):
    save(item, changed(item), who)
    assert sorted(open_codes(table)) == codes
    with pytest.raises(Refused, match=f"还有 {len(codes)} 处"):
        confirm_table(table=table, version=current(table).version, **who)
    for concern in Concern.objects.all():
        settle(concern, who)
    assert confirm_table(table=table, version=current(table).version, **who).confirmed_at


def test_what_was_saved_as_it_stood_is_no_change(table, item, who):
    save(item, entries_of(item), who)
    assert open_codes(table) == []
    assert hand_changes_of(table) == []


def test_concern_says_both_sides(table, item, who):
    save(item, halved(item), who)
    concern = Concern.objects.get()
    assert concern.message.startswith(DIFFERS)
    assert (concern.item, concern.severity, concern.phrase) == (item, "error", "每少完成10%扣1分")


def test_mark_names_person_day_and_reason(table, item, who, person):
    save(item, halved(item), who, reason=" 更正通知\n第3号 ")
    rule = Rule.objects.get(kind="shortfall_share")
    assert (rule.changed_by, rule.changed_as, rule.reason) == (person, "张三", "更正通知 第3号")
    (change,) = hand_changes_of(table)
    day = f"{rule.changed_at.astimezone():%Y-%m-%d}"
    assert change.mark.told == f"张三 {day}，理由：更正通知 第3号"
    assert change.what == "要点1 “每少完成10%扣1分”每少 10% 扣 0.5 分"
    assert rule.history.first().reason == "更正通知 第3号"


def test_removed_rule_marks_its_component(table, item, who):
    save(item, without_first_rule(item), who)
    (change,) = hand_changes_of(table)
    assert change.what == "要点1 分值 9 分，规则 2 条"


def test_mark_of_another_row_stays_as_it_was(table, item, who):
    save(item, halved(item), who, reason="甲")
    other = factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="李四")
    second = {"user": other, "actor": log.Actor("李四")}
    save(item, with_measure(item, 2, target=Decimal(90)), second, reason="乙")
    told = [(change.mark.by, change.mark.reason) for change in hand_changes_of(table)]
    assert told == [("李四", "乙"), ("张三", "甲")]


def test_change_taken_back_takes_mark_and_concern_with_it(table, item, who):
    before = entries_of(item)
    save(item, halved(item), who)
    settle(Concern.objects.get(), who)
    save(item, before, who)
    assert (hand_changes_of(table), Concern.objects.count()) == ([], 0)
    assert Concern.history.count() == 3  # made, settled, gone


def test_settled_change_stays_settled_while_it_is_the_same(table, item, who, person):
    save(item, halved(item), who)
    settle(Concern.objects.get(), who)
    save(item, with_measure(item, 2, target=Decimal(90)), who)
    concern = Concern.objects.get(code="rule_differs")
    assert (concern.settlement, concern.settled_by) == ("按更正通知", person)


def test_another_change_of_the_same_rule_has_to_be_settled_anew(table, item, who):
    save(item, halved(item), who)
    settle(Concern.objects.get(), who)
    save(item, with_rule(item, 0, deduction=Decimal("0.3")), who)
    concern = Concern.objects.get()
    assert (concern.settled_at, concern.settlement) == (None, "")
    assert "规则为扣 0.3 分" in concern.message


@pytest.mark.parametrize(
    ("reason", "words"), [("  \n", "请写明修改理由"), ("理" * 201, "请在 200 字以内")]
)
def test_change_needs_its_reason_in_a_line(item, who, reason, words):
    with pytest.raises(Refused, match=words):
        save(item, halved(item), who, reason=reason)
    assert Rule.objects.get(kind="shortfall_share").deduction == 1


def test_reason_is_in_the_log(item, who):
    save(item, halved(item), who, reason="更正通知")
    assert AuditEntry.objects.get().reason == "更正通知"


def test_phrase_that_loses_its_rule_is_unsettled_again(table, item, who):
    phrase = "情节严重的扣1–3分左右"
    item.text += f"{phrase}。"
    item.unsettled = [phrase]
    item.save()
    Concern.objects.create(
        table=table, item=item, severity="unsettled", code="unsettled", message="?", phrase=phrase
    )
    before = entries_of(item)
    (component,) = before
    rule = RuleEntry(None, "not_done", (3,), None, Decimal(3), phrase)
    save(item, [replace(component, rules=(*component.rules, rule))], who)
    assert open_codes(table) == ["rule_unread"]
    save(item, before, who)
    assert open_codes(table) == ["unsettled"]
    assert Item.objects.get(pk=item.pk).unsettled == [phrase]


def test_rule_for_a_part_of_a_phrase_leaves_the_rest_unsettled(table, item, who):
    """Nothing is dropped in silence: 扣5分 for the worse case is still to be read."""
    item.text += "违规的酌情扣1分，情节严重的酌情扣5分。"
    item.unsettled = ["违规的酌情扣1分", "情节严重的酌情扣5分"]
    item.save()
    (component,) = entries_of(item)
    rule = RuleEntry(None, "not_done", (3,), None, Decimal(1), "违规的酌情扣1分")
    save(item, [replace(component, rules=(*component.rules, rule))], who)
    assert Item.objects.get(pk=item.pk).unsettled == ["情节严重的酌情扣5分"]


# --- What was entered before anybody compared it --------------------------------------------------


def changed_before(item):
    """A rule changed by hand under the old program: no mark, no concern."""
    Rule.objects.filter(component__item=item, kind="shortfall_share").update(
        deduction=Decimal("0.5")
    )


def test_confirming_finds_what_nobody_compared(table, item, who):
    changed_before(item)
    with pytest.raises(Refused, match="与原文不一致：长沙市 1 处"):
        confirm_table(table=table, version=1, **who)
    assert Concern.objects.get().message.startswith(DIFFERS)
    assert AuditEntry.objects.get().action == "规则与原文核对"
    settle(Concern.objects.get(), who)
    assert confirm_table(table=table, version=1, **who).confirmed_at


def issue_one(table, who):
    issue_table(table=table, version=table.version, **who)


def issue_all(table, who):
    issue_confirmed(year=table.year, **who)


@pytest.mark.parametrize("issue", [issue_one, issue_all])
def test_issuing_a_table_confirmed_before_finds_it_too(table, item, who, issue):
    table = confirm_table(table=table, version=1, **who)
    changed_before(item)
    with pytest.raises(Refused, match="与原文不一致"):
        issue(table, who)
    table = current(table)
    assert (table.is_issued, table.confirmed_at) == (False, None)
    assert Concern.objects.count() == 1


def test_issued_tables_are_left_alone(item, who):
    issued = factories.make_table(factories.make_year(2018, YearState.ISSUED))
    Rule.objects.filter(component__item__section__table=issued).update(deduction=Decimal(3))
    with pytest.raises(Refused, match="已下达|已由|无须"):
        issue_table(table=issued, version=1, **who)
    assert not Concern.objects.exists()


def test_confirmation_logs_what_was_changed_by_hand(table, item, who):
    save(item, halved(item), who)
    settle(Concern.objects.get(), who)
    confirm_table(table=table, version=current(table).version, **who)
    entry = AuditEntry.objects.order_by("sequence").last()
    (told,) = entry.after["人工修改"]
    assert told.startswith("移民培训 要点1 “每少完成10%扣1分”每少 10% 扣 0.5 分：张三 ")


def test_only_what_differs_is_marked(table, item, who):
    (component,) = entries_of(item)
    named = MeasureEntry(None, "出勤次数", "次数")
    save(item, [replace(component, measures=(*component.measures, named))], who)
    marked = [model.objects.exclude(reason="").count() for model in (Component, Measure, Rule)]
    assert marked == [0, 0, 0]
