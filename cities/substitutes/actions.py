"""A substitute named, and a substitution ended early."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from cities.models import LONGEST_SUBSTITUTION_REASON, Account, Substitution
from cities.notices import tell_named, tell_substitution_ended
from cities.substitutes.hands import (
    OTHER,
    OWN,
    colleagues_of,
    hand,
    may_be_away,
    may_end,
    may_name,
    may_name_for_others,
)
from trust import log
from trust.refusals import Refused
from trust.twice import just_made

#: Longer absences are a change of roles.
LONGEST = timedelta(days=366)
NOT_NAMED = "没有指定。"


@dataclass(frozen=True, slots=True)
class Absence:
    """From when to when, both included, who acts meanwhile, and why."""

    substitute: Account
    first_day: date
    last_day: date
    reason: str


@log.acting()
def name_substitute(*, absence: Absence, user, actor: log.Actor) -> Substitution:
    """Name who acts in one's own name while one is away. Raises Refused."""
    if not may_name(user):
        raise Refused(f"代办只适用于考核办和处室的账号；{NOT_NAMED}")
    return _named(user, absence, user=user, actor=actor)


@log.acting()
def name_for_absent(*, absent: Account, absence: Absence, user, actor: log.Actor) -> Substitution:
    """Name who acts for an office's account that cannot name anybody itself. Raises Refused: not
    but by the assessment office, and neither oneself nor who counts as the same person."""
    if not may_name_for_others(user):
        raise Refused(f"只有考核办可以为他人指定代办人；{NOT_NAMED}")
    if not may_be_away(user).filter(pk=absent.pk).exists():
        raise Refused(
            f"{absent}不是处室在用的其他账号，考核办只能为处室的账号指定代办人；{NOT_NAMED}"
        )
    if hand(user, absence.substitute.pk) in (OWN, OTHER):
        raise Refused(f"不能指定自己或与自己算同一个人的账号代办，请选其他账号；{NOT_NAMED}")
    return _named(absent, absence, user=user, actor=actor)


def _named(absent: Account, absence: Absence, *, user, actor: log.Actor) -> Substitution:
    """Keep, tell and log a substitution by which another acts for the absent. Raises Refused."""
    if actor.acts_for:
        raise Refused(
            f"您正在代办，不能再替被代办人指定代办人；请先恢复以本人名义办理。{NOT_NAMED}"
        )
    _check_days(absence)
    both = sorted((absent.pk, absence.substitute.pk))
    accounts = Account.objects.select_for_update(no_key=True).filter(pk__in=both)
    list(accounts.order_by("pk").values_list("pk"))  # two at once wait for one another
    if (there := _just_named(absent, absence, user)) is not None:
        return there
    if not colleagues_of(absent).filter(pk=absence.substitute.pk).exists():
        with_whom = "" if absent.pk == user.pk else f"与{absent}"
        raise Refused(
            f"{absence.substitute}不是{with_whom}同一处室（或考核办）在用的账号，"
            f"不能代办；{NOT_NAMED}"
        )
    for account in (absent, absence.substitute):
        _check_free(account, absence, whose="您" if account.pk == user.pk else str(account))
    is_own = absent.pk == user.pk
    made = Substitution.objects.create(
        absent=absent,
        substitute=absence.substitute,
        first_day=absence.first_day,
        last_day=absence.last_day,
        reason=absence.reason.strip()[:LONGEST_SUBSTITUTION_REASON],
        named_by=None if is_own else user,
    )
    tell_named(made, actor)
    what = "指定代办人" if is_own else "为他人指定代办人"
    log.write(actor, what, made, after=_told(made), reason=made.reason)
    return made


def _just_named(absent: Account, absence: Absence, user) -> Substitution | None:
    """Return what the first of two presses made. One query."""
    same = Substitution.objects.filter(
        absent=absent, substitute=absence.substitute, first_day=absence.first_day,
        last_day=absence.last_day, named_by=None if absent.pk == user.pk else user, ended_at=None,
    )  # fmt: skip
    return just_made(same.order_by("pk"), "named_at")


@log.acting()
def end_substitution(*, substitution: Substitution, user, actor: log.Actor) -> Substitution:
    """End it before its day (hands.may_end). What was done by it stands. Raises Refused."""
    rows = Substitution.objects.select_for_update(of=("self",))
    found = rows.select_related("absent", "substitute", "named_by").get(pk=substitution.pk)
    if not may_end(user, found):
        or_office = "，或考核办" if found.named_by_id else ""
        raise Refused(f"代办只能由被代办人或代办人本人{or_office}提前结束；没有改动。")
    if found.is_over:
        raise Refused("这项代办已经结束，无须再办；没有改动。")
    found.ended_by, found.ended_at = user, timezone.now()
    found.save(update_fields=["ended_by", "ended_at"])
    tell_substitution_ended(found, user, actor)
    log.write(actor, "提前结束代办", found, before=_told(found))
    return found


def _check_days(absence: Absence) -> None:
    if absence.first_day < timezone.localdate():
        raise Refused(f"起始日期早于今天，已经过去的日子不能代办；请改正。{NOT_NAMED}")
    if absence.last_day < absence.first_day:
        raise Refused(f"截止日期早于起始日期，请改正；{NOT_NAMED}")
    if absence.last_day - absence.first_day > LONGEST:
        raise Refused(f"代办一次不超过一年；离开更久的请由系统管理员调整角色。{NOT_NAMED}")
    if not absence.reason.strip():
        raise Refused(f"请写明事由；{NOT_NAMED}")


def _check_free(account: Account, absence: Absence, *, whose: str) -> None:
    """An account is on one side of one substitution a day: no two at once, and no chain."""
    held = Substitution.objects.of(account.pk).select_related("absent", "substitute")
    other = held.overlapping(absence.first_day, absence.last_day).first()
    if other is not None:
        raise Refused(
            f"{whose}在这些日子里已有代办：{other}；同一账号同一天只能有一项，"
            f"请换人、改日期，或先提前结束那一项。{NOT_NAMED}"
        )


def _told(made: Substitution) -> dict:
    return {
        "被代办人": str(made.absent),
        "代办人": str(made.substitute),
        "起始日期": made.first_day,
        "截止日期": made.last_day,
    }
