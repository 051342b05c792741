"""How systemd's journal, where it reads a stream, is told the level of a line."""

import logging
import os
from typing import TextIO

#: How systemd's journal names levels, by the least of ours: sd-daemon(3).
_OF_THE_JOURNAL = (
    (logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6),
)  # fmt: skip


def as_read_by(stream: TextIO, text: str, level: int) -> str:
    """Return lines for a stream; where systemd's journal reads it, each begins with its level,
    without which the journal would take errors for mere information (journalctl -p warning)."""
    if not _is_read_by_the_journal(stream):
        return text
    told = next((number for least, number in _OF_THE_JOURNAL if level >= least), 7)
    return "\n".join(f"<{told}>{line}" for line in text.split("\n"))


def _is_read_by_the_journal(stream: TextIO) -> bool:
    """Return whether the stream is the one that systemd names, and not led elsewhere since."""
    told = os.environ.get("JOURNAL_STREAM")
    try:
        seen = os.fstat(stream.fileno()) if told else None
    except (OSError, ValueError):
        return False
    return seen is not None and told == f"{seen.st_dev}:{seen.st_ino}"
