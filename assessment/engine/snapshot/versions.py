"""The arithmetic of every version that ever froze a year; none is taken out again.

A change that makes any frozen year score otherwise becomes a new version here, and what it
replaces stays callable beside it: tests/engine/test_engine_versions.py holds each to a snapshot
that it made.
"""

from collections.abc import Callable

from assessment.engine.snapshot.canonical import WrongSnapshot
from assessment.engine.snapshot.nouns import Told, numbers_of, policy_of, unit_of
from assessment.engine.year import UnitScore, score_year

#: Makes of a snapshot of the right shape what each of its units scores, in their order.
Scoring = Callable[[Told], list[UnitScore]]


def _first(snapshot: Told) -> list[UnitScore]:
    """Score as since the program began."""
    numbers = numbers_of(snapshot)
    policy = policy_of(snapshot["policy"], numbers)
    units = [unit_of(told, numbers[told["key"]]) for told in snapshot["units"]]
    return score_year(units, policy)


VERSIONS: dict[str, Scoring] = {"1": _first}
#: The one that freezes now.
CURRENT = "1"


def scoring_of(version: str) -> Scoring:
    """Raises WrongSnapshot where this program does not have the version."""
    if version not in VERSIONS:
        raise WrongSnapshot(
            f"快照由计分程序第 {version[:20]} 版算出，本程序只有第 {'、'.join(VERSIONS)} 版，"
            "无法重算；请用新版程序核验。"
        )
    return VERSIONS[version]
