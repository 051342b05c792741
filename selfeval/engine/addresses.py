"""The addresses of what stands in a report: how they are put together, and taken apart.

    field · table.row.column · table.row.label · indicator.ASPECT · total · grade

A place is an address, or the beginning of one: a table, a row, an indicator.
"""


def address_of(*parts: str) -> str:
    return ".".join(parts)


def parts_of(address: str) -> list[str]:
    return address.split(".")


def code_of(address: str) -> str:
    """Return the code that an address begins with: of a field, a table or an indicator."""
    return address.partition(".")[0]


def owner_of(address: str) -> str:
    """Return the row or the indicator that a cell stands in; "" for one that stands alone."""
    return address.rpartition(".")[0]


def aspect_of(address: str) -> str:
    """Return what an address says of its row or indicator; of one that stands alone, itself."""
    return address.rpartition(".")[2]


def is_aspect(address: str, *aspects: str) -> bool:
    """Say whether an address is one of these aspects of a row or an indicator; a field, whatever
    its code, is none."""
    return aspect_of(address) in aspects and address not in aspects


def row_at(address: str) -> tuple[str, str] | None:
    """Return (table, row) of a table's cell; None for what stands in none."""
    parts = parts_of(address)
    return (parts[0], parts[1]) if len(parts) == 3 else None


def is_within(address: str, place: str) -> bool:
    """Say whether an address is a place, or of something in it."""
    return address == place or address.startswith(f"{place}.")
