"""Stored tables read again by today's reader: what it sees otherwise waits for a person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assessment import permissions
from assessment.actions.agreement import stored_items
from assessment.exports.tables import reading_of
from assessment.models import CityTable, Concern, Item
from assessment.reader.rereading import CODE, beside_seen_otherwise, item_seen_otherwise
from assessment.reader.types import Finding, Severity
from trust import log
from trust.versions import still_there


@dataclass(frozen=True)
class Reread:
    """What a reading anew gave. new: sentences that nobody was told of yet; of a frozen year
    they are not kept. told: how many were. gone: what is seen as stored again."""

    year: int
    city: str
    is_frozen: bool
    new: tuple[str, ...]
    told: int
    gone: tuple[str, ...]


@log.acting()
def reread_table(*, table: CityTable, actor: log.Actor) -> Reread:
    """Read a table again and keep what is new as its concerns; again adds nothing.

    What somebody settled does not come back, what is seen as stored again goes. Of an issued
    table they are notices, as its rules are not changed; of a year that is decided nothing is
    kept. No rule and no score changes. Sixteen queries, and two for each concern that changes.
    """
    concerns = Concern.objects.filter(table=table.pk).order_by("pk")
    list(concerns.select_for_update().values_list("pk"))  # before the table, as lock_tables does
    rows = CityTable.objects.select_for_update(of=("self",)).select_related("year")
    table = still_there(rows, table.pk)
    is_frozen = table.year.state in permissions.FROZEN
    kept = _Kept(table, list(concerns))
    found = list(_found(table))
    fresh = [(item, finding) for item, finding in found if kept.concern_of(item, finding) is None]
    gone = kept.unlike(found)
    new, past = [f.message for _, f in fresh], [concern.message for concern in gone]
    if not is_frozen:
        raised = kept.raised(found)
        kept.put(fresh)
        for concern in gone:
            concern.delete()
        changes = {"待核事项": new, "级别已变": raised, "不再不同": past}
        if any(changes.values()):
            log.write(actor, "重读指标表", table, after={k: v for k, v in changes.items() if v})
    return Reread(
        year=table.year.number,
        city=table.city_name,
        is_frozen=is_frozen,
        new=tuple(new),
        told=len(found) - len(fresh),
        gone=tuple(past) if not is_frozen else (),
    )


Found = tuple[Item | None, Finding]


def _found(table: CityTable) -> Iterable[Found]:
    """Yield what is seen otherwise, as it blocks or does not block the table."""
    for item, finding in _seen(table):
        yield item, replace(finding, severity=Severity.NOTICE) if table.is_issued else finding


def _seen(table: CityTable) -> Iterable[Found]:
    for stored in stored_items(Item.objects.filter(section__table=table)):
        for finding in item_seen_otherwise(stored.reading, stored.by_hand, table.city_name):
            yield stored.item, finding
    reading, _ = reading_of(table)
    for finding in beside_seen_otherwise(reading):
        yield None, finding


class _Kept:
    """The concerns of a table that stand, by what they say."""

    def __init__(self, table: CityTable, concerns: list[Concern]) -> None:
        self.table, self.concerns = table, concerns

    def concern_of(self, item: Item | None, finding: Finding) -> Concern | None:
        """Return the concern that tells of a finding already, from whichever reading."""
        own = [c for c in self.concerns if c.item_id == (item.pk if item else None)]
        return next((c for c in own if _tells(c, finding)), None)

    def unlike(self, found: Iterable[Found]) -> list[Concern]:
        """Return the open concerns of an earlier reading anew that is not confirmed by this."""
        told = {(item.pk if item else None, finding.message) for item, finding in found}
        open_ones = [c for c in self.concerns if c.code == CODE and c.settled_at is None]
        return [c for c in open_ones if (c.item_id, c.message) not in told]

    def raised(self, found: Iterable[Found]) -> list[str]:
        """Make what stands as weighty as it is now: it blocks a table that is issued no more.
        Return what changed."""
        changed = []
        for item, finding in found:
            held = self.concern_of(item, finding)
            if held and held.code == CODE and held.severity != finding.severity.value:
                held.severity = finding.severity.value
                held.save(update_fields=["severity"])
                changed.append(held.message)
        return changed

    def put(self, fresh: Iterable[Found]) -> None:
        for item, finding in fresh:
            Concern.objects.create(
                table=self.table,
                item=item,
                severity=finding.severity.value,
                code=CODE,
                message=finding.message,
                phrase=finding.phrase,
            )


def _tells(concern: Concern, finding: Finding) -> bool:
    if concern.message == finding.message:
        return True
    return concern.code != CODE and _is_of_phrase(concern) and concern.phrase == finding.phrase


def _is_of_phrase(concern: Concern) -> bool:
    """Whether a concern is about words that wait to be settled, whatever is said of them."""
    return concern.code == "unsettled" or concern.code.endswith("_unsettled")
