"""Workbooks for tests: made by openpyxl, then altered as other programs write them."""

import io
import re
import zipfile
from collections.abc import Callable

from openpyxl import Workbook, load_workbook

SHEET = "xl/worksheets/sheet1.xml"


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def book_of(*rows, **cells) -> bytes:
    """Return a workbook of rows; cells: B2=(value, number format) or a value."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name, value in cells.items():
        value, code = value if isinstance(value, tuple) else (value, "General")
        book.active[name].value, book.active[name].number_format = value, code
    return saved(book)


def altered(data: bytes, change: Callable[[str], str], part: str = SHEET) -> bytes:
    """Return the file with one part's XML changed; fails if the change changes nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == part:
                changed = change(text.decode())
                assert changed != text.decode(), f"nothing changed in {part}"
                text = changed.encode()
            new.writestr(name, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def with_result(data: bytes, name: str, result: str, kind: str = "", *, part: str = SHEET) -> bytes:
    """Return the file with a stored result in a formula's cell, as Excel saves it."""
    mark = f' t="{kind}"' if kind else ""
    return altered(
        data,
        lambda text: re.sub(
            rf'<c r="{name}"([^>]*?)( t="\w+")?>(<f>.*?</f>)<v ?/?>(</v>)?</c>',
            rf'<c r="{name}"\1{mark}>\3<v>{result}</v></c>',
            text,
        ),
        part,
    )


def with_box(data: bytes, words: str) -> bytes:
    """Return the file with a text box on its first sheet."""
    lines = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in words.split("\n"))
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/'
        'spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f"<xdr:sp><xdr:txBody>{lines}</xdr:txBody></xdr:sp></xdr:wsDr>"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="../drawings/drawing1.xml"/></Relationships>'
    )
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", drawing)
        archive.writestr("xl/worksheets/_rels/sheet1.xml.rels", links)
    return out.getvalue()
