"""What is kept of records so that pages over all of them need not read them all: derived, never
the truth. An act keeps it up to date (trust.registries.followers); the command rebuild_summaries
makes it anew and finds what is otherwise than the records say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Summaries:
    """One kind of what is kept, for trust.registries.summaries.

    rebuild: makes all of it anew from the records, in transactions of its own, each of which ends
    soon; returns how many rows it keeps now. check: compares and writes nothing; yields a sentence
    for each row that is missing, superfluous or otherwise than the records say.
    """

    rebuild: Callable[[], int]
    check: Callable[[], Iterable[str]]
