"""指标性质 and 度量单位 in columns of their own, and the reasons beside what was missed."""

from dataclasses import replace

import pytest

from selfeval.engine.answers import Answer, Answers
from selfeval.engine.attainment import sides_of
from selfeval.engine.checking import Checking
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.laid import Laid
from selfeval.engine.measured import What, read_measured, with_mark
from selfeval.engine.scoring_types import Indicator
from selfeval.engine.types import IndicatorBlock, TreeColumn
from tests.selfeval.engine.build import YEAR, answered, found, score, scored_form, told
from tests.selfeval.engine.columns import HUNDRED, entered, national, unscored

# --- What the columns say -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "mark", "shown", "what"),
    [
        ("4754", "≥", "≥4754人", What.FIGURE),
        ("4754人", "≥", "≥4754人", What.FIGURE),
        ("≥4754", "≥", "≥4754", What.FIGURE),
        ("≥4754", "≤", "≤ ≥4754", What.WORDS),
        ("4754", "定性", "4754", What.FIGURE),
        ("4754", "", "4754", What.FIGURE),
        ("90-95", "=", "90-95", What.FIGURE),
        ("90-95", "≤", "≤ 90-95", What.WORDS),
        ("无安全事故", "=", "无安全事故", What.FIGURE),
        ("≤5", "=", "= ≤5", What.WORDS),
        ("2023年12月底前", "≤", "2023年12月底前", What.DATE),
        ("2023年12月底前", "≥", "≥ 2023年12月底前", What.WORDS),
        ("2023年12月底前", "=", "2023年12月底前", What.DATE),
        ("良好", "≥", "良好", What.GRADE),
        ("良好", "＜", "＜ 良好", What.WORDS),
        ("按时完成全部验收工作", "≥", "按时完成全部验收工作", What.WORDS),
    ],
)
def test_operator_beside_a_target_is_read_as_if_written_there(
    words: str, mark: str, shown: str, what: What
) -> None:
    read = with_mark(read_measured(words, "人", year=YEAR), mark)

    assert (read.shown, read.what, read.words) == (shown, what, words)


@pytest.mark.parametrize(
    ("sign", "outcome", "proposed"),
    [
        ("≥", "45", 50), ("≤", "45", 100), ("≤", "135", 50), ("=", "90", 100), ("=", "95", None),
        ("＞", "90", None), ("＜", "90", None), ("定性", "45", 50),
    ],
)  # fmt: skip
def test_chosen_operator_decides_the_proposal(
    sign: str, outcome: str, proposed: int | None
) -> None:
    unit = score(national(), entered("90", outcome, sign=sign, unit="人")).units[0]

    assert unit.proposed == proposed


def test_unit_beside_a_target_is_the_outcomes_too() -> None:
    report = entered("1", "0.5公里", sign="≥", unit="米")

    assert score(national(), report).units[0].derivation == (
        "完成 500（原填 0.5公里） ÷ 目标 1 = 50000%，超出部分不加分；1 × 100 分 = 100"
    )


def test_columns_say_nothing_where_the_form_has_none() -> None:
    plain = scored_form(Indicator("only", "唯一指标", weight=HUNDRED))
    report = entered("90", "45", sign="≤", unit="米")
    node = Laid(plain, report, YEAR).node_by_code["only"].node

    assert (node.sign, node.unit) == ("", "")
    assert score(plain, report).units[0].proposed == 50


def test_given_sign_and_unit_stand_before_entered_ones() -> None:
    form = national(Indicator("only", "指标", weight=HUNDRED, unit="人", sign="≥"))
    checking = Checking(evaluate_form(form, entered("9", "8", sign="≤", unit="户"), YEAR))
    _, target = sides_of(checking.laid.node_by_code["only"], checking.context)

    assert target.shown == "≥9人"


def test_words_and_columns_that_differ_are_pointed_out_and_nothing_is_proposed() -> None:
    report = entered("≥90%", "95%", sign="≤", unit="%", score="100")

    assert score(national(), report).units[0].proposed is None
    assert told(national(), report) == [
        "remind sign_differs only.target：“唯一指标”目标值写作“≥90%”，指标性质却是“≤”，请改成一致"
    ]


def test_unit_in_the_words_must_be_the_columns() -> None:
    report = entered("90人", "95人", sign="≥", unit="户", score="100")

    assert told(national(), report) == [
        "remind unit_differs only.target：“唯一指标”目标值写作“90人”，计量单位却是“户”，请改成一致"
    ]
    assert not found(national(), entered("90人", "95人", sign="≥", unit="人", score="100"))
    assert not found(national(), entered("90人", "95人", sign="≥", score="100"))


def test_sign_that_is_none_cannot_be_read() -> None:
    assert ("error", "wrong_value", "only.sign") in found(
        national(), entered("90", "95", sign="约", score="100")
    )


# --- Reasons where nothing is scored ------------------------------------------------------------


def missed(**more: str) -> Answers:
    return answered(
        Answer("one", "90", "80", sign="≥", unit="%", **more),
        Answer("two", "90", "95", sign="≥", unit="%"),
    )


def test_missed_target_asks_for_the_reason_in_its_column() -> None:
    assert told(unscored(), missed()) == [
        "explain missed_target one.outcome：“甲”完成值 80，未达到目标 ≥90%，"
        "请填写偏差原因及改进措施"
    ]
    assert told(unscored(), missed(reason="资金到位晚"))[0].endswith("（已说明）")


def test_missed_targets_are_one_reminder_where_there_is_no_column_for_reasons() -> None:
    form = unscored(columns=tuple(map(TreeColumn, ("sign", "target", "unit", "outcome"))))

    assert found(form, missed()) == {("remind", "missed_target", "one.outcome")}


def test_form_without_scores_and_without_named_columns_has_no_reasons() -> None:
    form = unscored()
    block = IndicatorBlock("指标", ("target", "outcome", "reason"))
    plain = replace(form, sections=(replace(form.sections[0], blocks=(block,)),))

    assert "one.reason" in Laid(form, Answers(), YEAR).cell_by_address
    assert "one.reason" not in Laid(plain, Answers(), YEAR).cell_by_address
