"""Which cells a form has: what its blocks show, and no more."""

from dataclasses import replace
from decimal import Decimal

import pytest

from selfeval.engine.answers import Answer, Answers, TableRow
from selfeval.engine.cells import FormCell, rows_of
from selfeval.engine.laid import Laid
from selfeval.engine.names import Scope
from selfeval.engine.scoring_types import (
    Band,
    Indicator,
    Method,
    NotApplicable,
    Scoring,
    ScoringMode,
    Split,
)
from selfeval.engine.types import (
    Column,
    Field,
    FieldBlock,
    Form,
    Growing,
    IndicatorBlock,
    Kind,
    Narrative,
    Row,
    Section,
    Table,
    TotalBlock,
)
from tests.selfeval.engine.build import GRADES, YEAR, answered, make_form, scored_form, single


@pytest.mark.parametrize(
    ("shows", "addresses"),
    [
        (("target", "outcome"), ["only.target", "only.outcome"]),
        (("outcome", "weight"), ["only.outcome"]),
        (("weight",), []),
        (("score",), ["only.score", "only.reason"]),
    ],
    ids=lambda value: "+".join(value) or "none",
)
def test_indicators_have_the_cells_their_block_shows(
    shows: tuple[str, ...], addresses: list[str]
) -> None:
    form = single(Method.MANUAL)
    section = replace(form.sections[0], blocks=(IndicatorBlock("指标", shows),))

    cells = Laid.of_form(replace(form, sections=(section,))).cells

    assert [cell.address for cell in cells] == addresses


@pytest.mark.parametrize(
    ("scoring", "addresses"),
    [
        (Scoring(ScoringMode.NONE), []),
        (Scoring(ScoringMode.TABLE), ["total"]),
        (Scoring(ScoringMode.OWN_TOTAL), ["total", "grade"]),
    ],
    ids=["no score", "sum without grades", "own total"],
)
def test_total_and_grade_are_cells_where_the_form_has_them(
    scoring: Scoring, addresses: list[str]
) -> None:
    form = make_form()
    section = replace(form.sections[0], blocks=(TotalBlock(),))

    cells = Laid.of_form(replace(form, sections=(section,), scoring=scoring)).cells

    assert [cell.address for cell in cells] == addresses


def form_of(*blocks: object, scoring: Scoring | None = None) -> Form:
    section = Section("s", "一", blocks)  # type: ignore[arg-type]
    return Form("f", "表", 1, (section,), scoring or Scoring())


def test_field_and_narrative_are_cells_as_the_form_has_them() -> None:
    field = Field(
        "a",
        "{last_year}年数",
        Kind.MONEY,
        "万元",
        required=True,
        formula="1 + 1",
        choices=("甲",),
        personal=True,
        prefill="place",
        own_year=True,
    )
    text = Narrative("n", "{year}年小结", required=True, own_year=True)

    assert Laid.of_form(form_of(FieldBlock((field,)), text), YEAR).cells == (
        FormCell(
            "a",
            "2022年数",
            "s",
            Kind.MONEY,
            "万元",
            required=True,
            formula="1 + 1",
            choices=("甲",),
            personal=True,
            prefill="place",
            own_year=True,
        ),
        FormCell("n", "2023年小结", "s", Kind.LONG_TEXT, required=True, own_year=True),
    )


def test_code_that_a_form_has_twice_is_one_cell() -> None:
    twice = form_of(FieldBlock((Field("a", "甲"), Field("b", "乙"), Field("a", "丙"))))

    assert [cell.label for cell in Laid.of_form(twice).cells] == ["丙", "乙"]


PEOPLE = Table(
    "t",
    "{year}年表",
    (
        Column("x", "人", Kind.COUNT, "人", required=True, total="sum(x)"),
        Column("who", "谁", Kind.PERSON, personal=True, own_year=True, prefill="place"),
        Column("f", "倍", formula="x * 2"),
        Column("how", "怎样", Kind.CHOICE, choices=("好", "差")),
        Column("sign", "签字", Kind.SIGNATURE),
    ),
    (
        Row("all", "总数", formula="sum(one, open)"),
        Row("one", "甲行", blank=("who", "how")),
        Row("open", "其他", open_label=True, blank=("who", "how", "f")),
    ),
    Growing(0, 5, "合计"),
)


