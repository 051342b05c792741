"""Rules in an exported .json: compared with their words, marked, and taken back the same."""

import json
from decimal import Decimal

import pytest

from assessment.actions.importing import import_tables
from assessment.actions.rules import save_item_rules
from assessment.exports.tables import tables_json
from assessment.loading import load_tables
from assessment.models import CityTable, Concern, Item, Measure, Rule
from assessment.reader.agreement import CODES
from assessment.tables.hand_changes import hand_changes_of
from assessment.tables.intake import finding_lines, read_tables
from cities.models import Role
from tests import factories
from tests.assessment.seeds import ACTOR, import_2017
from tests.assessment.test_rules_editing import entries_of
from trust import log
from trust.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PHRASE = "未完成扣6分"
DIFFERS = f"原文“{PHRASE}”读为扣 6 分，规则为扣 3 分。"


@pytest.fixture
def changsha():
    import_2017(only=("长沙市",))


def exported() -> dict:
    return json.loads(json.dumps(tables_json(2017, load_tables(CityTable.objects.all()))))


def taken(data: dict, *, year=2018, actor=ACTOR, **options):
    """Import what export_tables would have written, and return the report."""
    readings, codes = read_tables(json.dumps(data).encode(), "tables.json", year)
    return import_tables(number=year, readings=readings, codes=codes, actor=actor, **options)


def audit_of(data: dict) -> dict:
    return next(
        item
        for section in data["cities"][0]["sections"]
        for item in section["items"]
        if item["name"] == "移民资金管理"
    )


def rule_of(data: dict) -> dict:
    return audit_of(data)["components"][0]["rules"][0]


def messages(report) -> list[str]:
    return [f.message for f in report.findings if f.code in CODES]


def test_exported_tables_agree_with_their_words(changsha):
    report = taken(exported())
    assert messages(report) == []
    assert hand_changes_of(CityTable.objects.get(year__number=2018)) == []


def test_figure_edited_in_the_file_is_found_and_marked(changsha):
    data = exported()
    rule_of(data)["deduction"] = "3"
    (message,) = messages(taken(data))
    assert DIFFERS in message
    assert Concern.objects.get(table__year__number=2018, code="rule_differs").message == message
    rule = Rule.objects.get(component__item__section__table__year__number=2018, clause=PHRASE)
    assert (rule.changed_as, rule.reason) == ("测试", "导入文件")
    assert rule.changed_at is not None


def drop_rule(item):
    del item["components"][0]["rules"][0]


def drop_unit(item):
    item["components"][0]["measures"][0]["target"] = "2"


def lessen_points(item):
    item["components"][0]["points"] = "6"


def alter_clause(item):
    item["components"][0]["rules"][0] |= {"clause": "未完成扣3分", "deduction": "3"}


def raise_deduction(item):
    item["components"][0]["rules"][0]["deduction"] = "60"


def drop_component(item):
    item["components"] = []


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (drop_rule, f"原文“{PHRASE}”读为“每少 1 个扣 6 分”，表里没有这条规则"),
        (drop_unit, "读为目标 1 个，测量项“移民资金内部审计完成数”为目标 2 个"),
        (lessen_points, "原文“计7分”读为 7 分，要点1为 6 分"),
        (alter_clause, "规则的语句“未完成扣3分”在原文中找不到"),
        (raise_deduction, "一次就扣60分，超过第1个要点的7分"),
        (drop_component, "原文“计7分”是一个要点，表里没有"),
    ],
)
def test_every_edit_of_the_file_is_found(changsha, edit, words):
    data = exported()
    edit(audit_of(data))
    told = "\n".join(finding_lines(taken(data).findings))
    assert words in told


def test_phrase_that_the_file_keeps_silent_about_is_unsettled(changsha):
    data = exported()
    item = audit_of(data)
    item["text"] += "情节严重的扣1至3分左右。"
    taken(data)
    row = Item.objects.get(section__table__year__number=2018, name="移民资金管理")
    assert row.unsettled == ["情节严重的扣1至3分左右"]
    assert row.concerns.filter(code="unsettled").exists()


def test_file_without_bounds_and_patterns_agrees_too(changsha):
    """The least that import_tables needs: what another program may write."""
    data = exported()
    for section in data["cities"][0]["sections"]:
        for item in section["items"]:
            for component in item["components"]:
                for row in (component, *component["rules"]):
                    for key in ("start", "end", "pattern"):
                        row.pop(key, None)
    assert messages(taken(data)) == []


def test_same_file_again_changes_nothing(changsha):
    data = exported()
    rule_of(data)["deduction"] = "3"
    taken(data)
    before = Rule.objects.get(reason="导入文件")
    assert taken(data).unchanged == ["长沙市"]
    assert Rule.objects.get(reason="导入文件").changed_at == before.changed_at


def test_marks_go_out_and_come_back(changsha):
    person = factories.make_account(role=Role.ASSESSMENT_OFFICE, full_name="张三")
    item = Item.objects.get(name="移民资金管理")
    (component,) = entries_of(item)
    rules = list(component.rules)
    rules[0] = type(rules[0])(**{**vars(rules[0]), "deduction": Decimal(3)})
    changed = type(component)(**{**vars(component), "rules": tuple(rules)})
    save_item_rules(
        item=item, components=[changed], version=1, reason="更正通知", user=person,
        actor=log.Actor("张三", person),
    )  # fmt: skip
    data = exported()
    assert rule_of(data)["by_hand"].keys() == {"by", "at", "reason"}
    taken(data)
    first, second = (
        [change.told for change in hand_changes_of(CityTable.objects.get(year__number=year))]
        for year in (2017, 2018)
    )
    assert first == second != []
    assert exported()["cities"][0] == exported()["cities"][1]


def test_rows_without_a_mark_have_no_key(changsha):
    assert "by_hand" not in json.dumps(exported())


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ("张三", "须写明“by”“at”“reason”"),
        ({"by": "张三", "at": "2018-01-05T10:00:00+08:00"}, "须写明“by”“at”“reason”"),
        ({"by": "张三", "at": "昨天", "reason": "印错"}, "不是时间"),
        ({"by": "张三", "at": "0001-01-01T00:00:00", "reason": "印错"}, "不是时间"),
        ({"by": "张三", "at": "9999-12-31T23:59:59-09:00", "reason": "印错"}, "不是时间"),
        ({"by": "张" * 121, "at": "2018-01-05", "reason": "印错"}, "不超过 120 字"),
        ({"by": "张三", "at": "2018-01-05", "reason": "错" * 201}, "不超过 200 字"),
    ],
)
def test_wrong_mark_is_refused_with_its_place(changsha, mark, words):
    data = exported()
    rule_of(data)["by_hand"] = mark
    with pytest.raises(Refused, match=words) as refused:
        taken(data)
    assert "移民资金管理" in str(refused.value)


def test_name_of_a_failing_that_lost_its_negation_is_found_and_shown_whole(changsha):
    data = exported()
    training = next(
        i for s in data["cities"][0]["sections"] for i in s["items"] if i["name"] == "移民培训"
    )
    training["components"][0]["measures"][4]["name"] = "就业跟踪服务"
    (message,) = messages(taken(data))
    assert "读为“无就业跟踪服务或不符合要求”" in message
    table = load_tables(CityTable.objects.filter(year__number=2018))[0]
    shown = next(m for m in table.measures if m.key == "就业跟踪服务")
    assert (shown.engine.name, shown.short) == ("无就业跟踪服务或不符合要求",) * 2
    assert (shown.name, Measure.objects.get(pk=shown.pk).name) == ("就业跟踪服务",) * 2
