"""The nouns of scoring: what a table asks, and what was recorded. What follows: results.py.

Everything here is frozen and made of str, Decimal and tuples, so that a score
can be computed, compared and serialised without a database.
"""

from assessment.engine.types.fact import (
    NOT_APPLICABLE,
    NOT_RECORDED,
    Fact,
    Lit,
    Place,
    recorded,
)
from assessment.engine.types.kinds import (
    LIGHT_KINDS,
    Basis,
    Effect,
    FactStatus,
    Light,
    MeasureKind,
    Pooling,
    RuleKind,
    StepReading,
)
from assessment.engine.types.policy import (
    Grade,
    Group,
    Policy,
)
from assessment.engine.types.table import (
    Band,
    Component,
    Item,
    Measure,
    Rule,
    Section,
    Table,
)

__all__ = [
    "Band",
    "Basis",
    "Component",
    "Effect",
    "Fact",
    "FactStatus",
    "Grade",
    "Group",
    "Item",
    "LIGHT_KINDS",
    "Light",
    "Lit",
    "Measure",
    "MeasureKind",
    "NOT_APPLICABLE",
    "NOT_RECORDED",
    "Place",
    "Policy",
    "Pooling",
    "Rule",
    "RuleKind",
    "Section",
    "StepReading",
    "Table",
    "recorded",
]
