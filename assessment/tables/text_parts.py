"""A table as the parts that it is read and printed in: each under heads of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from assessment.loading import LoadedItem, LoadedSection, LoadedTable
from assessment.reader.columns import asks, text_rows
from assessment.reader.naming import is_named_by


@dataclass(frozen=True, slots=True)
class TextPart:
    """heads: of the columns that the texts stand in, () of one. named: the first of them, where
    the items' names are its words and no more, else "". sections: with those items of theirs
    that stand in the part."""

    heads: tuple[str, ...]
    named: str
    sections: tuple[tuple[LoadedSection, tuple[LoadedItem, ...]], ...]

    @property
    def beside(self) -> tuple[str, ...]:
        """The heads of the columns beside that of the names."""
        return self.heads[1:] if self.named else self.heads


def text_parts(table: LoadedTable) -> tuple[TextPart, ...]:
    """Return the parts in their order, at least one. No query."""
    rows = [(section, item) for section in table.sections for item in section.items]
    parts = groupby(rows, key=lambda row: row[1].text_heads)
    return tuple(_part(heads, rows) for heads, rows in parts) or (TextPart((), "", ()),)


def _part(heads: tuple[str, ...], rows: Iterable[tuple[LoadedSection, LoadedItem]]) -> TextPart:
    by_section = [list(own) for _, own in groupby(rows, key=lambda row: row[0].pk)]
    sections = tuple((own[0][0], tuple(item for _, item in own)) for own in by_section)
    items = (item for _, own in sections for item in own)
    is_named = len(heads) > 1 and asks(heads[0]) and all(map(_is_named_in_text, items))
    return TextPart(heads, heads[0] if is_named else "", sections)


def _is_named_in_text(item: LoadedItem) -> bool:
    """Whether an item's name is made of what the first column says once for all its rows."""
    first, *others = _first_column(item)
    return is_named_by(item.name, first) and not any(others)


def _first_column(item: LoadedItem) -> Iterator[str]:
    for row in text_rows(item.text, item.text_heads):
        yield row.words(item.text)[0]
