"""等次 by place as well as by points: which of both decides, ties, shares, groups."""

from dataclasses import replace

import pytest

from assessment.engine.explain import describe_policy, grade_told
from assessment.engine.grades import explain_grade, grade_faults
from assessment.engine.score import score_table
from assessment.engine.snapshot.canonical import written
from assessment.engine.snapshot.recomputing import checked, recompute, rescored
from assessment.engine.snapshot.shape import format_version_of
from assessment.engine.types import (
    Component,
    Grade,
    Group,
    MeasureKind,
    Policy,
    RuleKind,
    Section,
    Table,
)
from assessment.engine.year import Unit, UnitScore, score_year
from tests.engine.build import D, make_fact, make_item, make_measure, make_rule
from tests.engine.frozen import make_snapshot

BEST, PASSED, FAILED = Grade("优秀", D(90), first=D(2)), Grade("合格", D(60)), Grade("差", D(0))
BOTH = Policy(grades=(BEST, PASSED, FAILED))


def table(veto: bool = False) -> Table:
    component = Component(
        D(100),
        (make_measure("a", MeasureKind.COUNT), make_measure("v", MeasureKind.YES_NO)),
        (
            make_rule(RuleKind.PER_OCCURRENCE, "a", "1", "1"),
            make_rule(RuleKind.VETO_DOWN, "v", None, "0"),
        ),
    )
    return Table("甲", (Section("一", D(100), (make_item("100", component),)),))


def graded(*lost: int | None, policy: Policy = BOTH, vetoed: int | None = None) -> list[UnitScore]:
    units = [
        Unit(
            n, table(), {"a": make_fact(each), "v": make_fact(1 if n == vetoed else 0)}, lambda: []
        )
        for n, each in enumerate(lost)
    ]
    return score_year(units, policy)


def names(found: list[UnitScore]) -> list[str]:
    return [unit.graded.grade.name if unit.graded else "—" for unit in found]


def test_both_points_and_place_must_hold_and_which_decided_is_told() -> None:
    found = graded(1, 2, 3, 15, 45)

    assert names(found) == ["优秀", "优秀", "合格", "合格", "差"]
    assert [explain_grade(unit.score) for unit in found] == [
        "总分 99.00 分，第 1 名（共 5 个），达到优秀（90 分以上，前 2 名）",
        "总分 98.00 分，第 2 名（共 5 个），达到优秀（90 分以上，前 2 名）",
        "总分 97.00 分，第 3 名（共 5 个），分数达到优秀的 90 分，名次不在前 2 名，"
        "为合格（60 分以上）",
        "总分 85.00 分，第 4 名（共 5 个），分数不到优秀的 90 分，名次不在前 2 名，"
        "为合格（60 分以上）",
        "总分 55.00 分，第 5 名（共 5 个），分数不到合格的 60 分，为差",
    ]


def test_place_alone_may_give_a_grade() -> None:
    policy = Policy(grades=(Grade("先进", D(0), first=D(1)), Grade("其他", D(0))))
    found = graded(50, 60, policy=policy)

    assert names(found) == ["先进", "其他"]
    assert explain_grade(found[0].score).endswith("达到先进（前 1 名）")
    assert explain_grade(found[1].score).endswith("名次不在先进前 1 名，为其他")


def test_place_that_is_held_does_not_help_a_total_that_is_not() -> None:
    found = graded(20, 30)

    assert names(found) == ["合格", "合格"]
    assert "分数不到优秀的 90 分，名次在前 2 名，为合格" in explain_grade(found[0].score)


def test_equal_totals_share_a_place_and_all_of_them_count() -> None:
    assert names(graded(1, 2, 2, 3)) == ["优秀", "优秀", "优秀", "合格"]
    assert names(graded(1, 1, 1, 2)) == ["优秀", "优秀", "优秀", "合格"]


@pytest.mark.parametrize(("units", "best"), [(9, 2), (10, 3), (13, 3), (3, 0)])
def test_share_of_the_units_leaves_parts_of_a_place_out(units: int, best: int) -> None:
    policy = Policy(grades=(replace(BEST, least=D(0), first=D(30), is_share=True), FAILED))

    assert names(graded(*range(units), policy=policy)).count("优秀") == best


