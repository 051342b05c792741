"""An exported .json that says little, or too much: what is taken for it, and what is told."""

import copy
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from assessment.engine.types import MeasureKind, RuleKind
from assessment.reader.by_hand import BEIJING, HandMark, WrongMark, mark_json, mark_of_json
from assessment.reader.errors import DocumentError
from assessment.reader.exported import offices_named, readings_of_bytes, readings_of_json
from assessment.reader.types import (
    ComponentReading,
    ItemReading,
    MeasureReading,
    RowPlace,
    RuleReading,
    SectionReading,
    TableReading,
)
from tests.reader.test_exported import (
    CITY,
    COMPONENT,
    ITEM,
    MEASURE,
    MEASURED,
    PART,
    POINT,
    RULE,
    RULED,
    SECTION,
    TEXT,
    THING,
    changed,
)

END = "本次未导入任何内容。"
FULL_END = f"\n请改正后重新导入，{END}"
IN = "长沙市“移民产业”"
AT = f"{IN}要点 1"
CLAUSE = "每少完成10%扣0.8分"


def refused(data):
    with pytest.raises(DocumentError) as refusal:
        readings_of_json(data)
    return str(refusal.value)


# --- What is left out -------------------------------------------------------------------------

LEAST = {
    "cities": [
        {
            "city": "长沙市",
            "sections": [
                {
                    "name": "业务",
                    "full": "76",
                    "items": [
                        {
                            "name": "产业",
                            "text": TEXT,
                            "points": "8",
                            "components": [
                                {
                                    "points": "8",
                                    "measures": [{"code": "c", "name": "油茶", "kind": "是否"}],
                                    "rules": [
                                        {
                                            "kind": "not_done",
                                            "measures": ["c"],
                                            "deduction": "0.8",
                                            "clause": CLAUSE,
                                        }
                                    ],
                                }
                            ],
                        }
                    ],
                }
            ],
        }
    ]
}
RULE_READ = RuleReading(RuleKind.NOT_DONE, (0,), None, Decimal("0.8"), CLAUSE, 14, 26, "")
MEASURE_READ = MeasureReading("油茶", "油茶", MeasureKind.YES_NO, "", None, ())
LEAST_READ = TableReading(
    "长沙市",
    None,
    "长沙市",
    (
        SectionReading(
            "一",
            "业务",
            "业务",
            Decimal(76),
            (
                ItemReading(
                    "产业",
                    TEXT,
                    Decimal(8),
                    (),
                    "",
                    (ComponentReading(Decimal(8), (MEASURE_READ,), (RULE_READ,), 0, len(TEXT)),),
                    (),
                ),
            ),
        ),
    ),
    (),
    (),
    (),
)


def test_what_a_file_leaves_out_is_taken_from_what_it_says():
    assert readings_of_json(LEAST) == ([LEAST_READ], {"长沙市": ["c"]})


@pytest.mark.parametrize(
    ("clause", "start", "end"),
    [("扣0.8分", 21, 26), ("不在正文之内", 0, 6), ("油", 2, 3), ("长" * 40, 0, len(TEXT))],
)
def test_clause_without_a_place_is_looked_for(clause, start, end):
    data = copy.deepcopy(LEAST)
    data["cities"][0]["sections"][0]["items"][0]["components"][0]["rules"][0]["clause"] = clause
    [table], _ = readings_of_json(data)
    [rule] = table.sections[0].items[0].components[0].rules
    assert (rule.start, rule.end) == (start, end)


def test_clause_that_stands_twice_is_placed_at_the_first():
    text = "计8分，未完成扣1分；未完成扣1分。"
    data = changed(THING, ITEM | {"text": text, "components": [
        COMPONENT | {"rules": [RULE | {"clause": "未完成扣1分"}]}
    ]})  # fmt: skip
    [table], _ = readings_of_json(data)
    assert table.sections[0].items[0].components[0].rules[0].start == text.index("未")


