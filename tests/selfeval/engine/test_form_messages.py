"""What who edits a form reads of each thing that does not add up, word for word."""

from dataclasses import replace
from decimal import Decimal

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
    TotalBlock,
)
from selfeval.engine.validation import validate_form
from tests.selfeval.engine.build import (
    GRADES,
    fixed_table,
    make_form,
    money_table,
    number_field,
    scored_form,
    single,
)

FULL = Decimal(100)
A = Indicator("a", "甲", weight=FULL)


def told(form: Form) -> list[str]:
    return [f"{each.code} {each.place}：{each.message}" for each in validate_form(form)]


def weighed(*weights: str, split: Split = Split.SHARED) -> Indicator:
    children = tuple(
        Indicator(f"c{n}", f"子{n}", weight=Decimal(w) if w else None)
        for n, w in enumerate(weights)
    )
    return Indicator("top", "产出", children, weight=FULL, split=split)


def nested(*labels: str) -> Indicator:
    """Return indicators one in another; the innermost, named last, has the weight."""
    node = Indicator("in", labels[-1], weight=FULL)
    for number, label in enumerate(labels[-2::-1]):
        node = Indicator(f"n{number}", label, (node,))
    return node


# --- The tree of indicators -------------------------------------------------------------------

BANDS = (
    Band("x", "好", Decimal("1.01")),
    Band("y", "差", Decimal("-0.01")),
    Band("z", "中", Decimal(1)),
    Band("z", "中", Decimal(0)),
)
EDGES = (Band("x", "好", Decimal(1)), Band("y", "差", Decimal(0)))


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ([weighed("60", "30.5")], ["weights 产出：下级分值合计 90.5，应为 100"]),
        (
            [weighed("60", "40", split=Split.FILER)],
            ["weights 产出：下级分值由填报单位确定，表式不应再给"],
        ),
        ([replace(A, weight=Decimal("90.5"))], ["weights 指标：各指标分值合计 90.5，应为 100"]),
        (
            [replace(A, weight=None)],
            ["weights 指标：各指标分值合计 0，应为 100", "weights 甲：没有分值，上级也没有"],
        ),
        (
            [
                Indicator(
                    "top", "产出", (replace(A, weight=None), Indicator("b", "乙", weight=FULL))
                )
            ],
            ["weights 甲：没有分值，上级也没有"],
        ),
        ([replace(A, weight=Decimal(0)), weighed("")], ["weights 甲：分值应大于 0"]),
        ([replace(A, method=Method.QUALITATIVE)], ["bands 甲：定性指标没有完成等次"]),
        (
            [replace(A, bands=BANDS)],
            ["bands 甲：完成等次的比例应在 0 至 1 之间", "repeated 甲：完成等次编码“z”出现 2 次"],
        ),
        ([replace(A, method=Method.QUALITATIVE, bands=EDGES)], []),
        ([replace(A, numerator="budget")], ["rate 甲：分子与分母应一并给出"]),
        ([replace(A, denominator="budget")], ["rate 甲：分子与分母应一并给出"]),
        (
            [replace(weighed(""), method=Method.EXECUTION)],
            ["method 产出：执行率指标不应有下级"],
        ),
        ([nested("甲", "乙", "丙")], []),
        ([nested("甲", "乙", "丙", "丁", "戊")], ["level 戊：指标超过 4 级"]),
        (
            [
                replace(
                    A, target_formula="x1", outcome_formula="x2", numerator="x3", denominator="x4"
                )
            ],
            [
                f"unknown_cell 甲 · {noun}：公式“{x}”中的“{x}”：表式中没有编码为“{x}”的填报项"
                for noun, x in (("目标值", "x1"), ("完成值", "x2"), ("分子", "x3"), ("分母", "x4"))
            ],
        ),
    ],
)
def test_indicators_that_do_not_add_up(tree: list[Indicator], expected: list[str]) -> None:
    assert told(scored_form(*tree)) == expected


def test_grades_that_do_not_add_up() -> None:
    grades = (Grade("优", Decimal(90), FULL), Grade("优", Decimal(0), Decimal(80)))
    form = single()

    assert told(replace(form, scoring=replace(form.scoring, grades=grades))) == [
        "grades 评价等级：80 至 90 分没有等级",
        "repeated 评价等级：名称“优”出现 2 次",
    ]


# --- Fields, tables and their formulas --------------------------------------------------------

