"""What a person sees when something cannot be shown or done; a refusal is also logged."""

import logging
import sys

from django.conf import settings
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from trust import log, outage
from trust.models import Outcome
from trust.refusals import OddRequest, Refused

logger = logging.getLogger(__name__)

NOT_ALLOWED = "您目前的角色不能查看或办理此页内容。如确有需要，请联系系统管理员核对您的任职。"
NOT_FOUND = "地址有误，或内容不存在、不属于您可以查看的范围。"
GONE = (
    "要办理的内容已不存在（可能已被替换或撤回）或不属于您可以办理的范围，没有保存任何内容；"
    "请刷新页面后重试。"
)
BAD_REQUEST = "浏览器送来的内容不完整或无法识别，没有保存任何内容。请返回上一页，刷新后重试。"
AGAIN = "没有保存任何内容。请返回上一页，分几次办理。"
#: What Django refuses to read, by its kind.
TOO_MUCH: dict[type, str] = {
    RequestDataTooBig: "一次填写的内容太多，",
    TooManyFieldsSent: "一次填写的项数太多，",
    TooManyFilesSent: f"一次最多上传 {settings.DATA_UPLOAD_MAX_NUMBER_FILES} 个文件，",
}
STALE_FORM = "页面停留太久或浏览器没有保存 Cookie，没有提交。请返回上一页，刷新后重新提交。"
#: Seconds after which a browser or a script may ask again.
COMES_BACK_IN = 10
AWAY = "{why}，此页暂时无法显示。恢复后会自动显示；过几分钟仍不行，请联系系统管理员。"
AWAY_WRITING = (
    "{why}，刚才的操作没有得到确认。请保留已填写的内容，过一会儿返回上一页核对，没有保存的再办一次；"
    "仍不行请联系系统管理员。"
)
FAILED = "系统出错，刚才的操作没有保存。请稍后重试；仍不成功，请把下面的编号告诉系统管理员。"


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, OddRequest):
        return _answer(request, 400, str(exception))
    why = TOO_MUCH.get(type(exception))
    return _answer(request, 400, why + AGAIN if why else BAD_REQUEST)


@requires_csrf_token
def refused(request: HttpRequest, exception: PermissionDenied | None = None) -> HttpResponse:
    """Answer 403 with the reason, after logging who was refused what and why."""
    reason = str(exception) if isinstance(exception, Refused) else NOT_ALLOWED
    _log_refusal(request, reason)
    return _answer(request, 403, reason)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404; to a page left open over a change, that nothing was saved and what to do."""
    return _answer(request, 404, NOT_FOUND if request.method in ("GET", "HEAD") else GONE)


@requires_csrf_token
def failed(request: HttpRequest) -> HttpResponse:
    """Answer 500; 503 where what is being handled tells of a database or a disk that is away."""
    if why := outage.why_away(sys.exception()):
        return away(request, why)
    return _answer(request, 500, FAILED)


def away(request: HttpRequest, why: str) -> HttpResponse:
    """Answer 503: what is away, and that one may try again. Asks no database."""
    said = AWAY if request.method in ("GET", "HEAD") else AWAY_WRITING
    response = _answer(request, 503, said.format(why=why))
    response["Retry-After"] = str(COMES_BACK_IN)
    return response


@requires_csrf_token
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    _log_refusal(request, f"表单校验未通过：{reason}")
    return _answer(request, 403, STALE_FORM, template="403_csrf.html")


#: The names under which a root URLconf looks for them, and the setting for CSRF.
handler400, handler403, handler404, handler500 = bad_request, refused, not_found, failed
CSRF_FAILURE_VIEW = "trust.errors.csrf_failed"


def _log_refusal(request: HttpRequest, reason: str) -> None:
    """Log the refusal; a log that cannot be written must not hide the refusal itself."""
    if not hasattr(request, "user"):
        return
    try:
        log.write_alone(
            log.actor_of(request), "拒绝访问", label=f"{request.method} {request.path}",
            reason=reason, outcome=Outcome.REFUSED,
        )  # fmt: skip
    except DatabaseError:
        logger.exception("a refusal could not be logged")


def _answer(request: HttpRequest, status: int, reason: str, *, template: str = "") -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": reason}, status=status)
    told = {"reason": reason, "status": status, "number": getattr(request, "id", "")}
    if status == 503 and request.method == "GET":
        told["again"] = COMES_BACK_IN
    return HttpResponse(_page(request, template or f"{status}.html", told), status=status)


def _page(request: HttpRequest, template: str, told: dict) -> str:
    """Return the page in the frame for who is signed in; without the frame if that fails."""
    if told["status"] < 500:
        try:
            return render_to_string(template, told | {"layout": _layout(request)}, request)
        except Exception:
            logger.exception("error page %s could not be shown in the frame", template)
    try:
        return render_to_string("503.html" if told["status"] == 503 else "500.html", told)
    except Exception:
        logger.exception("error page could not be shown at all")
        return told["reason"]


def _layout(request: HttpRequest) -> str:
    is_signed_in = hasattr(request, "user") and request.user.is_authenticated
    return "base.html" if is_signed_in else "plain.html"
