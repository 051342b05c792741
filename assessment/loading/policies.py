"""A year's choices where the official text can be read in more than one way."""

from collections.abc import Iterable

from assessment.engine import types as engine
from assessment.engine.snapshot.nouns import said_first
from assessment.models import Policy, Year
from assessment.models.years import grades_of
from lib.numerals import plain


def engine_policy(policy: Policy) -> engine.Policy:
    return engine.Policy(
        step_reading=engine.StepReading(policy.step_reading),
        pooling=engine.Pooling(policy.pooling),
        cap_components=policy.cap_components,
        counts_bonus=policy.counts_bonus,
        bonus_cap=policy.bonus_cap,
        grades=grades_of(policy.grades),
        applies_vetoes=policy.applies_vetoes,
        groups=tuple(engine.Group(told["name"], tuple(told["units"])) for told in policy.groups),
    )


def grades_kept(grades: Iterable[engine.Grade]) -> list[dict]:
    """Return grades as a row keeps them: figures as exact decimal strings."""
    return [
        {
            "name": grade.name,
            "least": plain(grade.least),
            "quota": None if grade.quota is None else plain(grade.quota),
            "is_best": grade.is_best,
            **said_first(grade),
        }
        for grade in grades
    ]


def groups_kept(groups: Iterable[engine.Group]) -> list[dict]:
    """Return groups as a row keeps them."""
    return [{"name": group.name, "units": list(group.units)} for group in groups]


def load_policy(year: Year) -> engine.Policy:
    """Return the year's choices, or the defaults where none were made. One query."""
    policy = Policy.objects.filter(year=year).first()
    return engine_policy(policy) if policy else engine.Policy()
