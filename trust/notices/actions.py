"""The one way to tell somebody, and what people do with what they were told."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from trust import log, registries, touched
from trust.notices import outbox
from trust.notices.gateway import gateways_on
from trust.notices.kinds import NoticeKind
from trust.notices.models import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    Channel,
    Delivery,
    Notice,
    NoticeAddress,
    NoticeMute,
)
from trust.notices.senders import senders_on
from trust.people import persona_of
from trust.refusals import Refused

#: Where letters go while nobody said how to send them.
PRINTED = "django.core.mail.backends.console.EmailBackend"
#: How long a notice is kept after it was read.
KEPT_FOR = timedelta(days=180)

Choice = tuple[str, str]  # kind, channel


@dataclass(frozen=True, slots=True)
class Telling:
    """What some accounts are told. link: a path of this site. about: the row it is about.
    once: told to each only once."""

    people: Iterable[Any]
    title: str
    link: str
    body: str = ""
    about: Any = None
    once: str = ""


def notify(
    recipients: Iterable[Any],
    *,
    kind: str,
    title: str,
    link: str,
    actor: log.Actor,
    body: str = "",
    about=None,
    once: str = "",
) -> list[Notice]:
    """Tell accounts of one thing, as notify_all does."""
    told = Telling(recipients, title, link, body=body, about=about, once=once)
    return notify_all([told], kind=kind, actor=actor)


def notify_all(tellings: Iterable[Telling], *, kind: str, actor: log.Actor) -> list[Notice]:
    """Tell accounts of what is done, in the transaction that does it; return what was written.

    To whoever is chosen by the caller, who answers for that they may see it; never to a disabled
    account, nor to whoever acts. kind: of registries.notices. Raises RuntimeError outside of
    trust.log.acting(): it stands or falls with the change. Four queries at most, and one a gateway,
    whatever the number of people and tellings, beside reading the people.
    """
    if not log.is_acting():
        raise RuntimeError("notify must run inside trust.log.acting()")
    meant = registries.notices[kind]
    told = _without_told(
        [
            (person, telling)
            for telling in tellings
            for person in {each.pk: each for each in telling.people}.values()
            if person.is_active and not _is_of(actor, person)
        ]
    )
    if not told:
        return []
    muted = set(
        NoticeMute.objects.filter(
            kind=kind, account__in={person.pk for person, _ in told}
        ).values_list("account", "channel")
    )
    reached = _reached({person.pk: person for person, _ in told}.values())
    pairs = [
        (channels, _notice(person, telling, kind, in_site=Channel.SITE in channels, actor=actor))
        for person, telling in told
        if (channels := _ways_to(person, meant, reached=reached[person.pk], muted=muted))
    ]
    notices = Notice.objects.bulk_create([notice for _, notice in pairs])
    _put_into_outbox(pairs)
    return notices


def sender_of(actor: log.Actor) -> str:
    """Return by whom people are told: the unit, not its person; nothing of the machine."""
    return "系统" if log.is_command(actor) else (actor.role or actor.name)[:150]


def _is_of(actor: log.Actor, person) -> bool:
    return actor.account is not None and actor.account.pk == person.pk


def _without_told(told: list[tuple[Any, Telling]]) -> list[tuple[Any, Telling]]:
    """Leave out what is told once, of those who had it. One query where any is."""
    once = {telling.once for _, telling in told if telling.once}
    if not once:
        return told
    people = {person.pk for person, _ in told}
    rows = Notice.objects.filter(once__in=once, recipient__in=people)
    had = set(rows.values_list("recipient", "once"))
    return [(person, telling) for person, telling in told if (person.pk, telling.once) not in had]


def _notice(person, telling: Telling, kind: str, *, in_site: bool, actor: log.Actor) -> Notice:
    if not is_inside(telling.link):
        raise ValueError(f"a notice leads to a path of this site, not to {telling.link!r}")
    about = telling.about
    return Notice(
        recipient=person,
        kind=kind,
        title=" ".join(telling.title.split())[:LONGEST_TITLE],
        body=telling.body.strip()[:LONGEST_TEXT],
        link=telling.link,
        object_type=about._meta.label_lower if about is not None else "",
        object_key=str(about.pk) if about is not None else "",
        sent_as=sender_of(actor),
        once=telling.once,
        in_site=in_site,
    )


def is_inside(link: str) -> bool:
    """Whether an address is a path of this site."""
    return link.startswith("/") and url_has_allowed_host_and_scheme(link, allowed_hosts=None)


def _reached(people: Collection[Any]) -> dict[int, list[str]]:
    """Return by account the channels out of the site that reach it. One query a gateway that the
    site sends by."""
    told = [(channel.value, sender.addresses(people)) for channel, sender in senders_on()]
    return {
        person.pk: [channel for channel, addresses in told if person.pk in addresses]
        for person in people
    }


def _ways_to(
    person, kind: NoticeKind, *, reached: Iterable[str], muted: Collection[tuple[int, str]]
) -> list[str]:
    """Return the channels by which a person is to have it."""
    wanted = [channel for channel in reached if (person.pk, channel) not in muted]
    has_it_here = kind.is_duty or (person.pk, Channel.SITE) not in muted
    return [*([Channel.SITE.value] if has_it_here else []), *wanted]


def goes_by_letter(person, kind: str) -> bool:
    """Whether what is told of this kind reaches a person by letter. One query.

    Not where letters are but printed, as without EMAIL_URL.
    """
    if settings.EMAIL_BACKEND == PRINTED:
        return False
    muted = set(NoticeMute.objects.filter(account=person.pk).values_list("kind", "channel"))
    return bool(person.email) and (kind, Channel.EMAIL.value) not in muted


def _put_into_outbox(pairs: Iterable[tuple[list[str], Notice]]) -> None:
    rows = [
        Delivery(notice=notice, channel=channel)
        for channels, notice in pairs
        for channel in channels
        if channel != Channel.SITE
    ]
    if rows:
        Delivery.objects.bulk_create(rows)
        transaction.on_commit(outbox.send_soon.enqueue, robust=True)


def mark_read(notices) -> int:
    """Let notices of one's own be read; return how many were not. One query."""
    return notices.unread().update(read_at=timezone.now())


