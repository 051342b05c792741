"""What a Word file holds, as lines: every element of its text with its properties, in order."""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: The parts with words in them, and those that say how they look.
PARTS = ("word/document", "word/header", "word/footer", "word/footnotes", "word/styles",
         "word/numbering")  # fmt: skip


def lines_of(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(n for n in archive.namelist() if n.startswith(PARTS) and n.endswith(".xml"))
        lines = []
        for name in names:
            lines += [f"== {name}", *_lines(etree.fromstring(archive.read(name)), 0)]
    return lines


def _lines(element: etree._Element, depth: int) -> Iterator[str]:
    """Yield a line an element; one that only holds properties is told on its owner's line."""
    for child in element:
        name = _name(child.tag)
        if name.endswith("Pr"):
            yield f"{'  ' * depth}{_flat(child)}"
        elif name == "t":
            yield f"{'  ' * depth}“{child.text or ''}”"
        else:
            yield f"{'  ' * depth}{name}{_attributes(child)}"
            yield from _lines(child, depth + 1)


def _flat(element: etree._Element) -> str:
    inside = " ".join(_flat(child) for child in element)
    return f"{_name(element.tag)}{_attributes(element)}" + (f"[{inside}]" if inside else "")


def _attributes(element: etree._Element) -> str:
    told = sorted((_name(key), value) for key, value in element.attrib.items())
    return f"({' '.join(f'{key}={value}' for key, value in told)})" if told else ""


def _name(tag: str) -> str:
    return etree.QName(tag).localname
