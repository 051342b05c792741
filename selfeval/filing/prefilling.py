"""What a report can be filled with before anyone types: place, year, last year's figures, and
the name of the project that it is about."""

from collections.abc import Iterator

from selfeval.engine.addresses import address_of, owner_of
from selfeval.engine.answers import Answers
from selfeval.engine.cells import FormCell
from selfeval.engine.evaluate import evaluate_form
from selfeval.engine.laid import Laid
from selfeval.engine.names import PROJECT_LABEL
from selfeval.filing.addresses import Writable, words_at

LAST_YEAR = "last_year"


def words_to_prefill(
    writable: Writable, place: str, last: Answers | None, *, project: str = ""
) -> dict[str, str]:
    """Return words for those cells that are empty and have a source.

    last: the report of the year before on the same form; its computed cells count too.
    """
    sources = _Sources(writable.laid, place, last)
    names = dict.fromkeys(_unnamed(writable), project) if project else {}
    return names | {
        cell.address: words
        for cell in writable.laid.cells
        if cell.prefill
        and cell.address not in names
        and not words_at(writable.laid.answers, cell.address)
        for words in [sources.words_for(cell)]
        if words and not writable.why_not(cell.address, words)
    }


def _unnamed(writable: Writable) -> Iterator[str]:
    """Yield the empty fields that ask for the name of the project."""
    laid = writable.laid
    for cell in laid.cells:
        is_asked = cell.label == PROJECT_LABEL and not owner_of(cell.address)
        is_given = cell.fixed or cell.is_computed or words_at(laid.answers, cell.address)
        if is_asked and not is_given:
            yield cell.address


class _Sources:
    def __init__(self, laid: Laid, place: str, last: Answers | None) -> None:
        self.place, self.year, self.last = place, laid.year, last
        self.evaluated = evaluate_form(laid.form, last, laid.year - 1) if last else None

    def words_for(self, cell: FormCell) -> str:
        if cell.prefill == "place":
            return self.place
        if cell.prefill == "year":
            return str(self.year)
        return next((words for words in map(self.words_at, _origins(cell)) if words), "")

    def words_at(self, address: str) -> str:
        """Return what stood in a cell last year, computed ones by their formula."""
        if self.last is None or self.evaluated is None:
            return ""
        if address in self.evaluated.computed:
            value = self.evaluated.computed[address].value
            return value.shown if value.is_number else ""
        return words_at(self.last, address)


def _origins(cell: FormCell) -> Iterator[str]:
    """Yield the addresses of last year's report that a cell takes its words from."""
    kind, _, named = cell.prefill.partition(":")
    if kind != LAST_YEAR:
        return
    if not named:
        yield cell.address
        return
    row = owner_of(cell.address)
    if row and not owner_of(named):  # a column of the same row
        yield address_of(row, named)
    yield named