NO_FIELD = "unknown_cell A：公式“{0}”中的“{1}”：表式中没有编码为“{1}”的填报项"
WHOLE = "column A：“parts.money”是整栏，只能放在 sum、count、min、max 中"
SHAPE = "code 编码：“{}”应为小写字母开头的字母、数字、下划线"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("b + ", ["formula A：公式“b + ”第 4 个字符处有误：公式没有写完。"]),
        ("missing + 1", [NO_FIELD.format("missing + 1", "missing")]),
        ("total", [NO_FIELD.format("total", "total")]),
        (
            "parts.one.height",
            [
                "unknown_cell A：公式“parts.one.height”中的“parts.one.height”："
                "表“parts”没有栏目“height”"
            ],
        ),
        (
            "parts.three.money",
            [
                "unknown_cell A：公式“parts.three.money”中的“parts.three.money”："
                "表“parts”没有固定行“three”"
            ],
        ),
        (
            "parts.total.money",
            [
                "unknown_cell A：公式“parts.total.money”中的“parts.total.money”："
                "表“parts”没有固定行“total”"
            ],
        ),
        (
            "nowhere.b",
            ["unknown_cell A：公式“nowhere.b”中的“nowhere.b”：表式中没有“nowhere”这张表或这个指标"],
        ),
        ("parts.money + 1", [WHOLE]),
        ("if(-parts.money > 1, 1, 2)", [WHOLE]),
        ("sum(parts.money) + max(1, parts.money)", []),
        ("a + 1", ["cycle A：公式循环引用，算不出来"]),
    ],
)
def test_formula_that_names_what_is_not_there(formula: str, expected: list[str]) -> None:
    form = make_form(number_field("a", formula), tables=(fixed_table(), money_table()))

    assert told(form) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([number_field("a")] * 3, ["repeated 编码：编码“a”出现 3 次"]),
        (
            [number_field("grade"), number_field("year"), number_field("Bad-Code")],
            [
                "code 编码：“grade”是保留的编码，请换一个",
                "code 编码：“year”是保留的编码，请换一个",
                SHAPE.format("Bad-Code"),
            ],
        ),
        ([number_field("a" * 40)], []),
        ([number_field("a" * 41)], [SHAPE.format("a" * 41)]),
        (
            [Field("a", "甲", Kind.CHOICE), Field("b", "乙", prefill="last_year:")],
            [
                "choices 第一部分 · 甲：选择项没有可选的内容",
                "prefill 第一部分 · 乙：不认识带入来源“last_year:”",
            ],
        ),
        (
            [
                Field(c, c, prefill=p)
                for c, p in zip("abcd", ("", "place", "year", "last_year"), strict=True)
            ],
            [],
        ),
    ],
)
def test_fields_that_cannot_be_filled(fields: list[Field], expected: list[str]) -> None:
    assert told(make_form(*fields)) == expected


def table(*columns: Column, rows: tuple[Row, ...] = (), growing: Growing | None = None) -> Table:
    return Table("t", "表", columns, rows, growing)


X, ONE = Column("x", "甲"), Row("a", "子")
AT = "第一部分 · 表"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (table(), [f"empty {AT}：没有栏目或没有行"]),
        (table(X), [f"empty {AT}：没有栏目或没有行"]),
        (table(rows=(ONE,)), [f"empty {AT}：没有栏目或没有行"]),
        (
            table(
                *(Column(code, "甲") for code in ("row", "label", "X")), rows=(Row("A", "丁"),)
            ),
            [
                f"code {AT}：“row”不能作栏目编码",
                f"code {AT}：“label”不能作栏目编码",
                f"code {AT}：“X”不能作栏目编码",
                f"code {AT}：“A”不能作行编码",
            ],
        ),
        (
            table(X, X, rows=(ONE, ONE)),
            [f"repeated {AT}：栏目编码“x”出现 2 次", f"repeated {AT}：行编码“a”出现 2 次"],
        ),
        (
            table(X, rows=(Row("total", "合计"),), growing=Growing()),
            [f"code {AT}：“total”不能作行编码"],
        ),
        (table(X, rows=(Row("total", "合计"),)), []),
        (table(X, growing=Growing(3, 2)), [f"rows {AT}：最少行数大于最多行数"]),
        (table(X, growing=Growing(3, 3)), []),
        (
            table(Column("x", "甲", Kind.CHOICE), Column("y", "乙", prefill="x"), rows=(ONE,)),
            [
                f"choices {AT} · 甲：选择项没有可选的内容",
                f"prefill {AT} · 乙：不认识带入来源“x”",
            ],
        ),
        (
            table(
                Column("x", "甲", formula="z"),
                Column("y", "乙", total="sum(z)"),
                rows=(Row("a", "子", formula="b"),),
                growing=Growing(),
            ),
            [
                "unknown_cell 表 · 甲：公式“z”中的“z”：表式中没有编码为“z”的填报项",
                "unknown_cell 表 · 乙 · 合计：公式“sum(z)”中的“z”：表式中没有编码为“z”的填报项",
                "unknown_cell 表 · 子：公式“b”中的“b”：表式中没有编码为“b”的填报项",
            ],
        ),
    ],
)  # fmt: skip
def test_tables_that_cannot_be_filled(made: Table, expected: list[str]) -> None:
    assert told(make_form(tables=(made,))) == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(100, []), (101, ["size 全表：共 5050 格，超过 5000 格"])]
)
def test_form_that_is_too_large(count: int, expected: list[str]) -> None:
    columns = tuple(Column(f"c{n}", "栏") for n in range(50))
    rows = tuple(Row(f"r{n}", "行") for n in range(count))

    assert told(make_form(tables=(Table("t", "表", columns, rows),))) == expected


