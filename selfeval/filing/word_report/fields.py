"""Fields told by their names: a name with its value beside or under it, or 名称：值 in a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfeval.engine.types import NUMERIC
from selfeval.engine.values import parse_number
from selfeval.filing.word_report.asked import AskedField, AskedForm
from selfeval.filing.word_report.elements import Box, Paragraph, WordTable
from selfeval.filing.word_report.synonyms import REMARKS
from selfeval.filing.word_report.tables import other_unit
from selfeval.filing.word_report.taking import TWO_PLACES, Taking
from selfeval.filing.word_report.texts import is_signed
from selfeval.filing.word_report.types import LeftWords
from selfeval.filing.word_report.wording import tight, unit_in

_APART = re.compile(r"\t+|[ \u3000]{2,}")
_SAID = re.compile(r"([^：:]{2,30})[：:]\s*(.+)", re.DOTALL)
_KNOWN_BLOCK = 2
ALONE = "这张表里只有这一个名称与表式相同，请核对"
LISTED = "下面还有几行，像是一份名单，请核对"


def read_fields(sheet: WordTable, taking: Taking, sections: Sequence[str]) -> None:
    """Take the fields that stand in what of a sheet was not understood yet. sections: by row."""
    _FieldReader(sheet, taking, sections).read()


def read_line(line: Paragraph, taking: Taking, section: str) -> bool:
    """Take the fields of a line (填报单位：…  联系电话：…); say whether it was understood."""
    parts = _parts(line)
    understood = [_read_part(part, line, taking, section=section) for part in parts]
    for part, was in zip(parts, understood, strict=True):
        if any(understood) and not was:
            taking.left.append(LeftWords(part, line.place))
    return any(understood)


def _parts(line: Paragraph) -> list[str]:
    return [part for part in _APART.split(line.text) if part.strip()]


def is_fields(line: Paragraph, asked: AskedForm) -> bool:
    """Say whether a line is nothing but several fields of the form, wherever it stands."""
    parts = _parts(line)
    rest = [part for part in parts if not is_signed(part, asked)]
    found = [_SAID.fullmatch(part.strip()) for part in rest]
    known = [one for one in found if one is not None and named(asked, one[1])]
    return len(parts) > 1 and bool(known) and len(known) == len(rest)


def _read_part(part: str, line: Paragraph, taking: Taking, *, section: str) -> bool:
    found = _SAID.fullmatch(part.strip())
    if found is None:
        return is_signed(part, taking.asked)
    if tight(found[2]) == tight(taking.asked.county):
        return True  # whose report it is, which the site knows
    fields = _here(named(taking.asked, found[1]), section)
    if not fields:
        return False
    box = Box(found[2].strip(), 0, 0, line.place)
    for item in fields:
        taking.take(item.address, box, doubt=TWO_PLACES if len(fields) > 1 else "")
    return True


def named(asked: AskedForm, words: str) -> list[AskedField]:
    """Return the fields of a name: the form's own first, then other words for them."""
    return asked.fields.find(words) or asked.other_fields.find(words)


def _here(fields: list[AskedField], section: str) -> list[AskedField]:
    """Return the fields of the section that was spoken of last, if there are any, else all."""
    return [item for item in fields if item.section == section] or fields


Labels = dict[Box, list[AskedField]]


@dataclass(slots=True)
class _FieldReader:
    sheet: WordTable
    taking: Taking
    sections: Sequence[str]

    def read(self) -> None:
        labels = {box: found for box in self._boxes() if (found := self._strict(box))}
        blocks = [item.block for found in labels.values() for item in found if len(found) == 1]
        known = {block for block in blocks if blocks.count(block) >= _KNOWN_BLOCK}
        for box in self._boxes():
            if box not in labels and (loose := self._loose(box, known)):
                labels[box] = loose
        for box, fields in labels.items():
            self._take(box, fields, labels)
        for box in self._boxes():
            is_room = is_signed(box.text, self.taking.asked)
            line = Paragraph(box.text, box.place)
            if is_room or (
                "：" in box.text and read_line(line, self.taking, self.sections[box.row])
            ):
                box.used = True

    def _boxes(self) -> Iterator[Box]:
        for row in range(len(self.sheet.rows)):
            yield from (box for box in self.sheet.own(row) if not box.used)

    def _strict(self, box: Box) -> list[AskedField]:
        return _here(named(self.taking.asked, box.text), self.sections[box.row])

    def _loose(self, box: Box, known: set[int]) -> list[AskedField]:
        """Return the field that 其中：人员经费 means where only 人员经费 is said, or the name is
        parted into two cells: only beside others of the same block."""
        found = self.taking.asked.loosely.find(box.text)
        return [item for item in found if item.block in known][:1]

    def _take(self, box: Box, fields: list[AskedField], labels: Labels) -> None:
        values = self._values(box, labels)
        if fields[0].is_total:
            values = self._without_full(values, box)
        value = next((one for one in values if one.text), None)
        box.used = True
        if value is None or value.used:
            return
        for item in fields:
            doubt = TWO_PLACES if len(fields) > 1 else self._unit_doubt(box, item)
            doubt = doubt or self._place_doubt(box, value, labels)
            self.taking.take(item.address, value, doubt=doubt)

    def _place_doubt(self, box: Box, value: Box, labels: Labels) -> str:
        """Return why a name may be the head of a foreign list rather than that of a field."""
        is_pair = value.row == box.row and len(self.sheet.own(box.row)) == 2
        if len(labels) == 1 and not is_pair:
            return ALONE
        below = self.sheet.said(value.below, value.column) if value.row > box.row else None
        return LISTED if below is not None and not below.used and below not in labels else ""

    def _values(self, box: Box, labels: Labels) -> list[Box]:
        """Return what may be the value of a name: beside it up to the next name, else under it."""
        beside = [] if self._is_head(box, labels) else list(self._beside(box, labels))
        if beside:
            return beside
        under = self.sheet.at(box.below, box.column)
        is_under = under is not None and under not in labels and under.column == box.column
        return [under] if is_under and under is not None else []

    def _beside(self, box: Box, labels: Labels) -> Iterator[Box]:
        for other in self.sheet.boxes(box.row):
            if other.column <= box.column:
                continue
            if other in labels or other.used or tight(other.text) in REMARKS:
                return
            yield other

    def _is_head(self, box: Box, labels: Labels) -> bool:
        """Say whether names stand side by side in a row, so that the values stand under them."""
        row = self.sheet.boxes(box.row)
        pairs = zip(row, row[1:], strict=False)
        return any(one in labels and other in labels for one, other in pairs)

    def _without_full(self, values: list[Box], box: Box) -> list[Box]:
        """Return the cells of a total less that of the full marks which official tables print."""
        full = self.taking.asked.laid.form.scoring.full
        if len(values) > 1 and parse_number(values[0].text, "分") == full:
            values[0].used = True
            return values[1:]
        return values[:1]

    def _unit_doubt(self, box: Box, item: AskedField) -> str:
        cell = self.taking.asked.laid.cell_by_address[item.address]
        return other_unit(unit_in(box.text), cell.unit) if cell.kind in NUMERIC else ""