def test_codes_of_all_components_come_along_in_order():
    other = COMPONENT | {"measures": [MEASURE | {"code": "b"}], "rules": []}
    _, codes = readings_of_json(changed((*THING, "components"), [COMPONENT, other]))
    assert codes == {"长沙市": ["a-1", "b"]}


@pytest.mark.parametrize(
    ("more", "offices", "text"),
    [
        ({}, (), ""),
        ({"offices": ["甲处", "乙处"]}, ("甲处", "乙处"), "甲处\n乙处"),
        (
            {"offices_text": "甲处 \n\n 各处室、中心", "offices": ["x"]},
            ("甲处", "各处室、中心"),
            None,
        ),
    ],
)
def test_offices_are_lines(more, offices, text):
    [table], _ = readings_of_json(changed(THING, ITEM | more))
    item = table.sections[0].items[0]
    assert item.offices == offices
    assert item.offices_text == (more["offices_text"] if text is None else text)
    assert offices_named("甲处\n 乙处 \n\n") == ("甲处", "乙处")


# --- What is refused --------------------------------------------------------------------------

NO_MEASURE = f"{IN}：规则“{CLAUSE}”没有测量项，或同一测量项列了不止一次。{END}"
NO_STEP = f"{IN}：规则“{CLAUSE}”的“step”应写明每档是多少，大于 0。{END}"
PLACE = f"”应为 0 至 10000 的整数，指正文中的位置。{END}"
LISTED = f"”或其类型不对（应为列表）。{END}"
WORDED = f"”或其类型不对（应为文字）。{END}"
KINDS = (
    "shortfall_share、shortfall_unit、not_done、below_bar、per_occurrence、rate_below、excess、period、"
    "money、set_component、set_item、set_unless、award_once、award_base、award_each、award_share、"
    "judged_deduct、judged_award、tier_deduct、tier_award、bonus_once、bonus_each、veto、veto_honours、"
    "veto_down、rank_bonus、rank_deduct、growing、rank_award、place_award、place_bonus、"
    "bonus_over、bonus_under、judged_bonus"
)
REFUSED = [
    ((*PART, "full"), None, f"长沙市：缺少“full”。{END}"),
    (
        (*THING, "points"),
        "x",
        f'{IN}：“points”不是数字（应为写成文字的十进制数，如 "0.8"）。{END}',
    ),
    ((*POINT, "points"), "-1", f"{IN}：“points” 不是大于或等于 0 的数字。{END}"),
    ((*POINT, "points"), "10000", f"{IN}：“points” 超过 4 位整数。{END}"),
    ((*POINT, "points"), "0.0001", f"{IN}：“points” 超过 3 位小数。{END}"),
    ((*MEASURED, "target"), "123456789012.3456", f"{IN}：“target” 连小数超过 15 位。{END}"),
    ((*MEASURED, "target"), "100000000000000", f"{IN}：“target” 超过 14 位整数。{END}"),
    ((*RULED, "deduction"), "0", f"{AT}“{CLAUSE}”：扣分须大于 0。{FULL_END}"),
    ((*RULED, "step"), None, NO_STEP),
    ((*RULED, "step"), "0", NO_STEP),
    ((*RULED, "measures"), [], NO_MEASURE),
    ((*RULED, "measures"), ["a-1", "a-1"], NO_MEASURE),
    ((*RULED, "measures"), ["x"], f"{IN}：规则“{CLAUSE}”指向不存在的测量项。{END}"),
    ((*RULED, "kind"), "酌情", f"{IN}：“kind”应为 {KINDS} 之一。{END}"),
    ((*RULED, "clause"), 5, f"{IN}：缺少“clause{WORDED}"),
    ((*RULED, "clause"), "扣\x00分", f"{AT}“扣\x00分”：原文语句含有不可见的控制字符。{FULL_END}"),
    ((*RULED, "start"), -1, f"{IN}：“start{PLACE}"),
    ((*RULED, "start"), 10001, f"{IN}：“start{PLACE}"),
    ((*RULED, "end"), True, f"{IN}：“end{PLACE}"),
    (
        (*RULED, "end"),
        28,
        f"{AT}“{CLAUSE}”：起止位置 14 至 28 不在正文之内（0 至 27）。{FULL_END}",
    ),
    ((*RULED, "pattern"), "p" * 61, None),
    ((*POINT, "end"), 28, f"{AT}：起止位置 0 至 28 不在正文之内（0 至 27）。{FULL_END}"),
    ((*POINT, "measures"), [MEASURE] * 2, f"{IN}：测量项编码“a-1”出现了不止一次。{END}"),
    ((*POINT, "measures"), None, f"{IN}：缺少“measures{LISTED}"),
    ((*POINT, "measures"), "a-1", f"{IN}：缺少“measures{LISTED}"),
    ((*POINT, "rules"), None, f"{IN}：缺少“rules{LISTED}"),
    ((*POINT, "rules"), [RULE] * 201, f"{IN}：“rules”有 201 项，最多 200 项。{END}"),
    ((*MEASURED, "code"), "", f"{IN}：缺少“code{WORDED}"),
    ((*MEASURED, "kind"), None, f"{IN}：“kind”应为 数量、比率、是否、次数 之一。{END}"),
    ((*MEASURED, "places"), ["望城区", 3], f"{IN}：“places”应为一列文字。{END}"),
    ((*MEASURED, "places"), ["甲"] * 201, f"{IN}：“places”有 201 项，最多 200 项。{END}"),
    (
        (*MEASURED, "places"),
        ["甲" * 201],
        f"{AT}“油茶”：列名对象“{'甲' * 20}…”有 201 字，最多 200 字。{FULL_END}",
    ),
    ((*THING, "text"), "计8分" + "甲" * 10_000, f"{IN}：正文有 10003 字，超过 10000 字。{END}"),
    ((*THING, "offices"), "规划计划处", f"{IN}：缺少“offices{LISTED}"),
    (
        (*THING, "points"),
        "0",
        f"长沙市“移民业务工作”：没有一项指标的分值大于 0，无法折算得分。{FULL_END}",
    ),
    ((*THING, "name"), "a\x00b", f"长沙市：指标名称含有不可见的控制字符。{FULL_END}"),
    ((*THING, "offices"), ["处"] * 101, f"{IN}：“offices”有 101 项，最多 100 项。{END}"),
    (
        (*THING, "components"),
        [COMPONENT] * 2,
        f"长沙市：测量项编码“a-1”出现了不止一次。{FULL_END}",
    ),
    ((*THING, "components"), [COMPONENT] * 100, f"{IN}：“components”有 100 项，最多 99 项。{END}"),
    ((*PART, "items"), None, f"长沙市：缺少“items{LISTED}"),
    ((*PART, "number"), 1, f"长沙市：“number”应为文字。{END}"),
    ((*PART, "items"), [5], f"长沙市：缺少“name{WORDED}"),
    ((*CITY, "sections"), [SECTION] * 21, f"长沙市：“sections”有 21 项，最多 20 项。{END}"),
    ((*CITY, "notes"), ["注" * 2001], f"长沙市：表下注最多 100 条，每条最多 2000 字。{FULL_END}"),
    ((*CITY, "notes"), ["注"] * 101, f"长沙市：“notes”有 101 项，最多 100 项。{END}"),
    ((*CITY, "city"), None, f"文件：缺少“city{WORDED}"),
    (
        ("cities",),
        {},
        f"文件中没有“cities”列表；请使用 export_tables 导出的 .json。{END}",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "sentence"), REFUSED)
