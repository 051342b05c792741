"""Indicator tables with columns of the office's own, and 指标性质 and 度量单位 apart."""

from dataclasses import replace
from decimal import Decimal

import pytest

from selfeval.engine.answers import Answer, Answers, answers_of, as_json
from selfeval.engine.cells import FormCell
from selfeval.engine.compare import compare
from selfeval.engine.definition import as_json as form_json
from selfeval.engine.definition import form_of
from selfeval.engine.errors import WrongAnswers
from selfeval.engine.laid import Laid
from selfeval.engine.scoring_types import Band, Indicator, Method, Split
from selfeval.engine.types import SIGNS, Form, IndicatorBlock, Kind, TreeColumn
from selfeval.engine.validation import validate_form
from tests.selfeval.engine.build import YEAR, answered, found, scored_form, with_check
from tests.selfeval.engine.columns import HUNDRED, NATIONAL, NOTE, entered, national, unscored


def cell(form: Form, address: str, *answers: Answer) -> FormCell:
    return Laid(form, answered(*answers), YEAR).cell_by_address[address]


# --- Cells ------------------------------------------------------------------------------------


def test_columns_are_cells_of_each_indicator_in_reading_order() -> None:
    form = national(columns=(*NATIONAL, NOTE, TreeColumn("column_2", "{last_year}年值", 0,
                                                        Kind.NUMBER)))  # fmt: skip

    assert [c.address for c in Laid(form, Answers(), YEAR).cells if "." in c.address] == [
        "only.sign", "only.target", "only.unit", "only.outcome", "only.column_1",
        "only.column_2", "only.score", "only.reason",
    ]  # fmt: skip
    assert cell(form, "only.column_2") == FormCell(
        "only.column_2", "“唯一指标”2022年值", "scores", Kind.NUMBER
    )
    sign = cell(form, "only.sign")
    assert (sign.label, sign.kind, sign.choices) == ("“唯一指标”指标性质", Kind.CHOICE, SIGNS)
    assert sign.required


def test_form_without_named_columns_has_the_cells_it_had() -> None:
    form = scored_form(Indicator("only", "唯一指标", weight=HUNDRED))

    assert [c.address for c in Laid(form, Answers(), YEAR).cells if "." in c.address] == [
        "only.target", "only.outcome", "only.score", "only.reason",
    ]  # fmt: skip
    block = form.sections[0].blocks[1]
    assert isinstance(block, IndicatorBlock)
    assert block.names == block.shows
    assert "columns" not in str(form_json(form))


def test_columns_come_back_from_the_json() -> None:
    form = national(columns=(*NATIONAL, TreeColumn("column_1", "历史值", 14, Kind.NUMBER)))

    assert form_of(form_json(form)) == form


def test_four_levels_with_bands_are_not_nested_too_deep() -> None:
    node = Indicator("d", "丁", bands=(Band("good", "好", Decimal("0.8")),))
    for code in "cba":
        node = Indicator(code, code, (node,))
    form = unscored(node)

    assert form_of(form_json(form)) == form


def test_what_the_form_gives_is_fixed_and_not_asked_for() -> None:
    form = national(Indicator("only", "指标", weight=HUNDRED, unit="人", sign="≥", target="30"))

    assert [cell(form, f"only.{name}").fixed for name in ("sign", "target", "unit")] == [
        "≥", "30", "人",
    ]  # fmt: skip
    assert not any(cell(form, f"only.{name}").required for name in ("sign", "target"))


def test_sign_is_not_asked_for_where_the_target_may_be_left_out() -> None:
    form = national(Indicator("only", "指标", weight=HUNDRED, target_required=False))

    assert not cell(form, "only.sign").required


def test_added_indicator_has_all_columns_of_its_own() -> None:
    head = Indicator("head", "产出", weight=HUNDRED, may_add=True)
    form = national(head, columns=(*NATIONAL, NOTE))
    own = Answer("head_a1", label="培训", parent="head", unit="人次", sign="≥")

    assert cell(form, "head_a1.unit", own).fixed == cell(form, "head_a1.sign", own).fixed == ""
    assert cell(form, "head_a1.target", own).unit == "人次"
    assert cell(form, "head_a1.column_1", own).label == "“培训”备注"


def test_execution_has_own_columns_alone_and_none_where_a_table_prints_it() -> None:
    rate = Indicator("rate", "执行率", weight=HUNDRED, method=Method.EXECUTION)
    columns = (*NATIONAL, NOTE)

    def cells(node: Indicator) -> list[str]:
        laid = Laid(national(node, columns=columns), Answers(), YEAR)
        return [c.address for c in laid.cells if c.address.startswith("rate.")]

    assert cells(rate) == ["rate.column_1", "rate.score", "rate.reason"]
    assert cells(replace(rate, beside="funds")) == ["rate.score", "rate.reason"]


