"""The doors of a site, tried over the wire: what is sent, and every word of what comes back."""

import html
import http.client
import io
import json
import subprocess
import zipfile
from dataclasses import dataclass
from typing import Any

TOKEN = "d" * 32  # of the form and of the cookie: they need to agree
DEEPEST = 3  # archives within archives


@dataclass(frozen=True)
class Knock:
    """One request of a persona, ready to be sent. route: the name of the address."""

    route: str
    persona: str
    method: str
    path: str
    body: bytes = b""
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.persona} {self.method} {self.path} ({self.route})"


@dataclass(frozen=True)
class Opened:
    """What came back. words: all that can be read in it."""

    knock: Knock
    status: int
    words: str


def knock_of(route: str, persona: str, method: str, path: str, **body: Any) -> Knock:
    """Return the request that Django's own test client would make of it.

    body: data and content_type, as tests/access/bodies.py has them.
    """
    from django.test import RequestFactory

    if method not in ("POST", "PUT", "PATCH"):
        return Knock(route, persona, method, path)
    made = RequestFactory().post(path, **body)
    return Knock(route, persona, method, path, made.body, made.META["CONTENT_TYPE"])


def send(port: int, knock: Knock, session: str) -> Opened:
    """Send it; status 0 where nobody answered."""
    cookies = f"csrftoken={TOKEN}" + (f"; sessionid={session}" if session else "")
    heads = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Connection": "close"}
    if knock.body:
        heads["Content-Type"] = knock.kind
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(knock.method, knock.path, knock.body or None, heads)
        answer = connection.getresponse()
        held = "\n".join(f"{name}: {value}" for name, value in answer.getheaders())
        return Opened(knock, answer.status, held + "\n" + words_in(answer.read()))
    except (OSError, http.client.HTTPException) as error:
        return Opened(knock, 0, repr(error))
    finally:
        connection.close()


def words_in(body: bytes, depth: int = 0) -> str:
    """Return all that can be read: page, JSON, workbook, document, paper, and archives of them."""
    if body.startswith(b"PK") and depth < DEEPEST:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
            return "\n".join([*names, *(words_in(archive.read(n), depth + 1) for n in names)])
    if body.startswith(b"%PDF"):
        told = subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True)
        return "".join(told.stdout.decode("utf-8", "replace").split())  # a line may end in a word
    text = html.unescape(body.decode("utf-8", "replace"))  # XML may spell 望 as &#26395;
    if text[:1] in "{[":
        return text + _unescaped(text)
    return text


def _unescaped(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return ""
