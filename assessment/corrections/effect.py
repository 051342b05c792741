"""What a correction does, before it is made: all that will differ between the newest snapshot
and the next one, and nothing else.

It is kept as it was shown: {"item": [before, after], "units": [{"key", "name", "total", "rank",
"grade", "group_rank"}], "scores": [[where, before, after]], "names": [[where, before, after]]},
each figure a pair, figures as text. units: the corrected one first, then those others whose total,
rank or grade becomes another, by their new rank.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessment.corrections.decisions import CorrectedDecision, DecisionWording
from assessment.corrections.subjects import Bands, CorrectedFigure, CorrectedRule
from assessment.engine.bands import as_json
from assessment.engine.errors import EngineError
from assessment.engine.snapshot.canonical import WrongSnapshot
from assessment.engine.snapshot.comparing import (
    SnapshotDifference,
    content_differences,
    is_written_by_correction,
)
from assessment.engine.snapshot.nouns import Told, plain_or_none
from assessment.engine.snapshot.recomputing import checked, score_differences
from assessment.engine.snapshot.scores import told_score
from assessment.engine.year import UnitScore
from assessment.frozen.course import consequences_told, incidents_told, objections_told
from assessment.frozen.papers import newest_of
from assessment.frozen.reading import bytes_of
from assessment.frozen.writing import keys_named, proofs_of, told_year
from assessment.models import Snapshot, Year
from assessment.objections.effect import Impact
from assessment.scores.standing import Standings, standings_of
from trust.refusals import Refused

Kept = dict[str, Any]
Corrected = CorrectedFigure | CorrectedRule | CorrectedDecision
#: What it is to be: a figure, a parameter, None where a rule is to have none; bands; a wording.
Value = Decimal | Bands | DecisionWording | None
#: Of a unit, what a ranking shows of it.
SHOWN = ("total", "rank", "grade", "group_rank")
NONE = "—"


@dataclass(frozen=True, slots=True)
class Footing:
    """What a correction stands on: the newest snapshot, and the rows, which say the same but
    for names that changed since (renamed)."""

    snapshot: Snapshot
    told: Told
    standings: Standings
    renamed: tuple[SnapshotDifference, ...]


@dataclass(frozen=True, slots=True)
class CorrectionEffect:
    """kept: as it is stored; impact: the same as scores with their derivations."""

    kept: Kept
    impact: Impact
    seal: str


def footing_of(year: Year) -> Footing:
    """Return what stands. Raises Refused where there is no snapshot, where it cannot be read, and
    where rows have come to differ from it. Some twenty queries."""
    snapshot = newest_of(year)
    if snapshot is None:
        raise Refused(
            f"{year}没有封存的快照（启用快照以前审定），不能更正；请先撤回审定，重新审定形成第1号。"
        )
    try:
        told = checked(bytes_of(snapshot))
        standings = standings_of(year)
    except WrongSnapshot as wrong:
        raise Refused(f"{snapshot}不能读出，没有办理更正：{wrong}") from wrong
    except EngineError as error:
        raise Refused(f"{error}没有办理更正。") from error
    return Footing(snapshot, told, standings, _renamed(year, snapshot, told, now=standings))


def effect_on(footing: Footing, subject: Corrected, value: Value) -> CorrectionEffect:
    """Return what becomes of the year if the figure, the parameter or the decision were this one.
    Raises Refused. No query."""
    try:
        impact = subject.impact(footing.standings, value)
    except EngineError as error:
        raise Refused(f"照这样更正无法计分，没有办理：{error}") from error
    spot, written = subject.spot(footing.told), subject.written
    scores = _told_scores(impact.after)
    item = (impact.subject_before.score.score, impact.subject_after.score.score)
    other = (d for d in footing.renamed if not is_written_by_correction(d, spot, written))
    kept = {
        "item": [plain_or_none(score) for score in item],
        "units": _units(footing.told, scores, subject.city),
        "scores": _scores(footing.told, scores),
        "names": _names(other),
    }
    return CorrectionEffect(kept, impact, _sealed(kept, subject, value))


def is_as_promised(before: Told, after: Told, *, subject: Corrected, effect: Kept) -> bool:
    """Whether a new snapshot differs from the one before in what is written of this figure or
    rule and in what the effect listed, and in nothing else."""
    spot, written = subject.spot(before), subject.written
    found = content_differences(before, after)
    other = [each for each in found if not is_written_by_correction(each, spot, written)]
    if not all(each.is_of_a_name for each in other) or _names(other) != effect["names"]:
        return False
    return _scores(before, after["scores"]) == effect["scores"]


def _renamed(
    year: Year, snapshot: Snapshot, told: Told, *, now: Standings
) -> tuple[SnapshotDifference, ...]:
    """Return the names that changed since the snapshot. Raises Refused for anything else."""
    course = {
        "objections": objections_told(year),
        "incidents": incidents_told(year),
        **consequences_told(year),
    }
    rows = told_year(now, proofs_of(year), keys=keys_named(now), head=course)
    found = tuple(content_differences(told, rows))
    for where in (each.where for each in found if not each.is_of_a_name):
        raise Refused(_otherwise(year, snapshot, where))
    for mismatch in score_differences(told, rows["scores"]):
        raise Refused(_otherwise(year, snapshot, mismatch.where))
    return found


def _otherwise(year: Year, snapshot: Snapshot, where: Sequence[str]) -> str:
    named = f"（{' '.join(where)}）" if where else ""
    return (
        f"{year}现在的数据与{snapshot.named}不一致{named}，不能在它上面更正；"
        "请系统管理员核对日志，或先撤回审定、重新审定。"
    )


def _names(found: Iterable[SnapshotDifference]) -> list[list]:
    """Return changed names as they are kept: each once in each place."""
    told = [[list(each.where), _shown(each.before), _shown(each.after)] for each in found]
    return [each for at, each in enumerate(told) if each not in told[:at]]


def _told_scores(standings: Standings) -> list[Told]:
    return [
        told_score(c.table.city_key, UnitScore(c.score, c.rank, c.graded, c.place))
        for c in standings.cities
    ]


def _scores(before: Told, after: Sequence[Told]) -> list[list]:
    return [
        [list(each.where), each.stored, each.recomputed]
        for each in score_differences(before, after)
    ]


def _units(before: Told, after: Sequence[Told], own: str) -> list[Kept]:
    pairs = zip(before["units"], before["scores"], after, strict=True)
    units = [
        {"key": unit["key"], "name": unit["name"]}
        | {name: [_shown(old[name]), _shown(new[name])] for name in SHOWN}
        for unit, old, new in pairs
    ]
    moved = [u for u in units if u["key"] == own or any(u[n][0] != u[n][1] for n in SHOWN)]
    return sorted(moved, key=lambda unit: (unit["key"] != own, int(unit["rank"][1]), unit["key"]))


def _shown(value: object) -> str:
    return NONE if value is None else str(value)


def _plain(value: Value) -> object:
    if isinstance(value, DecisionWording):
        return list(value)
    return as_json(value) if isinstance(value, tuple) else plain_or_none(value)


def _sealed(kept: Mapping, subject: Corrected, value: Value) -> str:
    told = [kept, *subject.told, _plain(value)]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
