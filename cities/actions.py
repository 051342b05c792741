"""Accounts and roles: the one way to make, change and end them.

Each function checks who acts, changes and logs in one transaction. Only a system
administrator or a management command may act; a person may change the own
password. Input that does not fit raises ValidationError, an act that is not
allowed raises Refused.
"""

from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.utils import timezone

from cities import passwords
from cities.models import Account, Membership, Office, Place, Role
from cities.notices import tell_role
from cities.permissions import persona_of
from trust import log
from trust.refusals import Refused
from trust.versions import still_there


@log.acting()
def create_account(
    *,
    username: str,
    password: str | None,
    actor: log.Actor,
    full_name: str = "",
    email: str = "",
    unified_number: str = "",
    must_change: bool = False,
) -> Account:
    """Make an account without any role.

    password: None for an account that cannot sign in before it is given one.
    must_change: the password was chosen by another; the person changes it at the
    first sign-in. Raises ValidationError for a name that is taken or a weak password.
    """
    check_may_manage(actor)
    account = Account(
        username=username, full_name=full_name, email=email, unified_number=unified_number.strip()
    )
    if password is not None:
        validate_password(password, account)
    account.set_password(password)
    account.full_clean()
    if must_change:
        account.password_changed_at = passwords.NEVER
    account.save()
    log.write(actor, "新建账号", account, label=account.username, after=_told(account))
    return account


@log.acting()
def describe_account(
    *,
    account: Account,
    full_name: str,
    email: str,
    actor: log.Actor,
    unified_number: str | None = None,
) -> Account:
    """Set the person's name, address and number; the name to sign in with stays.

    unified_number: None leaves it. Raises ValidationError, also if it is another account's.
    """
    check_may_manage(actor)
    account = lock_account(account)
    before = _told(account)
    account.full_name, account.email = full_name.strip(), email.strip()
    if unified_number is not None:
        account.unified_number = unified_number.strip()
    account.full_clean()
    if _told(account) != before:
        account.save(update_fields=["full_name", "email", "unified_number"])
        log.write(
            actor, "修改账号", account, label=account.username, before=before, after=_told(account)
        )
    return account


@log.acting()
def set_password(*, account: Account, password: str, actor: log.Actor) -> None:
    """Give oneself another password; one's other sessions end. Raises ValidationError if weak.

    Nobody sets that of another: cities.resets.
    """
    if actor.account is None or actor.account.pk != account.pk:
        raise Refused("密码只能由本人设置；他人的密码，请向本人发出重设密码的链接。")
    keep_password(account, password)
    log.write(actor, "修改密码", account, label=account.username)


def keep_password(account: Account, password: str) -> None:
    """Check and keep the password that the holder chose; for actions, which log it."""
    validate_password(password, account)
    passwords.remember(account)
    account.set_password(password)
    account.password_changed_at = timezone.now()
    account.save(update_fields=["password", "password_changed_at"])


@log.acting()
def disable_account(*, account: Account, actor: log.Actor, reason: str = "") -> None:
    """Shut an account; what it did stays, its sessions end at their next request."""
    check_may_manage(actor)
    if actor.account is not None and actor.account.pk == account.pk:
        raise Refused("不能停用自己的账号；请由另一名系统管理员办理。")
    account = lock_account(account)
    _check_administrator_remains(without_account=account)
    _set_active(account, False, "停用账号", actor=actor, reason=reason)


@log.acting()
def enable_account(*, account: Account, actor: log.Actor, reason: str = "") -> None:
    """Open a shut account again, with the roles that are still in force."""
    check_may_manage(actor)
    _set_active(lock_account(account), True, "启用账号", actor=actor, reason=reason)


