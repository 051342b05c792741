"""How every point was lost: the annex (扣分推导) under a scorecard."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.engine.explain import arithmetic, describe_rule, explain_component, explain_item
from assessment.engine.results import ComponentScore, ItemScore, Line
from assessment.engine.types import Effect
from assessment.loading import LoadedItem, LoadedMeasure
from assessment.paper.wording import NOTHING, rounded_points, with_unit
from assessment.reader.by_hand import HandMark
from assessment.tables.hand_changes import changes_of_item
from lib.rounding import format_points
from lib.wording import who
from press.paper.wording import moment


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with what was wanted and what was recorded."""

    name: str
    target: str  # "" where the measure has none
    recorded: str
    missing: bool


@dataclass(frozen=True, slots=True)
class LinePaper:
    """A rule applied: phrase, figures, sum, points. by_hand: who changed it by hand, or ""."""

    clause: str
    figures: tuple[Figure, ...]
    arithmetic: str
    deduction: str
    missing: bool
    by_hand: str


@dataclass(frozen=True, slots=True)
class ComponentPaper:
    """cap: what the lines add up to and whether the cap was reached, or ""."""

    lines: tuple[LinePaper, ...]
    cap: str
    deduction: str


@dataclass(frozen=True, slots=True)
class ItemPaper:
    """An item that lost points or waits for figures; a text is "" where there is none.

    recorded: by whom and when. by_hand: what else of the item was changed by hand.
    """

    number: int
    name: str
    sum: str
    components: tuple[ComponentPaper, ...]
    recorded: str
    remarks: str
    evidence: str
    by_hand: tuple[str, ...]


def derivation_of(
    number: int, item: LoadedItem, score: ItemScore, *, evidence: Mapping[int, Sequence[str]]
) -> ItemPaper:
    """Return the derivation of one item. evidence: names of files by result."""
    components, measured, under_lines = [], [], set()
    for loaded, component in zip(item.components, score.components, strict=True):
        lines = [
            (line, rule.mark)
            for line, rule in zip(component.lines, loaded.rules, strict=True)
            if line in component.costing or line.missing or line.stands_apart
        ]
        if component.component.exempt:
            components.append(_exempt(component))
            continue
        if lines:
            components.append(_component(component, lines))
            under_lines |= {(line.rule.clause, mark) for line, mark in lines if mark}
            codes = {m.code for line, _ in lines for m in line.measures}
            measured += [m for m in loaded.measures if m.code in codes]
    return ItemPaper(
        number=number,
        name=item.name,
        sum=f"{explain_item(score)}（满分 {format_points(item.points)} 分）",
        components=tuple(components),
        recorded="；".join(_recorded(measured)),
        remarks="；".join(dict.fromkeys(m.record.remark for m in measured if m.record.remark)),
        evidence=_evidence(measured, evidence),
        by_hand=tuple(
            f"{change.what}：{change.mark.told}"
            for change in changes_of_item(item)
            if (change.clause, change.mark) not in under_lines
        ),
    )


def _exempt(score: ComponentScore) -> ComponentPaper:
    points = format_points(score.component.points)
    return ComponentPaper((), f"本要点（{points}分）{explain_component(score)}", NOTHING)


def _component(score: ComponentScore, lines: list[tuple[Line, HandMark | None]]) -> ComponentPaper:
    costing = sum(1 for line, _ in lines if line.deduction)
    is_told = score.capped or score.set_by is not None or costing > 1
    is_told |= score.component.is_earned
    return ComponentPaper(
        tuple(_line(line, mark) for line, mark in lines),
        f"本要点（{format_points(score.component.points)}分）{explain_component(score)}"
        if is_told
        else "",
        NOTHING if score.is_pending else rounded_points(score.deduction),
    )


def _line(line: Line, mark: HandMark | None) -> LinePaper:
    return LinePaper(
        clause=line.rule.clause or describe_rule(line.rule, line.measures),
        figures=tuple(
            Figure(
                measure.name,
                "" if measure.target is None else with_unit(measure.target, measure),
                with_unit(value, measure),
                value is None,
            )
            for measure, value in zip(line.measures, line.values, strict=True)
        ),
        arithmetic=arithmetic(line),
        deduction=_points(line),
        missing=line.missing,
        by_hand=mark.told if mark else "",
    )


def _points(line: Line) -> str:
    if line.deduction:
        return rounded_points(line.deduction)
    if line.bonus:
        return f"加{rounded_points(line.bonus)}"
    return NOTHING if line.missing or line.rule.kind.effect is not Effect.DEDUCT else "0"


def _recorded(measures: Sequence[LoadedMeasure]) -> Iterator[str]:
    """Yield who recorded what and when; names the measures only where that differs."""
    entries: dict[str, list[str]] = {}
    for measure in measures:
        if measure.counts:
            entries.setdefault(_who_and_when(measure), []).append(measure.engine.name)
    for entry, names in entries.items():
        yield entry if len(entries) == 1 else f"{entry}（{'、'.join(names)}）"


def _who_and_when(measure: LoadedMeasure) -> str:
    record = measure.record
    by = who(record.recorded_as, record.recorded_by)
    told = f"{by or '—'}，{moment(record.recorded_at) or '时间未记'}"
    return f"{told}，{record.confirmed_as}复核" if record.confirmed_as else told


def _evidence(measures: Sequence[LoadedMeasure], evidence: Mapping[int, Sequence[str]]) -> str:
    names = dict.fromkeys(n for m in measures for n in evidence.get(m.record.result_id, ()))
    return "、".join(names)
