"""What a data-entry workbook would change, cell by cell: read, compared, nothing written."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Protocol

from assessment import permissions
from assessment.collection.beside import SLIPPED, BesideFigures
from assessment.collection.entry_sheets import names_of
from assessment.collection.judging import bounds_of
from assessment.collection.plausibility import doubts, last_year_values
from assessment.collection.row_words import RowWords, said_in
from assessment.collection.shown import moment
from assessment.collection.values import WrongValue, as_shown
from assessment.engine.judging import Bounds
from assessment.engine.types import Measure, MeasureKind
from assessment.loading import load_tables
from assessment.models import CityTable, Result, Year
from assessment.reader.grid_workbook import is_grid, rows_of_grid
from assessment.reader.workbook import ResultRow, ResultRows, WrongWorkbook, rows_of
from cities.lookup import Gazetteer
from lib.site_words import said, site_words
from lib.wording import who
from press.workbooks.beside import told_sheets
from press.workbooks.conflicts import CLEAR, Verdict, judge
from press.workbooks.meaning import note_of
from press.workbooks.opening import open_book
from press.workbooks.types import Book, WrongBook
from trust.refusals import Refused


class WorkbookRefused(Refused):
    """Rows of the workbook that cannot be taken; lines: one sentence a row."""

    def __init__(self, lines: Sequence[str]):
        self.lines = list(lines)
        super().__init__("\n".join([*self.lines, "本次导入未保存任何内容。"]))


@dataclass(frozen=True, slots=True)
class ResultChange:
    """One row that the workbook would change. before, after: as shown, "" for not recorded.

    line: its number; place: its number and sheet. version: of the cell as it stands.
    remark: None where it stays as it is. disputed: of value and remark, those that somebody
    wrote since the workbook was made; they need a choice. standing: what stands now, by whom
    and when. notes: what a person should know of how the figure was read; doubts: why it
    deserves a second look.
    """

    line: int
    place: str
    result_id: int
    version: int
    city: str
    item: str
    measure: str
    before: str
    after: str
    value: Decimal | None
    remark_before: str
    remark: str | None
    standing: str
    disputed: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def changes_value(self) -> bool:
        return self.before != self.after

    @property
    def changes_remark(self) -> bool:
        return self.remark is not None and self.remark_before != self.remark

    @property
    def subject(self) -> str:
        return f"{self.place} {self.city} {self.item} {self.measure}"

    def undisputed(self) -> "ResultChange | None":
        """Return what is left where everything disputed stays as it stands; None if nothing."""
        left = self
        if "value" in self.disputed:
            left = replace(left, after=left.before, notes=(), doubts=())
        if "remark" in self.disputed:
            left = replace(left, remark=None)
        return left if left.changes_value or left.changes_remark else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """differences: in the workbook's order. kept: sentences on figures that stay although the
    workbook is empty there; notices: on what stands in it and was not read."""

    differences: tuple[ResultChange, ...]
    kept: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def conflicts(self) -> tuple[ResultChange, ...]:
        return tuple(d for d in self.differences if d.disputed)

    @property
    def undisputed(self) -> tuple[ResultChange, ...]:
        return tuple(d for d in self.differences if not d.disputed)


class KnownCell(Protocol):
    """A cell as it stands: an office's result, or what a city reports."""

    pk: int
    measure: Any
    value: Decimal | None
    remark: str
    version: int
    recorded_by: Any
    recorded_as: str
    recorded_at: Any


Found = Sequence[tuple["ResultChange", Any]]


