"""Objections beside what they are about, on a city's card and in a cell's history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.loading import LoadedItem
from assessment.models import Objection, ObjectionState
from assessment.objections.subjects import deduction_key, figure_key
from assessment.scores.derivations import ComponentRow, ItemRow

KINDS = {
    ObjectionState.FILED: "todo",
    ObjectionState.ANSWERED: "active",
    ObjectionState.APPEALED: "todo",
    ObjectionState.DECIDED: "done",
    ObjectionState.REDECIDED: "done",
    ObjectionState.WITHDRAWN: "idle",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """kind: of components/state_badge.html."""

    number: int
    shown: str
    state: str
    kind: str
    is_open: bool


class MarksBeside(tuple[Mark, ...]):
    """Those to one thing."""

    @property
    def is_open(self) -> bool:
        """Whether one of them is: then there is no second one to be filed."""
        return any(mark.is_open for mark in self)


Marks = Mapping[str, Sequence[Mark]]
NO_MARKS: Marks = {}


def mark_of(objection: Objection) -> Mark:
    """Needs year and decisions loaded."""
    state = objection.get_state_display()
    if decisions := list(objection.decisions.all()):
        state = f"{state}：{decisions[-1].get_outcome_display()}"
    kind = KINDS[ObjectionState(objection.state)]
    return Mark(objection.number, str(objection), state, kind, objection.is_open)


def marks_of(objections: Iterable[Objection]) -> Marks:
    """Return the marks by what the objections are about."""
    found: dict[str, list[Mark]] = defaultdict(list)
    for objection in objections:
        found[objection.subject].append(mark_of(objection))
    return found


def marked(row: ItemRow, marks: Marks) -> ItemRow:
    """Return a card's row with the objections to its figures and deductions."""
    pairs = zip(row.components, row.item.components, strict=True)
    return replace(row, components=tuple(_marked(*pair, row.item, marks=marks) for pair in pairs))


def _marked(row: ComponentRow, loaded, item: LoadedItem, *, marks: Marks) -> ComponentRow:
    records = tuple(
        replace(record, objections=MarksBeside(marks.get(figure_key(measure), ())))
        for record, measure in zip(row.records, loaded.measures, strict=True)
    )
    lines = tuple(
        replace(
            line,
            pk=rule.pk,
            objections=MarksBeside(marks.get(deduction_key(item, loaded, rule), ())),
        )
        for line, rule in zip(row.lines, loaded.rules, strict=True)
    )
    return replace(row, records=records, lines=lines)
