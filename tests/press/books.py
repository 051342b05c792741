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
