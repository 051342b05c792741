"""Rules over the scores themselves: the most that a total may be, and what a deviation costs."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.engine.answers import Answer, Answers
from selfeval.engine.definition import as_json, form_of
from selfeval.engine.scoring_types import (
    Deviation,
    Indicator,
    Method,
    NotApplicable,
    ScoringMode,
    TotalCap,
)
from selfeval.engine.types import Form
from selfeval.engine.validation import validate_form
from tests.selfeval.engine.build import (
    answered,
    found,
    make_form,
    score,
    scored_form,
    single,
    told,
)

SHARE = "ratio(executed, budget)"
CAPS = (
    TotalCap(f"{SHARE} < 0.8", Decimal(89), "预算执行率不足 80% 的，总分不超过 89 分"),
    TotalCap(f"{SHARE} < 0.7", Decimal(79), "预算执行率不足 70% 的，总分不超过 79 分"),
)
SURPLUS = Deviation("outcome >= target * 1.3", Decimal(2), "完成值超过目标值 30% 及以上的")


def with_caps(**options: Any) -> Form:
    return _with(single(Method.MANUAL), **options)


def _with(form: Form, **options: Any) -> Form:
    return replace(form, scoring=replace(form.scoring, **options))


def spent(executed: str, *, points: str = "95", **more: str) -> Answers:
    answer = Answer("only", "1", "1", score=points, reason="见说明")
    return replace(answered(answer, executed=executed, budget="100"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("executed", "points", "total", "grade"),
    [
        ("80", "95", "95", "优秀"),
        ("79.99", "95", "89", "良好"),
        ("70", "95", "89", "良好"),
        ("69", "95", "79", "较差"),
        ("69", "60", "60", "较差"),
        ("79", "89", "89", "良好"),
    ],
)
def test_total_is_at_most_its_lowest_cap(
    executed: str, points: str, total: str, grade: str
) -> None:
    result = score(with_caps(caps=CAPS), spent(executed, points=points))

    assert (result.shown, result.grade) == (total, grade)


def test_capped_total_says_by_which_rule() -> None:
    result = score(with_caps(caps=CAPS), spent("75"))

    assert result.derivation == "95 = 95；预算执行率不足 80% 的，总分不超过 89 分，按 89 计"
    assert result.told == "预算执行率不足 80% 的，总分不超过 89 分，总分按 89 分计。"
    assert result.earned == 95


def test_total_that_no_cap_touches_says_nothing_of_caps() -> None:
    result = score(with_caps(caps=CAPS), spent("90"))

    assert (result.derivation, result.told) == ("95 = 95", "")


def test_total_waits_until_it_is_known_whether_a_cap_holds() -> None:
    for executed, why in (("", "所需的数未填"), ("三十", "“三十”不是数字，请填阿拉伯数字")):
        result = score(with_caps(caps=CAPS), spent(executed))

        assert (result.total, result.grade) == (None, "")
        assert result.derivation == (
            f"95 = 95；“预算执行率不足 80% 的，总分不超过 89 分”不能判断：{why}"
        )


def test_cap_of_what_does_not_apply_holds_nothing_back() -> None:
    none = replace(spent("0"), fields={"executed": "0", "budget": "0"})

    assert score(with_caps(caps=CAPS), none).shown == "95"


@pytest.mark.parametrize(("executed", "budget"), [("不适用", "100"), ("30", "不适用")])
def test_execution_that_is_said_not_to_apply_beside_a_figure_lifts_no_cap(
    executed: str, budget: str
) -> None:
    report = replace(spent("1"), fields={"executed": executed, "budget": budget})
    result = score(with_caps(caps=CAPS), report)

    assert result.total is None
    assert "填“不适用”而另一项有数" in result.derivation
    assert ("error", "execution", "executed") in found(with_caps(caps=CAPS), report)


def test_execution_of_which_neither_applies_lifts_the_caps() -> None:
    none = replace(spent("1"), fields={"executed": "不适用", "budget": "不适用"})

    assert score(with_caps(caps=CAPS), none).shown == "95"


def test_stated_total_above_its_cap_is_wrong() -> None:
    lines = told(with_caps(caps=CAPS), replace(spent("75"), total="95"))

    assert any(
        "total_mismatch total：总分填报 95，应为 89（95 = 95；预算" in line for line in lines
    )
    assert not any("total_mismatch" in line for line in told(with_caps(caps=CAPS), spent("75")))


@pytest.mark.parametrize("mode", [ScoringMode.OWN_TOTAL, ScoringMode.TABLE])
def test_total_that_the_county_states_itself_is_held_to_its_cap(mode: ScoringMode) -> None:
    form = with_caps(caps=CAPS, mode=mode, not_applicable=NotApplicable.BY_HAND)
    idle = Answer("only", "1", "1", not_applicable=True)
    report = replace(answered(idle, executed="75", budget="100"), total="95")

    assert score(form, report).shown == "89"
    assert ("error", "total_mismatch", "total") in found(form, report)
    assert ("error", "total_mismatch", "total") not in found(form, replace(report, total="88"))


@pytest.mark.parametrize(
    ("target", "outcome", "proposed", "words"),
    [
        ("100", "129", "100", "完成 129 ÷ 目标 100 = 129%，超出部分不加分；1 × 100 分 = 100"),
        (
            "≥100",
            "130",
            "98",
            "完成 130 ÷ 目标 100 = 130%，超出部分不加分；完成值超过目标值 30% 及以上的，扣 2 分；"
            "1 × 100 分 − 2 分 = 98",
        ),
        ("≥1公里", "1300米", "98", ""),
        ("≥1公里", "1299米", "100", ""),
        ("≤0起", "0起", "100", ""),
        ("无事故", "0", "100", ""),
        ("100", "≥130", "100", ""),
        ("见附件", "130", None, ""),
    ],
)
def test_deviation_costs_its_points(
    target: str, outcome: str, proposed: str | None, words: str
) -> None:
    form = _with(single(), deviations=(SURPLUS,))
    [unit] = score(form, answered(Answer("only", target, outcome))).units

    assert unit.proposed == (None if proposed is None else Decimal(proposed))
    assert words in unit.derivation


def test_score_that_takes_no_notice_of_a_deviation_is_asked_about() -> None:
    form = _with(single(), deviations=(SURPLUS,))
    report = answered(Answer("only", "100", "130", score="100"), executed="1", budget="1")

    assert ("explain", "score_above_proposed", "only.score") in found(form, report)


def test_each_deviating_indicator_of_a_group_costs_and_the_rule_is_told_once() -> None:
    parts = tuple(Indicator(code, code) for code in ("a", "b", "c"))
    head = Indicator("group", "产出", children=parts, weight=Decimal(100))
    form = scored_form(head, deviations=(SURPLUS,))
    report = answered(Answer("a", "1", "2"), Answer("b", "1", "2"), Answer("c", "1", "1"))

    [unit] = score(form, report).units

    assert unit.proposed == 96
    assert unit.derivation.count("及以上的") == 1


def test_what_does_not_apply_deviates_from_nothing() -> None:
    parts = tuple(Indicator(code, code) for code in ("a", "b"))
    head = Indicator("group", "产出", children=parts, weight=Decimal(100))
    form = scored_form(head, deviations=(SURPLUS,))
    idle = Answer("b", "1", "2", not_applicable=True)

    assert score(form, answered(Answer("a", "1", "1"), idle)).units[0].proposed == 100


def test_deviations_never_cost_more_than_there_is() -> None:
    form = _with(single(), deviations=(replace(SURPLUS, points=Decimal(200)),))

    assert score(form, answered(Answer("only", "1", "2"))).units[0].proposed == 0


def test_execution_has_no_deviation() -> None:
    node = Indicator("only", "执行率", weight=Decimal(100), method=Method.EXECUTION)
    form = scored_form(node, deviations=(replace(SURPLUS, condition="weight > 0"),))

    assert score(form, answered(executed="1", budget="1")).units[0].proposed == 100


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"caps": (replace(CAPS[0], most=Decimal(100)),)}, "上限应不小于 0、小于满分 100"),
        ({"caps": (replace(CAPS[0], most=Decimal(-1)),)}, "上限应不小于 0、小于满分 100"),
        ({"caps": (replace(CAPS[0], condition="nobody < 1"),)}, "没有编码为“nobody”"),
        ({"caps": (replace(CAPS[0], condition="executed <"),)}, "总分上限“预算执行率不足 80%"),
        ({"deviations": (replace(SURPLUS, points=Decimal(0)),)}, "扣分应大于 0"),
        (
            {"deviations": (replace(SURPLUS, condition="outcome > budget"),)},
            "不认识“budget”，条件里只能用 outcome 完成值、target 目标值、weight 分值",
        ),
        ({"deviations": (replace(SURPLUS, condition="outcome >"),)}, "偏差扣分“完成值超过"),
    ],
)
def test_rules_that_cannot_work_are_refused(options: dict[str, Any], message: str) -> None:
    findings = validate_form(_with(single(), **options))

    assert [message in f"{each.place}{each.message}" for each in findings] == [True]


def test_rules_of_a_form_without_scores_are_refused() -> None:
    form = make_form()
    [finding] = validate_form(_with(form, caps=(replace(CAPS[0], condition="true"),)))

    assert finding.message == "不评分的表式没有总分上限和偏差扣分"


def test_a_rule_whose_condition_cannot_be_read_costs_nothing() -> None:
    form = _with(single(), deviations=(replace(SURPLUS, condition="outcome >"),))

    assert score(form, answered(Answer("only", "1", "2"))).units[0].proposed == 100


def test_rules_are_kept_with_the_form() -> None:
    form = _with(single(), caps=CAPS, deviations=(SURPLUS,))

    assert validate_form(form) == []
    assert form_of(as_json(form)) == form


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_total_is_never_above_a_cap_that_holds_nor_otherwise_changed(
    executed: Decimal, points: Decimal
) -> None:
    total = score(with_caps(caps=CAPS), spent(str(executed), points=str(points))).total

    most = 79 if executed < 70 else 89 if executed < 80 else 100
    assert total == min(points, most)
