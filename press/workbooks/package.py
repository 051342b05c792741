"""The parts of an .xlsx file: its sheets in order, shared texts, formats. Pure.

Read by itself and not through a library: what a program wrote wrongly (a dimension, a
missing reference, an odd style) must not decide what is read, and a formula and its
stored result stand in the same cell. DOCTYPE and size were refused before (trust.guard).
"""

import posixpath
import re
from collections.abc import Iterator
from typing import IO, NamedTuple
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from press.workbooks.formats import BUILT_IN, GENERAL
from press.workbooks.types import Visibility, WrongBook

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_FALSE = ("0", "false")


class Style(NamedTuple):
    """What a cell's style says of its meaning."""

    code: str = GENERAL
    is_struck: bool = False


class Text(NamedTuple):
    """standing: what is left of the text without what is struck through in it."""

    text: str
    is_struck: bool = False
    standing: str = ""


class SheetPart(NamedTuple):
    name: str
    path: str
    visibility: Visibility


class Package:
    """An opened file. Raises WrongBook, KeyError or ParseError where parts are missing."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        # Some programs write other letters' case, or \, than the directory has.
        self.names = {name.lower(): name for name in archive.namelist()}
        self.path = self._main()
        book = self.parse(self.path)
        self.is_1904 = _is_on(_first(book, "workbookPr"), "date1904")
        self.is_to_be_computed = _is_on(_first(book, "calcPr"), "fullCalcOnLoad")
        links = self.links(self.path)
        self.sheets = [
            SheetPart(sheet.get("name", ""), links[_link(sheet)][1], _visibility(sheet))
            for sheet in _each(book, "sheet")
            if links[_link(sheet)][0].endswith("/worksheet")
        ]
        targets = {kind.rpartition("/")[2]: path for kind, path in links.values()}
        self.styles = self._styles(targets.get("styles"))
        self.texts = self._texts(targets.get("sharedStrings"))

    def open(self, path: str) -> IO[bytes]:
        return self.archive.open(self.names[path.lower()])

    def parse(self, path: str) -> ET.Element:
        with self.open(path) as part:
            return ET.parse(part).getroot()

    def links(self, path: str) -> dict[str, tuple[str, str]]:
        """Return the relations of a part by their id: (kind, path)."""
        folder, name = posixpath.split(path)
        root = self.parse(f"{folder}/_rels/{name}.rels".lstrip("/"))
        return {
            link.get("Id", ""): (link.get("Type", ""), _joined(folder, link.get("Target", "")))
            for link in root
        }

    def boxes(self, path: str) -> tuple[str, ...]:
        """Return what stands in the text boxes that lie on a sheet, a text each."""
        bodies = (b for root in self._beside(path, "/drawing") for b in _each(root, "txBody"))
        return tuple(text for body in bodies if (text := _box_text(body)).strip())

    def comments(self, path: str) -> tuple[tuple[str, str], ...]:
        """Return what people noted at the cells of a sheet: the cell's name, the words."""
        notes = (n for root in self._beside(path, "/comments") for n in _each(root, "comment"))
        return tuple(
            (note.get("ref", ""), words)
            for note in notes
            for text in _each(note, "text")
            if (words := text_of(text).text.strip())
        )

    def _beside(self, path: str, kind: str) -> Iterator[ET.Element]:
        """Yield the parts of a kind that a sheet refers to, where they are there."""
        folder, name = posixpath.split(path)
        if f"{folder}/_rels/{name}.rels".lower() in self.names:
            for of_kind, at in self.links(path).values():
                if of_kind.endswith(kind) and at.lower() in self.names:
                    yield self.parse(at)

    def _main(self) -> str:
        for kind, path in self.links("").values():
            if kind.endswith("/officeDocument"):
                return path
        raise WrongBook("文件里没有工作簿内容")

    def _styles(self, path: str | None) -> list[Style]:
        if path is None or path.lower() not in self.names:
            return []
        root = self.parse(path)
        codes = dict(BUILT_IN) | {
            int(each.get("numFmtId", "0")): each.get("formatCode", "")
            for each in _each(_child(root, "numFmts"), "numFmt")
        }
        struck = [_is_struck(font) for font in _each(_child(root, "fonts"), "font")]
        return [
            Style(
                codes.get(int(xf.get("numFmtId", "0")), GENERAL),
                dict(enumerate(struck)).get(int(xf.get("fontId", "0")), False),
            )
            for xf in _each(_child(root, "cellXfs"), "xf")
        ]

    def _texts(self, path: str | None) -> list[Text]:
        if path is None or path.lower() not in self.names:
            return []
        found = []
        with self.open(path) as part:
            for _, element in ET.iterparse(part):
                if local(element) == "si":
                    found.append(text_of(element))
                    element.clear()
        return found


def text_of(element: ET.Element) -> Text:
    """Return the text of a shared or inline string: its runs, but never its phonetic guide."""
    pieces, standing = [], []
    for child in element:
        if local(child) not in ("t", "r"):
            continue
        runs = [child] if local(child) == "t" else [t for t in child if local(t) == "t"]
        words = "".join(t.text or "" for t in runs)
        pieces.append(words)
        if not any(_is_struck(look) for look in child if local(look) == "rPr"):
            standing.append(words)
    text, left = "".join(pieces), "".join(standing)
    is_struck = "".join(text.split()) != "".join(left.split())
    return Text(clean(text), is_struck, clean(left) if is_struck else "")


def _box_text(body: ET.Element) -> str:
    lines = ("".join(t.text or "" for t in _each(p, "t")) for p in _each(body, "p"))
    return clean("\n".join(lines))


def clean(text: str) -> str:
    """Return text without what is not seen: escaped and raw control signs."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def local(element: ET.Element) -> str:
    """Return a name without its namespace: strict and transitional files differ in it alone."""
    return element.tag.rpartition("}")[2]


def _child(root: ET.Element, name: str) -> ET.Element:
    return next((each for each in root if local(each) == name), ET.Element(name))


def _first(root: ET.Element, name: str) -> ET.Element:
    return next(_each(root, name), ET.Element(name))


def _each(root: ET.Element, name: str) -> Iterator[ET.Element]:
    return (each for each in root.iter() if local(each) == name)


def _is_on(element: ET.Element, name: str) -> bool:
    return element.get(name, "0").lower() not in _FALSE


def _is_struck(font: ET.Element) -> bool:
    return any(
        local(each) in ("strike", "dstrike") and each.get("val", "1").lower() not in _FALSE
        for each in font
    )


def _link(sheet: ET.Element) -> str:
    return next(value for name, value in sheet.items() if name.endswith("}id"))


def _joined(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))


def _visibility(sheet: ET.Element) -> Visibility:
    state = sheet.get("state", "visible")
    return next((each for each in Visibility if each == state), Visibility.VISIBLE)
