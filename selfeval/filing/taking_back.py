"""A report's imports as its page lists them, and taking one back, with every cell by its name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime

from selfeval.engine.addresses import parts_of
from selfeval.engine.wording import words_for
from selfeval.filing.actions.imports import moved_since, take_back_import
from selfeval.filing.addresses import row_of
from selfeval.filing.filling import Filling, name_of_place
from selfeval.filing.offline import aside_label, row_label
from selfeval.models import ReportImport
from selfeval.permissions import EXPLAIN, is_cell_open, moment
from trust import log
from trust.imports import told_moved
from trust.refusals import Refused

LISTED = 10


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import and what became of it. why_not: why it cannot be taken back as it stands."""

    kept: ReportImport
    why_not: str
    may_be_taken_back: bool


def lines_of(filling: Filling) -> list[ImportLine]:
    """Return the last imports into a report, the newest first. One query."""
    return [_line(filling, kept) for kept in filling.report.imports.lately(LISTED)]


def take_back(filling: Filling, kept: ReportImport, actor: log.Actor) -> None:
    """Put back what stood before an import. Raises Refused, naming who changed which cells."""
    written = take_back_import(
        report_id=filling.report.pk, import_id=kept.pk, user=filling.user, actor=actor
    )
    if not (written.conflicts or written.refused):
        return
    now = Filling(written.report, filling.user)  # as it stood under the lock
    if written.conflicts:
        raise Refused(told_moved(list(_moved(now, kept))))
    raise Refused(f"{_closed(now, kept)}；没有改动。请在开放的格中逐格更正，或请审核单位开放。")


def _line(filling: Filling, kept: ReportImport) -> ImportLine:
    if kept.taken_back_at:
        return ImportLine(kept, "", may_be_taken_back=False)
    moved = list(_moved(filling, kept))
    why = f"{len(moved)} 格之后又改过，如{moved[0]}" if moved else _closed(filling, kept)
    return ImportLine(kept, why, may_be_taken_back=filling.is_open and not why)


def _closed(filling: Filling, kept: ReportImport) -> str:
    """Return that a return left cells closed, or an empty string."""
    closed = [address for address in kept.versions if not is_cell_open(filling.report, address)]
    if not closed:
        return ""
    return f"退回时没有开放其中 {len(closed)} 格（如{_name(filling, closed[0])}），不能整体撤回"


def _moved(filling: Filling, kept: ReportImport) -> Iterator[str]:
    """Yield what was changed since, with who did it; the cells of a removed row as one."""
    held, told = filling.report.cells, set()
    tables = filling.assessed.laid.index.tables
    for address in moved_since(kept, filling.report, filling.assessed.answers, tables=tables):
        name = _name(filling, address)
        if name not in told:
            told.add(name)
            yield f"{name}（{_who(held.get(address, {}))}）"


def _name(filling: Filling, address: str) -> str:
    labels = filling.assessed.laid.labels
    if address in labels:
        return labels[address]
    tables = filling.assessed.laid.index.tables
    code, *rest = parts_of(address)
    if code not in tables:
        is_gone = not code.startswith(EXPLAIN) and name_of_place(filling, code) == code
        return "已删去的自增指标" if is_gone else aside_label(filling, address)
    key = rest[0] if rest else ""
    if row_of(filling.assessed.answers, code, key) is None:
        return f"“{words_for(tables[code].label, filling.assessed.year)}”已删去的第 {key} 行"
    return row_label(filling, code, key)


def _who(held: dict) -> str:
    at: datetime | None = parse_datetime(held.get("at", ""))
    return f"{held.get('by', '')} {moment(at) if at else ''}".strip()
