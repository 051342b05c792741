"""What an official table asks."""

from dataclasses import dataclass, field
from decimal import Decimal

from assessment.engine.types.kinds import Basis, Effect, MeasureKind, RuleKind


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
