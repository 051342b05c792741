"""The scheme of rules: a row for every combination of basis (bases.py) and effect that has a name.

Scoring, sentences, the form and the exports ask these rows; none asks which kind a rule is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessment.engine import band_sentences, conditions, sentences
from assessment.engine.bases import BASES
from assessment.engine.results import Line
from assessment.engine.types import LIGHT_KINDS, Light, Measure, MeasureKind, Rule, RuleKind

Measures = Sequence[Measure]


@dataclass(frozen=True, slots=True)
class KindRow:
    """word: as the form, the log and the workbook call it; label: as pages explain it.
    condition: when it applies (每少 10%). points: what it does then (扣 0.8 分). fits: what
    its measures may be. sentence: in the place of its basis's."""

    word: str
    label: str
    condition: Callable[[Rule, Measures], str]
    fits: frozenset[MeasureKind]
    needs_target: bool = False
    sentence: Callable[[Line], str] | None = None
    points: Callable[[Rule, Measures], str] = sentences.points_of


_QUANTITY, _RATE = frozenset({MeasureKind.QUANTITY}), frozenset({MeasureKind.RATE})
_YES_NO, _COUNT = frozenset({MeasureKind.YES_NO}), frozenset({MeasureKind.COUNT})
#: What a score or a grade hangs on: a failing, or a figure that stays under its target.
_EVENT = frozenset(MeasureKind)

