"""The scores as a workbook that recomputes them in Excel, WPS and LibreOffice.

排名 and 评分 rest on 明细, where the recorded values stand, and on 口径, where the
year's choices stand: change a value or a choice and every score follows.
"""

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from assessment.collection.values import as_shown, plain
from assessment.engine.bases import BASES
from assessment.engine.effects import EFFECTS
from assessment.engine.explain import (
    CAP_LABELS,
    POOLING_LABELS,
    STEP_READING_LABELS,
    describe_policy,
)
from assessment.engine.scheme import KINDS
from assessment.engine.sentences import VETO_WORDS
from assessment.engine.types import Effect, Light, MeasureKind, RuleKind
from assessment.exports import score_formulas as formulas
from assessment.exports.score_cells import INPUT_FILL, offer_choices, put, write_formula, write_head
from assessment.exports.score_formulas import Rows
from assessment.exports.score_places import write_places
from assessment.exports.score_ranking import (
    DETAILS,
    ITEMS,
    Placed,
    effects_beyond,
    write_ranking,
)
from assessment.loading import LoadedComponent, LoadedItem, LoadedMeasure, LoadedRule, LoadedTable
from assessment.scores.standing import Standings
from lib.sheet_page import fit_rows, new_book, set_page
from lib.site_words import said, site_words
from trust.spreadsheet import safe_cell

RANKING, POLICY = "排名", "口径"
DETAIL_HEAD = (
    said("市州"),
    "部分",
    "指标",
    "要点",
    "要点分值",
    "规则",
    "原文语句",
    "测量项",
    "类型",
    "单位",
    "目标值",
    "完成值",
    "每档",
    "每档扣分",
    "本项缺额",
    "本项折算",
    "本项档数",
    "缺额",
    "档数",
    "扣分",
    "要点扣分",
    "未采集",
)
#: As narrow as their contents allow: 明细 has 22 columns and goes on a sheet laid across.
DETAIL_WIDTHS = (
    11, 14, 14, 5, 5, 11, 36, 30, 5, 5, 9, 9, 5, 6, 9, 9, 9, 9, 9, 7, 7, 7,
)  # fmt: skip
#: Of workbooks in which some rule awards points or makes a score (不得分, 得满分).
WIDER_HEAD, WIDER_WIDTHS = ("要点定为", "指标定为", "得分"), (7, 7, 7)
#: Of those in which some rule stands outside the 100 points (加分, 一票否决).
APART_HEAD, APART_WIDTHS = ("加分", "否决"), (7, 9)
#: Where in 明细 the points stand that a rule takes or gives.
RESULT_COLUMNS = {Effect.DEDUCT: 20, Effect.AWARD: 25, Effect.BONUS: 26}
#: Choices of a year that stand below the others where it makes them; none recomputes.
OPTIONAL = ("加分", "等次", "否决条款", "等次名次", "分组")
BONUS_LABELS = {True: "计入总分", False: "不计入总分"}
#: What no cell of the workbook says: it is counted when it is made.
LIGHTS = {RuleKind.RED_LIGHT: Light.RED, RuleKind.YELLOW_LIGHT: Light.YELLOW}
ITEM_HEAD = (said("市州"), "部分", "指标", "分值", "扣分", "得分", "未采集项数")
ITEM_WIDTHS = (12, 22, 24, 7, 8, 8, 8)


def scores_xlsx(standings: Standings, named: str = "") -> bytes:
    """Return the workbook. Text stays text; only our own formulas are formulas.

    named: what it says of itself (初步, 审定 第1号) over every sheet and among the choices.
    """
    book = new_book()
    ranking = book.active
    ranking.title = RANKING
    items, details, policy = (book.create_sheet(name) for name in (ITEMS, DETAILS, POLICY))
    last = _policy(book, policy, standings, named=named)
    cities = [city.table for city in standings.by_rank]
    effects = effects_beyond(cities)
    is_wide, is_wider = bool(effects), bool(effects & {Effect.BONUS, Effect.VETO})
    write_head(
        details,
        DETAIL_HEAD + (WIDER_HEAD if is_wide else ()) + (APART_HEAD if is_wider else ()),
        DETAIL_WIDTHS + (WIDER_WIDTHS if is_wide else ()) + (APART_WIDTHS if is_wider else ()),
    )
    write_head(items, ITEM_HEAD, ITEM_WIDTHS)
    placed = [_city(items, details, table) for table in cities]
    write_places(details, cities)
    write_ranking(ranking, standings, placed)
    offer_choices(details, '"是,否"', _yes_no_cells(details))
    for sheet, repeated in ((ranking, 2), (items, 3), (details, 3)):
        fit_rows(sheet)
        set_page(sheet, _title(standings, sheet, named), heads="1:1", names=repeated)
    fit_rows(policy)
    set_page(policy, _title(standings, policy, named), area=f"A1:D{last}")
    book.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(standings: Standings, sheet, named: str) -> str:
    title = f"{standings.year}年度{site_words().assessment}得分　{sheet.title}"
    return f"{title}　{named}" if named else title


