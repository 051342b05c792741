"""From a region of a document's table to indicators: by name, through merged levels."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from selfeval.engine.addresses import address_of
from selfeval.engine.tree import Placed
from selfeval.engine.wording import words_for
from selfeval.filing.word_report.asked import AskedTree
from selfeval.filing.word_report.elements import Box
from selfeval.filing.word_report.matching import ColumnHead, Region
from selfeval.filing.word_report.synonyms import NUMBERING
from selfeval.filing.word_report.taking import TWO_PLACES, Taking
from selfeval.filing.word_report.types import NEW, new_indicator
from selfeval.filing.word_report.wording import bare, likeness, tight

OF_UNIT = ("weight", "score", "reason")
#: From here on a name may be meant for an indicator of the form; from there it is offered to it.
MAYBE, LIKE, APART = 0.6, 0.86, 0.05
_YEAR = re.compile(r"20\d\d")
ELSEWHERE = "报告把它放在“{}”下，表式在“{}”下，请核对"
SIMILAR = "报告里的名称与表式的“{}”相近，不完全相同，请核对是否同一指标"
PERHAPS_KNOWN = "表式里有相近的“{}”，请核对是否同一指标"
REPEATED = "报告里每一行都写了同一分数，分不清是整组的还是各项的，请核对"
MANY_SCORES = "表式按“{}”整组计一个分，报告里分项写了几个，没有相加"


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row with what names it. above: of the levels over it, the highest first."""

    row: int
    name: Box
    above: tuple[str, ...]


def read_tree(region: Region, asked: AskedTree, taking: Taking) -> None:
    """Take what a region says of the form's indicators."""
    for row in range(min(head.box.row for head in region.heads), region.last + 1):
        for box in region.sheet.own(row):
            is_name = box.column < region.first_column or tight(box.text) in NUMBERING
            box.used = box.used or is_name
    for head in region.heads:
        head.box.used = True
    _TreeTaker(region, asked, taking).read()


