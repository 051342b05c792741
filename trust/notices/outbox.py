"""发件箱: what waits to go out is sent, once, and what could not go is tried again.

A row is claimed before it is sent, in a transaction of its own, so that of two processes one
sends it. A process that dies in between leaves its claim behind: after STUCK_AFTER the same
message goes again under the same key, by which mail servers know it.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import F
from django.utils import timezone
from django_tasks import task

from trust.jobs import LATER
from trust.notices.models import LONGEST_WHY, Channel, Delivery
from trust.notices.senders import Message, NotTaken, Sender, Unreachable, senders_on

logger = logging.getLogger(__name__)

#: How long after an attempt the next one comes; after these a day each time.
DISTANCES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
DAILY = timedelta(days=1)
MOST_ATTEMPTS = 10
#: A claim of this age has lost its process.
STUCK_AFTER = timedelta(minutes=30)
#: Notices in one message; what is more comes with the next.
MOST_TOGETHER = 50

_S = Delivery.State


@dataclass
class Sent:
    """What a run came to. messages, notices: sent. put_off, given_up: a line for each."""

    messages: int = 0
    notices: int = 0
    put_off: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)


def deliver() -> Sent:
    """Send what waits by every channel. A channel that is down is told of, its rows stay."""
    run = Sent()
    for channel, sender in senders_on():
        try:
            _deliver_by(channel, sender, run)
        except Unreachable as why:
            run.unreachable.append(str(why))
    return run


@task(priority=LATER)
def send_soon() -> None:
    """What a worker does after somebody was told; what it cannot send waits for send_notices.

    People's jobs go before it: a mail server that does not answer holds the worker for a while.
    """
    for why in deliver().unreachable:
        logger.warning("notices wait in the outbox: %s", why)


def _deliver_by(channel: Channel, sender: Sender, run: Sent) -> None:
    now = timezone.now()
    if not (_stuck(channel, now).exists() or _waiting(channel, now).exists()):
        return
    with sender.opened() as post:
        for rows in _claimed(channel, now):
            try:
                post(_message_of(rows, sender))
            except NotTaken as why:
                _put_off(rows, why, run)
            except Unreachable as why:
                _put_off(rows, why, run)
                raise
            else:
                _close(rows, state=_S.SENT, sent_at=timezone.now(), why="")
                run.messages += 1
                run.notices += len(rows)


def _message_of(rows: list[Delivery], sender: Sender) -> Message:
    notices = [row.notice for row in rows]
    person = notices[0].recipient
    if not person.is_active:
        raise _Gone("账号已停用，不再发送")
    address = sender.addresses([person]).get(person.pk, "")
    if not address:
        raise _Gone(sender.nowhere)
    return Message(person=person, notices=notices, key=str(rows[0].batch), address=address)


class _Gone(NotTaken):
    """There is nobody any more to send it to; it is not tried again."""


def _waiting(channel: Channel, now: datetime):
    return Delivery.objects.filter(channel=channel, state=_S.WAITING, next_at__lte=now)


def _stuck(channel: Channel, now: datetime):
    claimed_before = now - STUCK_AFTER
    return Delivery.objects.filter(
        channel=channel, state=_S.SENDING, claimed_at__lte=claimed_before
    )


def _claimed(channel: Channel, now: datetime) -> Iterator[list[Delivery]]:
    """Yield what goes into one message after another, each in the hands of this process alone."""
    mine = {"claimed_at": timezone.now(), "attempts": F("attempts") + 1}
    for batch in list(_stuck(channel, now).values_list("batch", flat=True).distinct().order_by()):
        if _stuck(channel, now).filter(batch=batch).update(**mine):
            yield _rows_of(batch)
    people = _waiting(channel, now).values_list("notice__recipient", flat=True)
    for person in list(people.distinct().order_by("notice__recipient")):
        theirs = _waiting(channel, now).filter(notice__recipient=person)
        pks = list(theirs.order_by("pk").values_list("pk", flat=True)[:MOST_TOGETHER])
        batch = uuid4()
        free = Delivery.objects.filter(pk__in=pks, state=_S.WAITING)
        if free.update(state=_S.SENDING, batch=batch, **mine):
            yield _rows_of(batch)


def _rows_of(batch) -> list[Delivery]:
    rows = Delivery.objects.filter(batch=batch, state=_S.SENDING)
    return list(rows.select_related("notice__recipient").order_by("pk"))


def _put_off(rows: list[Delivery], why: NotTaken | Unreachable, run: Sent) -> None:
    """Let them wait for the next attempt, or end: after enough of them, or where nobody is left."""
    whose = rows[0].notice.recipient.get_username()
    for row in rows:
        is_over = isinstance(why, _Gone) or row.attempts >= MOST_ATTEMPTS
        next_at = timezone.now() + distance(row.attempts)
        state = _S.FAILED if is_over else _S.WAITING
        _close([row], state=state, next_at=next_at, why=str(why)[:LONGEST_WHY])
        told = "不再重试" if is_over else f"{timezone.localtime(next_at):%m-%d %H:%M} 以后再试"
        (run.given_up if is_over else run.put_off).append(
            f"{whose} 的“{row.notice}”没有发出：{why}；{told}。"
        )


def distance(attempts: int) -> timedelta:
    """Return how long after so many attempts the next one comes."""
    return DISTANCES[attempts - 1] if attempts <= len(DISTANCES) else DAILY


def _close(rows: list[Delivery], **told) -> None:
    """Write what became of rows that this process holds, unless another took them over."""
    held = Delivery.objects.filter(batch=rows[0].batch, state=_S.SENDING)
    held.filter(pk__in=[row.pk for row in rows]).update(**told)
