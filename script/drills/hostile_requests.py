"""Requests that no page of ours sends: to every address, with what has made servers stumble."""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from script.drills.people import Person

LEFT_OUT = ("sign-out", "change-password", "admin/login")
DEEP = "[" * 200_000 + "]" * 200_000
DIGITS = "9" * 1_000_000
FILTERS = ("q", "sort", "city", "state", "page", "since", "until", "next", "at", "seen", "version")
#: Digits of each filter: a first line of over 4,094 never reaches the program.
LONGEST = 300
QUERIES = {
    "NUL": dict.fromkeys(FILTERS, "a\x00b"),
    "years at the ends of time": {"since": "0001-01-01T00:00:00+14:00", "until": "9999-12-31"},
    "numbers too large": dict.fromkeys(FILTERS, "9" * LONGEST),
    "wrong words": dict.fromkeys(FILTERS, "\u202e'\"<%s{{1}}٣"),
}
NUMBERS = ("0", "9" * 12, "9" * 19, "9" * 30, "9" * 3000)
WORDS = ("%00", "%FF%FE", "..%2F..%2Fetc%2Fpasswd", "a" * 3000, "%E2%80%AE", "'%22%3C")
BODIES = {
    "deep JSON": DEEP,
    "a million digits": '{"version": ' + DIGITS + ', "text": ' + DIGITS + "}",
    "lists for words": json.dumps(
        {"section": {"a": 1}, "text": [], "version": {}, "cells": [{"address": [], "words": {}}]}
    ),
    "a cell beside nonsense": json.dumps(
        {"section": {"a": 1}, "cells": [{"address": "grade", "words": "6", "version": None}]}
    ),
    "JSON with NUL and half signs": '{"text": "a\\u0000b", "version": 1, "cells": "\\ud800"}',
    "numbers that are none": '{"version": NaN, "text": 1e400, "cells": [Infinity]}',
    "no object": "[[], null, 1]",
    "no JSON": "{",
}


@dataclass(frozen=True)
class Asked:
    """A request. username: who sends it; "": the personas in turn."""

    kind: str
    method: str
    path: str
    body: str = ""
    content_type: str = ""
    username: str = ""

    def send(self, person: Person) -> tuple[int, str]:
        return person.ask(self.method, self.path, body=self.body, kind=self.content_type)


def requests_to(arguments: dict[str, int]) -> list[Asked]:
    """Return what is sent to every address of the URLconf. arguments: of rows that are there."""
    told = []
    for number, route in enumerate(_routes()):
        path = "/" + _filled(route, arguments)
        for kind in list(QUERIES)[number % 2 :: 2]:
            told.append(Asked(kind, "GET", f"{path}?{urlencode(QUERIES[kind])}"))
        for word in {_filled(route, arguments, number + n) for n in range(2)} - {path[1:]}:
            told.append(Asked("wrong addresses", "GET", f"/{word}"))
        method = ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")[number % 6]
        told.append(Asked("wrong methods", method, path))
        told += _posts(path, number)
    return [*told, *_known(arguments)]


def _posts(path: str, number: int) -> Iterator[Asked]:
    kinds = list(BODIES)
    for kind in (kinds[number % len(kinds)], kinds[(number + 3) % len(kinds)]):
        yield Asked(kind, "POST", path, BODIES[kind], "application/json")
    kind, value = (("NUL", "a\x00b"), ("numbers too large", "9" * 4000))[number % 2]
    form = urlencode(dict.fromkeys(FIELDS, value))
    yield Asked(f"forms: {kind}", "POST", path, form)


FIELDS = (
    "version", "seen", "text", "reason", "title", "name", "year", "city", "office", "report", "act",
    "file", "parcel", "size", "size_kind", "happened_on", "due_on", "closes_at", "amount", "kind",
    "wants", "outcome", "indicator", "cell", "choices", "username", "password", "q", "since",
)  # fmt: skip


def _known(arguments: dict[str, int]) -> Iterator[Asked]:
    """What has given 500 before, as those who could send it."""
    report, year, cell = arguments["report"], arguments["year"], arguments["cell"]
    for path in ("/selfeval/public/?q=%00", "/search/?q=%00", f"/{year}/tables/%00/"):
        yield Asked("known", "GET", path, username="kaohe")
    since = "0001-01-01T00:00:00%2B14:00"
    yield Asked("known", "GET", f"/{year}/collection/1/changes/?since={since}", username="kaohe")
    yield Asked("known", "GET", "/audit-log/?since=0001-01-01&until=9999-12-31", username="kaohe")
    for body in BODIES.values():
        path = f"/selfeval/reports/{report}/cells/"
        yield Asked("known", "POST", path, body, "application/json", "wangcheng")
        yield Asked("known", "POST", f"/{year}/results/{cell}/", body, "application/json", "pxzx")


