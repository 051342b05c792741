"""等次: what totals reach, what vetoes make of it, and where a quota is exceeded."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.engine import explain
from assessment.engine.grades import (
    OverQuota,
    explain_grade,
    explain_quota,
    grade_faults,
    grade_of,
    over_quota,
)
from assessment.engine.results import TableScore
from assessment.engine.score import score_table
from assessment.engine.types import Component, Grade, MeasureKind, Policy, RuleKind, Section, Table
from tests.engine.build import D, make_fact, make_item, make_measure, make_rule
from tests.engine.test_properties import examples

GRADES = (
    Grade("优秀", D(90), D(30), True),
    Grade("良好", D(80)),
    Grade("合格", D(60)),
    Grade("不合格", D(0)),
)
YEAR = Policy(grades=GRADES, applies_vetoes=True)
VETO, HONOURS, DOWN = RuleKind.VETO, RuleKind.VETO_HONOURS, RuleKind.VETO_DOWN
LETTERS = {VETO: "v", HONOURS: "h", DOWN: "d"}


def lost(
    points: int | str | None, *kinds: RuleKind, policy: Policy = YEAR, clause: str = ""
) -> TableScore:
    """Score a table of 100 that lost points and in which vetoes of these kinds happened."""
    measures = [make_measure("a", MeasureKind.QUANTITY)]
    rules = [make_rule(RuleKind.PERIOD, "a", "0.01", "0.01")]
    facts = {"a": make_fact(points)}
    for kind, letter in LETTERS.items():
        measures.append(make_measure(letter, MeasureKind.YES_NO))
        rules.append(make_rule(kind, letter, None, "0", clause))
        facts[letter] = make_fact(1 if kind in kinds else 0)
    component = Component(D(100), tuple(measures), tuple(rules))
    table = Table("某市", (Section("一", D(100), (make_item("100", component),)),))
    return score_table(table, facts, policy)


def named(score: TableScore) -> str:
    graded = grade_of(score)
    return graded.grade.name if graded else "—"


@pytest.mark.parametrize(
    ("points", "name", "told"),
    [
        ("0", "优秀", "总分 100.00 分，达到优秀（90 分以上）"),
        ("7.9", "优秀", "总分 92.10 分，达到优秀（90 分以上）"),
        ("10", "优秀", "总分 90.00 分，达到优秀（90 分以上）"),
        ("10.01", "良好", "总分 89.99 分，达到良好（80 分以上）"),
        ("20", "良好", "总分 80.00 分，达到良好（80 分以上）"),
        ("40", "合格", "总分 60.00 分，达到合格（60 分以上）"),
        ("40.01", "不合格", "总分 59.99 分，不到合格的 60 分，为不合格"),
        ("100", "不合格", "总分 0.00 分，不到合格的 60 分，为不合格"),
        (None, "—", "还有未录入的项目，录全以后评定等次"),
    ],
)
def test_total_reaches_a_grade(points: str | None, name: str, told: str) -> None:
    score = lost(points)

    assert (named(score), explain_grade(score)) == (name, told)


@pytest.mark.parametrize(
    ("points", "kinds", "name", "told"),
    [
        (0, [VETO], "不合格", "因“出现该情形，一票否决”，降为不合格"),
        (0, [HONOURS], "良好", "因“出现该情形，取消评优”，降为良好"),
        (0, [DOWN], "良好", "因“出现该情形，降一等”，降为良好"),
        (15, [HONOURS], "良好", "因“出现该情形，取消评优”，等次不变"),
        (15, [DOWN], "合格", "因“出现该情形，降一等”，降为合格"),
        (50, [VETO], "不合格", "因“出现该情形，一票否决”，等次不变"),
        (50, [DOWN], "不合格", "因“出现该情形，降一等”，等次不变"),
        (0, [DOWN, HONOURS], "良好", "因“出现该情形，取消评优”、“出现该情形，降一等”，降为良好"),
        (
            *(0, [VETO, DOWN], "不合格"),
            "因“出现该情形，一票否决”、“出现该情形，降一等”，降为不合格",
        ),
    ],
)
def test_vetoes_lower_the_grade_and_say_why(
    points: int, kinds: list[RuleKind], name: str, told: str
) -> None:
    score = lost(points, *kinds)

    assert named(score) == name
    assert explain_grade(score).split("；")[1] == told
    assert score.total == 100 - points


def test_clause_that_does_not_name_the_consequence_is_told_with_it() -> None:
    told = explain_grade(lost(0, VETO, clause="发生重大安全事故"))

    assert told.endswith("；因“发生重大安全事故”（一票否决），降为不合格")


def test_year_may_leave_vetoes_without_effect() -> None:
    score = lost(0, VETO, policy=replace(YEAR, applies_vetoes=False))

    assert named(score) == "优秀"
    assert explain_grade(score).endswith("；出现“出现该情形，一票否决”，本年度不影响等次")


def test_year_without_grades_gives_none() -> None:
    score = lost(0, VETO, policy=Policy(applies_vetoes=True))

    assert (grade_of(score), explain_grade(score)) == (None, "")


def test_two_lower_grades_may_both_be_taken_by_the_honours() -> None:
    best = (replace(GRADES[0]), replace(GRADES[1], is_best=True), *GRADES[2:])

    assert named(lost(0, HONOURS, policy=replace(YEAR, grades=best))) == "合格"


@pytest.mark.parametrize(
    ("grades", "faults"),
    [
        (GRADES, []),
        ((), []),
        ((Grade("合格", D(0)),), [(0, "等次至少两个，从高到低。")]),
        ((Grade("甲", D(80)), Grade("甲", D(0))), [(1, "等次“甲”写了两次。")]),
        (
            (Grade("甲", D(80)), Grade("乙", D(80)), Grade("丙", D(0))),
            [(1, "“乙”的分数应低于上一等次的 80 分。")],
        ),
        ((Grade("甲", D(80)), Grade("乙", D(60))), [(1, "“乙”是最低等次，应从 0 分起。")]),
        (
            (Grade("甲", D(80), is_best=True), Grade("乙", D(0), is_best=True)),
            [(1, "“乙”是最低等次，不能是评优等次。")],
        ),
        (
            (Grade("甲", D(80)), Grade("乙", D(60), is_best=True), Grade("丙", D(0))),
            [(1, "“乙”上面还有不是评优的等次；评优等次应排在最前面。")],
        ),
    ],
)
def test_grades_that_cannot_work_are_told(
    grades: tuple[Grade, ...], faults: list[tuple[int, str]]
) -> None:
    assert list(grade_faults(grades)) == faults


# --- Quotas ---------------------------------------------------------------------------------------


def units(*totals: str, grade: Grade | None = GRADES[0]) -> list[tuple[str, Decimal, Grade | None]]:
    return [(chr(65 + n), D(total), grade) for n, total in enumerate(totals)]


@pytest.mark.parametrize(
    ("best", "others", "beyond", "allowed"),
    [
        (["95", "94"], 5, None, 2),
        (["95", "94", "93"], 4, ("C",), 2),
        (["93", "94", "95", "92"], 3, ("A", "D"), 2),
        (["95", "94", "94"], 4, ("B", "C"), 2),
        (["95"], 2, ("A",), 0),
        (["95", "94", "93"], 7, None, 3),
        ([], 5, None, 1),
    ],
)
def test_more_than_the_quota_is_told_and_nothing_changed(
    best: list[str], others: int, beyond: tuple[str, ...] | None, allowed: int
) -> None:
    rest = [(f"其他{n}", D(70), GRADES[2]) for n in range(others)]

    found = over_quota(YEAR, [*units(*best), *rest])

    if beyond is None:
        assert found == []
        return
    assert found == [OverQuota(GRADES[0], len(best) + others, allowed, len(best), beyond)]


def test_unit_without_a_grade_is_counted_among_the_assessed() -> None:
    waiting = [("丙", D(0), None), ("丁", D(0), None)]

    assert over_quota(YEAR, [*units("95", "94"), *waiting]) == [
        OverQuota(GRADES[0], 4, 1, 2, ("B",))
    ]


def test_quota_is_told_in_a_sentence() -> None:
    over = OverQuota(GRADES[0], 14, 4, 5, ("a",))

    assert explain_quota(over, ["长沙市"], unit="市州") == (
        "优秀有 5 个，超过 30% 的限额（14 个市州 × 30%，最多 4 个）；"
        "排在限额以外的：长沙市。等次没有自动改动，请核定。"
    )


def test_grades_stand_among_the_choices_of_the_year() -> None:
    told = dict(explain.describe_policy(YEAR))

    assert told["等次"] == (
        "优秀 90 分以上，不超过 30%（评优等次）；良好 80 分以上；合格 60 分以上；不合格"
    )
    assert told["否决条款"] == "降低等次"
    without = dict(explain.describe_policy(replace(YEAR, applies_vetoes=False)))
    assert without["否决条款"] == "只列出，不影响等次"
    assert not {"等次", "否决条款"} & {*dict(explain.describe_policy(Policy()))}


@examples
@given(
    st.lists(st.integers(1, 100), unique=True, max_size=5),
    st.integers(0, 5),
    st.tuples(st.integers(0, 100), st.integers(0, 100)),
    st.sets(st.sampled_from([VETO, HONOURS, DOWN])),
)
def test_more_points_or_fewer_vetoes_never_lower_a_grade(
    bars: list[int], best: int, points: tuple[int, int], kinds: set[RuleKind]
) -> None:
    leasts = [*sorted(bars, reverse=True), 0]
    grades = tuple(
        Grade(str(n), D(least), is_best=n < min(best, len(bars))) for n, least in enumerate(leasts)
    )
    if len(grades) == 1:
        return
    policy = Policy(grades=grades, applies_vetoes=True)

    def place(points: int, kinds: set[RuleKind]) -> int:
        graded = grade_of(lost(points, *kinds, policy=policy))
        assert graded is not None
        return grades.index(graded.grade)

    assert list(grade_faults(grades)) == []
    assert place(min(points), kinds) <= place(max(points), kinds)
    assert place(min(points), set()) <= place(min(points), kinds)
    assert (VETO not in kinds) or place(min(points), kinds) == len(grades) - 1
    assert (HONOURS not in kinds) or not grades[place(min(points), kinds)].is_best
