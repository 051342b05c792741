"""Where clauses begin and end, and which part of a text belongs to which 计N分."""

from decimal import Decimal

import pytest

from assessment.reader.components import clause_end, clause_start, split_parts
from assessment.reader.reading import read_words


@pytest.mark.parametrize(
    ("clean", "at", "clause"),
    [
        ("甲，乙。丙；丁", "甲", "甲"),
        ("甲，乙。丙；丁", "乙", "乙"),
        ("甲，乙。丙；丁", "丙", "丙"),
        ("甲，乙。丙；丁", "丁", "丁"),
        ("甲（乙，丙）丁，戊", "甲", "甲（乙，丙）丁"),
        ("甲（乙，丙）丁，戊", "丁", "甲（乙，丙）丁"),
        ("甲（乙，丙）丁，戊", "乙", "乙"),
        ("甲（乙，丙）丁，戊", "丙", "丙"),
        ("甲（乙（丙，丁）戊，己）庚，辛", "甲", "甲（乙（丙，丁）戊，己）庚"),
        ("甲（乙（丙，丁）戊，己）庚，辛", "庚", "甲（乙（丙，丁）戊，己）庚"),
        ("甲（乙（丙，丁）戊，己）庚，辛", "乙", "乙（丙，丁）戊"),
        ("甲（乙（丙，丁）戊，己）庚，辛", "戊", "乙（丙，丁）戊"),
        ("甲（乙，丙", "甲", "甲（乙"),
        ("甲，乙）丙，丁", "丙", "丙"),
        ("甲，乙）丙，丁", "乙", "乙"),
    ],
)
def test_clause_is_what_stands_between_stops_with_its_brackets(clean, at, clause):
    position = clean.index(at)
    assert clean[clause_start(clean, position) : clause_end(clean, position)] == clause


def test_clause_is_looked_for_within_its_longest():
    clean = "。" + "甲" * 1000 + "。"
    assert (clause_start(clean, 500), clause_end(clean, 500)) == (100, 900)
    assert (clause_start(clean, 300), clause_end(clean, 700)) == (1, 1001)


def parts(clean):
    return [
        (str(p.points), clean[slice(*p.marker)], clean[p.start : p.end]) for p in split_parts(clean)
    ]


@pytest.mark.parametrize(
    ("clean", "expected"),
    [
        ("没有分数", []),
        ("做好甲，计5分。", [("5", "计5分", "做好甲，计5分。")]),
        (
            "做好甲，计5分，未报送扣1分。做好乙，计4分，未报送扣2分。",
            [
                ("5", "计5分", "做好甲，计5分，未报送扣1分。"),
                ("4", "计4分", "做好乙，计4分，未报送扣2分。"),
            ],
        ),
        (
            "甲，计5分，乙，记四分。",
            [("5", "计5分", "甲，计5分，"), ("4", "记四分", "乙，记四分。")],
        ),
        (
            "甲，计5分，扣1分计4分。",
            [("5", "计5分", "甲，计5分，扣1分"), ("4", "计4分", "计4分。")],
        ),
        (
            "甲，计5分，未报送扣1分做好乙计4分。",
            [("5", "计5分", "甲，计5分，未报送扣1分"), ("4", "计4分", "做好乙计4分。")],
        ),
        (
            "甲，计5分（未报送扣1分，未上报扣2分），乙，计4分。",
            [
                ("5", "计5分", "甲，计5分（未报送扣1分，未上报扣2分），"),
                ("4", "计4分", "乙，计4分。"),
            ],
        ),
        ("甲，累计5分，合计5分，总计5分，共计5分，估计5分。", []),
        ("甲，计5分钟。", []),
        ("甲，计十十分。", []),
    ],
)
def test_text_is_parted_by_its_points(clean, expected):
    assert parts(clean) == expected


@pytest.mark.parametrize(
    "given",
    [
        *(
            "未达标的记零分",
            "未达标的，计0分",
            "八成以上补齐的记7分",
            "每完成1个计2分",
            "每项计2分",
        ),
        *(
            "分别计8分、5分和3分",
            "各计2分",
            "最高计5分",
            "另计2分",
            "加计2分",
            "80%以上，计3分",
            "良好计3分",
        ),
        *("第二名计3分", "前5名计2分", "否则计1分", "未达标计1分"),
    ],
)
def test_points_given_for_something_done_are_no_component(given):
    assert parts(f"做好甲，计5分，{given}。") == [("5", "计5分", f"做好甲，计5分，{given}。")]


@pytest.mark.parametrize(
    "clean",
    [
        *(
            "整改率达82%以上，计5分。",
            "每人每年参训1次，计5分。",
            "持续开展活动计5分。",
            "5月至6月完成，计5分。",
        ),
        *(
            "持续提高计5分。",
            "全员参加计5分。",
            "每月报送的信息不少于2条，计5分。",
            "不发生事故，计5分。",
        ),
    ],
)
def test_requirement_with_its_points_is_a_component(clean):
    assert parts(clean) == [("5", "计5分", clean)]


@pytest.mark.parametrize(
    "tail", ["，每次累加", "，不可抗力除外", "（不可抗力除外）", "。因灾延期的除外", "，以此类推"]
)
def test_what_follows_a_deduction_is_not_the_next_requirement(tail):
    first = f"做好甲，计5分，未报送扣1分{tail}"
    assert [text.rstrip("；") for _, _, text in parts(f"{first}；做好乙，计4分。")] == [
        first,
        "做好乙，计4分。",
    ]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("1.建立组织（4分）；2.录入数据（3分）。", ["", ""]),
        ("①建立组织（4分）；②录入数据（3分），未录入扣1分。", ["", "未录入扣1分"]),
        ("1.建立组织（4分），未建立不得分；2.录入数据（3分）。", ["未建立不得分", ""]),
        ("一、建立组织（4分）。未建立扣1分。二、录入数据（3分）。", ["未建立扣1分", ""]),
    ],
)
def test_points_in_brackets_under_a_number_each_are_components(text, rules):
    read = read_words(text, Decimal(7))
    assert [c.points for c in read.components] == [4, 3]
    assert ["".join(r.clause for r in c.rules) for c in read.components] == rules
    assert read.unsettled == ()


def test_what_is_said_of_all_numbered_parts_is_left_to_a_person():
    text = "1.建立组织。（4分）2.录入数据。（3分）\n以上要求，不达标不得分。"
    read = read_words(text, Decimal(7))
    assert [(c.points, c.rules) for c in read.components] == [(4, ()), (3, ())]
    assert read.unsettled == ("以上要求，不达标不得分",)


@pytest.mark.parametrize(
    "text",
    [
        "建立组织（4分）、录入数据（3分），未落实扣1分。",
        "1.建立组织（4分）；2.录入数据（3分）。未落实扣1分。",
        "1.建立组织（4分）；2.录入数据（3分）；以上各项每缺一项扣1分。",
        "1.建立组织（4分）2.录入数据（3分）未落实扣1分。",
        "1.建立组织（2分）；2.录入数据（3分）。",
        "1.建立组织（2分）、办公室（2分）；2.录入数据（3分）。",
        "1.建立组织；2.录入数据（4分），未录入扣1分；3.上报（3分）。",
        "未落实扣1分。1.建立组织（4分）；2.录入数据（3分）。",
    ],
)
def test_points_in_brackets_that_need_not_be_of_one_part_are_left(text):
    read = read_words(text, Decimal(7))
    assert len(read.unsettled) > 1
    assert read.components == ()