def _policy(book: Workbook, sheet, standings: Standings, *, named: str) -> int:
    """Write the year's choices; return the last row."""
    policy = standings.policy
    write_head(sheet, ("选项", "本年度口径", "编号", "可选"), (20, 32, 6, 60))
    rows = [
        (formulas.STEP_MODE, "不足一档的部分", STEP_READING_LABELS, policy.step_reading),
        (formulas.POOL_MODE, "一项任务含多项数量", POOLING_LABELS, policy.pooling),
        (formulas.CAP_MODE, "要点扣分上限", CAP_LABELS, policy.cap_components),
    ]
    if any(city.score.bonus for city in standings.cities):
        rows.append((formulas.BONUS_MODE, "100 分以外的加分", BONUS_LABELS, policy.counts_bonus))
    for row, (name, label, labels, chosen) in enumerate(rows, start=2):
        first = 8
        letter = get_column_letter(5 + row)  # the lists stand aside: F8, G8, H8 …
        for at, choice in enumerate(labels.values()):
            safe_cell(sheet[f"{letter}{first + at}"], choice)
        choices = f"${letter}${first}:${letter}${first + len(labels) - 1}"
        put(sheet, row, 1, value=label)
        put(sheet, row, 2, value=labels[chosen]).fill = INPUT_FILL
        write_formula(sheet, row, 3, formula=f"=MATCH(B{row},{choices},0)")
        put(sheet, row, 4, value=" · ".join(labels.values()))
        offer_choices(sheet, f"={choices}", [f"B{row}"])
        book.defined_names[name] = DefinedName(name, attr_text=f"{POLICY}!$C${row}")
    put(sheet, 6, 1, value="改动“本年度口径”或“明细”中浅黄色的格，各表得分随即重算。")
    told = [line for line in describe_policy(policy) if line[0] in OPTIONAL]
    told += [("状态", named)] if named else []
    for row, (what, choice) in enumerate(told, start=7):
        put(sheet, row, 1, value=what)
        put(sheet, row, 2, value=choice)
    return 6 + len(told)


def _city(items, details, table: LoadedTable) -> Placed:
    top = details.max_row + 1
    placed = Placed(Rows(top, top))
    for section in table.sections:
        first = items.max_row + 1
        for item in section.items:
            rows = _details(details, table, section.name, item=item)
            _item(items, table.city, section.name, item=item, rows=rows)
        placed.sections.append((section.name, section.engine.full, Rows(first, items.max_row)))
    placed.details = Rows(top, details.max_row)
    return placed


def _item(sheet, city: str, section: str, *, item: LoadedItem, rows: Rows | None) -> None:
    row = sheet.max_row + 1
    for column, value in enumerate((city, section, item.name, item.engine.counted), start=1):
        put(sheet, row, column, value=value)
    if rows is None:
        lost = missing = "=0"
    else:
        is_set = not item.engine.is_plain
        lost = formulas.item_lost(DETAILS, rows, f"D{row}", is_set=is_set)
        missing = f"=SUM({DETAILS}!{rows.of(formulas.MISSING)})"
    write_formula(sheet, row, 5, formula=lost, shown="0.00")
    write_formula(sheet, row, 6, formula=f"=MIN(D{row},MAX(0,D{row}-E{row}))", shown="0.00")
    write_formula(sheet, row, 7, formula=missing)


def _details(sheet, table: LoadedTable, section: str, *, item: LoadedItem) -> Rows | None:
    """Write the item's components; return their rows, None if it has none."""
    first = sheet.max_row + 1
    for component in item.components:
        start = sheet.max_row + 1
        _component(sheet, (table.city, section, item.name), component)
        if sheet.max_row >= start:
            rows = Rows(start, sheet.max_row)
            write_formula(
                sheet,
                start,
                21,
                formula=formulas.component_lost(rows, component.engine),
                shown="0.00",
            )
    return Rows(first, sheet.max_row) if sheet.max_row >= first else None


