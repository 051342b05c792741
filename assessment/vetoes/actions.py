"""否决决定: proposed by one person, confirmed by another; lifted in the same way.

Each action locks the year first, so that it and the steps of the year wait for one another. What
a decision comes to is a figure in the cell of its rule, written as any other.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Min

from assessment.actions.results import Block, Entry
from assessment.by_two import deciding as by_two
from assessment.by_two.permissions import may_act
from assessment.models import (
    CityTable,
    Incident,
    Result,
    VetoDecision,
    VetoState,
)
from assessment.notices import vetoes as notices
from assessment.vetoes import permissions
from assessment.vetoes.rules import Vetoable
from cities.substitutes.hands import acting_within
from trust import log
from trust.refusals import Refused

DECIDED = "否决决定："
NOTHING = "没有办理。"
GONE = "所依据的否决条款在指标表里已不存在（指标表重新导入过）；" + NOTHING
_S = VetoState


@dataclass(frozen=True, slots=True)
class Ground:
    """What a veto rests on: an incident of the register, a document, or both."""

    words: str
    incident: Incident | None = None
    document: str = ""


@log.acting()
def propose_veto(
    *, table: CityTable, vetoable: Vetoable, ground: Ground, user, actor: log.Actor
) -> VetoDecision:
    """Propose that a veto of a city's table holds. Raises Refused.

    table: with its year. Nothing changes before another person confirms it.
    """
    year = by_two.locked_year(table.year)
    if why := permissions.why_not_propose(user, year):
        raise Refused(f"{why}没有提出。")
    decision = VetoDecision(
        year=year,
        city_id=table.city_id,
        city_name=table.city_name,
        indicator_id=vetoable.item.indicator_id,
        item_name=vetoable.item.name,
        code=vetoable.code,
        rule_kind=vetoable.rule.engine.kind.value,
        clause=vetoable.clause,
        incident=ground.incident,
        document=ground.document.strip(),
        ground=ground.words.strip(),
        proposed_by=user,
    )
    if not may_act(user, decision):
        raise Refused(f"“{decision.item_name}”不由本处室采集，不能提出否决；没有提出。")
    actor = acting_within(actor, lambda who: may_act(who, decision))
    decision.proposed_as = actor.standing[:80]
    _check_ground(decision, ground)
    _check_new(decision)
    permissions.check_can_decide(_cell_of(decision))
    by_two.propose(decision, _KIND, reason=decision.ground, actor=actor)
    return decision


@log.acting()
def answer_veto(
    *, decision: VetoDecision, agrees: bool, answer: str, version: int, user, actor: log.Actor
) -> VetoDecision:
    """Confirm a proposal, so that the veto holds, or decline it with a reason, as another person
    than who proposed it. Raises Refused, Outdated or Conflict."""
    held = by_two.take(decision, _KIND, _S.PROPOSED, version=version, user=user, actor=actor)
    by_two.check_answer(held, agrees=agrees, answer=answer)
    if agrees:
        _let_hold(held)
    return by_two.answer_proposed(held, agrees=agrees, answer=answer, more=["before"])


def _let_hold(held: by_two.Held) -> None:
    """Write the cell, and keep what it said before. Raises Refused or Conflict."""
    decision = held.decision
    if decision.incident and decision.incident.is_withdrawn:
        raise Refused("所依据的事件已经撤销，不能确认；请选“不同意”，或由提出人撤回。没有办理。")
    first = _others(decision).first()
    decision.before = first.before if first else _cell_of(decision).value
    _write_cell(decision, more=1, user=held.user, actor=held.actor)


@log.acting()
def take_veto_back(*, decision: VetoDecision, version: int, user, actor: log.Actor) -> VetoDecision:
    """Take one's own proposal back, of a veto or of lifting one, or as a substitute that of who
    is away. Raises Refused or Outdated."""
    waiting = (_S.PROPOSED, _S.LIFTING)
    return by_two.take_back(
        by_two.take(decision, _KIND, *waiting, version=version, user=user, actor=actor)
    )


@log.acting()
def propose_lifting(
    *, decision: VetoDecision, reason: str, version: int, user, actor: log.Actor
) -> VetoDecision:
    """Propose that a veto be lifted. Raises Refused or Outdated."""
    held = by_two.take(decision, _KIND, _S.IN_FORCE, version=version, user=user, actor=actor)
    by_two.check_reason(_KIND, reason)
    permissions.check_can_decide(_cell_of(held.decision))
    return by_two.ask_to_lift(held, reason)


@log.acting()
def answer_lifting(
    *, decision: VetoDecision, agrees: bool, answer: str, version: int, user, actor: log.Actor
) -> VetoDecision:
    """Lift a veto, or decline to, as another person than who proposed it. The cell says again what
    it said before the last decision about it. Raises Refused, Outdated or Conflict."""
    held = by_two.take(decision, _KIND, _S.LIFTING, version=version, user=user, actor=actor)
    by_two.check_answer(held, agrees=agrees, answer=answer)
    if agrees:
        _write_cell(held.decision, more=-1, user=user, actor=held.actor)
    return by_two.answer_lifting_of(held, agrees=agrees, answer=answer)


_HELD = (_S.IN_FORCE, _S.LIFTING, _S.LIFTED)


def still_holds(decision: VetoDecision) -> bool:
    """Say whether the cell of its rule says so, whoever says it. One query."""
    return bool(_cell_of(decision).value)


def _check_ground(decision: VetoDecision, ground: Ground) -> None:
    if not decision.ground:
        raise Refused("请写明事实和理由；没有提出。")
    incident = ground.incident
    if incident is None and not decision.document:
        raise Refused("请选择所依据的事件，或写明依据文件；没有提出。")
    if incident is None:
        return
    if (incident.year_id, incident.city_id) != (decision.year_id, decision.city_id):
        raise Refused("所选的事件不是这个市州本年度的；没有提出。")
    if incident.is_withdrawn:
        raise Refused("所选的事件已经撤销，不能作为依据；没有提出。")


def _check_new(decision: VetoDecision) -> None:
    """One and the same ground is decided about once."""
    alike = VetoDecision.objects.filter(
        year=decision.year_id, city=decision.city_id, code=decision.code
    ).filter(state__in=[_S.PROPOSED, _S.IN_FORCE, _S.LIFTING])
    same = alike.filter(incident=decision.incident, document=decision.document).first()
    if same is not None:
        same.year = decision.year
        raise Refused(f"同一依据已有{same}（{same.get_state_display()}），没有重复提出。")


def _cell_of(decision: VetoDecision) -> Result:
    """Return the cell of its rule as the table stands. Raises Refused. One query."""
    rows = Result.objects.filter(
        measure__code=decision.code,
        measure__component__item__section__table__year=decision.year_id,
        measure__component__item__section__table__city=decision.city_id,
    )
    cell = rows.select_related("measure__component__item__section__table__year").first()
    if cell is None:
        raise Refused(GONE)
    return cell


def _write_cell(decision: VetoDecision, *, more: int, user, actor: log.Actor) -> None:
    """Write what the cell says with one decision more, or less. Raises Refused or Conflict."""
    cell = _cell_of(decision)
    block = Block([cell.pk], user, actor, right=permissions.check_can_decide)
    block.lock()
    locked = block.checked(cell.pk)
    value = _figure(decision, locked, more)
    if locked.value == value:
        return
    verb = "认定" if more > 0 else "解除"
    source = f"{DECIDED}{verb}，{decision.told}"
    entry = Entry(
        cell.pk, value, cell.version, source=source, action="录入", reason=decision.ground
    )
    block.write([entry])


def _figure(decision: VetoDecision, cell: Result, more: int) -> Decimal | None:
    """Return what the cell says: that it happened, at least once; of the last that is lifted,
    what it said before, unless something else happened there too."""
    if more > 0:
        return cell.value or Decimal(1)
    if _others(decision).exists() or decision.before or cell.value != 1:
        return cell.value
    return decision.before if _is_as_written(decision, cell) else cell.value


def _is_as_written(decision: VetoDecision, cell: Result) -> bool:
    """Say whether the figure is still the one that the decision wrote: remarks aside nobody wrote
    the cell since, not even the same figure over another (a correction). Of several decisions
    that stood together the first wrote it. Two queries."""
    alike = VetoDecision.objects.filter(
        year=decision.year_id, city=decision.city_id, code=decision.code
    )
    stood = alike.filter(answered_at__lte=decision.answered_at, state__in=_HELD)
    stood = stood.exclude(lifted_at__lt=decision.answered_at)
    wrote = stood.aggregate(first=Min("answered_at"))["first"] or decision.answered_at
    since = cell.history.filter(history_date__gte=wrote)
    return not since.exclude(value=cell.value).exists()


def _others(decision: VetoDecision):
    rows = VetoDecision.objects.standing().filter(
        year=decision.year_id, city=decision.city_id, code=decision.code
    )
    return rows.exclude(pk=decision.pk).order_by("number")


def _told(decision: VetoDecision) -> dict:
    return {
        "市州": decision.city_name,
        "条款": decision.clause,
        "后果": decision.get_rule_kind_display(),
        "依据": decision.grounds,
        "状态": decision.get_state_display(),
    }


_KIND = by_two.DecidedKind(
    what="否决",
    undoing="解除",
    loaded=("incident", "city"),
    why_closed=permissions.why_closed,
    told=_told,
    tell_proposed=notices.tell_proposed,
    tell_answered=notices.tell_answered,
    tell_lifting_answered=notices.tell_lifting_answered,
)
