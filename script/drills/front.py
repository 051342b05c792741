"""What stands before a drill's web server, as nginx does in docs/examples/nginx.conf."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

#: Of one connection alone: not passed on.
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"}


class Front:
    """A server on loopback: 503 while the site is away, else what the site answers, or 502."""

    def __init__(self, folder: Path, port: int):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(folder / "away", port))
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]

    def __enter__(self) -> "Front":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()
        self.server.server_close()


def _handler(away: Path, port: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if away.exists():
                self._answer(503, [("Retry-After", "30")], "系统正在升级".encode())
                return
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            try:
                asked.request(self.command, self.path, body or None, dict(self.headers))
                answer = asked.getresponse()
                self._answer(answer.status, answer.getheaders(), answer.read())
            except (OSError, http.client.HTTPException) as error:
                self._answer(502, [], repr(error).encode())
            finally:
                asked.close()

        do_GET = do_POST = _pass_on  # noqa: N815  the names that http.server calls

        def _answer(self, status: int, heads: list[tuple[str, str]], body: bytes) -> None:
            self.send_response(status)
            for name, value in heads:
                if name.lower() not in HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_) -> None:
            pass

    return Handler
