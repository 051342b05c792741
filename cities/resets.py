"""A password that its holder forgot: a link to set another, good once and for a day.

Nobody sets or learns the password of another. The link goes to the holder by letter; to who
can have none, the administrator hands it over. It holds for the password and the last sign-in
at which it was made: after either changes, it is void.
"""

from dataclasses import dataclass

from axes.utils import reset as forget_failures
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse

from cities.actions import check_may_manage, keep_password, lock_account
from cities.models import Account
from cities.notices import ACCOUNT, tell_link, tell_reset
from trust import log
from trust.notices.actions import goes_by_letter
from trust.refusals import Refused

MARKS = PasswordResetTokenGenerator()
VOID = (
    "这个链接已用过，或已满 24 小时，或不完整。请核对是否整段复制；仍打不开，请系统管理员重新发出。"
)


@dataclass(frozen=True, slots=True)
class ResetLink:
    """is_mailed: the holder gets it by letter, so that nobody else need see it."""

    url: str
    is_mailed: bool


@log.acting()
def send_reset_link(*, account: Account, site: str, actor: log.Actor) -> ResetLink:
    """Make a link by which the holder sets another password; the present one stays till then.

    site: the address of this site, without a path. The holder and the auditors are told.
    """
    check_may_manage(actor)
    if actor.account is not None and actor.account.pk == account.pk:
        raise Refused(
            "自己的密码请在右上角姓名下的“修改密码”里改；忘记了，请另一名系统管理员办理。"
        )
    account = lock_account(account)
    if not account.is_active:
        raise Refused(f"账号 {account.username} 已停用，没有发出链接；请先启用。")
    path = reverse("reset-password", args=[f"{account.pk}-{MARKS.make_token(account)}"])
    link = ResetLink(f"{site.rstrip('/')}{path}", goes_by_letter(account, ACCOUNT))
    tell_link(account, link.url if link.is_mailed else "", actor)
    way = "邮件寄给本人" if link.is_mailed else "由系统管理员转交"
    log.write(actor, "发出重设密码链接", account, label=account.username, after={"送达": way})
    return link


def holder_of(mark: str) -> Account | None:
    """Return whose password a link is for; None if it is void. At most one query."""
    key, _, token = mark.partition("-")
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        return None
    account = Account.objects.filter(pk=int(key), is_active=True).first()
    return account if account is not None and MARKS.check_token(account, token) else None


@log.acting()
def reset_password(*, mark: str, password: str, actor: log.Actor) -> Account:
    """Set the password that the holder of a link chose; sessions that are open end.

    Wrong passwords typed before are forgotten. Raises Refused where the link is void by now,
    ValidationError if the password is weak.
    """
    holder = holder_of(mark)
    if holder is not None:
        lock_account(holder)
        holder = holder_of(mark)  # as it is now that nobody else can use the link
    if holder is None:
        raise Refused(VOID)
    keep_password(holder, password)
    forget_failures(username=holder.username)
    tell_reset(holder, actor)
    log.write(actor, "重设密码", holder, label=holder.username, reason="凭一次性链接")
    return holder
