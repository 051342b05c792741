"""人工修改: what in a table was made other than its words say, for page, paper and log."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.collection.shown import shown_target
from assessment.engine.explain import describe_rule
from assessment.exports.tables import as_reading
from assessment.loading import LoadedComponent, LoadedItem, LoadedTable, load_tables
from assessment.models import CityTable
from assessment.reader.by_hand import HandMark
from assessment.reader.rechecking import findings_of_rules
from assessment.reader.types import Finding
from lib.rounding import format_points

#: Findings about the words themselves, of which the import told.
_OF_WORDS_ALONE = {"unsettled", "points_unreadable"}


@dataclass(frozen=True, slots=True)
class HandChange:
    """One row changed by hand. what: the row as it is now; clause: of a rule, else "".
    pk: of its item."""

    item: str
    pk: int
    what: str
    mark: HandMark
    clause: str = ""

    @property
    def told(self) -> str:
        """Return the change in one line: where, what, who, when and why."""
        return f"{self.item} {self.what}：{self.mark.told}"


def hand_changes(table: LoadedTable) -> list[HandChange]:
    """Return all that was changed by hand, in the order of the table. No query."""
    return [change for item in table.items for change in changes_of_item(item)]


def hand_changes_of(table: CityTable) -> list[HandChange]:
    """Seven queries."""
    return hand_changes(load_tables(CityTable.objects.filter(pk=table.pk))[0])


def unlike_words(table: LoadedTable) -> list[Finding]:
    """Return where a stored table's rules are not what its words say. No query."""
    items = as_reading(table).items
    found = (f for item in items for f in findings_of_rules(item, table.city))
    return [finding for finding in found if finding.code not in _OF_WORDS_ALONE]


def changes_of_item(item: LoadedItem) -> Iterator[HandChange]:
    for component in item.components:
        for what, mark, clause in _marked(component):
            place = f"要点{component.number}"
            yield HandChange(item.name, item.pk, f"{place} {what}", mark, clause)


def _marked(component: LoadedComponent) -> Iterator[tuple[str, HandMark, str]]:
    if component.mark:
        points = format_points(component.engine.points)
        cap = component.engine.cap
        most = "" if cap is None else f"，最多扣 {format_points(cap)} 分"
        yield f"分值 {points} 分{most}，规则 {len(component.rules)} 条", component.mark, ""
    for measure in component.measures:
        if measure.mark:
            target = shown_target(measure.engine)
            kind = measure.engine.kind.value
            yield f"测量项“{measure.engine.name}”{target or kind}", measure.mark, ""
    heads = {m.code: m.engine for m in component.measures}
    for rule in component.rules:
        if rule.mark:
            sentence = describe_rule(rule.engine, [heads[code] for code in rule.engine.measures])
            yield f"“{rule.engine.clause}”{sentence}", rule.mark, rule.engine.clause
