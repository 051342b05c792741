"""What a drill found, as its section of docs/drills.md."""

import os
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "drills.md"


def write(title: str, lines: Iterable[str], *, page: Path = PAGE) -> None:
    """Put a section into the page, in the place of the one of that title; else at the end."""
    told = "\n".join(["## " + title, "", _when(), "", *lines]).rstrip() + "\n"
    text = page.read_text(encoding="utf-8")
    there = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if there.search(text):
        text = there.sub(lambda _: told + "\n", text)
    else:
        text = text.rstrip() + "\n\n" + told
    page.write_text(text.rstrip() + "\n", encoding="utf-8")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return the lines of a table in Markdown."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]


def _when() -> str:
    load = os.getloadavg()[0]
    day = datetime.now(UTC).date()
    return f"{day}, {os.cpu_count()} cores, load average {load:.1f} at the end."
