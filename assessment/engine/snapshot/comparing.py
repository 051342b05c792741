"""Where what two snapshots of one year were made of differs: rules, texts, records, course."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from assessment.engine.snapshot.nouns import Told

#: What each snapshot has of its own; its scores are compared by recomputing.score_differences.
OF_ITS_OWN = frozenset(
    {
        "format", "format_version", "product_version", "engine_version", "number", "kind", "reason",
        "frozen_at", "decision", "proposed_by", "confirmed_by", "checksum", "scores",
    }
)  # fmt: skip
#: What later programs say beside: of a snapshot that has it not, it tells nothing.
_LATER = frozenset({"consequences"})
#: Keys under which names stand that people and offices bear today, not when it was recorded.
NAMES_OF_TODAY = frozenset({"recorded_by", "offices", "office", "county"})
#: What a correction of its figure changes of a record.
OF_A_RECORD = frozenset(
    {
        "value", "ticked", "version", "recorded_by", "recorded_as", "recorded_at",
        "confirmed_as", "confirmed_at", "county_sources",
    }
)  # fmt: skip
#: Lists whose entries are called by their names.
_NAMED = frozenset({"units", "sections", "items", "measures"})
Path = tuple[str | int, ...]


class SnapshotDifference(NamedTuple):
    """path: keys and positions down to it; where: the same in words, as far as it has any."""

    path: Path
    where: tuple[str, ...]
    before: Any
    after: Any

    @property
    def is_of_a_name(self) -> bool:
        """Whether somebody or an office is called otherwise today, and nothing else moved."""
        return bool(NAMES_OF_TODAY.intersection(self.path))


def content_differences(before: Told, after: Told) -> Iterator[SnapshotDifference]:
    """Yield what differs beside OF_ITS_OWN and what the earlier one could not say yet, in the
    order of the snapshot. A list of another length is one difference."""
    aside = OF_ITS_OWN | (_LATER - before.keys())
    own = {key: value for key, value in before.items() if key not in aside}
    other = {key: value for key, value in after.items() if key not in aside}
    yield from _between(own, other, path=(), where=())


def record_of(snapshot: Told, unit: str, code: str) -> Path:
    """Return where the record of a unit's measure stands. Raises LookupError."""
    for path, measure in _measures(snapshot):
        if snapshot["units"][path[1]]["key"] == unit and measure["code"] == code:
            return (*path, "record")
    raise LookupError(code)


def rule_of(snapshot: Told, unit: str, *, indicator: int, component: int, place: int) -> Path:
    """Return where a rule stands: the place-th, counted from 1, of a component of the unit's
    item of this indicator. Raises LookupError."""
    for path, item in _items(snapshot):
        if snapshot["units"][path[1]]["key"] != unit or item["indicator"] != indicator:
            continue
        for at, part in enumerate(item["components"]):
            if part["number"] == component and 0 < place <= len(part["rules"]):
                return (*path, "components", at, "rules", place - 1)
    raise LookupError(indicator, component, place)


def decision_of(snapshot: Told, number: str, stage: int) -> Path:
    """Return where the decision on an objection stands. number: as it is shown. Raises
    LookupError."""
    for at, objection in enumerate(snapshot["objections"]):
        for place, decision in enumerate(objection["decisions"]):
            if (objection["number"], decision["stage"]) == (number, stage):
                return ("objections", at, "decisions", place)
    raise LookupError(number, stage)


def is_written_by_correction(
    difference: SnapshotDifference, spot: Path, keys: Collection[str] = OF_A_RECORD
) -> bool:
    """Whether a correction of what stands at this spot makes this difference. keys: what it
    writes there, of a record those of OF_A_RECORD."""
    path, depth = difference.path, len(spot)
    return len(path) > depth and path[:depth] == spot and path[depth] in keys


def _measures(snapshot: Told) -> Iterator[tuple[Path, Told]]:
    for path, item in _items(snapshot):
        for c, component in enumerate(item["components"]):
            for m, measure in enumerate(component["measures"]):
                yield (*path, "components", c, "measures", m), measure


def _items(snapshot: Told) -> Iterator[tuple[Path, Told]]:
    for u, unit in enumerate(snapshot["units"]):
        for s, section in enumerate(unit["sections"]):
            for i, item in enumerate(section["items"]):
                yield ("units", u, "sections", s, "items", i), item


def _between(
    one: Any, other: Any, *, path: Path, where: tuple[str, ...]
) -> Iterator[SnapshotDifference]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from _between(one.get(key), other.get(key), path=(*path, key), where=where)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for at, (own, anew) in enumerate(zip(one, other, strict=True)):
            yield from _between(own, anew, path=(*path, at), where=(*where, *_named(path, own)))
    elif one != other:
        yield SnapshotDifference(path, where, one, other)


def _named(path: Path, part: Any) -> tuple[str, ...]:
    """Return what an entry of a list is called, where it has a name."""
    return (part["name"],) if isinstance(part, dict) and path[-1] in _NAMED else ()
