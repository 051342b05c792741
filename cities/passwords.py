"""Passwords that must be changed, or may not come back, where the settings ask for it.

等保 (GB/T 22239) asks for expiry and history, ASVS 5.0 advises against both: a
forced change makes people choose worse. So both are off unless set:
PASSWORD_MAX_AGE_DAYS (0: never expires), PASSWORD_HISTORY (0: none remembered).
A first password that somebody else chose must be changed in any case.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from trust import log
from trust.models import PasswordRecord
from trust.sessions import came_by_unified

#: password_changed_at of an account whose password was chosen by another.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)

#: What a person may do before changing a password that is due.
STILL_OPEN = frozenset({"change-password", "sign-in", "sign-out"})


def is_due(account) -> bool:
    """Whether the account must choose a new password before anything else."""
    if account.password_changed_at == NEVER:
        return True
    days = getattr(settings, "PASSWORD_MAX_AGE_DAYS", 0)
    return bool(days) and account.password_changed_at < timezone.now() - timedelta(days=days)


def remember(account) -> None:
    """Keep the hash that is about to be replaced, and only as many as the setting asks for."""
    kept = getattr(settings, "PASSWORD_HISTORY", 0)
    records = PasswordRecord.objects.filter(account=account)
    if kept and account.has_usable_password():
        PasswordRecord.objects.create(account=account, encoded=account.password)
    for old in records[kept:] if kept else records:
        old.delete()


@log.acting()
def renew_hash(account, password: str) -> None:
    """Keep the same password by today's hash: more rounds than when it was set."""
    account.set_password(password)
    account._password = None  # no new password, so nothing of the history
    account.save(update_fields=["password"])
    log.write(
        log.Actor(str(account), account=account), "更新密码摘要", account, label=account.username
    )


class HistoryValidator:
    """Refuse a password that the account has or had lately (PASSWORD_HISTORY)."""

    def validate(self, password: str, user=None) -> None:
        kept = getattr(settings, "PASSWORD_HISTORY", 0)
        if not kept or user is None or user.pk is None:
            return
        records = PasswordRecord.objects.filter(account_id=user.pk)[:kept]
        encoded = [user.password, *(record.encoded for record in records)]
        if any(check_password(password, one) for one in encoded):
            raise ValidationError(f"不能使用现在的密码或最近 {kept} 次用过的密码。")

    def get_help_text(self) -> str:
        kept = getattr(settings, "PASSWORD_HISTORY", 0)
        return f"不能与最近 {kept} 次用过的密码相同。" if kept else ""


class PasswordDueMiddleware:
    """Leads a person whose password is due to the page that changes it, whatever was asked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        name = request.resolver_match.url_name
        if not request.user.is_authenticated or name in STILL_OPEN or not is_due(request.user):
            return None
        if came_by_unified(request):  # the password was not what let in
            return None
        if request.headers.get("HX-Request") == "true":
            answer = HttpResponse("密码须先修改。", status=403, content_type="text/plain")
            answer["HX-Redirect"] = redirect("change-password").url
            return answer
        return redirect("change-password")
