"""Rules that are not what their words say: marked, and a concern of each difference.

Called whenever rules are written, and again before a table is confirmed or issued:
what was entered before this was asked for is found then.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from assessment.engine import bands
from assessment.engine.types import MeasureKind, RuleKind
from assessment.models import CityTable, Component, Concern, Item, Measure, Rule
from assessment.models.tables import ByHand
from assessment.reader import agreement
from assessment.reader.by_hand import LONGEST_NAME
from assessment.reader.rechecking import CODES, findings_of_rules
from assessment.reader.rereading import CODE as REREAD
from assessment.reader.rereading import item_seen_otherwise
from assessment.reader.types import (
    ComponentReading,
    Finding,
    ItemReading,
    MeasureReading,
    RowPlace,
    RuleReading,
)
from trust import log

UNSETTLED = "unsettled"
#: The opinion that the program itself gives about a phrase that got its rule.
COMPLETED = "已手工补充规则。"


@dataclass
class StoredItem:
    """An item with its rows by their place, and the same as the reader would give it."""

    item: Item
    rows: dict[RowPlace, ByHand]
    reading: ItemReading

    @property
    def by_hand(self) -> set[RowPlace]:
        """The places of rows that a person made, marked or from before there were marks."""
        return {
            place
            for place, row in self.rows.items()
            if row.changed_at or row.reason or (isinstance(row, Rule) and not row.pattern)
        }


def stored_items(items: Iterable[Item]) -> list[StoredItem]:
    """Return items with all that they are made of. Five queries, whatever their number."""
    rows = Item.objects.filter(pk__in=[item.pk for item in items]).prefetch_related(
        "components__measures", "components__rules__measures"
    )
    return [_stored(item) for item in rows.order_by("section__order", "order")]


def _stored(item: Item) -> StoredItem:
    rows: dict[RowPlace, ByHand] = {}
    components = []
    for at, component in enumerate(sorted(item.components.all(), key=lambda c: c.number)):
        rows[RowPlace("component", at)] = component
        measures = sorted(component.measures.all(), key=lambda m: m.order)
        rules = sorted(component.rules.all(), key=lambda r: r.order)
        rows |= {RowPlace("measure", at, index): row for index, row in enumerate(measures)}
        rows |= {RowPlace("rule", at, index): row for index, row in enumerate(rules)}
        components.append(_component(component, measures, rules))
    reading = ItemReading(
        name=item.name,
        text=item.text,
        points=item.points,
        offices=(),
        offices_text="",
        components=tuple(components),
        unsettled=tuple(item.unsettled),
    )
    return StoredItem(item, rows, reading)


def _component(
    component: Component, measures: list[Measure], rules: list[Rule]
) -> ComponentReading:
    position = {measure.pk: at for at, measure in enumerate(measures)}
    return ComponentReading(
        points=component.points,
        measures=tuple(
            MeasureReading(
                key=m.key,
                name=m.name,
                kind=MeasureKind(m.kind),
                unit=m.unit,
                target=m.target,
                places=tuple(m.places),
            )
            for m in measures
        ),
        rules=tuple(
            RuleReading(
                kind=RuleKind(r.kind),
                measures=tuple(sorted(position[m.pk] for m in r.measures.all())),
                step=r.step,
                deduction=r.deduction,
                clause=r.clause,
                start=r.start,
                end=r.end,
                pattern=r.pattern,
                cap=r.cap,
                target=r.target,
                condition=r.condition,
                least=r.least,
                bands=bands.of_json(r.bands),
            )
            for r in rules
        ),
        start=component.start,
        end=component.end,
        cap=component.cap,
    )


# --- Marks --------------------------------------------------------------------------------------


def mark_changed(stored: StoredItem, touched: set[tuple], *, user, reason: str) -> None:
    """Mark the rows just touched that are not what their words say; take the mark from those
    that are. touched: (model, key) of rows. At most two queries a row."""
    unlike = {found.place for found in agreement.differences(stored.reading)}
    for place, row in stored.rows.items():
        if place not in unlike:
            if row.changed_at or row.reason:
                _put_mark(row, user, changed_by=None, changed_as="", changed_at=None, reason="")
        elif (type(row), row.pk) in touched:
            _put_mark(
                row, user, changed_by=user, changed_as=str(user)[:LONGEST_NAME],
                changed_at=timezone.now(), reason=reason,
            )  # fmt: skip


def mark_imported(table: CityTable, marks: dict, actor: log.Actor) -> None:
    """Mark the rows of a table that came with its rules in a file. marks: those of the file,
    by number of the item and place; other rows unlike their words are marked as the file's."""
    items = Item.objects.filter(section__table=table)
    for number, stored in enumerate(stored_items(items)):
        unlike = {found.place for found in agreement.differences(stored.reading)}
        for place, row in stored.rows.items():
            if told := marks.get((number, place)):
                _put_mark(row, actor.account, changed_as=told.by, changed_at=told.at,
                          reason=told.reason)  # fmt: skip
            elif place in unlike:
                _put_mark(row, actor.account, changed_by=actor.account,
                          changed_as=actor.name[:LONGEST_NAME], changed_at=timezone.now(),
                          reason="导入文件")  # fmt: skip


