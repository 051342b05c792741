"""Documents through the press: one, many joined, many apart."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from press.paper.fonts import PaperError
from press.paper.rendering import Press
from trust.refusals import Refused


@dataclass(frozen=True, slots=True)
class Document:
    """One paper to be laid out. name: of its file, without the ending."""

    name: str
    title: str
    html: str


def print_one(document: Document) -> bytes:
    with Press() as press:
        return press.make(document.html, document.title)


def print_joined(press: Press, documents: Sequence[Document], title: str) -> bytes:
    return press.join([document.html for document in documents], title)


def print_each(press: Press, documents: Sequence[Document]) -> Iterator[bytes]:
    return press.each([d.html for d in documents], [d.title for d in documents])


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a .zip of named files; PDFs are compressed already and stored as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


@contextmanager
def told_when_impossible():
    """Tell why there is no paper (no Chinese font, say) on the page of refusals."""
    try:
        yield
    except PaperError as error:
        raise Refused(str(error)) from error
