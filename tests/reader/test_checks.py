from decimal import Decimal

import pytest

from assessment.reader.reading import read_table, split_heading, split_offices
from assessment.reader.types import RawItem, RawSection, RawTable, Severity
from tests.reader.tables import find_codes, is_known, item_findings, make_table, names_of

GOOD = "做好工作，计9分，未召开会议扣2分。"


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (
            "做好甲，计5分，未召开会议扣1分。做好乙，计3分，未报送扣1分。",
            "components_points",
            "5 + 3 = 8",
        ),
        ("做好工作（3分），未召开会议扣2分。", "no_components", "计N分"),
        ("做好工作，计9分。", "no_rules", "第1个要点"),
        ("做好工作，计9分，未召开会议扣0,2分。", "decimal_comma", "0.2"),
        ("完成油茶100、茶叶50亩，计9分，每少完成10%扣1分。", "no_unit", "油茶100"),
        ("做好工作，计9分，因配合力影响进度扣1分。", "suspected_typo", "因配合不力影响"),
        (
            "完成培训100人次，其中甲班30人次、乙班60人次，计9分，每少完成10%扣1分。",
            "parts_total",
            "30 + 60 = 90",
        ),
        ("完成甲县、乙县3个县的后扶工作稽察，计9分，每少完成1个县扣1分。", "places_count", "3个"),
        ("做好工作，计9分，未召开会议扣2分，未召开会议扣2分。", "repeated_clause", "重复"),
    ],
)
def test_what_changes_the_arithmetic_is_an_error(text, code, words):
    (finding,) = item_findings(text, code)
    assert finding.severity is Severity.ERROR
    assert finding.message.startswith("“某项工作”")
    assert words in finding.message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("完成简报12期，计9分，未召开会议扣2分。", "unused_target"),
        ("完成甲县、乙县等的后扶工作稽察，计9分，每少完成1个县扣1分。", "open_list"),
        ("做好工作，计 9分，未召开会议扣2分。", "space_in_number"),
        ("做好工作，，计9分，未召开会议扣2分。", "doubled_punctuation"),
        ("甲（一）(二)，计9分，未召开会议扣2分。", "mixed_brackets"),
    ],
)
def test_what_changes_nothing_is_a_notice(text, code):
    assert [f.severity for f in item_findings(text, code)] == [Severity.NOTICE]


def test_good_item_has_no_findings_of_its_own():
    assert [f.code for f in read_table(make_table(GOOD)).findings] == ["table_total"]


def test_stated_number_of_places_counts_where_the_list_is_open():
    text = "完成甲县、乙县等3个县的后扶工作稽察，计9分，每少完成1个县扣1分。"
    component = read_table(make_table(text)).sections[0].items[0].components[0]
    assert component.measures[0].target == 3
    assert item_findings(text, "open_list", "places_count") == [
        *item_findings(text, "places_count")
    ]


def test_item_name_that_promises_more_than_its_text_is_a_notice():
    (finding,) = item_findings(GOOD, "name_part_missing", name="稽察与管理")
    assert finding.phrase == "稽察"


@pytest.mark.parametrize("points", ["", "八分半", "0", "九"])
def test_points_that_are_no_number_are_an_error(points):
    found = item_findings(GOOD, "points_unreadable", "components_points", points=points)
    assert [f.code for f in found] == ([] if points == "九" else ["points_unreadable"])


def test_places_are_not_checked_without_a_list():
    text = "完成无名县的后扶工作稽察，计9分，未完成扣1分。"
    assert item_findings(text, "unknown_place") == []


def test_unknown_place_is_an_error_with_the_nearest_name():
    table = make_table("完成望成区的后扶工作稽察，计9分，未完成扣1分。")
    findings = read_table(table, known_places=is_known, places_of=names_of).findings
    (finding,) = find_codes(findings, "unknown_place")
    assert "“望城区”" in finding.message
    (finding,) = find_codes(read_table(table, known_places=is_known).findings, "unknown_place")
    assert "是否为" not in finding.message


def make_sections(*headings: str, notes: tuple[str, ...] = ()) -> RawTable:
    item = RawItem("某项工作", GOOD, "9", "稽察处")
    sections = tuple(RawSection(str(i), heading, (item,)) for i, heading in enumerate(headings))
    return RawTable("表", 2017, "长沙市", sections, notes)


NOTE = "计算方法：甲部分得分=（甲部分各项指标得分总额/{of}）×{full}"


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (make_sections("甲（9）", notes=(NOTE.format(of=9, full=100),)), []),
        (make_sections("甲（9分）"), ["table_total"]),
        (make_sections("甲（10）"), ["section_points", "table_total"]),
        (make_sections("甲"), ["no_section_points", "table_total"]),
        (make_sections("甲（9）", notes=(NOTE.format(of=8, full=100),)), ["note_formula"]),
        (make_sections("甲（9）", notes=(NOTE.format(of=9, full=91),)), ["table_total"]),
        (make_sections("甲（9）", notes=("注：略", NOTE.format(of=8, full=100))), ["note_formula"]),
    ],
    ids=["sound", "below 100", "heading", "no heading", "divisor", "factor", "behind a note"],
)
def test_sums_of_sections_are_checked(table, codes):
    assert [f.code for f in read_table(table).findings] == codes


def test_full_marks_come_from_the_formula():
    table = read_table(make_sections("甲（9）", "乙（24）", notes=(NOTE.format(of=9, full=76),)))
    assert [section.full for section in table.sections] == [76, 24]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("移民业务工作（67）", ("移民业务工作", Decimal(67))),
        ("效能与党风廉政建设(24分)", ("效能与党风廉政建设", Decimal(24))),
        ("移民业务工作", ("移民业务工作", None)),
    ],
)
def test_heading_is_name_and_points(heading, expected):
    assert split_heading(heading) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("规划计划处", ("规划计划处",)),
        ("纪检监察室\n机关党委", ("纪检监察室", "机关党委")),
        ("稽察处、培训中心", ("稽察处", "培训中心")),
        ("各处室、中心", ("各处室、中心",)),
        ("各处室、\n中心", ("各处室、中心",)),
        ("", ()),
    ],
)
def test_offices_are_split(words, expected):
    assert split_offices(words) == expected


@pytest.mark.parametrize(
    ("scoring", "most"),
    [
        ("完成确权的得4分，未完成不得分", "4"),
        ("满意率90%以上得4分", "4"),
        ("有登记簿得4分，有回执得5分", None),
        ("完成确权的得9分", None),
    ],
)
def test_points_that_cannot_be_earned_are_told(scoring, most):
    found = item_findings(f"做好确权，计9分，{scoring}。", "awards_below_points")
    assert len(found) == (most is not None)
    assert all(f"最多只能得{most}分" in f.message for f in found)
