"""A year's choices where the official text can be read in more than one way."""

from assessment.engine import types as engine
from assessment.models import Policy, Year


def engine_policy(policy: Policy) -> engine.Policy:
    return engine.Policy(
        step_reading=engine.StepReading(policy.step_reading),
        pooling=engine.Pooling(policy.pooling),
        cap_components=policy.cap_components,
        counts_bonus=policy.counts_bonus,
        bonus_cap=policy.bonus_cap,
    )


def load_policy(year: Year) -> engine.Policy:
    """Return the year's choices, or the defaults where none were made. One query."""
    policy = Policy.objects.filter(year=year).first()
    return engine_policy(policy) if policy else engine.Policy()
