"""The 14 tables of 2017: the whole reading, checked by hand against the texts."""

import json
import re
from decimal import Decimal

import pytest

from assessment.engine.types import MeasureKind, RuleKind
from assessment.reader.types import ComponentReading, ItemReading, Severity
from tests.reader.golden import GOLDEN, as_data
from tests.reader.tables import (
    CASES,
    all_items,
    find_codes,
    official_item,
    official_readings,
)

WORKED = json.loads((CASES / "worked_examples.json").read_text("utf-8"))


def test_whole_reading_is_as_checked_by_hand():
    """After a change that is meant: python -m tests.reader.golden, and read the diff."""
    assert as_data() == json.loads(GOLDEN.read_text("utf-8"))


def test_every_clause_is_its_slice_of_the_text():
    for _, item in all_items():
        for component in item.components:
            for rule in component.rules:
                assert item.text[rule.start : rule.end] == rule.clause
                assert component.start <= rule.start < rule.end <= component.end


def test_nothing_that_deducts_is_left_unsettled():
    assert [(city, item.unsettled) for city, item in all_items() if item.unsettled] == []


def test_every_deduction_of_the_texts_is_in_one_clause():
    for _, item in all_items():
        spans = {(r.start, r.end) for c in item.components for r in c.rules}
        assert sum(item.text[a:b].count("扣") for a, b in spans) == item.text.count("扣")


def test_deductions_are_those_of_the_texts_in_order():
    """By other means: every figure after 扣 is a rule's, and no rule has another."""
    for _, item in all_items():
        figures = []
        for component in item.components:
            rules = component.rules
            for index, rule in enumerate(rules):
                again = index and rules[index - 1].start == rule.start
                if not (again and rule.deduction == rules[index - 1].deduction):
                    figures.append(str(rule.deduction))
        text = item.text.replace(" ", "").replace("0,2", "0.2").replace("0.2和", "0.2分扣")
        assert figures == re.findall(r"扣([\d.]+)", text)


def test_targets_are_figures_of_the_texts():
    for _, item in all_items():
        for component in item.components:
            for measure in component.measures:
                if measure.target is not None and not measure.places and measure.unit != "%":
                    assert f"{measure.target}" in item.text


def test_components_cover_the_text_without_gaps():
    for _, item in all_items():
        edges = [0, *(c.end for c in item.components)]
        assert edges[-1] == len(item.text)
        assert [c.start for c in item.components] == edges[:-1]


def test_measure_names_are_unique_in_their_component():
    for _, item in all_items():
        for component in item.components:
            names = [measure.name for measure in component.measures]
            assert len(names) == len(set(names))
            used = {position for rule in component.rules for position in rule.measures}
            assert used == set(range(len(names)))


def test_sections_are_worth_76_and_24():
    for table in official_readings().values():
        assert [(s.name, s.full) for s in table.sections] == [
            ("移民业务工作", Decimal(76)),
            ("效能与党风廉政建设", Decimal(24)),
        ]


def test_offices_are_split_but_for_all_of_them():
    assert official_item("长沙市", "作风建设").offices == ("纪检监察室", "机关党委")
    assert official_item("长沙市", "基础工作").offices == ("各处室、中心",)


def worked_components():
    for city, example in WORKED.items():
        for item in example["items"]:
            for number, component in enumerate(item["components"]):
                name = f"{city}-{item['name']}-{number + 1}"
                yield pytest.param(city, item, number, component, id=name)


@pytest.mark.parametrize(("city", "worked", "number", "component"), [*worked_components()])
def test_worked_example_is_read_the_same(city, worked, number, component):
    item = official_item(city, worked["name"])
    assert (item.points, len(item.components)) == (
        Decimal(worked["points"]),
        len(worked["components"]),
    )
    read = item.components[number]
    assert read.points == Decimal(component["points"])
    positions = {m["name"]: only_position(read, m["name"]) for m in component["measures"]}
    assert sorted(positions.values()) == list(range(len(read.measures)))
    for measure in component["measures"]:
        found = read.measures[positions[measure["name"]]]
        assert (found.kind.value, text_of(found.target)) == (measure["kind"], measure["target"])
    assert [rule_data(rule) for rule in read.rules] == [
        {**rule, "measures": [positions[name] for name in rule["measures"]]}
        for rule in component["rules"]
    ]


def only_position(component: ComponentReading, key: str) -> int:
    positions = [i for i, measure in enumerate(component.measures) if key in measure.name]
    assert len(positions) == 1, (key, [measure.name for measure in component.measures])
    return positions[0]


