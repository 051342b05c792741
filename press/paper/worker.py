"""A process that turns HTML into PDF until its input ends: python -m press.paper.worker

One request a line: {"title": …, "documents": [html, …]} becomes one PDF; so does
{"title": …, "parts": [a PDF in base64, …]}. The answer is a byte (P a PDF, E a
sentence for the user, X a fault), four bytes of length, the rest.

A process apart, because WeasyPrint is not safe in threads and keeps the memory it
took; it ends with its caller. Imports nothing of Django.
"""

import base64
import gc
import io
import json
import sys
import traceback
from collections.abc import Sequence
from typing import BinaryIO

from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from press.paper.fonts import PaperError
from press.paper.frames import HEAD
from press.paper.layout import make_pdf


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
    serve(sys.stdin.buffer, sys.stdout.buffer)
