"""People of a drill: browsers of their own over plain http, who sign in, open pages and write."""

import http.client
import json
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

HOST = "127.0.0.1"


@dataclass
class Person:
    """Somebody at a browser: keeps cookies and the page's token; follows nothing by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

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

    def ask(self, method: str, path: str, *, body: str = "", kind: str = "") -> tuple[int, str]:
        """Return status and text of the answer. Raises OSError where nobody answers."""
        heads = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Connection": "close",
        }
        if body:
            heads["Content-Type"] = kind or "application/x-www-form-urlencoded"
            heads["X-CSRFToken"] = self.token
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            connection.request(method, path, body.encode() or None, heads)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except http.client.HTTPException as error:  # cut off in the middle
            raise OSError(str(error)) from error
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, text


def status_of(port: int, path: str = "/sign-in/") -> int:
    """Return the status that the site answers to nobody in particular. Raises OSError."""
    return Person(port).ask("GET", path)[0]
