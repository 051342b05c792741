"""What a Word report says, told by the places of a form."""

from dataclasses import dataclass

#: Between the code of a table or a parent and the number of what is to be added there.
NEW = "+"


@dataclass(frozen=True, slots=True)
class FoundWords:
    """Words that have a place in the form.

    address: of the cell; of a row to be added «table.+1.column», of an indicator of the county's
    own «parent+1.aspect». place: where in the document. note: how it was read, if not plainly.
    doubt: why it is only offered; empty if it is certain.
    """

    address: str
    text: str
    place: str
    note: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class LeftWords:
    """Words that have no place in the form. why: what kept them out, if that is known."""

    text: str
    place: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A report as it was read. notices: sentences on the document as a whole. strange: what says
    that it may be the report of another county or year."""

    found: tuple[FoundWords, ...] = ()
    left: tuple[LeftWords, ...] = ()
    notices: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


def new_row(table: str, number: int, column: str) -> str:
    """Return the address of a cell in a row that is to be added."""
    return f"{table}.{NEW}{number}.{column}"


def new_indicator(parent: str, number: int, aspect: str) -> str:
    """Return the address of what is said of an indicator that is to be added."""
    return f"{parent}{NEW}{number}.{aspect}"


def is_new(address: str) -> bool:
    return NEW in address