def open_notice(notice: Notice) -> str:
    """Let a notice be read, and return where it leads. One query."""
    mark_read(Notice.objects.filter(pk=notice.pk))
    return notice.link if is_inside(notice.link) else "/"


def kinds_of(user) -> list[tuple[str, NoticeKind]]:
    """Return the kinds that may come to a person, with their keys."""
    roles = persona_of(user).roles
    return [(key, kind) for key, kind in registries.notices.items() if kind.is_for(roles)]


def channels_offered() -> list[Channel]:
    return [Channel.SITE, *(channel for channel, _ in senders_on())]


def may_switch(kind: NoticeKind, channel: str) -> bool:
    """Whether a kind can be switched off there."""
    return channel != Channel.SITE or not kind.is_duty


def muted_by(user) -> set[Choice]:
    """Return what a person switched off. One query."""
    return set(NoticeMute.objects.filter(account=user.pk).values_list("kind", "channel"))


def offered_to(user) -> set[Choice]:
    """Return what a person may switch off."""
    return {
        (key, channel.value)
        for key, kind in kinds_of(user)
        for channel in channels_offered()
        if may_switch(kind, channel)
    }


def addresses_of(user) -> dict[str, str]:
    """Return by channel where a person is reached by a gateway. One query."""
    rows = NoticeAddress.objects.filter(account=user.pk)
    return dict(rows.values_list("channel", "address"))


@log.acting()
def save_choices(
    *,
    wanted: Collection[Choice],
    user,
    actor: log.Actor,
    addresses: Mapping[Channel, str] = MappingProxyType({}),
) -> None:
    """Keep by which channels a person wants which kinds; what is duty stays on in the site.

    wanted: all that is to come; what is offered to the person and not among it is switched off.
    addresses: where the person is reached from now on, of the channels in which that changes, ""
    for nowhere any more. Raises Refused where one is none.
    """
    _save_addresses(addresses, user, actor)
    offered = offered_to(user)
    before, after = muted_by(user) & offered, offered - set(wanted)
    if before == after:
        return
    mine = NoticeMute.objects.filter(account=user.pk)
    for kind, channel in before - after:
        mine.filter(kind=kind, channel=channel).delete()
    NoticeMute.objects.bulk_create(
        [NoticeMute(account=user, kind=kind, channel=channel) for kind, channel in after - before],
        ignore_conflicts=True,  # another window of the same person was first
    )
    touched.note(NoticeMute, mine.values_list("pk", flat=True))
    log.write(
        actor, "修改通知设置", user, label=user.get_username(),
        before={"关闭": _named(before)}, after={"关闭": _named(after)},
    )  # fmt: skip


def _save_addresses(addresses: Mapping[Channel, str], user, actor: log.Actor) -> None:
    """Keep them; the log tells that, and never what."""
    told = {}
    for gateway in gateways_on():
        channel = gateway.channel
        if channel not in addresses:
            continue
        address = addresses[channel]
        if address and not gateway.form.fullmatch(address):
            raise Refused(gateway.fault)
        mine = NoticeAddress.objects.filter(account=user.pk, channel=channel)
        if address:
            NoticeAddress.objects.update_or_create(
                account=user, channel=channel, defaults={"address": address}
            )
            told[gateway.asks] = "已填写"
        elif mine.delete()[0]:
            told[gateway.asks] = "已删去"
    if told:
        log.write(actor, "修改通知号码", user, label=user.get_username(), after=told)


def _named(choices: Iterable[Choice]) -> list[str]:
    return [f"{registries.notices[k].label}：{Channel(c).label}" for k, c in sorted(choices)]


def prune(now: datetime) -> int:
    """Remove what was read long ago; return how many notices."""
    gone = Notice.objects.outdated(now - KEPT_FOR)
    _, counts = gone.delete()
    return counts.get(Notice._meta.label, 0)
