"""What an address asks to be tried: every change in it, and what of it cannot be. No query."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from assessment.collection.values import WrongValue, as_shown, parse_value
from assessment.engine import types as engine
from assessment.engine.explain import CAP_LABELS, POOLING_LABELS, STEP_READING_LABELS
from assessment.engine.types import MeasureKind
from assessment.loading import (
    LoadedComponent,
    LoadedItem,
    LoadedMeasure,
    LoadedRule,
    LoadedTable,
)
from assessment.reader.wordings import wording_of
from assessment.scores.standing import compared
from assessment.trial.asked_grades import FIELD as GRADE_FIELD
from assessment.trial.asked_grades import read_grades
from lib.numerals import plain

#: Of an address, and of the changes in it.
LONGEST, MOST = 3500, 40
#: What a page of this address is asked beside changes.
BESIDE = ("city", "item", "all", "page")
#: A measure's figure (m) or target (m…t), a figure of a rule (r…d), a component that is exempt (x).
_FIELD = re.compile(r"(?P<sort>[mrx])(?P<pk>[1-9]\d{0,14})(?P<part>[dsct]?)", re.ASCII)
_PARTS = {"m": ("", "t"), "r": ("d", "s", "c", "t"), "x": ("",)}
#: Why a component does not count that is only tried to be exempt.
TRIED_EXEMPT = "试算豁免"
COUNTS = {False: "计分", True: "豁免，不计分"}
_MOST_POINTS = Decimal(1000)


class Part(StrEnum):
    """A column of a rule that is tried, by its letter in the address."""

    DEDUCTION = "d"
    STEP = "s"
    CAP = "c"
    TARGET = "t"

    @property
    def column(self) -> str:
        return self.name.lower()

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS = {Part.DEDUCTION: "分数", Part.STEP: "每档", Part.CAP: "最多", Part.TARGET: "上限"}
_ON_OFF = {"1": True, "0": False}
#: Choices of a year, by name: what it is called, and what may be chosen, in words.
CHOICES: dict[str, tuple[str, dict[str, str]]] = {
    "step_reading": (
        "不足一档的部分",
        {reading.value: told for reading, told in STEP_READING_LABELS.items()},
    ),
    "pooling": ("一项任务含多项数量", {way.value: told for way, told in POOLING_LABELS.items()}),
    "cap_components": ("要点扣分上限", {key: CAP_LABELS[on] for key, on in _ON_OFF.items()}),
    "counts_bonus": ("加分", {"1": "计入总分", "0": "不计入总分，只列出"}),
    "applies_vetoes": ("否决条款", {"1": "降低等次", "0": "只列出，不影响等次"}),
}
BONUS_CAP = "bonus_cap"


@dataclass(frozen=True, slots=True)
class Trying:
    """One thing that is tried. name: of its field in the address; where: city and item, ""
    of a choice; cities: of how many it is changed."""

    name: str
    where: str
    what: str
    before: str
    after: str
    cities: int = 0


@dataclass
class Asked:
    """All that is tried. figures, targets: by key of the measure; rules: columns by key of the
    rule; caps, exempt: by key of the component. touched: keys of the items in which something is
    changed."""

    policy: engine.Policy
    fields: dict[str, str] = field(default_factory=dict)
    figures: dict[int, Decimal | None] = field(default_factory=dict)
    rules: dict[int, dict[str, Any]] = field(default_factory=dict)
    caps: dict[int, Decimal | None] = field(default_factory=dict)
    targets: dict[int, Decimal | None] = field(default_factory=dict)
    exempt: dict[int, bool] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    changes: list[Trying] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A measure, a rule or a component, with where it stands and what it is compared by between
    cities: a rule by its indicator, its kind and its words but for the figures; a component by
    its indicator and its number."""

    table: LoadedTable
    item: LoadedItem
    row: LoadedMeasure | LoadedRule | LoadedComponent
    alike: tuple

    @property
    def where(self) -> str:
        return f"{self.table.city} {self.item.name}"


def read_asked(
    sent: Mapping[str, str], tables: Sequence[LoadedTable], policy: engine.Policy
) -> Asked:
    """Return what is tried of a year's tables; what cannot be is told in a sentence each."""
    asked = Asked(policy)
    told = {name: value for name, value in sent.items() if name not in BESIDE}
    found = {f"{sort}{held.row.pk}": held for sort, held in _rows(tables)} if told else {}
    for name, value in told.items():
        if name in CHOICES or name == BONUS_CAP:
            _read_choice(asked, name, value.strip())
            continue
        if GRADE_FIELD.fullmatch(name):
            continue
        match = _FIELD.fullmatch(name)
        held = found.get(f"{match['sort']}{match['pk']}") if match else None
        if match is None or held is None or match["part"] not in _PARTS[match["sort"]]:
            asked.faults.append(f"链接里的“{name[:20]}”不是本年度的测量项、规则或要点，没有计入。")
            continue
        others = [held]
        if sent.get("all") == "1":
            others += [
                other
                for other in _like(held, match["sort"], found)
                if f"{match['sort']}{other.row.pk}{match['part']}" not in told
            ]
        if match["sort"] == "r":
            _read_rule(asked, name, value, part=Part(match["part"]), others=others)
        else:
            read = _READING[match["sort"] + match["part"]]
            read(asked, name, value, others=others)
    _read_grades(asked, told)
    if len(asked.changes) > MOST:
        count = len(asked.changes)
        asked = Asked(policy)
        asked.faults.append(f"一次最多试改 {MOST} 处，现有 {count} 处，都没有计入；请分几次试算。")
    return asked


