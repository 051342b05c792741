"""What can be contested of a city's card: a figure, or the points that a rule takes. No query."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from assessment.engine.explain import arithmetic
from assessment.engine.results import ItemScore, Line
from assessment.loading import LoadedComponent, LoadedItem, LoadedMeasure, LoadedRule
from assessment.models import Objection
from assessment.models.objections import as_kept
from assessment.rounds.lights import measure_of_rule
from assessment.scores.derivations import value_shown
from assessment.scores.standing import CityStanding

ZERO = Decimal(0)
_COMPONENTS = "sections__items__components__"


@dataclass(frozen=True, slots=True)
class Subject:
    """key: what it is called for good, as Objection.subject keeps it. measures: those whose
    figures it rests on, which a decision may correct. lines: the rules that it costs points by.
    """

    kind: str
    key: str
    item: LoadedItem
    component: int
    words: str
    measures: tuple[LoadedMeasure, ...]
    lines: tuple[Line, ...]
    score: ItemScore

    @property
    def deduction(self) -> Decimal:
        """Return what the lines take, before the component's cap."""
        return sum((line.deduction for line in self.lines), ZERO)

    @property
    def stands(self) -> dict[str, str | None]:
        """Return the figures as they stand, by code, as an objection keeps them."""
        return {m.code: as_kept(m.record.value) for m in self.measures}

    @property
    def figures(self) -> str:
        """Return the figures in words: «获证率 93%»."""
        told = (f"{m.short} {value_shown(m)}{_unit(m)}" for m in self.measures)
        return "；".join(told) or "—"


def lines_told(subject: Subject) -> list[tuple[str, str, Decimal]]:
    """Return the rules it costs points by: phrase, arithmetic, deduction."""
    return [(line.rule.clause, arithmetic(line), line.deduction) for line in subject.lines]


def figure_key(measure: LoadedMeasure) -> str:
    return measure.code


def deduction_key(item: LoadedItem, component: LoadedComponent, rule: LoadedRule) -> str:
    """Return a key that a table read in anew gives the same rule again."""
    told = (item.name, component.number, rule.engine.kind.value, rule.engine.clause)
    return sha256(repr((*told, rule.engine.measures)).encode()).hexdigest()[:40]


def subjects_of(standing: CityStanding) -> Iterator[Subject]:
    """Yield everything that can be contested of a city's card."""
    for section, scored in zip(standing.table.sections, standing.score.sections, strict=True):
        for item, score in zip(section.items, scored.items, strict=True):
            for component, found in zip(item.components, score.components, strict=True):
                yield from _of_component(item, component, found.lines, score=score)


def subject_of(standing: CityStanding, key: str) -> Subject | None:
    """Return what the key of an objection stands for today, None where it is there no more."""
    return next((subject for subject in subjects_of(standing) if subject.key == key), None)


def figure_of(standing: CityStanding, measure: int) -> Subject | None:
    """Return the figure of a measure. measure: its row's key."""
    found = (s for s in subjects_of(standing) if s.kind == Objection.Kind.FIGURE)
    return next((s for s in found if s.measures[0].pk == measure), None)


def way_to_rule(rule: int) -> dict[str, int]:
    """Return by what a table is found that a rule of a card is of: by the rule's row, or by the
    measure whose lights it is about."""
    measure = measure_of_rule(rule)
    return {f"{_COMPONENTS}rules": rule} if measure is None else {f"{_COMPONENTS}measures": measure}


def deduction_of(standing: CityStanding, rule: int) -> Subject | None:
    """Return the deduction of a rule. rule: its row's key."""
    for item in standing.table.items:
        for component in item.components:
            for row in component.rules:
                if row.pk == rule:
                    return subject_of(standing, deduction_key(item, component, row))
    return None


def _of_component(item, component, lines, *, score) -> Iterator[Subject]:
    for measure in component.measures:
        own = tuple(line for line in lines if measure.code in line.rule.measures)
        yield Subject(
            kind=Objection.Kind.FIGURE,
            key=figure_key(measure),
            item=item,
            component=component.number,
            words=measure.engine.name,
            measures=(measure,),
            lines=own,
            score=score,
        )
    by_code = {measure.code: measure for measure in component.measures}
    for rule, line in zip(component.rules, lines, strict=True):
        yield Subject(
            kind=Objection.Kind.DEDUCTION,
            key=deduction_key(item, component, rule),
            item=item,
            component=component.number,
            words=rule.engine.clause,
            measures=tuple(by_code[code] for code in rule.engine.measures if code in by_code),
            lines=(line,),
            score=score,
        )


def _unit(measure: LoadedMeasure) -> str:
    if measure.record.value is None or measure.waits or measure.engine.kind.value == "是否":
        return ""
    return "%" if measure.engine.kind.value == "比率" else f" {measure.engine.unit}".rstrip()
