"""Notices through a gateway of the unit's own: one POST of JSON for each message.

A gateway's address comes from the settings and from nowhere else; nothing that a person types
reaches it but as a value within the JSON. It is not followed to another address.
"""

import json
import re
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from lib.numerals import narrow
from lib.site_words import site_words
from lib.web_addresses import fault_of
from trust.notices.mail import address_in_site
from trust.notices.models import LONGEST_WHY, Channel, Notice, NoticeAddress
from trust.notices.senders import Message, NotTaken, Unreachable

#: What a template may name in braces.
FIELDS = frozenset({"to", "text", "title", "link", "count", "key", "secret"})
#: Of an answer, in bytes; more says nothing more.
LONGEST_ANSWER = 64 * 1024
#: «Not now», said of all.
BUSY, FOREIGN_FAULTS = 429, 500
#: Said of the site's own key.
LOCKED = (401, 403, 407)
_FIELD = re.compile(r"\{(\w+)\}")


class WrongGateway(Exception):
    """Settings of a gateway that do not fit; str() is what, in words."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """The sender of a channel; where and how, say settings.GATEWAYS.

    name: of the gateway. asks: what a person types to be reached. form: what such an address
    looks like, like: the same in words. longest: signs of text. nowhere: see Sender. apart:
    signs that are written in between and not kept.
    """

    channel: Channel
    name: str
    asks: str
    form: re.Pattern
    like: str
    longest: int
    nowhere: str
    apart: str = ""

    def clean(self, typed: str) -> str:
        """Return an address as it is kept, if it is one: check it by form."""
        return narrow(typed).translate(dict.fromkeys(map(ord, self.apart)))

    def is_on(self) -> bool:
        return bool(self.settings["URL"])

    @property
    def fault(self) -> str:
        """Return what is said of an address that is none."""
        return f"{self.asks}没有保存：{self.like}，请核对后再填。"

    @property
    def settings(self) -> Mapping[str, Any]:
        return settings.GATEWAYS[self.channel.value]

    def addresses(self, people: Iterable[Any]) -> Mapping[int, str]:
        keys = [person.pk for person in people]
        rows = NoticeAddress.objects.filter(channel=self.channel, account__in=keys)
        return dict(rows.values_list("account", "address"))

    @contextmanager
    def opened(self) -> Iterator[Callable[[Message], None]]:
        try:
            check(self.settings)
        except WrongGateway as error:
            raise Unreachable(f"{self.name}的设置有误：{error}") from error
        yield partial(_post, self)


SMS = Gateway(
    channel=Channel.SMS, name="短信网关", asks="手机号码", form=re.compile(r"1[3-9][0-9]{9}"),
    like="须是 11 位手机号码，以 1 开头", longest=200, nowhere="账号没有填写手机号码，不再发送",
    apart=" -‐‑–—−",
)  # fmt: skip
WECHAT = Gateway(
    channel=Channel.WECHAT, name="政务微信", asks="政务微信账号",
    form=re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}"),
    like="须以字母或数字开头，只含字母、数字和 _ . @ -，至多 64 个", longest=600,
    nowhere="账号没有填写政务微信账号，不再发送",
)  # fmt: skip
GATEWAYS = (SMS, WECHAT)


def gateways_on() -> list[Gateway]:
    """Return those by which this site sends. No query."""
    return [gateway for gateway in GATEWAYS if gateway.is_on()]


def check(told: Mapping[str, Any]) -> None:
    """Raise WrongGateway if a gateway's settings cannot be sent by."""
    if fault := fault_of(told["URL"]):
        raise WrongGateway(fault)
    _check_body(told["BODY"])
    if told["OK"] and "=" not in told["OK"]:
        raise WrongGateway("成功的标志须写成 字段=值，如 errcode=0")
    if not 1 <= told["TIMEOUT"] <= 60:
        raise WrongGateway("等候的秒数须在 1 到 60 之间")


def _check_body(template: str) -> None:
    named = set(_FIELD.findall(template))
    if unknown := sorted(named - FIELDS):
        raise WrongGateway(f"内容模板里的 {{{unknown[0]}}} 不是可用的字段")
    if not {"to", "text"} <= named:
        raise WrongGateway("内容模板须有 {to}（收件人）和 {text}（正文）")
    try:
        json.loads(template)
    except ValueError as error:
        raise WrongGateway("内容模板不是 JSON") from error


def body_of(template: str, values: Mapping[str, str]) -> bytes:
    """Return a template of JSON with its fields filled in; what stands in them stays a value."""

    def filled(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: filled(each) for key, each in part.items()}
        if isinstance(part, list):
            return [filled(each) for each in part]
        if isinstance(part, str):
            return _FIELD.sub(lambda field: values[field[1]], part)
        return part

    return json.dumps(filled(json.loads(template)), ensure_ascii=False).encode()


