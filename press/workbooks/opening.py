"""The guarded way from an uploaded workbook to its cells, for pages and commands."""

from press.workbooks.reading import MOST_ROWS
from press.workbooks.types import Book, WrongBook
from trust import guard
from trust.refusals import Refused

READER = "press.workbooks.reading.read_book"


def open_book(data: bytes, filename: str, *, most_rows: int = MOST_ROWS) -> Book:
    """Return the cells of an upload: looked at first, then read in the limited process.

    Raises Refused with a sentence for whatever is no harmless workbook.
    """
    try:
        guard.check_upload(data, filename, kinds=("xlsx",))
        book: Book = guard.run_limited(READER, data, most_rows)
    except (guard.UploadRefused, WrongBook) as refusal:
        raise Refused(str(refusal)) from refusal
    return book
