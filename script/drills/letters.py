"""A mail server of a drill: on one port of loopback it is gone, says nothing, or takes letters."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def silent(port: int) -> Iterator[None]:
    """Somebody listens there and never says a word."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(16)
        yield


@contextmanager
def taking(port: int) -> Iterator[list[str]]:
    """Yield the addresses that letters come for, one a letter."""
    taken: list[str] = []

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _take(self.rfile, self.wfile, taken)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server(("127.0.0.1", port), Session) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield taken
        finally:
            server.shutdown()


def _take(heard, said, taken: list[str]) -> None:
    """Speak as much SMTP as a client needs that sends plainly."""
    said.write(b"220 drill\r\n")
    address = ""
    for line in heard:
        word = line[:4].upper()
        if word == b"RCPT":
            address = line.decode().partition("<")[2].partition(">")[0]
        if word == b"DATA":
            said.write(b"354 go on\r\n")
            while next(heard) not in (b".\r\n", b""):
                pass
            taken.append(address)
        said.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
        if word == b"QUIT":
            return