def test_table_has_a_cell_a_row_and_column_with_its_formula() -> None:
    def name(row: str, column: str) -> str:
        return f"2023年表 · {row} · {column}"

    who = FormCell("", "", "s", Kind.PERSON, personal=True, own_year=True, prefill="place")
    count = FormCell("", "", "s", Kind.COUNT, "人", required=True)
    double = FormCell("", "", "s", Kind.MONEY, formula="x * 2")
    how = FormCell("", "", "s", Kind.CHOICE, choices=("好", "差"))
    in_all = Scope("t", column="x")

    assert Laid.of_form(form_of(PEOPLE), YEAR).cells == (
        replace(
            count,
            address="t.all.x",
            label=name("总数", "人"),
            formula="sum(one, open)",
            scope=in_all,
            is_total=True,
        ),
        replace(who, address="t.all.who", label=name("总数", "谁"), is_total=True),
        replace(
            double,
            address="t.all.f",
            label=name("总数", "倍"),
            scope=Scope("t", row="all"),
            is_total=True,
        ),
        replace(how, address="t.all.how", label=name("总数", "怎样"), is_total=True),
        replace(count, address="t.one.x", label=name("甲行", "人")),
        replace(double, address="t.one.f", label=name("甲行", "倍"), scope=Scope("t", row="one")),
        replace(count, address="t.open.x", label=name("其他", "人"), required=False),
        replace(count, address="t.1.x", label=name("第 1 行", "人")),
        replace(who, address="t.1.who", label=name("第 1 行", "谁")),
        replace(double, address="t.1.f", label=name("第 1 行", "倍"), scope=Scope("t", row="1")),
        replace(how, address="t.1.how", label=name("第 1 行", "怎样")),
        replace(
            count,
            address="t.total.x",
            label=name("合计", "人"),
            formula="sum(x)",
            scope=Scope("t"),
            is_total=True,
        ),
    )


FILED = (
    TableRow("open", label="别的"),
    TableRow("k1", label="甲村"),
    TableRow("k2"),
    TableRow("total"),
)
FIXED = [("all", "总数"), ("one", "甲行"), ("open", "别的")]
GROWN = [("k1", "甲村"), ("k2", "第 2 行")]


@pytest.mark.parametrize(
    ("growing", "expected"),
    [
        (Growing(0, 5, "合计"), [*FIXED, *GROWN, ("total", "合计")]),
        (Growing(0, 5, "总计", total_first=True), [("total", "总计"), *FIXED, *GROWN]),
        (Growing(0, 5), [*FIXED, *GROWN]),
        (None, FIXED),
    ],
)
def test_rows_are_fixed_then_grown_with_the_total_at_an_end(
    growing: Growing | None, expected: list[tuple[str, str]]
) -> None:
    rows = rows_of(replace(PEOPLE, growing=growing), Answers(tables={"t": FILED}))

    assert [(key, label) for key, label, _ in rows] == expected
    assert [row.code for _, _, row in rows if row is not None] == ["all", "one", "open"]


def test_row_without_a_name_of_its_own_keeps_the_forms() -> None:
    named = Answers(tables={"t": (TableRow("one", label="改名"), TableRow("open"))})

    assert [label for _, label, _ in rows_of(PEOPLE, named)][:3] == ["总数", "甲行", "其他"]
    assert [key for key, _, _ in rows_of(PEOPLE, Answers())] == ["all", "one", "open", "total"]


def unit_cells(code: str, label: str, *, is_open: bool = False) -> list[FormCell]:
    weight = FormCell(f"{code}.weight", f"“{label}”分值", "scores", Kind.NUMBER, "分", True)
    return [
        *([weight] if is_open else []),
        FormCell(f"{code}.score", f"“{label}”得分", "scores", Kind.NUMBER, "分", True),
        FormCell(f"{code}.reason", f"“{label}”偏差原因及改进措施", "scores", Kind.LONG_TEXT),
    ]


