"""What places and people look at of themselves, for whoever runs the site."""

from collections.abc import Iterator

from django.db.models import QuerySet

from cities.models import Account, Membership


def accounts_without_role() -> QuerySet[Account]:
    """Return the accounts in use that stand for nobody today. No query yet."""
    in_force = Membership.objects.in_force()
    return Account.objects.filter(is_active=True).exclude(memberships__in=in_force)


def account_roles() -> Iterator[str]:
    """One query."""
    names = [str(account) for account in accounts_without_role()]
    if names:
        told = f"{'、'.join(names[:10])}{'等' if names[10:] else ''}"
        yield f"{len(names)} 个在用账号没有任职，登录后什么也看不到：{told}；请授予任职或停用。"