def named_rows(sent: Mapping[str, str]) -> tuple[set[int], set[int], set[int]]:
    """Return the keys of the measures, the rules and the components that an address names, of
    whichever year. No query."""
    found: dict[str, set[int]] = {"m": set(), "r": set(), "x": set()}
    for name in sent.keys() - set(BESIDE):
        if match := _FIELD.fullmatch(name):
            found[match["sort"]].add(int(match["pk"]))
    return found["m"], found["r"], found["x"]


def _rows(tables: Sequence[LoadedTable]) -> Iterator[tuple[str, _Standing]]:
    words: dict[str, str] = {}  # by clause: tables share most of theirs
    for table in tables:
        places = {measure.code: place for place, measure in compared(table)}
        for item in table.items:
            met: dict[tuple, int] = {}
            for component in item.components:
                for measure in component.measures:
                    yield "m", _Standing(table, item, measure, places[measure.code])
                yield "x", _Standing(table, item, component, (item.indicator_id, component.number))
                for rule in component.rules:
                    clause = rule.engine.clause
                    if clause not in words:
                        words[clause] = wording_of(clause)
                    alike = (item.indicator_id, rule.engine.kind, words[clause])
                    met[alike] = met.get(alike, 0) + 1
                    yield "r", _Standing(table, item, rule, (*alike, met[alike]))


def _like(held: _Standing, sort: str, found: Mapping[str, _Standing]) -> list[_Standing]:
    """Return the same in every city's table."""
    return [other for key, other in found.items() if key[0] == sort and other.alike == held.alike]


def _read_grades(asked: Asked, told: Mapping[str, str]) -> None:
    sent = {name: value for name, value in told.items() if GRADE_FIELD.fullmatch(name)}
    grades, changed, faults = read_grades(sent, asked.policy)
    asked.policy = replace(asked.policy, grades=grades)
    asked.faults += faults
    for name, grade, what, before, after in changed:
        change = Trying(name=name, where=grade, what=what, before=before, after=after)
        _add(asked, told[name], change)


def _read_choice(asked: Asked, name: str, value: str) -> None:
    if name == BONUS_CAP:
        _read_bonus_cap(asked, value)
        return
    label, words = CHOICES[name]
    if value not in words:
        asked.faults.append(f"“{label}”没有“{value[:20]}”这种选法，没有计入。")
        return
    now = getattr(asked.policy, name)
    chosen = _ON_OFF[value] if isinstance(now, bool) else type(now)(value)
    if chosen != now:
        before = words[("1" if now else "0") if isinstance(now, bool) else now.value]
        asked.policy = replace(asked.policy, **{name: chosen})
        change = Trying(name=name, where="", what=label, before=before, after=words[value])
        _add(asked, value, change)


def _read_bonus_cap(asked: Asked, value: str) -> None:
    try:
        cap = _points(value) if value else None
    except WrongValue as error:
        asked.faults.append(f"加分上限：{error}，没有计入。")
        return
    now = asked.policy.bonus_cap
    if cap != now:
        asked.policy = replace(asked.policy, bonus_cap=cap)
        before, after = _shown(now, "不设"), _shown(cap, "不设")
        change = Trying(name=BONUS_CAP, where="", what="加分上限", before=before, after=after)
        _add(asked, value, change)


def _read_figure(asked: Asked, name: str, value: str, *, others: Sequence[_Standing]) -> None:
    """others: whose figure is tried; the first is the one that is named, and where that one
    stands so already nothing is tried."""
    held = others[0]
    measure = held.row
    assert isinstance(measure, LoadedMeasure)  # noqa: S101 -- by its letter
    head = measure.engine
    try:
        figure = parse_value(value, head.kind, head.unit)
        if measure.bounds and (why := measure.bounds.why_not(figure)):
            raise WrongValue(why)
    except WrongValue as error:
        asked.faults.append(f"{held.where} {head.name}：{error}，没有计入。")
        return
    if _stands(measure) == figure:
        return
    changed = [other for other in others if _stands(other.row) != figure]
    for other in changed:
        asked.figures[other.row.pk] = figure
        asked.touched.add(other.item.pk)
    kind = head.kind
    before = as_shown(_stands(measure), kind) or "—"
    change = Trying(
        name=name,
        where=held.where,
        what=head.name,
        before=before,
        after=as_shown(figure, kind) or "—",
        cities=len(changed),
    )
    _add(asked, value, change)


