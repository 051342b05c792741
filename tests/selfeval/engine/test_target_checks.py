"""What is asked about outcomes beside their targets, and on the sheets on which it was missed."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from selfeval.engine.answers import Answer, Answers
from selfeval.engine.scoring_types import Indicator, Method, Scoring, ScoringMode, Split
from selfeval.engine.types import IndicatorBlock, Kind, Section
from tests.selfeval.engine.build import (
    SPENT,
    answered,
    examined,
    found,
    make_form,
    marks,
    money_table,
    number_field,
    only,
    rows,
    score,
    scored_form,
    single,
    told,
)

CASES = Path(__file__).parents[2] / "cases" / "selfeval"
POSITIVE, NEGATIVE, MANUAL, QUALITATIVE = (
    Method.POSITIVE,
    Method.NEGATIVE,
    Method.MANUAL,
    Method.QUALITATIVE,
)


def asked(method: Method, target: str, outcome: str, **answer: str) -> list[str]:
    """Return what is said of an outcome with full marks."""
    return told(single(method), only(target, outcome, **({"score": "100"} | answer)))


def case(name: str) -> list[tuple[str, str, str]]:
    data = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    report = data["reports"][0]
    return sorted(marks(examined(report | {"year": data["year"]})[1]))


def test_sheet_of_missed_targets_is_asked_for_both_reasons() -> None:
    assert case("40_selfeval_missed_targets") == [
        ("explain", "score_above_proposed", "own02.score"),  # 4604 of ≥4754; its reason is there
        ("explain", "score_above_proposed", "own06.score"),  # 5830 above ≤5300
        ("remind", "over_target", "own05.outcome"),  # 758 of ≥570
    ]


def test_sheet_of_dashes_and_equal_figures_has_nothing_wrong_but_one_copy() -> None:
    assert case("41_selfeval_dash_and_copied") == [("remind", "copied_target", "own09.outcome")]


def test_sheet_without_a_budget_is_told_arithmetic_that_adds_up() -> None:
    data = json.loads((CASES / "42_selfeval_rescale_message.json").read_text(encoding="utf-8"))
    _, findings = examined(data["reports"][0] | {"year": data["year"]})

    messages = {each.code: each.message for each in findings}
    assert messages["total_mismatch"] == (
        "总分填报 90，应为 100（30 + 20 + 30 + 10 = 90；"
        "“预算执行率”不适用，按（90 ÷ 90）× 100 = 100 折算）"
    )
    assert {each.place for each in findings} == {"execution.score", "total", "own03.outcome"}


def test_sheet_with_units_and_slashes_gets_one_finding_a_fault() -> None:
    assert case("44_selfeval_units_slash") == [
        ("error", "wrong_value", "funds.granted.budget"),  # 854万, and nothing of what it makes
        ("explain", "unclear_outcome", "own06.outcome"),  # /
        ("explain", "unclear_outcome", "own07.outcome"),  # 0.95 against ≥95%
        ("remind", "wrong_value", "funds.all.initial"),
    ]


@pytest.mark.parametrize(
    ("method", "target", "outcome", "message"),
    [
        (
            POSITIVE,
            "≥500人",
            "/",
            "explain unclear_outcome only.outcome：“唯一指标”完成值“/”没有可比较的数，"
            "目标为“≥500人”，得分却是满分，请改正或说明理由",
        ),
        (
            POSITIVE,
            "≥20人次",
            "20人",
            "explain unclear_outcome only.outcome：“唯一指标”完成值“20人”与目标“≥20人次”单位不同"
            "（人、人次），无法比较，得分却是满分，请改正或说明理由",
        ),
        (
            MANUAL,
            "3月底前",
            "5月",
            "explain missed_target only.outcome：“唯一指标”完成值 5月，晚于目标 3月底前，"
            "得分却是满分，请改正或说明理由",
        ),
        (
            MANUAL,
            "≥98%",
            "60%",
            "explain missed_target only.outcome：“唯一指标”完成值 60%，未达到目标 ≥98%，"
            "得分却是满分，请改正或说明理由",
        ),
        (
            POSITIVE,
            "较好",
            "一般",
            "explain missed_target only.outcome：“唯一指标”完成值“一般”，低于目标“较好”，"
            "得分却是满分，请改正或说明理由",
        ),
        (
            POSITIVE,
            "≥98%",
            "60%",
            "explain score_above_proposed only.score：“唯一指标”得分 100 高于建议得分 61.22"
            "（完成 60 ÷ 目标 98 ≈ 61.2245%；0.6122 × 100 分 ≈ 61.2245），请说明理由",
        ),
        (
            POSITIVE,
            "＞20",
            "20",
            "explain missed_target only.outcome：“唯一指标”完成值 20，未达到目标 ＞20，"
            "得分却是满分，请改正或说明理由",
        ),
        (
            POSITIVE,
            "=100",
            "110",
            "explain missed_target only.outcome：“唯一指标”完成值 110，未达到目标 =100，"
            "得分却是满分，请改正或说明理由",
        ),
    ],
)
def test_full_marks_for_what_was_missed_or_cannot_be_compared_are_asked_about(
    method: Method, target: str, outcome: str, message: str
) -> None:
    assert asked(method, target, outcome) == [message]
    assert asked(method, target, outcome, reason="因汛期推迟") == [f"{message}（已说明）"]


def test_less_than_full_marks_are_reminded_of_what_cannot_be_compared() -> None:
    lines = asked(POSITIVE, "≥500人", "/", score="60", reason="未统计")

    assert lines[-1] == (
        "remind unclear_outcome only.outcome：“唯一指标”完成值“/”没有可比较的数，"
        "目标为“≥500人”，请核对"
    )
    assert "missed_target" not in "".join(asked(MANUAL, "≥98%", "60%", score="60", reason="已说明"))


def test_a_percent_that_slipped_is_asked_about_once() -> None:
    lines = asked(POSITIVE, "≥95%", "0.95")

    assert [line.split("：")[0] for line in lines] == ["explain unclear_outcome only.outcome"]


@pytest.mark.parametrize(
    ("method", "target", "outcome"),
    [
        (POSITIVE, "≥95%", "95%"),
        (POSITIVE, "=100", "100"),
        (NEGATIVE, "≤475元/亩", "475元/亩"),
        (POSITIVE, "≤475元/亩", "470元/亩"),
        (POSITIVE, "3月底前", "3月20日"),
        (POSITIVE, "较好", "好"),
        (POSITIVE, "29.5亩", "29.5亩"),
        (POSITIVE, "≥1公顷", "15亩"),
        (MANUAL, "按计划推进", "已按计划推进"),
        (QUALITATIVE, "≥80人", "87人"),
    ],
)
def test_what_was_reached_is_not_asked_about(method: Method, target: str, outcome: str) -> None:
    assert asked(method, target, outcome) == []


def test_an_indicator_judged_in_words_is_compared_where_it_has_figures() -> None:
    told_by = score(single(QUALITATIVE), only("≥80人", "60人", score="100")).units[0]

    assert told_by.derivation == "完成 60 ÷ 目标 80 = 75%；0.75 × 100 分 = 75"


def test_computed_figures_are_compared_as_typed_ones_are() -> None:
    form = single(unit="元", target="≥2万元", outcome_formula="executed * 9000")

    assert (
        score(form, only(score="100"))
        .units[0]
        .derivation.startswith("完成 ≈ 0.9（原填 9,000 元）".replace("≈ ", ""))
    )
    assert ("explain", "score_above_proposed", "only.score") in found(form, only(score="100"))


def test_converted_figures_are_told_as_they_were_typed() -> None:
    unit = score(single(), only("≥2公顷", "20亩", score="50")).units[0]

    assert unit.derivation == (
        "完成 ≈ 1.3333（原填 20亩） ÷ 目标 2 ≈ 66.6667%；0.6667 × 100 分 ≈ 66.6667"
    )


def test_missed_targets_of_a_form_without_scores_are_one_reminder() -> None:
    tree = tuple(Indicator(f"i{n:02}", f"指标{n}", method=MANUAL) for n in range(12))
    scoring = Scoring(ScoringMode.OWN_TOTAL, tree=tree)
    section = Section("s", "表", (IndicatorBlock("指标", ("target", "outcome")),))
    form = replace(make_form(), sections=(section,), scoring=scoring)
    few = answered(*(Answer(f"i{n:02}", "≥5", "3" if n < 2 else "9") for n in range(12)))
    all_missed = answered(*(Answer(f"i{n:02}", "≥5", "3") for n in range(12)))

    [line] = [line for line in told(form, few) if "missed" in line]
    assert line == (
        "remind missed_target i00.outcome：“指标0”完成值 3，未达到目标 ≥5；"
        "“指标1”完成值 3，未达到目标 ≥5，请核对，并在报告中说明原因"
    )
    [line] = [line for line in told(form, all_missed) if "missed" in line]
    assert "指标9" in line
    assert "“指标10”" not in line
    assert "等 12 项，请核对" in line


@pytest.mark.parametrize(
    ("words", "is_copied"),
    [
        ("≥95%", True),
        ("20个以上", True),
        ("2023年12月底前", True),
        ("改善移民聚居区的居住环境", True),
        ("≥0", True),
        ("95%", False),
        ("=100", False),
        ("好", False),
        ("按时发放", False),
        ("无安全事故", False),
        ("3月20日", False),
    ],
)
def test_only_words_that_cannot_be_an_outcome_are_copies(words: str, is_copied: bool) -> None:
    codes = {code for _, code, _ in found(single(MANUAL), only(words, words, score="100"))}

    assert ("copied_target" in codes) is is_copied


def test_figures_that_are_all_their_targets_are_pointed_out_once() -> None:
    weight = Decimal(20)
    tree = tuple(Indicator(f"i{n}", f"指标{n}", weight=weight) for n in range(5))
    same = answered(*(Answer(f"i{n}", "≥7人", "7人", score="20") for n in range(5)), **SPENT)
    copied = answered(*(Answer(f"i{n}", "7人", "7人", score="20") for n in range(5)), **SPENT)

    assert found(scored_form(*tree), same) == set()
    assert found(scored_form(*tree), copied) == {("remind", "copied_target", "i0.outcome")}


@pytest.mark.parametrize("words", ["-", "/", "无", "——"])
def test_nothing_to_report_counts_nothing_and_stands_as_typed(words: str) -> None:
    form = make_form(tables=(money_table(),))
    report = Answers(tables={"grants": rows({"amount": words}, {"amount": "3"})})

    assert found(form, report) == set()


def test_nothing_to_report_is_no_score_and_no_rate() -> None:
    assert ("error", "wrong_value", "only.score") in found(single(), only(score="/"))
    percent = make_form(replace(number_field("a"), kind=Kind.PERCENT))
    assert found(percent, Answers({"a": "-"})) == {("error", "wrong_value", "a")}


def part_of_the_row_above(**more: str) -> tuple[object, Answers]:
    head = Indicator(
        "group", "产出", weight=Decimal(100), split=Split.FILER, may_add=True, method=POSITIVE
    )
    own = Answer("own1", "≥3亩", "3亩", weight="100", score="100", label="种植面积", parent="group")
    part = Answer("own2", "≥1亩", "1亩", label="其中：桃树", parent="group", **more)
    return scored_form(head), answered(own, part, **SPENT)


def test_a_row_that_only_tells_a_part_needs_no_points() -> None:
    form, report = part_of_the_row_above()

    assert found(form, report) == set()
    assert [unit.label for unit in score(form, report).units] == ["种植面积"]


def test_a_part_that_was_given_points_counts() -> None:
    form, report = part_of_the_row_above(score="20")

    assert ("error", "required", "own2.weight") in found(form, report)
