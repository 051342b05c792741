"""What jobs print, in batches of which other workers lay out portions (trust.portions)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Generic, TypeVar

from press.paper.kept import Paper, printed
from press.paper.printing import (
    MANY,
    Document,
    Fetch,
    in_portions,
    lay_out,
    portion_size,
    print_each,
    print_joined,
    read_ahead,
)
from press.paper.rendering import Press
from trust.models import Job
from trust.portions import Hand, Offer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """Documents that are printed together, each a PDF of its own; or joined, one of this title.

    things: what each is made of, in the order of the documents. made_of: makes the documents of
    some, so that those of all need not be held at once.
    """

    things: Sequence[T]
    made_of: Callable[[Sequence[T]], Iterable[Document]]
    joined: str = ""

    @property
    def portions(self) -> int:
        """Return how many portions others may lay out; 0 where one worker does as well."""
        many = len(self.things) >= MANY
        return -(-len(self.things) // self.size) if many else 0

    @property
    def size(self) -> int:
        return portion_size(len(self.things))

    def joined_as(self, title: str) -> "Batch[T]":
        return replace(self, joined=title)

    def documents(self) -> Iterator[Document]:
        """Make the documents, a portion at a time, as they are read."""
        for some in in_portions(self.things, self.size):
            yield from self.made_of(some)

    def papers(self, number: int) -> list[Paper]:
        """Return what is laid out of a portion."""
        some = self.things[number * self.size : (number + 1) * self.size]
        documents = list(self.made_of(some))
        if self.joined:
            return [Paper(self.joined, [document.html for document in documents])]
        return [Paper(d.title, (d.html,)) for d in documents if d.kept is None]


def print_alone(batch: Batch) -> bytes:
    """Return a joined batch as its PDF, laid out by this process. Raises PaperError."""
    with Press() as press:
        return print_joined(press, batch.documents(), batch.joined)


class Shared:
    """The batches of a job, laid out by its own worker and by whoever lends a hand."""

    def __init__(self, job: Job, press: Press, *batches: Batch):
        self._press = press
        ends = list(accumulate((batch.portions for batch in batches), initial=0))
        self._firsts = dict(zip(map(id, batches), ends, strict=False))
        self._offer = Offer(job, ends[-1])
        self._ahead = self._told = 0

    def each(self, batch: Batch) -> Iterator[tuple[Document, bytes]]:
        """Yield each document of a batch with its PDF. Raises PaperError, jobs.Superseded."""
        return print_each(
            self._press, batch.documents(), at_a_time=batch.size, fetch=self._fetch(batch)
        )

    def joined(self, batch: Batch, told: Callable[[int], None] = lambda documents: None) -> bytes:
        """Return a batch as one PDF. told: called with how many documents are laid out. Raises
        PaperError, jobs.Superseded."""
        return print_joined(
            self._press, batch.documents(), batch.joined, fetch=self._fetch(batch), told=told
        )

    def laid_out(self, batch: Batch, read: int) -> int:
        """Return how many documents of a batch are laid out when so many were read: with them
        what hands made beyond, as far as was known at the last portion. No query."""
        total = len(batch.things)
        if read < total:
            read = self._told = max(self._told, min(read + self._ahead, total - 1))
        return read

    def _fetch(self, batch: Batch) -> Fetch | None:
        first = self._firsts[id(batch)]
        end = first + batch.portions

        def fetch(number: int) -> None:
            self._offer.fetch(first + number)
            self._ahead = batch.size * self._offer.made_between(first + number + 1, end)

        return fetch if batch.portions else None


def lending(batches_of: Callable[..., Sequence[Batch]]) -> Callable[..., None]:
    """Return what lends a hand to jobs whose batches follow from their parameters (trust.jobs).

    batches_of: (**parameters) → the batches in the order in which the job tells Shared of them.
    """

    def lend(hand: Hand, **parameters) -> None:
        batches = batches_of(**parameters)
        portions = [(batch, number) for batch in batches for number in range(batch.portions)]
        with Press(hand.beat) as press:
            begun = ((n, *_begun(press, *portions[n])) for n in hand.portions())
            for number, keys, pdfs in read_ahead(begun, 1):
                made = {}
                for key, pdf in zip(keys, pdfs, strict=True):
                    made[key] = pdf
                    hand.beat()
                hand.deliver(number, made)

    return lend


def _begun(press: Press, batch: Batch, number: int) -> tuple[list[str], Iterator[bytes]]:
    """Begin with a portion of a batch; return the keys of its papers, and these as they come."""
    papers = batch.papers(number)
    return [paper.key for paper in papers], printed(papers, lay_out(press))
