"""Words of a table told of the new year, or by a place's new name, with all that rests on them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessment import permissions
from assessment.actions.agreement import renew_concerns, stored_items
from assessment.actions.settling import lock_items
from assessment.actions.tables import (
    check_not_settled,
    open_for_settling,
    settle_concern,
    withdraw_confirmation,
)
from assessment.models import CityTable, Component, Concern, Item, Measure, Rule
from assessment.next_year.concerns import CODES, YEAR_NAMED, NewName, new_names
from assessment.reader.year_words import clauses_at, mentions_in, moved_on
from trust import log
from trust.refusals import Refused

AS_IT_STANDS = "照原文，本年度不改。"


@dataclass(frozen=True, slots=True)
class Rewording:
    """One wording for another. spans: where a text has the first; by: of years, how many on."""

    old: str
    new: str
    spans: Callable[[str], list[tuple[int, int]]]
    by: int = 0

    def of(self, text: str) -> str:
        """Return a text with the new words where the old ones stood."""
        told, last = [], 0
        for start, end in self.spans(text):
            told += [text[last:start], self.new]
            last = end
        return "".join([*told, text[last:]])

    def place(self, text: str, at: int) -> int:
        """Return where a place of the text is once it is reworded; within the old words, where
        the new ones end at the latest."""
        moved = at
        for start, end in self.spans(text):
            if end <= at:
                moved += len(self.new) - len(self.old)
            elif start < at:
                moved -= max(0, at - start - len(self.new))
        return moved

    def of_name(self, name: str) -> str:
        """Return what a measure is called: its name is words of the text, or a part of them."""
        if self.old in name:
            return name.replace(self.old, self.new)
        return moved_on(name, self.by) if self.by and name in self.old else name


@log.acting()
def decide_words(*, pks: Sequence[int], rewords: bool, user, actor: log.Actor) -> int:
    """Settle what was asked of words that came from another year, all of it or none; return how
    many. rewords: the proposed words take their place, in the text and in what rests on it.

    Raises Refused.
    """
    permissions.check_can_set_up(user)
    rows = Concern.objects.filter(pk__in=pks, code__in=CODES)
    rows = list(rows.select_related("table__year").order_by("pk"))
    if not rows or len(rows) < len(pks):
        raise Refused("所选的事项已不存在，没有办理；请刷新页面后重试。")
    lock_items([row.item_id for row in rows if row.item_id])
    for row in rows:
        concern = open_for_settling(row, user)
        check_not_settled(concern)
        settlement = AS_IT_STANDS
        if rewords:
            told = rewording_of(concern)
            if told is None:
                raise Refused(f"“{concern.phrase}”没有可改写的写法，没有办理；请写明核定意见。")
            _reword(concern, told, user=user, actor=actor)
            settlement = f"已改写为“{told.new}”。"
        settle_concern(concern=concern, settlement=settlement, user=user, actor=actor)
    return len(rows)


def rewording_of(
    concern: Concern, names: Mapping[int, Sequence[NewName]] | None = None
) -> Rewording | None:
    """Return what is proposed, None where nothing is. names: as new_names gives them; without
    them three queries for a place's name."""
    year, old = concern.table.year, concern.phrase
    if concern.code == YEAR_NAMED:
        by = year.number - (year.cloned_from or year.number)
        new = next((told.proposal for told in mentions_in(old, by)), "")
        return Rewording(old, new, lambda text: clauses_at(text, old), by) if new else None
    city = concern.table.city_id
    named = (new_names(year.number, [city]) if names is None else names)[city]
    new = next((name.new for name in named if name.old == old), "")
    return Rewording(old, new, lambda text: _names_at(text, old, new)) if new else None


def _names_at(text: str, old: str, new: str) -> list[tuple[int, int]]:
    """Return where the old name stands, but for where it is a part of the new one."""
    taken = [found.span() for found in re.finditer(re.escape(new), text)]
    found = (found.span() for found in re.finditer(re.escape(old), text))
    return [span for span in found if not any(a <= span[0] and span[1] <= b for a, b in taken)]


def _reword(concern: Concern, told: Rewording, *, user, actor: log.Actor) -> None:
    table = concern.table
    if concern.item_id is None:
        _reword_head(table, told, user=user, actor=actor)
    else:
        item = Item.objects.get(pk=concern.item_id)
        before = item.text
        _reword_item(item, told, user)
        _reword_concerns(item, told, done=concern, user=user)
        log.write(
            actor, "改写原文", item, label=f"{table.year.number} {table.city_name} {item.name}",
            before={"原文": before}, after={"原文": item.text},
        )  # fmt: skip
        renew_concerns(table, stored_items([item]), user)
    withdraw_confirmation(CityTable.objects.get(pk=table.pk), user)


def _reword_head(table: CityTable, told: Rewording, *, user, actor: log.Actor) -> None:
    before = {"标题": table.title, "名称": table.city_name, "表下注": table.notes}
    table.notes = [told.of(note) for note in table.notes]
    if not told.by:
        table.title, table.city_name = told.of(table.title), told.of(table.city_name)
    table._history_user = user
    table.save(update_fields=["title", "city_name", "notes"])
    after = {"标题": table.title, "名称": table.city_name, "表下注": table.notes}
    log.write(actor, "改写原文", table, before=before, after=after)


def _reword_item(item: Item, told: Rewording, user) -> None:
    text = item.text
    components = Component.objects.filter(item=item)
    for component in components:
        _move(component, text, told)
        _save(component, ["start", "end"], user)
    for rule in Rule.objects.filter(component__in=components):
        stands = rule.end > 0 and text[rule.start : rule.end] == rule.clause
        _move(rule, text, told)
        rule.clause = (
            told.of(text)[rule.start : rule.end]
            if stands
            else rule.clause.replace(told.old, told.new)
        )
        rule.condition = rule.condition.replace(told.old, told.new)
        _save(rule, ["start", "end", "clause", "condition"], user)
    for measure in Measure.objects.filter(component__in=components):
        names = ("name", "key")
        for name in names:
            setattr(measure, name, told.of_name(getattr(measure, name)))
        measure.places = [told.of_name(place) for place in measure.places]
        _save(measure, [*names, "places"], user)
    item.text = told.of(text)
    item.unsettled = [phrase.replace(told.old, told.new) for phrase in item.unsettled]
    item.version += 1
    _save(item, ["text", "unsettled", "version"], user)


def _move(row: Component | Rule, text: str, told: Rewording) -> None:
    row.start, row.end = told.place(text, row.start), told.place(text, row.end)


def _reword_concerns(item: Item, told: Rewording, *, done: Concern, user) -> None:
    """What else waits of the item quotes its words as they are now."""
    for concern in _quoting(item, told.old, done):
        concern.phrase = concern.phrase.replace(told.old, told.new)
        concern.message = concern.message.replace(told.old, told.new)
        _save(concern, ["phrase", "message"], user)


def _quoting(item: Item, words: str, done: Concern) -> Iterable[Concern]:
    held = item.concerns.exclude(pk=done.pk).exclude(code__in=CODES)
    return held.filter(phrase__contains=words) | held.filter(message__contains=words)


def _save(row, fields: list[str], user) -> None:
    row._history_user = user
    row.save(update_fields=fields)
