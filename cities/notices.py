"""What people are told of their own accounts."""

from django.urls import reverse

from cities.models import Account, Membership, Role, Substitution
from cities.recipients import people_of
from lib.wording import ended
from trust import log
from trust.notices.actions import notify, sender_of
from trust.notices.kinds import NoticeKind

ACCOUNT = "cities.account"
SUBSTITUTE = "cities.substitute"
RESET = "cities.reset"
KINDS = {
    ACCOUNT: NoticeKind("本人账号、密码、角色的变动", is_duty=True),
    RESET: NoticeKind("他人密码的重设", is_duty=True, roles=frozenset({Role.AUDITOR})),
    SUBSTITUTE: NoticeKind(
        "代办的指定和提前结束",
        is_duty=True,
        roles=frozenset({Role.ASSESSMENT_OFFICE, Role.OFFICE}),
    ),
}

_IF_WRONG = "如有疑问，请联系系统管理员。"


def tell_link(account: Account, url: str, actor: log.Actor) -> None:
    """The holder, and the auditors, of a link to set another password. url: "" if it is handed
    over."""
    by = sender_of(actor)
    how = f"24 小时内打开下面的链接，设置新密码，只能用一次：\n{url}\n" if url else "链接由其转交。"
    what = f"由{by}发出。{how}不是您要求的，请不要打开，并立即联系审计员。"
    _tell(account, "请重设您的密码", what, actor=actor)
    way = "邮件寄给了本人" if url else "由其转交"
    _tell_auditors(account, "发出了重设密码的链接", f"由{by}发出，{way}。", actor=actor)


def tell_reset(account: Account, actor: log.Actor) -> None:
    """The holder, and the auditors, that such a link was used."""
    what = "请用新密码登录；不是您本人所为，请立即联系系统管理员停用账号。"
    _tell(account, "您的密码已凭链接重设", what, actor=actor)
    _tell_auditors(account, "密码已凭链接重设", "", actor=actor)


def tell_role(membership: Membership, what: str, reason: str, *, actor: log.Actor) -> None:
    """Whose role it is: given, or taken away. Who never signed in knows of no other."""
    if membership.account.last_login is None:
        return
    why = f"原因：{ended(reason)}" if reason else ""
    _tell(membership.account, f"您的角色{what}：{membership}", f"{why}{_IF_WRONG}", actor=actor)


def tell_named(made: Substitution, actor: log.Actor) -> None:
    """Whoever is to act meanwhile; and who is away, where another named for them."""
    by = f"由考核办{made.named_by}指定，" if made.named_by else ""
    if made.named_by:
        _tell_of(
            made.absent, made=made, title=f"考核办为您指定了代办人：{made.substitute}",
            body=f"{by}{_days(made)}，事由：{ended(made.reason)}回来以后可以在“代办”页提前结束。",
            actor=actor,
        )  # fmt: skip
    _tell_of(
        made.substitute, made=made, title=f"您被指定为{made.absent}的代办人",
        body=f"{by}{_days(made)}，事由：{ended(made.reason)}"
        f"其间您可以在“代办”页改为以{made.absent}的名义办理。"
        "代办期间，两人在须由另一人办理的事项上算同一个人。",
        actor=actor,
    )  # fmt: skip


def tell_substitution_ended(made: Substitution, by, actor: log.Actor) -> None:
    """The two, and who named for them, without who ended it."""
    what = f"{made.substitute}代{made.absent}的代办已提前结束"
    people = (made.absent, made.substitute, made.named_by)
    others = [each for each in people if each is not None and each.pk != by.pk]
    _tell_of(*others, made=made, title=what, body=f"原定 {_days(made)}。", actor=actor)


def _tell_auditors(account: Account, what: str, body: str, *, actor: log.Actor) -> None:
    others = [each for each in people_of(Role.AUDITOR) if each.pk != account.pk]
    notify(
        others, kind=RESET, title=f"账号 {account.username}：{what}", body=body,
        link=reverse("audit-log"), about=account, actor=actor,
    )  # fmt: skip


def _days(made: Substitution) -> str:
    return f"{made.first_day:%Y-%m-%d} 至 {made.last_day:%Y-%m-%d}"


def _tell_of(
    *accounts: Account, made: Substitution, title: str, body: str, actor: log.Actor
) -> None:
    notify(
        accounts, kind=SUBSTITUTE, title=title, body=body, link=reverse("substitutes"),
        about=made, actor=actor,
    )  # fmt: skip


def _tell(account: Account, title: str, body: str, *, actor: log.Actor) -> None:
    notify(
        [account], kind=ACCOUNT, title=title, body=body, link=reverse("home"), about=account,
        actor=actor,
    )  # fmt: skip
