"""The chapters of docs/handbook as HTML. What they say is ours: no person writes into them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = Path(settings.BASE_DIR) / "docs" / "handbook"
PICTURES = Path(settings.BASE_DIR) / "docs" / "pictures"
#: Of the folder, this one is the way in.
BEGINNING = "README"


@dataclass(frozen=True, slots=True)
class Heading:
    """level: 2 or 3."""

    level: int
    words: str

    @property
    def anchor(self) -> str:
        return anchor_of(self.words)


@dataclass(frozen=True, slots=True)
class Chapter:
    """code: its file without the ending, "" the beginning. html: all but the title."""

    code: str
    title: str
    headings: tuple[Heading, ...]
    html: SafeString

    @property
    def url(self) -> str:
        return reverse("handbook-chapter", args=[self.code]) if self.code else reverse("handbook")


def codes() -> tuple[str, ...]:
    """Return the chapters in the order in which the beginning names them."""
    told = (FOLDER / f"{BEGINNING}.md").read_text()
    names = [path.stem for path in FOLDER.glob("*.md") if path.stem != BEGINNING]
    return tuple(sorted(names, key=lambda name: told.find(f"({name}.md)") % len(told)))


@cache
def chapter(code: str) -> Chapter | None:
    """Return a chapter, None where there is none. Read once a process."""
    if code and code not in codes():
        return None
    tokens = _markdown().parse((FOLDER / f"{code or BEGINNING}.md").read_text())
    headings = tuple(_anchored(tokens))
    for token in tokens:
        _leading_within_the_site(token)
    html = _markdown().renderer.render(tokens[3:], _markdown().options, {})
    return Chapter(code, tokens[1].content, headings, mark_safe(html))  # noqa: S308


def anchor_of(words: str) -> str:
    """Return how a heading is named in addresses: as where the documents are read as they are."""
    return re.sub(r"[^\w\- ]", "", words.lower()).strip().replace(" ", "-")


def picture(name: str) -> Path | None:
    """Return a picture of the handbook by the name of its file."""
    return next((path for path in PICTURES.glob("*.png") if path.name == name), None)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _anchored(tokens: list[Token]):
    """Give each heading but the title its anchor; yield them."""
    for opening, inline in zip(tokens, tokens[1:], strict=False):
        if opening.type == "heading_open" and opening.tag != "h1":
            opening.attrSet("id", anchor_of(inline.content))
            yield Heading(int(opening.tag[1:]), inline.content)


def _leading_within_the_site(token: Token) -> None:
    """Let links lead to chapters and pictures here; what is no part of the site is plain words."""
    leads_out = False
    for each in token.children or ():
        if each.type == "image":
            name = str(each.attrs["src"]).rpartition("/")[2]
            each.attrSet("src", reverse("handbook-picture", args=[name]))
        elif each.type == "link_open":
            address = _address(str(each.attrs["href"]))
            leads_out = not address
            each.attrSet("href", address) if address else _plain(each)
        elif each.type == "link_close" and leads_out:
            _plain(each)


def _plain(token: Token) -> None:
    token.type, token.tag, token.attrs, token.nesting = "text", "", {}, 0
    token.content = ""


def _address(href: str) -> str:
    name, _, anchor = unquote(href).partition("#")
    code = name.removesuffix(".md")
    if code in ("", BEGINNING) or code not in codes():
        return f"#{quote(anchor)}" if anchor and not name else ""
    address = reverse("handbook-chapter", args=[code])
    return f"{address}#{quote(anchor)}" if anchor else address