@dataclass(slots=True)
class _Comparing:
    """Cells against the rows of one workbook; what is found is gathered here. refusal: why a cell
    may not be written, "" where it may."""

    year: Year
    known: Mapping[str, KnownCell]
    is_to_be_computed: bool
    beside: BesideFigures
    bounds: Mapping[int, Bounds]
    refusal: Callable[[Any], str]
    seen: dict[str, ResultRow] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    found: list[tuple[ResultChange, Any]] = field(default_factory=list)
    gazetteer: Gazetteer | None = None

    def row(self, row: ResultRow) -> None:
        if row.hidden and _is_said_again(row, self.seen.get(row.code)):
            return
        problem = _misplaced(row, self.year, self.known, seen=self.seen) or self._other_city(row)
        if not problem:
            problem = self.beside.refusal(row, self.known[row.code].measure)
        if problem:
            self.errors.append(f"{row.place} {problem}")
            return
        result = self.known[row.code]
        self.beside.look(row, result.measure)
        try:
            said = said_in(row, MeasureKind(result.measure.kind), result.measure.unit)
            self._check_bounds(said, result)
        except WrongValue as error:
            self.errors.append(f"{row.place} {error}")
            return
        if not said.is_said and result.value is not None:
            self.kept.append(_kept(row, result))
        difference = self._difference(row, said, result)
        if difference is None:
            return
        why = _unseen(row, difference) or self.refusal(result)
        if why:
            self.errors.append(f"{row.place} {difference.city} {difference.measure}：{why}")
        self.found.append((difference, result))

    def _check_bounds(self, said: RowWords, result: KnownCell) -> None:
        """Raise WrongValue for a figure out of the bounds within which it is judged."""
        bounds = self.bounds.get(result.measure.pk)
        if bounds and said.is_said and (why := bounds.why_not(said.value)):
            raise WrongValue(f"完成值 {why}")

    def _other_city(self, row: ResultRow) -> str:
        """Return that a row says another city than its code's, by whatever name it goes."""
        table = self.known[row.code].measure.component.item.section.table
        if row.city in ("", table.city_name):
            return ""
        self.gazetteer = self.gazetteer or Gazetteer.load()
        meant = self.gazetteer.city("".join(row.city.split()))
        if meant is not None and meant.pk == table.city_id:
            return ""
        return f"{site_words().unit} “{row.city}” 与编码所属的{table.city_name}不符；{SLIPPED}"

    def _difference(self, row: ResultRow, said: RowWords, result: KnownCell) -> ResultChange | None:
        kind = MeasureKind(result.measure.kind)
        at = {"seen": said.version, "version": result.version}
        value, remark = Verdict.KEEP, Verdict.KEEP
        if said.is_said:
            is_same, was_empty = said.value == result.value, result.value is None
            value = judge(is_same=is_same, was_empty=was_empty, **at)
        if said.remark is not None:
            is_same, was_empty = said.remark == result.remark, not result.remark
            remark = judge(is_same=is_same, was_empty=was_empty, **at)
        if value is Verdict.KEEP and remark is Verdict.KEEP:
            return None
        item = result.measure.component.item
        taken = said.value if value is not Verdict.KEEP else result.value
        verdicts = {"value": value, "remark": remark}
        return ResultChange(
            line=row.line,
            place=row.place,
            result_id=result.pk,
            version=result.version,
            city=item.section.table.city_name,
            item=item.name,
            measure=result.measure.name,
            before=as_shown(result.value, kind),
            after=as_shown(taken, kind),
            value=taken,
            remark_before=result.remark,
            remark=said.remark if remark is not Verdict.KEEP else None,
            standing=_standing(result),
            disputed=frozenset(n for n, v in verdicts.items() if v is Verdict.CONFLICT),
            notes=self._notes(row, value),
        )

    def _notes(self, row: ResultRow, value: Verdict) -> tuple[str, ...]:
        if value is Verdict.KEEP:
            return ()
        note = note_of(row.value, is_to_be_computed=self.is_to_be_computed)
        return (note,) if note else ()


def compare(year: Year, data: bytes, filename: str, *, user=None) -> Comparison:
    """Return what the workbook would change. Writes nothing.

    user: the person who imports; None for a command. Raises Refused or WorkbookRefused
    with a line for every row that cannot be taken. Queries: results 1, offices 1,
    last year's values 2 where anything differs; of a workbook laid out as the grid 9 more.
    """
    book = open_book(data, filename if filename != "-" else "标准输入.xlsx")
    offices = permissions.ItemOffices()
    return compare_rows(
        year,
        _rows(book, year),
        _known(year),
        is_to_be_computed=book.is_to_be_computed,
        refusal=lambda result: _refusal(user, result, offices),
        last_of=lambda found: last_year_values([result for _, result in found]),
    )


def compare_rows(
    year: Year,
    rows: ResultRows,
    known: Mapping[str, KnownCell],
    *,
    is_to_be_computed: bool,
    refusal: Callable[[Any], str],
    last_of: Callable[[Found], Mapping[int, Decimal]],
) -> Comparison:
    """Return what rows would change of the cells that are known by their codes. Writes nothing.

    refusal: why a cell may not be written. last_of: last year's values of those that differ.
    Raises WorkbookRefused. One query at most where anything is judged.
    """
    beside = BesideFigures(known.values())
    comparing = _Comparing(
        year=year,
        known=known,
        is_to_be_computed=is_to_be_computed,
        beside=beside,
        bounds=bounds_of(result.measure for result in known.values()),
        refusal=refusal,
    )
    comparing.errors += rows.problems
    for row in sorted(rows.rows, key=lambda row: bool(row.hidden)):  # what is seen comes first
        comparing.row(row)
    if comparing.errors:
        raise WorkbookRefused(comparing.errors)
    found = comparing.found
    differences = _doubted(found, comparing.bounds, last_of(found) if found else {})
    notices = (*beside.notices(), *rows.notices, *told_sheets(rows.unread, "采集表"))
    return Comparison(differences, tuple(comparing.kept), notices)


