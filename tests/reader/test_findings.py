"""What a person reads of each thing that does not add up, word for word."""

from dataclasses import replace

import pytest

from assessment.reader.reading import read_table
from assessment.reader.types import Finding, Severity
from tests.reader.tables import is_known, make_table, names_of
from tests.reader.test_checks import GOOD, NOTE, make_sections

ERROR, UNSETTLED, NOTICE = "error", "unsettled", "notice"
OPEN = "请对照原文人工设定，或改写后重新导入。"
CHECK = "请核对原文。"
TYPED = "不影响计分，重印时可改正。"


def item_findings(text, points="9", **changes):
    """Return the findings of one item but that on the table's sum, which is never 100 here."""
    table = make_table(text, points, **changes)
    found = read_table(table, known_places=is_known, places_of=names_of).findings
    return [f for f in found if f.code != "table_total"]


FINDINGS = [
    (
        "做好甲，计5分，未召开会议扣1分。做好乙，计3分，未报送扣1分。",
        [
            (
                ERROR,
                "components_points",
                "正文各要点合计5 + 3 = 8分，与分值9分不符。请核对原文，确认以哪个为准。",
                "",
            )
        ],
    ),
    (
        "做好甲，计5分，未召开会议扣1分。",
        [
            (
                ERROR,
                "components_points",
                "正文各要点合计5分，与分值9分不符。请核对原文，确认以哪个为准。",
                "",
            )
        ],
    ),
    (
        "做好工作，召开会议为2分。",
        [
            (
                UNSETTLED,
                "unsettled",
                f"中“召开会议为2分”涉及得分或扣分，但读不出计分规则。{OPEN}",
                "召开会议为2分",
            ),
            (
                ERROR,
                "no_components",
                "的正文没有“计N分”，无法划分计分要点。请人工设定要点，或改写后重新导入。",
                "",
            ),
        ],
    ),
    (
        "做好甲，计5分，未召开会议扣1分。做好乙，计4分。",
        [
            (
                ERROR,
                "no_rules",
                "第2个要点（4分）没有读出任何扣分办法，将始终得满分。请对照原文补充。",
                "做好乙，计4分。",
            )
        ],
    ),
    (
        "按0,2、0,5两档做好工作，计9分，未召开会议扣2分。",
        [
            (
                ERROR,
                "decimal_comma",
                f"中“{phrase}”的数字用了逗号，已按{read}读取。请确认是否如此。",
                phrase,
            )
            for phrase, read in (("0,2", "0.2"), ("0,5", "0.5"))
        ],
    ),
    (
        "做好工作，记9,0分，未召开会议扣2分。",
        [
            (
                ERROR,
                "decimal_comma",
                "中“记9,0分”的数字用了逗号，已按9.0读取。请确认是否如此。",
                "记9,0分",
            )
        ],
    ),
    (
        "完成油茶100、茶叶50亩，计9分，每少完成10%扣1分。",
        [
            (
                ERROR,
                "no_unit",
                "中“完成油茶100”没有写单位，已按目标100读取。请确认单位。",
                "完成油茶100",
            )
        ],
    ),
    (
        "做好工作，计9分，后扶工作察和移民资金内部审未召开会议扣2分。",
        [
            (
                ERROR,
                "suspected_typo",
                f"中“后扶工作察和移民资金内部审未召开会议扣2分”疑有漏字：“{phrase}”应为“{term}”。"
                "请核对原文后确认。",
                phrase,
            )
            for phrase, term in (
                ("后扶工作察", "后扶工作稽察"),
                ("移民资金内部审", "移民资金内部审计"),
            )
        ],
    ),
    (
        "完成培训100人次，其中甲班30人次、乙班60人次，计9分，每少完成10%扣1分。",
        [
            (
                ERROR,
                "parts_total",
                f"中“培训”写明100，分项30 + 60 = 90，两者不符。{CHECK}",
                "培训100",
            )
        ],
    ),
    (
        "完成望城区、宁乡县3个县的后扶工作稽察，计9分，每少完成1个县扣1分。",
        [
            (
                ERROR,
                "places_count",
                "中“完成望城区、宁乡县3个县的后扶工作稽察”写明3个，列出名称的有2个。" + CHECK,
                "完成望城区、宁乡县3个县的后扶工作稽察",
            )
        ],
    ),
    (
        "完成望城区、宁乡县等的后扶工作稽察，计9分，每少完成1个县扣1分。",
        [
            (
                NOTICE,
                "open_list",
                "中“完成望城区、宁乡县等的后扶工作稽察”用了“等”字，已按写出名称的2个读取。"
                "请确认是否还有未写出的。",
                "完成望城区、宁乡县等的后扶工作稽察",
            )
        ],
    ),
    ("完成望城区、宁乡县等2个县的后扶工作稽察，计9分，每少完成1个县扣1分。", []),
    (
        "做好工作，计9分，未召开会议扣2分，未召开会议扣2分。",
        [
            (
                UNSETTLED,
                "unsettled",
                f"中“未召开会议扣2分”涉及得分或扣分，但读不出计分规则。{OPEN}",
                "未召开会议扣2分",
            ),
            (
                ERROR,
                "repeated_clause",
                f"中“未召开会议扣2分”与前面的扣分办法重复，没有再计一次。{CHECK}",
                "未召开会议扣2分",
            ),
        ],
    ),
    (
        "完成简报12期、信息3个，计9分，每少1个扣2分，未召开会议扣9.1分。",
        [
            (
                ERROR,
                "deduction_above_points",
                "中“未召开会议扣9.1分”一次就扣9.1分，超过第1个要点的9分。"
                "请核对原文是否印错（如漏了小数点），确认按哪个数扣。",
                "未召开会议扣9.1分",
            ),
            (
                NOTICE,
                "unused_target",
                "写明了目标“完成简报12期”，但没有读出与它有关的扣分办法。请核对。",
                "完成简报12期",
            ),
            (
                ERROR,
                "no_unit_in_clause",
                "中“每少1个扣2分”没有写明少的是什么（每少1个什么），已按“信息”读取。请确认是否如此。",
                "每少1个扣2分",
            ),
        ],
    ),
    ("做好工作，计9分，未召开会议扣9分。", []),
    ("完成小洪电站4个集中安置点场平任务，计9分，未召开会议扣1分。", []),
    (
        "完成望成区、甲乙丙丁县的后扶工作稽察，计9分，每少1个县扣1分。",
        [
            (
                ERROR,
                "unknown_place",
                "中的“望成区”不在长沙市的县市区名单里。是否为“望城区”？"
                "请核对原文，或先在县市区名单中补上。",
                "望成区",
            ),
            (
                ERROR,
                "unknown_place",
                "中的“甲乙丙丁县”不在长沙市的县市区名单里。请核对原文，或先在县市区名单中补上。",
                "甲乙丙丁县",
            ),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), FINDINGS, ids=[text for text, _ in FINDINGS])
def test_finding_of_an_item_is_told_in_a_sentence(text, expected):
    assert item_findings(text) == [
        Finding(Severity(severity), code, f"“某项工作”{words}", "长沙市", "某项工作", phrase)
        for severity, code, words, phrase in expected
    ]


def test_points_that_are_no_number_are_told():
    [found, heading] = item_findings(GOOD, "八分半")
    assert found.message == "“某项工作”的分值“八分半”不是大于0的数字。请改正分值后重新导入。"
    assert (found.phrase, heading.code) == ("八分半", "no_section_points")


def test_words_of_a_name_that_its_text_does_not_have_are_told():
    assert [f.message for f in item_findings(GOOD, name="稽察与审计")] == [
        f"“稽察与审计”的名称里有“{word}”，正文没有这一部分。请确认是否遗漏。"
        for word in ("稽察", "审计")
    ]


@pytest.mark.parametrize("word", ["稽察", "监测评估", "避险解困", "计生", "培训", "审计", "维稳"])
def test_work_that_a_name_promises_is_looked_for_in_its_text(word):
    missing = "name_part_missing"
    assert [f.code for f in item_findings(GOOD, name=f"某{word}")] == [missing]
    assert item_findings(f"{word}工作{GOOD}", name=f"某{word}") == []


def test_typing_is_told_once_a_kind():
    text = "做好工作，计 9分，，未召开会议扣2分（一）(二)。"
    assert item_findings(text) == [
        Finding(
            Severity.NOTICE,
            code,
            f"“某项工作”：{what}（如“{phrase}”）。{TYPED}",
            "长沙市",
            "某项工作",
            phrase,
        )
        for code, what, phrase in (
            ("space_in_number", "数字前后有空格，已按没有空格读取", "计 9分"),
            ("doubled_punctuation", "标点重复", "，，"),
            ("mixed_brackets", "全角与半角括号混用", "(二)"),
        )
    ]


def test_typing_of_several_items_is_told_of_the_table():
    table = make_table("做好工作，，计9分，未召开会议扣2分。")
    [section] = table.sections
    both = (section.items[0], replace(section.items[0], name="另一项"))
    found = read_table(replace(table, sections=(replace(section, items=both),))).findings
    [typed] = [f for f in found if f.code == "doubled_punctuation"]
    assert typed.message == f"“某项工作”、“另一项”：标点重复（如“，，”）。{TYPED}"
    assert (typed.item, typed.phrase) == ("", "，，")


def test_two_ways_to_write_points_are_told():
    found = item_findings("做好甲，计5分，未召开会议扣1分。做好乙，记4分，未报送扣1分。")
    assert [f.message for f in found] == [
        f"“某项工作”：“计”与“记”混用，已按“计”读取（如“记4分”）。{TYPED}"
    ]


ALONE = "各部分满分合计{} = {}，不是100分。请核对各部分标题的分数和表下的折算公式。"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (make_sections("甲（76）", "乙（24）"), ["section_points", "section_points"]),
        (make_sections("甲（9）", notes=(NOTE.format(of=9, full=100),)), []),
        (
            make_sections("甲（9）", notes=(NOTE.format(of=8, full=100),)),
            ["表下的折算公式除以8，而“甲”各项指标分值合计9分。请核对原文。"],
        ),
        (
            make_sections("甲（10）"),
            [
                "“甲”各项指标分值合计9分，标题写的是10分。请核对原文。",
                ALONE.format("甲10", 10),
            ],
        ),
        (
            make_sections("甲"),
            [
                "“甲”的标题没有写分数，已按各项指标分值之和9分处理。请核对。",
                ALONE.format("甲9", 9),
            ],
        ),
        (make_sections("甲（9）", "乙（9）"), [ALONE.format("甲9 + 乙9", 18)]),
    ],
)  # fmt: skip
def test_finding_of_a_table_is_told_in_a_sentence(table, expected):
    found = read_table(table).findings
    assert [f.code if f.code in expected else f.message for f in found] == expected
    assert {(f.city, f.item) for f in found} <= {("长沙市", "")}
    assert {f.phrase for f in found if f.code == "table_total"} <= {""}
