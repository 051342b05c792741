"""Columns that may name the offices that collect, told by what stands in them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assessment.reader.reading import EVERY_OFFICE, split_offices

_MOST_TOLD = 3


@dataclass
class Sources:
    """What such columns say, by their heads, an entry an item."""

    items: list[dict[str, str]] = field(default_factory=list)

    def keep(self, told: Mapping[str, Sequence[str]]) -> None:
        self.items.append({head: "\n".join(words) for head, words in told.items()})

    def head(self, offices: Collection[str]) -> str:
        """Return the first column in which nothing stands but names of offices; "" of none."""
        return next((head for head in self._heads() if self._names_offices(head, offices)), "")

    def of_items(self, head: str) -> list[str]:
        return [told.get(head, "") for told in self.items]

    def unknown_told(self, offices: Collection[str]) -> str:
        """Say of a column that names some offices which others it names, "" of no such column."""
        for head in self._heads():
            named = self._named(head)
            unknown = [name for name in named if not _is_known(name, offices)]
            if 0 < len(unknown) < len(named):
                told = "、".join(f"“{name}”" for name in unknown[:_MOST_TOLD])
                return f"“{head}”栏也写有处室，但其中的{told}不在处室表中，没有读入。"
        return ""

    def _heads(self) -> list[str]:
        return list(dict.fromkeys(head for told in self.items for head in told))

    def _names_offices(self, head: str, offices: Collection[str]) -> bool:
        named = self._named(head)
        return bool(named) and all(_is_known(name, offices) for name in named)

    def _named(self, head: str) -> list[str]:
        return list(dict.fromkeys(_names(self.of_items(head))))


def _names(cells: Iterable[str]) -> Iterable[str]:
    return (name for cell in cells for name in split_offices(cell))


def _is_known(name: str, offices: Collection[str]) -> bool:
    return name in offices or name == EVERY_OFFICE
