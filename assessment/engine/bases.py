"""The bases of rules: a row for every way to form a quantity from what is recorded.

The Excel formulas of a basis: assessment/exports/score_formulas.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessment.engine import band_sentences, conditions, quantities, sentences
from assessment.engine.judging import JUDGED_UNIT
from assessment.engine.quantities import Quantity
from assessment.engine.results import Line
from assessment.engine.types import Basis, Light, Measure

Measures = Sequence[Measure]


@dataclass(frozen=True, slots=True)
class BasisRow:
    """word: the quantity in a word. sentence: the sum of a line in figures. unit: what the
    quantity is counted in; units: those that its measures may have, none is any. is_stepped:
    the rule says how much makes a step. is_pooled: several measures are one task (Pooling).
    is_single: it takes one measure and no more. gives_points: its steps are points, not
    times rule.deduction, which may then be 0 unless it counts_deduction. own_target, bar:
    what the rule's own target says, as a question and in a word; "" where it has none.
    has_bands: the rule's bands say which figures count."""

    word: str
    quantity: Quantity
    sentence: Callable[[Line], str]
    unit: Callable[[Measures], str]
    units: tuple[str, ...] = ()
    is_stepped: bool = False
    is_pooled: bool = False
    is_single: bool = False
    exported: str = ""  # where another basis's name says the same to those outside
    gives_points: bool = False
    counts_deduction: bool = False
    has_bands: bool = False
    own_target: str = ""
    bar: str = ""


def _in(unit: str) -> Callable[[Measures], str]:
    return lambda measures: unit


BASES: dict[Basis, BasisRow] = {
    Basis.ONCE: BasisRow(
        word="一次", quantity=quantities.once, sentence=sentences.once, unit=_in("")
    ),
    Basis.MISSED: BasisRow(
        word="未做到",
        quantity=quantities.missed,
        sentence=sentences.setting,
        unit=_in(""),
        exported="once",
    ),
    Basis.BASE: BasisRow(
        word="起步",
        quantity=quantities.base,
        sentence=sentences.base,
        unit=_in(""),
        is_single=True,
        exported="once",
    ),
    Basis.OCCURRENCE: BasisRow(
        word="次数",
        quantity=quantities.occurrence,
        sentence=sentences.occurrence,
        unit=conditions.own_unit_or_times,
    ),
    Basis.SHARE_SHORT: BasisRow(
        word="比例缺额",
        quantity=quantities.share_short,
        sentence=sentences.share_short,
        unit=_in("%"),
        is_stepped=True,
        is_pooled=True,
    ),
    Basis.QUANTITY_SHORT: BasisRow(
        word="数量缺额",
        quantity=quantities.quantity_short,
        sentence=sentences.quantity_short,
        unit=conditions.own_unit,
        is_stepped=True,
        is_pooled=True,
    ),
    Basis.RATE_SHORT: BasisRow(
        word="比率缺额",
        quantity=quantities.rate_short,
        sentence=sentences.rate_short,
        unit=_in("个百分点"),
        is_stepped=True,
    ),
    Basis.EXCESS: BasisRow(
        word="超出",
        quantity=quantities.excess,
        sentence=sentences.excess,
        unit=conditions.points_or_own_unit,
        is_stepped=True,
        own_target="超过多少才扣分",
        bar="上限",
    ),
    Basis.PERIOD: BasisRow(
        word="时间",
        quantity=quantities.occurrence,
        sentence=sentences.occurrence,
        unit=conditions.own_unit,
        units=("小时", "天", "日", "周", "旬", "月", "个月", "季度", "年"),
        is_stepped=True,
    ),
    Basis.MONEY: BasisRow(
        word="金额",
        quantity=quantities.occurrence,
        sentence=sentences.occurrence,
        unit=conditions.own_unit,
        units=("元", "千元", "万元", "百万元", "亿元"),
        is_stepped=True,
    ),
    Basis.QUANTITY_DONE: BasisRow(
        word="完成数量",
        quantity=quantities.quantity_done,
        sentence=sentences.quantity_done,
        unit=conditions.own_unit_or_times,
        is_stepped=True,
    ),
    Basis.SHARE_DONE: BasisRow(
        word="完成比例",
        quantity=quantities.share_done,
        sentence=sentences.share_done,
        unit=_in("%"),
        is_single=True,
    ),
    Basis.JUDGED: BasisRow(
        word="评定",
        quantity=quantities.judged,
        sentence=sentences.judged,
        unit=_in(JUDGED_UNIT),
        units=(JUDGED_UNIT,),
        is_single=True,
        gives_points=True,
    ),
    Basis.TIER: BasisRow(
        word="档次",
        quantity=quantities.tier,
        sentence=band_sentences.tier,
        unit=band_sentences.unit_of,
        is_single=True,
        gives_points=True,
        has_bands=True,
    ),
    Basis.RANK: BasisRow(
        word="名次",
        quantity=quantities.rank,
        sentence=sentences.rank,
        unit=_in("名"),
        is_single=True,
        own_target="前几名或后几名",
        bar="名次",
    ),
    Basis.SURPLUS: BasisRow(
        word="超额",
        quantity=quantities.surplus,
        sentence=sentences.surplus,
        unit=conditions.points_or_own_unit,
        is_stepped=True,
        is_single=True,
        own_target="超过多少才加分",
        bar="超过",
        exported="excess",
    ),
    Basis.UNDER: BasisRow(
        word="降低",
        quantity=quantities.under,
        sentence=sentences.under,
        unit=conditions.points_or_own_unit,
        is_stepped=True,
        is_single=True,
        own_target="低于多少才加分",
        bar="低于",
        exported="rate_short",
    ),
    Basis.PLACE: BasisRow(
        word="所获名次",
        quantity=quantities.place,
        sentence=band_sentences.place,
        unit=_in("名"),
        units=("名",),
        is_single=True,
        gives_points=True,
        has_bands=True,
        exported="rank",
    ),
    Basis.RED: BasisRow(
        word="红灯",
        quantity=quantities.lights(Light.RED),
        sentence=sentences.lights(Light.RED),
        unit=_in("次"),
        is_single=True,
        exported="occurrence",
    ),
    Basis.YELLOW: BasisRow(
        word="黄灯",
        quantity=quantities.lights(Light.YELLOW),
        sentence=sentences.lights(Light.YELLOW),
        unit=_in("次"),
        is_single=True,
        exported="occurrence",
    ),
    Basis.GROWING: BasisRow(
        word="逐次递增",
        quantity=quantities.growing,
        sentence=sentences.growing,
        unit=conditions.own_unit_or_times,
        is_stepped=True,
        is_single=True,
        gives_points=True,
        counts_deduction=True,
        exported="occurrence",
    ),
}
