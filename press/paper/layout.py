"""HTML into PDF: the only module that calls WeasyPrint. Imports nothing of Django."""

import logging
import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from tinyhtml5 import inputstream
from weasyprint import CSS, HTML, Document
from weasyprint.html import UA
from weasyprint.text.fonts import FontConfiguration

from press.paper import cutting
from press.paper.fetching import StaticOnlyFetcher
from press.paper.fonts import check_fonts
from press.paper.merging import LABEL, merge_labels, rows_after_a_break

#: How a document says that it is made to be one page, and that it is set closer for that. Only
#: templates write these: a person's text is escaped.
FITS, CLOSE = " data-fits>", " data-close>"
JUST_BEYOND = 2
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


class _Expressions(dict[tuple[Collection[str], bool], re.Pattern[str]]):
    """What the HTML parser looks for by: characters, and whether to go on over these or up to them.

    It keeps each expression under a key by which it never finds it again, and builds it anew at
    every call: half of the time of reading a document.
    """

    def __missing__(self, key: tuple[Collection[str], bool]) -> re.Pattern[str]:
        characters, is_over = key
        listed = "".join(f"\\x{ord(character):02x}" for character in characters)
        found = self[key] = re.compile(f"[{'' if is_over else '^'}{listed}]+")
        return found


inputstream.characters_until_regex = _Expressions()
cutting.install()


#: WeasyPrint's own sheet gives each element six pseudo-elements, three quarters of all the styles
#: of a card; here nothing but items of lists has a marker, and nothing is a note.
OWN_SHEET = CSS(
    string=re.sub(r"^::(foot)?note-\w+ .*$", "", UA, flags=re.MULTILINE).replace(
        "\n::marker", "\nli::marker"
    ),
)


class Html(HTML):
    """A document under that sheet."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [OWN_SHEET]


class _MissingCharacters(logging.Handler):
    """Collects the characters for which no installed font has a glyph."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.found: set[str] = set()

    def emit(self, record):
        if ".notdef" in record.msg and record.args:
            self.found.add(record.args[0])


def make_pdf(documents: Sequence[str], title: str) -> bytes:
    """Return one PDF of several HTML documents, each with its own page numbers.

    A character that no font has is written as its number (〔U+1F600〕) rather than
    as a box. Raises PaperError if there is no Chinese font.
    """
    check_fonts()
    pdf, missing = _write(documents, title)
    if missing:
        named = str.maketrans({c: f"〔U+{ord(c):04X}〕" for c in missing})
        pdf, _ = _write([html.translate(named) for html in documents], title)
    return pdf


def _write(documents: Sequence[str], title: str) -> tuple[bytes, set[str]]:
    logger = logging.getLogger("weasyprint")
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    listener = _MissingCharacters()
    logger.handlers = [listener]
    laid_out = [lay_out(html, _fonts()) for html in documents]
    whole = laid_out[0].copy([page for document in laid_out for page in document.pages])
    whole.metadata.title = title
    return whole.write_pdf(finisher=cutting.embed_glyphs_alone), listener.found


@lru_cache(maxsize=1)
def _fonts() -> FontConfiguration:
    """Return the fonts of this process: no paper brings its own, and to look them up anew for
    each is a sixth of the time."""
    return FontConfiguration()


def lay_out(html: str, fonts: FontConfiguration) -> Document:
    """Return the pages of one document; what is made to be one page and goes a little beyond it
    is set closer, if that is enough."""
    document = _laid_out(html, fonts)
    if FITS not in html or len(document.pages) != JUST_BEYOND:
        return document
    closer = _laid_out(html.replace(FITS, CLOSE, 1), fonts)
    return closer if len(closer.pages) < JUST_BEYOND else document


def _laid_out(html: str, fonts: FontConfiguration) -> Document:
    """Return the pages; merged labels begin anew on every page."""
    document = _render(merge_labels(html), fonts)
    if not LABEL.search(html):
        return document
    first_rows = rows_after_a_break(html, (page.anchors for page in document.pages))
    return _render(merge_labels(html, first_rows), fonts) if first_rows else document


def _render(html: str, fonts: FontConfiguration) -> Document:
    sheets = [_sheet(css) for css in STYLE.findall(html)]
    document = Html(string=STYLE.sub("", html), url_fetcher=StaticOnlyFetcher())
    return document.render(font_config=fonts, stylesheets=sheets)


@lru_cache(maxsize=8)
def _sheet(css: str) -> CSS:
    """Read a style sheet once for all the cities: a tenth of the time goes into it."""
    return CSS(string=css, url_fetcher=StaticOnlyFetcher())
