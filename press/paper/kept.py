"""Papers by content: what was laid out before is handed out as it was; the rest is laid out."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from press.paper.fonts import font_list
from trust import papers

#: What turns HTML into PDF: packages, and our own modules around them.
PACKAGES = ("weasyprint", "pydyf", "fonttools", "tinycss2", "tinyhtml5", "pypdf")
MODULES = ("cutting.py", "layout.py", "merging.py", "worker.py")


@dataclass(frozen=True, slots=True)
class Paper:
    """What one PDF is made of: documents with their style sheets in them, and a title.

    is_published: it is kept for good.
    """

    title: str
    documents: Sequence[str]
    is_published: bool = False

    @property
    def key(self) -> str:
        """Return the digest of everything that the PDF follows from. Raises PaperError."""
        digest = hashlib.sha256()
        made_of = [self.title, self.documents, _means()]
        for part in json.JSONEncoder(ensure_ascii=False).iterencode(made_of):  # never all of it
            digest.update(part.encode())
        return digest.hexdigest()


def printed(
    wanted: Sequence[Paper],
    lay_out: Callable[[list[Paper]], Iterator[bytes]],
    fetch: Callable[[], None] | None = None,
) -> Iterator[bytes]:
    """Begin with the papers; return their PDFs in order. lay_out is asked for those not kept yet.

    The caller has checked that this person may have them. fetch: puts what others laid out of
    them among those kept; asked where any is missing. Two queries at most, a third after fetch,
    and four for each published paper the first time, when it is read. Raises PaperError.
    """
    keys = [paper.key for paper in wanted]
    kept = papers.find(keys)
    if fetch and (missing := set(keys) - kept.keys()):
        fetch()
        kept |= papers.find(missing)
    new_for_good = papers.not_yet_for_good(
        [key for key, paper in zip(keys, wanted, strict=True) if paper.is_published]
    )
    made = lay_out([paper for key, paper in zip(keys, wanted, strict=True) if key not in kept])

    def each() -> Iterator[bytes]:
        for key, paper in zip(keys, wanted, strict=True):
            pdf = kept.get(key)
            is_made = pdf is None
            if pdf is None:
                pdf = next(made)
                papers.keep(key, pdf)
            if key in new_for_good or (paper.is_published and is_made):  # or torn where it was kept
                papers.keep_for_good(key, paper.title, pdf)
            yield pdf

    return each()


@cache
def _means() -> list[str]:
    """Return what papers are made with: asked once a process, as the fonts are."""
    folder = Path(__file__).parent
    sources = [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in MODULES]
    return [*(f"{name} {version(name)}" for name in PACKAGES), *sources, *font_list()]