def _routes() -> list[str]:
    from django.urls import get_resolver

    def walk(resolver, before: str) -> Iterator[str]:
        for each in resolver.url_patterns:
            route = before + str(each.pattern)
            if hasattr(each, "url_patterns"):
                yield from walk(each, route)
            elif "^" not in route and not route.startswith(LEFT_OUT):
                yield route

    return list(dict.fromkeys(walk(get_resolver(), "")))


def _filled(route: str, arguments: dict[str, int], nonsense: int = -1) -> str:
    """Return an address of the route; with nonsense, one argument is the so-manyth wrong one."""
    pieces = route.replace(">", "<").split("<")
    last = len(pieces) - 2 if len(pieces) > 1 else -1
    for at in range(1, len(pieces), 2):
        kind, _, name = pieces[at].rpartition(":")
        wrong = NUMBERS if kind == "int" else WORDS
        if nonsense >= 0 and at == last:
            pieces[at] = wrong[nonsense % len(wrong)]
        else:
            pieces[at] = _sound(kind, name, arguments)
    return "".join(pieces)


def _sound(kind: str, name: str, arguments: dict[str, int]) -> str:
    if name in arguments:
        return str(arguments[name])
    if kind == "int":
        return str(arguments["cell"] if name == "pk" else 1)
    return {"city": quote("长沙市"), "form": "xlsx"}.get(name, "1")


def raw_requests(port: int, person: Person) -> Iterator[tuple[str, Callable]]:
    """Yield what a browser's library would not send, with the cookies of somebody who is in."""
    cookie = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
    head = f"Host: localhost\r\nCookie: {cookie}\r\nX-CSRFToken: {person.token}\r\n"
    many = "".join(f"X-{n}: 1\r\n" for n in range(300))
    host = "Host: localhost\r\n"
    border = "Content-Type: multipart/form-data"
    post = f"POST /2017/results/1/ HTTP/1.1\r\n{head}"
    five = "Content-Length: 5\r\n"
    chunked = "Transfer-Encoding: chunked\r\n\r\n"
    told = {
        "no request": "\x00\x01\x02\r\n\r\n",
        "a line of 100,000": f"GET /{'a' * 100_000} HTTP/1.1\r\n{head}\r\n",
        "a head of 100,000": f"GET / HTTP/1.1\r\n{head}X-A: {'a' * 100_000}\r\n\r\n",
        "300 heads": f"GET / HTTP/1.1\r\n{head}{many}\r\n",
        "a cookie of 60,000": f"GET / HTTP/1.1\r\n{host}Cookie: a={'b' * 60_000}\r\n\r\n",
        "no host": "GET / HTTP/1.1\r\n\r\n",
        "another host": f"GET / HTTP/1.1\r\n{head.replace('localhost', 'evil.example')}\r\n",
        "a wrong host": "GET / HTTP/1.1\r\nHost: a_b%00,c\r\n\r\n",
        "a wrong length": f"{post}Content-Length: -5\r\n\r\n",
        "two lengths": f"{post}{five}Content-Length: 6\r\n\r\nhello",
        "length and chunks": f"{post}{five}{chunked}0\r\n\r\n",
        "wrong chunks": f"{post}{chunked}ZZ\r\nhello\r\n",
        "a body too large": f"{post}Content-Length: 99999999999\r\n\r\nhello",
        "no border": f"{post}{border}\r\n{five}\r\nhello",
        "a border too long": f"{post}{border}; boundary={'b' * 5000}\r\n{five}\r\nhello",
        "a charset that is none": f"{post}Content-Type: application/json; charset=zzz\r\n"
        "Content-Length: 2\r\n\r\n{}",
        "words in latin": f"GET / HTTP/1.1\r\n{host}Accept-Language: \xff\xfe\r\n\r\n",
        "20,000 fields": _form(head, "&".join(f"a{n}=1" for n in range(20_000))),
        "one field of 6 MB": _form(head, "a=" + "b" * 6_000_000),
        "a percent too few": _form(head, "%=%&%zz=%f"),
    }  # fmt: skip
    for kind, text in told.items():
        yield kind, lambda text=text: _spoken(port, text)


def _form(head: str, body: str) -> str:
    kind = "Content-Type: application/x-www-form-urlencoded"
    return f"POST /sign-in/ HTTP/1.1\r\n{head}{kind}\r\nContent-Length: {len(body)}\r\n\r\n{body}"


def _spoken(port: int, text: str) -> tuple[int, str]:
    """Say it and hear the answer; a connection that is closed without a word counts as 400."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        try:
            line.sendall(text.encode("latin-1"))
            line.shutdown(socket.SHUT_WR)
            heard = line.recv(1 << 16)
            while piece := line.recv(1 << 16):
                heard += piece
        except ConnectionError:
            return 400, "closed"
    first = heard.split(b"\r\n", 1)[0].split()
    return (int(first[1]) if len(first) > 1 else 400), heard.decode("utf-8", "replace")
