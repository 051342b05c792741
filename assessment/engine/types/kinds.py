"""The closed lists of scoring: what is recorded, how a rule counts, how a text is read."""

from enum import StrEnum


class MeasureKind(StrEnum):
    """What is recorded for a measure; the values are the words of the workbook."""

    QUANTITY = "数量"
    RATE = "比率"
    YES_NO = "是否"
    COUNT = "次数"


class Light(StrEnum):
    """How a figure stood to the time that was gone, in a round in mid-year."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def word(self) -> str:
        """Return the word that stands beside the colour."""
        return {"green": "绿", "yellow": "黄", "red": "红"}[self.value]

    @property
    def meaning(self) -> str:
        return {"green": "达到序时", "yellow": "滞后", "red": "严重滞后"}[self.value]


class Basis(StrEnum):
    """Which quantity a rule forms from what is recorded; what each is: bases.BASES."""

    ONCE = "once"
    MISSED = "missed"
    BASE = "base"
    OCCURRENCE = "occurrence"
    SHARE_SHORT = "share_short"
    QUANTITY_SHORT = "quantity_short"
    RATE_SHORT = "rate_short"
    EXCESS = "excess"
    PERIOD = "period"
    MONEY = "money"
    QUANTITY_DONE = "quantity_done"
    SHARE_DONE = "share_done"
    JUDGED = "judged"
    TIER = "tier"
    RANK = "rank"
    GROWING = "growing"
    PLACE = "place"
    SURPLUS = "surplus"
    UNDER = "under"
    RED = "red"
    YELLOW = "yellow"


class Effect(StrEnum):
    """What a rule does with its quantity; how each is worded: effects.EFFECTS."""

    DEDUCT = "deduct"
    SET = "set"
    AWARD = "award"
    BONUS = "bonus"
    VETO = "veto"


class RuleKind(StrEnum):
    """A basis with an effect under the name that rows and exports know it by.

    Two names may share both: not_done and below_bar differ in what people call them.
    """

    SHORTFALL_SHARE = "shortfall_share"
    SHORTFALL_UNIT = "shortfall_unit"
    NOT_DONE = "not_done"
    BELOW_BAR = "below_bar"
    PER_OCCURRENCE = "per_occurrence"
    RATE_BELOW = "rate_below"
    EXCESS = "excess"
    PERIOD = "period"
    MONEY = "money"
    SET_COMPONENT = "set_component"
    SET_ITEM = "set_item"
    SET_UNLESS = "set_unless"
    AWARD_ONCE = "award_once"
    AWARD_BASE = "award_base"
    AWARD_EACH = "award_each"
    AWARD_SHARE = "award_share"
    JUDGED_DEDUCT = "judged_deduct"
    JUDGED_AWARD = "judged_award"
    TIER_DEDUCT = "tier_deduct"
    TIER_AWARD = "tier_award"
    BONUS_ONCE = "bonus_once"
    BONUS_EACH = "bonus_each"
    VETO = "veto"
    VETO_HONOURS = "veto_honours"
    VETO_DOWN = "veto_down"
    RANK_BONUS = "rank_bonus"
    RANK_DEDUCT = "rank_deduct"
    GROWING = "growing"
    RANK_AWARD = "rank_award"
    PLACE_AWARD = "place_award"
    PLACE_BONUS = "place_bonus"
    BONUS_OVER = "bonus_over"
    BONUS_UNDER = "bonus_under"
    JUDGED_BONUS = "judged_bonus"
    RED_LIGHT = "red_light"
    YELLOW_LIGHT = "yellow_light"

    @property
    def basis(self) -> Basis:
        return _COMBINED[self][0]

    @property
    def effect(self) -> Effect:
        return _COMBINED[self][1]


_COMBINED: dict[RuleKind, tuple[Basis, Effect]] = {
    RuleKind.SHORTFALL_SHARE: (Basis.SHARE_SHORT, Effect.DEDUCT),
    RuleKind.SHORTFALL_UNIT: (Basis.QUANTITY_SHORT, Effect.DEDUCT),
    RuleKind.NOT_DONE: (Basis.ONCE, Effect.DEDUCT),
    RuleKind.BELOW_BAR: (Basis.ONCE, Effect.DEDUCT),
    RuleKind.PER_OCCURRENCE: (Basis.OCCURRENCE, Effect.DEDUCT),
    RuleKind.RATE_BELOW: (Basis.RATE_SHORT, Effect.DEDUCT),
    RuleKind.EXCESS: (Basis.EXCESS, Effect.DEDUCT),
    RuleKind.PERIOD: (Basis.PERIOD, Effect.DEDUCT),
    RuleKind.MONEY: (Basis.MONEY, Effect.DEDUCT),
    RuleKind.SET_COMPONENT: (Basis.ONCE, Effect.SET),
    RuleKind.SET_ITEM: (Basis.ONCE, Effect.SET),
    RuleKind.SET_UNLESS: (Basis.MISSED, Effect.SET),
    RuleKind.AWARD_ONCE: (Basis.ONCE, Effect.AWARD),
    RuleKind.AWARD_BASE: (Basis.BASE, Effect.AWARD),
    RuleKind.AWARD_EACH: (Basis.QUANTITY_DONE, Effect.AWARD),
    RuleKind.AWARD_SHARE: (Basis.SHARE_DONE, Effect.AWARD),
    RuleKind.JUDGED_DEDUCT: (Basis.JUDGED, Effect.DEDUCT),
    RuleKind.JUDGED_AWARD: (Basis.JUDGED, Effect.AWARD),
    RuleKind.TIER_DEDUCT: (Basis.TIER, Effect.DEDUCT),
    RuleKind.TIER_AWARD: (Basis.TIER, Effect.AWARD),
    RuleKind.BONUS_ONCE: (Basis.ONCE, Effect.BONUS),
    RuleKind.BONUS_EACH: (Basis.QUANTITY_DONE, Effect.BONUS),
    RuleKind.VETO: (Basis.ONCE, Effect.VETO),
    RuleKind.VETO_HONOURS: (Basis.ONCE, Effect.VETO),
    RuleKind.VETO_DOWN: (Basis.ONCE, Effect.VETO),
    RuleKind.RANK_BONUS: (Basis.RANK, Effect.BONUS),
    RuleKind.RANK_DEDUCT: (Basis.RANK, Effect.DEDUCT),
    RuleKind.GROWING: (Basis.GROWING, Effect.DEDUCT),
    RuleKind.RANK_AWARD: (Basis.RANK, Effect.AWARD),
    RuleKind.PLACE_AWARD: (Basis.PLACE, Effect.AWARD),
    RuleKind.PLACE_BONUS: (Basis.PLACE, Effect.BONUS),
    RuleKind.BONUS_OVER: (Basis.SURPLUS, Effect.BONUS),
    RuleKind.BONUS_UNDER: (Basis.UNDER, Effect.BONUS),
    RuleKind.JUDGED_BONUS: (Basis.JUDGED, Effect.BONUS),
    RuleKind.RED_LIGHT: (Basis.RED, Effect.DEDUCT),
    RuleKind.YELLOW_LIGHT: (Basis.YELLOW, Effect.DEDUCT),
}


#: Of no table's words, but of how a year's rounds count.
LIGHT_KINDS = (RuleKind.RED_LIGHT, RuleKind.YELLOW_LIGHT)


class StepReading(StrEnum):
    """What part of a step counts where the text says 每少完成10% or 每下降1%."""

    WHOLE = "whole"  # 不足一档不扣
    PROPORTION = "proportion"  # 按比例
    STARTED = "started"  # 不足一档按一档


class Pooling(StrEnum):
    """How one task over several quantities is measured against its targets."""

    CAPPED = "capped"  # Σmin(done, target) ÷ Σtarget
    UNCAPPED = "uncapped"  # Σdone ÷ Σtarget
    EACH = "each"  # each quantity by itself


class FactStatus(StrEnum):
    """Recorded, not recorded and not applicable are three things; zero is a value."""

    RECORDED = "recorded"
    NOT_RECORDED = "not_recorded"
    NOT_APPLICABLE = "not_applicable"
