"""How the site and the process that lays out speak: what is sent back, and how many at once."""

import os
import struct

#: Before each answer: a byte for its kind and four for its length.
HEAD = struct.Struct(">cI")
#: More would wait for each other on the machines this runs on.
MOST_PROCESSES = 4

Run = tuple[str, list[str]]


def processes() -> int:
    """Return how many processes may lay out side by side here."""
    return max(1, min(MOST_PROCESSES, len(os.sched_getaffinity(0))))
