"""The sample's workbook out, to be filled in away from the site, and in again: what each row
would write, read and compared, nothing written."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessment.collection.differences import WorkbookRefused
from assessment.collection.values import WrongValue, as_shown, parse_value
from assessment.engine.types import MeasureKind
from assessment.models import SampledCell, SampleDraw
from assessment.models.sample_checks import LONGEST_FINDING
from assessment.sample_checks.actions import CellFinding
from lib.sheet_page import new_book
from lib.signs import whole_number
from lib.site_words import said, site_words
from press.workbooks.heads import Head, head_of
from press.workbooks.meaning import Unreadable, words_of
from press.workbooks.opening import open_book
from press.workbooks.types import Cell, Sheet, WrongBook
from trust.spreadsheet import Lister

COLUMNS = (
    "市州", "指标", "测量项", "测量项编码", "责任处室", "单位", "上报数", "核查数",
    "核查情况", "版本",
)  # fmt: skip
REQUIRED = ("市州", "测量项编码", "核查数", "核查情况")
WIDTHS = (11, 20, 34, 20, 16, 8, 12, 12, 40, 6)
AGAIN = "导出以后已由他人填写或处理，请重新导出，核对后再导入"


def sample_xlsx(draw: SampleDraw, cells: Iterable[SampledCell]) -> bytes:
    """Return the sampled cells, one a row, with what was found of them so far."""
    book = new_book(write_only=True)
    title = f"{draw.year}{site_words().assessment}抽查核查表（第 {draw.number} 次抽样）"
    heads = [said(name) for name in COLUMNS]
    lister = Lister(book.create_sheet("核查表"), title, heads=heads, widths=WIDTHS, names=1)
    for cell in cells:
        lister.append(_row(cell))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(cell: SampledCell) -> tuple:
    kind = cell.measure_kind
    return (
        cell.city_name,
        cell.item_name,
        cell.measure_name,
        cell.code,
        cell.offices or None,
        cell.shown_unit or None,
        _figure(cell.reported, kind),
        _figure(cell.found, kind),
        cell.finding or None,
        cell.version,
    )


def _figure(value: Decimal | None, kind: MeasureKind) -> Decimal | str | None:
    """Return a figure as a cell holds it: a number that can be summed up, 是 or 否."""
    return as_shown(value, kind) or None if kind is MeasureKind.YES_NO else value


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A row that would be written."""

    place: str
    cell: SampledCell
    finding: CellFinding

    @property
    def told(self) -> str:
        """Return the row in words, as a preview lists it."""
        before = f"{self.cell.found_shown} → " if self.cell.is_checked else ""
        found = f"{before}{self.cell.shown(self.finding.found)} {self.cell.shown_unit}".rstrip()
        words = f"，{self.finding.words}" if self.finding.words else ""
        return f"{self.cell.about}：上报 {self.cell.reported_shown}，核查 {found}{words}"


@dataclass(frozen=True, slots=True)
class SampleComparison:
    """changes: in the workbook's order. same: how many rows say what stands; empty: in how many
    nothing is filled in."""

    changes: tuple[FindingChange, ...]
    same: int
    empty: int


class _WrongRow(ValueError):
    """What a row says cannot be taken; str() says why and what to do."""


def compare(cells: Sequence[SampledCell], data: bytes, filename: str) -> SampleComparison:
    """Return what the workbook would write into these cells. Writes nothing.

    Raises Refused or WorkbookRefused with a line for every row that cannot be taken. No query.
    """
    held = {(cell.city_name, cell.code): cell for cell in cells}
    problems: list[str] = []
    changes: list[FindingChange] = []
    same = empty = 0
    met: dict[int, str] = {}
    for place, words in _rows(open_book(data, filename).sheets, problems):
        try:
            found = _read(held, words, place=place, met=met)
        except _WrongRow as wrong:
            problems.append(f"{place} {wrong}")
            continue
        if found is None:
            empty += 1
        elif (found.cell.found, found.cell.finding) == (found.finding.found, found.finding.words):
            same += 1
        elif found.finding.version != found.cell.version:
            problems.append(f"{place} {found.cell.about}{AGAIN}")
        else:
            changes.append(found)
    if problems:
        raise WorkbookRefused(problems)
    return SampleComparison(tuple(changes), same, empty)


def _rows(sheets: Iterable[Sheet], problems: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of every sheet that bears the heads, with their places. Raises
    WorkbookRefused where none does."""
    also = {site_words().unit: "市州"}
    try:
        heads = [(s, head_of(s, COLUMNS, required=REQUIRED, also=also)) for s in sheets]
    except WrongBook as wrong:
        raise WorkbookRefused([str(wrong)]) from wrong
    known = [(sheet, head) for sheet, head in heads if head is not None]
    if not known:
        names = "、".join(said(name) for name in REQUIRED)
        raise WorkbookRefused([f"没有找到核查表的表头（{names}）；请用“导出 Excel”得到的表填写"])
    for sheet, head in known:
        yield from _rows_of(sheet, head, problems)


def _rows_of(sheet: Sheet, head: Head, problems: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    for number, cells in sorted(sheet.rows().items()):
        filled = _filled(cells, head) if number > head.row else {}
        if not ({"市州", "测量项编码"} & filled.keys()):
            continue
        place = f"“{sheet.name}”第 {number} 行"
        if sheet.is_hidden or number in sheet.hidden_rows:
            problems.append(f"{place} 是隐藏的；请取消隐藏，核对后再导入，或从工作簿中删去")
            continue
        try:
            yield place, {name: words_of(cell).strip() for name, cell in filled.items()}
        except Unreadable as why:
            problems.append(f"{place} {why}")


def _filled(cells: dict[int, Cell], head: Head) -> dict[str, Cell]:
    return {name: cells[at] for name, at in head.columns.items() if at in cells}


def _read(held: dict, words: dict[str, str], *, place: str, met: dict[int, str]):
    """Return what a row says, None where nothing is filled in. Raises _WrongRow."""
    city, code = words.get("市州", ""), words.get("测量项编码", "")
    cell = held.get((city, code))
    if cell is None:
        raise _WrongRow(f"“{city} {code}”不在这次的样本里；请用“导出 Excel”得到的表填写")
    if cell.pk in met:
        raise _WrongRow(f"与{met[cell.pk]}是同一格；请删去一行")
    met[cell.pk] = place
    finding = words.get("核查情况", "")
    try:
        value = parse_value(words.get("核查数", ""), cell.measure_kind, cell.unit)
    except WrongValue as wrong:
        raise _WrongRow(f"核查数 {wrong}") from wrong
    if value is None:
        if finding and not cell.is_checked:
            raise _WrongRow("写了核查情况，还没有填核查数；与上报数一致的也请填写")
        return None
    if value != cell.reported and not finding:
        raise _WrongRow("核查数与上报数不同，请写明核查情况")
    if len(finding) > LONGEST_FINDING:
        raise _WrongRow(f"核查情况不超过 {LONGEST_FINDING} 个字，请删减")
    version = whole_number(words.get("版本", "")) or 0
    return FindingChange(place, cell, CellFinding(cell.pk, value, finding, version))