@dataclass(slots=True)
class _TreeTaker:
    region: Region
    asked: AskedTree
    taking: Taking
    scores: dict[tuple[str, str], list[Box]] = field(default_factory=lambda: defaultdict(list))
    counted: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    unit_of: dict[str, str] = field(default_factory=dict)

    def read(self) -> None:
        for unit in self.taking.asked.laid.units:
            self.unit_of |= {member.code: unit.code for member in unit.members}
            self.unit_of[unit.code] = unit.code
        for named in self._rows():
            code, doubt = self._code_of(named)
            if code:
                self._take(named, code, doubt)
            elif not self._is_group(named):
                self._propose(named)
        self._take_scores()

    # -- rows and names

    def _rows(self) -> Iterator[NamedRow]:
        above: dict[int, str] = {}
        for row in self.region.rows:
            boxes = [b for b in self.region.sheet.boxes(row) if b.column < self.region.first_column]
            said = [b for b in boxes if b.text and not b.text.isdigit()]
            for box in boxes:
                box.used = box.used or box.text.isdigit()
            if not said:
                continue
            name = said[-1]
            own = {box.column: box.text for box in said}
            above = {c: own.get(c) or above.get(c, "") for c in {*above, *own} if c < name.column}
            yield NamedRow(row, name, tuple(text for _, text in sorted(above.items()) if text))
            above[name.column] = name.text

    def _code_of(self, named: NamedRow) -> tuple[str, str]:
        """Return the indicator that a row is of, and why that is not certain; "" if none is."""
        codes = self.asked.nodes.find(named.name.text)
        if len(codes) > 1:
            codes = [code for code in codes if self._stands_under(code, named)] or codes
        if len(codes) == 1:
            return codes[0], self._elsewhere(codes[0], named)
        return (codes[0], TWO_PLACES) if codes else self._similar(named)

    def _ancestors(self, code: str) -> list[Placed]:
        found, place = [], self.asked.places.get(self.asked.places[code].parent)
        while place is not None:
            found.append(place)
            place = self.asked.places.get(place.parent)
        return found

    def _stands_under(self, code: str, named: NamedRow) -> bool:
        ancestors = {place.code for place in self._ancestors(code)}
        return any(ancestors & set(self.asked.groups.find(text)) for text in named.above)

    def _elsewhere(self, code: str, named: NamedRow) -> str:
        """Return that the report puts an indicator under another head than the form does."""
        told = [text for text in named.above if self.asked.groups.find(text)]
        if not told or self._stands_under(code, named):
            return ""
        parents = self._ancestors(code)
        own = self._label(parents[0].code) if parents else ""
        return ELSEWHERE.format(told[-1], own) if own else ""

    def _similar(self, named: NamedRow) -> tuple[str, str]:
        """Return the one indicator that differs by its years alone, or by a few signs."""
        said = _YEAR.sub("", bare(named.name.text))
        leaves = [code for code, place in self.asked.places.items() if place.is_leaf]
        alike = [code for code in leaves if _YEAR.sub("", bare(self._label(code))) == said]
        near = self._nearest(named)
        is_alone = len(near) == 1 or (near and near[0][0] - near[1][0] >= APART)
        if not alike and is_alone and near[0][0] >= LIKE:
            alike = [near[0][1]]
        return (alike[0], SIMILAR.format(self._label(alike[0]))) if len(alike) == 1 else ("", "")

    def _nearest(self, named: NamedRow) -> list[tuple[float, str]]:
        """Return the indicators, those whose names are most like a row's first."""
        leaves = [
            c for c, place in self.asked.places.items() if place.is_leaf and not place.dropped
        ]
        weighed = ((likeness(self._label(code), named.name.text), code) for code in leaves)
        return sorted(weighed, reverse=True)

    def _label(self, code: str) -> str:
        return words_for(self.asked.places[code].node.label, self.taking.asked.year)

    def _is_group(self, named: NamedRow) -> bool:
        if self.asked.groups.find(named.name.text):
            named.name.used = True
            return True
        return False

    # -- what is said of them

    def _take(self, named: NamedRow, code: str, doubt: str) -> None:
        self._use_names(named)
        unit = self.unit_of.get(code, "")
        self.counted[unit] += 1
        for head in self.region.heads:
            box = self.region.value(named.row, head, may_cover=head.code in OF_UNIT)
            if box is None or (box.used and head.code not in OF_UNIT):
                continue
            if head.code not in OF_UNIT:
                self.taking.take(address_of(code, head.code), box, doubt=doubt)
            elif unit:
                self.scores[unit, head.code].append(box)

    def _use_names(self, named: NamedRow) -> None:
        for box in self.region.sheet.boxes(named.row):
            is_name = box is named.name or box.text in named.above
            box.used = box.used or (is_name and box.column < self.region.first_column)

    def _take_scores(self) -> None:
        for (unit, aspect), boxes in self.scores.items():
            texts = {tight(box.text) for box in boxes}
            label = self._label(unit)
            if len(texts) > 1:
                for box in boxes:
                    self.taking.leave(box, MANY_SCORES.format(label))
                continue
            doubt = REPEATED if len(boxes) > 1 and aspect != "weight" else ""
            for box in boxes:
                box.used = True
            self.taking.take(address_of(unit, aspect), boxes[0], doubt=doubt)

    def _propose(self, named: NamedRow) -> None:
        """Propose an indicator of the county's own, under the head that the report puts it."""
        values = [(head, self.region.value(named.row, head)) for head in self.region.heads]
        said = [(head, box) for head, box in values if box is not None and not box.used]
        parent = self._parent_of(named)
        if not said or not parent:
            return
        ratio, near = next(iter(self._nearest(named)), (0.0, ""))
        doubt = PERHAPS_KNOWN.format(self._label(near)) if ratio >= MAYBE else ""
        number = self.taking.number_of(parent, named.name.text)
        self._use_names(named)
        self.taking.take(new_indicator(parent, number, "label"), named.name, doubt=doubt)
        for head, box in said:
            if head.code in ("target", "outcome"):
                self.taking.take(new_indicator(parent, number, head.code), box, doubt=doubt)
            elif head.code in OF_UNIT:
                self._take_points(
                    named, head, new_indicator(parent, number, head.code), doubt=doubt
                )

    def _take_points(self, named: NamedRow, head: ColumnHead, address: str, *, doubt: str) -> None:
        """Take the weight, score or reason of an indicator of the county's own: its own where the
        county shares out the points, else those of the head that it is counted under."""
        parent = address.partition(NEW)[0]
        has_own = bool(self.asked.places[parent].group)
        box = self.region.value(named.row, head, may_cover=not has_own)
        if box is None or (has_own and head.code not in self.asked.points):
            return
        if has_own:
            self.taking.take(address, box, doubt=doubt)
        elif unit := self.unit_of.get(parent):
            self.scores[unit, head.code].append(box)

    def _parent_of(self, named: NamedRow) -> str:
        for text in reversed(named.above):
            codes = [c for c in self.asked.groups.find(text) if self.asked.places[c].node.may_add]
            if len(codes) == 1:
                return codes[0]
        return ""
