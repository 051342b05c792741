"""An item's text cut into pieces, each with the component and the rules it carries."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assessment.loading import LoadedItem
from assessment.reader.columns import text_rows

#: How many components have a colour of their own; more share them in turn.
COLOURS = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text. part: the colour of its component, 0 for none.

    rules: those that were read from it. unsettled: which of the item's phrases
    that deduct and that nobody read, None where the piece is not in one.
    """

    text: str
    part: int = 0
    rules: tuple[int, ...] = ()
    unsettled: int | None = None


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int

    def covers(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """A row of an item. points: its own, or "". cells: a head with its pieces for each column
    of the table, of one column without a head."""

    points: str
    cells: tuple[tuple[str, list[Piece]], ...]


def marked_rows(item: LoadedItem) -> list[MarkedRow]:
    """Cut the item's text as its columns stand in the table."""
    found = pieces(item)
    return [
        MarkedRow(
            row.points,
            tuple(
                (head, list(_within(found, *span)))
                for head, span in zip(item.text_heads or ("",), row.cells, strict=True)
            ),
        )
        for row in text_rows(item.text, item.text_heads)
    ]


def _within(found: Iterable[Piece], start: int, end: int) -> Iterable[Piece]:
    """Yield what of the pieces of a text stands in a part of it."""
    at = 0
    for piece in found:
        first, last = max(start - at, 0), min(end - at, len(piece.text))
        if first < last:
            yield replace(piece, text=piece.text[first:last])
        at += len(piece.text)


def pieces(item: LoadedItem) -> list[Piece]:
    """Cut the item's text; the pieces joined are the text, word for word."""
    ruled = [
        (_Span(rule.start, rule.end), rule.pk, part_of(component.number))
        for component in item.components
        for rule in component.rules
        if rule.end > rule.start
    ]
    unread = list(_unsettled_spans(item))
    edges = {0, len(item.text)}
    for span in (*(span for span, _, _ in ruled), *(span for span, _ in unread)):
        edges |= {min(span.start, len(item.text)), min(span.end, len(item.text))}
    bounds = sorted(edges)
    return [
        _piece(item.text, start, end, ruled=ruled, unread=unread)
        for start, end in zip(bounds, bounds[1:], strict=False)
    ]


def part_of(number: int) -> int:
    """Return the colour (1 to 6) of a component by its number."""
    return (number - 1) % COLOURS + 1


def _piece(text, start, end, *, ruled, unread) -> Piece:
    found = [(pk, part) for span, pk, part in ruled if span.covers(start, end)]
    if found:
        return Piece(text[start:end], found[0][1], tuple(pk for pk, _ in found))
    phrase = next((number for span, number in unread if span.covers(start, end)), None)
    return Piece(text[start:end], unsettled=phrase)


def _unsettled_spans(item: LoadedItem) -> Iterable[tuple[_Span, int]]:
    for number, phrase in enumerate(item.unsettled):
        start = item.text.find(phrase)
        if start >= 0:
            yield _Span(start, start + len(phrase)), number
