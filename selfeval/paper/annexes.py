"""What follows a report on pages of its own: reasons, explained findings, attachments."""

from collections.abc import Sequence

from lib.rounding import format_points
from selfeval.engine.addresses import address_of, is_within
from selfeval.engine.results import Finding
from selfeval.engine.scoring_types import Severity
from selfeval.engine.types import IndicatorBlock
from selfeval.paper.blocks import Desk
from selfeval.paper.model import AttachedFile, Cell, Filing, Grid, Heading, Look, PaperSection, Part
from selfeval.paper.sheets import in_type

SEVERITY_WORDS = {Severity.ERROR: "错误", Severity.EXPLAIN: "需说明", Severity.REMIND: "提示"}


def annexes(desk: Desk, filing: Filing, findings: Sequence[Finding]) -> list[PaperSection]:
    parts: list[Part] = []
    reasons = _reasons(desk)
    if reasons is not None:
        parts += [Heading("得分偏差原因及改进措施"), reasons]
    told = [found for found in findings if desk.answers.explanations.get(found.key, "").strip()]
    if told:
        parts += [Heading("核对情况说明"), _findings_grid(desk, told)]
    if filing.attachments:
        parts += [Heading("附件清单"), files_grid(filing.attachments, "所属内容")]
    if filing.sealed:
        parts += [Heading("盖章扫描件"), files_grid(filing.sealed, "所属提交")]
    if not parts:
        return []
    return [PaperSection("annex", "附页", in_type(parts, is_wide=False), starts_page=True)]


def _reasons(desk: Desk) -> Grid | None:
    """Return why scores are below their weights, where the form has no column for it: of all, or
    of what is printed beside another table (预算执行率)."""
    blocks = [block for section in desk.form.sections for block in section.blocks]
    has_column = any(isinstance(b, IndicatorBlock) and "reason" in b.names for b in blocks)
    nodes, scored = desk.laid.node_by_code, desk.evaluated.score.units
    given = [u for u in scored if u.reason and (nodes[u.code].node.beside or not has_column)]
    if not given:
        return None
    rows = [tuple(Cell(text, Look.HEAD) for text in ("指标", "分值", "得分", "偏差原因及改进措施"))]
    for unit in given:
        weight, score = format_points(unit.weight), format_points(unit.score)
        reason = Cell(desk.words(address_of(unit.code, "reason")), Look.TEXT)
        rows.append((Cell(unit.label, Look.SIDE), Cell(weight), Cell(score), reason))
    return Grid((24, 10, 10, 76), tuple(rows), heads=1)


def _findings_grid(desk: Desk, findings: Sequence[Finding]) -> Grid:
    heads = tuple(
        Cell(text, Look.HEAD) for text in ("序号", "填报内容", "核对结果", "填报单位说明")
    )
    rows = [
        (
            Cell(str(number)),
            Cell(place_words(desk, found.place), Look.TEXT),
            Cell(found.message, Look.TEXT),
            Cell(desk.answers.explanations[found.key].strip(), Look.TEXT),
        )
        for number, found in enumerate(findings, 1)
    ]
    return Grid((8, 28, 42, 42), (heads, *rows), heads=1)


def place_words(desk: Desk, address: str) -> str:
    """Return what a reader calls the place of a finding."""
    cell = desk.cells.get(address)
    if cell is not None:
        return cell.label
    near = [one for place, one in desk.cells.items() if is_within(place, address)]
    return near[0].label.partition(" · ")[0] if near else "全表"


def files_grid(files: Sequence[AttachedFile], place: str) -> Grid:
    """Return a list of files. place: the head over what each belongs to."""
    heads = tuple(Cell(text, Look.HEAD) for text in ("序号", place, "文件名", "SHA-256"))
    rows = [
        (
            Cell(str(number)),
            Cell(file.place or "全表", Look.TEXT),
            Cell(file.name, Look.TEXT),
            Cell(file.sha256, Look.TEXT),
        )
        for number, file in enumerate(files, 1)
    ]
    return Grid((8, 28, 34, 50), (heads, *rows), heads=1)
