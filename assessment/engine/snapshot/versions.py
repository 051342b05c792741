"""The arithmetic of every version that ever froze a year; none is taken out again.

A change that makes any frozen year score otherwise becomes a new version here, and what it
replaces stays callable beside it: tests/engine/test_engine_versions.py holds each to a snapshot
that it made.
"""

from collections.abc import Callable

from assessment.engine.snapshot.canonical import WrongSnapshot
from assessment.engine.snapshot.nouns import Told, numbers_of, policy_of, unit_of
from assessment.engine.snapshot.scores import told_score
from assessment.engine.year import score_year


def _first(snapshot: Told) -> list[Told]:
    """Score as since the program began."""
    numbers = numbers_of(snapshot)
    policy = policy_of(snapshot["policy"], numbers)
    units = [unit_of(told, numbers[told["key"]]) for told in snapshot["units"]]
    scored = score_year(units, policy)
    return [
        told_score(told["key"], score)
        for told, score in zip(snapshot["units"], scored, strict=True)
    ]


#: What each version makes of a snapshot of the right shape: its scores anew.
VERSIONS: dict[str, Callable[[Told], list[Told]]] = {"1": _first}
#: The one that freezes now.
CURRENT = "1"


def scoring_of(version: str) -> Callable[[Told], list[Told]]:
    """Raises WrongSnapshot where this program does not have the version."""
    if version not in VERSIONS:
        raise WrongSnapshot(
            f"快照由计分程序第 {version[:20]} 版算出，本程序只有第 {'、'.join(VERSIONS)} 版，"
            "无法重算；请用新版程序核验。"
        )
    return VERSIONS[version]
