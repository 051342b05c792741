"""What helps who edits a form: where a problem lies, which names a formula may use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selfeval.definitions.editing import Path, indicators_of, part_at, text_of
from selfeval.engine.addresses import address_of
from selfeval.engine.errors import WrongFormula
from selfeval.engine.form_formulas import check_formulas
from selfeval.engine.formulas import Name, parse_formula
from selfeval.engine.names import CHECK_ASPECTS, TOTAL_ROW, Index
from selfeval.engine.results import FormFinding
from selfeval.engine.scoring_types import Check
from selfeval.engine.types import Field, FieldBlock, Form, Kind, Narrative, Table
from selfeval.engine.validation import validate_form

ASPECTS = {
    "target": "目标值", "outcome": "完成值", "weight": "分值", "band": "完成等次",
    "score": "得分", "proposed": "建议分",
}  # fmt: skip
FUNCTIONS = (
    ("sum(a, b)", "合计，空的不计"),
    ("percent(a, b)", "a÷b×100"),
    ("ratio(a, b)", "a÷b"),
    ("round(a, 2)", "四舍五入到 2 位"),
    ("min(a, b)", "较小的"),
    ("max(a, b)", "较大的"),
    ("abs(a)", "绝对值"),
    ("count(a)", "填了几格"),
    ("if(条件, a, b)", "条件成立取 a，否则取 b"),
    ("blank(a)", "a 没有填"),
    ("not_applicable(a)", "a 填“不适用”"),
    ("contains(a, \"文字\")", "a 的文字中有此词"),
    ("year_of(a)", "文字中的年份"),
    ("items(a)", "一串名称有几个"),
)  # fmt: skip
_QUOTED = re.compile(r"“([^”]+)”")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not add up. path: of the part to open; None if no one part is meant."""

    place: str
    message: str
    path: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """A name that formulas may use, with what it stands for."""

    name: str
    label: str
    unit: str = ""


def problems_of(form: Form) -> list[Problem]:
    """Return all that does not add up, each with the part where it can be set right."""
    found = validate_form(form)
    places = _places(form) if found else {}
    return [Problem(f.place, f.message, _path_of(f, places)) for f in found]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a formula. before, at, after: its text split at the place, if known."""

    message: str
    before: str = ""
    at: str = ""
    after: str = ""


def formula_faults(form: Form) -> dict[str, Fault]:
    """Return the faults of the form's formulas by their text."""
    found = {}
    for finding in check_formulas(form, Index.of(form)):
        for text in formulas_of(form):
            if text not in found and f"公式“{text[:60]}" in finding.message:
                found[text] = _fault(text, finding.message)
    return found


def _fault(text: str, message: str) -> Fault:
    try:
        parse_formula(text)
    except WrongFormula as error:
        if error.position:
            place = min(error.position - 1, len(text))
            return Fault(message, text[:place], text[place : place + 1], text[place + 1 :])
    return Fault(message)


def formulas_of(form: Form) -> list[str]:
    """Return the text of every formula once, the longest first."""
    found = {link.figure for link in form.links} | {rule.condition for rule in form.checks}
    found |= {pair.cell for pair in form.text_figures}
    if form.scoring.execution is not None:
        found |= {form.scoring.execution.executed, form.scoring.execution.budget}
    for _, node in indicators_of(form):
        found |= {node.target_formula, node.outcome_formula, node.numerator, node.denominator}
    for section in form.sections:
        for block in section.blocks:
            if isinstance(block, FieldBlock):
                found |= {item.formula for item in block.fields}
            elif isinstance(block, Table):
                found |= {column.formula for column in block.columns}
                found |= {column.total for column in block.columns}
                found |= {row.formula for row in block.rows}
    return sorted(found - {""}, key=len, reverse=True)


def names_for(form: Form, path: Path) -> list[tuple[str, list[Named]]]:
    """Return the names that a formula at path may use, by group, its neighbours first."""
    groups = [("本表", list(_neighbours(form, path))), ("填报项", list(_fields(form)))]
    groups += [(table.label, list(_table_names(table))) for table in tables_of(form)]
    in_check = bool(path) and path[0] == "checks"
    aspects = {name: ASPECTS[name] for name in (CHECK_ASPECTS if in_check else CHECK_ASPECTS[:4])}
    aspects |= {column.code: column.head for column in Index.of(form).own.values()}
    groups.append(
        ("指标", [
            Named(address_of(node.code, aspect), f"{node.label} · {head}", node.unit)
            for _, node in indicators_of(form) for aspect, head in aspects.items()
        ])
    )  # fmt: skip
    groups.append(("其他", [Named("year", "年度")] + [Named("total", "总分")] * in_check))
    return [(title, names) for title, names in groups if names]


