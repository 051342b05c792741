"""What people are told of their own accounts."""

from django.urls import reverse

from cities.models import Account, Membership
from lib.wording import ended
from trust import log
from trust.notices.actions import notify, sender_of
from trust.notices.kinds import NoticeKind

ACCOUNT = "cities.account"
KINDS = {ACCOUNT: NoticeKind("本人账号、密码、角色的变动", is_duty=True)}

_IF_WRONG = "如有疑问，请联系系统管理员。"


def tell_reset(account: Account, actor: log.Actor) -> None:
    """Whose password another set."""
    what = f"由{sender_of(actor)}重设。请用新密码登录；不是您要求的，请立即联系系统管理员。"
    _tell(account, "您的密码已被重设", what, actor=actor)


def tell_role(membership: Membership, what: str, reason: str, *, actor: log.Actor) -> None:
    """Whose role it is: given, or taken away. Who never signed in knows of no other."""
    if membership.account.last_login is None:
        return
    why = f"原因：{ended(reason)}" if reason else ""
    _tell(membership.account, f"您的角色{what}：{membership}", f"{why}{_IF_WRONG}", actor=actor)


def _tell(account: Account, title: str, body: str, *, actor: log.Actor) -> None:
    notify(
        [account], kind=ACCOUNT, title=title, body=body, link=reverse("home"), about=account,
        actor=actor,
    )  # fmt: skip
