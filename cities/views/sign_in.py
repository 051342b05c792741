"""In, out, and the password."""

from math import ceil

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cities import passwords
from cities.actions import set_password
from cities.models import Account
from cities.sign_in_forms import (
    LONGEST_NAME,
    ChangePasswordForm,
    ConfirmPasswordForm,
    SignInForm,
)
from cities.turns import a_few_at_once
from cities.unified import provider
from trust import log
from trust.models import Outcome
from trust.sessions import UNIFIED, came_by_unified, note_proof, safe_goal

#: That of the accounts themselves; what axes says comes before it.
BACKEND = "django.contrib.auth.backends.ModelBackend"
UNIFIED_STAYS = (
    "已退出本系统，但统一身份平台没有答复；用完公用电脑，请到平台再退出一次或关闭浏览器。"
)


def _come_again(request: HttpRequest) -> HttpResponse:
    """The form once more, with the name as typed; the password is neither read nor given back."""
    typed = {"username": request.POST.get("username", "")[:LONGEST_NAME]}
    goal = safe_goal(request, resolve_url(settings.LOGIN_REDIRECT_URL))
    context = {"form": SignInForm(request, initial=typed), "next": goal, "is_full": True}
    return render(request, "trust/sign_in.html", context)


@sensitive_post_parameters("password")
@login_not_required
@require_http_methods(["GET", "POST"])
@a_few_at_once(_come_again)
def sign_in(request: HttpRequest) -> HttpResponse:
    goal = safe_goal(request, resolve_url(settings.LOGIN_REDIRECT_URL))
    if request.user.is_authenticated:
        return redirect(goal)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        let_in(request, form.get_user())
        return redirect("change-password" if passwords.is_due(request.user) else goal)
    if form.is_bound:
        _log_failure(request, "登录失败", request.POST.get("username", ""))
    told = {"form": form, "next": goal, "has_unified": provider.is_on()}
    return render(request, "trust/sign_in.html", told)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    there = ""
    if request.user.is_authenticated:
        id_token = request.session.get(UNIFIED, "")
        with log.acting():
            log.write(log.actor_of(request), "退出登录", request.user)
            logout(request)
        there = _way_out(request, id_token) if id_token else ""
        messages.success(request, "已退出登录。")
    return redirect(there or settings.LOGIN_URL)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    is_due = passwords.is_due(request.user)
    form = ChangePasswordForm(request, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        set_password(
            account=request.user,
            password=form.cleaned_data["new_password1"],
            actor=log.actor_of(request),
        )
        update_session_auth_hash(request, request.user)
        note_proof(request)
        messages.success(request, "密码已修改；其他地方的登录已退出。")
        return redirect(settings.LOGIN_REDIRECT_URL)
    if "old_password" in form.errors:
        _log_failure(request, "修改密码时密码不正确", request.user.username)
    return render(request, "trust/change_password.html", {"form": form, "is_due": is_due})


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def confirm_password(request: HttpRequest) -> HttpResponse:
    """Ask who is signed in to prove it again (trust.sessions.reauthentication_required)."""
    goal = safe_goal(request, resolve_url(settings.LOGIN_REDIRECT_URL))
    if came_by_unified(request):
        return render(request, "trust/confirm_unified.html", {"next": goal})
    form = ConfirmPasswordForm(request, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        log.write_alone(log.actor_of(request), "重新验证身份", request.user)
        note_proof(request)
        return redirect(goal)
    if form.is_bound:
        _log_failure(request, "重新验证身份失败", request.user.username)
    return render(request, "trust/confirm_password.html", {"form": form, "next": goal})


@log.acting()
def let_in(request: HttpRequest, account: Account, *, id_token: str = "") -> None:
    """Open the session and log it; neither without the other.

    id_token: of who proved himself by the province's unified account instead of a password.
    """
    login(request, account, backend=BACKEND if id_token else None)
    note_proof(request)
    if id_token:
        request.session[UNIFIED] = id_token
    else:
        request.session.pop(UNIFIED, None)
    reason = "统一身份登录" if id_token else ""
    log.write(log.actor_of(request), "登录", account, reason=reason)


def _way_out(request: HttpRequest, id_token: str) -> str:
    """Return where to sign out at the province's server as well; "" if that is not to be had."""
    back = request.build_absolute_uri(resolve_url(settings.LOGIN_URL))
    try:
        return provider.way_out_for_good(id_token=id_token, back=back) if provider.is_on() else ""
    except (provider.ProviderFailed, provider.NotVouched):
        messages.warning(request, UNIFIED_STAYS)
        return ""


def _log_failure(request: HttpRequest, action: str, username: str) -> None:
    """Log the attempt. A name that is no account's is not kept: it may be a mistyped password."""
    account = Account.objects.filter(username=username).first() if "\x00" not in username else None
    is_locked = getattr(request, "axes_locked_out", False)
    if is_locked:
        note_minutes_left(request, username)
    log.write_alone(
        log.actor_of(request),
        action,
        account,
        label=account.username if account else "（没有这个账号）",
        reason="连续失败，已锁定" if is_locked else "",
        outcome=Outcome.REFUSED,
    )


def note_minutes_left(request: HttpRequest, username: str) -> None:
    """Note how long the account stays locked for this address, for locked_out.html."""
    request.minutes_left = _minutes_left(request, username)


def _minutes_left(request: HttpRequest, username: str) -> int:
    attempts = AccessAttempt.objects.filter(username=username, ip_address=request.axes_ip_address)
    last = attempts.aggregate(last=Max("attempt_time"))["last"]
    if last is None:
        return ceil(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
    left = last + settings.AXES_COOLOFF_TIME - timezone.now()
    return max(1, ceil(left.total_seconds() / 60))
