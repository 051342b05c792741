"""Who counts as one person: whoever is away and who stands in, for as long as that holds.

Every rule that asks for another person asks here: what one of the two did while it held, or did
before it while it holds now, is never seen by "a second person" who is the other. Nor by another
who stands in for the same person: in that one's name both acts would be one person's. Nor by
whoever of the assessment office named the one who stands in: who picks the second hand is none.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from cities.models import Account, Membership, Role, Substitution
from cities.permissions import persona_of
from trust.log import Actor

#: One substitution, or two.
Tie = tuple[Substitution, ...]
#: The session's key under which the substitution stands that its person acts by.
ACTS_BY = "acts_by_substitution"
OWN, OTHER, FELLOW = "您", "与您互为代办的人", "与您代办同一人的人"
NAMED, NAMER = "您指定的代办人", "指定您代办的人"
NAMED_BY_OTHER, OTHER_OF_NAMER = "与您互为代办的人指定的代办人", "与指定您代办的人互为代办的人"


def hand(user, other: int | None, *, at: datetime | None = None) -> str:
    """Return how to name whoever did something, if it counts as this person's own act: 您, or
    who stood in for whom, or who named whom; "" where it is another person's.

    at: when it was done. One query for whoever is in none, once a user object, else two.
    """
    if other is None:
        return ""
    if other == user.pk:
        return OWN
    return next((told for told, _ in _ties(user, other, at)), "")


def same_person(user, other: Account | None, *, at: datetime | None = None, did="提出") -> str:
    """Return that another's act counts as this person's own and why, as the beginning of a
    sentence: «这是您提出的», «这是张三提出的，张三由您代办，两人算同一个人»; "" where it is another
    person's. Costs what hand() does."""
    if other is None or not hand(user, other.pk, at=at):
        return ""
    if other.pk == user.pk:
        return f"这是您{did}的"
    told, tie = next(_ties(user, other.pk, at))
    if told == OTHER:
        tied = "是您的代办人" if tie[0].absent_id == user.pk else "由您代办"
        tied = f"当时{tied}" if tie[0].is_over else tied
    else:
        tied = "与您先后代办同一人" if told == FELLOW else f"是{told}"
    return f"这是{other}{did}的，{other}{tied}，两人算同一个人"


def _ties(user, other: int, at: datetime | None) -> Iterator[tuple[str, Tie]]:
    """Yield what makes another's act this person's own, the nearest first."""
    days = _days(at)
    return (found for found in _of(user).get(other, ()) if _held(found[1], days))


def hand_of(user, others: Iterable[tuple[int | None, datetime | None]]) -> str:
    """Return the first of hand() over several who did something, each with when."""
    return next((told for other, at in others if (told := hand(user, other, at=at))), "")


def hands_of(user) -> set[int]:
    """Return the accounts that count as this person today, the own among them."""
    today = {timezone.localdate()}
    return {user.pk} | {
        other for other, ties in _of(user).items() if any(_held(tie, today) for _, tie in ties)
    }


def is_own(user, other: int | None) -> bool:
    """Whether an act is this person's to take back: the own, or that of who is stood in for."""
    if other is None or other == user.pk:
        return other is not None
    found = standing_in(user)
    return found is not None and found.absent_id == other


def acting_for(actor: Actor, absent: Account) -> Actor:
    """Return who acts on what is another account's: the substitute, in that one's name."""
    is_other = actor.account is not None and actor.account.pk != absent.pk
    return actor.instead_of(str(absent)) if is_other else actor


def acting_within(actor: Actor, may: Callable[[Account], bool]) -> Actor:
    """Return who does what takes a right: in another's name only if that one has it, by a unit
    that the two share; else in their own. may: whether an account has it. No query unless the
    actor acts for somebody, then three, once an account object, and those of may."""
    if not actor.acts_for or actor.account is None:
        return actor
    absent = _absent_of(actor.account)
    return actor if absent is None or may(absent) else actor.in_own_name()


def _absent_of(user) -> Account | None:
    """Return whom a person stands in for, with no more roles than the two share. Kept on the user
    object, for a block of cells asks for each."""
    if not hasattr(user, "_absent"):
        found = standing_in(user)
        user._absent = found.absent if found else None
        if found:
            user._absent._persona = persona_of(user).shared_with(persona_of(found.absent))
    return user._absent


def _days(at: datetime | None) -> set[date]:
    """Return on which days two count as one for what was done then: today's, and that one."""
    return {timezone.localdate()} | ({timezone.localdate(at)} if at else set())


def _held(tie: Tie, days: Collection[date]) -> bool:
    return all(any(each.held_on(day) for day in days) for each in tie)


def _of(user) -> dict[int, list[tuple[str, Tie]]]:
    """Return what ties the person to others, by the other, with how the other is named then, the
    nearest first. Kept on the user object as the persona is."""
    if not hasattr(user, "_hands"):
        found: dict[int, list[tuple[str, Tie]]] = {}
        own = list(Substitution.objects.concerning(user.pk))
        for other, told, tie in [*_direct(user.pk, own), *_through_another(user.pk, own)]:
            found.setdefault(other, []).append((told, tie))
        user._hands = found
    return user._hands


