"""Names of fields in braces, in the words of papers: what stands there, and what replaces it.

Plain replacement, and no language: {市州} becomes 长沙市. Imports nothing of Django.
"""

import re
from collections.abc import Collection, Mapping

_FIELD = re.compile(r"\{([^{}]*)\}")
#: Written with the Chinese keyboard they look alike.
_WIDE = str.maketrans("｛｝", "{}")
_BRACE = re.compile(r"[{}]")
MISSING = "—"


def with_braces(text: str) -> str:
    """Return a text whose fields are all written with the same braces."""
    return _FIELD.sub(lambda field: f"{{{field[1].strip()}}}", text.translate(_WIDE))


def unknown_fields(text: str, known: Collection[str]) -> list[str]:
    """Return the names in braces that are none of known, each once."""
    return [name for name in dict.fromkeys(_FIELD.findall(text)) if name not in known]


def has_stray_brace(text: str) -> bool:
    """Say whether a brace has no counterpart."""
    return bool(_BRACE.search(_FIELD.sub("", text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its fields replaced, those without a value by «—».

    In one pass: a value that looks like a field stays as it is.
    """
    return _FIELD.sub(lambda field: values.get(field[1]) or MISSING, text)


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