def target(code: str, label: str, **options: object) -> FormCell:
    cell = FormCell(
        f"{code}.target",
        f"“{label}”目标值",
        "scores",
        Kind.MEASURED,
        required=True,
        own_year=True,
        prefill="last_year",
    )
    return replace(cell, **options)  # type: ignore[arg-type]


def outcome(code: str, label: str, **options: object) -> FormCell:
    cell = FormCell(
        f"{code}.outcome",
        f"“{label}”完成值",
        "scores",
        Kind.MEASURED,
        required=True,
        own_year=True,
    )
    return replace(cell, **options)  # type: ignore[arg-type]


BAND = Band("hi", "高", Decimal(1))
INDICATORS: list[tuple[Indicator, list[FormCell]]] = [
    (
        Indicator("q", "{year}质量", weight=Decimal(40), method=Method.QUALITATIVE, bands=(BAND,)),
        [
            target("q", "2023质量"),
            outcome("q", "2023质量"),
            FormCell("q.band", "“2023质量”完成等次", "scores", Kind.CHOICE, choices=("hi",)),
            *unit_cells("q", "2023质量"),
        ],
    ),
    (
        Indicator("g", "产出", (Indicator("m", "子", unit="个", target="5"),), weight=Decimal(40)),
        [
            *unit_cells("g", "产出"),
            target("m", "子", unit="个", required=False, prefill="", fixed="5"),
            outcome("m", "子", unit="个"),
        ],
    ),
    (
        Indicator("o", "可空", weight=Decimal(9), target_required=False),
        [target("o", "可空", required=False), outcome("o", "可空"), *unit_cells("o", "可空")],
    ),
    (
        Indicator("c", "算", weight=Decimal(9), target_formula="year", outcome_formula="year + 1"),
        [
            target("c", "算", formula="year"),
            outcome("c", "算", formula="year + 1"),
            *unit_cells("c", "算"),
        ],
    ),
    (
        Indicator("e", "执行", weight=Decimal(9), method=Method.EXECUTION),
        unit_cells("e", "执行"),
    ),
    (
        Indicator(
            "s",
            "自定",
            (Indicator("h", "头", may_add=True),),
            weight=Decimal(20),
            split=Split.FILER,
        ),
        [target("own", "自加"), outcome("own", "自加"), *unit_cells("own", "自加", is_open=True)],
    ),
    (Indicator("d", "可删", weight=Decimal(9), may_drop=True), []),
]


@pytest.mark.parametrize(("node", "expected"), INDICATORS, ids=[n.code for n, _ in INDICATORS])
def test_indicator_is_asked_for_what_it_is_scored_by(
    node: Indicator, expected: list[FormCell]
) -> None:
    report = answered(Answer("own", parent="h", label="自加"), Answer("d", dropped=True))

    cells = Laid(scored_form(node), report, YEAR).cells

    assert [cell for cell in cells if "." in cell.address] == expected


def test_total_is_entered_and_its_grade_chosen() -> None:
    labels = tuple(grade.label for grade in GRADES)
    total = FormCell("total", "总得分", "s", Kind.NUMBER, "分")
    grade = FormCell("grade", "等次", "s", Kind.CHOICE, choices=labels)
    block = TotalBlock("总得分", "等次")

    scored = Scoring(ScoringMode.TABLE, grades=GRADES)
    assert Laid.of_form(form_of(block, scoring=scored)).cells == (total, grade)
    own = Scoring(ScoringMode.OWN_TOTAL)
    text = replace(grade, kind=Kind.TEXT, choices=())
    assert Laid.of_form(form_of(block, scoring=own)).cells == (replace(total, required=True), text)
    by_hand = Scoring(ScoringMode.TABLE, not_applicable=NotApplicable.BY_HAND)
    assert Laid.of_form(form_of(block, scoring=by_hand)).cells == (total, text)