@log.acting()
def grant_membership(
    *,
    account: Account,
    role: str,
    actor: log.Actor,
    office: Office | None = None,
    place: Place | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Let an account act in a role for a unit. Raises ValidationError where roles must be apart.

    The account's row is locked, so that two grants at once cannot pass the
    separation of duties (三员分离) side by side.
    """
    check_may_manage(actor)
    account = lock_account(account)
    membership = Membership(
        account=account,
        role=role,
        office=office,
        place=place,
        valid_from=valid_from or timezone.localdate(),
        valid_to=valid_to,
    )
    membership.full_clean()
    _check_not_held(membership)
    membership.save()
    tell_role(membership, "已授予", "", actor=actor)
    log.write(
        actor, "授予角色", membership, label=_label(membership), after=_membership_told(membership)
    )
    return membership


@log.acting()
def end_membership(
    *, membership: Membership, actor: log.Actor, last_day: date | None = None, reason: str = ""
) -> None:
    """Take a role away: after last_day, by default at once (from the next request on).

    A membership that ends before it began is removed; the log keeps it. Raises Refused
    where another removed it first.
    """
    check_may_manage(actor)
    lock_account(membership.account)
    rows = Membership.objects.select_related("account", "office", "place")
    membership = still_there(rows, membership.pk)
    last_day = last_day or timezone.localdate() - timedelta(days=1)
    before = _membership_told(membership)
    if membership.role == Role.ADMINISTRATOR:
        _check_administrator_remains(without_membership=membership)
    key, label = membership.pk, _label(membership)
    if last_day < membership.valid_from:
        membership.delete()
        membership.pk = key  # for the log entry
    else:
        membership.valid_to = last_day
        membership.save(update_fields=["valid_to"])
    is_over = last_day < timezone.localdate()
    tell_role(membership, "已收回" if is_over else f"到 {last_day} 为止", reason, actor=actor)
    log.write(
        actor, "收回角色", membership, label=label, before=before, reason=reason,
        after={"截止日期": last_day},
    )  # fmt: skip


def check_may_manage(actor: log.Actor) -> None:
    """Raise Refused unless accounts are this actor's to manage."""
    if not log.is_command(actor) and not (
        actor.account and persona_of(actor.account).is_administrator
    ):
        raise Refused("只有系统管理员可以管理账号和角色。")


def lock_account(account: Account) -> Account:
    """Return the account as it is, kept from others until the action ends."""
    # not its key: who appends to the log what the account does must not wait for this
    return Account.objects.select_for_update(no_key=True).get(pk=account.pk)


def _set_active(
    account: Account, active: bool, action: str, *, actor: log.Actor, reason: str
) -> None:
    if account.is_active == active:
        return
    before = _told(account)
    account.is_active = active
    account.save(update_fields=["is_active"])
    log.write(
        actor, action, account, label=account.username, before=before, after=_told(account),
        reason=reason,
    )  # fmt: skip


def _check_administrator_remains(
    *, without_account: Account | None = None, without_membership: Membership | None = None
) -> None:
    """Refuse what would leave nobody to manage accounts. At most two queries."""
    held = Membership.objects.in_force().filter(role=Role.ADMINISTRATOR, account__is_active=True)
    if without_account is not None:
        if not held.filter(account=without_account).exists():
            return
        held = held.exclude(account=without_account)
    if without_membership is not None:
        held = held.exclude(pk=without_membership.pk)
    if not held.exists():
        raise Refused("系统至少须保留一名系统管理员；请先授予另一账号系统管理员角色。")


def _check_not_held(membership: Membership) -> None:
    same = Membership.objects.in_force().filter(
        account=membership.account,
        role=membership.role,
        office=membership.office,
        place=membership.place,
    )
    if same.exists():
        raise Refused(f"{membership.account.username} 已担任“{membership}”，无须重复授予。")


def _label(membership: Membership) -> str:
    return f"{membership.account.username} · {membership}"


def _told(account: Account) -> dict:
    told = {"账号": account.username, "姓名": account.full_name, "启用": account.is_active}
    others = {"电子邮箱": account.email, "统一身份编号": account.unified_number}
    return told | {name: value for name, value in others.items() if value}


def _membership_told(membership: Membership) -> dict:
    return {
        "账号": membership.account.username,
        "角色": membership.get_role_display(),
        "单位": membership.unit_name,
        "起始日期": membership.valid_from,
        "截止日期": membership.valid_to,
    }
