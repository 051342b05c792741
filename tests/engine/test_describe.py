"""Rules, policies and labels in words."""

from enum import StrEnum

import pytest

from assessment.engine import explain
from assessment.engine.types import (
    FactStatus,
    Measure,
    MeasureKind,
    Policy,
    Pooling,
    Rule,
    RuleKind,
    StepReading,
)
from tests.engine.build import make_measure, make_rule

WHOLE, PROPORTION, STARTED = StepReading
CAPPED, UNCAPPED, EACH = Pooling
QUANTITY, RATE, YES_NO, COUNT = MeasureKind
TREES = [make_measure("油", target="5000")]
SHARE = make_rule(RuleKind.SHORTFALL_SHARE, "油", "10", "0.8")


@pytest.mark.parametrize(
    ("rule", "measure", "expected"),
    [
        (SHARE, TREES[0], "每少 10% 扣 0.8 分"),
        (
            make_rule(RuleKind.SHORTFALL_UNIT, "a", "1", "0.8"),
            make_measure("a", target="6", unit="个村"),
            "每少 1 个村扣 0.8 分",
        ),
        (
            make_rule(RuleKind.SHORTFALL_UNIT, "a", "1", "6"),
            make_measure("a", target="1"),
            "每少 1 扣 6 分",
        ),
        (
            make_rule(RuleKind.NOT_DONE, "a", None, "2"),
            make_measure("a", YES_NO),
            "出现该情形扣 2 分",
        ),
        (
            make_rule(RuleKind.NOT_DONE, "a", None, "6"),
            make_measure("a", target="1"),
            "未完成扣 6 分",
        ),
        (
            make_rule(RuleKind.BELOW_BAR, "a", None, "10"),
            make_measure("a", target="1915", unit="人"),
            "低于 1,915 人扣 10 分",
        ),
        (make_rule(RuleKind.BELOW_BAR, "a", None, "10"), make_measure("a"), "低于目标扣 10 分"),
        (
            make_rule(RuleKind.PER_OCCURRENCE, "a", "1", "0.3"),
            make_measure("a", COUNT, unit="起"),
            "每起扣 0.3 分",
        ),
        (
            make_rule(RuleKind.PER_OCCURRENCE, "a", "2", "0.3"),
            make_measure("a", COUNT),
            "每 2 次扣 0.3 分",
        ),
        (
            make_rule(RuleKind.RATE_BELOW, "a", "1", "0.1"),
            make_measure("a", RATE, "95"),
            "低于 95%，每低 1 个百分点扣 0.1 分",
        ),
        (
            make_rule(RuleKind.SET_COMPONENT, "a", None, "0"),
            make_measure("a", RATE, "82"),
            "低于 82%，本要点得 0 分",
        ),
        (
            make_rule(RuleKind.VETO, "a", None, "0"),
            make_measure("a", target="6", unit="个村"),
            "低于 6 个村，一票否决",
        ),
    ],
)
def test_describe_rule_is_one_short_sentence(rule: Rule, measure: Measure, expected: str) -> None:
    assert explain.describe_rule(rule, [measure]) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (make_rule(RuleKind.SHORTFALL_UNIT, "", "1", "6"), "每少 1 扣 6 分"),
        (make_rule(RuleKind.NOT_DONE, "", None, "2"), "出现该情形扣 2 分"),
        (make_rule(RuleKind.BELOW_BAR, "", None, "10"), "低于目标扣 10 分"),
        (make_rule(RuleKind.PER_OCCURRENCE, "", None, "0.3"), "每次扣 0.3 分"),
        (make_rule(RuleKind.RATE_BELOW, "", "1", "0.1"), "低于目标，每低 1 个百分点扣 0.1 分"),
    ],
)
def test_describe_rule_without_measures_still_reads(rule: Rule, expected: str) -> None:
    assert explain.describe_rule(rule, []) == expected


def test_describe_rule_ends_with_the_words_that_restrict_it() -> None:
    rule = make_rule(RuleKind.PER_OCCURRENCE, "a", "1", "2", cap="6", condition="在省级检查中")
    assert explain.describe_rule(rule, [make_measure("a", COUNT, unit="起")]) == (
        "每起扣 2 分，最多扣 6 分（在省级检查中）"
    )


def test_measure_without_unit_and_target_is_described_without() -> None:
    plain = Measure("a", "甲", QUANTITY)

    assert explain.describe_rule(make_rule(RuleKind.SHORTFALL_UNIT, "a", "2", "6"), [plain]) == (
        "每少 2 扣 6 分"
    )
    assert explain.describe_rule(make_rule(RuleKind.BELOW_BAR, "a", None, "6"), [plain]) == (
        "低于目标扣 6 分"
    )
    assert explain.describe_rule(make_rule(RuleKind.EXCESS, "a", "2", "6"), [plain]) == (
        "超过上限，每超出 2 扣 6 分"
    )


