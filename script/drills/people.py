"""People of a drill: browsers of their own over plain http, who sign in, open pages and write."""

import http.client
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

HOST = "127.0.0.1"
BYTES = "application/octet-stream"


@dataclass
class Person:
    """Somebody at a browser: keeps cookies and the page's token; follows nothing by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    heads: Mapping[str, str] = field(default_factory=dict)  # of the last answer

    def sign_in(self, username: str, password: str) -> bool:
        """Return whether the site let them in."""
        page = self.get("/sign-in/")[1]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = {"username": username, "password": password, "next": "/"}
        form["csrfmiddlewaretoken"] = found[1] if found else ""
        return self.ask("POST", "/sign-in/", body=urlencode(form))[0] == 302

    def get(self, path: str) -> tuple[int, str]:
        status, page = self.ask("GET", path)
        if found := re.search(r'<meta name="csrf-token" content="([^"]*)"', page):
            self.token = found[1]
        return status, page

    def post_json(self, path: str, told: object) -> tuple[int, str]:
        """Send what a page's script would send, with the token of the page opened last."""
        return self.ask("POST", path, body=json.dumps(told), kind="application/json")

    def post_form(self, path: str, told: dict[str, str]) -> tuple[int, str]:
        return self.ask("POST", path, body=urlencode(told))

    def upload(self, path: str, data: bytes, name: str, **told: str) -> tuple[int, str]:
        """Send a form with one file, as a browser does."""
        border = secrets.token_hex(16)
        said = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
        parts = [f"--{border}\r\n{said.format(*each)}".encode() for each in told.items()]
        quoted = name.translate({ord('"'): "%22", 10: "%0A", 13: "%0D"})
        head = f'Content-Disposition: form-data; name="file"; filename="{quoted}"'
        parts += [f"--{border}\r\n{head}\r\nContent-Type: {BYTES}\r\n\r\n".encode(), data]
        body = b"".join([*parts, f"\r\n--{border}--\r\n".encode()])
        return self.ask("POST", path, body=body, kind=f"multipart/form-data; boundary={border}")

    def ask(
        self, method: str, path: str, *, body: str | bytes = "", kind: str = ""
    ) -> tuple[int, str]:
        """Return status and text of the answer. Raises OSError where nobody answers."""
        status, answer = self._ask(method, path, body=body, kind=kind)
        return status, answer.decode("utf-8", "replace")

    def fetch(self, path: str) -> tuple[int, bytes]:
        """Return status and bytes of a file."""
        return self._ask("GET", path)

    def _ask(
        self, method: str, path: str, *, body: str | bytes = "", kind: str = ""
    ) -> tuple[int, bytes]:
        heads = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Connection": "close",
        }
        if body:
            heads["Content-Type"] = kind or "application/x-www-form-urlencoded"
            heads["X-CSRFToken"] = self.token
            body = body.encode() if isinstance(body, str) else body
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            connection.request(method, path, body or None, heads)
            answer = connection.getresponse()
            told = answer.read()
        except http.client.HTTPException as error:  # cut off in the middle
            raise OSError(str(error)) from error
        finally:
            connection.close()
        self.heads = answer.headers
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, told


def status_of(port: int, path: str = "/sign-in/") -> int:
    """Return the status that the site answers to nobody in particular. Raises OSError."""
    return Person(port).ask("GET", path)[0]
