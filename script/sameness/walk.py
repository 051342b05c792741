"""Every page of a person: from the addresses without arguments, along every link.

Pages of one shape, which differ in numbers alone, are many (a page for each of 1,300 rows):
of each shape a person is shown some, the first that links lead to.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from lxml import html

from .content import text_of, text_of_page
from .site import HOST, Site

ARGUMENT = "<"  # begins one in a declared address
ORIGIN = f"http://{HOST}"
#: Where a list of the admin was left: the same page for every list that leads to it.
LEFT_LISTS = "_changelist_filters"
#: What only a person types.
TYPED = (
    f"/search/?{urlencode({'q': '移民培训'})}",
    f"/search/?{urlencode({'q': '湘潭'})}",
    f"/selfeval/public/?{urlencode({'q': '攸县'})}",
    f"/selfeval/public/verify/?{urlencode({'code': '0' * 16})}",
)
HEADERS = ("Location", "Content-Type", "Content-Disposition", "HX-Redirect", "HX-Trigger", "Allow")


@dataclass(frozen=True)
class Most:
    """How many pages of a shape a person is shown."""

    pages: int
    papers: int
    admin: int
    queries: int = 3

    def of(self, shape: str) -> int:
        if shape.startswith("/admin/"):
            return 1 if "?" in shape else self.admin
        if "pdf" in shape:
            return self.papers
        return self.queries if "?" in shape else self.pages


@dataclass
class Walk:
    """What one person was shown and where the links of all that lead.

    shown: each address with its status. met: addresses met, by shape, in their order.
    """

    shown: dict[str, int] = field(default_factory=dict)
    met: dict[str, list[str]] = field(default_factory=dict)


def walk(site: Site, session: str | None, most: Most, keep) -> Walk:
    """Show a person the site; keep(url, told) takes each page as bytes."""
    known: set[str] = set()
    found, taken = Walk(), Counter()
    todo = deque(["/", *TYPED, *sorted(a for a in site.addresses() if ARGUMENT not in a)])
    client = site.client(session)
    while todo:
        url = todo.popleft()
        shape = shape_of(url)
        if url in known or site.address_of(urlsplit(url).path) is None:
            continue
        known.add(url)
        found.met.setdefault(shape, []).append(url)
        if taken[shape] >= most.of(shape):
            continue
        taken[shape] += 1
        found.shown[url], told, links = _show(site, client, url)
        keep(url, told)
        todo.extend(links)
    return found


def visit(site: Site, session: str | None, urls: Iterable[str], keep) -> Walk:
    """Show a person some addresses that others were led to."""
    client, found = site.client(session), Walk()
    for url in urls:
        found.shown[url], told, _ = _show(site, client, url)
        keep(url, told)
    return found


def shape_of(url: str) -> str:
    """Return an address without its numbers and without the values of its question."""
    path, _, query = url.partition("?")
    names = sorted({name for name, _ in parse_qsl(query, keep_blank_values=True)})
    shape = re.sub(r"\d+", "N", path)
    return f"{shape}?{'&'.join(names)}" if names else shape


def _show(site: Site, client, url: str) -> tuple[int, bytes, list[str]]:
    """Return status, answer and links of an address; what it wrote is undone."""
    answer = client.get(url)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    is_written = site.was_written()
    head = [str(answer.status_code), *(f"{h}: {answer[h]}" for h in HEADERS if h in answer)]
    is_page = answer.get("Content-Type", "").startswith("text/html")
    text = text_of_page(body) if is_page else text_of(body)
    told = site.blank("\n".join([*head, "", ""]).encode() + text)
    if is_written:
        site.put_back()
    links = list(_links(body)) if is_page else []
    links = [answer["Location"]] if "Location" in answer else links
    return answer.status_code, told, [link for link in (_own(url, one) for one in links) if link]


def _links(body: bytes) -> Iterator[str]:
    """Yield what leads on: links, forms, and the addresses that scripts are given."""
    if not body.strip():
        return
    for element in html.document_fromstring(body.decode()).iter():
        for name, value in element.attrib.items():
            if name in ("href", "action", "src") or value.startswith("/"):
                yield value


def _own(page: str, link: str) -> str | None:
    """Return the path and question of a link that stays on the site."""
    try:
        parts = urlsplit(urljoin(ORIGIN + page, link))
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}" != ORIGIN or parts.path.startswith("/static/"):
        return None
    query = [pair for pair in parse_qsl(parts.query, True) if pair[0] != LEFT_LISTS]
    return parts.path + (f"?{urlencode(query)}" if query else "")