def test_what_does_not_fit_is_told_with_city_item_and_field(path, value, sentence):
    said = refused(changed(path, value))
    if sentence is None:
        assert said.startswith(f"{AT}“{CLAUSE}”：句式“{'p' * 20}…”有 61 字，最多 60 字。\n")
    else:
        assert said == sentence


def test_long_name_of_a_section_is_told_by_its_first_words():
    item = ITEM | {"points": "0"}
    said = refused(changed(PART, SECTION | {"name": "部" * 61, "items": [item]}))
    assert f"长沙市“{'部' * 60}”：没有一项指标的分值大于 0" in said


@pytest.mark.parametrize(
    ("changes", "where", "what"),
    [
        ({"measures": ["x"]}, f"{IN}：规则", "指向不存在的测量项。"),
        ({"measures": []}, f"{IN}：规则", "没有测量项，或同一测量项列了不止一次。"),
        ({"step": None}, f"{IN}：规则", "的“step”应写明每档是多少，大于 0。"),
        ({"deduction": "0"}, AT, "：扣分须大于 0。\n"),
    ],
)
def test_long_clause_is_told_by_its_first_words(changes, where, what):
    said = refused(changed(RULED, RULE | {"clause": "长" * 41} | changes))
    assert said.startswith(f"{where}“{'长' * 40}”{what}")


