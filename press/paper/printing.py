"""Documents through the press, or as they were kept: one, many joined, many apart."""

import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import BinaryIO, TypeVar

from press.paper.fonts import PaperError
from press.paper.kept import Paper, printed
from press.paper.rendering import Press, most_workers
from trust import files
from trust.models import StoredFile
from trust.refusals import Refused

#: Documents begun at a time, while those before are being laid out: no more are held in memory,
#: and the press is kept busy on every core. Those of one PDF are laid out so many in one go.
AT_A_TIME = 16
#: From so many documents on they are several portions, each laid out in one go wherever it is.
MANY = 2 * AT_A_TIME
#: As many portions there are at least, so that none of the processes of a press is idle.
FEWEST_PORTIONS = 4

T = TypeVar("T")
#: Called with the number of a portion of which a paper is missing, before it is laid out.
Fetch = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Document:
    """One paper to be printed. name: of its file, without the ending.

    is_published: people act on it from now on, so it is kept for good. kept: the file that it
    was printed as before; as long as that is whole, it is printed as no other.
    """

    name: str
    title: str
    html: str
    is_published: bool = False
    kept: StoredFile | None = None


def print_one(document: Document) -> bytes:
    with Press() as press:
        [(_, pdf)] = print_each(press, [document])
    return pdf


def print_joined(
    press: Press,
    documents: Iterable[Document],
    title: str,
    *,
    fetch: Fetch | None = None,
    told: Callable[[int], None] = lambda documents: None,
) -> bytes:
    """Return one PDF of the documents. Raises PaperError.

    Many are laid out in portions, each a paper that is kept: begun again, it goes on where it
    was. told: called with how many documents have been laid out.
    """
    documents = list(documents)
    htmls = [document.html for document in documents]
    paper = Paper(title, htmls, all(document.is_published for document in documents))
    lay_out_all = partial(_joined, press, fetch=fetch, told=told)
    return next(printed([paper], partial(map, lay_out_all)))


def print_each(
    press: Press,
    documents: Iterable[Document],
    *,
    at_a_time: int = AT_A_TIME,
    fetch: Fetch | None = None,
) -> Iterator[tuple[Document, bytes]]:
    """Yield each document with its PDF, in their order. Raises PaperError."""
    begun = (
        _begun(press, some, fetch and partial(fetch, number))
        for number, some in enumerate(in_portions(documents, at_a_time))
    )
    return chain.from_iterable(read_ahead(begun, 1))


def portion_size(documents: int) -> int:
    """Return how many documents of so many are a portion, on whatever machine."""
    return min(AT_A_TIME, -(-documents // FEWEST_PORTIONS)) if documents >= MANY else AT_A_TIME


def in_portions(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the things in lists of so many, the last of what is left."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some


def read_ahead(begun: Iterable[T], how_many: int) -> Iterator[T]:
    """Yield what begins when it is read, each after so many that follow it were begun."""
    waiting: deque[T] = deque()
    for one in begun:
        waiting.append(one)
        if len(waiting) > how_many:
            yield waiting.popleft()
    while waiting:
        yield waiting.popleft()


def lay_out(press: Press) -> Callable[[Sequence[Paper]], Iterator[bytes]]:
    """Return what begins to lay out papers, each in one go."""
    return lambda wanted: press.begin([(paper.title, paper.documents) for paper in wanted])


@contextmanager
def zipped(named: Iterable[tuple[str, bytes]], at: datetime) -> Iterator[BinaryIO]:
    """Give a .zip of named files, in a file that is there until it is left; PDFs are compressed
    already and stored as they are.

    at: the hour that is told of each, so that the same files give the same .zip.
    """
    with TemporaryFile() as held:
        with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
            for name, data in named:
                told = zipfile.ZipInfo(name, at.timetuple()[:6])
                told.external_attr = 0o600 << 16
                archive.writestr(told, data)
        yield held


@contextmanager
def told_when_impossible() -> Iterator[None]:
    """Tell why there is no paper (no Chinese font, say) on the page of refusals."""
    try:
        yield
    except PaperError as error:
        raise Refused(str(error)) from error


def _begun(
    press: Press, documents: Sequence[Document], fetch: Callable[[], None] | None
) -> Iterator[tuple[Document, bytes]]:
    """Begin with the documents; return each with its PDF."""
    is_kept = [d.kept is not None and files.verify(d.kept) for d in documents]
    wanted = [
        Paper(d.title, (d.html,), d.is_published)
        for d, kept in zip(documents, is_kept, strict=True)
        if not kept
    ]
    made = printed(wanted, lay_out(press), fetch)
    return (
        (document, files.read(document.kept) if document.kept and kept else next(made))
        for document, kept in zip(documents, is_kept, strict=True)
    )


def _joined(
    press: Press, paper: Paper, *, fetch: Fetch | None, told: Callable[[int], None]
) -> bytes:
    count = len(paper.documents)
    if count < MANY:
        return press.join(paper.documents, paper.title)
    portions = in_portions(paper.documents, portion_size(count))
    begun = (
        printed([Paper(paper.title, some)], lay_out(press), fetch and partial(fetch, number))
        for number, some in enumerate(portions)
    )
    parts = []
    for pdf in chain.from_iterable(read_ahead(begun, most_workers())):
        parts.append(pdf)
        told(min(count, len(parts) * portion_size(count)))
    return press.bind(parts, paper.title)