def tables_of(form: Form) -> Iterator[Table]:
    for section in form.sections:
        yield from (block for block in section.blocks if isinstance(block, Table))


def _fields(form: Form) -> Iterator[Named]:
    for section in form.sections:
        for block in section.blocks:
            match block:
                case FieldBlock(fields=items):
                    yield from (Named(item.code, item.label, item.unit) for item in items)
                case Narrative(code=code, label=label):
                    yield Named(code, label)


def _neighbours(form: Form, path: Path) -> Iterator[Named]:
    """Names without a table's code: columns beside the cell, rows above and below it."""
    table = _table_around(form, path)
    if table is None:
        return
    if "rows" in path:
        yield from (Named(row.code, row.label) for row in table.rows)
    else:
        yield from (Named(column.code, column.label, column.unit) for column in table.columns)


def _table_around(form: Form, path: Path) -> Table | None:
    if len(path) >= 4 and path[0] == "sections":
        block = part_at(form, path[:4])
        return block if isinstance(block, Table) else None
    if len(path) == 2 and path[0] == "checks":
        rule: Check = part_at(form, path)
        return next((table for table in tables_of(form) if table.code == rule.each), None)
    return None


def _table_names(table: Table) -> Iterator[Named]:
    rows = [(row.code, row.label) for row in table.rows]
    if table.growing is not None and table.growing.total_label:
        rows.append((TOTAL_ROW, table.growing.total_label))
    for code, label in rows:
        for column in table.columns:
            if column.kind is not Kind.SIGNATURE:
                name = address_of(table.code, code, column.code)
                yield Named(name, f"{label} · {column.label}", column.unit)
    for column in table.columns:
        name = str(Name((table.code, column.code)))
        yield Named(name, f"整栏 {column.label}（放在 sum 等函数中）", column.unit)


# --- Where a problem lies -----------------------------------------------------------------------


def _path_of(found: FormFinding, places: dict[str, str]) -> str | None:
    """Return the path of the part a finding means, by its place or the code that it quotes."""
    if found.code in ("code", "repeated") and (quoted := _QUOTED.search(found.message)):
        by_code = places.get(f"code:{quoted[1]}")
        if by_code is not None:
            return by_code
    place = found.place.removesuffix(" · 合计")
    while place:
        if place in places:
            return places[place]
        place = place.rpartition(" · ")[0]
    return None


def _places(form: Form) -> dict[str, str]:
    """Return paths by the words with which validation names their parts. The first one counts."""
    found: dict[str, str] = {}
    for place, path in _named_places(form):
        found.setdefault(place, path)
    return found


def _named_places(form: Form) -> Iterator[tuple[str, str]]:
    yield from (("评价等级", "scoring"), ("评分", "scoring"), ("指标", "scoring"), ("部分", ""))
    yield from (("预算执行", "scoring"), ("全表", ""), ("核对规则", "checks"))
    for number, section in enumerate(form.sections):
        for place, block in enumerate(section.blocks):
            path = f"sections.{number}.blocks.{place}"
            yield from _block_places(section.label, block, path)
    for path, node in indicators_of(form):
        yield from ((f"code:{node.code}", text_of(path)), (node.label, text_of(path)))
    scoring = form.scoring
    yield from ((f"总分上限“{c.words}”", f"scoring.caps.{n}") for n, c in enumerate(scoring.caps))
    yield from (
        (f"偏差扣分“{d.words}”", f"scoring.deviations.{n}")
        for n, d in enumerate(scoring.deviations)
    )
    yield from ((f"核对规则“{r.code}”", f"checks.{n}") for n, r in enumerate(form.checks))
    yield from (
        (f"文中数字“{p.code}”", f"text_figures.{n}") for n, p in enumerate(form.text_figures)
    )
    yield from ((f"关联测量项“{link.measure_key}”", "links") for link in form.links)


def _block_places(section: str, block, path: str) -> Iterator[tuple[str, str]]:
    match block:
        case FieldBlock(fields=items):
            for number, item in enumerate(items):
                yield from _part_places(section, item, f"{path}.fields.{number}")
        case Table(columns=columns, rows=rows):
            yield from _part_places(section, block, path)
            for name, parts in (("columns", columns), ("rows", rows)):
                for number, part in enumerate(parts):
                    own = f"{path}.{name}.{number}"
                    yield f"{block.label} · {part.label}", own
                    yield f"{section} · {block.label} · {part.label}", own
        case _:
            label = getattr(block, "label", "")
            yield f"{section} · {label}", path
            yield from ((f"code:{code}", path) for code in [getattr(block, "code", "")] if code)


def _part_places(section: str, part: Field | Table, path: str) -> Iterator[tuple[str, str]]:
    yield f"code:{part.code}", path
    yield f"{section} · {part.label}", path
    yield part.label, path
