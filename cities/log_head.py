"""The head of the log leaves the machine: whoever rewrites the log here cannot rewrite it there."""

from django.urls import reverse
from django.utils import timezone

from cities.models import Account, Membership, Role
from trust import log, proof
from trust.notices.actions import notify
from trust.notices.kinds import NoticeKind

LOG_HEAD = "cities.log_head"
KIND = NoticeKind("每天的日志链头", is_duty=True, roles=frozenset({Role.AUDITOR}))


def auditors() -> list[Account]:
    """Return who is to keep the heads. One query."""
    held = Membership.objects.in_force().filter(role=Role.AUDITOR)
    return list(Account.objects.filter(is_active=True, memberships__in=held).distinct())


@log.acting()
def tell_head(head: proof.Head, *, actor: log.Actor) -> str:
    """Send the auditors the head; return its line, as a file keeps it."""
    line = f"{head} {timezone.localtime():%Y-%m-%d %H:%M:%S}"
    body = f"{line}\n请把这一行留在本系统以外；日后在“核对链头”页填入，日志被截去或改写就会不符。"
    _tell(f"审计日志链头：第 {head.sequence} 条", body, actor=actor)
    log.write(actor, "寄出链头", after={"链头": str(head)})
    return line


@log.acting()
def tell_fault(fault: str, *, actor: log.Actor) -> None:
    """Tell the auditors that the log is not as it was, or rows are not as it says."""
    _tell("数据或审计日志被改动过", f"{fault}\n请保留现场，用备份核对。", actor=actor)
    log.write(actor, "发现日志不符", after={"不符": fault})


def _tell(title: str, body: str, *, actor: log.Actor) -> None:
    notify(
        auditors(), kind=LOG_HEAD, title=title, body=body, link=reverse("audit-head"), actor=actor
    )
