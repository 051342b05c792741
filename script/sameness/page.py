"""What a page shows, as lines: words, links, form fields, and Chinese words in attributes.

Classes, scripts and the order of attributes are not told: they may change and the page
be the same. Neither are the token of a form and the digest in the name of a static file.
Words that scripts show (data-confirm) come last: their attributes may be renamed.
"""

import re
from collections.abc import Iterator

from lxml import html
from lxml.html import HtmlElement

#: Elements that stand on lines of their own.
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav", "ol", "optgroup", "option",
    "p", "pre", "section", "select", "summary", "svg", "table", "tbody", "td", "template",
    "textarea", "tfoot", "th", "thead", "title", "tr", "ul",
))  # fmt: skip
UNSEEN = frozenset(("script", "style", "link", "meta"))
SPANS = ("colspan", "rowspan")
#: What is told of an element, beside Chinese words in any attribute.
TOLD = {
    "a": ("href", "download", "target"),
    "button": ("name", "value", "type", "formaction", "disabled"),
    "details": ("open",),
    "form": ("action", "method", "enctype"),
    "img": ("src",),
    "input": ("type", "name", "value", "checked", "disabled", "readonly", "required",
              "min", "max", "step", "maxlength", "pattern", "accept", "multiple"),
    "ol": ("start",),
    "option": ("value", "selected", "disabled"),
    "select": ("name", "disabled", "required", "multiple"),
    "td": SPANS,
    "textarea": ("name", "disabled", "readonly", "required", "maxlength"),
    "th": SPANS,
}  # fmt: skip
#: What is told even where nothing is to be said of it.
CONTROLS = frozenset(("button", "form", "input", "select", "textarea"))
CHINESE = re.compile(r"[\u3400-\u9fff]")
STATIC_DIGEST = re.compile(r"(/static/[^\s\"]+)\.[0-9a-f]{12}(?=\.\w+)")
TOKEN = "csrfmiddlewaretoken"


def lines_of(page: str) -> list[str]:
    """Return a page, or a part of one, as lines."""
    if not page.strip():
        return []
    reader = _Reader()
    reader.read(html.document_fromstring(page))
    reader.end_line()
    return [*reader.lines, *(f"for scripts: {words}" for words in sorted(reader.for_scripts))]


class _Reader:
    """Collects the words of a line until a block begins or ends."""

    def __init__(self):
        self.lines: list[str] = []
        self.for_scripts: set[str] = set()
        self._words: list[str] = []

    def read(self, element: HtmlElement) -> None:
        if not isinstance(element.tag, str) or element.tag in UNSEEN or _is_token(element):
            return
        self._begin(element)
        self._words.append(element.text or "")
        for child in element:
            self.read(child)
            self._words.append(child.tail or "")
        if element.tag in BLOCKS:
            self.end_line()

    def _begin(self, element: HtmlElement) -> None:
        if element.tag in BLOCKS:
            self.end_line()
        elif element.tag == "br":
            self._words.append(" ")
        if element.tag in ("td", "th"):
            self._words.append("| ")
        data = (value for name, value in element.attrib.items() if name.startswith("data-"))
        self.for_scripts.update(" ".join(value.split()) for value in data if CHINESE.search(value))
        told = " ".join(_told(element))
        if told or element.tag in CONTROLS:
            self._words.append(f" {{{f'{element.tag} {told}'.strip()}}} ")
        if element.tag == "form":
            self.end_line()

    def end_line(self) -> None:
        line = " ".join("".join(self._words).split())
        if line:
            self.lines.append(STATIC_DIGEST.sub(r"\1", line))
        self._words = []


def _is_token(element: HtmlElement) -> bool:
    return element.tag == "input" and element.get("name") == TOKEN


def _told(element: HtmlElement) -> Iterator[str]:
    named = TOLD.get(element.tag, ())
    if "hidden" in element.attrib:
        yield "hidden"
    for name in named:
        value = element.get(name)
        if value is not None and not (name in SPANS and value == "1"):
            yield f'{name}="{value}"' if value else name
    for name, value in sorted(element.attrib.items()):
        if name not in named and not name.startswith("data-") and CHINESE.search(value):
            yield f'{name}="{value}"'
