"""Filling in: what a county writes into its draft.

Every write locks the report, compares for each cell the version that the writer saw,
changes what can be changed, keeps every cell's words before and after, and logs, in one
transaction. Whoever comes second is told what stands and what he typed; nothing is lost.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from selfeval.engine.addresses import address_of, parts_of
from selfeval.engine.answers import Answers
from selfeval.filing.actions.imports import keep_import
from selfeval.filing.actions.open_draft import CellConflict, Edit, OpenDraft, Written
from selfeval.filing.actions.rows import hold
from selfeval.filing.addresses import clean_words
from selfeval.models import Report
from trust import log
from trust.imports import Source
from trust.refusals import Refused

__all__ = [
    "CellConflict",
    "Edit",
    "Written",
    "add_indicator",
    "add_row",
    "import_words",
    "keep_laid",
    "paste_cells",
    "prefill",
    "remove_indicator",
    "remove_row",
    "replace_words",
    "replacement_of",
    "take_back_paste",
    "write_cells",
]


@log.acting()
def write_cells(
    *, report_id: int, edits: Sequence[Edit], user, actor: log.Actor, now: datetime | None = None
) -> Written:
    """Write those cells that can be written; the others come back as conflicts or refused.

    Equal words are no conflict. Raises Refused if nothing may be written at all. Queries:
    report 1, roles 1, changes 1, update 1, history 1, log 5 (6 on PostgreSQL).
    """
    draft = OpenDraft.open(report_id, user, actor, now=now)
    draft.take(edits)
    draft.keep("填报")
    return draft.written()


@log.acting()
def paste_cells(
    *, report_id: int, edits: Sequence[Edit], table: str, added: int, user, actor: log.Actor
) -> Written:
    """Write a pasted block with the rows it needs: all of it, or nothing.

    added: rows to be made in the growing table; edits address the n-th of them as +n.column.
    Where a cell cannot be written or somebody else wrote first, nothing is kept.
    """
    draft = OpenDraft.open(report_id, user, actor)
    keys = []
    for _ in range(added):
        keys.append(draft.new_row_key(table))
        draft.add_row(table, keys[-1])
    draft.take([_in_new_row(edit, table, keys) for edit in edits])
    if draft.fits:
        draft.keep("填报")
    return draft.written()


@log.acting()
def take_back_paste(
    *,
    report_id: int,
    edits: Sequence[Edit],
    rows: Sequence[tuple[str, str]],
    user,
    actor: log.Actor,
) -> Written:
    """Put back what stood before a pasted block, as one act: all of it, or nothing.

    edits: the words before, with the versions that the block left. rows: (table, key) of those
    that came with it; they go. What anybody wrote since is a conflict, in such a row too.
    """
    draft = OpenDraft.open(report_id, user, actor)
    draft.take(edits)
    if draft.fits:
        for table, key in rows:
            draft.drop_emptied_row(table, key)
    if draft.fits:
        draft.keep("撤销粘贴")
    return draft.written()


def _in_new_row(edit: Edit, table: str, keys: Sequence[str]) -> Edit:
    if not edit.address.startswith("+"):
        return edit
    number, column = parts_of(edit.address.removeprefix("+"))
    return Edit(address_of(table, keys[int(number) - 1], column), edit.words, None)


@log.acting()
def add_row(*, report_id: int, table: str, user, actor: log.Actor) -> str:
    """Add an empty row to a growing table; return its key, which is never used again."""
    draft = OpenDraft.open(report_id, user, actor)
    key = draft.new_row_key(table)
    draft.add_row(table, key)
    draft.keep("增加一行")
    return key


@log.acting()
def remove_row(
    *, report_id: int, table: str, row: str, version: int | None, user, actor: log.Actor
) -> None:
    """Remove a row that was added, with what stands in it.

    version: of the report as the person saw it; a colleague may have filled the row since.
    Raises Refused.
    """
    draft = OpenDraft.open(report_id, user, actor)
    place, now = address_of(table, row), draft.report.version
    if version is not None and version != now and draft.was_written_after(place, version):
        raise Refused("这一行刚被他人修改，没有删除；请刷新页面看过内容后再删。")
    draft.remove_row(table, row)
    draft.keep("删除一行")


@log.acting()
def add_indicator(*, report_id: int, parent: str, label: str, user, actor: log.Actor) -> str:
    """Add an indicator of the county's own under a node that allows it; return its code."""
    draft = OpenDraft.open(report_id, user, actor)
    code = draft.add_indicator(parent, clean_words(label))
    draft.keep("增加指标")
    return code


