"""A phrase that nobody could read gets its rule by hand, and is settled by that in one act."""

import re
from collections.abc import Collection, Mapping, Sequence

from django.utils import timezone

from assessment import permissions
from assessment.actions.agreement import COMPLETED, UNSETTLED, stored_items
from assessment.actions.rules import ComponentEntry, RuleEntry, save_item_rules
from assessment.actions.tables import check_not_settled, open_for_settling
from assessment.actions.wordings import keep_wording
from assessment.engine.bands import as_json
from assessment.engine.types import Effect, RuleKind
from assessment.models import Concern, Item, Rule
from assessment.reader.rule_words import figures_unlike_words
from trust import log
from trust.refusals import Refused
from trust.versions import still_there

RULE_UNREAD, CLAUSE_MISSING, NOTE = "rule_unread", "clause_missing", "note_unsettled"
#: What a rule from outside the items may do: their points are theirs.
BEYOND = (Effect.BONUS, Effect.VETO)
#: What tells a second measure of a name from the first.
_NUMBER = re.compile(r"（\d+）$")


def is_phrase(concern: Concern) -> bool:
    """Say whether the concern is a phrase of an item that may get a rule. At most one query."""
    return (
        concern.code == UNSETTLED
        and concern.item is not None
        and concern.phrase in concern.item.text
    )


def is_note(concern: Concern) -> bool:
    """Say whether the concern is a note outside the items that may get a rule. No query."""
    return concern.code == NOTE and concern.item_id is None


def lock_items(pks: Collection[int]) -> None:
    """Keep others from items and from what waits of them until the action ends. To be called
    first, with all of them: who settles several, who settles one and who reads the table again
    then meet in one order. Two queries.
    """
    for rows in (Item.objects.filter(pk__in=pks), Concern.objects.filter(item__in=pks)):
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


@log.acting()
def settle_with_rule(
    *,
    concern: Concern,
    components: Sequence[ComponentEntry],
    version: int,
    reason: str,
    user,
    actor: log.Actor,
    keep: Mapping[str, str] | None = None,
) -> Concern:
    """Save the item's components, of which one has the phrase's rule now, and settle the phrase.

    That the words cannot be read is settled too, by the reason, as whoever made the rule saw
    its sentence beside them; a figure that is not the words' own still waits to be looked at.
    version: the item's. keep: as what the wording is kept for this site, if it is.
    Raises Refused or Outdated.
    """
    permissions.check_can_set_up(user)
    if concern.item is None:
        raise Refused("这一处不在任何一项指标里，不能设定规则；请写明核定意见。没有保存。")
    if not any(rule.clause == concern.phrase for c in components for rule in c.rules):
        raise Refused(f"没有为“{concern.phrase}”设定规则；没有保存。")
    lock_items([concern.item.pk])
    item = still_there(Item.objects.all(), concern.item.pk)
    concern = open_for_settling(concern, user)
    check_not_settled(concern)
    item = save_item_rules(
        item=item, components=components, version=version, reason=reason, user=user,
        actor=actor,
    )  # fmt: skip
    concern.refresh_from_db()
    if concern.settled_at is None:  # the phrase stands elsewhere in the item too
        _settle(concern, COMPLETED, user)
    _settle_as_seen(item, concern.phrase, reason=reason, user=user)
    if keep is not None:
        place = f"{concern.table.year.number} {concern.table.city_name} {item.name}"
        keep_wording(phrase=concern.phrase, values=keep, source=place, user=user, actor=actor)
    return concern


@log.acting()
def settle_note_with_rule(
    *,
    concern: Concern,
    item: Item,
    clause: str,
    components: Sequence[ComponentEntry],
    version: int,
    reason: str,
    is_whole: bool,
    user,
    actor: log.Actor,
) -> Concern:
    """Save an item's components, of which one has a rule for words of a note, and settle the
    note where they are the whole of what it scores.

    That the words stand outside the item and cannot be read is settled by the reason.
    Raises Refused or Outdated.
    """
    permissions.check_can_set_up(user)
    made = [rule for c in components for rule in c.rules if rule.clause == clause]
    if not is_note(concern) or clause not in concern.phrase or not made:
        raise Refused("没有为这条备注设定规则；没有保存。")
    if any(RuleKind(rule.kind).effect not in BEYOND for rule in made):
        raise Refused("表外的备注只能设定加分或否决；没有保存。")
    lock_items([item.pk])
    item = still_there(Item.objects.filter(section__table=concern.table_id), item.pk)
    concern = open_for_settling(concern, user)
    check_not_settled(concern)
    for component in components:
        for rule in component.rules:
            if rule.pk is None and rule.clause == clause:
                _check_not_made(concern, component, rule)
    item = save_item_rules(
        item=item, components=components, version=version, reason=reason, user=user,
        actor=actor,
    )  # fmt: skip
    for missing in item.concerns.filter(code=CLAUSE_MISSING, phrase=clause, settled_at=None):
        _settle(missing, f"写在表外的备注里：{reason}", user)
    _settle_as_seen(item, clause, reason=reason, user=user)
    if is_whole:
        _settle(concern, f"已在“{item.name}”设定规则：{reason}", user)
    return concern


def _check_not_made(concern: Concern, component: ComponentEntry, rule: RuleEntry) -> None:
    """Refuse a new rule for words of a note that some item has just so: sent twice, or by two
    people at once, it would count twice. Two queries; to be called once the item is locked."""
    same = Rule.objects.filter(
        component__item__section__table=concern.table_id,
        end=0,
        clause=rule.clause,
        kind=rule.kind,
        step=rule.step,
        deduction=rule.deduction,
        target=rule.target,
        bands=as_json(rule.bands),
    )
    names = {_NUMBER.sub("", component.measures[at].name) for at in rule.measures}
    for made in same.select_related("component__item").prefetch_related("measures"):
        if {_NUMBER.sub("", measure.name) for measure in made.measures.all()} == names:
            name = made.component.item.name
            raise Refused(f"“{rule.clause}”已在“{name}”设定同样的规则，没有再设一次。")


def _settle_as_seen(item: Item, phrase: str, *, reason: str, user) -> None:
    """Settle that the rules of a phrase are not read from its words. Seven queries."""
    [stored] = stored_items([item])
    rules = [r for c in stored.reading.components for r in c.rules if r.clause == phrase]
    if any(doubt for rule in rules for doubt in figures_unlike_words(rule)):
        return
    for concern in item.concerns.filter(code=RULE_UNREAD, phrase=phrase, settled_at=None):
        _settle(concern, f"按预览的规则设定：{reason}", user)


def _settle(concern: Concern, settlement: str, user) -> None:
    concern.settled_at, concern.settled_by = timezone.now(), user
    concern.settlement = settlement
    concern._history_user = user
    concern.save(update_fields=["settled_at", "settled_by", "settlement"])
