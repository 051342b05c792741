"""In by the province's unified account: to its server, and back."""

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.http import require_GET

from cities.models import Account
from cities.unified import provider
from cities.unified.provider import NotVouched, ProviderFailed, Vouched
from cities.views.sign_in import let_in, note_minutes_left
from trust import log
from trust.models import Outcome
from trust.sessions import came_by_unified, note_proof, safe_goal

ASK_KEEPER = (
    "请把这个编号告诉系统管理员，由其填在您的账号上；有本系统密码的，可先用账号和密码登录。"
)
ASK_AGAIN = "请返回后重新开始；仍不行，可用账号和密码登录，或联系系统管理员。"
USE_PASSWORD = "请稍后再试；有本系统密码的，可用账号和密码登录。"


@login_not_required
@require_GET
def unified_sign_in(request: HttpRequest) -> HttpResponse:
    _check_on()
    goal = safe_goal(request, resolve_url(settings.LOGIN_REDIRECT_URL))
    if request.user.is_authenticated:
        return redirect(goal)
    return _set_out(request, goal, again=False)


@require_GET
def unified_confirm(request: HttpRequest) -> HttpResponse:
    """Ask who came by the unified account to prove it there again (views.sign_in)."""
    _check_on()
    goal = safe_goal(request, resolve_url(settings.LOGIN_REDIRECT_URL))
    if not came_by_unified(request):
        return redirect("confirm-password")
    return _set_out(request, goal, again=True)


@login_not_required
@require_GET
def unified_back(request: HttpRequest) -> HttpResponse:
    """Let in, or believe again, whom the server vouches for; it sends the person here."""
    _check_on()
    try:
        vouched = provider.came_back(request)
    except ProviderFailed as error:
        return _failed(request, error)
    except NotVouched as error:
        return _refused(request, str(error), ASK_AGAIN)
    account = Account.objects.filter(unified_number=vouched.number).first()
    if account is None:
        what = f"您的统一身份编号 {vouched.number[:64]} 还没有对应的账号"
        return _refused(request, what, ASK_KEEPER)
    if not account.is_active:
        what = f"您的账号 {account.username} 已停用"
        return _refused(request, what, "请联系系统管理员。", account=account)
    if vouched.again and request.user.is_authenticated:
        return _again(request, account, vouched)
    return _in(request, account, vouched)


def _check_on() -> None:
    if not provider.is_on():
        raise Http404


def _set_out(request: HttpRequest, goal: str, *, again: bool) -> HttpResponse:
    back = request.build_absolute_uri(reverse("unified-back"))
    try:
        return redirect(provider.way_out(request, back=back, goal=goal, again=again))
    except ProviderFailed as error:
        return _failed(request, error)


def _in(request: HttpRequest, account: Account, vouched: Vouched) -> HttpResponse:
    """Let in, but not who is locked out from this address by wrong passwords."""
    credentials = {"username": account.username}
    if AxesProxyHandler.is_locked(request, credentials):
        note_minutes_left(request, account.username)
        _log_refusal(request, "连续失败，已锁定", account)
        return get_lockout_response(request, credentials=credentials)
    let_in(request, account, id_token=vouched.id_token)
    return redirect(vouched.goal)


def _again(request: HttpRequest, account: Account, vouched: Vouched) -> HttpResponse:
    if account != request.user:
        what = "在统一身份平台验证的不是现在登录的人"
        return _refused(request, what, "请用现在登录的身份验证，或先退出登录。", account=account)
    log.write_alone(log.actor_of(request), "重新验证身份", account, reason="统一身份登录")
    note_proof(request)
    return redirect(vouched.goal)


def _refused(
    request: HttpRequest, what: str, advice: str, *, account: Account | None = None
) -> HttpResponse:
    _log_refusal(request, what, account)
    return _page(request, what, advice, status=403)


def _log_refusal(request: HttpRequest, why: str, account: Account | None) -> None:
    log.write_alone(
        log.actor_of(request), "统一身份登录失败", account,
        label=account.username if account else "（没有对应的账号）", reason=why,
        outcome=Outcome.REFUSED,
    )  # fmt: skip


def _failed(request: HttpRequest, error: ProviderFailed) -> HttpResponse:
    return _page(request, f"统一身份平台暂时不能用：{error}", USE_PASSWORD, status=502)


def _page(request: HttpRequest, what: str, advice: str, *, status: int) -> HttpResponse:
    told = {"what": what, "advice": advice, "again": request.user.is_authenticated}
    return render(request, "trust/unified_refused.html", told, status=status)
