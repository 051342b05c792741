"""Which version of a row a person saw, as a form sends it back. Pure."""

from collections.abc import Mapping


def version_sent(posted: Mapping[str, str], name: str = "version") -> int:
    """Return the version the person saw; 0, which never fits, where none was sent."""
    sent = posted.get(name, "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0
