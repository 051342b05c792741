"""Reminders: figures in running text that are not those of the tables, found by what they are of.

Nobody types a phrase for it (TextFigure does, for one form and one phrase): a figure with its
unit, behind words that name an indicator, a column or a field, is held against what stands there.
What looks back, compares or tells a part is left alone; a name that fits two is no name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from lib.numerals import narrow
from lib.rounding import format_figure
from selfeval.engine.addresses import address_of, aspect_of, is_aspect, row_at
from selfeval.engine.attainment import sides_of
from selfeval.engine.cells import FormCell
from selfeval.engine.check_texts import figures_said
from selfeval.engine.checking import Checking, remind
from selfeval.engine.functions import years_in
from selfeval.engine.measured import Measured, What
from selfeval.engine.results import Finding
from selfeval.engine.scoring_types import Method
from selfeval.engine.types import NUMERIC, Field, Kind
from selfeval.engine.units import agree, convert, measuring
from selfeval.engine.wording import words_for

#: So many signs of a name in a row are the name; fewer are, where they are all of it or its end.
ENOUGH, LEAST = 4, 3
#: How far before a figure its name may end: the verb between them (完成、达到).
NEAR = 8
LONGEST_CLAUSE = 60
#: How many figures of a column a reminder tells.
MANY = 3
_SENTENCES = re.compile(r"[。；;！？\n]")
_CLAUSES = re.compile(r"[，、]|(?<!\d),(?!\d)")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_FIGURE = re.compile(r"(?<![\d.年月第])(\d[\d,]{0,20}(?:\.\d{1,12})?)(?![\d年月日号]|\.\d)")
_UNIT = re.compile(
    r"\s*(?P<unit>[十百千]?[万亿]?(?:人次|个百分点|平方公里|平方千米|平方米|立方米|公顷|公里|千米|公斤|千克|人民币|"
    r"[%‰元亩米吨斤人名户个座处项次起件批所村组条台套口只头株间栋份天月]))"
)
_NAME_OF = re.compile(r"^指标\s*\d+\s*[:：.、]?|[(（][^()（）]*[)）]$|等$")
_ASIDE = re.compile(
    r"上年|去年|前年|往年|历年|上一年|同比|环比|增|减|降|较|比|其中|差|少|未|剩|结余|尚|还有|每|均|累计|截至|至\d"
    r"|第.{1,3}批|季度|[春夏秋冬]季|半年|明年|下一年|次年|期间|约|近|全省|全市|全国|某|从|[甲乙丙]"
)
_BOUND = re.compile("以上|以下|左右|多|余|的")
_DONE = re.compile(r"完成|实际|达到|已|实施|发放|支付|拨付|建成|验收")
_PLANNED = re.compile(r"计划|目标|预期|拟|安排|申报|要求")
#: A text with this in its label looks back, though it speaks of targets (目标未完成原因).
_LOOKS_BACK = re.compile(r"完成|实际|达到|已|原因|偏差|情况|分析|问题|经验|建议|改进")


@dataclass(frozen=True, slots=True)
class _Named:
    """What a name stands for. outcomes: of a column all that stand in it; unit: theirs."""

    name: str
    label: str
    unit: str
    targets: tuple[Decimal, ...] = ()
    outcomes: tuple[Decimal, ...] = ()


class _Names:
    """Everything that has a name, found by the signs that a name shares with a clause."""

    def __init__(self, named: Iterable[_Named]) -> None:
        self.by_part: dict[str, list[_Named]] = {}
        for each in named:
            for part in _parts(each.name):
                self.by_part.setdefault(part, []).append(each)

    def best(self, clause: str, figure: re.Match[str], unit: re.Match[str]) -> _Named | None:
        """Return what the words before a figure name, else those behind it (推进3个重点移民村建设);
        None where nothing, or two things alike."""
        before = _BRACKETS.sub("", clause[: figure.start()])
        behind, of = clause[unit.end() :], unit["unit"]
        ahead = self._named(before, of, is_behind=False)
        return ahead or self._named(behind, of, is_behind=True)

    def _named(self, words: str, unit: str, *, is_behind: bool) -> _Named | None:
        found = {each for part in _parts(words) for each in self.by_part.get(part, ())}
        fitting = [each for each in found if _is_of(unit, each.unit)]
        shared = {each: _shared(each.name, words, is_behind=is_behind) for each in fitting}
        most = max(shared.values(), default=0)
        best = [each for each in fitting if most and shared[each] == most]
        return best[0] if len({each.name for each in best}) == 1 else None


def check_narratives(case: Checking) -> Iterator[Finding]:
    """Find figures in long texts that are not those of the cells that they name."""
    texts = [cell for cell in case.laid.cells if _is_read(case, cell)]
    if not texts:
        return  # what has a name need not be looked for
    names = _Names((*_indicators(case), *_columns(case), *_fields(case)))
    phrases = _phrases(case)
    for cell in texts:
        is_plan = bool(_PLANNED.search(cell.label)) and not _LOOKS_BACK.search(cell.label)
        known = phrases.get(cell.address, set())
        for clause, figure in _told(case.value(cell.address).raw):
            if figure[1] in known:
                continue
            said = _said(case, clause, figure, names=names, is_plan=is_plan)
            if said:
                yield remind("text_figure", cell.address, f"{cell.label}写“{clause}”，{said}")


def _is_read(case: Checking, cell: FormCell) -> bool:
    is_text = cell.kind is Kind.LONG_TEXT and not is_aspect(cell.address, "reason")
    return is_text and bool(_FIGURE.search(narrow(case.value(cell.address).raw)))


def _told(words: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the clauses of a text that tell a figure, with the first of theirs; nothing of a
    sentence from where it begins to tell parts."""
    for sentence in _SENTENCES.split(narrow(words)):
        for clause in _CLAUSES.split(sentence.partition("其中")[0]):
            figure = _FIGURE.search(clause)
            if figure is not None and len(clause) <= LONGEST_CLAUSE:
                yield clause, figure


