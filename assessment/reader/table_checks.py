"""What does not add up in a table beside its items: parts, notes, the total."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from assessment.reader.cleantext import CleanText
from assessment.reader.patterns import FORMULA, SCORING
from assessment.reader.types import Finding, ItemReading, SectionReading, Severity, TableReading
from lib.rounding import format_points
from lib.written_numbers import NUMBER, parse_number

_ERROR, _NOTICE = Severity.ERROR, Severity.NOTICE
_TABLE_FULL = Decimal(100)
_Found = tuple[Severity, str, str, str]  # severity, code, message, phrase


def table_findings(table: TableReading) -> list[Finding]:
    """Return what does not add up between items, headings, notes and 100."""
    found = [f for section in table.sections for f in _section(section, table.notes)]
    found += _unsettled_beside(table)
    found += [f for section in table.sections for f in _named_twice(section)]
    found += [f for item in table.items for f in _points_in_name(item)]
    total = sum((section.full for section in table.sections), Decimal(0))
    if total != _TABLE_FULL:
        sums = " + ".join(f"{section.name}{section.full}" for section in table.sections)
        found.append(
            (
                _ERROR,
                "table_total",
                f"各部分满分合计{sums} = {total}，不是100分。"
                f"请核对各部分标题的分数和表下的折算公式。",
                "",
            )
        )
    return [
        Finding(
            severity=severity, code=code, message=message, city=table.city, item="", phrase=phrase
        )
        for severity, code, message, phrase in found
    ]


_TOLD_BY_FORMULA = re.compile("得分按[一-龥]{0,6}比例折算。?$")
_TOTAL = re.compile("（?(?:(?:总分值?|满分|总计|合计)(?:为|：)?)100分）?。?")
_OF_COLUMN = re.compile("^“[^”]{1,20}”栏——")
_POINTS_IN_NAME = re.compile(rf"（({NUMBER})分）$")
_POINTS_OF_SECTION = re.compile(rf"（{NUMBER}分?）$")


def _unsettled_beside(table: TableReading) -> Iterator[_Found]:
    """Yield what stands in no item and yet gives, takes or withholds points."""
    clean = [CleanText(note).clean for note in table.notes]
    has_formula = any(FORMULA.search(note) for note in clean)
    for note, words in zip(table.notes, clean, strict=True):
        is_read = FORMULA.search(words) or (has_formula and _TOLD_BY_FORMULA.search(words))
        if _TOTAL.fullmatch(words):
            continue  # the table's total is compared with 100 anyway
        of_column = _OF_COLUMN.match(note)
        said = CleanText(note[of_column.end() :]).clean if of_column else words
        if not is_read and SCORING.search(said):
            yield _beside(
                "note_unsettled", f"{note}。这一栏" if of_column else f"表外的“{note}”", note
            )
        elif of_column:
            yield (
                Severity.UNSETTLED,
                "column_unsettled",
                f"{note}。这一栏写有数字，没有读入指标；请核对是否影响计分。",
                note,
            )
    for section in table.sections:
        words = _POINTS_OF_SECTION.sub("", CleanText(section.heading).clean)
        if SCORING.search(words):
            yield _beside("heading_unsettled", f"标题的“{section.heading}”", section.heading)


def _named_twice(section: SectionReading) -> Iterator[_Found]:
    names = Counter(item.name for item in section.items)
    for name, count in names.items():
        if count > 1:
            yield (
                _ERROR,
                "name_twice",
                f"有{count}项指标都叫“{name}”，采集和比较时无法区分。"
                f"请在原表中改成不同的名称，或把同一项的几行合并指标名称后重新导入。",
                name,
            )


def _points_in_name(item: ItemReading) -> Iterator[_Found]:
    printed = _POINTS_IN_NAME.search(CleanText(item.name).clean)
    if printed is not None and parse_number(printed[1]) != item.points:
        yield (
            _ERROR,
            "name_points",
            f"“{item.name}”的名称写的是{printed[1]}分，分值为{format_points(item.points)}分。"
            f"请核对原文，确认以哪个为准。",
            item.name,
        )


def _beside(code: str, shown: str, words: str) -> _Found:
    return (
        Severity.UNSETTLED,
        code,
        f"{shown}涉及得分或扣分，不在任何一项指标里，没有读成计分规则。"
        f"请对照原文确定如何计分并写明，需要的在有关指标中人工设定。",
        words,
    )


def _section(section: SectionReading, notes: tuple[str, ...]) -> Iterator[_Found]:
    available = sum((item.points for item in section.items), Decimal(0))
    printed = re.search(rf"（({NUMBER})分?）$", CleanText(section.heading).clean)
    if printed is None:
        yield (
            _NOTICE,
            "no_section_points",
            f"“{section.name}”的标题没有写分数，已按各项指标分值之和{available}分处理。请核对。",
            section.heading,
        )
    elif parse_number(printed[1]) != available:
        yield (
            _ERROR,
            "section_points",
            f"“{section.name}”各项指标分值合计{available}分，标题写的是{printed[1]}分。请核对原文。",
            section.heading,
        )
    yield from _formulas(section, notes, available)


def _formulas(
    section: SectionReading, notes: tuple[str, ...], available: Decimal
) -> Iterator[_Found]:
    for note in notes:
        formula = FORMULA.search(CleanText(note).clean)
        if formula is None or not formula["name"].endswith(section.name):
            continue
        if parse_number(formula["of"]) != available:
            yield (
                _ERROR,
                "note_formula",
                f"表下的折算公式除以{formula['of']}，而“{section.name}”各项指标分值合计{available}分。"
                f"请核对原文。",
                note,
            )
