"""A county's Word report written into its draft: the confirmed cells alone, kept as one import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from selfeval.engine.addresses import address_of, is_aspect, is_within, owner_of, parts_of
from selfeval.engine.cells import ROW_LABEL
from selfeval.engine.names import TOTAL_ROW
from selfeval.filing.actions.drafts import keep_laid
from selfeval.filing.actions.open_draft import Edit, OpenDraft, Written
from selfeval.filing.addresses import clean_words
from selfeval.filing.word_report.types import NEW, is_new
from trust import log
from trust.imports import Source


@dataclass(frozen=True)
class WordWritten:
    """What became of it. places: the addresses that new rows and indicators were given."""

    written: Written
    places: Mapping[str, str]


def import_report(
    *,
    report_id: int,
    words: Mapping[str, str],
    user,
    actor: log.Actor,
    seen: Mapping[str, int],
    source: Source | None = None,
) -> WordWritten:
    """Write what was confirmed of a Word report: all of it, or nothing if a cell cannot be.

    words: by address; rows and indicators to be added as word_report.types has them. An indicator
    is added only with its name. seen: the versions of the cells when they were shown. source: the
    file, with which the import is kept so that it can be taken back; None: nothing is locked or
    written, and the answer tells what would be. Raises Refused.
    """
    laying = _Laying(words, seen)
    draft = laying.lay(OpenDraft.look(report_id, user, actor))
    if source is not None and draft.fits:
        draft = keep_laid(draft, laying.lay, action="导入 Word 报告", source=source)
    return WordWritten(draft.written(), laying.places)


@dataclass(slots=True)
class _Laying:
    """Lays the words on a draft; anew, if somebody wrote before it was locked."""

    words: Mapping[str, str]
    seen: Mapping[str, int]
    places: dict[str, str] = field(default_factory=dict)

    def lay(self, draft: OpenDraft) -> OpenDraft:
        self.places = {}
        rows = [address for address in self.words if is_new(address)]
        for address in rows:
            if ".+" in address:
                self._row(draft, address)
        for address in rows:
            if is_aspect(address, ROW_LABEL):
                self._indicator(draft, address)
        draft.take(list(self._edits()))
        return draft

    def _row(self, draft: OpenDraft, address: str) -> None:
        """Give a cell of a row to be added its address: in an empty row, else in one more."""
        table, number, column = parts_of(address)
        row = address_of(table, number)
        if row not in self.places:
            used = set(self.places.values())
            empty = [key for key in empty_rows(draft, table) if address_of(table, key) not in used]
            key = empty[0] if empty else draft.new_row_key(table)
            if not empty:
                draft.add_row(table, key)
            self.places[row] = address_of(table, key)
        self.places[address] = address_of(self.places[row], column)

    def _indicator(self, draft: OpenDraft, address: str) -> None:
        place = owner_of(address) if is_aspect(address, ROW_LABEL) else address
        parent = place.partition(NEW)[0]
        code = draft.add_indicator(parent, clean_words(self.words[address]))
        draft.note(address_of(code, "parent"), "", parent)  # by which it is taken back
        for other in self.words:
            if is_within(other, place) and other not in (place, address):
                self.places[other] = other.replace(place, code, 1)

    def _edits(self) -> Sequence[Edit]:
        found = []
        for address, text in self.words.items():
            if not is_new(address):
                found.append(Edit(address, text, self.seen.get(address, 0)))
            elif address in self.places:
                found.append(Edit(self.places[address], text, None))
        return found


def empty_rows(draft: OpenDraft, table: str) -> list[str]:
    """Return the keys of rows that the county may fill and nobody has."""
    fixed = {row.code for row in draft.tables[table].rows} | {TOTAL_ROW}
    rows = draft.entered.tables.get(table, ())
    return [row.row for row in rows if row.row not in fixed and not row.cells and not row.label]
