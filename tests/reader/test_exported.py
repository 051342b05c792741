"""An exported .json that somebody changed: a sentence with city, item and field."""

import copy
from decimal import Decimal

import pytest

from assessment.reader import bounds
from assessment.reader.errors import DocumentError
from assessment.reader.exported import readings_of_bytes, readings_of_json
from lib.written_numbers import chinese_ordinal

TEXT = "完成油茶5000亩，计8分，每少完成10%扣0.8分。"
MEASURE = {"code": "a-1", "name": "油茶", "kind": "数量", "unit": "亩", "target": "5000"}
RULE = {
    "kind": "shortfall_share",
    "measures": ["a-1"],
    "step": "10",
    "deduction": "0.8",
    "clause": "每少完成10%扣0.8分",
}
OVER = RULE | {"kind": "excess"}
COMPONENT = {"points": "8", "measures": [MEASURE], "rules": [RULE]}
ITEM = {"name": "移民产业", "text": TEXT, "points": "8", "components": [COMPONENT]}
SECTION = {"name": "移民业务工作", "full": "76", "items": [ITEM]}
WHOLE = {"year": 2017, "cities": [{"city": "长沙市", "sections": [SECTION]}]}

CITY = ("cities", 0)
PART = (*CITY, "sections", 0)
THING = (*PART, "items", 0)
POINT = (*THING, "components", 0)
RULED = (*POINT, "rules", 0)
MEASURED = (*POINT, "measures", 0)


def changed(path, value):
    told = copy.deepcopy(WHOLE)
    *above, last = path
    held = told
    for step in above:
        held = held[step]
    held[last] = value
    return told


def test_table_as_it_should_be_is_read():
    [table], codes = readings_of_json(WHOLE)

    item = table.sections[0].items[0]
    assert codes == {"长沙市": ["a-1"]}
    assert (item.points, item.components[0].rules[0].step) == (Decimal(8), Decimal(10))
    assert (item.components[0].start, item.components[0].end) == (0, len(TEXT))


def test_caps_are_read_and_may_be_left_out():
    told = changed((*RULED, "cap"), "2.5")
    told["cities"][0]["sections"][0]["items"][0]["components"][0]["cap"] = "6"
    [table], _ = readings_of_json(told)
    [component] = table.sections[0].items[0].components
    assert (component.cap, component.rules[0].cap) == (Decimal(6), Decimal("2.5"))
    [table], _ = readings_of_json(WHOLE)
    [component] = table.sections[0].items[0].components
    assert (component.cap, component.rules[0].cap) == (None, None)


@pytest.mark.parametrize("said", ["points", "6"])
def test_words_that_say_the_cap_of_the_component_are_none_of_the_rule(said):
    told = changed((*RULED, "cap"), said)
    told["cities"][0]["sections"][0]["items"][0]["components"][0]["cap"] = "6"
    [reading], _ = readings_of_json(told)
    component = reading.sections[0].items[0].components[0]
    assert (component.cap, component.rules[0].cap) == (Decimal(6), None)


def test_condition_is_read_and_may_be_left_out():
    for said, kept in (("在省级检查中", "在省级检查中"), (None, "")):
        [table], _ = readings_of_json(changed((*RULED, "condition"), said))
        assert table.sections[0].items[0].components[0].rules[0].condition == kept


FIGURES = [
    (path, value)
    for path in (
        (*PART, "full"),
        (*THING, "points"),
        (*POINT, "points"),
        (*RULED, "step"),
        (*RULED, "deduction"),
        (*MEASURED, "target"),
    )
    for value in (
        "1e400",
        "9" * 5000,
        int("9" * 4000),
        "0.00000000000000000001",
        "NaN",
        "-Infinity",
        "-1",
        "1_000",
        "八",
        "",
        True,
        0.8,
        [],
        {"a": 1},
        "99999999999999999",
        "123456789012.3456",
    )
]


@pytest.mark.parametrize(("path", "value"), FIGURES)
def test_figure_that_is_none_is_refused_by_its_field(path, value):
    with pytest.raises(DocumentError, match=f"^长沙市.*{path[-1]}") as refusal:
        readings_of_json(changed(path, value))
    assert len(str(refusal.value)) < 300


