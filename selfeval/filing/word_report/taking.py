"""What has been found so far, while a document is walked through."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from lib.numerals import plain
from selfeval.engine.addresses import is_aspect
from selfeval.engine.cells import ROW_LABEL
from selfeval.engine.values import parse_number
from selfeval.filing.word_report.asked import AskedForm
from selfeval.filing.word_report.elements import Box
from selfeval.filing.word_report.types import FoundWords, LeftWords, is_new
from selfeval.filing.word_report.wording import bare

TWO_PLACES = "表式里有不止一处可能放它，请选定其中一处"
TWO_WORDS = "报告里这一项有不同的写法，请选定其中一种"


@dataclass(slots=True)
class Taking:
    """found, left: as they came. rows: how many were begun, by table. added: the names of
    indicators of the county's own, by parent. tables: those of the form that were read,
    with the number of the document's table."""

    asked: AskedForm
    found: list[FoundWords] = field(default_factory=list)
    left: list[LeftWords] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    added: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    tables: dict[str, int] = field(default_factory=dict)

    def take(self, address: str, box: Box, *, note: str = "", doubt: str = "") -> None:
        """Take a box's words for a cell, if the form has it; what it gives itself is passed by."""
        box.used = True
        is_cell = address in self.asked.laid.cell_by_address or is_aspect(address, ROW_LABEL)
        if is_cell or is_new(address):
            self.found.append(FoundWords(address, box.text, box.place, note, doubt))

    def leave(self, box: Box, why: str) -> None:
        box.used = True
        self.left.append(LeftWords(box.text, box.place, why))

    def number_of(self, parent: str, name: str) -> int:
        """Return the number of an indicator of the county's own: one name under one head is one."""
        names = self.added[parent]
        if bare(name) not in names:
            names.append(bare(name))
        return names.index(bare(name)) + 1

    def settled(self) -> tuple[FoundWords, ...]:
        """Return what was found, each once: said twice alike counts once, unlike is a question."""
        by_address: dict[str, dict[str, FoundWords]] = defaultdict(dict)
        for one in self.found:
            said = self._said(one)
            held = by_address[one.address].get(said)
            if held is None or (held.doubt and not one.doubt):
                by_address[one.address][said] = one
        return tuple(
            replace(one, doubt=one.doubt or TWO_WORDS) if len(said) > 1 else one
            for said in by_address.values()
            for one in said.values()
        )

    def _said(self, one: FoundWords) -> str:
        """Return words so that the same number, with its unit or without, is the same."""
        cell = self.asked.laid.cell_by_address.get(one.address)
        amount = parse_number(one.text, cell.unit) if cell is not None else None
        return one.text if amount is None else plain(amount)
