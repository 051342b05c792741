"""The data-entry workbook back in: differences first, then all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from assessment import intake, permissions
from assessment.actions.imports import Source, kept_import
from assessment.actions.results import Entry, import_entries, record_block, write_remark
from assessment.engine.types import MeasureKind
from assessment.models import Result, Year
from assessment.reader.workbook import ResultRow
from assessment.values import WrongValue, as_shown, parse_value
from trust import log
from trust.refusals import Refused


@dataclass(frozen=True)
class Difference:
    """One cell that the workbook would change. before, after: as shown, "" for not recorded."""

    line: int
    result_id: int
    version: int
    city: str
    item: str
    measure: str
    before: str
    after: str
    value: Decimal | None
    remark_before: str
    remark: str

    @property
    def changes_value(self) -> bool:
        return self.before != self.after

    @property
    def changes_remark(self) -> bool:
        return self.remark_before != self.remark


class WorkbookRefused(Refused):
    """Rows of the workbook that cannot be taken; lines: one sentence a row."""

    def __init__(self, lines: Sequence[str]):
        self.lines = list(lines)
        super().__init__("\n".join([*self.lines, "本次导入未保存任何内容。"]))


def read_differences(year: Year, data: bytes, filename: str, user=None) -> list[Difference]:
    """Return what the workbook would change, in its order. Writes nothing.

    user: the person who imports; None for a command. Raises Refused or
    WorkbookRefused with a line for every row that cannot be taken.
    """
    intake.check(data, filename if filename != "-" else "标准输入.xlsx", ("xlsx",))
    rows = intake.parse("assessment.reader.workbook.rows_of_xlsx", data)
    known = {
        r.measure.code: r
        for r in Result.objects.for_year(year.number).select_related(
            "measure__component__item__section__table__year"
        )
    }
    errors: list[str] = []
    found: list[Difference] = []
    offices = permissions.ItemOffices()
    seen: dict[str, int] = {}
    for row in rows:
        problem = _misplaced(row, year, known, seen)
        if problem:
            errors.append(problem)
            continue
        difference = _difference(row, known[row.code], errors)
        if difference is None:
            continue
        why = _refusal(user, known[row.code], offices)
        if why:
            errors.append(f"第 {row.line} 行 {row.city} {difference.measure}：{why}")
        found.append(difference)
    if errors:
        raise WorkbookRefused(errors)
    return found


def import_differences(
    differences: Sequence[Difference], *, user, actor: log.Actor, source: Source
) -> int:
    """Write what the workbook changes, all or nothing. Returns the number of cells.

    What stood before is kept, so that the import can be taken back as a whole. Raises
    Conflict where a cell was written after the differences were shown.
    """
    entries = [Entry(d.result_id, d.value, d.version) for d in differences if d.changes_value]
    cells = [d.result_id for d in differences]
    kept = kept_import(cells, source=source, user=user, actor=actor)
    with transaction.atomic(), kept:
        if user is None:
            import_entries(entries=entries, actor=actor)
        else:
            record_block(entries=entries, user=user, actor=actor)
        for d in differences:
            if d.changes_remark:
                version = d.version + (1 if d.changes_value else 0)
                write_remark(
                    result_id=d.result_id, remark=d.remark, version=version, user=user, actor=actor
                )
    return len(differences)


def _misplaced(row: ResultRow, year: Year, known, seen) -> str:
    if row.year and row.year != str(year.number):
        return f"第 {row.line} 行 年度 “{row.year}” 不是 {year.number}；请使用本年度导出的采集表"
    if row.code not in known:
        return f"第 {row.line} 行 测量项编码 “{row.code}” 在{year}不存在；请重新导出采集表再填写"
    if row.code in seen:
        return f"第 {row.line} 行 与第 {seen[row.code]} 行的测量项编码相同；请删去重复的一行"
    seen[row.code] = row.line
    table = known[row.code].measure.component.item.section.table
    if row.city and row.city != table.city_name:
        return (
            f"第 {row.line} 行 市州 “{row.city}” 与编码所属的{table.city_name}不符；"
            "可能排序时错行，请重新导出采集表"
        )
    return ""


def _difference(row: ResultRow, result: Result, errors: list[str]) -> Difference | None:
    measure = result.measure
    kind = MeasureKind(measure.kind)
    try:
        value = parse_value(row.value, kind)
    except WrongValue as error:
        errors.append(f"第 {row.line} 行 完成值 {error}")
        return None
    item = measure.component.item
    difference = Difference(
        line=row.line,
        result_id=result.pk,
        version=result.version,
        city=item.section.table.city_name,
        item=item.name,
        measure=measure.name,
        before=as_shown(result.value, kind),
        after=as_shown(value, kind),
        value=value,
        remark_before=result.remark,
        remark=row.remark,
    )
    return difference if difference.changes_value or difference.changes_remark else None


def _refusal(user, result: Result, offices) -> str:
    if user is None:
        try:
            permissions.check_not_finalised(result)
        except Refused as refusal:
            return str(refusal)
        return ""
    return permissions.why_not_recordable(user, result, offices)
