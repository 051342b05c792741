"""What is read in the engine's own words, and whether its rules fit: engine/fitting.py."""

from collections.abc import Iterator

from assessment.engine.fitting import clashes, misfits
from assessment.engine.types import Measure, Rule
from assessment.reader.types import ComponentReading, MeasureReading, RuleReading


def component_misfits(component: ComponentReading) -> Iterator[tuple[RuleReading, str]]:
    """Yield the rules of a component that cannot stand as they are, each with why."""
    for rule in component.rules:
        used = [as_measure(component.measures[at]) for at in rule.measures]
        for misfit in misfits(as_rule(rule), used, component.points):
            yield rule, misfit.told
    for place, misfit in clashes([as_rule(rule) for rule in component.rules]):
        yield component.rules[place], misfit.told


def as_measure(read: MeasureReading) -> Measure:
    return Measure(read.key, read.name, read.kind, read.unit, read.target)


def as_rule(read: RuleReading) -> Rule:
    """Return the rule, its measures by their places in the component."""
    return Rule(
        kind=read.kind,
        measures=tuple(str(at) for at in read.measures),
        step=read.step,
        deduction=read.deduction,
        clause=read.clause,
        cap=read.cap,
        target=read.target,
        condition=read.condition,
        least=read.least,
        bands=read.bands,
    )
