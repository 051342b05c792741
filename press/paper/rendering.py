"""From HTML to PDF through a worker process: one document, many into one, many apart."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import IO, Self

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

    def __init__(self) -> None:
        self._worker: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *details: object) -> None:
        if self._worker is None:
            return
        try:
            if kind is not None:
                _end(self._worker)
            with suppress(BrokenPipeError):
                _pipe(self._worker.stdin).close()
            _pipe(self._worker.stdout).close()
            self._worker.wait()
        finally:
            _free.release()

    def join(self, documents: Sequence[str], title: str) -> bytes:
        """Return one PDF of many documents, each with its own page numbers."""
        runs = [(title, run) for run in _runs(documents)]
        return next(self._ask(runs, joined=title))

    def each(
        self, documents: Sequence[tuple[str, str]], *, meanwhile: Callable[[], None] = lambda: None
    ) -> Iterator[bytes]:
        """Yield a PDF for each document (title, HTML), in their order, as they come.

        meanwhile: what the caller does while they are laid out.
        """
        return self._ask([(title, [html]) for title, html in documents], meanwhile=meanwhile)

    def _ask(
        self,
        runs: Sequence[Run],
        *,
        joined: str | None = None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> Iterator[bytes]:
        """Yield the answers. Raises PaperError; a worker that takes too long is ended."""
        if not runs:
            return
        worker = self._running()
        requests, answers = _pipe(worker.stdin), _pipe(worker.stdout)
        with _limit(worker, sum(len(documents) for _, documents in runs)):
            with suppress(BrokenPipeError):  # told below, where the answer is missing
                request = json.dumps({"runs": runs, "joined": joined}).encode()
                requests.write(request + b"\n")
                requests.flush()
            meanwhile()
            for title, _ in runs[:1] if joined is not None else runs:
                yield _answer(answers, title)

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the worker, started if it was not yet. Raises PaperError where too many run."""
        if self._worker is None:
            if not _free.acquire(timeout=PATIENCE_SECONDS):
                raise PaperError("正在生成的 PDF 太多，本次没有生成。请过几分钟再试。")
            self._worker = subprocess.Popen(
                [sys.executable, "-m", "press.paper.worker"],
                cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        return self._worker


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # both are asked for where the worker is started
    return pipe


def _answer(answers: IO[bytes], title: str) -> bytes:
    head = answers.read(HEAD.size)
    if len(head) < HEAD.size:
        raise PaperError(
            f"“{title}”排版中断或超时，未生成 PDF。请稍后重试；仍不成功请联系系统管理员。"
        )
    kind, length = HEAD.unpack(head)
    body = answers.read(length)
    if kind == b"P":
        return body
    if kind == b"E":
        raise PaperError(body.decode())
    raise RuntimeError(f"the paper worker failed:\n{body.decode()}")


@contextmanager
def _limit(worker: subprocess.Popen[bytes], documents: int) -> Iterator[None]:
    limit = Timer(SECONDS_A_DOCUMENT * documents, _end, [worker])
    limit.start()
    try:
        yield
    finally:
        limit.cancel()


def _end(worker: subprocess.Popen[bytes]) -> None:
    """End the worker with the processes that it split off: they are a group of their own."""
    with suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)


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
