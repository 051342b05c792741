"""An item's components, measures and rules as a person sets them right by hand.

Everything is written or nothing. Rows that stay keep their codes and records;
rows that go may hold none. What was confirmed has to be confirmed anew; what is not
what the words say is marked with person and reason, and a concern to be settled.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q
from django.utils import timezone

from assessment import permissions
from assessment.actions.agreement import (
    COMPLETED,
    mark_changed,
    renew_concerns,
    stored_items,
)
from assessment.actions.tables import check_not_issued, withdraw_confirmation
from assessment.engine import bands
from assessment.engine.bases import BASES
from assessment.engine.effects import EFFECTS
from assessment.engine.judging import Bounds
from assessment.engine.types import Band, Basis, RuleKind
from assessment.loading.types import mark_of
from assessment.models import Component, Concern, Evidence, Item, Measure, Result, Rule
from assessment.models.tables import ByHand
from assessment.reader import agreement
from assessment.reader.by_hand import LONGEST_REASON
from assessment.reader.rereading import CODE as REREAD
from lib.numerals import plain
from trust import log
from trust.refusals import Refused
from trust.versions import check_version, still_there


@dataclass(frozen=True)
class MeasureEntry:
    """pk None: a new one."""

    pk: int | None
    name: str
    kind: str
    unit: str = ""
    target: Decimal | None = None
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleEntry:
    """measures: positions in the component's measures, from 0."""

    pk: int | None
    kind: str
    measures: tuple[int, ...]
    step: Decimal | None
    deduction: Decimal
    clause: str
    cap: Decimal | None = None
    target: Decimal | None = None
    condition: str = ""
    least: Decimal | None = None
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class ComponentEntry:
    pk: int | None
    points: Decimal
    measures: tuple[MeasureEntry, ...]
    rules: tuple[RuleEntry, ...]
    cap: Decimal | None = None


@log.acting()
def save_item_rules(
    *,
    item: Item,
    components: Sequence[ComponentEntry],
    version: int,
    reason: str,
    user,
    actor: log.Actor,
) -> Item:
    """Put these components in the place of the item's own. Raises Refused or Outdated.

    reason: in one line; it stands beside every row that is then not what its words say.
    """
    permissions.check_can_set_up(user)
    reason = _checked_reason(reason)
    rows = Item.objects.select_for_update(of=("self",))
    item = still_there(rows.select_related("section__table__year", "section__table__city"), item.pk)
    table = item.section.table
    check_not_issued(table)
    if table.year.state in permissions.FROZEN:
        raise Refused(f"{table.year}已审定，计分规则不再改动；没有保存。")
    check_version(item, version)
    before = rules_told(item)
    writer = _RuleWriter(item, user)
    writer.write(components)
    _let_wait_again(writer.touched, user)
    [stored] = stored_items([item])
    mark_changed(stored, writer.touched, user=user, reason=reason)
    stored.reading = agreement.with_unread_phrases(stored.reading)
    item.unsettled = list(stored.reading.unsettled)
    item.version += 1
    item._history_user = user
    item.save(update_fields=["unsettled", "version"])
    _settle_completed(item, user)
    renew_concerns(table, [stored], user)
    withdraw_confirmation(table, user)
    log.write(
        actor,
        "修改计分规则",
        item,
        label=f"{table.year.number} {table.city_name} {item.name}",
        before=before,
        after=rules_told(item),
        reason=reason,
    )
    return item


def saved_words(item: Item) -> str:
    """Return what is said after saving: how much is left to be settled. One query."""
    waiting = item.concerns.filter(settled_at=None).exclude(severity=Concern.Severity.NOTICE)
    told = f"“{item.name}”的计分规则已保存"
    if count := waiting.count():
        return f"{told}；本指标有 {count} 处须核定（见“待核事项”），核定后再确认本表规则。"
    return f"{told}，请重新确认本表规则。"


def _checked_reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Refused("请写明修改理由：依据什么、为什么改；没有保存。")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"修改理由请在 {LONGEST_REASON} 字以内；没有保存。")
    return reason


def rules_told(item: Item) -> list[dict]:
    """Return an item's rules as the log and the page of a conflict tell them. Four queries."""
    rows = item.components.order_by("number").prefetch_related("measures", "rules__measures")
    return [
        {
            "要点": c.number,
            "分值": plain(c.points) + _cap_told(c.cap),
            "测量项": [_measure_told(m) for m in c.measures.all()],
            "规则": [_rule_told(r) for r in c.rules.all()],
        }
        for c in rows
    ]


def _measure_told(measure: Measure) -> str:
    if measure.target is None:
        return f"{measure.name}（{measure.kind}）{_mark_told(measure)}"
    target = f"目标 {plain(measure.target)} {measure.unit}".rstrip()
    return f"{measure.name}（{measure.kind}，{target}）{_mark_told(measure)}"


def _mark_told(row: ByHand) -> str:
    mark = mark_of(row.changed_as, row.changed_at, row.reason)
    return f"［人工修改：{mark.told}］" if mark else ""