def test_places_are_those_within_the_group_and_of_the_others_among_one_another() -> None:
    policy = replace(BOTH, grades=(replace(BEST, first=D(1)), PASSED, FAILED))
    policy = replace(policy, groups=(Group("一组", (0, 1)),))

    assert names(graded(1, 2, 3, 4, policy=policy)) == ["优秀", "合格", "优秀", "合格"]


def test_no_grade_is_given_while_a_figure_of_anybody_is_missing() -> None:
    found = graded(1, None, 3)

    assert names(found) == ["—", "—", "—"]
    assert explain_grade(found[0].score) == "等次还看名次，各单位都录全以后评定"
    assert explain_grade(found[1].score) == "还有未录入的项目，录全以后评定等次"


def test_figure_missing_in_one_group_does_not_keep_the_other_waiting() -> None:
    policy = replace(BOTH, groups=(Group("一组", (0, 1)), Group("二组", (2,))))

    assert names(graded(1, 2, None, policy=policy)) == ["优秀", "优秀", "—"]


def test_table_scored_alone_has_no_place_and_no_grade() -> None:
    score = score_table(table(), {"a": make_fact(0), "v": make_fact(0)}, BOTH)

    assert explain_grade(score) == "等次还看名次，各单位都录全以后评定"


def test_veto_lowers_what_points_and_place_reached() -> None:
    found = graded(1, 2, policy=replace(BOTH, applies_vetoes=True), vetoed=0)

    assert names(found) == ["合格", "优秀"]
    assert "达到优秀（90 分以上，前 2 名）；因" in explain_grade(found[0].score)


@pytest.mark.parametrize(
    ("grade", "told"),
    [
        (BEST, "优秀 90 分以上且前 2 名"),
        (replace(BEST, least=D(0), is_share=True, first=D("12.5"), quota=D(20)),
         "优秀 前 12.5%，不超过 20%"),
        (PASSED, "合格 60 分以上"),
        (FAILED, "差"),
    ],
)  # fmt: skip
def test_grade_is_told_with_its_place(grade: Grade, told: str) -> None:
    assert grade_told(grade) == told


def test_year_says_how_places_count_only_where_it_grades_by_them() -> None:
    plain = replace(BOTH, grades=(replace(BEST, first=None), PASSED, FAILED))
    grouped = replace(BOTH, groups=(Group("一组", (0,)),))

    assert "等次名次" not in dict(describe_policy(plain))
    assert dict(describe_policy(BOTH))["等次名次"].startswith("按全部单位的名次，总分相同名次并列")
    assert dict(describe_policy(grouped))["等次名次"].startswith("按组内名次")


@pytest.mark.parametrize(
    ("grades", "faults"),
    [
        ((BEST, PASSED, FAILED), []),
        ((BEST, replace(BEST, name="良好", first=None), FAILED), []),
        ((BEST, replace(BEST, name="良好", first=D(4)), FAILED), []),
        ((BEST, replace(BEST, name="良好", first=D(20), is_share=True), FAILED), []),
        ((replace(BEST, least=D(0)), replace(PASSED, least=D(95)), FAILED), []),
        (
            (BEST, replace(BEST, name="良好"), FAILED),
            [(1, "够得上“良好”的都已评为“优秀”；请放宽分数或名次。")],
        ),
        (
            (replace(BEST, first=None), replace(BEST, name="良好"), FAILED),
            [(1, "够得上“良好”的都已评为“优秀”；请放宽分数或名次。")],
        ),
        ((BEST, replace(FAILED, first=D(3))), [(1, "“差”是最低等次，不能限定名次。")]),
    ],
)
def test_grades_that_nobody_can_be_given_are_told(
    grades: tuple[Grade, ...], faults: list[tuple[int, str]]
) -> None:
    assert list(grade_faults(grades)) == faults


def test_frozen_year_graded_by_place_comes_out_again() -> None:
    told = make_snapshot(
        [(table(), {"a": D(1), "v": D(0)}), (table(), {"a": D(2), "v": D(0)})],
        replace(BOTH, grades=(replace(BEST, first=D(50), is_share=True), PASSED, FAILED)),
        format_version=2,
    )

    assert format_version_of(told) == 2
    assert [score["grade"] for score in told["scores"]] == ["优秀", "合格"]
    assert rescored(told) == told["scores"]
    assert recompute(checked(written(told))) == []
