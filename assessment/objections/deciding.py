"""决定: what an objection comes to, seen before it is taken and carried out exactly as seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from assessment.actions.results import Block, Conflict, Entry
from assessment.collection.shown import shown_value
from assessment.engine.types import MeasureKind
from assessment.models import Objection, ObjectionDecision, ObjectionState, Outcome, Result
from assessment.models.objections import as_kept
from assessment.notices.objections import tell_decided
from assessment.objections import permissions
from assessment.objections.actions import moved_on, taken
from assessment.objections.effect import Impact, effect_of, same_before
from assessment.objections.subjects import subject_of
from assessment.permissions import check_can_correct
from assessment.scores.standing import Standings, standings_of
from cities.substitutes.hands import acting_within
from trust import log
from trust.refusals import Refused

GONE = "申诉所涉的数据或规则在指标表里已不存在（指标表重新导入过），不能决定；请与市州核对。"


class ImpactChanged(Exception):
    """What would come of it is not what the person saw. effect: as it is now."""

    def __init__(self, effect: Impact):
        self.effect = effect
        super().__init__("影响已变")


@dataclass(frozen=True, slots=True)
class Ruling:
    """values: figures by measure code, those that stay as they are left out or equal.
    seal: of the effect that the person saw. without_change: upheld, and no figure corrected."""

    outcome: str
    reason: str
    values: Mapping[str, Decimal | None] = field(default_factory=dict)
    seal: str = ""
    without_change: bool = False


def effect_on(objection: Objection, values: Mapping[str, Decimal | None]) -> Impact:
    """Return what these figures would do to the year's scores. Raises Refused. Eight queries."""
    return _effect(objection, values, standings_of(objection.year))


@log.acting()
def decide_objection(
    *, objection: Objection, choice: Ruling, version: int, user, actor: log.Actor
) -> ObjectionDecision:
    """Decide, at either stage, and correct the figures that the choice names, nothing else.

    Raises Refused, Outdated, or ImpactChanged where figures, rules or ranks are not as they
    were seen. Scores are computed again after the correction: were they not as promised,
    nothing is done.
    """
    objection, step = taken(objection, "decide", version=version, user=user)
    if why := permissions.why_not_the_one_to_decide(user, objection):
        raise Refused(f"{why}没有决定。")
    actor = acting_within(actor, lambda who: step.who(who, objection))
    results = _results_of(objection)
    block = Block(results.values(), user, actor, right=check_can_correct)
    block.lock()
    values = {} if choice.outcome == Outcome.REJECTED else choice.values
    effect = effect_on(objection, values)
    if fault := fault_of(choice, effect, objection):
        raise Refused(f"{fault}没有决定。")
    _check_seen(choice, effect)
    stage = 2 if step.source == ObjectionState.APPEALED else 1
    changes = _correct(block, results, effect, choice=choice, objection=objection)
    if changes:
        _check_promise(effect, standings_of(objection.year))
    return _write_down(
        objection, step, choice, stage=stage, effect=effect, changes=changes, user=user, actor=actor
    )


def fault_of(choice: Ruling, effect: Impact, objection: Objection) -> str:
    """Return why an outcome does not fit what it would change, or an empty string."""
    if not choice.reason.strip():
        return "请写明决定的理由。"
    if choice.outcome == Outcome.REJECTED:
        return ""
    changed = changed_by(effect)
    if not changed:
        return "" if choice.without_change else "所填的数与现在的记录相同；确实不改数据的请勾选。"
    if choice.without_change:
        return "勾选了“不改数据”，所填的数却与记录不同；请核对。"
    return _not_as_claimed(choice.outcome, effect, objection)


def _not_as_claimed(outcome: str, effect: Impact, objection: Objection) -> str:
    subject = effect.subject_after
    if objection.claimed is None:
        is_met = not subject.deduction
        still = f"改后仍扣 {as_kept(subject.deduction)} 分"
    else:
        code = objection.codes[0]
        is_met = changed_by(effect).get(code) == objection.claimed
        still = f"所填的数不是市州要求的（{objection.wanted}）"
    if outcome == Outcome.UPHELD and not is_met:
        return f"{still}；应选“部分成立”，或改正所填的数。"
    if outcome == Outcome.PARTLY and is_met:
        return "所填的数与市州的要求一致；应选“成立”，或改正所填的数。"
    return ""


def changed_by(effect: Impact) -> dict[str, Decimal | None]:
    """Return the figures that differ, by code, as they would become."""
    before = effect.before.of(effect.city).table.facts
    after = effect.after.of(effect.city).table.facts
    codes = {measure.code: measure for measure in effect.subject_before.measures}
    return {
        code: after[code].value if code in after else None
        for code in codes
        if before.get(code) != after.get(code)
    }


