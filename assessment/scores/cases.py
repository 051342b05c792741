"""Like cases side by side: the same kind of rule on the same measure, city by city. No query."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from assessment.collection.values import as_shown
from assessment.engine import types as engine
from assessment.engine.bases import BASES
from assessment.engine.explain import RULE_KIND_LABELS, describe_rule
from assessment.engine.results import ComponentScore, Line
from assessment.scores.derivations import target_shown
from assessment.scores.items import ScoredUnit
from assessment.scores.standing import CityStanding, LostCell
from lib.rounding import format_figure

#: Of one group; the worst come first.
MOST_SHOWN = 30

Scored = CityStanding | ScoredUnit


@dataclass(frozen=True, slots=True)
class Case:
    """One city's rule as it was applied. What is written of it is put together where it is shown:
    of hundreds of cases a few are."""

    city: Scored
    line: Line

    @property
    def sentence(self) -> str:
        return describe_rule(self.line.rule, self.line.measures)

    @property
    def target(self) -> str:
        return _targets(self.line)

    @property
    def recorded(self) -> str:
        return _recorded(self.line)

    @property
    def shortfall(self) -> Decimal:
        return self.line.shortfall

    @property
    def deduction(self) -> Decimal:
        return self.line.deduction

    @property
    def rate(self) -> Decimal:
        return self.line.rule.deduction

    @property
    def missing(self) -> bool:
        return self.line.missing


@dataclass(slots=True)
class LikeCases:
    """Rules of one kind over measures of one name. rates: points a step, all that occur."""

    name: str
    kind: str
    rule_kind: engine.RuleKind
    cases: list[Case] = field(default_factory=list)

    @property
    def rates(self) -> set[Decimal]:
        return {case.rate for case in self.cases}

    @property
    def has_unlike_rates(self) -> bool:
        return len(self.rates) > 1

    @property
    def costing(self) -> int:
        return sum(case.deduction > 0 for case in self.cases)

    @property
    def unit(self) -> str:
        """Return what a shortfall is counted in, where it is a share."""
        unit = BASES[self.rule_kind.basis].unit(())
        return unit if unit in ("", "%") else f" {unit}"

    @property
    def shown(self) -> list[Case]:
        """Return those that fall short, the worst first."""
        return [case for case in self.cases if case.shortfall][:MOST_SHOWN]

    @property
    def without_shortfall(self) -> int:
        return sum(not case.shortfall for case in self.cases)

    @property
    def left_out(self) -> int:
        return len(self.cases) - len(self.shown) - self.without_shortfall


def like_cases(held: Iterable[tuple[Scored, LostCell]]) -> list[LikeCases]:
    """Group an indicator's rules over all cities; the worst cases of each group first.

    What belongs together goes by the short phrase; a group is called as its first measure is.
    """
    groups: dict[tuple[str, str], LikeCases] = {}
    for city, cell in held:
        measures = {m.code: m for m in cell.item.measures}
        for component in cell.score.components:
            for line in _compared(component):
                used = [measures[code] for code in line.rule.measures]
                kind = line.rule.kind
                key = (_name([m.key for m in used]), kind)
                group = groups.get(key)
                if group is None:
                    name = _name([m.short for m in used])
                    group = groups[key] = LikeCases(name, RULE_KIND_LABELS[kind], kind)
                group.cases.append(Case(city, line))
    for group in groups.values():
        group.cases.sort(key=lambda case: (-case.shortfall, case.city.table.city_key))
    alike = [group for group in groups.values() if len(group.cases) > 1 and group.shown]
    return sorted(alike, key=lambda group: (-group.costing, -len(group.cases)))


def _compared(component: ComponentScore) -> Iterator[Line]:
    """Yield the lines that take points: what makes a score takes none by itself."""
    for line in component.lines:
        if line.rule.kind.effect is engine.Effect.DEDUCT:
            yield line


def _name(names: list[str]) -> str:
    return names[0] if len(names) == 1 else "合并任务量"


def _targets(line: Line) -> str:
    if len(line.measures) > 1:
        targets = [m.target for m in line.measures if m.target is not None]
        return format_figure(sum(targets, Decimal(0))) if targets else ""
    return target_shown(line.measures[0])


def _recorded(line: Line) -> str:
    values = [value for value in line.values if value is not None]
    if not values:
        return "—"
    if len(line.measures) == 1 and line.measures[0].kind is engine.MeasureKind.YES_NO:
        return as_shown(values[0], engine.MeasureKind.YES_NO)
    return format_figure(sum(values, Decimal(0)))
