"""自查报告 with 自查考核表, 佐证材料目录 and 回执: what a city prints, seals and sends back.

A paper is data; assessment.self_check.word writes it as .docx, the press as PDF.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string

from assessment.engine.explain import (
    arithmetic,
    describe_rule,
    explain_component,
    explain_table,
)
from assessment.engine.results import ComponentScore, ItemScore
from assessment.letters.kinds import RECEIPT, SELF_FILES, SELF_REPORT
from assessment.letters.words import city_field, filled_words
from assessment.loading import LoadedItem, LoadedMeasure
from assessment.models import CityTable, ReportedFigure, SelfCheck, SelfCheckSubmission, Year
from assessment.paper.wording import policy_line, with_unit
from assessment.scores.standing import CityStanding
from assessment.self_check.handing_in import standing_of
from assessment.self_check.reading import ReportedTable, read_reported, self_score
from lib.rounding import format_fixed, format_points
from lib.site_words import said
from press.paper.printing import Document
from press.paper.wording import moment, short_digest
from trust import log
from trust.files import safe_name

_CALLED = {SELF_REPORT: "自查报告", SELF_FILES: "自查佐证材料目录"}
NOT_HANDED_IN = "草稿，尚未上报"


@dataclass(frozen=True, slots=True)
class PaperTable:
    """widths: in mm. middle: the columns whose words stand in the middle. strong: the rows that
    sum up."""

    caption: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    middle: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SelfCheckPaper:
    """name: of its file. number: under the title. opening: before facts. facts: (label, words).
    notes: below the tables. signers: who signs and seals. is_wide: laid across, for tables of many
    columns."""

    name: str
    title: str
    number: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[PaperTable, ...]
    notes: tuple[str, ...]
    signers: tuple[str, ...]
    digest: str
    is_wide: bool = False
    opening: tuple[str, ...] = ()

    @property
    def document(self) -> Document:
        html = render_to_string(
            "paper/self_check.html",
            {"title": self.title, "paper": self, "digest": short_digest(self.digest)},
        )
        return Document(self.name, self.title, html)


def report_of(table: CityTable) -> SelfCheckPaper:
    """Return 自查报告: the figures, what they would score and why. Sixteen queries."""
    reported = read_reported(table)
    standing = self_score(reported.table, table.year)
    facts = (
        *_facts(table, reported),
        ("自评得分", f"{format_fixed(standing.score.total)} 分（自评）"),
        *((s.section.name, _section_told(s)) for s in standing.score.sections),
    )
    notes = [f"计分口径：{policy_line(standing.score.policy)}"]
    if reported.unreported:
        notes.insert(0, f"还有 {len(reported.unreported)} 项没有填报（标“—”），暂不扣分。")
    return _paper(
        reported, SELF_REPORT, facts=facts, tables=(_score_table(standing), *_remarks(reported)),
        notes=tuple(notes), year=table.year,
    )  # fmt: skip


def files_of(table: CityTable) -> SelfCheckPaper:
    """Return 佐证材料目录: every file with where it belongs and its digest. Fourteen queries."""
    reported = read_reported(table)
    rows = [
        (str(number), item.name, measure.engine.name, held.name, held.file.sha256)
        for number, (item, measure, held) in enumerate(_held(reported), 1)
    ]
    index = PaperTable(
        caption="",
        heads=("序号", "指标", "测量项", "文件名", "SHA-256"),
        widths=(11, 26, 38, 38, 43),
        rows=tuple(rows),
        middle=frozenset({0}),
    )
    notes = () if rows else ("没有上传佐证材料。",)
    return _paper(
        reported, SELF_FILES, facts=_facts(table, reported),
        tables=(index,) if rows else (), notes=notes, year=table.year,
    )  # fmt: skip


def receipt_of(submission: SelfCheckSubmission) -> SelfCheckPaper:
    """Return 回执: what arrived, when, from whom, with the sealed papers, in the words
    of the day on which it was handed in. Five queries."""
    check = submission.self_check
    facts = (
        (said("市州"), check.city.name),
        ("年度", str(submission.year)),
        ("上报次数", f"第 {submission.number} 次上报"),
        ("收到时间", moment(submission.submitted_at)),
        ("是否按时", "逾期" if submission.is_late else "按时"),
        ("上报人", f"{submission.submitted_as} {submission.submitted_by}"),
        ("上报内容", f"{len(submission.figures)} 项，其中未填 {submission.unreported} 项"),
        ("自评得分", f"{format_fixed(submission.total)} 分（自评）"),
        ("内容摘要（SHA-256）", submission.digest),
    )
    scans = submission.scans.current().select_related("file")
    rows = tuple(
        (str(number), scan.name, moment(scan.added_at), scan.file.sha256)
        for number, scan in enumerate(scans, 1)
    )
    sealed = PaperTable(
        caption="盖章扫描件",
        heads=("序号", "文件名", "收到时间", "SHA-256"),
        widths=(11, 44, 40, 61),
        rows=rows,
        middle=frozenset({0}),
    )
    words = filled_words(
        submission.year, RECEIPT, city_field(check.city.name), at=submission.submitted_at
    )
    return SelfCheckPaper(
        name=safe_name(f"回执 {submission.receipt}"),
        title=words.heading,
        number=submission.receipt,
        facts=facts,
        tables=(sealed,) if rows else (),
        notes=(*words.closing, *_unsealed(rows)),
        signers=words.signers,
        digest=_digest(check),
        opening=words.opening,
    )


def _unsealed(rows: tuple) -> tuple[str, ...]:
    return () if rows else ("盖章扫描件尚未上传。",)


def _facts(table: CityTable, reported: ReportedTable) -> tuple[tuple[str, str], ...]:
    submission = standing_of(reported.check)
    if submission is None:
        return ((said("市州"), table.city_name), ("状态", NOT_HANDED_IN))
    late = "，逾期" if submission.is_late else ""
    return (
        (said("市州"), table.city_name),
        ("回执", submission.receipt),
        ("上报", f"{submission.submitted_as}　{moment(submission.submitted_at)}{late}"),
        ("内容摘要", short_digest(submission.digest)),
    )


def _section_told(section) -> str:
    told = f"{format_fixed(section.score)} 分，满分 {format_points(section.section.full)}"
    return f"{told}（由 {format_fixed(section.earned)} 折算）" if section.is_rescaled else told


def _score_table(standing: CityStanding) -> PaperTable:
    """Return 自查考核表: a row an indicator, a row that sums up."""
    rows = []
    for section, scored in zip(standing.table.sections, standing.score.sections, strict=True):
        for item, score in zip(section.items, scored.items, strict=True):
            rows.append(_item_row(item, score))
    total = ("自评合计", "", "", format_fixed(standing.score.total), explain_table(standing.score))
    return PaperTable(
        caption="自查考核表（自评）",
        heads=("指标", "分值", "目标与自报数", "自评", "扣分及理由"),
        widths=(24, 10, 59, 13, 50),
        rows=(*rows, total),
        middle=frozenset({1, 3}),
        strong=frozenset({len(rows)}),
    )


def _item_row(item: LoadedItem, score: ItemScore) -> tuple[str, ...]:
    figures = "\n".join(_figure(measure) for measure in item.measures)
    is_none = score.is_pending or score.item.is_exempt
    earned = format_fixed(None if is_none else score.score)
    why = "\n".join(why for part in score.components for why in _reasons(part))
    return item.name, format_points(item.engine.counted), figures, earned, why or "未扣分"


def _figure(measure: LoadedMeasure) -> str:
    head, record = measure.engine, measure.record
    wanted = "" if head.target is None else f"目标 {with_unit(head.target, head)}，"
    ticked = f"（{'、'.join(record.ticked)}）" if record.ticked else ""
    return f"{head.name}：{wanted}自报 {with_unit(record.value, head)}{ticked}"


def _reasons(score: ComponentScore) -> Iterator[str]:
    if score.component.exempt:
        yield explain_component(score)
    for line in score.lines:
        if line in score.costing or line.stands_apart:
            phrase = line.rule.clause or describe_rule(line.rule, line.measures)
            yield f"{phrase}：{arithmetic(line)}"
        elif line.missing:
            names = "、".join(m.name for m in line.measures)
            yield f"{names}：未填报，暂不扣分"


def _remarks(reported: ReportedTable) -> tuple[PaperTable, ...]:
    rows = tuple(
        (item.name, measure.engine.name, measure.record.remark)
        for item in reported.table.items
        for measure in item.measures
        if measure.record.remark
    )
    heads, widths = ("指标", "测量项", "备注"), (28, 48, 80)
    return (PaperTable("自报数的备注", heads, widths, rows),) if rows else ()


def _held(reported: ReportedTable) -> Iterator[tuple]:
    for item in reported.table.items:
        for measure in item.measures:
            for held in reported.files.get(measure.record.result_id, ()):
                yield item, measure, held


def _paper(
    reported: ReportedTable, kind: str, *, year: Year, facts, tables, notes
) -> SelfCheckPaper:
    """In the words of the day on which it was handed in; of a draft those of today."""
    table = reported.table
    submission = standing_of(reported.check)
    words = filled_words(
        year, kind, city_field(table.city),
        at=submission.submitted_at if submission else None,
    )  # fmt: skip
    return SelfCheckPaper(
        name=safe_name(f"{table.year}年度{table.city}{_CALLED[kind]}"),
        title=words.heading,
        number=submission.receipt if submission else f"（{NOT_HANDED_IN}）",
        facts=facts,
        tables=tables,
        notes=(*words.closing, *notes),
        signers=words.signers,
        digest=_digest(reported.check) if reported.check else "",
        opening=words.opening,
    )


def _digest(check: SelfCheck) -> str:
    own = log.entries_on(SelfCheck, SelfCheck.objects.filter(pk=check.pk))
    figures = ReportedFigure.objects.filter(self_check=check)
    return log.last_change(own | log.entries_on(ReportedFigure, figures))


#: What is printed, by its name in addresses: how it is made, what the log calls the download.
PAPERS: Mapping[str, tuple] = {
    "report": (report_of, "下载自查报告"),
    "files": (files_of, "下载佐证材料目录"),
}
