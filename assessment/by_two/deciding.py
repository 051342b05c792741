"""How a decision of two persons goes on, of whichever kind: proposed by one, confirmed by another;
lifted in the same way.

Each action locks the year first, so that it and the steps of the year wait for one another. What
a decision comes to is the kind's own: its actions take() it, do that, and hand it on here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone

from assessment.by_two.asking import asked_by
from assessment.by_two.permissions import may_act
from assessment.models import Year
from cities.substitutes.hands import acting_for, acting_within, hand, is_own
from trust import log
from trust.refusals import Refused
from trust.versions import check_version

NOTHING = "没有办理。"
PROPOSED, DECLINED, TAKEN_BACK = "proposed", "declined", "taken_back"
IN_FORCE, LIFTING, LIFTED = "in_force", "lifting", "lifted"
#: The width of the columns that keep in which role somebody acted.
_ROLE = 80


@dataclass(frozen=True, slots=True)
class DecidedKind:
    """What differs between kinds. what: 否决; undoing: 解除. loaded: what is read with a row.
    told: what the log says of it; the others tell people."""

    what: str
    undoing: str
    loaded: tuple[str, ...]
    why_closed: Callable[[Year], str]
    told: Callable[[Any], dict]
    tell_proposed: Callable[[Any, log.Actor], None]
    tell_answered: Callable[[Any, log.Actor], None]
    tell_lifting_answered: Callable[[Any, log.Actor], None]


@dataclass(frozen=True, slots=True)
class Held:
    """A locked decision in the hands of somebody who may act on it."""

    decision: Any
    kind: DecidedKind
    user: Any
    actor: log.Actor

    @property
    def called(self) -> str:
        """Return what is done or undone: 否决, 解除否决."""
        undoing = self.kind.undoing if self.decision.state == LIFTING else ""
        return f"{undoing}{self.kind.what}"


def locked_year(year: Year) -> Year:
    return Year.objects.select_for_update(no_key=True).get(pk=year.pk)


def propose(decision, kind: DecidedKind, *, reason: str, actor: log.Actor) -> None:
    """Number and keep a new decision of a locked year, tell it and log it."""
    alike = type(decision).objects.filter(year=decision.year)
    decision.number = alike.aggregate(newest=Max("number", default=0))["newest"] + 1
    decision.save()
    kind.tell_proposed(decision, actor)
    log.write(actor, f"提出{kind.what}", decision, after=kind.told(decision), reason=reason)


def take(
    decision, kind: DecidedKind, *states: str, version: int, user, actor: log.Actor
) -> Held:  # fmt: skip
    """Return the decision, locked after its year, in one of these states. Raises Refused or
    Outdated."""
    year = locked_year(decision.year)
    rows = type(decision).objects.select_for_update(of=("self",)).select_related(*kind.loaded)
    found = rows.get(pk=decision.pk)
    found.year = year
    check_version(found, version)
    if not may_act(user, found):
        raise Refused(f"{kind.what}由采集该指标的处室或考核办办理；{NOTHING}")
    if found.state not in states:
        state = found.get_state_display()
        raise Refused(f"{found}现在是“{state}”，不能这样办理；请刷新页面。")
    if why := kind.why_closed(year):
        raise Refused(why + NOTHING)
    return Held(found, kind, user, acting_within(actor, lambda who: may_act(who, found)))


def check_answer(held: Held, *, agrees: bool, answer: str) -> None:
    """Raise Refused where this person is no second one, or declines without a reason."""
    other, at = asked_by(held.decision)
    if by := hand(held.user, other, at=at):
        undoing = held.kind.undoing if held.decision.state == LIFTING else ""
        raise Refused(f"这是{by}提出{undoing}的，须由考核办或责任处室的另一个账号确认；{NOTHING}")
    if not agrees and not answer.strip():
        raise Refused(f"不同意须写明理由；{NOTHING}")


def answer_proposed(held: Held, *, agrees: bool, answer: str, more: Sequence[str] = ()):
    """Confirm or decline what was proposed. more: columns that the kind filled."""
    decision = held.decision
    decision.state = IN_FORCE if agrees else DECLINED
    decision.answered_by, decision.answered_as = held.user, held.actor.standing[:_ROLE]
    decision.answered_at, decision.answer = timezone.now(), answer.strip()
    _save(decision, "answered_by", "answered_as", "answered_at", "answer", *more)
    held.kind.tell_answered(decision, held.actor)
    what = f"{'确认' if agrees else '不同意'}{held.kind.what}"
    log.write(held.actor, what, decision, after=held.kind.told(decision), reason=answer)
    return decision


def take_back(held: Held):
    """Take back what one proposed oneself, or as a substitute what who is away did. Raises
    Refused."""
    decision, called = held.decision, held.called
    is_lifting = decision.state == LIFTING
    by = decision.lifting_by if is_lifting else decision.proposed_by
    if by is None or not is_own(held.user, by.pk):
        raise Refused(f"只有提出的人可以撤回；{NOTHING}")
    decision.state = IN_FORCE if is_lifting else TAKEN_BACK
    _save(decision)
    actor = acting_for(held.actor, by)
    log.write(actor, f"撤回{called}", decision, after=held.kind.told(decision))
    return decision


def ask_to_lift(held: Held, reason: str):
    """Propose that what is in force be lifted."""
    decision = held.decision
    decision.state = LIFTING
    decision.lifting_by, decision.lifting_as = held.user, held.actor.standing[:_ROLE]
    decision.lifting_at, decision.lifting_reason = timezone.now(), reason.strip()
    _save(decision, "lifting_by", "lifting_as", "lifting_at", "lifting_reason")
    held.kind.tell_proposed(decision, held.actor)
    told = held.kind.told(decision)
    log.write(held.actor, f"提出{held.called}", decision, after=told, reason=reason)
    return decision


def check_reason(kind: DecidedKind, reason: str) -> None:
    """Raise Refused where nothing is said of why it is to be lifted."""
    if not reason.strip():
        raise Refused(f"{kind.undoing}{kind.what}须写明理由；没有提出。")


def answer_lifting_of(held: Held, *, agrees: bool, answer: str):
    """Lift it, or decline to."""
    decision, called = held.decision, held.called
    fields: tuple[str, ...] = ()
    if agrees:
        decision.lifted_by, decision.lifted_as = held.user, held.actor.standing[:_ROLE]
        decision.lifted_at = timezone.now()
        fields = ("lifted_by", "lifted_as", "lifted_at")
    decision.state = LIFTED if agrees else IN_FORCE
    _save(decision, *fields)
    held.kind.tell_lifting_answered(decision, held.actor)
    what = f"{'确认' if agrees else '不同意'}{called}"
    log.write(held.actor, what, decision, after=held.kind.told(decision), reason=answer)
    return decision


def _save(decision, *fields: str) -> None:
    decision.version += 1
    decision.save(update_fields=["state", "version", *fields])