def test_describe_policy_names_each_choice() -> None:
    assert explain.describe_policy(Policy())[:3] == [
        ("不足一档的部分", "不足一档不扣"),
        ("一项任务含多项数量", "合并计算，各项完成数以本项目标为限"),
        ("要点扣分上限", "扣完为止，以要点分值为限"),
    ]
    assert explain.describe_policy(Policy(STARTED, EACH, False))[:3] == [
        ("不足一档的部分", "不足一档按一档扣"),
        ("一项任务含多项数量", "各项分别计算，扣分相加"),
        ("要点扣分上限", "不设上限，扣到指标 0 分为止"),
    ]


def test_year_that_chooses_nothing_goes_by_the_rulebook() -> None:
    assert Policy() == Policy(WHOLE, CAPPED, cap_components=True)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (MeasureKind, "数量 比率 是否 次数"),
        (
            RuleKind,
            "shortfall_share shortfall_unit not_done below_bar per_occurrence rate_below"
            " excess period money set_component set_item set_unless"
            " award_once award_base award_each award_share judged_deduct judged_award"
            " tier_deduct tier_award bonus_once bonus_each veto veto_honours veto_down"
            " rank_bonus rank_deduct growing rank_award place_award place_bonus"
            " bonus_over bonus_under judged_bonus red_light yellow_light",
        ),
        (StepReading, "whole proportion started"),
        (Pooling, "capped uncapped each"),
        (FactStatus, "recorded not_recorded not_applicable"),
    ],
)
def test_words_that_are_stored_and_exported_stay(kind: type[StrEnum], words: str) -> None:
    assert [member.value for member in kind] == words.split()


def test_labels_are_what_pages_and_paper_say() -> None:
    assert [*explain.RULE_KIND_LABELS.values()] == [
        "按比例档次扣分（每少完成若干%）",
        "按数量扣分（每少若干个）",
        "未完成即扣",
        "低于指标数即扣",
        "按次扣分",
        "比率低于标准扣分（每下降若干%）",
        "超过上限扣分（每超过若干）",
        "按时间扣分（每逾期若干天、月）",
        "按金额扣分（每若干元）",
        "出现即定本要点得分（不得分、得满分）",
        "出现即定本指标得分（不得分、得满分）",
        "未做到即定本要点得分（否则不得分）",
        "出现即得分（开展某项工作得若干分）",
        "起步得分（以此为底，再按缺额扣分）",
        "按完成数量得分（每完成若干）",
        "按完成比例得分",
        "酌情扣分（由人评定，另一人复核）",
        "酌情得分（由人评定，另一人复核）",
        "按档扣分（达到哪一档扣那一档的分）",
        "按档得分（达到哪一档得那一档的分）",
        "出现即加分（100 分以外）",
        "按数量加分（每获若干次，100 分以外）",
        "出现即一票否决（评为最低等）",
        "出现即取消评优",
        "出现即降一个等次",
        "按名次加分（前几名，100 分以外）",
        "按名次扣分（后几名）",
        "逐次递增扣分（以后每次多扣若干分，填在每档）",
        "按名次得分（前几名）",
        "按所获名次得分（录入名次，各名次的分填在档次）",
        "按所获名次加分（录入名次，各名次的分填在档次，100 分以外）",
        "超额加分（每超过目标若干，100 分以外）",
        "降低加分（每低于若干，100 分以外）",
        "酌情加分（由人评定，另一人复核，100 分以外）",
        "红灯扣分（按本年度调度设置）",
        "黄灯扣分（按本年度调度设置）",
    ]
    assert [*explain.STEP_READING_LABELS.values()] == [
        "不足一档不扣",
        "按比例扣",
        "不足一档按一档扣",
    ]
    assert [*explain.POOLING_LABELS.values()] == [
        "合并计算，各项完成数以本项目标为限",
        "合并计算，超额部分可以抵补",
        "各项分别计算，扣分相加",
    ]
    assert explain.CAP_LABELS == {
        True: "扣完为止，以要点分值为限",
        False: "不设上限，扣到指标 0 分为止",
    }
    assert [*explain.FACT_STATUS_LABELS.values()] == ["已录入", "未录入", "不适用"]
    assert [*explain.MEASURE_KIND_LABELS.values()] == ["数量", "比率", "是否", "次数"]
    assert explain.describe_policy(Policy())[3] == (
        "小数与并列",
        "各部分得分四舍五入保留两位小数，总分为各部分之和，总分相同名次并列",
    )


def test_every_choice_has_a_label() -> None:
    assert set(explain.RULE_KIND_LABELS) == set(RuleKind)
    assert set(explain.MEASURE_KIND_LABELS) == set(MeasureKind)
    assert set(explain.STEP_READING_LABELS) == set(StepReading)
    assert set(explain.POOLING_LABELS) == set(Pooling)