# --- Checks, figures in texts, links ----------------------------------------------------------


def rule(code: str, condition: str, cell: str, each: str = "") -> Check:
    return Check(code, Severity.ERROR, condition, "", cell, each)


def test_checks_that_name_what_is_not_there() -> None:
    form = replace(
        make_form(number_field("a"), tables=(money_table(),)),
        checks=(
            rule("one", "a = nowhere", "a"),
            rule("two", "a = 1", "nowhere"),
            rule("three", "spent <= amount", "height", "grants"),
            rule("three", "spent <= 1", "spent", "nowhere"),
            rule("sound", "spent <= amount", "spent", "grants"),
            rule("total", "a = 1", "grants.total.spent"),
        ),
        links=(Link("培训", "nobody.outcome"),),
    )

    assert told(form) == [
        "repeated 核对规则：编码“three”出现 2 次",
        "unknown_cell 核对规则“one”：公式“a = nowhere”中的“nowhere”："
        "表式中没有编码为“nowhere”的填报项",
        "unknown_cell 核对规则“three”：公式“spent <= 1”中的“spent”："
        "表式中没有编码为“spent”的填报项",
        "unknown_cell 关联测量项“培训”：公式“nobody.outcome”中的“nobody.outcome”："
        "表式中没有“nobody”这张表或这个指标",
        "unknown_cell 核对规则“two”：指向的“nowhere”：表式中没有编码为“nowhere”的填报项",
        "unknown_cell 核对规则“three”：表“grants”没有栏目“height”",
        "unknown_cell 核对规则“three”：表“nowhere”没有栏目“spent”",
    ]


@pytest.mark.parametrize(
    ("text", "phrase", "cell", "expected"),
    [
        ("a", "培训{n}人", "a", []),
        ("story", "{n}个项目", "a", []),
        ("story", "共{n}人", "a", []),
        ("nowhere", "培训{n}人", "a", ["unknown_cell 文中数字“pair”：表式中没有文字“nowhere”"]),
        ("a", "{n}", "a", ["phrase 文中数字“pair”：语句应含一处 {n}，前后并有文字"]),
        ("a", "共{n} ", "a", ["phrase 文中数字“pair”：语句应含一处 {n}，前后并有文字"]),
        ("a", "{n}人{n}人", "a", ["phrase 文中数字“pair”：语句应含一处 {n}，前后并有文字"]),
        (
            "a",
            "培训{n}人",
            "zz",
            ["unknown_cell 文中数字“pair”：公式“zz”中的“zz”：表式中没有编码为“zz”的填报项"],
        ),
    ],
)
def test_figures_of_texts_that_cannot_be_found(
    text: str, phrase: str, cell: str, expected: list[str]
) -> None:
    form = make_form(number_field("a"), Field("story", "正文", Kind.LONG_TEXT))

    assert told(replace(form, text_figures=(TextFigure("pair", text, phrase, cell),))) == expected


# --- Blocks -----------------------------------------------------------------------------------


def test_execution_that_asks_for_what_no_cell_holds() -> None:
    form = single()
    execution = Execution("only.score", "nope")

    assert told(replace(form, scoring=replace(form.scoring, execution=execution))) == [
        "unknown_cell 预算执行 · 执行数：公式“only.score”中的“only.score”："
        "“score”不能在此引用，指标可引用 target、outcome、weight、band",
        "unknown_cell 预算执行 · 预算数：公式“nope”中的“nope”：表式中没有编码为“nope”的填报项",
    ]


def test_blocks_that_are_missing() -> None:
    tree = (replace(A, method=Method.EXECUTION),)
    sections = (Section("s", "一", (FieldBlock(()),)), Section("s", "二", ()))

    form = Form("f", "表", 1, sections, Scoring(ScoringMode.TABLE, tree=tree, grades=GRADES))

    assert told(form) == [
        "repeated 部分：编码“s”出现 2 次",
        "block 评分：有指标，但没有一个部分放指标表",
        "block 评分：要评分，但没有一个部分放总分",
        "block 评分：按指标评分，但没有一张指标表有得分栏",
        "execution 评分：有执行率指标，但没有给出预算执行的公式",
    ]


def test_columns_of_indicators_that_are_none() -> None:
    scored = IndicatorBlock("指标", ("price", "score"))
    sections = (Section("two", "二", (scored, TotalBlock())),)

    assert told(replace(make_form(), sections=sections)) == [
        "shows 二 · 指标：栏目应在 target、outcome、weight、score、reason 之中"
    ]
