"""From HTML to PDF through worker processes: one document, many into one, many apart."""

import base64
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Timer
from typing import BinaryIO, Self

from press.paper.fonts import PaperError
from press.paper.frames import HEAD
from press.paper.standby import Worker, start_worker

SECONDS_A_DOCUMENT = 60
#: More workers would wait for each other on the machines this runs on.
MOST_WORKERS = 4
#: Below this many documents of one PDF a second worker costs more than it saves.
DOCUMENTS_A_WORKER = 4
#: A worker holds all pages that it lays out at once: about so many documents are laid out in one
#: go, and the parts joined, so that its memory does not grow with their number.
DOCUMENTS_AT_ONCE = 16
#: How many presses one web worker or command runs at once, and how long the next one waits.
MOST_PRESSES = 2
PATIENCE_SECONDS = 120
#: How long a caller waits for a PDF before he does something else.
WAITED_SECONDS = 2

#: What becomes one PDF in one go: its title and its documents.
Run = tuple[str, Sequence[str]]

_free = BoundedSemaphore(MOST_PRESSES)


class Press:
    """Worker processes, each started when there is something to lay out that no other is free for.

    with Press() as press: pdf = press.join(htmls, title)

    Each worker has one PDF to make at a time, and a thread of this process that waits for it; so
    no worker waits for what the caller does with a PDF, or for the others.

    meanwhile: called every two seconds for which the caller waits for a PDF.
    """

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self._meanwhile = meanwhile
        self._threads: ThreadPoolExecutor | None = None
        self._workers: list[Worker] = []
        self._idle: SimpleQueue[Worker] = SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *details: object) -> None:
        if self._threads is None:
            return
        try:
            self._threads.shutdown(wait=False, cancel_futures=True)
            if kind is not None:
                for worker in self._workers:
                    worker.kill()
            self._threads.shutdown()
            for worker in self._workers:
                worker.close()
        finally:
            _free.release()

    def join(self, documents: Sequence[str], title: str) -> bytes:
        """Return one PDF of many documents, each with its own page numbers. Raises PaperError."""
        parts = list(self.begin([(title, run) for run in _runs(documents)]))
        return parts[0] if len(parts) == 1 else self.bind(parts, title)

    def bind(self, parts: Sequence[bytes], title: str) -> bytes:
        """Return one PDF of several. Raises PaperError."""
        encoded = [base64.b64encode(part).decode() for part in parts]
        return self._awaited(self._begun(title, {"parts": encoded}, len(parts)))

    def each(self, documents: Sequence[tuple[str, str]]) -> Iterator[bytes]:
        """Begin to lay out the documents (title, HTML); return their PDFs in order, as they come.

        What is begun before another is read waits for it only where no worker is free. Reading
        raises PaperError.
        """
        return self.begin([(title, [html]) for title, html in documents])

    def begin(self, runs: Sequence[Run]) -> Iterator[bytes]:
        """Begin with the runs; return an iterator of their PDFs. Raises PaperError where too many
        presses run; reading does where a PDF cannot be made."""
        begun = [
            self._begun(title, {"documents": [*documents]}, len(documents))
            for title, documents in runs
        ]
        return map(self._awaited, begun)

    def _begun(self, title: str, what: dict, documents: int) -> Future[bytes]:
        if self._threads is None:
            if not _free.acquire(timeout=PATIENCE_SECONDS):
                raise PaperError("正在生成的 PDF 太多，本次没有生成。请过几分钟再试。")
            self._threads = ThreadPoolExecutor(most_workers())
        return self._threads.submit(self._made, title, {"title": title, **what}, documents)

    def _awaited(self, pdf: Future[bytes]) -> bytes:
        while not pdf.done():
            with suppress(TimeoutError):
                return pdf.result(WAITED_SECONDS)
            self._meanwhile()
        return pdf.result()

    def _made(self, title: str, request: dict, documents: int) -> bytes:
        """Return what a worker makes of a request. Raises PaperError; a worker that takes too
        long is ended, and another takes its place."""
        worker = self._free_worker()
        with _limit(worker, documents):
            with suppress(ConnectionError):  # told below, where the answer is missing
                worker.requests.write(json.dumps(request).encode() + b"\n")
                worker.requests.flush()
            kind, body = _answer(worker.answers, title)
        self._idle.put(worker)
        if kind == b"P":
            return body
        if kind == b"E":
            raise PaperError(body.decode())
        raise RuntimeError(f"the paper worker failed:\n{body.decode()}")

    def _free_worker(self) -> Worker:
        with suppress(Empty):
            return self._idle.get_nowait()
        try:
            worker = start_worker()
        except OSError as error:
            raise PaperError(
                "排版程序没有启动，未生成 PDF。"
                "请稍后重试；仍不成功请联系系统管理员查看内存和进程数。"
            ) from error
        self._workers.append(worker)
        return worker


def _answer(answers: BinaryIO, title: str) -> tuple[bytes, bytes]:
    """Return the kind of an answer and its body. Raises PaperError where the worker has ended."""
    try:
        return _whole_answer(answers)
    except (ConnectionError, EOFError) as error:
        raise PaperError(
            f"“{title}”排版中断或超时，未生成 PDF。请稍后重试；仍不成功请联系系统管理员。"
        ) from error


def _whole_answer(answers: BinaryIO) -> tuple[bytes, bytes]:
    """Raises EOFError where it breaks off."""
    head = answers.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    kind, length = HEAD.unpack(head)
    body = answers.read(length)
    if len(body) < length:
        raise EOFError
    return kind, body


@contextmanager
def _limit(worker: Worker, documents: int) -> Iterator[None]:
    limit = Timer(SECONDS_A_DOCUMENT * documents, worker.kill)
    limit.start()
    try:
        yield
    finally:
        limit.cancel()


def most_workers() -> int:
    """Return how many workers may lay out side by side here."""
    return max(1, min(MOST_WORKERS, len(os.sched_getaffinity(0))))


def _runs(documents: Sequence[str]) -> list[list[str]]:
    """Return the documents in runs of about the same length of text: one a worker, or more where
    they would be too many at once."""
    side_by_side = min(most_workers(), len(documents) // DOCUMENTS_A_WORKER)
    count = max(1, side_by_side, -(-len(documents) // DOCUMENTS_AT_ONCE))
    total = sum(map(len, documents)) or 1
    runs: list[list[str]] = [[] for _ in range(count)]
    seen = 0
    for html in documents:
        runs[min(count - 1, (seen + len(html) // 2) * count // total)].append(html)
        seen += len(html)
    return [run for run in runs if run]
