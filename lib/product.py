"""Which version of the program this is."""

import tomllib
from functools import cache
from pathlib import Path

_PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


@cache
def version() -> str:
    """Return the version of the project that the code stands in."""
    return str(tomllib.loads(_PROJECT.read_text())["project"]["version"])