def _phrases(case: Checking) -> dict[str, set[str]]:
    """Return the figures of each text that the form has a phrase for: it says more of them."""
    found: dict[str, set[str]] = {}
    for pair in case.laid.form.text_figures:
        found.setdefault(pair.text, set()).update(figures_said(case, pair))
    return found


def _said(
    case: Checking,
    clause: str,
    figure: re.Match[str],
    *,
    names: _Names,
    is_plan: bool,
) -> str:
    """Return what the tables say instead; "" where they say the same, or nothing of it."""
    before = _BRACKETS.sub("", clause[: figure.start()])
    unit, years = _UNIT.match(clause, figure.end()), years_in(before)
    if (
        unit is None
        or _BOUND.match(clause, unit.end())
        or _ASIDE.search(before)
        or any(y != case.evaluated.year for y in years)
    ):
        return ""
    one = names.best(clause, figure, unit)
    if one is None:
        return ""
    amount = convert(Decimal(figure[1].replace(",", "")), unit["unit"], one.unit)
    return _differs(amount, one, _side(before, is_plan=is_plan))


def _side(before: str, *, is_plan: bool) -> str:
    """Return which of both a text speaks of; "" where either will do."""
    if is_plan or _PLANNED.search(before):
        return "target"
    return "outcome" if _DONE.search(before) else ""


def _differs(amount: Decimal, one: _Named, side: str) -> str:
    targets = one.targets if side != "outcome" or not one.outcomes else ()
    outcomes = one.outcomes if side != "target" or not one.targets else ()
    if amount in (*targets, *outcomes):
        return ""
    sides = (("目标值", targets), ("完成值" if one.targets else "", outcomes))
    told = "、".join(
        f"{noun}为 {'、'.join(format_figure(each) for each in figures[:MANY])}"
        for noun, figures in sides
        if figures
    )
    return f"表中“{one.label}”{told}"


def _is_of(unit: str, other: str) -> bool:
    """Say whether a figure in unit may be one in the other: both are given, and agree."""
    return bool(other) and agree(unit, other) and measuring(other).of != ""


def _parts(words: str) -> set[str]:
    return {words[place : place + LEAST] for place in range(len(words) - LEAST + 1)}


def _shared(name: str, words: str, *, is_behind: bool) -> int:
    """Return how many signs of name stand in a row in words, near the figure; 0 for too few.
    Behind a figure the name must come to its end: 抽取2个美丽家园建设点 are no 美丽家园项目."""
    for length in range(len(name), LEAST - 1, -1):
        for start in range(len(name) - length + 1):
            part = name[start : start + length]
            place = words.find(part) if is_behind else words.rfind(part)
            gap = place if is_behind else len(words) - place - length
            is_end = start + length == len(name)
            is_enough = is_end or (length >= ENOUGH and not is_behind)
            if place >= 0 and gap <= NEAR and is_enough:
                return length
    return 0


def _indicators(case: Checking) -> Iterator[_Named]:
    for place in case.leaves():
        if place.node.method is Method.EXECUTION:
            continue
        outcome, target = sides_of(place, case.context)
        filed = case.laid.answers.answer(place.code).label
        label = filed or words_for(place.node.label, case.evaluated.year)
        unit = outcome.unit or target.unit
        sides = (_figures(target, unit), _figures(outcome, unit))
        if any(sides):
            yield _Named(_core(label), label, unit, *sides)


def _figures(measured: Measured, unit: str) -> tuple[Decimal, ...]:
    if measured.what is not What.FIGURE or not agree(measured.unit, unit):
        return ()
    ends = (measured.low, measured.high)
    return tuple(dict.fromkeys(convert(end, measured.unit, unit) for end in ends))


def _columns(case: Checking) -> Iterator[_Named]:
    figures: dict[tuple[str, str], list[Decimal]] = {}
    for cell in case.laid.cells:
        value, at = case.value(cell.address), row_at(cell.address)
        if at and value.is_number:
            figures.setdefault((at[0], aspect_of(cell.address)), []).append(value.number)
    for table in case.laid.index.tables.values():
        for column in table.columns:
            found = figures.get((table.code, column.code))
            if column.kind in NUMERIC and found:
                unit = "%" if column.kind is Kind.PERCENT else column.unit or table.unit
                amounts = tuple(dict.fromkeys(found))
                yield _Named(_core(column.label), column.label, unit, outcomes=amounts)


def _fields(case: Checking) -> Iterator[_Named]:
    for item in case.laid.index.fields.values():
        if isinstance(item, Field) and item.kind in NUMERIC:
            value = case.value(address_of(item.code))
            unit = "%" if item.kind is Kind.PERCENT else item.unit
            if value.is_number:
                label = words_for(item.label, case.evaluated.year)
                yield _Named(_core(label), label, unit, outcomes=(value.number,))


def _core(label: str) -> str:
    """Return a label without its number and what stands in brackets behind it."""
    core = narrow(label)
    while (shorter := _NAME_OF.sub("", core).strip()) != core:
        core = shorter
    return core
