"""A stored table beside what the reader of today makes of its words.

Rules came from a reader, maybe an earlier one. What this one sees otherwise is told to a
person: nothing is read anew into a table, so no score changes.
"""

from collections.abc import Collection
from dataclasses import replace

from assessment.reader import agreement, checks
from assessment.reader.rechecking import rechecked
from assessment.reader.types import Finding, ItemReading, RowPlace, Severity, TableReading

#: The code of what a reading of stored words anew finds.
CODE = "reread"


def item_seen_otherwise(
    item: ItemReading, by_hand: Collection[RowPlace], city: str
) -> list[Finding]:
    """Return where an item's rules are not what is read now, and phrases that now wait to be
    settled. by_hand: rows that a person made; what was decided of them is not asked again."""
    differing = [
        replace(agreement.finding_of(found, item, city), code=CODE)
        for found in agreement.differences(item)
        if found.place not in by_hand
    ]
    unread = [p for p in agreement.with_unread_phrases(item).unsettled if not _is_told(p, item)]
    waiting = checks.rule_findings(replace(item, unsettled=tuple(unread)), city)
    return [
        *map(_read_before, differing),
        *(replace(found, code=CODE) for found in waiting if found.code == "unsettled"),
    ]


def _is_told(phrase: str, item: ItemReading) -> bool:
    """Whether a phrase is one of those that wait already, cut otherwise or not, or the words of
    a rule, which is compared as such."""
    told = [*item.unsettled, *(rule.clause for c in item.components for rule in c.rules)]
    return any(phrase in other or other in phrase for other in told)


def _read_before(found: Finding) -> Finding:
    """Say of a rule that no pattern reads any more that one did: nobody made it."""
    message = found.message.replace(agreement.BY_HAND, "；以前读作")
    return replace(found, message=message)


def beside_seen_otherwise(table: TableReading) -> list[Finding]:
    """Return what stands in no item of a table and now waits to be settled."""
    return [
        replace(found, code=CODE)
        for found in rechecked(table).findings
        if not found.item and found.severity is Severity.UNSETTLED
    ]
