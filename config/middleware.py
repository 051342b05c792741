"""What every request passes: its true address, its number, its limits, its session's age."""

import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address, ip_network
from itertools import chain
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from config.log import current_request_id
from lib.signs import holds_unkeepable
from trust import outage
from trust.caching import KEPT_FOR
from trust.errors import away, bad_request
from trust.refusals import OddRequest

GetResponse = Callable[[HttpRequest], HttpResponse]

#: What a proxy may say about a client; believed from a trusted proxy only.
FORWARDED_HEADERS = ("HTTP_X_REAL_IP", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")
#: What a database counts to.
LARGEST_KEY = 2**63 - 1
#: Session keys: when the sign-in happened, when its person last did something.
STARTED, SEEN = "signed_in_at", "seen_at"
#: A session is written at most this often only to renew it (seconds).
RENEW_AFTER = 60


def trusted_proxy(get_response: GetResponse) -> GetResponse:
    """Set REMOTE_ADDR from X-Real-IP when the peer is a trusted proxy; else drop such headers."""
    allow_socket = "unix" in settings.TRUSTED_PROXIES
    networks = [ip_network(entry) for entry in settings.TRUSTED_PROXIES if entry != "unix"]

    def is_trusted(peer: str) -> bool:
        if not peer:
            return allow_socket
        return any(ip_address(peer) in network for network in networks)

    def middleware(request: HttpRequest) -> HttpResponse:
        meta = request.META
        if is_trusted(meta.get("REMOTE_ADDR", "")):
            meta["REMOTE_ADDR"] = _valid_address(meta.get("HTTP_X_REAL_IP", ""))
        else:
            told = [meta.pop(header, None) for header in FORWARDED_HEADERS]
            request.is_strangers_word = any(told)
        return get_response(request)

    return middleware


def _valid_address(text: str) -> str:
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return ""


def client_address(request: HttpRequest) -> str | None:
    """Return the client's address as trusted_proxy left it, None if there is none."""
    return request.META.get("REMOTE_ADDR") or None


def request_id(get_response: GetResponse) -> GetResponse:
    """Give the request a number: request.id, the log lines' and X-Request-ID of the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex
        current_request_id.set(request.id)  # left standing: Django logs a 404 after this returns
        response = get_response(request)
        response["X-Request-ID"] = request.id
        return response

    return middleware


def never_cached(get_response: GetResponse) -> GetResponse:
    """Forbid any copy of what a view answers, errors included, but of what is the same for
    everybody (trust.caching), as long as it was asked for and answered without a cookie.

    Files of static/ do not pass here: WhiteNoise answers them before.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        seconds = getattr(response, KEPT_FOR, 0)
        is_somebodys = settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies
        is_kept = seconds and not is_somebodys
        kept = f"public, max-age={seconds}" if is_kept else "no-store, private"
        response["Cache-Control"] = kept
        return response

    return middleware


def request_size_limit(get_response: GetResponse) -> GetResponse:
    """Refuse a request that announces more than REQUEST_MAX_BYTES before reading it.

    A body without an announced length is not read by Django at all.
    """
    limit = settings.REQUEST_MAX_BYTES

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            size = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size = 0
        if size > limit:
            return HttpResponse(
                f"上传内容共 {size / 2**20:.2f} MB，超过一次 {limit // 2**20} MB 的上限，"
                "没有保存任何内容。请分几次上传，或压缩文件后再试。",
                status=413,
                content_type="text/plain; charset=utf-8",
            )
        return get_response(request)

    return middleware


def database_reached(get_response: GetResponse) -> GetResponse:
    """Answer 503 while the database is away, also for what would not have asked it.

    What goes away later than here is told by trust.errors.failed.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if why := outage.held():
            return away(request, why)
        try:
            outage.reach_database()
        except DatabaseError as error:
            if why := outage.why_away(error):
                return away(request, why)
            raise
        return get_response(request)

    return middleware


class KeepableWordsMiddleware:
    """Refuse, in a sentence, words that no database can hold: NUL and halves of a pair.

    In an address, its query, a cookie or a form; JSON is read by trust.wire, which does the
    same. Comes before the session, whose key is looked up in the database.
    """

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        words = chain([request.path_info], request.COOKIES.values(), _words_of(request.GET))
        _check_keepable(words)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func, args, kwargs) -> None:
        """Look at a form as soon as it is read, which the check of its token does next.

        A number in an address that no key can be belongs to nothing.
        """
        if any(isinstance(value, int) and value > LARGEST_KEY for value in kwargs.values()):
            raise Http404
        if request.method == "POST":
            _check_keepable(_words_of(request.POST))
            _check_keepable(f.name or "" for files in request.FILES.lists() for f in files[1])

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say of a key in a form that no row can have what it is; PostgreSQL finds no such row."""
        if isinstance(error, OverflowError) and "SQLite" in str(error):
            return bad_request(request, OddRequest(TOO_LARGE))
        return None


TOO_LARGE = "内容里有一个数字过大，不是本系统页面所送，没有办理。请返回上一页，刷新后重试。"


def _words_of(query: QueryDict) -> Iterator[str]:
    return (word for name, values in query.lists() for word in (name, *values))


def _check_keepable(words: Iterable[str]) -> None:
    if any(map(holds_unkeepable, words)):
        raise OddRequest("地址或内容里有不可见的控制字符，没有办理。请返回上一页，删去后重试。")


def session_lifetime(get_response: GetResponse) -> GetResponse:
    """End a session 12 hours after signing in, or 30 minutes after its person's last act.

    Requests that a page makes by itself say X-Background: 1 and renew nothing.
    Cost: one write of the session a minute and person, not one a request.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        session = request.session
        now = int(time.time())
        if SESSION_KEY in session and _is_over(session, now):
            session.flush()
        response = get_response(request)
        if SESSION_KEY in request.session:
            _renew(request, now)
        return response

    return middleware


def _is_over(session, now: int) -> bool:
    too_long = now - session.get(STARTED, now) >= settings.SESSION_ABSOLUTE_AGE
    too_idle = now - session.get(SEEN, now) >= settings.SESSION_COOKIE_AGE
    return too_long or too_idle


def _renew(request: HttpRequest, now: int) -> None:
    session = request.session
    if STARTED not in session:
        session[STARTED] = now
    is_background = request.headers.get("X-Background") == "1"
    if SEEN not in session or (not is_background and now - session[SEEN] >= RENEW_AFTER):
        session[SEEN] = now


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Closed by default; a script gets a 401 to show beside what was typed, not a sign-in page."""

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponse:
        sign_in = resolve_url(self.get_login_url(view_func))
        message = "登录已过期，请在新窗口重新登录后再试；本页已填写的内容仍在。"
        if request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted"):
            return HttpResponse(message, status=401, content_type="text/plain; charset=utf-8")
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"error": message, "sign_in": sign_in}, status=401)
        if request.method not in ("GET", "HEAD"):
            # What only takes a form is no page to come back to: the page it stood on is.
            return redirect_to_login(_came_from(request), sign_in)
        return super().handle_no_permission(request, view_func)


def _came_from(request: HttpRequest) -> str:
    """Return the address of our page that a form was sent from; the start page if none is told."""
    told = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, {request.get_host()}, request.is_secure()):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(told)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