@pytest.mark.parametrize(
    ("path", "where", "what", "longest"),
    [
        ((*CITY, "title"), "", "标题", 200),
        ((*CITY, "city"), "", "市州", 40),
        ((*PART, "number"), "长沙市：", "部分的序号", 4),
        ((*PART, "name"), "长沙市：", "部分的名称", 60),
        ((*PART, "heading"), "长沙市：", "部分的标题", 80),
        ((*THING, "name"), "长沙市：", "指标名称", 60),
        ((*THING, "offices_text"), f"{IN}：", "责任处室", 120),
        ((*MEASURED, "name"), f"{AT}：", "测量项", 200),
        ((*MEASURED, "key"), f"{AT}“油茶”：", "简称", 200),
        ((*MEASURED, "unit"), f"{AT}“油茶”：", "单位", 20),
        ((*RULED, "pattern"), f"{AT}“{CLAUSE}”：", "句式", 60),
    ],
)
def test_words_are_as_long_as_their_column(path, where, what, longest):
    readings_of_json(changed(path, "甲" * longest))

    said = refused(changed(path, "甲" * (longest + 1)))

    cut = f"“{'甲' * 20}…”" if longest >= 20 else f"“{'甲' * (longest + 1)}…”"
    assert said.startswith(f"{where}{what}{cut}有 {longest + 1} 字，最多 {longest} 字。\n")
    assert "含有不可见的控制字符" in refused(changed(path, "甲\x00"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*POINT, "points"), "9999.999"),
        ((*MEASURED, "target"), "12345678901.3456"),
        ((*MEASURED, "target"), "99999999999999"),
        ((*MEASURED, "target"), 12),
        ((*MEASURED, "places"), ["甲"] * 200),
        ((*MEASURED, "places"), ["甲" * 200]),
        ((*THING, "text"), TEXT + "甲" * (10_000 - len(TEXT))),
        ((*RULED, "start"), 0),
        ((*RULED, "start"), 26),
        ((*RULED, "end"), 27),
        ((*POINT, "end"), 27),
        ((*CITY, "notes"), ["注" * 2000] * 100),
        ((*CITY, "sections"), [SECTION | {"items": []}] * 20),
    ],
)
def test_what_just_fits_is_taken(path, value):
    readings_of_json(changed(path, value))


def test_tables_of_a_file_are_counted():
    def cities(number):
        empty = {"sections": [], "title": "表"}
        return {"cities": [empty | {"city": f"市{n}"} for n in range(number)]}

    assert len(readings_of_json(cities(200))[0]) == 200
    assert refused(cities(201)) == f"文件中的指标表超过 200 张，请分几次导入。{END}"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'{"cities": [', f"文件不是完整的 JSON：第 1 行第 13 个字符处有误。{END}"),
        (b"\xff", f"文件不是完整的 JSON，或不是 UTF-8 编码。{END}"),
        (b"[" * 100_000, f"文件不是完整的 JSON，或不是 UTF-8 编码。{END}"),
        (
            b'{"year":' + b"9" * 5000 + b"}",
            f"文件中有一个数字的位数过多，不是本系统导出的文件。{END}",
        ),
    ],
)
def test_bytes_that_are_no_json_are_told(data, sentence):
    with pytest.raises(DocumentError) as refusal:
        readings_of_bytes(data)
    assert str(refusal.value) == sentence