def _put_mark(row: ByHand, user, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row._history_user = user
    row.save(update_fields=list(values))


# --- Concerns -----------------------------------------------------------------------------------


def renew_concerns(table: CityTable, items: Sequence[StoredItem], user) -> list[str]:
    """Make the concerns of the items' rules those that there are now; return what is new.

    One that stays keeps its opinion; one that says something else now is open again; what
    agrees again is gone. Four queries, and two for each that changes.
    """
    held: dict[int, list[Concern]] = defaultdict(list)
    known = table.concerns.filter(item__in=[s.item for s in items], code__in=[*CODES, REREAD])
    for concern in known:
        held[concern.item_id or 0].append(concern)
    return [
        message
        for stored in items
        for message in _Renewal(table, stored, held[stored.item.pk], user=user).done()
    ]


class _Renewal:
    """The concerns of one item on their way to what is found now."""

    def __init__(self, table: CityTable, stored: StoredItem, held: list[Concern], *, user):
        self.table, self.item, self.held, self.user = table, stored.item, held, user
        self.stored = stored
        self.found = findings_of_rules(stored.reading, table.city_name)

    def done(self) -> list[str]:
        left = self._without_those_that_stay()
        new = []
        for finding in left:
            concern = self._taken(
                lambda c, f=finding: (c.code, c.phrase) == (f.code, f.phrase)
            ) or self._taken(lambda c, f=finding: _is_reread(c, f))
            self._put(concern or Concern(table=self.table, item=self.item), finding)
            new.append(finding.message)
        for concern in self._past():
            concern._history_user = self.user
            concern.delete()
        return new

    def _past(self) -> list[Concern]:
        """Return what is found no more; what was decided about words stays on record."""
        seen = {finding.message for finding in self.found}
        if any(concern.code == REREAD for concern in self.held):
            otherwise = item_seen_otherwise(
                self.stored.reading, self.stored.by_hand, self.table.city_name
            )
            seen |= {finding.message for finding in otherwise}
        return [
            concern
            for concern in self.held
            if concern.code != UNSETTLED
            and not (concern.code == REREAD and (concern.settled_at or concern.message in seen))
        ]

    def _without_those_that_stay(self) -> list[Finding]:
        left = []
        for finding in self.found:
            same = self._taken(
                lambda c, f=finding: (c.code, c.phrase, c.message) == (f.code, f.phrase, f.message)
            )
            if same is None:
                if not self._is_known(finding):
                    left.append(finding)
            elif same.settlement == COMPLETED:  # its rule is gone again, or its equal waits
                waiting = self._taken(
                    lambda c, f=finding: (
                        (c.settled_at, c.code, c.phrase) == (None, f.code, f.phrase)
                    )
                )
                self._put(waiting or same, finding)
        return left

    def _is_known(self, finding: Finding) -> bool:
        """Whether a reading anew told of it, and somebody decided or has to before issuing."""
        told = [concern for concern in self.held if _is_reread(concern, finding)]
        return any(concern.settled_at or concern.blocks_issue for concern in told)

    def _taken(self, fits) -> Concern | None:
        """Return the concern that fits, of equal ones one that waits, and hold it no longer."""
        fitting = [concern for concern in self.held if fits(concern)]
        found = min(fitting, key=lambda c: c.settled_at is not None, default=None)
        if found is not None:
            self.held.remove(found)
        return found

    def _put(self, concern: Concern, finding: Finding) -> None:
        concern.severity, concern.code = finding.severity.value, finding.code
        concern.message, concern.phrase = finding.message, finding.phrase
        concern.settled_at = concern.settled_by = None
        concern.settlement = ""
        concern._history_user = self.user
        concern.save()


def _is_reread(concern: Concern, finding: Finding) -> bool:
    """Whether a reading anew told the same, of a rule that is read no more in its own words."""
    if concern.code != REREAD:
        return False
    is_unread = finding.code == "rule_unread" and concern.phrase == finding.phrase
    return is_unread or concern.message == finding.message
