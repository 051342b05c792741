"""Processes that turn HTML into PDF until their input ends: python -m press.paper.worker

The process that is started stands by: it forks a worker for each socket that is handed over
through its input, and answers with its number (press.paper.standby).

One request to a worker a line: {"title": …, "documents": [html, …]} becomes one PDF; so does
{"title": …, "parts": [a PDF in base64, …]}. The answer is a byte (P a PDF, E a
sentence for the user, X a fault), four bytes of length, the rest.

Processes apart, because WeasyPrint is not safe in threads and keeps the memory it
took; they end with their caller. Imports nothing of Django.
"""

import base64
import gc
import io
import json
import os
import signal
import socket
import traceback
from collections.abc import Sequence
from typing import BinaryIO, NoReturn

from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from press.paper.fonts import PaperError
from press.paper.frames import HEAD, PID
from press.paper.layout import make_pdf


def stand_by(control: socket.socket) -> None:
    """Fork a worker for each socket that comes, until the caller is gone."""
    gc.freeze()  # or the first collection of each worker would copy all that is loaded
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who laid out is waited for by nobody here
    while handed := socket.recv_fds(control, 1, 1)[1]:
        [theirs] = handed
        pid = os.fork()
        if not pid:
            control.close()
            _work(theirs)
        os.close(theirs)
        control.sendall(PID.pack(pid))


def _work(handed: int) -> NoReturn:
    """Serve through a socket, and end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        own = socket.socket(fileno=handed)
        serve(own.makefile("rb"), own.makefile("wb"))
    finally:
        os._exit(0)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    # Laying out makes objects by the million and drops them all at the end: collecting
    # in between costs a fifth of the time and finds nothing.
    gc.freeze()
    gc.disable()
    for line in source:
        kind, body = answer(json.loads(line))
        sink.write(HEAD.pack(kind, len(body)) + body)
        sink.flush()
        gc.collect()


def answer(request: dict) -> tuple[bytes, bytes]:
    try:
        if "parts" in request:
            return b"P", concatenate(
                list(map(base64.b64decode, request["parts"])), request["title"]
            )
        return b"P", make_pdf(request["documents"], request["title"])
    except PaperError as error:
        return b"E", str(error).encode()
    except Exception:
        return b"X", traceback.format_exc().encode()


def concatenate(parts: Sequence[bytes], title: str) -> bytes:
    """Return one PDF with the pages and bookmarks of several."""
    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part))
    writer.add_metadata({"/Title": title})
    writer.compress_identical_objects(remove_unreferenced=False)  # fonts that all parts use
    writer.root_object[NameObject("/Lang")] = TextStringObject("zh-CN")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


if __name__ == "__main__":
    with socket.socket(fileno=0) as own:
        stand_by(own)