def test_dropped_indicator_has_no_cells() -> None:
    form = unscored(Indicator("one", "甲", may_drop=True))

    assert not Laid(form, answered(Answer("one", dropped=True)), YEAR).cells


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (("target",), False), (("target", "outcome"), True), (("target", "band"), True),
    ],
)  # fmt: skip
def test_band_is_asked_beside_the_outcome_or_in_its_column(
    columns: tuple[str, ...], expected: bool
) -> None:
    bands = (Band("good", "好", Decimal(1)),)
    node = Indicator("one", "甲", method=Method.QUALITATIVE, bands=bands)
    form = unscored(node, columns=tuple(map(TreeColumn, columns)))

    assert ("one.band" in Laid(form, Answers(), YEAR).cell_by_address) is expected


@pytest.mark.parametrize(("column", "expected"), [("weight", True), ("outcome", False)])
def test_weight_is_entered_where_it_has_a_column(column: str, expected: bool) -> None:
    node = Indicator("head", "产出", weight=HUNDRED, may_add=True, split=Split.FILER)
    form = national(node, columns=(TreeColumn("target"), TreeColumn(column)))
    laid = Laid(form, answered(Answer("head_a1", label="培训", parent="head")), YEAR)

    assert ("head_a1.weight" in laid.cell_by_address) is expected
    assert "head_a1.score" not in laid.cell_by_address


# --- Formulas -----------------------------------------------------------------------------------


def test_own_columns_are_named_in_formulas() -> None:
    before = TreeColumn("column_1", "历史值", 0, Kind.NUMBER)
    form = with_check(
        national(columns=(*NATIONAL, before)),
        "only.outcome >= only.column_1",
        cell="only.outcome",
    )
    report = entered("9", "8", sign="≥", score="50", reason="x", own={"column_1": "10"})

    assert validate_form(form) == []
    assert ("error", "rule", "only.outcome") in found(form, report)
    assert [f.code for f in validate_form(replace(form, sections=national().sections))] == [
        "unknown_cell"
    ]


# --- Reports ------------------------------------------------------------------------------------


def test_own_words_come_back_from_the_json_and_old_reports_stay_as_they_were() -> None:
    report = entered("1", "1", sign="≥", own={"column_1": "见附件"})

    assert answers_of(as_json(report)) == report
    assert as_json(report)["indicators"] == [
        {"code": "only", "target": "1", "outcome": "1", "sign": "≥", "own": {"column_1": "见附件"}}
    ]
    assert as_json(entered("1", "1"))["indicators"] == [
        {"code": "only", "target": "1", "outcome": "1"}
    ]
    bare = {"indicators": [{"code": "a", "own": {"column_1": ""}}]}
    assert answers_of(bare).answer("a") == Answer("a")


@pytest.mark.parametrize("own", [[], {"a.b": "x"}, {"a": []}])
def test_own_words_that_cannot_be_read_are_refused(own: object) -> None:
    with pytest.raises(WrongAnswers, match="own"):
        answers_of({"indicators": [{"code": "a", "own": own}]})


def test_own_words_are_compared_and_those_without_a_column_pointed_out() -> None:
    form = national(columns=(*NATIONAL, NOTE))
    before, after = entered("1", "1"), entered("1", "1", unit="个", own={"column_1": "新"})
    changes = compare(Laid(form, before, YEAR), Laid(form, after, YEAR))

    assert [(c.label, c.before, c.after) for c in changes if c.place.startswith("only.")] == [
        ("“唯一指标”计量单位", "—", "个"), ("“唯一指标”备注", "—", "新"),
    ]  # fmt: skip
    assert ("remind", "unknown", "only.column_1") in found(national(), after)


# --- Forms that do not add up -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ((NOTE,), []),
        ((TreeColumn("target"), TreeColumn("target")), ["repeated：栏目编码“target”出现 2 次"]),
        ((TreeColumn("column_1"),), ["head：自定的栏目没有表头"]),
        ((TreeColumn("label", "名"),), ["code：“label”不能作栏目编码"]),
        ((TreeColumn("a.b", "名"),), ["code：“a.b”不能作栏目编码"]),
        (
            (TreeColumn("column_1", "电话", 0, Kind.PHONE),),
            ["kind：“电话”的类型应为短文字、长文字、数值或日期"],
        ),
    ],
)
def test_columns_must_be_known_or_headed(
    columns: tuple[TreeColumn, ...], expected: list[str]
) -> None:
    found = validate_form(unscored(columns=columns))

    assert [f"{each.code}：{each.message}" for each in found] == expected


def test_score_table_needs_its_column_of_scores() -> None:
    assert [f.message for f in validate_form(national(columns=(TreeColumn("target"),)))] == [
        "按指标评分，但没有一张指标表有得分栏"
    ]


def test_sign_of_an_indicator_is_one_of_the_list() -> None:
    found = validate_form(unscored(Indicator("one", "甲", sign="约")))

    assert [f.message for f in found] == ["指标性质应为 ≥、≤、=、＞、＜、定性 之一"]
    assert not validate_form(unscored(Indicator("one", "甲", sign="定性")))
