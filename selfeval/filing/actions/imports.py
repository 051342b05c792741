"""An import into a draft is kept with what stood before, and taken back as a whole."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from typing import Any

from selfeval.engine.addresses import owner_of, parts_of
from selfeval.engine.answers import Answers, TableRow, answers_of
from selfeval.engine.names import TOTAL_ROW
from selfeval.filing.actions.open_draft import CLOSED, OpenDraft, Written
from selfeval.filing.addresses import (
    all_words,
    row_of,
    with_row,
    without_row,
    words_at,
    write_words,
)
from selfeval.models import CellChange, Report, ReportImport
from selfeval.permissions import EXPLAIN, is_cell_open
from trust import log
from trust.imports import Source, check_not_taken_back, mark_taken_back
from trust.refusals import Refused


def keep_import(draft: OpenDraft, action: str, source: Source) -> None:
    """Write what a file changed in a draft and keep what stood before it.

    Nothing if it changed nothing. One query beside the draft's own.
    """
    before = draft.report.data
    draft.keep(action, file_name=source.name)
    if not draft.changes:
        return
    tables = draft.tables
    ReportImport.objects.create(
        report=draft.report,
        cells=sum(not is_row(address, tables) for address in draft.changes),
        made_at=draft.now,
        before=before,
        versions={address: draft.version_of(address) for address in draft.changes},
        report_version=draft.report.version,
        **source.told(draft.user, draft.actor),
    )


@log.acting()
def take_back_import(*, report_id: int, import_id: int, user, actor: log.Actor) -> Written:
    """Put back what stood before an import: cells, rows and their order, texts.

    All or nothing. In the answer conflicts are what somebody changed since (mine: what would
    come back), refused what a return left closed; nothing is done then. Raises Refused if the
    report cannot be written, or it was taken back already.
    """
    draft = OpenDraft.open(report_id, user, actor)
    kept = draft.report.imports.get(pk=import_id)
    check_not_taken_back(kept)
    before, tables = answers_of(kept.before), draft.tables
    draft.conflicts = [
        draft.conflict(address, words_at(before, address), words_at(draft.entered, address))
        for address in moved_since(kept, draft.report, draft.entered, tables=tables)
    ]
    draft.refused = [(a, CLOSED) for a in kept.versions if not is_cell_open(draft.report, a)]
    if draft.fits:
        draft.replace(put_back(draft.entered, before, kept.versions, tables=tables))
        _check_room(draft)
        draft.keep("撤回填报内容导入", file_name=kept.file_name)
        mark_taken_back(kept, user)
        _follow(draft, kept)
    return draft.written()


def moved_since(
    kept: ReportImport, report: Report, entered: Answers, *, tables: Container[str]
) -> list[str]:
    """Return the addresses of what an import wrote and somebody wrote again since.

    With them the rows and added indicators that its cells stand in, if somebody removed them,
    and what others put into those that it added itself. tables: codes of the form's. No query.
    """
    held, versions = report.cells, kept.versions
    moved = [a for a, v in versions.items() if held.get(a, {}).get("version", 0) != v]
    around = dict.fromkeys(_whole(a) for a in versions if not is_row(a, tables))
    moved += [
        whole
        for whole in around
        if whole not in versions and held.get(whole, {}).get("report", 0) > kept.report_version
    ]
    own = {_made(a, tables) for a in versions} - {""}
    moved += [a for a in all_words(entered) if owner_of(a) in own and a not in versions]
    return moved


def put_back(
    now: Answers, before: Answers, addresses: Iterable[str], *, tables: Container[str]
) -> Answers:
    """Return the report with what it said before at the addresses, and all else as it is now.

    tables: codes of the form's tables. Rows stand in the order they had; later ones follow.
    """
    words, addresses = all_words(before), list(addresses)
    for address in addresses:
        if not is_row(address, tables):
            now = write_words(now, address, words.get(address, ""))
    wholes = dict.fromkeys(a if is_row(a, tables) else _whole(a) for a in addresses)
    for row in filter(lambda whole: is_row(whole, tables), wholes):
        now = _row_put_back(now, before, row)
    return _in_order(now, before)


def is_row(address: str, tables: Container[str]) -> bool:
    """Say whether an address means a whole row of a table."""
    parts = parts_of(address)
    return len(parts) == 2 and parts[0] in tables


def _whole(address: str) -> str:
    """Return the row or the indicator that a cell stands in; "" for one that stands alone."""
    return "" if address.startswith(EXPLAIN) else owner_of(address)


def _made(address: str, tables: Container[str]) -> str:
    """Return the row or the added indicator that an address tells of as a whole, or ""."""
    if is_row(address, tables):
        return address
    code, *rest = parts_of(address)
    return code if rest == ["parent"] else ""


def _row_put_back(now: Answers, before: Answers, address: str) -> Answers:
    table, key = parts_of(address)
    row = row_of(now, table, key)
    if row_of(before, table, key) is not None:
        return now if row is not None else with_row(now, table, TableRow(key))
    says_nothing = row is not None and not row.cells and not row.label
    return without_row(now, table, key) if says_nothing else now


def _in_order(now: Answers, before: Answers) -> Answers:
    tables = {
        code: tuple(_as_before(rows, before.tables.get(code, ()), lambda row: row.row))
        for code, rows in now.tables.items()
    }
    codes = _as_before(now.indicators, before.indicators, str)
    return replace(now, tables=tables, indicators={code: now.indicators[code] for code in codes})


def _as_before(held: Iterable, before: Iterable, key: Callable[[Any], str]) -> list:
    """Return what is held in the order it had before; what came later follows."""
    places = {key(item): place for place, item in enumerate(before)}
    return sorted(held, key=lambda item: places.get(key(item), len(places)))


def _check_room(draft: OpenDraft) -> None:
    """Raise Refused where rows that were added since leave no room for those that come back."""
    for code, table in draft.tables.items():
        fixed = {row.code for row in table.rows} | {TOTAL_ROW}
        grown = [r for r in draft.entered.tables.get(code, ()) if r.row not in fixed]
        if table.growing is not None and len(grown) > table.growing.maximum:
            raise Refused(
                f"撤回以后“{table.label}”有 {len(grown)} 行，超过最多 {table.growing.maximum} 行；"
                "没有改动。请先删去导入以后增加的行，再撤回。"
            )


def _follow(draft: OpenDraft, kept: ReportImport) -> None:
    """Let earlier imports, whose cells stand again as they left them, be taken back in turn.

    Two queries, and one for each of those.
    """
    over = _written_over(kept)
    for other in draft.report.imports.filter(taken_back_at=None).defer("before"):
        left = _standing_again(other.versions, over, draft.saved)
        if left != other.versions:
            other.versions = left
            other.save(update_fields=["versions"])


def _written_over(kept: ReportImport) -> dict[str, int]:
    """Return by address the version that an import wrote over. One query.

    By the changes it made: its own versions went on, if one over it was taken back before.
    """
    own = CellChange.objects.filter(report=kept.report_id, at=kept.made_at)
    return {address: version - 1 for address, version in own.values_list("cell", "version")}


def _standing_again(
    versions: Mapping[str, int], over: Mapping[str, int], saved: Mapping[str, int]
) -> dict[str, int]:
    return {
        address: saved.get(address, version) if over.get(address) == version else version
        for address, version in versions.items()
    }
