"""The form as a workbook to be filled in off line: sheets that look like it, cells to write.

Every input cell is unlocked and tinted, computed ones show their formula's result and are
locked; the last sheet says where each cell stands, under a code (workbook_map). What comes
back is read by workbook_reading.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from openpyxl.styles import PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from lib.sheet_page import new_book, set_official_page, sheet_name
from press.workbooks.conflicts import CLEAR
from selfeval.engine.addresses import address_of, aspect_of
from selfeval.engine.answers import MAX_ROWS, Answers, TableRow
from selfeval.engine.cells import FormCell, entered_words
from selfeval.engine.names import TOTAL_ROW
from selfeval.engine.results import Finding
from selfeval.engine.scoring_types import Severity
from selfeval.engine.types import NUMERIC, Kind, Section
from selfeval.engine.values import parse_cell
from selfeval.filing.addresses import words_at
from selfeval.filing.workbook.formulas import Translator, Untranslatable
from selfeval.filing.workbook.map import FORMULA, SHEET, Entry, Identity, Original, kept, write_map
from selfeval.loading import Assessed, assess, draft_of
from selfeval.paper.annexes import SEVERITY_WORDS, place_words
from selfeval.paper.blocks import Desk
from selfeval.paper.document import desk_of, section_parts, title_of
from selfeval.paper.model import Cell, Grid, Heading, Lines, Look, Part, Prose
from selfeval.paper.setting import HEADING
from selfeval.paper.worksheets import SheetWriter, Spot
from selfeval.permissions import EXPLAIN
from trust.spreadsheet import safe_cell

SPARE_ROWS = 5
INPUT = PatternFill("solid", fgColor="FFF9DB")
COMPUTED = PatternFill("solid", fgColor="EEF1F5")
YES_ONLY, TRUTHS = ("是",), ("是", "否")
FINDINGS_SHEET = "核对与说明"
#: More than a cell can hold is edited on the page.
MOST_SIGNS = 30_000
GUIDE = (
    "黄色单元格供填写，灰色单元格由公式计算，其余不可改动。",
    "没有数据请留空；不适用的填“不适用”。数字直接填阿拉伯数字，不带单位。",
    f"空格不改动系统中已有的内容；要清空已填的一格，请填“{CLEAR}”，一行各格都清空则删去该行。",
    "增长的表格下方留有空行；需要更多行或新增三级指标，请先在网页上增加，再重新下载。",
    "填好后在填报页面按“离线填报”导入：系统先列出全部变动，确认后才保存；总分、比率由系统重新计算。",
    f"请勿增删行列、移动单元格、改动工作表名称；隐藏的“{SHEET}”工作表供系统核对用。",
)


@dataclass(frozen=True, slots=True)
class WorkbookMeta:
    """whose: what the map says. versions: of the report's cells, by address. project: where the
    task is by project, for people; the report in the map is that project's."""

    whose: Identity
    versions: Mapping[str, int] = field(default_factory=dict)
    project: str = ""

    @property
    def named(self) -> str:
        county = self.whose.county
        return f"{county} · {self.project}" if self.project else county


def workbook_of(report) -> bytes:
    """Return the workbook of a report's draft. No query if task.form, county and last year's
    report are loaded."""
    return write_workbook(draft_of(report), meta_of(report))


def meta_of(report) -> WorkbookMeta:
    form = report.task.form
    versions = {address: held["version"] for address, held in report.cells.items()}
    return WorkbookMeta(
        Identity(
            form=form.code,
            form_version=form.version,
            county=report.county_name,
            key=report.county.key,
            year=report.task.year,
            report=report.pk,
            report_version=report.version,
        ),
        versions,
        report.project,
    )


def write_workbook(assessed: Assessed, meta: WorkbookMeta) -> bytes:
    """Return the form with what was entered, to be filled in."""
    laid_out = assess(assessed.form, with_spare_rows(assessed), assessed.year)
    writer = _WorkbookWriter(laid_out, meta)
    writer.guide(assessed)
    for section in assessed.form.sections:
        writer.section(section)
    writer.findings(assessed)
    writer.compute()
    return writer.finish()


def with_spare_rows(assessed: Assessed) -> Answers:
    """Return the report with empty rows at the end of each growing table."""
    tables = dict(assessed.answers.tables)
    for code, table in assessed.laid.index.tables.items():
        if table.growing is None:
            continue
        rows = tables.get(code, ())
        fixed = {row.code for row in table.rows} | {TOTAL_ROW}
        grown = [row.row for row in rows if row.row not in fixed]
        most = min(table.growing.maximum, MAX_ROWS - len(fixed))
        wanted = max(table.growing.minimum, len(grown) + SPARE_ROWS)
        number = max((int(key) for key in grown if key.isascii() and key.isdigit()), default=0)
        spare = range(number + 1, number + 1 + max(0, min(most, wanted) - len(grown)))
        tables[code] = (*rows, *(TableRow(str(key)) for key in spare))
    return replace(assessed.answers, tables=tables)


