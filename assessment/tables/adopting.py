"""Unread phrases that this site settled before in the same wording: offered, taken when asked."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from assessment.actions.agreement import UNSETTLED
from assessment.actions.rules import ComponentEntry
from assessment.actions.settling import is_phrase, lock_items, settle_with_rule
from assessment.engine.types import Policy
from assessment.loading import LoadedTable, load_tables
from assessment.models import CityTable, Concern, KeptWording
from assessment.reader.types import Finding
from assessment.reader.wordings import wording_of
from assessment.tables.examples import RulePreview, preview_rule
from assessment.tables.kept_rules import is_otherwise
from assessment.tables.phrase_forms import PhraseSettling
from lib.signs import whole_number
from trust import log
from trust.refusals import OddRequest, Refused
from trust.versions import check_version, still_there

NOT_OFFERED = "所选的语句无法识别，不是本系统页面所送，没有办理。请返回上一页，刷新后重试。"


@dataclass(frozen=True, slots=True)
class Offer:
    """A phrase that waits, with what is kept of its wording and what that would do here.

    fields: what the form would send. seen: what the person saw of concern, item and wording.
    """

    concern: Concern
    kept: KeptWording
    preview: RulePreview
    fields: dict[str, str]

    @property
    def seen(self) -> str:
        return f"{self.concern.pk}:{self.concern.item.version}:{self.kept.pk}:{self.kept.version}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """An offer as it was seen: whose versions they are, and which."""

    concern: int
    item_version: int
    kept: int
    kept_version: int

    @classmethod
    def from_seen(cls, seen: str) -> "Chosen":
        """Raises OddRequest for what no offer has."""
        numbers = [whole_number(part) for part in seen.split(":")]
        if len(numbers) != len(fields(cls)) or None in numbers:
            raise OddRequest(NOT_OFFERED)
        return cls(*numbers)


def kept_of(concerns: Iterable[Concern]) -> dict[int, KeptWording]:
    """Return what is kept of the concerns' phrases, by concern. One query, none for no phrase."""
    wordings = {concern.pk: wording_of(concern.phrase) for concern in concerns}
    kept = _kept(wordings.values())
    return {pk: kept[wording] for pk, wording in wordings.items() if wording in kept}


def rules_of(kept: dict[int, KeptWording]) -> dict[int, KeptWording]:
    """Return those that make a rule: what was settled as no scoring makes none."""
    return {pk: row for pk, row in kept.items() if row.is_rule}


def count_kept(findings: Iterable[Finding]) -> int:
    """Return how many phrases that nobody read are in a wording that is kept. One query, none
    for no phrase."""
    wordings = [wording_of(f.phrase) for f in findings if f.code == UNSETTLED]
    kept = _kept(wordings)
    return sum(wording in kept for wording in wordings)


def _kept(wordings: Iterable[str]) -> dict[str, KeptWording]:
    asked = set(wordings)
    rows = KeptWording.objects.filter(wording__in=asked) if asked else ()
    return {row.wording: row for row in rows}


def offers(
    table: LoadedTable, waiting: Iterable[Concern], kept: dict[int, KeptWording], *, policy: Policy
) -> list[Offer]:
    """Return what can be taken as it was kept. waiting: phrases. No query."""
    items = {item.pk: item for item in table.items}
    found = []
    for concern in waiting:
        if concern.pk in kept:
            told = PhraseSettling(items[concern.item_id], concern.phrase, kept=kept[concern.pk])
            tried = told.as_proposed()
            if tried.is_valid():
                preview = preview_rule(
                    tried.item, tried.entries(), at=tried.component, policy=policy
                )
                found.append(Offer(concern, kept[concern.pk], preview, told.form.initial))
    return found


def still_otherwise(components: Iterable[ComponentEntry]) -> list[KeptWording]:
    """Return what is kept of the rules' wordings and would propose another rule than they are
    now. One query, none where no rule has words."""
    rules = [rule for component in components for rule in component.rules]
    wordings = {rule.clause: wording_of(rule.clause) for rule in rules if rule.clause}
    kept = {words: row for words, row in _kept(wordings.values()).items() if row.is_rule}
    found = {
        row.pk: row
        for rule in rules
        if (row := kept.get(wordings.get(rule.clause, ""))) and is_otherwise(row, rule)
    }
    return list(found.values())


def adopt(chosen: Sequence[Chosen], *, table: CityTable, user, actor: log.Actor) -> int:
    """Settle phrases as their wordings are kept, all of them or none; return how many.

    Raises Refused, or Outdated where an item or a wording is not as it was seen.
    """
    done: Counter[int] = Counter()
    with log.acting():
        named = table.concerns.filter(pk__in=[one.concern for one in chosen], item__isnull=False)
        lock_items(list(named.values_list("item", flat=True)))
        for one in chosen:
            kept = still_there(KeptWording.objects, one.kept)
            check_version(kept, one.kept_version)
            concern = still_there(table.concerns.select_related("item"), one.concern)
            if (
                not (kept.is_rule and is_phrase(concern))
                or wording_of(concern.phrase) != kept.wording
            ):
                raise OddRequest(NOT_OFFERED)
            loaded = load_tables(CityTable.objects.filter(pk=table.pk))[0]  # with those before
            item = next(item for item in loaded.items if item.pk == concern.item_id)
            settling = PhraseSettling(item, concern.phrase, kept=kept).as_proposed()
            if not settling.is_valid():
                raise Refused(f"“{concern.phrase}”不能照此设定，请单独办理；全部没有保存。")
            settle_with_rule(
                concern=concern, components=settling.entries(),
                version=one.item_version + done[item.pk], reason=settling.reason,
                user=user, actor=actor,
            )  # fmt: skip
            done[item.pk] += 1
    return done.total()
