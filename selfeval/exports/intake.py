"""Workbooks on their way in: found by what they say of themselves, read under their report."""

from selfeval.actions.drafts import import_words
from selfeval.exports.workbook import meta_of
from selfeval.exports.workbook_map import read_map
from selfeval.exports.workbook_reading import WorkbookReading, read_workbook, reading_of, sheets_of
from selfeval.loading import draft_of
from selfeval.models import Report
from trust import log
from trust.refusals import Refused


class WorkbookRefused(Refused):
    """Cells that cannot be taken; lines: one sentence each, with its sheet and cell."""

    def __init__(self, lines: list[str]):
        self.lines = lines
        super().__init__("\n".join([*lines, "本次没有导入任何内容。"]))


def read_for(report: Report, data: bytes, filename: str) -> WorkbookReading:
    """Return what an uploaded workbook says of a report. Raises Refused.

    No query if task.form, county and last year's report are loaded.
    """
    return read_workbook(data, draft_of(report), meta_of(report), filename)


def problem_lines(reading: WorkbookReading) -> list[str]:
    """Return what cannot be taken, one line a cell: 工作表“…” B3：…"""
    return [
        f"工作表“{sheet}” {cell}：{sentence}" if cell else f"工作表“{sheet}”：{sentence}"
        for sheet, cell, sentence in reading.problems
    ]


def import_workbook(data: bytes, filename: str, actor: log.Actor) -> str:
    """Write a workbook into the draft it was made of, for a command; say what was done.

    All or nothing. Raises Refused.
    """
    sheets = sheets_of(data, filename if filename.lower().endswith(".xlsx") else "填报表.xlsx")
    identity, _ = read_map(sheets)
    report = (
        Report.objects.select_related("task__form", "county__city").filter(pk=identity.report)
    ).first()
    if report is None:
        raise Refused(
            f"没有这份填报表所属的报告（{identity.county} {identity.year}年度）；"
            "请重新下载填报表。没有导入任何内容。"
        )
    reading = reading_of(sheets, draft_of(report), meta_of(report))
    if reading.problems:
        raise WorkbookRefused(problem_lines(reading))
    written = import_words(
        report_id=report.pk,
        words=reading.changed,
        rows=reading.rows,
        user=None,
        actor=actor,
        seen=reading.seen,
    )
    _refuse_unwritten(written)
    return f"已导入：{report}（改动 {len(written.saved)} 格）。"


def _refuse_unwritten(written) -> None:
    lines = [f"{address}：{why}" for address, why in written.refused]
    lines += [
        f"{conflict.address}：下载填报表之后已由{conflict.by}改为“{conflict.theirs}”"
        for conflict in written.conflicts
    ]
    if lines:
        raise WorkbookRefused(lines)