def test_minus_zero_is_zero():
    [table], _ = readings_of_json(changed((*POINT, "points"), "-0"))
    assert str(table.sections[0].items[0].components[0].points) == "0"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ((*RULED, "deduction"), "0", "扣分须大于 0"),
        ((*RULED, "step"), "0", "每档"),
        ((*RULED, "cap"), "0", "最多扣多少分"),
        ((*RULED, "condition"), ["甲"], "“condition”应为文字"),
        ((*RULED, "condition"), "甲" * 201, "限定条件“甲{20}…”有 201 字，最多 200 字"),
        (RULED, OVER | {"target": None}, "“target”应写明超过多少才扣分"),
        (RULED, OVER | {"target": "八"}, "“target”不是数字"),
        ((*POINT, "cap"), "-1", "“cap” 不是大于或等于 0"),
        ((*RULED, "basis"), "once", "“basis”与“kind”不符（应为 share_short）"),
        ((*RULED, "effect"), "award", "“effect”与“kind”不符（应为 deduct）"),
        ((*RULED, "step"), None, "每档"),
        ((*RULED, "measures"), [], "没有测量项"),
        ((*RULED, "measures"), ["a-1", "a-1"], "不止一次"),
        ((*RULED, "measures"), ["x"], "不存在的测量项"),
        ((*RULED, "measures"), [["a-1"]], "measures"),
        ((*RULED, "kind"), [], "kind"),
        ((*RULED, "kind"), "酌情", "shortfall_share"),
        ((*RULED, "clause"), 5, "clause"),
        ((*RULED, "start"), 10**30, "start"),
        ((*RULED, "start"), -1, "start"),
        ((*RULED, "end"), True, "end"),
        ((*RULED, "end"), 9000, "不在正文之内"),
        ((*POINT, "start"), "0", "start"),
        ((*POINT, "end"), 9999, "不在正文之内"),
        ((*POINT, "measures"), [MEASURE, MEASURE], "不止一次"),
        ((*POINT, "measures"), "a-1", "measures"),
        ((*POINT, "rules"), None, "rules"),
        ((*MEASURED, "code"), "", "code"),
        (POINT, COMPONENT | {"measures": [MEASURE | {"code": "码" * 41}], "rules": []}, "编码"),
        ((*MEASURED, "name"), "名" * 10_000, "测量项"),
        ((*MEASURED, "unit"), "亩" * 21, "单位"),
        ((*MEASURED, "places"), ["望城区", 3], "places"),
        ((*MEASURED, "key"), {"a": 1}, "key"),
        ((*MEASURED, "kind"), None, "kind"),
        ((*THING, "name"), "名" * 10_000, "指标名称"),
        ((*THING, "name"), None, "name"),
        ((*THING, "name"), "a\x00b", "控制字符"),
        ((*THING, "text"), "计8分" + "甲" * 10_000, "超过 10000 字"),
        ((*THING, "text"), TEXT + "\ud800", "控制字符"),
        ((*THING, "offices"), "规划计划处", "offices"),
        ((*THING, "offices"), ["处" * 121], "责任处室"),
        ((*THING, "points"), "0", "折算"),
        ((*THING, "unsettled"), [["扣1分"]], "unsettled"),
        ((*THING, "components"), {"a": 1}, "components"),
        ((*PART, "name"), "", "name"),
        ((*PART, "name"), "部" * 61, "部分的名称"),
        ((*PART, "heading"), "部" * 81, "部分的标题"),
        ((*PART, "number"), 1, "number"),
        ((*PART, "items"), "移民产业", "items"),
        ((*PART, "items"), [5], "name"),
        ((*CITY, "sections"), [SECTION] * 21, "sections"),
        ((*CITY, "sections"), None, "sections"),
        ((*CITY, "notes"), "备注", "notes"),
        ((*CITY, "notes"), [1], "notes"),
        ((*CITY, "notes"), ["注" * 3000], "表下注"),
        ((*CITY, "title"), ["长沙市"], "title"),
        ((*CITY, "title"), "题" * 201, "标题"),
        ((*CITY, "city"), "市" * 41, "市州"),
        ((*CITY, "city"), ["长沙市"], "city"),
        (("cities",), {"a": 1}, "cities"),
        (("cities",), [None], "city"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(path, value, said):
    with pytest.raises(DocumentError, match=said) as refusal:
        readings_of_json(changed(path, value))
    assert "未导入任何内容" in str(refusal.value)


def test_sections_without_a_number_are_numbered():
    sections = [{**SECTION, "items": [{**ITEM, "components": []}]}] * 12
    [table], _ = readings_of_json(changed((*CITY, "sections"), sections))

    assert [s.number for s in table.sections][-3:] == ["十", "十一", "十二"]


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (19, "十九"), (20, "二十"), (99, "九十九")]
)
def test_ordinals_are_written_as_sections_are(number, words):
    assert chinese_ordinal(number) == words


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"year":' + b"9" * 1_000_000 + b',"cities":[]}', "位数过多"),
        (b'{"cities": [', "第 1 行"),
        (b"[" * 100_000, "JSON"),
        (b'{"cities": "\xff"}', "UTF-8"),
        (b'{"cities": NaN}', "cities"),
    ],
)
def test_bytes_that_are_no_export_are_refused(data, said):
    with pytest.raises(DocumentError, match=said):
        readings_of_bytes(data)


