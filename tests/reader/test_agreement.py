"""Rules beside their own words: every kind of difference, and none where there is none."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assessment.engine.types import MeasureKind, RuleKind
from assessment.reader import agreement
from assessment.reader.checks import rule_findings
from assessment.reader.negation import loses_negation, shown_name
from assessment.reader.types import ItemReading, MeasureReading, RuleReading, Severity
from tests.reader.tables import all_items, item_findings, official_item, read_item

UNREAD = "情节严重的，酌情倒扣1至3分"


def audit() -> ItemReading:
    return official_item("长沙市", "移民资金管理")


def training() -> ItemReading:
    return official_item("长沙市", "移民培训")


def relief() -> ItemReading:
    return official_item("长沙市", "避险解困与计生工作")


def with_component(item, at=0, **changes) -> ItemReading:
    components = list(item.components)
    components[at] = replace(components[at], **changes)
    return replace(item, components=tuple(components))


def with_rule(item, index, at=0, **changes) -> ItemReading:
    rules = list(item.components[at].rules)
    rules[index] = replace(rules[index], **changes)
    return with_component(item, at, rules=tuple(rules))


def with_measure(item, index, at=0, **changes) -> ItemReading:
    measures = list(item.components[at].measures)
    measures[index] = replace(measures[index], **changes)
    return with_component(item, at, measures=tuple(measures))


def with_more_rules(item, *rules: RuleReading, at=0) -> ItemReading:
    return with_component(item, at, rules=(*item.components[at].rules, *rules))


def told(item: ItemReading) -> list[tuple[str, str]]:
    return [(d.code, d.message) for d in agreement.differences(item)]


@pytest.mark.parametrize(
    ("city", "item"), [pytest.param(c, i, id=f"{c}-{i.name}") for c, i in all_items()]
)
def test_tables_as_read_agree_with_their_words(city, item):
    """Also where a file says neither bounds nor patterns: the slow way finds nothing either."""
    bare = replace(
        item,
        components=tuple(
            replace(
                component,
                start=0,
                end=len(item.text),
                rules=tuple(replace(r, start=0, end=0, pattern="") for r in component.rules),
            )
            for component in item.components
        ),
    )
    assert agreement.differences(item) == agreement.differences(bare) == ()
    assert agreement.with_unread_phrases(bare).unsettled == item.unsettled == ()
    assert [f for f in rule_findings(item, city) if f.code == "deduction_above_points"] == []


def added(item, **changes) -> RuleReading:
    return replace(item.components[0].rules[0], **changes)


DIFFERENCES = [
    (
        "amount",
        lambda: with_rule(audit(), 0, deduction=Decimal(3)),
        "rule_differs",
        "原文“未完成扣6分”读为扣 6 分，规则为扣 3 分。",
    ),
    (
        "step",
        lambda: with_rule(training(), 0, step=Decimal(20)),
        "rule_differs",
        "原文“每少完成10%扣1分”读为每档 10%，规则为每档 20%。",
    ),
    (
        "amount and step",
        lambda: with_rule(training(), 0, step=Decimal(5), deduction=Decimal("0.5")),
        "rule_differs",
        "原文“每少完成10%扣1分”读为扣 1 分、每档 10%，规则为扣 0.5 分、每档 5%。",
    ),
    (
        "kind",
        lambda: with_rule(training(), 3, kind=RuleKind.PER_OCCURRENCE, step=Decimal(1)),
        "rule_differs",
        "原文“无就业跟踪服务或不符合要求扣0.2分”读为“未完成即扣”、不分档，"
        "规则为“按次扣分”、每档 1。",
    ),
    (
        "measures of a rule",
        lambda: with_rule(training(), 0, measures=(0,)),
        "rule_differs",
        "原文“每少完成10%扣1分”读为对“农业实用技术培训、转移就业技能培训”，"
        "规则为对“农业实用技术培训”。",
    ),
    (
        "target of a quantity",
        lambda: with_measure(training(), 1, target=Decimal(16)),
        "measure_differs",
        "原文“转移就业技能培训166人次”读为目标 166 人次，测量项“转移就业技能培训”为目标 16 人次。",
    ),
    (
        "target and places of a quantity",
        lambda: with_measure(training(), 1, target=Decimal(16), places=("甲县",)),
        "measure_differs",
        "原文“转移就业技能培训166人次”读为目标 166 人次、没有列名，"
        "测量项“转移就业技能培训”为目标 16 人次、列名甲县。",
    ),
    (
        "threshold of a rate",
        lambda: with_measure(training(), 2, target=Decimal(90)),
        "measure_differs",
        "原文“获证率95%以上”读为目标 95%，测量项“获证率”为目标 90%。",
    ),
    (
        "no target",
        lambda: with_measure(training(), 2, target=None),
        "measure_differs",
        "原文“获证率95%以上”读为目标 95%，测量项“获证率”为没有目标值。",
    ),
    (
        "unit",
        lambda: with_measure(training(), 0, unit="户"),
        "measure_differs",
        "原文“其中农业实用技术培训1103人次”读为单位“人次”，测量项“农业实用技术培训”为单位“户”。",
    ),
    (
        "kind of a measure",
        lambda: with_measure(training(), 4, kind=MeasureKind.COUNT),
        "measure_differs",
        "原文“无就业跟踪服务或不符合要求扣0.2分”读为类型“是否”，"
        "测量项“无就业跟踪服务或不符合要求”为“次数”。",
    ),
    (
        "places",
        lambda: with_measure(audit(), 0, places=("宁乡县",)),
        "measure_differs",
        "原文“完成望城区的移民资金内部审计”读为列名望城区，"
        "测量项“移民资金内部审计完成数”为列名宁乡县。",
    ),
    (
        "name of another thing",
        lambda: with_measure(training(), 0, key="甲", name="甲"),
        "measure_differs",
        "原文“其中农业实用技术培训1103人次”读为“农业实用技术培训”，测量项“甲”为“甲”。",
    ),
    (
        "negation dropped",
        lambda: with_measure(training(), 4, name="就业跟踪服务"),
        "measure_differs",
        "原文“无就业跟踪服务或不符合要求扣0.2分”读为“无就业跟踪服务或不符合要求”，"
        "测量项“就业跟踪服务”为“就业跟踪服务”。",
    ),
    (
        "points of a component",
        lambda: with_component(training(), points=Decimal(8)),
        "component_differs",
        "原文“计9分”读为 9 分，要点1为 8 分。",
    ),
    (
        "rule left out",
        lambda: with_component(training(), rules=training().components[0].rules[1:]),
        "rule_missing",
        "原文“每少完成10%扣1分”读为“每少 10% 扣 1 分”，表里没有这条规则。",
    ),
    (
        "rule twice",
        lambda: with_more_rules(training(), added(training(), deduction=Decimal(2))),
        "rule_extra",
        (
            "原文“每少完成10%扣1分”已有规则，这是多出的一条："
            "农业实用技术培训（数量，目标 1,103 人次）、"
            "转移就业技能培训（数量，目标 166 人次）：每少 10% 扣 2 分。"
        ),
    ),
    (
        "clause cut",
        lambda: with_rule(audit(), 0, clause="扣6分"),
        "clause_cut",
        "原文“未完成扣6分”是一句话，规则只引了“扣6分”。",
    ),
]


@pytest.mark.parametrize(
    ("made", "code", "message"), [pytest.param(*row[1:], id=row[0]) for row in DIFFERENCES]
)
def test_difference_is_told_with_both_sides(made, code, message):
    assert told(made()) == [(code, message)]


def test_clause_that_is_not_in_the_text_is_told_with_what_stands_there():
    altered = with_rule(audit(), 0, clause="未完成扣3分", deduction=Decimal(3))
    assert told(altered) == [
        ("clause_missing", "规则的语句“未完成扣3分”在原文中找不到。"),
        ("rule_differs", "原文“未完成扣6分”读为扣 6 分，规则为扣 3 分。"),
    ]


def test_altered_clause_without_its_place_leaves_the_phrase_without_a_rule():
    rule = {"clause": "未完成扣3分", "deduction": Decimal(3), "start": 0, "end": 6}
    assert [code for code, _ in told(with_rule(audit(), 0, **rule))] == [
        "clause_missing",
        "rule_unread",
        "rule_missing",
    ]


def test_component_left_out_is_told_with_its_rules():
    item = relief()
    left = replace(item, components=item.components[:1])
    codes = [code for code, _ in told(left)]
    assert codes == ["component_differs", "rule_missing", "rule_missing"]
    assert told(left)[0][1] == "原文“计5分”是一个要点，表里没有。"


def test_component_that_the_text_does_not_name_is_told():
    item = audit()
    more = replace(item.components[0], points=Decimal(2), measures=(), rules=(), start=0, end=0)
    found = told(replace(item, components=(*item.components, more)))
    assert found == [("component_differs", "要点2（2分）没有对应的“计N分”。")]


def test_rule_in_another_component_is_told():
    item = relief()
    first, second = item.components
    moved = replace(
        item,
        components=(
            replace(
                first,
                measures=(*first.measures, second.measures[-1]),
                rules=(
                    *first.rules,
                    replace(second.rules[-1], measures=(len(first.measures),)),
                ),
            ),
            replace(second, measures=second.measures[:-1], rules=second.rules[:-1]),
        ),
    )
    ((code, message),) = told(moved)
    assert code == "rule_differs"
    assert message.endswith("读为要点2，规则为要点1。")


def with_unread(**changes) -> ItemReading:
    """An item with a phrase that nobody reads, and a rule entered for it by hand."""
    item = training()
    text = item.text + UNREAD + "。"
    at = len(item.text)
    rule = RuleReading(RuleKind.NOT_DONE, (4,), None, Decimal(3), UNREAD, at, at + len(UNREAD), "")
    return with_more_rules(replace(item, text=text), replace(rule, **changes))


def test_rule_for_a_phrase_that_cannot_be_read_is_to_be_settled():
    (found,) = agreement.differences(with_unread())
    assert (found.code, found.severity) == ("rule_unread", Severity.UNSETTLED)
    assert found.message.startswith(f"原文“{UNREAD}”读不出计分规则，人工定为“")
    assert found.message.endswith("：出现该情形扣 3 分”。")


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": MeasureKind.COUNT},
        {"target": Decimal(90)},
        {"name": "另一件事"},
        {"places": ("长沙县", "望城区")},
    ],
)
def test_opinion_about_an_unread_rule_does_not_outlive_its_measure(changes):
    """Each of these targets stands somewhere in the text: only this sentence can tell."""
    measure = MeasureReading("酌情", "酌情", MeasureKind.QUANTITY, "人", Decimal(166))
    before = with_unread(kind=RuleKind.NOT_DONE, measures=(5,))
    before = with_component(before, measures=(*before.components[0].measures, measure))
    assert told(with_measure(before, 5, **changes)) != told(before)


def test_name_that_denies_what_the_words_count_is_told():
    assert [code for code, _ in told(with_measure(training(), 2, name="未就业率"))] == [
        "measure_differs"
    ]


def test_rate_in_another_unit_is_told():
    assert [code for code, _ in told(with_measure(training(), 2, unit="人"))] == ["measure_differs"]


def test_amount_that_an_unread_phrase_does_not_state_is_told():
    (found,) = agreement.differences(with_unread(deduction=Decimal(5)))
    assert found.message.endswith("，原文写明扣 1、3 分，规则为扣 5 分。")


def test_step_that_an_unread_phrase_does_not_state_is_told():
    stepped = with_unread(kind=RuleKind.SHORTFALL_SHARE, step=Decimal(7), measures=(0,))
    (found,) = agreement.differences(stepped)
    assert found.message.endswith("，每档 7%在这句话里找不到。")


@pytest.mark.parametrize(
    ("measure", "is_found"),
    [
        (MeasureReading("师资", "师资培训", MeasureKind.QUANTITY, "人", Decimal(12)), False),
        (MeasureReading("师资", "师资培训", MeasureKind.QUANTITY, "人", Decimal(9)), False),
        (MeasureReading("师资", "师资培训", MeasureKind.QUANTITY, "人次", Decimal(1269)), True),
        (MeasureReading("任务", "任务完成百分比", MeasureKind.QUANTITY, "%", Decimal(100)), True),
        (MeasureReading("方案", "方案", MeasureKind.QUANTITY, "个", Decimal(1)), True),
        (
            MeasureReading(
                "甲", "甲", MeasureKind.QUANTITY, "个", Decimal(2), ("望城区", "宁乡县")
            ),
            True,
        ),
        (MeasureReading("次", "次", MeasureKind.COUNT), True),
    ],
)
def test_target_by_hand_has_to_stand_in_the_text(measure, is_found):
    component = training().components[0]
    item = with_component(training(), measures=(*component.measures, measure))
    messages = [message for _, message in told(item)]
    assert messages == (
        [] if is_found else [f"测量项“师资培训”的目标 {measure.target} 人在原文中找不到。"]
    )


def test_renamed_measure_that_still_names_the_thing_agrees():
    assert told(with_measure(training(), 0, name="农业实用技术培训人次")) == []
    assert told(with_measure(training(), 4, name="没有就业跟踪服务")) == []


def test_wider_clause_hides_no_phrase_behind_it():
    """A person may quote more than the rule needs; what else bears points stays unsettled."""
    item = read_item(f"做好工作，计9分，未召开会议扣2分，{UNREAD}。")
    assert item.unsettled == (UNREAD,)
    start = item.text.index("未召开")
    whole = item.text[start:-1]
    wide = with_rule(item, 0, clause=whole, start=start, end=start + len(whole))
    assert agreement.with_unread_phrases(replace(wide, unsettled=())).unsettled == (UNREAD,)


def test_phrase_that_lost_its_rule_is_unsettled_again():
    item = read_item(f"做好工作，计9分，未召开会议扣2分，{UNREAD}。")
    silent = replace(with_component(item, points=Decimal(8)), unsettled=())
    assert agreement.with_unread_phrases(silent).unsettled == (UNREAD,)


def test_same_clause_twice_is_two_rules():
    text = "甲工作，计5分，未报送材料扣1分。乙工作，计4分，未报送材料扣1分。"
    item = read_item(text)
    bare = replace(
        item,
        components=tuple(
            replace(
                c, start=0, end=len(text), rules=tuple(replace(r, start=0, end=0) for r in c.rules)
            )
            for c in item.components
        ),
    )
    assert told(bare) == []


def test_finding_names_item_phrase_and_what_to_do():
    (found,) = agreement.findings(with_rule(audit(), 0, deduction=Decimal(3)), "长沙市")
    assert (found.city, found.item, found.phrase) == ("长沙市", "移民资金管理", "未完成扣6分")
    assert found.message.startswith("“移民资金管理”中原文“未完成扣6分”读为扣 6 分，规则为扣 3 分。")
    assert found.message.endswith("请对照原文改正；确应如此的，请核定并写明依据。")


# --- A deduction above its component's points -----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "points", "phrase"),
    [
        ("做好工作，计5分，未落实机构扣32分。", "5", "未落实机构扣32分"),
        ("完成油茶100亩，计5分，每少完成10%扣8分。", "5", "每少完成10%扣8分"),
        ("甲，计5分，未召开会议扣2分。乙，计3分，未报送每次扣5分。", "8", "未报送每次扣5分"),
    ],
)
def test_deduction_above_its_component_is_an_error(text, points, phrase):
    (found,) = item_findings(text, "deduction_above_points", points=points)
    assert (found.severity, found.phrase) == (Severity.ERROR, phrase)


def test_deduction_of_all_the_points_is_none():
    assert item_findings("做好工作，计5分，未召开会议扣5分。", "deduction_above_points") == []


# --- Negation -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "phrase", "is_lost"),
    [
        ("就业跟踪服务", "无就业跟踪服务或不符合要求", True),
        ("听证会", "未召开听证会", True),
        ("落实优惠政策", "没有落实优惠政策", True),
        ("按时完成", "不按时完成", True),
        ("上访", "未及时接劝非正常上访移民", True),
        ("没有就业跟踪服务", "无就业跟踪服务", False),
        ("到省进京非正常上访", "发生到省进京非正常上访", False),
        ("因配合不力影响终验", "因配合不力影响终验", False),
    ],
)
def test_negation_is_lost(name, phrase, is_lost):
    assert loses_negation(name, phrase) is is_lost


def test_shown_name_of_a_failing_is_the_one_that_denies():
    clauses = ["无就业跟踪服务，扣 0.2分"]
    assert shown_name("就业跟踪服务", MeasureKind.YES_NO, clauses) == "无就业跟踪服务"
    assert shown_name("没有跟踪服务", MeasureKind.YES_NO, clauses) == "没有跟踪服务"
    assert shown_name("就业跟踪服务", MeasureKind.QUANTITY, clauses) == "就业跟踪服务"
    assert shown_name("就业跟踪服务", MeasureKind.YES_NO, []) == "就业跟踪服务"