def band_labels(desk: Desk) -> dict[str, dict[str, str]]:
    """Return what the levels of qualitative indicators are called, by address and code."""
    return {
        address_of(place.code, "band"): {band.code: band.label for band in place.node.bands}
        for place in desk.laid.nodes
        if place.node.bands
    }


def input_cell(desk: Desk, address: str) -> FormCell | None:
    """Return what may be written at an address; None if the form or the system fills it.

    Beside the form's cells: whether an indicator applies, open names, explanations.
    """
    cell = desk.cells.get(address)
    if cell is not None:
        return None if cell.fixed or cell.is_computed else cell
    if aspect_of(address) == "not_applicable":
        return FormCell(address, "本年不适用", "", Kind.CHOICE, choices=YES_ONLY)
    return FormCell(address, "", "", Kind.LONG_TEXT if address.startswith(EXPLAIN) else Kind.TEXT)


class _WorkbookWriter:
    def __init__(self, assessed: Assessed, meta: WorkbookMeta) -> None:
        self.desk, self.meta = desk_of(assessed, is_form=True), meta
        self.words = entered_words(assessed.answers)
        self.bands = band_labels(self.desk)
        self.book = new_book()
        self.book.remove(self.book.active)
        self.entries: list[Entry] = []
        self.spots: dict[str, str] = {}
        self.copies: list[tuple[Worksheet, str, str]] = []
        self.computed: list[tuple[Worksheet, str, str]] = []
        self.choices: dict[tuple[str, tuple[str, ...]], DataValidation] = {}

    # -- sheets

    def guide(self, assessed: Assessed) -> None:
        sheet = self.book.create_sheet("填报说明")
        writer = SheetWriter(sheet, ())
        title, subtitle = title_of(assessed.form, assessed.year, county=self.meta.whose.county)
        writer.title(title)
        writer.line(f"{self.meta.named}　{subtitle}".strip("　"), align="center")
        for number, text in enumerate(GUIDE, 1):
            writer.line(f"{number}. {text}", size=12)
        sheet.protection.sheet = True
        set_official_page(sheet, wide=False)

    def section(self, section: Section) -> None:
        label = self.desk.say(section.label)
        sheet = self.book.create_sheet(sheet_name(self.book, label))
        parts = [_as_table(part) for part in section_parts(self.desk, section)]
        writer = SheetWriter(sheet, [part for part in parts if isinstance(part, Grid)], wide=True)
        writer.title(label)
        for part in parts:
            self._part(writer, part)
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False
        set_official_page(sheet, wide=True, heads=writer.heads)

    def _part(self, writer: SheetWriter, part: Part) -> None:
        match part:
            case Grid():
                for cell, spot in writer.grid(part):
                    if cell.address:
                        self.place(writer.sheet, spot, cell.address)
                writer.row += 1
            case Heading(text=text):
                writer.line(text, font=HEADING, size=12)
            case Prose(text=text, address=address):
                frame = Grid((1,), ((Cell(text, Look.TEXT, address=address),),))
                for _, spot in writer.grid(frame):
                    self.place(writer.sheet, spot, address)
                    held = writer.sheet.row_dimensions[spot.row]
                    held.height = max(90, held.height or 0)
                writer.row += 1

    def findings(self, assessed: Assessed) -> None:
        """List what the checks found when the workbook was made, with room to explain."""
        sheet = self.book.create_sheet(FINDINGS_SHEET)
        grid = self._findings_grid(assessed.findings)
        writer = SheetWriter(sheet, [grid], wide=True)
        writer.title("核对结果与说明")
        if not assessed.findings:
            writer.line("下载时没有发现问题。")
        for cell, spot in writer.grid(grid):
            if cell.address:
                self.place(sheet, spot, cell.address)
        sheet.protection.sheet = True
        set_official_page(sheet, wide=True, heads=writer.heads)

    def _findings_grid(self, findings: tuple[Finding, ...]) -> Grid:
        names = ("级别", "位置", "核对结果", "说明（需说明的必填）")
        rows = [tuple(Cell(name, Look.HEAD) for name in names)]
        for found in findings:
            is_open = found.severity is Severity.EXPLAIN
            address = f"{EXPLAIN}{found.key}" if is_open else ""
            words = self.desk.answers.explanations.get(found.key, "")
            rows.append(
                (
                    Cell(SEVERITY_WORDS[found.severity]),
                    Cell(place_words(self.desk, found.place), Look.TEXT),
                    Cell(found.message, Look.TEXT),
                    Cell(words, Look.TEXT, address=address),
                )
            )
        return Grid((10, 30, 45, 35), tuple(rows), heads=1)

    # -- cells

    def place(self, sheet: Worksheet, spot: Spot, address: str) -> None:
        """Make a cell what its address asks for: to be filled in, computed or a copy."""
        reference = f"'{sheet.title}'!${spot.name[: -len(str(spot.row))]}${spot.row}"
        if address in self.spots:
            self.copies.append((sheet, spot.name, self.spots[address]))
            return
        self.spots[address] = reference
        form_cell = input_cell(self.desk, address)
        if form_cell is None:
            self.computed.append((sheet, spot.name, address))
            return
        words = words_at(self.desk.answers, address)
        if len(words) > MOST_SIGNS:
            return  # longer than a cell can hold: it is edited on the page
        self._input(sheet, spot, form_cell, words=words)
        version = self.meta.versions.get(address, 0)
        self.entries.append(Entry(sheet.title, spot.name, address, kept(words), version))

    def _input(self, sheet: Worksheet, spot: Spot, cell: FormCell, *, words: str) -> None:
        target = sheet[spot.name]
        value = parse_cell(cell.kind, words, cell.unit, choices=cell.choices)
        if cell.kind in NUMERIC and value.is_number and not value.says_nothing:
            target.value, target.number_format = value.number, "General"
        else:
            self._text(target, self.bands.get(cell.address, {}).get(words, words))
            target.number_format = "General" if cell.kind in NUMERIC else "@"
        for row in range(spot.row, spot.last_row + 1):
            for column in range(spot.column, spot.last_column + 1):
                each = sheet.cell(row, column)
                each.fill, each.protection = INPUT, Protection(locked=False)
        self._offer(sheet, spot, cell)

    def _text(self, target, words: str) -> None:
        safe_cell(target, words or None)

    def _offer(self, sheet: Worksheet, spot: Spot, cell: FormCell) -> None:
        """Offer a list of what may be chosen."""
        options = TRUTHS if cell.kind is Kind.YES_NO else cell.choices
        labels = self.bands.get(cell.address, {})
        options = tuple(labels.get(option, option) for option in options)
        options = (*options, CLEAR) if options else ()
        listed = ",".join(options)
        if not options or len(listed) > 250 or any("," in option for option in options):
            return
        rule = self.choices.get((sheet.title, options))
        if rule is None:
            quoted = listed.replace('"', '""')
            rule = DataValidation(type="list", formula1=f'"{quoted}"', allow_blank=True)
            rule.error, rule.errorTitle = f"请从“{'、'.join(options)}”中选择"[:220], "不在可选范围"
            rule.showErrorMessage = cell.kind is not Kind.YES_NO
            self.choices[sheet.title, options] = rule
            sheet.add_data_validation(rule)
        rule.add(spot.name)

    # -- formulas

    def compute(self) -> None:
        """Write the formulas, now that every cell has its place."""
        translator = Translator(
            self.desk.laid.index, self.desk.cells, self.desk.laid.columns, spots=self.spots
        )
        for sheet, name, address in self.computed:
            cell = self.desk.cells[address]
            sheet[name].fill = COMPUTED
            if not cell.is_computed:
                continue  # what the form itself says
            try:
                sheet[name].value = translator.formula(cell)
                if cell.kind is Kind.PERCENT:
                    sheet[name].number_format = '0.00"%"'
            except Untranslatable:
                self._text(sheet[name], self.desk.words(address))
        for sheet, name, reference in self.copies:
            sheet[name].value = f'=IF({reference}="","",{reference})'
            sheet[name].fill = COMPUTED

    def _printed(self) -> Iterator[Original]:
        """Yield every cell that is not to be filled in, with what stands in it."""
        inputs = {(entry.sheet, entry.cell) for entry in self.entries}
        for sheet in self.book.worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.value is not None and (sheet.title, cell.coordinate) not in inputs:
                    words = FORMULA if cell.data_type == "f" else str(cell.value)
                    yield Original(sheet.title, cell.coordinate, words)

    def finish(self) -> bytes:
        originals = list(self._printed())
        last = self.book.create_sheet(SHEET)
        write_map(last, self.meta.whose, self.entries, originals=originals)
        last.sheet_state = "hidden"
        self.book.active = 1 if len(self.book.worksheets) > 1 else 0
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def _as_table(part: Part) -> Part:
    """Return lines with cells in them as a table; lines to be signed say nothing here."""
    if not isinstance(part, Lines) or part.is_signature:
        return part
    cells = tuple(_pair(part))
    return Grid((12, 28) * len(part.lines), (cells,))


def _pair(part: Lines) -> Iterator[Cell]:
    for line in part.lines:
        yield Cell(line.label.rstrip("："), Look.LABEL)
        yield Cell(line.text, Look.MIDDLE, address=line.address)
