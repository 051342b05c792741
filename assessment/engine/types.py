"""The nouns of scoring: what a table asks, and what was recorded. What follows: results.py.

Everything here is frozen and made of str, Decimal and tuples, so that a score
can be computed, compared and serialised without a database.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


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


@dataclass(frozen=True, slots=True)
class Grade:
    """A 等次 of a year. least: the total from which on it is reached. first: the last rank that
    reaches it, or with is_share that in percent of the units; None where ranks do not matter.
    Both must hold. quota: the most of the units that should have it, in percent. is_best: what
    取消评优 takes."""

    name: str
    least: Decimal
    quota: Decimal | None = None
    is_best: bool = False
    first: Decimal | None = None
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A 组 of a year within which its units are ranked. units: keys of whoever calls."""

    name: str
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The choices the official texts leave open; the defaults are the rulebook's.

    counts_bonus: 加分 outside the 100 enters the total, up to bonus_cap, where that is set.
    grades: the best first, as grades.grade_faults wants them; none where a year gives none.
    applies_vetoes: vetoes lower the grade. groups: none where a year ranks all together.
    """

    step_reading: StepReading = StepReading.WHOLE
    pooling: Pooling = Pooling.CAPPED
    cap_components: bool = True
    counts_bonus: bool = False
    bonus_cap: Decimal | None = None
    grades: tuple[Grade, ...] = ()
    applies_vetoes: bool = False
    groups: tuple[Group, ...] = ()

    @property
    def grades_by_place(self) -> bool:
        """Say whether some grade asks for a rank."""
        return any(grade.first is not None for grade in self.grades)


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing to record. target: in unit; percent for a rate; None for 是否 and 次数."""

    code: str
    name: str
    kind: MeasureKind
    unit: str = ""
    target: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A range of a measure's figures, with its points. above, below: where it begins and ends,
    None where it is open there; included: the figure itself lies in it."""

    above: Decimal | None
    is_above_included: bool
    below: Decimal | None
    is_below_included: bool
    points: Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to lose points, to earn them, or to be given a score.

    measures: codes, in the order of the text. step: percent for a share or a
    rate, units for shortfall_unit, 1 for per_occurrence, None where the
    deduction falls once. deduction: points a step; of Effect.SET the score that it
    makes, 0 of Effect.VETO; of Basis.JUDGED the most that may be judged, 0 where the words
    name no most (then it is the component's points; a bonus, which these do not bound, always
    names one); of Basis.TIER and PLACE 0, their bands have the points.
    least: of Basis.JUDGED the least, beside 0; with a step of 1 both are those of each time,
    and what is judged is the sum of all times. bands: of Basis.TIER and PLACE, no two overlap;
    those of several rules on one measure are not compared, each gives its own points.
    Of Basis.GROWING deduction is what the first time costs, step how much more each further one.
    clause: word for word, "" where none is known.
    cap: the most that it takes, where the text says so (最高扣6分), whatever the year's policy.
    target: of Basis.EXCESS the most that costs nothing, in the measure's unit; of SURPLUS and
    UNDER what has to be passed; of Basis.RANK
    how many places count, where a step says that each better one counts one step more.
    condition: the words that restrict who, when, how large or except what (在省级检查中);
    what is recorded answers to them already, so they change no sum.
    """

    kind: RuleKind
    measures: tuple[str, ...]
    step: Decimal | None
    deduction: Decimal
    clause: str
    cap: Decimal | None = None
    target: Decimal | None = None
    condition: str = ""
    least: Decimal | None = None
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class Component:
    """A 计分要点: its points, what is recorded for it, how points are lost.

    cap: the most that its rules take together, where the text says so (共扣6分为止), whatever
    the year's policy. exempt: why it does not count this year, "" where it does; its points
    are then neither lost nor to be had.
    """

    points: Decimal
    measures: tuple[Measure, ...]
    rules: tuple[Rule, ...]
    cap: Decimal | None = None
    exempt: str = ""
    is_plain: bool = field(init=False, repr=False, compare=False)  # every rule deducts
    is_earned: bool = field(init=False, repr=False, compare=False)  # built up from 0
    ranked: tuple[str, ...] = field(init=False, repr=False, compare=False)  # see Basis.RANK

    def __post_init__(self) -> None:
        effects = {rule.kind.effect for rule in self.rules}
        object.__setattr__(self, "is_plain", effects <= {Effect.DEDUCT})
        object.__setattr__(self, "is_earned", Effect.AWARD in effects)
        ranking = [rule.measures for rule in self.rules if rule.kind.basis is Basis.RANK]
        object.__setattr__(self, "ranked", tuple(code for codes in ranking for code in codes))


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the official table. counted: its points less those of exempt components, none
    where all of them are."""

    name: str
    points: Decimal
    components: tuple[Component, ...]
    is_plain: bool = field(init=False, repr=False, compare=False)
    counted: Decimal = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_plain", all(c.is_plain for c in self.components))
        object.__setattr__(self, "counted", self._counted())

    def _counted(self) -> Decimal:
        exempt = [c.points for c in self.components if c.exempt]
        if exempt and len(exempt) == len(self.components):
            return Decimal(0)
        return max(Decimal(0), self.points - sum(exempt)) if exempt else self.points

    @property
    def is_exempt(self) -> bool:
        return bool(self.components) and all(c.exempt for c in self.components)

    @property
    def exempt_points(self) -> Decimal:
        """Return what does not count of its points this year."""
        return self.points - self.counted


@dataclass(frozen=True, slots=True)
class Section:
    """Part one or two of a table. full: what the section is worth (76, 24)."""

    name: str
    full: Decimal
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One city's official table."""

    city: str
    sections: tuple[Section, ...]


class Place(NamedTuple):
    """Where a figure stands among those of all units, the highest first; equal ones share it.

    from_last: the same counted from the lowest. units: of whom a figure is recorded; waiting:
    of whom one is still missing, and until it is there no place is certain.
    """

    rank: int
    from_last: int
    units: int
    waiting: int


class Lit(NamedTuple):
    """The light of a measure in a round that counts. told: the round, and how it stood."""

    light: Light
    told: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What was recorded for a measure. value: 1 or 0 for 是否, percent for a rate. place: where
    a rule asks for it and the figures of all units are at hand, see places.with_places. lights:
    in the order of the rounds; empty where lights cost nothing."""

    status: FactStatus
    value: Decimal | None = None
    place: Place | None = None
    lights: tuple[Lit, ...] = ()


NOT_RECORDED = Fact(FactStatus.NOT_RECORDED)
NOT_APPLICABLE = Fact(FactStatus.NOT_APPLICABLE)


def recorded(value: Decimal | int | str) -> Fact:
    """Return the fact that value was recorded; value is never a float."""
    return Fact(FactStatus.RECORDED, Decimal(value))
