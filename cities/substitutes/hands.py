"""Who counts as one person: whoever is away and who stands in, for as long as that holds.

Every rule that asks for another person asks here: what one of the two did while it held, or did
before it while it holds now, is never seen by "a second person" who is the other. Nor by another
who stands in for the same person: in that one's name both acts would be one person's.
"""

from collections.abc import Collection, Iterable, Iterator
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


def hand(user, other: int | None, *, at: datetime | None = None) -> str:
    """Return how to name whoever did something, if it counts as this person's own act: 您, or
    who stood in for whom; "" where it is another person's.

    at: when it was done. One query for whoever is on either side, once a user object, and one
    more where the person stood in for somebody.
    """
    if other is None:
        return ""
    if other == user.pk:
        return OWN
    held = [tie for tie in _of(user).get(other, ()) if _held(tie, _days(at))]
    return (OTHER if min(map(len, held)) == 1 else FELLOW) if held else ""


def same_person(user, other: Account | None, *, at: datetime | None = None, did="提出") -> str:
    """Return that another's act counts as this person's own and why, as the beginning of a
    sentence: «这是您提出的», «这是张三提出的，张三由您代办，两人算同一个人»; "" where it is another
    person's. Costs what hand() does."""
    if other is None or not hand(user, other.pk, at=at):
        return ""
    if other.pk == user.pk:
        return f"这是您{did}的"
    held = [tie for tie in _of(user)[other.pk] if _held(tie, _days(at))]
    between = next((tie[0] for tie in held if len(tie) == 1), None)
    if between is None:
        tied = "与您先后代办同一人"
    else:
        tied = "是您的代办人" if between.absent_id == user.pk else "由您代办"
    return f"这是{other}{did}的，{other}{tied}，两人算同一个人"


def hand_of(user, others: Iterable[tuple[int | None, datetime | None]]) -> str:
    """Return the first of hand() over several who did something, each with when."""
    return next((told for other, at in others if (told := hand(user, other, at=at))), "")


def hands_of(user) -> set[int]:
    """Return the accounts that count as this person today, the own among them."""
    today = {timezone.localdate()}
    return {user.pk} | {
        other for other, ties in _of(user).items() if any(_held(tie, today) for tie in ties)
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


def _days(at: datetime | None) -> set[date]:
    """Return on which days two count as one for what was done then: today's, and that one."""
    return {timezone.localdate()} | ({timezone.localdate(at)} if at else set())


def _held(tie: Tie, days: Collection[date]) -> bool:
    return all(any(each.held_on(day) for day in days) for each in tie)


def _of(user) -> dict[int, list[Tie]]:
    """Return what ties the person to others, by the other: a substitution between the two, or two
    by which both stood in for one. Kept on the user object as the persona is."""
    if not hasattr(user, "_hands"):
        found: dict[int, list[Tie]] = {}
        own = list(Substitution.objects.of(user.pk))
        for each in own:
            other = each.substitute_id if each.absent_id == user.pk else each.absent_id
            found.setdefault(other, []).append((each,))
        stood_in = [each for each in own if each.substitute_id == user.pk]
        for mine, theirs in _fellows(user, stood_in):
            found.setdefault(theirs.substitute_id, []).append((mine, theirs))
        user._hands = found
    return user._hands


def _fellows(user, stood_in: Collection[Substitution]) -> Iterator[Tie]:
    """Yield each of these with every substitution by which another stood in for the same person.
    One query, or none."""
    absent = {each.absent_id for each in stood_in}
    others = Substitution.objects.filter(absent__in=absent).exclude(substitute=user.pk)
    for theirs in others if absent else ():
        for mine in stood_in:
            if mine.absent_id == theirs.absent_id:
                yield mine, theirs


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


def visible_to(user) -> QuerySet[Substitution]:
    """Return what a person reads: the assessment office all, an office those of its people."""
    rows = Substitution.objects.select_related("absent", "substitute", "ended_by")
    persona = persona_of(user)
    if persona.is_assessment_office:
        return rows
    if not persona.is_office:
        return rows.none()
    own = Membership.objects.filter(office__in=persona.office_ids).values("account")
    return rows.filter(Q(absent__in=own) | Q(substitute=user.pk))