def rule_data(rule) -> dict:
    return {
        "kind": rule.kind.value,
        "measures": list(rule.measures),
        "step": text_of(rule.step),
        "deduction": text_of(rule.deduction),
    }


def text_of(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def test_worked_examples_hold_every_item_of_the_two_cities():
    for city, example in WORKED.items():
        names = [i.name for s in official_readings()[city].sections for i in s.items]
        assert [item["name"] for item in example["items"]] == names


# City, 计分要点, then a line a rule: kind, measure, target, unit, step, deduction.
SHARE, UNIT = RuleKind.SHORTFALL_SHARE, RuleKind.SHORTFALL_UNIT
FAILED, TIMES = RuleKind.NOT_DONE, RuleKind.PER_OCCURRENCE
PLACEMENT = {
    "长沙市": [
        ("9", [(FAILED, "因配合不力影响进度质量", None, "5"), (FAILED, "未召开听证会", None, "2")]),
    ],
    "株洲市": [("9", [(TIMES, "因配合不力影响遗留问题处理进度每发现一起", None, "1")])],
    "衡阳市": [
        ("9", [(UNIT, "土谷塘和株洲航电枢纽工程竣工移民安置验收准备工作完成水库数", "2座", "4")]),
    ],
    "邵阳市": [
        ("4", [(TIMES, "因配合不力影响进度质量每项", None, "1")]),
        ("2", [(TIMES, "因配合不力影响进度质量每项", None, "1")]),
        ("3", [(TIMES, "未完成每项", None, "1"), (FAILED, "因配合不力影响终验", None, "1")]),
    ],
    "常德市": [
        (
            "9",
            [(TIMES, "未完成自、初验工作", None, "2"), (FAILED, "因配合不力影响终验", None, "2")],
        ),
    ],
    "张家界市": [("9", [(TIMES, "因配合不力影响进度质量每项", None, "2")])],
    "益阳市": [("9", [(TIMES, "因配合不力影响进度质量每项", None, "2")])],
    "郴州市": [
        ("2", [(FAILED, "因配合不力影响进度质量", None, "2")]),
        (
            "3",
            [
                (SHARE, "沙坪安置点移民建房任务完成百分比", "100%", "0.2"),
                (UNIT, "其他两个安置点建房工作启动数（对瞭冲、莽山乡政府前坪）", "2个", "1"),
            ],
        ),
        ("4", [(TIMES, "未完成每项", None, "1"), (TIMES, "因配合不力影响终验每项", None, "1")]),
    ],
    "永州市": [
        (
            "7",
            [
                (SHARE, "移民安置任务完成百分比", "100%", "0.7"),
                (TIMES, "未完成自、初验每项", None, "1"),
                (FAILED, "因配合不力影响终验", None, "1"),
            ],
        ),
        ("2", [(FAILED, "未签订协议", None, "1")]),
    ],
    "怀化市": [
        ("2", [(TIMES, "因配合不力影响工作进度质量每项", None, "0.5")]),
        (
            "5",
            [
                (UNIT, "白市、长寨、高椅等水库竣工移民安置自、初验工作完成数", "3个", "0.5"),
                (TIMES, "因配合力影响终验每项", None, "0.5"),
            ],
        ),
        ("2", [(UNIT, "小洪电站4个集中安置点场平任务完成数", "4个", "0.5")]),
    ],
    "湘西自治州": [("9", [(TIMES, "未完成每项", None, "3")])],
}
STEPS = {SHARE: Decimal(10), UNIT: Decimal(1), TIMES: Decimal(1), FAILED: None}
KINDS = {FAILED: MeasureKind.YES_NO, TIMES: MeasureKind.COUNT}


@pytest.mark.parametrize("city", PLACEMENT)
def test_placement_item_is_read(city):
    item = official_item(city, "移民安置")
    assert placement_data(item) == PLACEMENT[city]


def placement_data(item: ItemReading) -> list:
    data = []
    for component in item.components:
        rules = []
        for rule in component.rules:
            (position,) = rule.measures
            measure = component.measures[position]
            assert rule.step == STEPS[rule.kind]
            assert measure.kind == KINDS.get(rule.kind, MeasureKind.QUANTITY)
            target = None if measure.target is None else f"{measure.target}{measure.unit}"
            rules.append((rule.kind, measure.name, target, str(rule.deduction)))
        data.append((str(component.points), rules))
    return data


def test_cities_without_placement_have_no_such_item():
    without = {city for city in official_readings() if city not in PLACEMENT}
    assert without == {"湘潭市", "岳阳市", "娄底市"}


# 移民资金内部审计 and 后扶工作稽察: places and points a place.
AUDITS = {
    "长沙市": ("望城区", "6"),
    "株洲市": ("芦淞区、云龙区、石峰区、株洲县", "1.5"),
    "湘潭市": ("雨湖区", "6"),
    "衡阳市": ("珠晖区、祁东县、蒸湘区、南岳区", "2"),
    "邵阳市": ("新宁县、邵东县、新邵县、北塔区", "1.5"),
    "岳阳市": ("湘阴县、临湘市、华容县、屈原区", "1.5"),
    "常德市": ("柳叶湖区、鼎城区、西湖区、西洞庭区", "1.5"),
    "张家界市": ("永定区", "6"),
    "益阳市": ("赫山区、沅江市、大通湖区", "2"),
    "郴州市": ("桂阳县、永兴县、临武县、嘉禾县", "1.5"),
    "永州市": ("江永县、江华县、宁远县、新田县、回龙圩区", "1.2"),
    "怀化市": ("辰溪县、芷江县、会同县、靖州县、新晃县", "1.2"),
    "娄底市": ("娄星区、冷江市", "3"),
    "湘西自治州": ("龙山县、花垣县、凤凰县", "2"),
}


@pytest.mark.parametrize("city", AUDITS)
def test_audits_name_their_places(city):
    (component,) = official_item(city, "移民资金管理").components
    measure, rule = component.measures[0], component.rules[0]
    places, deduction = AUDITS[city]
    assert measure.name == "移民资金内部审计完成数"
    assert (measure.places, str(rule.deduction)) == (tuple(places.split("、")), deduction)
    assert (rule.kind, rule.step, measure.target) == (UNIT, 1, len(measure.places))


def test_yiyang_counts_the_provinces_figure_by_share():
    component = official_item("益阳市", "避险解困与计生工作").components[0]
    assert [(r.kind, r.measures, str(r.deduction)) for r in component.rules] == [
        (SHARE, (0,), "1"),
        (SHARE, (1,), "2"),
    ]


# What the sources get wrong; space, 计/记 and bracket notices are in the golden file.
TYPOGRAPHY = {"space_in_number", "mixed_ji", "mixed_brackets"}
SOURCE_ERRORS = {
    ("岳阳市", "移民后扶稽察与监测评估", "components_points", Severity.ERROR, ""),
    ("永州市", "扶贫攻坚与新农村建设", "decimal_comma", Severity.ERROR, "扣0,2分"),
    (
        *("怀化市", "扶贫攻坚与新农村建设", "no_unit_in_clause", Severity.ERROR),
        "未完成整村推进移民村任务，每少完成1个扣0.3分",
    ),
    ("怀化市", "移民安置", "suspected_typo", Severity.ERROR, "因配合力影响"),
    (
        *("怀化市", "移民安置", "open_list", Severity.NOTICE),
        "完成白市、长寨、高椅等水库竣工移民安置自、初验工作",
    ),
    ("湘潭市", "移民后扶稽察与监测评估", "suspected_typo", Severity.ERROR, "扶工作稽察"),
    ("娄底市", "移民资金管理", "unknown_place", Severity.ERROR, "冷江市"),
    ("娄底市", "移民后扶稽察与监测评估", "name_part_missing", Severity.NOTICE, "稽察"),
    ("郴州市", "移民后扶稽察与监测评估", "doubled_punctuation", Severity.NOTICE, "，，"),
    ("湘西自治州", "移民产业", "no_unit", Severity.ERROR, "蔬菜（食用菌）1000"),
}


def test_findings_are_what_the_sources_get_wrong():
    found = [
        (f.city, f.item, f.code, f.severity, f.phrase)
        for table in official_readings().values()
        for f in table.findings
        if f.code not in TYPOGRAPHY
    ]
    assert set(found) == SOURCE_ERRORS
    assert len(found) == len(SOURCE_ERRORS)


def test_typography_is_one_notice_a_kind_and_table():
    for table in official_readings().values():
        notices = find_codes(table.findings, *TYPOGRAPHY)
        assert len({f.code for f in notices}) == len(notices)
        assert {f.severity for f in notices} <= {Severity.NOTICE}


def test_unknown_place_suggests_the_nearest():
    (finding,) = find_codes(official_readings()["娄底市"].findings, "unknown_place")
    assert "冷水江市" in finding.message
