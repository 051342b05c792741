"""Workbooks on their way in: found by what they say of themselves, read under their report."""

from press.workbooks.conflicts import CLEAR, Choice
from selfeval.filing.actions.drafts import Written, import_words
from selfeval.filing.workbook.map import read_map
from selfeval.filing.workbook.reading import WorkbookReading, opened, read_workbook, reading_of
from selfeval.filing.workbook.writing import meta_of
from selfeval.loading import draft_of
from selfeval.models import Report
from trust import files, log
from trust.imports import Source
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
    return read_workbook(data, draft_of(report), meta_of(report), filename=filename)


def problem_lines(reading: WorkbookReading) -> list[str]:
    """Return what cannot be taken, one line a cell: 工作表“…” B3：…"""
    return [
        f"工作表“{sheet}” {cell}：{sentence}" if cell else f"工作表“{sheet}”：{sentence}"
        for sheet, cell, sentence in reading.problems
    ]


def import_workbook(
    data: bytes, filename: str, actor: log.Actor, *, choice: Choice | None = None
) -> str:
    """Write a workbook into the draft it was made of, for a command; say what was done.

    All or nothing. choice: what stands where a colleague wrote a cell since; without one a
    conflict is refused. Raises Refused.
    """
    book = opened(data, filename if filename.lower().endswith(".xlsx") else "填报表.xlsx")
    identity, _ = read_map(book)
    report = (
        Report.objects.select_related("task__form", "county__city").filter(pk=identity.report)
    ).first()
    if report is None:
        raise Refused(
            f"没有这份填报表所属的报告（{identity.county} {identity.year}年度）；"
            "请重新下载填报表。没有导入任何内容。"
        )
    reading = reading_of(book, draft_of(report), meta_of(report))
    if reading.problems:
        raise WorkbookRefused(problem_lines(reading))
    source = Source(files.safe_name(filename), files.store(data))
    written = _written(report, reading, actor, choice=choice, source=source)
    _refuse_unwritten(written)
    kept = f"；工作簿中清空的 {len(reading.left)} 格保留不动" if reading.left else ""
    done = f"已导入：{report}（改动 {len(written.saved)} 格{kept}）。"
    return "\n".join([done, *(f"[提示] {notice}。" for notice in reading.notices)])


def _written(
    report: Report, reading: WorkbookReading, actor, *, choice: Choice | None, source: Source
) -> Written:
    """Write what a workbook says; without a choice nothing is written where there are conflicts."""
    said = {
        "report_id": report.pk,
        "words": reading.changed,
        "rows": reading.rows,
        "user": None,
        "actor": actor,
        "seen": reading.seen,
        "source": source,
    }
    if choice is None:
        return import_words(**said)
    disputed = {c.address: c.version for c in import_words(**said, preview=True).conflicts}
    if choice is Choice.MINE:
        return import_words(**said | {"seen": {**reading.seen, **disputed}})
    left = {a: words for a, words in reading.changed.items() if a not in disputed}
    return import_words(**said | {"words": left})


def _refuse_unwritten(written: Written) -> None:
    lines = [f"{address}：{why}" for address, why in written.refused]
    lines += [
        f"{conflict.address}：工作簿为“{conflict.mine or CLEAR}”，下载填报表之后已由"
        f"{conflict.by}改为“{conflict.theirs}”"
        for conflict in written.conflicts
    ]
    if written.conflicts:
        lines.append("请核对后加 --mine 用工作簿的，或加 --theirs 保留现有的。")
    if lines:
        raise WorkbookRefused(lines)
