"""Documents through the press, or as they were kept: one, many joined, many apart."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from press.paper.fonts import PaperError
from press.paper.kept import Paper, printed
from press.paper.rendering import Press
from trust import files
from trust.models import StoredFile
from trust.refusals import Refused


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
        return next(print_each(press, [document]))


def print_joined(press: Press, documents: Sequence[Document], title: str) -> bytes:
    htmls = tuple(document.html for document in documents)
    paper = Paper(title, htmls, all(document.is_published for document in documents))
    return next(printed([paper], lambda papers: (press.join(p.documents, p.title) for p in papers)))


def print_each(press: Press, documents: Sequence[Document]) -> Iterator[bytes]:
    """Begin with the documents; return the PDF of each, in their order. Raises PaperError."""
    is_kept = [d.kept is not None and files.verify(d.kept) for d in documents]
    wanted = [
        Paper(d.title, (d.html,), d.is_published)
        for d, kept in zip(documents, is_kept, strict=True)
        if not kept
    ]
    made = printed(wanted, lambda new: press.each([(p.title, p.documents[0]) for p in new]))
    return (
        files.read(document.kept) if document.kept and kept else next(made)
        for document, kept in zip(documents, is_kept, strict=True)
    )


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a .zip of named files; PDFs are compressed already and stored as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


@contextmanager
def told_when_impossible() -> Iterator[None]:
    """Tell why there is no paper (no Chinese font, say) on the page of refusals."""
    try:
        yield
    except PaperError as error:
        raise Refused(str(error)) from error
