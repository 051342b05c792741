"""What does not add up in a form is told, all of it, with its place."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from selfeval.engine.scoring_types import (
    Band,
    Check,
    Execution,
    Grade,
    Indicator,
    Link,
    Method,
    Scoring,
    ScoringMode,
    Severity,
    Split,
    TextFigure,
)
from selfeval.engine.types import (
    Column,
    Field,
    FieldBlock,
    Form,
    Growing,
    IndicatorBlock,
    Kind,
    Row,
    Section,
    Table,
)
from selfeval.engine.validation import grade_gaps, validate_form
from tests.selfeval.engine.build import (
    GRADES,
    fixed_table,
    make_form,
    money_table,
    number_field,
    scored_form,
    single,
    with_check,
)


def codes(form: Form) -> set[str]:
    return {finding.code for finding in validate_form(form)}


def grades(*pairs: tuple[int, int]) -> Scoring:
    bands = tuple(Grade(f"{low}", Decimal(low), Decimal(high)) for low, high in pairs)
    return Scoring(grades=bands)


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([(90, 100), (80, 90), (0, 80)], []),
        ([], []),
        ([(90, 100), (0, 80)], ["80 至 90 分没有等级"]),
        ([(90, 100), (0, 91)], ["“90”与下一等级在 90 至 91 分重叠"]),
        ([(60, 100)], ["0 至 60 分没有等级"]),
        ([(0, 90)], ["90 至 100 分没有等级"]),
        ([(0, 110)], ["上限 110 超过满分 100"]),
        ([(0, 0), (0, 100)], ["“0”的下限 0 不小于上限 0"]),
    ],
)
def test_grades_leave_no_gap_and_no_overlap(pairs: list[tuple[int, int]], words: list[str]) -> None:
    assert grade_gaps(grades(*pairs)) == words


def test_form_with_a_gap_between_its_grades_does_not_add_up() -> None:
    form = single()
    gap = replace(form.scoring, grades=grades((90, 100), (0, 80)).grades)

    [finding] = validate_form(replace(form, scoring=gap))

    assert (finding.code, finding.place) == ("grades", "评价等级")


def test_sound_forms_have_no_findings() -> None:
    assert validate_form(single()) == []
    assert validate_form(make_form(tables=(money_table(), fixed_table()))) == []


def weighed(*weights: str, **options: Any) -> Indicator:
    children = tuple(
        Indicator(f"c{n}", f"子{n}", weight=Decimal(w) if w else None)
        for n, w in enumerate(weights)
    )
    return Indicator("top", "产出", children, weight=Decimal(100), **options)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ((weighed("60", "40"),), set()),
        ((weighed("", ""),), set()),
        ((weighed("60", "30"),), {"weights"}),
        ((weighed("100", ""),), {"weights"}),
        ((weighed("60", "40", split=Split.FILER),), {"weights"}),
        ((weighed("", "", split=Split.FILER),), set()),
        ((Indicator("a", "甲", weight=Decimal(90)),), {"weights"}),
        ((Indicator("a", "甲"),), {"weights"}),
        ((Indicator("a", "甲", weight=Decimal(100)), Indicator("b", "乙")), {"weights"}),
        ((Indicator("a", "甲", weight=Decimal(0)), weighed("")), {"weights"}),
        ((Indicator("a", "甲", weight=Decimal(100), method=Method.QUALITATIVE),), {"bands"}),
        (
            (Indicator("a", "甲", weight=Decimal(100), bands=(Band("x", "x", Decimal(2)),)),),
            {"bands"},
        ),
        ((Indicator("a", "甲", weight=Decimal(100), numerator="budget"),), {"rate"}),
        ((weighed("", method=Method.EXECUTION),), {"method"}),
    ],
)
def test_weights_and_methods_must_add_up(tree: tuple[Indicator, ...], expected: set[str]) -> None:
    assert codes(scored_form(*tree)) == expected


def test_tree_has_four_levels_at_most() -> None:
    node = Indicator("e", "末级", weight=Decimal(100))
    for code in "dcb":
        node = Indicator(code, code, (node,))

    assert codes(scored_form(node)) == set()
    assert codes(scored_form(Indicator("a", "a", (node,)))) == {"level"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([number_field("a", "b + 1"), number_field("b")], set()),
        ([number_field("a", "b + ")], {"formula"}),
        ([number_field("a", "missing + 1")], {"unknown_cell"}),
        ([number_field("a", "parts.one.height")], {"unknown_cell"}),
        ([number_field("a", "parts.three.money")], {"unknown_cell"}),
        ([number_field("a", "grants.total.amount")], set()),
        ([number_field("a", "parts.money + 1")], {"column"}),
        ([number_field("a", "-parts.money")], {"column"}),
        ([number_field("a", "-sum(parts.money) + 1")], set()),
        ([number_field("a", "sum(parts.money)")], set()),
        ([number_field("a", "total")], {"unknown_cell"}),
        ([number_field("a", "a + 1")], {"cycle"}),
        ([number_field("a", "b"), number_field("b", "c"), number_field("c", "a")], {"cycle"}),
        ([number_field("a"), number_field("a")], {"repeated"}),
        ([number_field("parts")], {"repeated"}),
        ([number_field("year")], {"code"}),
        ([number_field("Bad-Code")], {"code"}),
        ([Field("a", "甲", Kind.CHOICE)], {"choices"}),
        ([Field("a", "甲", prefill="somewhere")], {"prefill"}),
        ([Field("a", "甲", prefill="last_year:b.c.d")], set()),
    ],
)
def test_fields_and_formulas_must_add_up(fields: list[Field], expected: set[str]) -> None:
    form = make_form(*fields, tables=(fixed_table(), money_table()))

    assert codes(form) == expected


def test_cycle_through_a_column_is_found() -> None:
    table = Table(
        "t",
        "表",
        (Column("x", "甲", formula="boss"), Column("y", "乙")),
        growing=Growing(),
    )

    assert codes(make_form(number_field("boss", "sum(t.x)"), tables=(table,))) == {"cycle"}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (Table("t", "表", ()), {"empty"}),
        (Table("t", "表", (Column("x", "甲"),)), {"empty"}),
        (Table("t", "表", (Column("row", "甲"),), (Row("a", "甲"),)), {"code"}),
        (Table("t", "表", (Column("x", "甲"), Column("x", "乙")), (Row("a", "甲"),)), {"repeated"}),
        (Table("t", "表", (Column("x", "甲"),), (Row("a", "甲"), Row("a", "乙"))), {"repeated"}),
        (Table("t", "表", (Column("x", "甲"),), (Row("total", "甲"),), Growing()), {"code"}),
        (Table("t", "表", (Column("x", "甲"),), growing=Growing(3, 2)), {"rows"}),
        (Table("t", "表", (Column("x", "甲", Kind.CHOICE),), growing=Growing()), {"choices"}),
        (Table("t", "表", (Column("x", "甲"),), (Row("a", "甲", formula="b"),)), {"unknown_cell"}),
    ],
)
def test_tables_must_be_fillable(table: Table, expected: set[str]) -> None:
    assert codes(make_form(tables=(table,))) == expected


def test_checks_and_figures_must_name_what_there_is() -> None:
    form = replace(
        make_form(number_field("a"), tables=(money_table(),)),
        checks=(
            Check("one", Severity.ERROR, "a = nowhere", "", "a"),
            Check("two", Severity.ERROR, "a = 1", "", "nowhere"),
            Check("three", Severity.ERROR, "spent <= amount", "", "height", "grants"),
        ),
        text_figures=(
            TextFigure("four", "nowhere", "共{n}个项目", "a"),
            TextFigure("five", "a", "{n}", "a"),
        ),
        links=(Link("培训", "nobody.outcome"),),
    )

    places = sorted((finding.code, finding.place) for finding in validate_form(form))

    assert places == [
        ("phrase", "文中数字“five”"),
        ("unknown_cell", "关联测量项“培训”"),
        ("unknown_cell", "文中数字“four”"),
        ("unknown_cell", "核对规则“one”"),
        ("unknown_cell", "核对规则“three”"),
        ("unknown_cell", "核对规则“two”"),
    ]


def test_checks_may_ask_for_scores_where_cells_may_not() -> None:
    form = single()

    assert validate_form(with_check(form, "only.score <= only.proposed", cell="only.score")) == []
    cell = replace(form.scoring, execution=Execution("only.score", "budget"))
    assert codes(replace(form, scoring=cell)) == {"unknown_cell"}


def test_scored_form_needs_its_blocks() -> None:
    tree = (Indicator("a", "甲", weight=Decimal(100), method=Method.EXECUTION),)
    scoring = Scoring(ScoringMode.TABLE, tree=tree, grades=GRADES)
    form = Form("f", "表", 1, (Section("s", "一", (FieldBlock(()),)),), scoring)

    assert sorted(finding.code for finding in validate_form(form)) == [
        "block",
        "block",
        "block",
        "execution",
    ]


def test_unknown_indicator_column_is_found() -> None:
    form = make_form()
    section = Section("two", "二", (IndicatorBlock("指标", ("price",)),))

    assert codes(replace(form, sections=(section,))) == {"shows"}


def test_form_is_limited_in_size() -> None:
    table = Table(
        "t",
        "表",
        tuple(Column(f"c{n}", "栏") for n in range(80)),
        tuple(Row(f"r{n}", "行") for n in range(80)),
    )

    assert codes(make_form(tables=(table,))) == {"size"}
