"""What accepted claims come to: one matter once, the best place, points within their bounds."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from assessment.claims.alike import alike, levels_in, looks_alike
from assessment.claims.counting import (
    Claimed,
    counted,
    figure,
    is_claimable,
    left_of,
    matters_of,
    outdone,
    points_of,
)
from assessment.engine.judging import Bounds
from assessment.engine.types import Band, Measure, MeasureKind, Rule, RuleKind

D = Decimal
TIMES = Measure("a", "获得表彰", MeasureKind.COUNT, "次")
WON = Measure("a", "获得第几名", MeasureKind.COUNT, "名")
YES = Measure("a", "首创", MeasureKind.YES_NO)
JUDGED = Measure("a", "亮点", MeasureKind.QUANTITY, "分")


def rule(kind, points="1", step="1", **more) -> Rule:
    return Rule(RuleKind(kind), ("a",), step and D(step), D(points), "每获1次表彰加1分", **more)


EACH = rule("bonus_each", "1.5")
PLACES = rule(
    "place_bonus", "0", None,
    bands=(Band(D(1), True, D(1), True, D(3)), Band(D(2), True, D(2), True, D(2))),
)  # fmt: skip
SUM = rule("judged_bonus", "12", None)


def claimed(number, points, matter=None, code="a", amount=None) -> Claimed:
    return Claimed(number, matter or number, code, D(amount or points), D(points))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("bonus_once", True), ("bonus_each", True), ("judged_bonus", True), ("place_bonus", True),
        ("rank_bonus", False), ("bonus_over", False), ("bonus_under", False),
        ("award_each", False), ("veto", False), ("judged_deduct", False),
    ],
)  # fmt: skip
def test_only_bonus_that_documents_prove_is_claimed(kind, expected):
    assert is_claimable(rule(kind)) is expected


@pytest.mark.parametrize(
    ("of", "measure", "amount", "expected"),
    [
        (EACH, TIMES, "2", "3"),
        (rule("bonus_each", "1", "3"), TIMES, "2", "0"),
        (rule("bonus_each", "2", cap=D(3)), TIMES, "2", "3"),
        (rule("bonus_once", "2", None), YES, "1", "2"),
        (PLACES, WON, "2", "2"),
        (PLACES, WON, "3", "0"),
        (SUM, JUDGED, "4.5", "4.5"),
    ],
)
def test_amount_alone_is_worth_what_its_rule_says(of, measure, amount, expected):
    assert points_of(of, measure, D(amount)) == D(expected)


def test_matter_is_the_same_whoever_of_a_chain_says_so():
    assert matters_of([(1, None), (2, 1), (3, 2), (4, None)]) == {1: 1, 2: 1, 3: 1, 4: 4}
    assert matters_of([(1, 3), (2, None), (3, 2)]) == {1: 1, 2: 1, 3: 1}


def test_of_one_matter_only_the_highest_counts_in_its_own_cell():
    national, provincial = claimed(2, "3", 1, "a", "1"), claimed(1, "1", 1, "b", "1")
    other = claimed(3, "1", code="b", amount="1")
    assert outdone([provincial, national, other]) == {1: 2}
    assert counted([provincial, national, other]) == {"a": [D(1)], "b": [D(1)]}
    assert counted([provincial]) == {"b": [D(1)]}


def test_of_equal_ones_of_one_matter_the_first_counts():
    assert outdone([claimed(2, "1", 1), claimed(1, "1", 1)]) == {2: 1}


@pytest.mark.parametrize(
    ("of", "measure", "bounds", "amounts", "expected"),
    [
        (EACH, TIMES, None, (), None),
        (EACH, TIMES, None, ("1", "2"), "3"),
        (rule("bonus_once", "2", None), YES, None, ("1", "1"), "1"),
        (PLACES, WON, None, ("2", "1"), "1"),
        (SUM, JUDGED, Bounds(D(4), D(12)), ("5", "6"), "11"),
        (SUM, JUDGED, Bounds(D(4), D(12)), ("8", "9"), "12"),
        (SUM, JUDGED, Bounds(D(4), D(12), is_each=True), ("8", "9"), "17"),
    ],
)
def test_cell_says_what_claims_come_to(of, measure, bounds, amounts, expected):
    found = figure(map(D, amounts), rule=of, measure=measure, bounds=bounds)
    assert found == (None if expected is None else D(expected))


@pytest.mark.parametrize(
    ("of", "taken", "cap", "expected"),
    [
        (EACH, "2", None, None),
        (rule("bonus_each", cap=D(3)), "2", None, "1"),
        (rule("bonus_each", cap=D(3)), "3", D(5), "0"),
        (EACH, "2", D(5), "3"),
        (EACH, "7", D(5), "0"),
    ],
)
def test_caps_leave(of, taken, cap, expected):
    assert left_of(of, D(taken), None, cap=cap) == (None if expected is None else D(expected))


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("获国家级表彰加3分、省级表彰加2分", ["国家级", "省级", "其他"]),
        ("省部级以上表彰每次加1分", ["省部级", "其他"]),
        ("受到国务院、省政府通报表扬的加2分", ["国家级", "省部级", "其他"]),
        ("市级表彰加0.5分", ["市级", "其他"]),
        ("每获1次表彰加1分", ["国家级", "省部级", "厅局级", "市级", "县级", "其他"]),
    ],
)
def test_levels_are_those_that_the_clause_names(clause, expected):
    assert levels_in(clause) == expected


def one(title="", document_number="", number=1):
    return SimpleNamespace(title=title, document_number=document_number, number=number)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (one("全国移民工作先进集体"), one("“全国移民工作先进集体”"), True),
        (one("移民工作先进集体"), one("全国移民工作先进集体（2017）"), True),
        (one("甲", "国移函〔2017〕5号"), one("乙", "国移函（2017）5号"), True),
        (one("甲", ""), one("乙", ""), False),
        (one("先进"), one("全国先进集体"), False),
        (one("先进"), one("先进"), True),
        (one("省级先进集体"), one("培训典型经验推广"), False),
    ],
)
def test_same_title_or_document_looks_like_one_matter(a, b, expected):
    assert looks_alike(a, b) is expected
    assert looks_alike(b, a) is expected


def test_alike_are_told_by_number():
    others = [one("先进集体", number=3), one("别的事", number=2), one("先进集体", number=1)]
    assert [o.number for o in alike(one("先进集体", number=9), others)] == [1, 3]