def _rule_told(rule: Rule) -> str:
    names = "、".join(m.name for m in rule.measures.all())
    step = "" if rule.step is None else f"，每档 {plain(rule.step)}"
    word = BASES[RuleKind(rule.kind).basis].bar
    bar = "" if rule.target is None else f"，{word} {plain(rule.target)}"
    verb = EFFECTS[RuleKind(rule.kind).effect].verb
    told = f"，{_points_told(rule, verb)}{_cap_told(rule.cap, verb)}" if verb else ""
    told += f"，限定：{rule.condition}" if rule.condition else ""
    return f"{rule.get_kind_display()}：{names}{bar}{step}{told}{_mark_told(rule)}"


def _points_told(rule: Rule, verb: str) -> str:
    match RuleKind(rule.kind).basis:
        case Basis.JUDGED:
            bounds = Bounds.of(rule.least, rule.deduction, step=rule.step).told
            return f"{verb} {bounds}" if bounds else f"{verb}分"
        case Basis.TIER | Basis.PLACE:
            tiers = bands.of_json(rule.bands)
            return "；".join(
                bands.spaced(bands.told(b), f"{verb} {plain(b.points)} 分") for b in tiers
            )
    return f"{verb} {plain(rule.deduction)} 分"


def _cap_told(cap: Decimal | None, verb: str = "扣") -> str:
    return "" if cap is None else f"，最多{verb} {plain(cap)} 分"


def _settle_completed(item: Item, user) -> None:
    """A phrase that has its rule now needs no further word."""
    waiting = item.concerns.filter(severity=Concern.Severity.UNSETTLED, settled_at=None)
    for concern in waiting.exclude(phrase="").exclude(code__in=[*agreement.CODES, REREAD]):
        if not any(concern.phrase in left or left in concern.phrase for left in item.unsettled):
            concern.settled_at, concern.settled_by = timezone.now(), user
            concern.settlement = COMPLETED
            concern._history_user = user
            concern.save(update_fields=["settled_at", "settled_by", "settlement"])


def _let_wait_again(touched: Iterable[tuple], user) -> None:
    """What a second person agreed to was judged by the rule as it stood. One query, and two for
    each figure that waits again."""
    rules = [pk for model, pk in touched if model is Rule]
    components = [pk for model, pk in touched if model is Component]
    judged = Q(measure__rules__in=rules) | Q(measure__component__in=components)
    confirmed = Result.objects.filter(judged, confirmed_version=F("version")).distinct()
    for result in confirmed:
        result.confirmed_version = None
        result._history_user = user
        result.save(update_fields=["confirmed_version"])


