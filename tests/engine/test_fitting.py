"""What a rule cannot count, and which rules cannot stand beside each other."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assessment.engine.fitting import clashes, misfits
from assessment.engine.types import Measure, MeasureKind, Rule, RuleKind
from tests.engine.build import make_band, make_measure

K, M = RuleKind, MeasureKind
TEN = Decimal(10)


def make_rule(kind: RuleKind, *codes: str, deduction: str = "1", **more: object) -> Rule:
    rule = Rule(
        kind=kind,
        measures=codes or ("甲",),
        step=Decimal(1),
        deduction=Decimal(deduction),
        clause="",
    )
    return replace(rule, **more)  # type: ignore[arg-type]


def measures_of(*kinds: MeasureKind, target: str | None = "5", unit: str = "") -> list[Measure]:
    names = "甲乙丙"[: len(kinds)]
    return [make_measure(n, k, target, unit) for n, k in zip(names, kinds, strict=True)]


@pytest.mark.parametrize(
    ("rule", "measures"),
    [
        (make_rule(K.SHORTFALL_UNIT), measures_of(M.QUANTITY)),
        (make_rule(K.NOT_DONE), measures_of(M.YES_NO, target=None)),
        (make_rule(K.PER_OCCURRENCE), measures_of(M.COUNT, target=None)),
        (make_rule(K.PERIOD), measures_of(M.QUANTITY, target=None, unit="天")),
        (make_rule(K.JUDGED_DEDUCT, deduction="10"), measures_of(M.QUANTITY, unit="分")),
        (
            make_rule(K.JUDGED_BONUS, deduction="12", least=Decimal(11)),
            measures_of(M.QUANTITY, unit="分"),
        ),
        (make_rule(K.SET_COMPONENT, deduction="10"), measures_of(M.YES_NO, target=None)),
        (make_rule(K.TIER_AWARD, bands=(make_band("[90,)", "10"),)), measures_of(M.RATE)),
        (
            make_rule(K.PLACE_BONUS, bands=(make_band("(,1]", "12"),)),
            measures_of(M.COUNT, unit="名"),
        ),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Rule) else "",
)
def test_what_can_be_counted_fits(rule: Rule, measures: list[Measure]) -> None:
    assert list(misfits(rule, measures, TEN)) == []


@pytest.mark.parametrize(
    ("rule", "measures", "field", "told"),
    [
        (
            make_rule(K.SHORTFALL_UNIT),
            measures_of(M.YES_NO),
            "measures",
            "这种规则只能用于类型为“数量”的测量项，“甲”不是。",
        ),
        (
            make_rule(K.SHORTFALL_UNIT),
            measures_of(M.QUANTITY, target=None),
            "measures",
            "“甲”没有目标值，这种规则无法计算；请先填目标值。",
        ),
        (
            make_rule(K.NOT_DONE),
            measures_of(M.QUANTITY, target=None),
            "measures",
            "“甲”没有目标值，这种规则无法计算；请先填目标值。",
        ),
        (
            make_rule(K.GROWING, "甲", "乙"),
            measures_of(M.COUNT, M.COUNT),
            "measures",
            "这种规则只能用一个测量项；有几项的请分几条规则。",
        ),
        (
            make_rule(K.JUDGED_DEDUCT),
            measures_of(M.QUANTITY),
            "measures",
            "“甲”的单位请填“分”。",
        ),
        (
            make_rule(K.MONEY),
            measures_of(M.QUANTITY, unit="起"),
            "measures",
            "“甲”的单位是“起”；请填“元”、“千元”、“万元”、“百万元”、“亿元”之一。",
        ),
        (
            make_rule(K.MONEY),
            measures_of(M.QUANTITY),
            "measures",
            "“甲”的单位没有填；请填“元”、“千元”、“万元”、“百万元”、“亿元”之一。",
        ),
        (
            make_rule(K.JUDGED_AWARD, least=Decimal(11)),
            measures_of(M.QUANTITY, unit="分"),
            "deduction",
            "本要点只有 10 分，评定不能更多。",
        ),
        (
            make_rule(K.TIER_AWARD, bands=(make_band("[90,)", "10.5"),)),
            measures_of(M.RATE),
            "bands",
            "本要点只有 10 分，各档不能更多。",
        ),
        (
            make_rule(K.JUDGED_BONUS, deduction="0"),
            measures_of(M.QUANTITY, unit="分"),
            "deduction",
            "酌情加分在要点的分值以外，须写明最多加多少分；请填最多加的分。",
        ),
        (
            make_rule(K.SET_UNLESS, deduction="11"),
            measures_of(M.YES_NO),
            "deduction",
            "本要点只有 10 分，定分不能更多。",
        ),
    ],
)
def test_what_cannot_be_counted_is_said_with_what_to_do(
    rule: Rule, measures: list[Measure], field: str, told: str
) -> None:
    [misfit] = misfits(rule, measures, TEN)
    assert misfit.field == field
    assert misfit.told.endswith(told)


def test_what_is_judged_belongs_to_one_rule() -> None:
    judging = (K.JUDGED_DEDUCT, K.JUDGED_AWARD, K.JUDGED_BONUS)
    rules = [*map(make_rule, judging), make_rule(K.NOT_DONE, "乙")]
    assert [(place, misfit.field) for place, misfit in clashes(rules)] == [
        (0, "measures"),
        (1, "measures"),
        (2, "measures"),
    ]


def test_no_figure_lies_in_two_bands_of_a_measure() -> None:
    high, low = make_band("[90,)", "5"), make_band("[80,95)", "3")
    rules = [make_rule(K.TIER_AWARD, bands=(high,)), make_rule(K.TIER_AWARD, bands=(low,))]
    [(place, misfit)] = clashes(rules)
    assert (place, misfit.field) == (1, "bands")
    assert misfit.told.endswith("这个测量项的另一条规则已有这一档。")
    apart = [rules[0], make_rule(K.TIER_AWARD, "乙", bands=(low,))]
    assert list(clashes(apart)) == []
