"""From HTML to PDF through a worker process: one document, many into one, many apart."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import BoundedSemaphore, Timer

from press.paper.fonts import PaperError
from press.paper.frames import HEAD, Run, processes

PROJECT = Path(__file__).resolve().parents[2]
SECONDS_A_DOCUMENT = 60
#: Below this many documents a second process costs more than it saves.
DOCUMENTS_A_PROCESS = 4
#: How many presses one web worker or command runs at once, and how long the next one waits.
MOST_PRESSES = 2
PATIENCE_SECONDS = 120

_free = BoundedSemaphore(MOST_PRESSES)


class Press:
    """A worker process, started when there is something to lay out.

    with Press() as press: pdf = press.join(htmls, title)
    """

    def __init__(self):
        self._worker = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self._worker is None:
            return
        try:
            if exception[0] is not None:
                self._end()
            with suppress(BrokenPipeError):
                self._worker.stdin.close()
            self._worker.stdout.close()
            self._worker.wait()
        finally:
            _free.release()

    def join(self, documents: Sequence[str], title: str) -> bytes:
        """Return one PDF of many documents, each with its own page numbers."""
        runs = [(title, run) for run in _runs(documents)]
        return next(self._ask(runs, joined=title))

    def each(self, documents: Sequence[tuple[str, str]]) -> Iterator[bytes]:
        """Yield a PDF for each document (title, HTML), in their order, as they come."""
        return self._ask([(title, [html]) for title, html in documents])

    def _ask(self, runs: Sequence[Run], joined: str | None = None) -> Iterator[bytes]:
        """Yield the answers. Raises PaperError; a worker that takes too long is ended."""
        if not runs:
            return
        self._start()
        with self._limit(sum(len(documents) for _, documents in runs)):
            with suppress(BrokenPipeError):  # told below, where the answer is missing
                request = json.dumps({"runs": runs, "joined": joined}).encode()
                self._worker.stdin.write(request + b"\n")
                self._worker.stdin.flush()
            for title, _ in runs[:1] if joined is not None else runs:
                yield self._answer(title)

    def _start(self) -> None:
        """Start the worker unless it runs. Raises PaperError where too many do."""
        if self._worker is not None:
            return
        if not _free.acquire(timeout=PATIENCE_SECONDS):
            raise PaperError("正在生成的 PDF 太多，本次没有生成。请过几分钟再试。")
        self._worker = subprocess.Popen(
            [sys.executable, "-m", "press.paper.worker"],
            cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def _answer(self, title: str) -> bytes:
        head = self._worker.stdout.read(HEAD.size)
        if len(head) < HEAD.size:
            raise PaperError(
                f"“{title}”排版中断或超时，未生成 PDF。请稍后重试；仍不成功请联系系统管理员。"
            )
        kind, length = HEAD.unpack(head)
        body = self._worker.stdout.read(length)
        if kind == b"P":
            return body
        if kind == b"E":
            raise PaperError(body.decode())
        raise RuntimeError(f"the paper worker failed:\n{body.decode()}")

    @contextmanager
    def _limit(self, documents: int):
        limit = Timer(SECONDS_A_DOCUMENT * documents, self._end)
        limit.start()
        try:
            yield
        finally:
            limit.cancel()

    def _end(self) -> None:
        """End the worker with the processes that it split off: they are a group of their own."""
        with suppress(ProcessLookupError):
            os.killpg(self._worker.pid, signal.SIGKILL)


def _runs(documents: Sequence[str]) -> list[list[str]]:
    """Return the documents in runs of about the same length of text, one a process."""
    count = max(1, min(processes(), len(documents) // DOCUMENTS_A_PROCESS))
    total = sum(map(len, documents)) or 1
    runs: list[list[str]] = [[] for _ in range(count)]
    seen = 0
    for html in documents:
        runs[min(count - 1, (seen + len(html) // 2) * count // total)].append(html)
        seen += len(html)
    return [run for run in runs if run]
