"""A process that turns HTML into PDF until its input ends: python -m press.paper.worker

One request a line, {"runs": [[title, [html, …]], …], "joined": title or null}. Each
run becomes a PDF; several are laid out side by side, by processes split off from
this one. The answer is one PDF a run, in their order, or one of all if joined: a
byte (P a PDF, E a sentence for the user, X a fault), four bytes of length, the rest.

A process apart, because WeasyPrint is not safe in threads and keeps the memory it
took; it ends with its caller. Imports nothing of Django.
"""

import gc
import io
import json
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import BinaryIO

from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from press.paper.fonts import PaperError
from press.paper.frames import HEAD, Run, processes
from press.paper.layout import make_pdf


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    # Laying out makes objects by the million and drops them all at the end: collecting
    # in between costs a fifth of the time and finds nothing.
    gc.freeze()
    gc.disable()
    for line in source:
        for kind, body in answers(json.loads(line)):
            sink.write(HEAD.pack(kind, len(body)) + body)
            sink.flush()
        gc.collect()


def answers(request: dict) -> Iterator[tuple[bytes, bytes]]:
    try:
        made: Iterable[bytes] = _made(request["runs"])
        if request["joined"] is not None:
            made = [concatenate(list(made), request["joined"])]
        for pdf in made:
            yield b"P", pdf
    except PaperError as error:
        yield b"E", str(error).encode()
    except Exception:
        yield b"X", traceback.format_exc().encode()


def concatenate(parts: Sequence[bytes], title: str) -> bytes:
    """Return one PDF with the pages and bookmarks of several."""
    if len(parts) == 1:
        return parts[0]
    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part))
    writer.add_metadata({"/Title": title})
    writer.compress_identical_objects(remove_unreferenced=False)  # fonts that all parts use
    writer.root_object[NameObject("/Lang")] = TextStringObject("zh-CN")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _made(runs: Sequence[Run]) -> Iterator[bytes]:
    count = min(processes(), len(runs))
    if count == 1:
        yield from map(_make, runs)
        return
    with ProcessPoolExecutor(count, mp_context=get_context("fork")) as pool:
        yield from pool.map(_make, runs)


def _make(run: Run) -> bytes:
    title, documents = run
    gc.collect()
    return make_pdf(documents, title)


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