def _direct(me: int, own: Collection[Substitution]) -> Iterator[tuple[int, str, Tie]]:
    """Yield who stood in for whom, and who named whom for somebody else."""
    for each in own:
        if me == each.named_by_id:
            yield each.substitute_id, NAMED, (each,)
            continue
        yield _partner(me, each), OTHER, (each,)
        if me == each.substitute_id and each.named_by_id is not None:
            yield each.named_by_id, NAMER, (each,)


def _through_another(me: int, own: Collection[Substitution]) -> Iterator[tuple[int, str, Tie]]:
    """Yield to whom two substitutions tie: both stood in for one, or who named and who stood in
    for, or was stood in for by, the one that named. One query, or none."""
    held = {pk for each in own for pk in (each.absent_id, each.substitute_id, each.named_by_id)}
    people = held - {me, None}
    reached = Q(absent__in=people) | Q(substitute__in=people) | Q(named_by__in=people)
    beyond = Substitution.objects.filter(reached)
    for theirs in beyond if own else ():
        for mine in own:
            yield from ((other, told, (mine, theirs)) for other, told in _beyond(me, mine, theirs))


def _beyond(me: int, mine: Substitution, theirs: Substitution) -> Iterator[tuple[int, str]]:
    if me == mine.named_by_id or me in (theirs.absent_id, theirs.substitute_id, theirs.named_by_id):
        return
    if theirs.named_by_id == _partner(me, mine):
        yield theirs.substitute_id, NAMED_BY_OTHER
    if me != mine.substitute_id:
        return
    if theirs.absent_id == mine.absent_id:
        yield theirs.substitute_id, FELLOW
    if mine.named_by_id in (theirs.absent_id, theirs.substitute_id):
        yield _partner(mine.named_by_id, theirs), OTHER_OF_NAMER


def _partner(one: int | None, each: Substitution) -> int:
    return each.substitute_id if each.absent_id == one else each.absent_id


def colleagues_of(user) -> QuerySet[Account]:
    """Return who may stand in for a person: the other accounts in use of the same office, or of
    the assessment office. One query."""
    held = Membership.objects.in_force().filter(_units_of(user)).values("account")
    return Account.objects.filter(is_active=True, pk__in=held).exclude(pk=user.pk)


def _units_of(user) -> Q:
    persona = persona_of(user)
    units = Q(role=Role.OFFICE, office__in=persona.office_ids)
    if persona.is_assessment_office:
        units |= Q(role=Role.ASSESSMENT_OFFICE)
    return units


def standing_in(user, day: date | None = None) -> Substitution | None:
    """Return the substitution by which a person may act for another today, None where there is
    none or they have no unit in common any more. Two queries at most."""
    held = Substitution.objects.in_force(day).filter(substitute=user.pk)
    found = held.select_related("absent").first()
    if found is None or not colleagues_of(user).filter(pk=found.absent_id).exists():
        return None
    return found


def acts_for(request: HttpRequest) -> str:
    """Return whom a request acts for, "" for its person alone. No query unless its session says
    so, and then it is asked anew: what ended is over at once."""
    session = getattr(request, "session", None)
    if session is None or ACTS_BY not in session:
        return ""
    found = standing_in(request.user)
    if found is None or found.pk != session[ACTS_BY]:
        return ""
    return str(found.absent)


def may_name(user) -> bool:
    """Whether a person of this role may have a substitute: the province's own people."""
    persona = persona_of(user)
    return persona.is_office or persona.is_assessment_office


def may_name_for_others(user) -> bool:
    """Whether a person may name for an office's account that cannot: the assessment office."""
    return persona_of(user).is_assessment_office


def may_be_away(user) -> QuerySet[Account]:
    """Return for whom a person may name a substitute in their stead: the other accounts of
    offices; none but for the assessment office."""
    if not may_name_for_others(user):
        return Account.objects.none()
    held = Membership.objects.in_force().filter(role=Role.OFFICE).values("account")
    return Account.objects.filter(is_active=True, pk__in=held).exclude(pk=user.pk)


def may_end(user, each: Substitution) -> bool:
    """Whether a person may end it early: either of the two, and the assessment office what it
    named."""
    if user.pk in (each.absent_id, each.substitute_id):
        return True
    return each.named_by_id is not None and may_name_for_others(user)


def visible_to(user) -> QuerySet[Substitution]:
    """Return what a person reads: the assessment office all, an office those of its people."""
    rows = Substitution.objects.select_related("absent", "substitute", "named_by", "ended_by")
    persona = persona_of(user)
    if persona.is_assessment_office:
        return rows
    if not persona.is_office:
        return rows.none()
    own = Membership.objects.filter(office__in=persona.office_ids).values("account")
    return rows.filter(Q(absent__in=own) | Q(substitute=user.pk))