@log.acting()
def remove_indicator(*, report_id: int, code: str, user, actor: log.Actor) -> None:
    """Remove an indicator that the county added. Raises Refused for one of the form's."""
    draft = OpenDraft.open(report_id, user, actor)
    draft.remove_indicator(code)
    draft.keep("删除指标")


@log.acting()
def prefill(*, report_id: int, user, actor: log.Actor) -> int:
    """Fill cells that are empty with the place, the year and last year's; return how many.

    What was entered is never touched.
    """
    draft = OpenDraft.open(report_id, user, actor)
    draft.prefill()
    draft.keep("带入数据")
    return len(draft.saved)


def import_words(
    *,
    report_id: int,
    words: Mapping[str, str],
    rows: Mapping[str, Sequence[str]] | None = None,
    user,
    actor: log.Actor,
    seen: Mapping[str, int] | None = None,
    preview: bool = False,
    source: Source | None = None,
) -> Written:
    """Write an off-line workbook: all of it, or nothing if a cell cannot be written.

    It is kept with what stood before, so that it can be taken back (actions.imports).

    rows: the keys of each growing table's rows as the workbook has them; keys that the
    report has not are made; rows that seen knows and rows has not are removed. seen: the
    versions of all the workbook's cells when it was made; None accepts any. preview: nothing
    is locked or written, saved tells what would be.
    """

    def laid(draft: OpenDraft) -> OpenDraft:
        draft.match_rows(rows or {}, seen)
        draft.take(
            [
                Edit(address, text, None if seen is None else seen.get(address, 0))
                for address, text in words.items()
            ]
        )
        return draft

    draft = laid(OpenDraft.look(report_id, user, actor))
    if not preview and draft.fits:
        draft = keep_laid(draft, laid, action="导入填报表", source=source or Source())
    return draft.written()


def replace_words(
    *,
    report_id: int,
    entered: Answers,
    user,
    actor: log.Actor,
    now: datetime | None = None,
    source: Source | None = None,
    draft: OpenDraft | None = None,
) -> Report:
    """Put a whole report in the place of the draft: what a file of one holds.

    Computed cells keep the words that the file has; checks compare them. source: the file,
    which is kept with what stood before, so that it can be taken back; None: there is none.
    draft: of replacement_of(), where that was asked for before. Raises Refused.
    """
    draft = draft or replacement_of(
        report_id=report_id, entered=entered, user=user, actor=actor, now=now
    )
    laid = partial(_replaced, entered=entered)
    return keep_laid(draft, laid, action="导入自评数据", source=source).report


def replacement_of(
    *, report_id: int, entered: Answers, user, actor: log.Actor, now: datetime | None = None
) -> OpenDraft:
    """Return a draft on which a whole report is laid and worked out; nothing is locked or
    written. Raises Refused."""
    draft = _replaced(OpenDraft.look(report_id, user, actor, now=now), entered)
    draft.settle()
    return draft


def _replaced(draft: OpenDraft, entered: Answers) -> OpenDraft:
    draft.replace(entered)
    return draft


def keep_laid(
    draft: OpenDraft, laid: Callable[[OpenDraft], OpenDraft], *, action: str, source: Source | None
) -> OpenDraft:
    """Write what was laid on the draft of a report that is not locked yet, and return the draft.

    All is worked out before the lock; if somebody wrote meanwhile, it is laid again.
    """
    if draft.changes:
        draft.settle()
    with log.acting():
        if not hold(draft.report):
            draft = laid(OpenDraft.open(draft.report.pk, draft.user, draft.actor, now=draft.now))
        if draft.fits and source is not None:
            keep_import(draft, action, source)
        elif draft.fits:
            draft.keep(action)
    return draft