def _rows(book: Book, year: Year) -> ResultRows:
    """Return the rows of a workbook in either layout: one row a measure, or as the grid."""
    try:
        if is_grid(book):
            tables = load_tables(CityTable.objects.filter(year=year))
            return rows_of_grid(book, year.number, names_of(tables, Gazetteer.load()))
        rows = rows_of(book)
    except (WrongWorkbook, WrongBook) as wrong:
        raise WorkbookRefused([str(wrong)]) from wrong
    if any(is_of_self_check(row) for row in rows.rows):
        raise WorkbookRefused([said(NO_ENTRY_BOOK)])
    if any(round_mark_of(row) for row in rows.rows):
        raise WorkbookRefused([OF_A_ROUND])
    return rows


#: How a version begins in a workbook in which a city reports its own figures.
SELF_CHECK_MARK = "自查"
NO_ENTRY_BOOK = "这是市州的自查表，不是处室的采集表；市州自报的数请在录入表的“市州自报”处核对、采用"
OF_A_ROUND = "这是调度表，不是处室的采集表；调度数请在该次调度的页面导入"
_ROUND_MARK = re.compile(r"调度\d+-")


def round_mark_of(row: ResultRow) -> str:
    """Return the mark of the round in whose workbook a row stands, "" where in none."""
    told = row.version.text.strip() if row.version is not None else ""
    found = _ROUND_MARK.match(told)
    return found.group() if found else ""


def is_of_self_check(row: ResultRow) -> bool:
    """Whether a row stands in a workbook of a city's own figures."""
    return row.version is not None and row.version.text.strip().startswith(SELF_CHECK_MARK)


def _known(year: Year) -> dict[str, Result]:
    results = Result.objects.for_year(year.number).select_related(
        "recorded_by", "measure__component__item__section__table__year"
    )
    return {result.measure.code: result for result in results}


def _doubted(
    found: Found, bounds: Mapping[int, Bounds], last: Mapping[int, Decimal]
) -> tuple[ResultChange, ...]:
    """Return the differences with what is doubtful about their figures."""
    return tuple(
        _with_doubts(difference, result, last.get(result.pk), bounds=bounds.get(result.measure.pk))
        for difference, result in found
    )


def _with_doubts(
    difference: ResultChange, result: KnownCell, last: Decimal | None, *, bounds: Bounds | None
) -> ResultChange:
    if not difference.changes_value:
        return difference
    row = result.measure
    measure = Measure(row.code, row.name, MeasureKind(row.kind), row.unit, row.target)
    return replace(difference, doubts=doubts(measure, difference.value, last, bounds=bounds))


# --- One row ----------------------------------------------------------------------------


def _is_said_again(row: ResultRow, seen: ResultRow | None) -> bool:
    """Say whether a hidden row says no more than one that is seen."""
    if seen is None:
        return False
    return all(
        own is None or (other is not None and own.text == other.text)
        for own, other in ((row.value, seen.value), (row.remark, seen.remark))
    )


def _misplaced(row: ResultRow, year: Year, known, *, seen: dict[str, ResultRow]) -> str:
    if row.year and row.year != str(year.number):
        return f"年度 “{row.year}” 不是 {year.number}；请使用本年度导出的采集表"
    if row.code not in known:
        return f"测量项编码 “{row.code}” 在{year}不存在；请重新导出采集表再填写"
    if row.code in seen and row.hidden:
        return f"{row.hidden}，其中所填与{seen[row.code].place}不同；请取消隐藏，核对后删去一处"
    if row.code in seen:
        return f"与{seen[row.code].place}的测量项编码相同；请删去重复的一行"
    seen[row.code] = row
    return ""


def _unseen(row: ResultRow, difference: ResultChange) -> str:
    """Return why a change must not be taken from where nobody sees it, "" if it is seen."""
    if row.hidden and difference.changes_value:
        told = f"完成值“{difference.after or CLEAR}”与现有记录“{difference.before or '空'}”不同"
        return f"{row.hidden}，其中的{told}；请取消隐藏，核对后再导入，或从工作簿中删去"
    if row.hidden_remark and difference.changes_remark:
        return f"{row.hidden_remark}，其中的备注与现有的不同；请取消隐藏，核对后再导入"
    return ""


def _refusal(user, result: Result, offices) -> str:
    if user is None:
        return permissions.why_no_command(result, offices)
    return permissions.why_not_recordable(user, result, offices)


def _kept(row: ResultRow, result: KnownCell) -> str:
    where = f"{row.place} {result.measure.component.item.section.table.city_name}"
    return f"{where} {result.measure.name}：{_standing(result)}"


def _standing(result: KnownCell) -> str:
    """Return what stands in a cell, who wrote it and when."""
    shown = as_shown(result.value, MeasureKind(result.measure.kind)) or "空"
    by = who(result.recorded_as, str(result.recorded_by or ""))
    told = " ".join(filter(None, (by, moment(result.recorded_at))))
    remark = f"，备注“{result.remark[:30]}”" if result.remark else ""
    return f"{shown}{remark}（{told}）" if told else f"{shown}{remark}"
