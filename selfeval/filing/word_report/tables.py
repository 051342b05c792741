"""From a region of a document's table to cells of the form's: fixed rows and growing ones."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from selfeval.engine.addresses import address_of
from selfeval.engine.cells import ROW_LABEL
from selfeval.engine.names import TOTAL_ROW
from selfeval.engine.types import Kind
from selfeval.filing.word_report.asked import AskedTable
from selfeval.filing.word_report.elements import Box
from selfeval.filing.word_report.matching import ColumnHead, Region, label_boxes
from selfeval.filing.word_report.synonyms import NUMBERING, TOTALS
from selfeval.filing.word_report.taking import TWO_PLACES, Taking
from selfeval.filing.word_report.types import new_row
from selfeval.filing.word_report.wording import tight, unit_in, unitless

SECOND = "前面已有同名的表，请核对这几行是否另外的内容"
THIN = "报告没有写这张表的名称，行名也只有少数与表式相同，请核对是否同一张表"
NAMED_BY_COUNTY = "表式没有这个名称，按所在位置放入可自行命名的一行"


def read_table(region: Region, asked: AskedTable, taking: Taking) -> None:
    """Take what a region says of a table of the form."""
    for head in region.heads:
        head.box.used = True
    _use_names(region, asked)
    reader = _TableReader(region, asked, taking)
    if asked.table.rows:
        reader.read_fixed()
    else:
        reader.read_growing()
    taking.tables[asked.code] = region.sheet.number


def _use_names(region: Region, asked: AskedTable) -> None:
    """Pass by what only names the table, its rows and their numbers."""
    sheet = region.sheet
    heads = [head.box for head in region.heads]
    top = min(box.row for box in heads)
    for row in range(top, region.last + 1):
        for box in sheet.boxes(row):
            is_over = any(
                box.column <= head.column < box.column + box.width and box.row < head.row
                for head in heads
            )
            is_name = box.column < region.first_column or tight(box.text) in NUMBERING
            box.used = box.used or is_over or is_name
    for row in range(top):
        own = sheet.own(row)
        if len(own) == 1 and own[0].text in region.captions:
            own[0].used = True


@dataclass(slots=True)
class _TableReader:
    region: Region
    asked: AskedTable
    taking: Taking
    read: set[str] = field(default_factory=set)

    # -- fixed rows

    def read_fixed(self) -> None:
        rows = list(self._labelled())
        for number, (row, code, label) in enumerate(rows):
            if not any(self.region.value(row, head) for head in self.region.heads):
                self._use_number(row)
            if code:
                self._take_row(row, code, label)
            elif label is not None:
                before = next((c for _, c, _ in reversed(rows[:number]) if c), "")
                after = next((c for _, c, _ in rows[number + 1 :] if c), "")
                self._take_named(row, label, between=(before, after))

    def _labelled(self) -> Iterator[tuple[int, str, Box | None]]:
        """Yield the rows with what they are of, "" where the form has no such row."""
        last = -1
        for row in self.region.rows:
            labels = label_boxes(self.region, row)
            code, box = self._code_of(labels, last)
            if not code and not labels and len(self.asked.order) == 1:
                code = self.asked.order[0]
            if code in self.asked.order:
                last = self.asked.order.index(code)
            yield row, code, box or (labels[0] if labels else None)

    def _code_of(self, labels: list[Box], last: int) -> tuple[str, Box | None]:
        """Return the row that a label names; of rows with one name the next in order."""
        for box in labels:
            codes = self.asked.rows.find(box.text)
            if len(codes) > 1:
                later = [c for c in codes if self._place(c) > last and c not in self.read]
                codes = later[:1]
            if codes:
                return codes[0], box
        return "", None

    def _place(self, code: str) -> int:
        return self.asked.order.index(code) if code in self.asked.order else len(self.asked.order)

    def _take_row(self, row: int, code: str, label: Box | None) -> None:
        if label is not None:
            label.used = True
        self.read.add(code)
        self._use_number(row)
        self._take_values(row, code)

    def _take_values(self, row: int, code: str) -> None:
        for head in self.region.heads:
            is_beside = self.asked.column(head.code) is None
            box = self.region.value(row, head, may_cover=is_beside)
            if box is not None and not box.used:
                doubt = self._doubt(head)
                self.taking.take(self.asked.address(code, head.code), box, doubt=doubt)
                self._offer_to_rivals(head, code, box)

    def _offer_to_rivals(self, head: ColumnHead, code: str, box: Box) -> None:
        for rival in self.region.rivals:
            column = rival.heads.find(head.box.text)
            if column:
                self.taking.take(rival.address(code, column), box, doubt=TWO_PLACES)

    def _take_named(self, row: int, label: Box, *, between: tuple[str, str]) -> None:
        """Take a row that the form lets the county name, if just one stands at this place."""
        open_here = [code for code in self._between(*between) if code in self.asked.open_rows]
        has_values = any(self.region.value(row, head) for head in self.region.heads)
        if not has_values or not open_here:
            return
        code = open_here[0]
        self.read.add(code)
        address = address_of(self.asked.code, code, ROW_LABEL)
        doubt = TWO_PLACES if self.region.rivals else THIN if self.region.is_thin else ""
        self.taking.take(address, label, note=NAMED_BY_COUNTY, doubt=doubt)
        self._take_values(row, code)

    def _between(self, before: str, after: str) -> Iterator[str]:
        order = self.asked.order
        start = order.index(before) + 1 if before in order else 0
        end = order.index(after) if after in order else len(order)
        yield from (code for code in order[start:end] if code not in self.read)

    # -- rows that the county adds

    def read_growing(self) -> None:
        before = self.taking.tables.get(self.asked.code)
        is_same = before == self.region.sheet.number and not self.region.captions
        is_second = before is not None and not is_same
        doubt = TWO_PLACES if self.region.rivals else SECOND if is_second else ""
        for row in self.region.rows:
            if self._ends(row):
                return
            if self._is_heads_again(row):
                continue
            if self._is_total(row):
                self._take_total(row)
            else:
                self._take_new(row, doubt)

    def _ends(self, row: int) -> bool:
        boxes = self.region.sheet.boxes(row)
        return len(boxes) == 1 and bool(boxes[0].text) and self.region.sheet.width > 1

    def _is_heads_again(self, row: int) -> bool:
        own = self.region.sheet.own(row)
        known = [box for box in own if self.asked.heads.find(box.text)]
        if len(known) < max(2, len(self.region.heads)):
            return False
        for box in own:
            box.used = True
        return True

    def _is_total(self, row: int) -> bool:
        return self._total_name(row) is not None

    def _total_name(self, row: int) -> Box | None:
        """Return what says that a row is the sum; in whatever column it stands."""
        growing = self.asked.table.growing
        names = (*TOTALS, growing.total_label if growing else "")
        return next((b for b in self.region.sheet.own(row) if unitless(b.text) in names), None)

    def _take_total(self, row: int) -> None:
        name = self._total_name(row)
        if name is not None:
            name.used = True
        self._use_number(row)
        for head in self.region.heads:
            box = self.region.value(row, head)
            if box is not None and not box.used:
                self.taking.take(
                    self.asked.address(TOTAL_ROW, head.code), box, doubt=self._doubt(head)
                )

    def _take_new(self, row: int, doubt: str) -> None:
        values = [(head, self.region.value(row, head)) for head in self.region.heads]
        said = [(head, box) for head, box in values if box is not None and not box.used]
        if not said:
            return
        self._use_number(row)
        for asked in (self.asked, *self.region.rivals):
            self.taking.rows[asked.code] += 1
            number = self.taking.rows[asked.code]
            for head, box in said:
                code = asked.heads.find(head.box.text)
                if code:
                    why = doubt or self._doubt(head)
                    self.taking.take(new_row(asked.code, number, code), box, doubt=why)

    def _use_number(self, row: int) -> None:
        """Pass by what only numbers a row, left of what the row says."""
        for box in self.region.sheet.own(row):
            box.used = box.used or (box.column < self.region.first_column and box.text.isdigit())

    # -- units

    def _doubt(self, head: ColumnHead) -> str:
        if self.region.rivals or self.region.is_thin:
            return TWO_PLACES if self.region.rivals else THIN
        column = self.asked.column(head.code)
        said = unit_in(head.box.text)
        if not said and column is not None and column.kind is Kind.MONEY:
            said = self.region.unit
        return other_unit(said, self.asked.unit(head.code))


def other_unit(said: str, own: str) -> str:
    """Return why a figure is only offered whose head names another unit than the form's."""
    if not said or not own or said == own:
        return ""
    return f"报告里的单位是“{said}”，表式是“{own}”，没有换算，请核对"
