"""What scoring a table gives, down to every finding it rests on.

What is made by the dozen a table are named tuples: they are built in a third of the time.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

from assessment.engine.types import (
    Component,
    Effect,
    Fact,
    FactStatus,
    Item,
    Measure,
    Policy,
    Rule,
    RuleKind,
    Section,
    Table,
)


class Line(NamedTuple):
    """One rule applied: the finding with its points.

    measures, facts: parallel tuples. policy: under which it was applied.
    missing: some measure was not recorded. shortfall: percent, units, occurrences,
    percentage points, or the points of a judgement or a band; what does not end (1/3) is
    carried to 28 digits, as are steps and deduction. steps: what of it counts. deduction:
    steps × rule.deduction (steps alone where they are points: scheme.BasisRow), before the
    component's cap; of a capped line what the rule's own cap leaves.
    becomes: what the rule makes the score, where it does. earned: what it awards.
    bonus: what it adds outside the 100, whether or not the year counts that.
    """

    rule: Rule
    measures: tuple[Measure, ...]
    facts: tuple[Fact, ...]
    policy: Policy
    missing: bool
    shortfall: Decimal = Decimal(0)
    steps: Decimal = Decimal(0)
    deduction: Decimal = Decimal(0)
    capped: bool = False
    becomes: Decimal | None = None
    earned: Decimal = Decimal(0)
    bonus: Decimal = Decimal(0)

    @property
    def vetoes(self) -> bool:
        """Say whether it keeps the table from a grade (一票否决, 取消评优, 降一等)."""
        return bool(self.shortfall) and self.rule.kind.effect is Effect.VETO

    @property
    def gives_bonus(self) -> bool:
        """Say whether its rule adds points outside the 100, any or none."""
        return self.rule.kind.effect is Effect.BONUS

    @property
    def stands_apart(self) -> bool:
        """Say whether it does something, and none of it to the 100 points."""
        return bool(self.bonus) or self.vetoes

    @property
    def pairs(self) -> tuple[tuple[Measure, Fact], ...]:
        """Return each measure with its fact."""
        return tuple(zip(self.measures, self.facts, strict=True))

    @property
    def values(self) -> tuple[Decimal | None, ...]:
        """Return the recorded figures beside measures; None where none counts."""
        recorded_status = FactStatus.RECORDED
        return tuple(f.value if f.status is recorded_status else None for f in self.facts)


class ComponentScore(NamedTuple):
    """raw: what the rules add up to; deduction: what counts after the cap, or after set_by,
    the line that made the score what it is. Of an exempt component the lines say 不适用."""

    component: Component
    lines: tuple[Line, ...]
    raw: Decimal
    deduction: Decimal
    capped: bool
    recorded: bool
    set_by: Line | None = None

    @property
    def costing(self) -> tuple[Line, ...]:
        """Return the lines that account for what is lost."""
        return tuple(
            line
            for line in self.lines
            if line.deduction
            or line.becomes is not None
            or (self.deduction and line.rule.kind.effect is Effect.AWARD and not line.missing)
        )

    @property
    def is_pending(self) -> bool:
        """Say whether points are to be earned and nothing is known of them yet."""
        if not self.component.is_earned or self.set_by is not None or self.component.exempt:
            return False
        return all(value is None for line in self.lines for value in line.values)


class ItemScore(NamedTuple):
    """deduction: what the components lose together; where it exceeds item.counted
    the score stops at 0. score: 0 to item.counted. recorded: no measure of the item
    waits for its fact. set_by: the line of whichever component made the score what it is."""

    item: Item
    components: tuple[ComponentScore, ...]
    deduction: Decimal
    score: Decimal
    recorded: bool
    set_by: Line | None = None

    @property
    def lost(self) -> Decimal:
        """Return what of the points that count is lost."""
        return self.item.counted - self.score

    @property
    def lines_beyond(self) -> tuple[Line, ...]:
        """Return its lines where some rule of it does more than deduct."""
        if self.item.is_plain:
            return ()
        return tuple(line for component in self.components for line in component.lines)

    @property
    def is_pending(self) -> bool:
        """Say whether all of it is to be earned and nothing is known of it yet: 0 is then
        what it counts for in the sums, and nothing that anybody was given."""
        if self.set_by is not None or not self.components:
            return False
        counting = [c for c in self.components if not c.component.exempt]
        return bool(counting) and all(component.is_pending for component in counting)


@dataclass(frozen=True, slots=True)
class SectionScore:
    """score: section.full × earned ÷ available, rounded half up to 2 places."""

    section: Section
    items: tuple[ItemScore, ...]
    available: Decimal
    earned: Decimal
    score: Decimal
    recorded: bool

    @property
    def is_rescaled(self) -> bool:
        return self.available != self.section.full

    @property
    def exempt_points(self) -> Decimal:
        """Return what does not count of its items' points this year."""
        return sum((item.item.exempt_points for item in self.items), Decimal(0))


class Bonus(NamedTuple):
    """What stands outside the 100. raw: what the lines add up to, each up to its own cap;
    points: what of it enters the total, 0 where the year does not count it."""

    lines: tuple[Line, ...]
    raw: Decimal
    points: Decimal


class Among(NamedTuple):
    """Where a total stands among those that are graded with it: all, or those of its group.
    Equal totals share a rank. is_certain: nothing of any of them is missing."""

    rank: int
    units: int
    is_certain: bool


@dataclass(frozen=True, slots=True)
class TableScore:
    """total: the sum of the rounded sections, with the bonus that counts. complete: nothing
    is missing. bonus: None where no rule gives any. vetoes: the lines that keep it from a
    grade; they change no points. among: where a year grades by place, see year.score_year."""

    table: Table
    policy: Policy
    sections: tuple[SectionScore, ...]
    total: Decimal
    complete: bool
    missing: tuple[str, ...]  # codes of the measures without a record
    bonus: Bonus | None = None
    vetoes: tuple[Line, ...] = ()
    among: Among | None = None

    @property
    def veto_kinds(self) -> frozenset[RuleKind]:
        """Return the kinds of what keeps it from a grade."""
        return frozenset(line.rule.kind for line in self.vetoes)

    @property
    def missing_count(self) -> int:
        return len(self.missing)


class Gradable(Protocol):
    """What a grade goes by: of a score, or of what is kept of one."""

    @property
    def policy(self) -> Policy: ...
    @property
    def total(self) -> Decimal: ...
    @property
    def complete(self) -> bool: ...
    @property
    def among(self) -> Among | None: ...
    @property
    def veto_kinds(self) -> frozenset[RuleKind]: ...


class GroupPlace(NamedTuple):
    """A unit's rank within its group. units: how many of the group are assessed."""

    group: str
    rank: int
    units: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A total and its place among others; equal totals share a rank."""

    total: Decimal
    rank: int
