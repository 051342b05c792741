"""What passes between the site and the child process that reads a foreign file.

Pickle, but the child has read hostile bytes: the site only takes back plain
values, Decimals, dates and the classes of the package that was asked.
"""

import enum
import io
import pickle
from collections.abc import Sequence

PLAIN = {
    ("builtins", name) for name in ("set", "frozenset", "bytearray", "complex", "range", "slice")
} | {
    ("decimal", "Decimal"),
    ("fractions", "Fraction"),
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "time"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("collections", "OrderedDict"),
    ("trust.guard.refusal", "UploadRefused"),
}


class NotAllowed(Exception):
    """The parcel holds something that nobody may send."""


def pack(value) -> bytes:
    return pickle.dumps(value, protocol=4)


def unpack(parcel: bytes, function_path: str, also: Sequence[str] = ()):
    """Return the value of a parcel from the child. Raises NotAllowed."""
    try:
        return _Reader(io.BytesIO(parcel), function_path, also).load()
    except NotAllowed:
        raise
    except Exception as error:
        raise NotAllowed(str(error)) from error


class _Reader(pickle.Unpickler):
    def __init__(self, file, function_path: str, also: Sequence[str]):
        super().__init__(file)
        own = ".".join(function_path.split(".")[:2])
        self._from = tuple(f"{name}." for name in (own, *also))

    def find_class(self, module: str, name: str):
        if (module, name) in PLAIN:
            return super().find_class(module, name)
        if (module, name) == ("builtins", "getattr"):  # how Python 3.11 sends members of an enum
            return _member
        if f"{module}.".startswith(self._from):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise NotAllowed(f"{module}.{name}")


def _member(kind, name: str):
    if isinstance(kind, enum.EnumMeta) and name in kind.__members__:
        return kind.__members__[name]
    raise NotAllowed(f"{kind}.{name}")