def test_every_fault_has_its_line_up_to_a_score():
    items = [{**ITEM, "name": "名" * (61 + n), "components": []} for n in range(30)]
    with pytest.raises(DocumentError) as refusal:
        readings_of_json(changed((*PART, "items"), items))

    lines = str(refusal.value).splitlines()
    assert len(lines) == bounds._TOLD + 2
    assert lines[-2] == "……另有 10 处。"


@pytest.mark.parametrize("kind", ["是否", "比率", "次数"])
def test_rule_on_what_it_cannot_count_is_refused(kind):
    with pytest.raises(DocumentError) as refused:
        readings_of_json(changed((*MEASURED, "kind"), kind))
    assert (
        "长沙市“移民产业”：规则“每少完成10%扣0.8分”（按比例缺额）：这种规则只能用于类型为“数量”的"
        "测量项，“油茶”不是。"
    ) in str(refused.value)


@pytest.mark.parametrize("kind", ["shortfall_share", "shortfall_unit", "not_done", "below_bar"])
def test_rule_on_a_target_that_is_not_told_is_refused(kind):
    told = changed(MEASURED, MEASURE | {"target": None})
    told["cities"][0]["sections"][0]["items"][0]["components"][0]["rules"][0]["kind"] = kind
    with pytest.raises(DocumentError, match="“油茶”没有目标值，这种规则无法计算"):
        readings_of_json(told)


BAND = {
    "above": "1",
    "is_above_included": True,
    "below": "3",
    "is_below_included": True,
    "points": "2",
}
COUNTED = MEASURE | {"kind": "次数", "unit": "名", "target": None}
PLACED = RULE | {"kind": "place_award", "step": None, "deduction": "0", "bands": [BAND]}


@pytest.mark.parametrize(
    ("measure", "rules", "said"),
    [
        (COUNTED, [PLACED], None),
        (COUNTED | {"unit": "次"}, [PLACED], "“油茶”的单位请填“名”"),
        (COUNTED, [PLACED | {"bands": [BAND | {"points": "8.5"}]}], "只有 8 分，各档不能更多"),
        (COUNTED, [PLACED, PLACED], "这个测量项的另一条规则已有这一档"),
        (COUNTED, [PLACED | {"bands": [BAND, BAND]}], "两档重叠"),
        (COUNTED, [PLACED | {"bands": []}], "没有写明各档"),
        (COUNTED, [RULE | {"kind": "bonus_over", "step": "1"}], "“target”应写明超过多少才加分"),
        (COUNTED, [RULE | {"kind": "growing", "step": None}], "“step”应写明每档是多少"),
        (MEASURE, [RULE | {"kind": "growing"}], "只能用于类型为“次数”"),
        (
            MEASURE | {"unit": "分"},
            [RULE | {"kind": "judged_deduct", "step": "1", "deduction": "9"}],
            "只有 8 分，评定不能更多",
        ),
        (MEASURE, [RULE | {"kind": "set_component", "deduction": "9"}], "定分不能更多"),
    ],
)
def test_rule_that_the_editor_would_refuse_is_refused(measure, rules, said):
    told = changed(POINT, COMPONENT | {"measures": [measure], "rules": rules})
    if said is None:
        readings_of_json(told)
        return
    with pytest.raises(DocumentError, match=said):
        readings_of_json(told)


@pytest.mark.parametrize("places", ["0", "1.5"])
def test_places_that_are_none_are_refused(places):
    ranked = RULE | {"kind": "rank_deduct", "target": places}
    with pytest.raises(DocumentError, match="名次，应为 1 以上的整数"):
        readings_of_json(changed(RULED, ranked))
    readings_of_json(changed(RULED, ranked | {"target": "2"}))
