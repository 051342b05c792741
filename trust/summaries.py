"""What is kept of records so that pages over all of them need not read them all: derived, never
the truth. An act keeps it up to date (trust.registries.followers); the command rebuild_summaries
makes it anew and finds what is otherwise than the records say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Discrepancy:
    """What is otherwise than the records say, and of which row: a sentence without its stop.

    misleads: pages read it all the same. What is missing or was made by another program they do
    not read, and work it out, which takes longer.
    """

    sentence: str
    misleads: bool


@dataclass(frozen=True)
class Summaries:
    """One kind of what is kept, for trust.registries.summaries.

    rebuild: makes all of it anew from the records, in transactions of its own, each of which ends
    soon; returns how many rows it keeps now. check: compares and writes nothing; yields a fault
    for each row that is missing, superfluous or otherwise than the records say. lacking: returns
    of how many rows nothing is kept that pages would read, in a few queries.
    """

    rebuild: Callable[[], int]
    check: Callable[[], Iterable[Discrepancy]]
    lacking: Callable[[], int]