# --- Changed by hand --------------------------------------------------------------------------

HAND = {"by": "张三", "at": "2018-01-05T10:32:00+08:00", "reason": "原文 漏印\n小数点"}
MARK = HandMark("张三", datetime(2018, 1, 5, 10, 32, tzinfo=BEIJING), "原文 漏印 小数点")


def test_marks_are_kept_by_the_item_and_row_they_stand_in():
    marked = {"by_hand": HAND}
    measures = [MEASURE | {"code": "b"}, MEASURE | {"code": "c"} | marked]
    own = {"measures": measures, "rules": [RULE | {"measures": ["b"]} | marked]}
    plain = COMPONENT | {"measures": [MEASURE | {"code": "d"}], "rules": []}
    bare = ITEM | {"components": []}
    items = [ITEM, bare, ITEM | {"components": [plain, COMPONENT | own | marked]}]

    [table], _ = readings_of_json(changed((*PART, "items"), items))

    assert table.marks == tuple(
        ((2, RowPlace(sort, 1, index)), MARK)
        for sort, index in (("component", 0), ("measure", 1), ("rule", 0))
    )


@pytest.mark.parametrize(
    ("hand", "what"),
    [
        (5, "“by_hand”须写明“by”“at”“reason”"),
        ({}, "“by_hand”须写明“by”“at”“reason”"),
        (HAND | {"by": " "}, "“by_hand”须写明“by”“at”“reason”"),
        (HAND | {"reason": None}, "“by_hand”须写明“by”“at”“reason”"),
        (HAND | {"by": "张" * 121}, "“by_hand”的“by”不超过 120 字，“reason”不超过 200 字"),
        (HAND | {"reason": "因" * 201}, "“by_hand”的“by”不超过 120 字，“reason”不超过 200 字"),
        *(
            (HAND | {"at": at}, "“by_hand”的“at”不是时间（应如 2018-01-05T10:32:00+08:00）")
            for at in ("昨天", "1899-12-31", "2200-01-01")
        ),
    ],
)
def test_mark_that_says_too_little_is_refused(hand, what):
    assert refused(changed(POINT, COMPONENT | {"by_hand": hand})) == f"{IN}：{what}。{END}"
    with pytest.raises(WrongMark, match=f"^{what[:9]}"):
        mark_of_json({"by_hand": hand})


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("1900-01-01", datetime(1900, 1, 1, tzinfo=BEIJING)),
        ("2199-12-31T23:59:59", datetime(2199, 12, 31, 23, 59, 59, tzinfo=BEIJING)),
        ("2018-01-05T02:32:00Z", datetime(2018, 1, 5, 2, 32, tzinfo=UTC)),
    ],
)
def test_time_of_a_mark_is_beijings_unless_it_says_another(at, moment):
    mark = mark_of_json({"by_hand": {"by": "张" * 120, "at": at, "reason": "因" * 200}})
    assert mark == HandMark("张" * 120, moment, "因" * 200)
    assert mark.at.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        (MARK, "张三 2018-01-05，理由：原文 漏印 小数点"),
        (HandMark("张三", None, ""), "张三"),
        (HandMark("", None, "漏印"), "理由：漏印"),
        (HandMark("", MARK.at, ""), "2018-01-05"),
    ],
)
def test_mark_is_printed_with_what_it_knows(mark, told):
    assert mark.told == told


def test_mark_is_written_as_it_is_read():
    assert mark_of_json(mark_json(MARK)) == MARK
    assert mark_json(HandMark("张三", None, "")) == {
        "by_hand": {"by": "张三", "at": None, "reason": ""}
    }
    assert (mark_json(None), mark_of_json({}), mark_of_json(5)) == ({}, None, None)
