"""One locked report while a county writes into it: what may be, what was, what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cities.models import Account
from selfeval.engine.addresses import address_of, code_of, is_aspect, owner_of, parts_of
from selfeval.engine.answers import MAX_ANSWERS, Answer, Answers, TableRow, answers_of, as_json
from selfeval.engine.cells import ANSWERED, ROW_LABEL
from selfeval.engine.errors import EngineError
from selfeval.engine.laid import Laid
from selfeval.engine.types import Table
from selfeval.filing.actions.rows import label_of, locked_report, save_report, seen_report, who
from selfeval.filing.addresses import (
    FLAG_ASPECTS,
    Writable,
    all_words,
    clean_words,
    next_number,
    row_of,
    with_answer,
    with_row,
    without_answer,
    without_row,
    words_at,
    write_words,
)
from selfeval.filing.prefilling import words_to_prefill
from selfeval.filing.summary import summarise
from selfeval.loading import Assessed, assess, elsewhere_of, form_of, last_year_of
from selfeval.models import CellChange, Report
from selfeval.permissions import check_can_write, is_cell_open
from trust import log
from trust.refusals import Refused
from trust.touched import created

MOST_EDITS = 5000
CLOSED = "这一格没有开放修改；退回时只开放了审核单位指定的内容"


@dataclass(frozen=True)
class Edit:
    """Words for a cell. version: of the cell as the writer saw it, 0 if it was never
    written; None accepts any (imports that showed their differences)."""

    address: str
    words: str
    version: int | None


@dataclass(frozen=True)
class CellConflict:
    """A cell that somebody else wrote first. version: of what stands now (theirs)."""

    address: str
    mine: str
    theirs: str
    by: str
    at: datetime | None
    version: int


@dataclass(frozen=True)
class Written:
    """What became of edits. saved: {address: version now}. refused: (address, why).
    entered: what the report says with them; assessed: what follows, where anything was saved."""

    report: Report
    saved: dict[str, int]
    entered: Answers
    conflicts: tuple[CellConflict, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    assessed: Assessed | None = None


@dataclass(slots=True)
class OpenDraft:
    """One report while it is written: locked when it is opened, or held before it is kept."""

    report: Report
    entered: Answers
    user: Account | None
    actor: log.Actor
    now: datetime
    saved: dict[str, int] = field(default_factory=dict)
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    conflicts: list[CellConflict] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    _writable: Writable | None = None
    _settled: Assessed | None = None

    @classmethod
    def open(
        cls, report_id: int, user, actor: log.Actor, *, now: datetime | None = None
    ) -> "OpenDraft":
        return cls._of(locked_report(report_id), user, actor, now=now)

    @classmethod
    def look(
        cls, report_id: int, user, actor: log.Actor, *, now: datetime | None = None
    ) -> "OpenDraft":
        """Return a draft that is not locked: to be kept, it has to be held (rows.hold)."""
        return cls._of(seen_report(report_id), user, actor, now=now)

    @classmethod
    def _of(cls, report: Report, user, actor: log.Actor, *, now: datetime | None) -> "OpenDraft":
        now = now or timezone.now()
        check_can_write(user, report, actor, now=now)
        return cls(report, answers_of(report.data), user=user, actor=actor, now=now)

    @property
    def form(self):
        return form_of(self.report.task.form)

    @property
    def writable(self) -> Writable:
        """What may be written now; made anew after rows or indicators changed."""
        if self._writable is None:
            self._writable = Writable(Laid(self.form, self.entered, self.report.task.year))
        return self._writable

    @property
    def tables(self) -> Mapping[str, Table]:
        return self.writable.laid.index.tables

    def take(self, edits: Sequence[Edit]) -> None:
        if len(edits) > MOST_EDITS:
            raise Refused(f"一次最多写入 {MOST_EDITS} 格，请分几次填写；未保存任何内容。")
        # What applies and which rows are named what decides which cells there are.
        for edit in sorted(edits, key=lambda edit: not _shapes_cells(edit.address)):
            self._take(edit)

    def _take(self, edit: Edit) -> None:
        words = clean_words(edit.words)
        before = words_at(self.entered, edit.address)
        version = self.version_of(edit.address)
        if words == before:
            self.saved[edit.address] = version
            return
        why = self.writable.why_not(edit.address, words)
        if not why and not is_cell_open(self.report, edit.address):
            why = CLOSED
        if why:
            self.refused.append((edit.address, why))
        elif edit.version is not None and edit.version != version:
            self.conflicts.append(self.conflict(edit.address, words, before))
        else:
            self.put(edit.address, words)

    def put(self, address: str, words: str) -> None:
        before = words_at(self.entered, address)
        self.entered = write_words(self.entered, address, words)
        self.note(address, before, words)
        if _shapes_cells(address):
            self._writable = None

    def note(self, address: str, before: str, after: str) -> None:
        """Raise a cell's version and remember what it said."""
        held = self.report.cells.get(address, {})
        version = held.get("version", 0) + (address not in self.changes)
        first = self.changes.get(address, (before, ""))[0]
        self.changes[address] = (first, after)
        self.report.cells[address] = {
            "version": version,
            "by": who(self.user, self.actor),
            "at": self.now.isoformat(),
            "report": self.report.version + 1,
        }
        self.saved[address] = version

    def version_of(self, address: str) -> int:
        return self.report.cells.get(address, {}).get("version", 0)

    def was_written_after(self, row: str, version: int) -> bool:
        return any(
            owner_of(address) == row and cell.get("report", 0) > version
            for address, cell in self.report.cells.items()
        )

    def conflict(self, address: str, mine: str, theirs: str) -> CellConflict:
        held = self.report.cells.get(address, {})
        at = parse_datetime(held.get("at", "")) if held else None
        version = held.get("version", 0)
        return CellConflict(
            address=address, mine=mine, theirs=theirs, by=held.get("by", ""), at=at, version=version
        )

    def check_open(self, address: str) -> None:
        if not is_cell_open(self.report, address):
            raise Refused(f"{CLOSED}。")

    def _growing(self, table: str):
        found = self.tables.get(table)
        if found is None or found.growing is None:
            raise Refused("这张表的行由表式规定，不能增减。")
        return found

    def new_row_key(self, table: str) -> str:
        rows = self.entered.tables.get(table, ())
        places = map(parts_of, self.report.cells)
        ever = (rest[0] for code, *rest in places if code == table and rest)
        return str(next_number([*(row.row for row in rows), *ever]))

    def add_row(self, table: str, key: str) -> None:
        found = self._growing(table)
        self.check_open(table)
        fixed = {row.code for row in found.rows} | {"total"}
        if key in fixed or not key.isascii() or not key.isalnum() or len(key) > 20:
            raise Refused(f"“{key}”不能作行号。")
        grown = [row for row in self.entered.tables.get(table, ()) if row.row not in fixed]
        if len(grown) >= found.growing.maximum:
            raise Refused(f"{found.label}最多填 {found.growing.maximum} 行。")
        self.entered = with_row(self.entered, table, TableRow(key))
        self._writable = None
        self.note(address_of(table, key), "", "增加")

    def remove_row(self, table: str, key: str) -> None:
        found = self._growing(table)
        self.check_open(address_of(table, key))
        row = row_of(self.entered, table, key)
        if row is None or key in {fixed.code for fixed in found.rows}:
            raise Refused("这一行已不存在，请刷新页面。")
        for column in row.cells:
            self.put(address_of(table, key, column), "")
        if row.label:
            self.put(address_of(table, key, ROW_LABEL), "")
        self.entered = without_row(self.entered, table, key)
        self._writable = None
        self.note(address_of(table, key), "", "删除")

    def drop_emptied_row(self, table: str, key: str) -> None:
        """Remove a row in which nothing stands; what does is a conflict with who wrote it."""
        row = row_of(self.entered, table, key)
        held = {} if row is None else {**row.cells, ROW_LABEL: row.label}
        for column, words in held.items():
            if words:
                self.conflicts.append(self.conflict(address_of(table, key, column), "", words))
                return
        if row is not None:
            self.remove_row(table, key)

    def match_rows(self, rows: Mapping[str, Sequence[str]], seen: Mapping[str, int] | None) -> None:
        """Bring the growing tables' rows to what a workbook has.

        A row goes only if the workbook knew it and nobody wrote into it since.
        """
        for table, keys in rows.items():
            fixed = {row.code for row in self._growing(table).rows} | {"total"}
            held = self.entered.tables.get(table, ())
            for row in held:
                if row.row not in keys and row.row not in fixed:
                    self._drop_row(table, row, seen)
            present = {row.row for row in held}
            for key in dict.fromkeys(keys):
                if key not in present:
                    self.add_row(table, key)

    def _drop_row(self, table: str, row: TableRow, seen: Mapping[str, int] | None) -> None:
        place = address_of(table, row.row)
        if not row.cells and not row.label:
            return
        if seen is not None:
            if not any(owner_of(address) == place for address in seen):
                return
            for column, words in row.cells.items():
                address = address_of(place, column)
                if self.version_of(address) != seen.get(address, 0):
                    self.conflicts.append(self.conflict(address, "", words))
                    return
        self.remove_row(table, row.row)

    def add_indicator(self, parent: str, label: str) -> str:
        nodes = self.writable.laid.node_by_code
        place = nodes.get(parent)
        if place is None or place.dropped or not place.node.may_add:
            raise Refused("这里不能增加指标。")
        self.check_open(parent)
        if not label:
            raise Refused("请写明指标名称。")
        if len(self.entered.indicators) >= MAX_ANSWERS:
            raise Refused(f"指标最多 {MAX_ANSWERS} 项。")
        prefix = f"{parent}_a"
        codes = {code_of(address) for address in self.report.cells} | set(nodes)
        number = next_number(c.removeprefix(prefix) for c in codes if c.startswith(prefix))
        code = f"{prefix}{number}"
        self.entered = with_answer(self.entered, Answer(code, label=label, parent=parent))
        self._writable = None
        self.note(code, "", "增加")
        self.note(address_of(code, "label"), "", label)
        return code

    def remove_indicator(self, code: str) -> None:
        place = self.writable.laid.node_by_code.get(code)
        if place is None or not place.added:
            raise Refused("只能删除自行增加的指标；表式的指标请选“不适用”。")
        self.check_open(code)
        answer = self.entered.answer(code)
        for aspect in (*ANSWERED, *answer.own):
            if words_at(self.entered, address_of(code, aspect)):
                self.put(address_of(code, aspect), "")
        self.entered = without_answer(self.entered, code)
        self._writable = None
        self.note(code, "", "删除")

    def prefill(self) -> None:
        last = last_year_of(self.report)
        report = self.report
        found = words_to_prefill(self.writable, report.county_name, last, project=report.project)
        for address, words in found.items():
            if is_cell_open(self.report, address):
                self.put(address, words)

    def replace(self, entered: Answers) -> None:
        """Note every cell that differs, rows and indicators among them."""
        before, after = all_words(self.entered), all_words(entered)
        self.entered = entered
        self._writable = None
        for address in dict.fromkeys([*before, *after]):
            old, new = before.get(address, ""), after.get(address, "")
            if old != new:
                self.check_open(address)
                self.note(address, old, new)

    @property
    def fits(self) -> bool:
        """Whether nothing stands against all that was to be written."""
        return not (self.conflicts or self.refused)

    def settle(self) -> Assessed:
        """Work out, once nothing more is to be written, what follows. Raises Refused."""
        if self._settled is None:
            year, last = self.report.task.year, last_year_of(self.report)
            others, own = elsewhere_of(self.report), self.report.county_name
            project = self.report.project
            try:
                self._settled = assess(
                    self.form, self.entered, year, last=last, others=others, own=own,
                    project=project,
                )  # fmt: skip
            except EngineError as error:
                raise Refused(f"{error}没有保存任何内容。") from error
        return self._settled

    def keep(self, action: str, *, file_name: str = "") -> None:
        """Write what changed, with what follows from it, and log it. Nothing if nothing did.

        file_name: of the file that it came from, for the log.
        """
        if not self.changes:
            return
        report, assessed = self.report, self.settle()
        report.data = as_json(self.entered)
        report.saved_at = self.now
        created(CellChange.objects.bulk_create(self._rows()))
        save_report(report, self.user, ["data", "cells", "saved_at", *summarise(report, assessed)])
        log.write(
            self.actor,
            action,
            report,
            label=" · ".join(filter(None, (label_of(report), file_name))),
            before={address: before for address, (before, _) in self.changes.items()},
            after={address: after for address, (_, after) in self.changes.items()},
        )

    def _rows(self) -> list[CellChange]:
        name = who(self.user, self.actor)
        return [
            CellChange(
                report=self.report,
                cell=address,
                version=self.version_of(address),
                before=before,
                after=after,
                by=self.user,
                by_name=name,
                at=self.now,
            )
            for address, (before, after) in self.changes.items()
        ]

    def written(self) -> Written:
        return Written(
            self.report,
            self.saved,
            self.entered,
            conflicts=tuple(self.conflicts),
            refused=tuple(self.refused),
            assessed=self._settled,
        )


def _shapes_cells(address: str) -> bool:
    return is_aspect(address, *FLAG_ASPECTS, "method", "label")
