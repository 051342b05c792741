"""What a year decides for all its tables."""

from dataclasses import dataclass
from decimal import Decimal

from assessment.engine.types.kinds import Pooling, StepReading


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