class _RuleWriter:
    """Writes the rows of one item; holds what all of them need. touched: what changed."""

    def __init__(self, item: Item, user):
        self.item = item
        self.user = user
        self.touched: set[tuple] = set()
        self.components = {c.pk: c for c in item.components.all()}
        self.measures = {m.pk: m for m in Measure.objects.filter(component__item=item)}
        self.rules = {r.pk: r for r in Rule.objects.filter(component__item=item)}

    def write(self, entries: Sequence[ComponentEntry]) -> None:
        self._check_known(entries)
        self._remove_missing(entries)
        # Those that stay come first and in their order, so that numbers only move down.
        staying = [e for e in entries if e.pk is not None]
        staying.sort(key=lambda e: self.components[e.pk or 0].number)
        for number, entry in enumerate([*staying, *(e for e in entries if e.pk is None)], 1):
            self._component(number, entry)

    def _check_known(self, entries: Sequence[ComponentEntry]) -> None:
        """Refuse keys of other items' rows, and rows moved between components."""
        for entry in entries:
            ours = entry.pk is None or entry.pk in self.components
            for held, rows in ((self.measures, entry.measures), (self.rules, entry.rules)):
                ours &= all(
                    row.pk is None or (row.pk in held and held[row.pk].component_id == entry.pk)
                    for row in rows
                )
            if not ours:
                raise Refused("提交的内容与本指标不符，没有保存；请刷新页面后重新填写。")

    def _remove_missing(self, entries: Sequence[ComponentEntry]) -> None:
        kept_measures = {m.pk for e in entries for m in e.measures}
        going = [m for pk, m in self.measures.items() if pk not in kept_measures]
        self._check_unrecorded(going, "不能删除")
        kept_rules = {r.pk for e in entries for r in e.rules}
        kept = {e.pk for e in entries}
        doomed = [
            *(r for pk, r in self.rules.items() if pk not in kept_rules),
            *going,
            *(c for pk, c in self.components.items() if pk not in kept),
        ]
        for row in doomed:
            self.touched.add((Component, getattr(row, "component_id", row.pk)))
            row._history_user = self.user
            row.delete()

    def _check_unrecorded(self, measures: Iterable[Measure], refusal: str) -> None:
        measures = list(measures)
        held = Result.objects.filter(measure__in=measures)
        holding = held.exclude(value=None, remark="") | held.filter(
            pk__in=Evidence.objects.filter(result__measure__in=measures).values("result")
        )
        if names := sorted(set(holding.values_list("measure__name", flat=True))):
            raise Refused(
                f"“{'”“'.join(names)}”已有采集结果，{refusal}；请先由责任处室清空有关结果。没有保存。"
            )

    def _component(self, number: int, entry: ComponentEntry) -> None:
        row = self.components.get(entry.pk or 0) or Component(item=self.item)
        start, end = row.start, row.end
        if not end:
            start, end = self._span(entry)
        self._put(row, number=number, points=entry.points, cap=entry.cap, start=start, end=end)
        measures = [
            self._measure(row, order, told)
            for order, told in self._ordered(entry.measures, self.measures)
        ]
        by_entry = {id(told): m for told, m in measures}
        for order, told in self._ordered(entry.rules, self.rules):
            self._rule(
                row, order, told, measures=[by_entry[id(entry.measures[p])] for p in told.measures]
            )

    @staticmethod
    def _ordered(entries, held):
        """Pair each entry with its place: those that stay as they stood, new ones behind."""
        staying = sorted((e for e in entries if e.pk), key=lambda e: held[e.pk].order)
        return enumerate([*staying, *(e for e in entries if not e.pk)], 1)

    def _measure(self, component: Component, order: int, told: MeasureEntry):
        row = self.measures.get(told.pk or 0)
        if row is not None and row.kind != told.kind:
            self._check_unrecorded([row], "不能改变类型")
        if row is not None and tuple(row.places) != told.places:
            self._check_unrecorded([row], "不能改变列名对象")
        is_new = row is None
        if row is None:
            code = self._new_code(component)
            row = Measure(component=component, key=told.name, code=code)
        self._put(
            row,
            order=order,
            name=told.name,
            kind=told.kind,
            unit=told.unit,
            target=told.target,
            places=list(told.places),
        )
        if is_new:
            Result.objects.create(measure=row)
        return told, row

    def _rule(self, component, order, told: RuleEntry, *, measures: list[Measure]) -> None:
        row = self.rules.get(told.pk or 0) or Rule(component=component)
        start = self._where(told.clause)
        if row.clause == told.clause:
            start = row.start  # the phrase may stand twice; the reader knew which
        stands = told.clause in self.item.text  # else in a note below the table
        self._put(
            row,
            order=order,
            kind=told.kind,
            step=told.step,
            deduction=told.deduction,
            cap=told.cap,
            target=told.target,
            condition=told.condition,
            least=told.least,
            bands=bands.as_json(told.bands),
            clause=told.clause,
            start=start if stands else 0,
            end=start + len(told.clause) if stands else 0,
        )
        self.rules[row.pk] = row
        if {m.pk for m in measures} != set(row.measures.values_list("pk", flat=True)):
            row.measures.set(measures)
            self.touched.add((Rule, row.pk))

    def _where(self, clause: str) -> int:
        """Return where the clause stands; of several places the first without a rule."""
        taken = {rule.start for rule in self.rules.values() if rule.clause == clause}
        found = (
            [m.start() for m in re.finditer(re.escape(clause), self.item.text)] if clause else []
        )
        return next((at for at in found if at not in taken), self.item.text.find(clause))

    def _put(self, row, **values) -> None:
        """Save a row if anything differs, with its history."""
        if row.pk and all(getattr(row, name) == value for name, value in values.items()):
            return
        for name, value in values.items():
            setattr(row, name, value)
        row._history_user = self.user
        row.save()
        self.touched.add((type(row), row.pk))

    def _span(self, entry: ComponentEntry) -> tuple[int, int]:
        """Return the part of the text that a new component's clauses cover."""
        found = [(self.item.text.find(r.clause), len(r.clause)) for r in entry.rules]
        found = [(at, at + size) for at, size in found if at >= 0 and size]
        return (min(a for a, _ in found), max(b for _, b in found)) if found else (0, 0)

    def _new_code(self, component: Component) -> str:
        """Return a code that no measure bears or ever bore: 430100-03-2-4."""
        stem = f"{self._code_of_row()}-{component.number}-"
        borne = {
            *Measure.objects.filter(code__startswith=stem).values_list("code", flat=True),
            *Measure.history.filter(code__startswith=stem).values_list("code", flat=True),
        }
        number = 1
        while f"{stem}{number}" in borne:
            number += 1
        return f"{stem}{number}"

    def _code_of_row(self) -> str:
        """Return what the item's codes begin with: the city and the row of the table."""
        for measure in self.measures.values():
            return measure.code.rsplit("-", 2)[0]
        table = self.item.section.table
        rows = Item.objects.filter(section__table=table).order_by("section__order", "order")
        row = list(rows.values_list("pk", flat=True)).index(self.item.pk) + 1
        return f"{table.city.key}-{row:02d}"