def _component(sheet, head: tuple[str, str, str], component: LoadedComponent) -> None:
    measures = {measure.code: measure for measure in component.measures}
    shown: dict[str, int] = {}
    if component.engine.exempt:
        for measure in component.measures:
            row = _measure_row(sheet, head, component, measure=measure, shown=shown)
            put(sheet, row, 7, value=component.engine.exempt)
        return
    for rule in component.rules:
        first = sheet.max_row + 1
        for code in rule.engine.measures:
            row = _measure_row(sheet, head, component, measure=measures[code], shown=shown)
            _rule_cells(sheet, row, first, rule=rule, measure=measures[code])
        _result(sheet, Rows(first, sheet.max_row), rule)
    for code, measure in measures.items():
        if code not in shown:
            _measure_row(sheet, head, component, measure=measure, shown=shown)


def _measure_row(
    sheet, head, component: LoadedComponent, *, measure: LoadedMeasure, shown: dict[str, int]
) -> int:
    """Write a measure with its value, or a link to where the value already stands."""
    row = sheet.max_row + 1
    core = measure.engine
    told = {
        1: head[0],
        2: head[1],
        3: head[2],
        4: component.number,
        5: component.engine.points,
        8: core.name,
        9: core.kind.value,
        10: core.unit,
        11: core.target,
    }
    for column, value in told.items():
        put(sheet, row, column, value=value)
    if core.code in shown:
        write_formula(sheet, row, 12, formula=formulas.same_value(shown[core.code]))
    else:
        shown[core.code] = row
        put(sheet, row, 12, value=_value(measure)).fill = INPUT_FILL
        if not component.engine.exempt:
            write_formula(sheet, row, 22, formula=formulas.missing(row))
    return row


def _rule_cells(sheet, row: int, first: int, *, rule: LoadedRule, measure: LoadedMeasure) -> None:
    basis = rule.engine.kind.basis
    if row == first:
        put(sheet, row, 6, value=_rule_name(rule))
        put(sheet, row, 7, value=rule.engine.clause)
        put(sheet, row, 13, value=rule.engine.step or 1)
        if rule.engine.kind.effect not in (Effect.SET, Effect.VETO):
            rate = 1 if BASES[basis].gives_points else rule.engine.deduction
            put(sheet, row, 14, value=rate)
    if rule.engine.target is not None:
        put(sheet, row, 11, value=rule.engine.target)
    elif measure.engine.target is not None:
        write_formula(sheet, row, 15, formula=formulas.lacking(row, basis))
    write_formula(sheet, row, 16, formula=_amount(row, rule, measure), shown="0.####")
    write_formula(sheet, row, 17, formula=formulas.own_steps(row, first, basis), shown="0.####")


def _amount(row: int, rule: LoadedRule, measure: LoadedMeasure) -> str:
    if rule.engine.kind in LIGHTS:
        light = LIGHTS[rule.engine.kind]
        return formulas.lights(row, sum(lit.light is light for lit in measure.lights))
    return formulas.amount(row, rule.engine, measure.engine.kind)


def _result(sheet, rows: Rows, rule: LoadedRule) -> None:
    basis = rule.engine.kind.basis
    write_formula(sheet, rows.first, 18, formula=formulas.shortfall(rows, basis), shown="0.####")
    write_formula(sheet, rows.first, 19, formula=formulas.steps(rows, basis), shown="0.####")
    if rule.engine.kind.effect is Effect.VETO:
        word = VETO_WORDS[rule.engine.kind]
        write_formula(sheet, rows.first, 27, formula=formulas.vetoed(rows.first, word))
        return
    if rule.engine.kind.effect is Effect.SET:
        column = 24 if rule.engine.kind is RuleKind.SET_ITEM else 23
        made = formulas.becomes(rows.first, rule.engine.deduction)
        write_formula(sheet, rows.first, column, formula=made, shown="0.00")
        return
    lost = formulas.lost(rows.first, rule.engine.cap)
    column = RESULT_COLUMNS[rule.engine.kind.effect]
    write_formula(sheet, rows.first, column, formula=lost, shown="0.00")


def _rule_name(rule: LoadedRule) -> str:
    cap = rule.engine.cap
    word = KINDS[rule.engine.kind].word
    verb = EFFECTS[rule.engine.kind.effect].verb
    return word if cap is None else f"{word}（最多{verb} {plain(cap)} 分）"


def _value(measure: LoadedMeasure):
    value = measure.record.value if measure.counts else None
    if value is not None and measure.engine.kind is MeasureKind.YES_NO:
        return as_shown(value, measure.engine.kind)
    return value


def _yes_no_cells(sheet) -> Iterable[str]:
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 9).value == MeasureKind.YES_NO.value and sheet.cell(row, 22).value:
            yield f"{formulas.VALUE}{row}"