KINDS: dict[RuleKind, KindRow] = {
    RuleKind.SHORTFALL_SHARE: KindRow(
        word="按比例缺额",
        label="按比例档次扣分（每少完成若干%）",
        condition=conditions.each_percent,
        fits=_QUANTITY,
        needs_target=True,
    ),
    RuleKind.SHORTFALL_UNIT: KindRow(
        word="按数量缺额",
        label="按数量扣分（每少若干个）",
        condition=conditions.each_unit,
        fits=_QUANTITY,
        needs_target=True,
    ),
    RuleKind.NOT_DONE: KindRow(
        word="出现即扣",
        label="未完成即扣",
        condition=conditions.failing,
        fits=_YES_NO | _QUANTITY | _COUNT,
    ),
    RuleKind.BELOW_BAR: KindRow(
        word="未达底线",
        label="低于指标数即扣",
        condition=conditions.under_bar,
        fits=_QUANTITY | _RATE,
        needs_target=True,
    ),
    RuleKind.PER_OCCURRENCE: KindRow(
        word="按次扣分",
        label="按次扣分",
        condition=conditions.each_time,
        fits=_COUNT,
    ),
    RuleKind.RATE_BELOW: KindRow(
        word="低于比率",
        label="比率低于标准扣分（每下降若干%）",
        condition=conditions.each_point_under,
        fits=_RATE,
        needs_target=True,
    ),
    RuleKind.EXCESS: KindRow(
        word="超过上限",
        label="超过上限扣分（每超过若干）",
        condition=conditions.each_over,
        fits=_QUANTITY | _RATE | _COUNT,
    ),
    RuleKind.PERIOD: KindRow(
        word="按时间扣分",
        label="按时间扣分（每逾期若干天、月）",
        condition=conditions.each_time,
        fits=_QUANTITY,
    ),
    RuleKind.MONEY: KindRow(
        word="按金额扣分",
        label="按金额扣分（每若干元）",
        condition=conditions.each_time,
        fits=_QUANTITY,
    ),
    RuleKind.SET_COMPONENT: KindRow(
        word="定本要点得分",
        label="出现即定本要点得分（不得分、得满分）",
        condition=conditions.component_set,
        fits=_EVENT,
        sentence=sentences.setting,
    ),
    RuleKind.SET_ITEM: KindRow(
        word="定本指标得分",
        label="出现即定本指标得分（不得分、得满分）",
        condition=conditions.item_set,
        fits=_EVENT,
        sentence=sentences.setting,
    ),
    RuleKind.SET_UNLESS: KindRow(
        word="未做到定本要点得分",
        label="未做到即定本要点得分（否则不得分）",
        condition=conditions.component_set_unless,
        fits=_YES_NO,
    ),
    RuleKind.AWARD_ONCE: KindRow(
        word="出现即得",
        label="出现即得分（开展某项工作得若干分）",
        condition=conditions.failing,
        fits=_YES_NO | _COUNT,
        sentence=sentences.awarded_once,
    ),
    RuleKind.AWARD_BASE: KindRow(
        word="起步得分",
        label="起步得分（以此为底，再按缺额扣分）",
        condition=conditions.from_base,
        fits=_QUANTITY | _RATE | _COUNT,
    ),
    RuleKind.AWARD_EACH: KindRow(
        word="按完成数量得分",
        label="按完成数量得分（每完成若干）",
        condition=conditions.each_done,
        fits=_QUANTITY | _COUNT,
    ),
    RuleKind.AWARD_SHARE: KindRow(
        word="按完成比例得分",
        label="按完成比例得分",
        condition=conditions.share_of_all,
        fits=_QUANTITY,
        needs_target=True,
    ),
    RuleKind.JUDGED_DEDUCT: KindRow(
        word="酌情扣分",
        label="酌情扣分（由人评定，另一人复核）",
        condition=conditions.as_judged,
        fits=_QUANTITY,
        points=sentences.judged_points,
    ),
    RuleKind.JUDGED_AWARD: KindRow(
        word="酌情得分",
        label="酌情得分（由人评定，另一人复核）",
        condition=conditions.as_judged,
        fits=_QUANTITY,
        points=sentences.judged_points,
    ),
    RuleKind.TIER_DEDUCT: KindRow(
        word="按档扣分",
        label="按档扣分（达到哪一档扣那一档的分）",
        condition=band_sentences.tier_condition,
        fits=_QUANTITY | _RATE | _COUNT,
        points=band_sentences.tier_points,
    ),
    RuleKind.TIER_AWARD: KindRow(
        word="按档得分",
        label="按档得分（达到哪一档得那一档的分）",
        condition=band_sentences.tier_condition,
        fits=_QUANTITY | _RATE | _COUNT,
        points=band_sentences.tier_points,
    ),
    RuleKind.BONUS_ONCE: KindRow(
        word="出现即加分",
        label="出现即加分（100 分以外）",
        condition=conditions.failing,
        fits=_YES_NO | _COUNT,
        sentence=sentences.awarded_once,
    ),
    RuleKind.BONUS_EACH: KindRow(
        word="按数量加分",
        label="按数量加分（每获若干次，100 分以外）",
        condition=conditions.each_time,
        fits=_QUANTITY | _COUNT,
        sentence=sentences.bonus_each,
    ),
    RuleKind.VETO: KindRow(
        word="一票否决",
        label="出现即一票否决（评为最低等）",
        condition=conditions.vetoing(RuleKind.VETO),
        fits=_EVENT,
        sentence=sentences.vetoed,
    ),
    RuleKind.VETO_HONOURS: KindRow(
        word="取消评优",
        label="出现即取消评优",
        condition=conditions.vetoing(RuleKind.VETO_HONOURS),
        fits=_EVENT,
        sentence=sentences.vetoed,
    ),
    RuleKind.VETO_DOWN: KindRow(
        word="降一等",
        label="出现即降一个等次",
        condition=conditions.vetoing(RuleKind.VETO_DOWN),
        fits=_EVENT,
        sentence=sentences.vetoed,
    ),
    RuleKind.RANK_BONUS: KindRow(
        word="按名次加分",
        label="按名次加分（前几名，100 分以外）",
        condition=conditions.by_rank,
        fits=_QUANTITY | _RATE | _COUNT,
    ),
    RuleKind.RANK_DEDUCT: KindRow(
        word="按名次扣分",
        label="按名次扣分（后几名）",
        condition=conditions.by_rank,
        fits=_QUANTITY | _RATE | _COUNT,
    ),
    RuleKind.GROWING: KindRow(
        word="逐次递增扣分",
        label="逐次递增扣分（以后每次多扣若干分，填在每档）",
        condition=conditions.first_time,
        fits=_COUNT,
        points=sentences.growing_points,
    ),
    RuleKind.RANK_AWARD: KindRow(
        word="按名次得分",
        label="按名次得分（前几名）",
        condition=conditions.by_rank,
        fits=_QUANTITY | _RATE | _COUNT,
    ),
    RuleKind.PLACE_AWARD: KindRow(
        word="按所获名次得分",
        label="按所获名次得分（录入名次，各名次的分填在档次）",
        condition=conditions.by_place,
        fits=_COUNT,
        points=band_sentences.place_points,
    ),
    RuleKind.PLACE_BONUS: KindRow(
        word="按所获名次加分",
        label="按所获名次加分（录入名次，各名次的分填在档次，100 分以外）",
        condition=conditions.by_place,
        fits=_COUNT,
        points=band_sentences.place_points,
    ),
    RuleKind.BONUS_OVER: KindRow(
        word="超额加分",
        label="超额加分（每超过目标若干，100 分以外）",
        condition=conditions.each_over,
        fits=_QUANTITY | _RATE | _COUNT,
    ),
    RuleKind.BONUS_UNDER: KindRow(
        word="降低加分",
        label="降低加分（每低于若干，100 分以外）",
        condition=conditions.each_under,
        fits=_QUANTITY | _RATE | _COUNT,
    ),
    RuleKind.JUDGED_BONUS: KindRow(
        word="酌情加分",
        label="酌情加分（由人评定，另一人复核，100 分以外）",
        condition=conditions.as_judged,
        fits=_QUANTITY,
        points=sentences.judged_points,
    ),
    RuleKind.RED_LIGHT: KindRow(
        word="红灯扣分",
        label="红灯扣分（按本年度调度设置）",
        condition=conditions.each_light(Light.RED),
        fits=_QUANTITY,
        needs_target=True,
    ),
    RuleKind.YELLOW_LIGHT: KindRow(
        word="黄灯扣分",
        label="黄灯扣分（按本年度调度设置）",
        condition=conditions.each_light(Light.YELLOW),
        fits=_QUANTITY,
        needs_target=True,
    ),
}
#: What a table's words can say: all but what follows from the year's rounds.
TABLE_KINDS = tuple(kind for kind in KINDS if kind not in LIGHT_KINDS)


def sentence_of(kind: RuleKind) -> Callable[[Line], str]:
    return KINDS[kind].sentence or BASES[kind.basis].sentence