def text_of(message: Message, longest: int) -> str:
    """Return what is said: titles alone, for it leaves the house, and where to look."""
    notices = message.notices
    titles = "；".join(notice.title for notice in notices)
    start = f"您有 {len(notices)} 条通知：" if len(notices) > 1 else ""
    link = _link(notices)
    end = f" {link}" if link else f" 请登录“{site_words().product}”查看。"
    room = max(longest - len(start) - len(end), 0)
    return f"{start}{titles if len(titles) <= room else titles[: room - 1] + '…'}{end}"


def _link(notices) -> str:
    first: Notice = notices[0]
    return address_in_site(first) if len(notices) == 1 else address_in_site(None)


def _post(gateway: Gateway, message: Message) -> None:
    told = gateway.settings
    values = {
        "to": message.address,
        "text": text_of(message, gateway.longest),
        "title": message.notices[0].title,
        "link": _link(message.notices),
        "count": str(len(message.notices)),
        "key": message.key,
        "secret": told["SECRET"],
    }
    status, answer = _answer_of(gateway, body_of(told["BODY"], values))
    if 300 <= status < 400:
        raise Unreachable(f"{gateway.name}要转到别的网址（{status}），没有跟去；请改正网址")
    if status == BUSY or status >= FOREIGN_FAULTS or status in LOCKED:
        raise Unreachable(f"{gateway.name}没有接收：{status}")
    if not 200 <= status < 300:
        raise NotTaken(f"{gateway.name}没有接收：{status}")
    _check_ok(gateway, answer)


def _check_ok(gateway: Gateway, answer: bytes) -> None:
    """Compare what a gateway answers with what it answers where all is well."""
    field, _, value = gateway.settings["OK"].partition("=")
    if not field:
        return
    try:
        told = json.loads(answer)[field.strip()]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreachable(f"{gateway.name}的答复看不懂，没有“{field.strip()}”") from error
    if str(told) != value.strip():
        code = str(told)[:20] if isinstance(told, int | str) else "—"  # no words: they may tell
        raise NotTaken(f"{gateway.name}没有接收：{field.strip()} 为 {code}")


def _answer_of(gateway: Gateway, body: bytes) -> tuple[int, bytes]:
    """Return status and answer of one POST, within the seconds of the settings altogether."""
    told = gateway.settings
    address = urlsplit(told["URL"])
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    secret = told["SECRET"]
    headers = {"Content-Type": "application/json; charset=utf-8", "Connection": "close"}
    if secret and "{secret}" in target:
        target = target.replace("{secret}", secret)
    elif secret and "{secret}" not in told["BODY"]:
        headers["Authorization"] = f"Bearer {secret}"
    connection = _connection(address, told["TIMEOUT"])
    try:
        connection.connect()
        with _ended_after(connection, told["TIMEOUT"]):
            connection.request("POST", target, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(LONGEST_ANSWER)
    except TimeoutError as error:
        raise _silent(gateway) from error
    except ssl.SSLError as error:
        raise Unreachable(f"{gateway.name}连接不上：证书或加密方式不被信任") from error
    except (OSError, HTTPException, ValueError) as error:
        why = type(error).__name__  # its words may hold the address with its key
        raise Unreachable(f"{gateway.name}连接不上：{why}"[:LONGEST_WHY]) from error
    finally:
        connection.close()


def _silent(gateway: Gateway) -> Unreachable:
    return Unreachable(f"{gateway.name}连接不上：{gateway.settings['TIMEOUT']} 秒没有答复")


def _connection(address, timeout: int) -> HTTPConnection:
    if address.scheme == "https":
        context = ssl.create_default_context()
        return HTTPSConnection(address.hostname, address.port, timeout=timeout, context=context)
    return HTTPConnection(address.hostname, address.port, timeout=timeout)


@contextmanager
def _ended_after(connection: HTTPConnection, seconds: int) -> Iterator[None]:
    """Hang up on who answers a sign at a time: a socket's own time-out begins anew with each."""

    sock = connection.sock

    def hang_up() -> None:
        ended.append(True)
        with suppress(OSError):
            sock.shutdown(SHUT_RDWR)

    ended: list[bool] = []
    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, HTTPException, ValueError) as error:
        if ended:
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
    if ended:
        raise TimeoutError


def masked(address: str) -> str:
    """Return an address as its own person is shown it: enough to know it by."""
    if len(address) < 7:
        return f"{address[:1]}***"
    return f"{address[:3]}****{address[-2:]}"