def _effect(objection: Objection, values, standings: Standings) -> Impact:
    city = objection.city.key
    standing = standings.of(city)
    subject = subject_of(standing, objection.subject) if standing else None
    if subject is None:
        raise Refused(GONE)
    stands = {measure.code: measure.record.value for measure in subject.measures}
    other = {c: v for c, v in values.items() if c in stands and v != stands[c]}
    return effect_of(standings, city=city, subject=objection.subject, values=other)


def _results_of(objection: Objection) -> dict[str, int]:
    """Return the cells that it may correct, by code. One query."""
    rows = Result.objects.filter(
        measure__component__item__in=permissions.items_of(objection),
        measure__code__in=objection.codes,
    )
    return dict(rows.values_list("measure__code", "pk"))


def _check_seen(choice: Ruling, effect: Impact) -> None:
    if choice.outcome == Outcome.REJECTED:
        if not same_before(choice.seal, effect):
            raise ImpactChanged(effect)
    elif choice.seal != effect.seal:
        raise ImpactChanged(effect)


def _correct(
    block: Block, results: Mapping[str, int], effect: Impact, *, choice: Ruling, objection
) -> list[dict]:
    """Write the figures, and return what was changed as the decision keeps it."""
    becoming = changed_by(effect)
    seen = {measure.code: measure for measure in effect.subject_before.measures}
    by_what = f"据{objection}更正"
    entries = [
        Entry(
            results[code], value, seen[code].record.version, source=by_what,
            action="据申诉更正", reason=f"{by_what}：{choice.reason.strip()}",
        )
        for code, value in becoming.items()
    ]  # fmt: skip
    try:
        block.write(entries)
    except Conflict as conflict:
        raise ImpactChanged(effect) from conflict
    block.confirm([entry.result_id for entry in entries], f"据{objection}决定")
    return [
        _change(seen[code], value, block.rows[results[code]]) for code, value in becoming.items()
    ]


def _change(measure, value: Decimal | None, result: Result) -> dict:
    return {
        "code": measure.code,
        "name": measure.short,
        "unit": measure.engine.unit,
        "kind": measure.engine.kind.value,
        "before": as_kept(measure.record.value),
        "after": as_kept(value),
        "version": result.version,
    }


def _check_promise(effect: Impact, found: Standings) -> None:
    """Raise ImpactChanged unless every city stands as the person was shown."""
    promised = [(c.table.city_key, c.total, c.rank, c.grade) for c in effect.after.cities]
    if [(c.table.city_key, c.total, c.rank, c.grade) for c in found.cities] != promised:
        raise ImpactChanged(effect)


def _write_down(objection, step, choice, *, stage, effect, changes, user, actor):
    own = effect.own
    decision = ObjectionDecision.objects.create(
        objection=objection,
        stage=stage,
        outcome=choice.outcome,
        reason=choice.reason.strip(),
        changes=changes,
        total_before=own.before.total,
        total_after=own.city.total,
        rank_before=own.before.rank,
        rank_after=own.city.rank,
        moved=[_moved(move) for move in effect.others],
        decided_by=user,
        decided_as=actor.standing[:80],
    )
    corrected = {change["code"]: change["after"] for change in changes}
    stood = effect.subject_before.stands | corrected
    more: dict[str, object] = {"stood": stood}
    if stage == 1:
        objection.decided_at = timezone.now()
        window = permissions.window_of(objection.year)
        more["decided_at"] = objection.decided_at
        more["appealable_until"] = permissions.appeal_due(objection, window)
    moved_on(objection, step.target, **more)
    tell_decided(objection, decision, actor)
    log.write(
        actor,
        step.label,
        objection,
        before={"总分": own.before.total, "名次": own.before.rank},
        after={
            "结果": Outcome(choice.outcome).label,
            "数据更正": [told_change(change) for change in changes],
            "总分": own.city.total,
            "名次": own.city.rank,
        },
        reason=decision.reason,
    )
    return decision


def _moved(move) -> dict:
    return {
        "city": move.city.city,
        "total": [str(move.before.total), str(move.city.total)],
        "rank": [move.before.rank, move.city.rank],
    }


def told_change(change: Mapping) -> str:
    """Return a corrected figure in words: «获证率 93 → 96 %»."""
    before, after = (_shown(change[name], change["kind"]) for name in ("before", "after"))
    return f"{change['name']} {before} → {after} {change['unit']}".rstrip()


def moved_told(moved: dict) -> str:
    """Return how a decision moved another city, in words: «岳阳市 第3→4名»."""
    rank, total = moved["rank"], moved["total"]
    told = f"第{rank[0]}→{rank[1]}名" if rank[0] != rank[1] else f"第{rank[0]}名"
    return f"{moved['city']} {told}" + (
        f"，{total[0]}→{total[1]} 分" if total[0] != total[1] else ""
    )


def _shown(kept: str | None, kind: str) -> str:
    return shown_value(None if kept is None else Decimal(kept), MeasureKind(kind)) or "—"