def _stands(row: LoadedMeasure | LoadedRule | LoadedComponent) -> Decimal | None:
    """Return the figure that scores rest on."""
    return row.record.value if isinstance(row, LoadedMeasure) and row.counts else None


def _read_target(asked: Asked, name: str, value: str, *, others: Sequence[_Standing]) -> None:
    """others: as of _read_figure; those that have no target stay without."""
    held = others[0]
    measure = held.row
    assert isinstance(measure, LoadedMeasure)  # noqa: S101 -- by its letter
    head = measure.engine
    what = f"{head.name}的目标"
    try:
        if head.target is None:
            raise WrongValue("没有目标值可改")
        target = parse_value(value, head.kind, head.unit)
        if target is None or target <= 0:
            raise WrongValue(f"“{value[:20]}”应为大于 0 的数")
    except WrongValue as error:
        asked.faults.append(f"{held.where} {what}：{error}，没有计入。")
        return
    if head.target == target:
        return
    changed = [other for other in others if _target(other) not in (None, target)]
    for other in changed:
        asked.targets[other.row.pk] = target
        asked.touched.add(other.item.pk)
    _add(asked, value, Trying(
        name=name, where=held.where, what=what, before=_shown(head.target, "—"),
        after=_shown(target, "—"), cities=len(changed),
    ))  # fmt: skip


def _target(held: _Standing) -> Decimal | None:
    return held.row.engine.target if isinstance(held.row, LoadedMeasure) else None


def _read_exempt(asked: Asked, name: str, value: str, *, others: Sequence[_Standing]) -> None:
    """others: as of _read_figure."""
    held = others[0]
    component = held.row
    assert isinstance(component, LoadedComponent)  # noqa: S101 -- by its letter
    if value.strip() not in _ON_OFF:
        asked.faults.append(f"{held.where} 要点{component.number}：只能选计分或豁免，没有计入。")
        return
    wanted = _ON_OFF[value.strip()]
    if bool(component.engine.exempt) is wanted:
        return
    changed = [other for other in others if _is_exempt(other) is not wanted]
    for other in changed:
        asked.exempt[other.row.pk] = wanted
        asked.touched.add(other.item.pk)
    _add(asked, value, Trying(
        name=name, where=held.where, what=f"要点{component.number}", before=COUNTS[not wanted],
        after=COUNTS[wanted], cities=len(changed),
    ))  # fmt: skip


def _is_exempt(held: _Standing) -> bool:
    return isinstance(held.row, LoadedComponent) and bool(held.row.engine.exempt)


_READING = {"m": _read_figure, "mt": _read_target, "x": _read_exempt}


def _read_rule(
    asked: Asked, name: str, value: str, *, part: Part, others: Sequence[_Standing]
) -> None:
    """others: as of _read_figure."""
    held = others[0]
    rule = held.row
    assert isinstance(rule, LoadedRule)  # noqa: S101 -- by its letter
    try:
        figure = _points(value) if value.strip() else None
        if figure is None and part is Part.DEDUCTION:
            raise WrongValue("没有填分数")
    except WrongValue as error:
        asked.faults.append(f"{held.where}“{rule.engine.clause}”{part.word}：{error}，没有计入。")
        return
    if getattr(rule.engine, part.column) == figure:
        return
    changed = [other for other in others if getattr(other.row.engine, part.column) != figure]
    for other in changed:
        asked.rules.setdefault(other.row.pk, {})[part.column] = figure
        asked.touched.add(other.item.pk)
    what = f"“{rule.engine.clause}”{part.word}"
    before = _shown(getattr(rule.engine, part.column), "—")
    change = Trying(
        name=name,
        where=held.where,
        what=what,
        before=before,
        after=_shown(figure, "—"),
        cities=len(changed),
    )
    _add(asked, value, change)


def _points(value: str) -> Decimal:
    figure = parse_value(value, MeasureKind.QUANTITY)
    if figure is None or figure <= 0:
        raise WrongValue(f"“{value[:20]}”应为大于 0 的数")
    if figure >= _MOST_POINTS * 1000:
        raise WrongValue(f"“{value[:20]}”过大")
    return figure


def _shown(figure: Decimal | None, nothing: str) -> str:
    return nothing if figure is None else plain(figure)


def _add(asked: Asked, value: str, change: Trying) -> None:
    asked.fields[change.name] = value.strip()
    asked.changes.append(change)
