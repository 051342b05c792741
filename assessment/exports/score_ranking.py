"""The sheet 排名 of the scores workbook: totals, ranks, grades and groups by formulas."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from assessment.engine.types import Effect
from assessment.exports import score_formulas as formulas
from assessment.exports.score_cells import put, write_formula, write_head
from assessment.exports.score_formulas import Rows
from assessment.loading import LoadedTable
from assessment.scores.standing import CityStanding, Standings
from lib.site_words import said

#: Names of the sheets that the ranking rests on.
ITEMS, DETAILS = "评分", "明细"


@dataclass(slots=True)
class Placed:
    """Where a city's figures stand. sections: rows in 评分, with what they are worth.
    details: its rows in 明细."""

    details: Rows
    sections: list[tuple[str, object, Rows]] = field(default_factory=list)


def effects_beyond(tables: Iterable[LoadedTable]) -> set[Effect]:
    """Return what rules do beyond deducting."""
    return {
        rule.kind.effect
        for table in tables
        for item in table.items
        if not item.engine.is_plain
        for component in item.engine.components
        for rule in component.rules
    } - {Effect.DEDUCT}


def write_ranking(sheet, standings: Standings, placed: list[Placed]) -> None:
    names = [name for name, _, _ in max((p.sections for p in placed), key=len, default=[])]
    head = ["名次", said("市州")]
    for name in names:
        head += [f"{name}满分", "可得分", "指标得分合计", f"{name}得分"]
    has_bonus = any(city.score.bonus for city in standings.cities)
    has_grades = bool(standings.policy.grades)
    head += [*(["加分"] if has_bonus else []), "总分", "未采集项数"]
    head += ["等次"] if has_grades else []
    head += ["组别", "组内名次"] if standings.policy.groups else []
    write_head(sheet, head, [8, 14] + [12] * (len(head) - 2))
    total = 3 + 4 * len(names) + has_bonus
    last = 1 + len(placed)
    column = get_column_letter(total)
    group = get_column_letter(total + 2 + has_grades) if standings.policy.groups else ""
    gaps_at = get_column_letter(total + 1)
    for row, (city, place) in enumerate(zip(standings.by_rank, placed, strict=True), start=2):
        write_formula(sheet, row, 1, formula=f"=RANK({column}{row},${column}$2:${column}${last})")
        put(sheet, row, 2, value=city.city)
        for number, (_, full, rows) in enumerate(place.sections):
            _section_cells(sheet, row, 3 + 4 * number, full=full, rows=rows)
        scores = [get_column_letter(6 + 4 * n) + str(row) for n in range(len(place.sections))]
        if has_bonus:
            given = formulas.bonus(DETAILS, place.details, standings.policy.bonus_cap)
            write_formula(sheet, row, total - 1, formula=given, shown="0.00")
            scores.append(get_column_letter(total - 1) + str(row))
        write_formula(sheet, row, total, formula=f"=ROUND(SUM({','.join(scores)}),2)", shown="0.00")
        gaps = ",".join(f"{ITEMS}!{rows.of('G')}" for _, _, rows in place.sections)
        write_formula(sheet, row, total + 1, formula=f"=SUM({gaps})")
        if has_grades:
            given = formulas.grade(
                f"{column}{row}",
                f"{get_column_letter(total + 1)}{row}",
                policy=standings.policy,
                vetoes=_veto_cells(city, place),
                among=formulas.peers(group, column, gaps_at, row=row, last=last)
                if standings.policy.grades_by_place
                else None,
            )
            write_formula(sheet, row, total + 2, formula=given)
        if city.place:
            at = total + 2 + has_grades
            put(sheet, row, at, value=city.place.group)
            own = formulas.rank_in_group(get_column_letter(at), column, row=row, last=last)
            write_formula(sheet, row, at + 1, formula=own)


def _veto_cells(city: CityStanding, place: Placed) -> str:
    is_vetoed = Effect.VETO in effects_beyond([city.table])
    return f"{DETAILS}!{place.details.of(formulas.VETO)}" if is_vetoed else ""


def _section_cells(sheet, row: int, column: int, *, full, rows: Rows) -> None:
    """Write full, available, earned and the score scaled to full, rounded half up."""
    cells = [get_column_letter(column + n) + str(row) for n in range(3)]
    put(sheet, row, column, value=full)
    write_formula(sheet, row, column + 1, formula=f"=SUM({ITEMS}!{rows.of('D')})")
    write_formula(sheet, row, column + 2, formula=f"=SUM({ITEMS}!{rows.of('F')})", shown="0.00")
    scaled = f"=ROUND(ROUND({cells[0]}*{cells[2]}/{cells[1]},9),2)" if full else "=0"
    write_formula(sheet, row, column + 3, formula=scaled, shown="0.00")
