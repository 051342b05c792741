"""A substitute named, and a substitution ended early."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from cities.models import LONGEST_SUBSTITUTION_REASON, Account, Substitution
from cities.notices import tell_named, tell_substitution_ended
from cities.substitutes.hands import colleagues_of, may_name
from trust import log
from trust.refusals import Refused

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
    if actor.acts_for:
        raise Refused(
            f"您正在代办，不能再替被代办人指定代办人；请先恢复以本人名义办理。{NOT_NAMED}"
        )
    _check_days(absence)
    both = sorted((user.pk, absence.substitute.pk))
    accounts = Account.objects.select_for_update(no_key=True).filter(pk__in=both)
    list(accounts.order_by("pk").values_list("pk"))  # two at once wait for one another
    if not colleagues_of(user).filter(pk=absence.substitute.pk).exists():
        raise Refused(
            f"{absence.substitute}不是同一处室（或考核办）在用的账号，不能代办；{NOT_NAMED}"
        )
    for account in (user, absence.substitute):
        _check_free(account, absence, whose="您" if account.pk == user.pk else str(account))
    made = Substitution.objects.create(
        absent=user,
        substitute=absence.substitute,
        first_day=absence.first_day,
        last_day=absence.last_day,
        reason=absence.reason.strip()[:LONGEST_SUBSTITUTION_REASON],
    )
    tell_named(made, actor)
    log.write(actor, "指定代办人", made, after=_told(made), reason=made.reason)
    return made


@log.acting()
def end_substitution(*, substitution: Substitution, user, actor: log.Actor) -> Substitution:
    """End it before its day: by either of the two. What was done by it stands. Raises Refused."""
    rows = Substitution.objects.select_for_update(of=("self",))
    found = rows.select_related("absent", "substitute").get(pk=substitution.pk)
    if user.pk not in (found.absent_id, found.substitute_id):
        raise Refused("代办只能由被代办人或代办人本人提前结束；没有改动。")
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
