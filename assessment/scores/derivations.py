"""A scorecard's rows: from the words of the text to the points, each step shown. No query here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assessment.collection.values import as_shown
from assessment.engine import types as engine
from assessment.engine.bases import BASES
from assessment.engine.explain import (
    arithmetic,
    cap_reached,
    describe_rule,
    explain_component,
    explain_item,
)
from assessment.engine.results import ComponentScore, ItemScore, Line
from assessment.loading import LoadedComponent, LoadedItem, LoadedMeasure, LoadedRule
from assessment.reader.by_hand import HandMark
from assessment.rounds.lights import measure_of_rule
from assessment.tables.marking import part_of
from lib.rounding import format_figure, format_fixed
from lib.wording import person_as


@dataclass(frozen=True, slots=True)
class RecordRow:
    """What was recorded for one measure, ready to show. value «—»: nothing; waits: it was
    judged, and nobody may read it before a second person agreed. objections: marks of those to
    it (assessment.objections.marks), where they are asked for."""

    pk: int
    name: str
    short: str
    kind: str
    unit: str
    target: str
    value: str
    missing: bool
    waits: bool
    by: str
    at: datetime | None
    remark: str
    ticked: tuple[str, ...]
    open_places: tuple[str, ...]
    evidence: tuple[str, ...]
    mark: HandMark | None
    objections: tuple = ()


@dataclass(frozen=True, slots=True)
class LineRow:
    """One rule applied. pk: of the rule, with objections: the marks of those to it, where they
    are asked for. A rule of the year's settings, as for lights, is no row of the table."""

    clause: str
    sentence: str
    steps: str
    arithmetic: str
    deduction: Decimal
    missing: bool
    mark: HandMark | None
    effect: str
    costs: bool
    earned: Decimal
    bonus: Decimal
    pk: int = 0
    objections: tuple = ()

    @property
    def is_row(self) -> bool:
        return measure_of_rule(self.pk) is None


@dataclass(frozen=True, slots=True)
class ComponentRow:
    number: int
    part: int
    points: Decimal
    deduction: Decimal
    cap: str
    summary: str
    is_exempt: bool
    records: tuple[RecordRow, ...]
    lines: tuple[LineRow, ...]
    mark: HandMark | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    item: LoadedItem
    score: Decimal
    lost: Decimal
    recorded: bool
    pending: bool
    summary: str
    components: tuple[ComponentRow, ...]

    @property
    def anchor(self) -> str:
        return f"item-{self.item.indicator_id}"


def item_row(item: LoadedItem, score: ItemScore, evidence: Mapping[int, Sequence[str]]) -> ItemRow:
    """Return one row of a scorecard with its derivation. evidence: file names by result."""
    components = tuple(
        _component_row(loaded, scored, evidence)
        for loaded, scored in zip(item.components, score.components, strict=True)
    )
    return ItemRow(
        item=item,
        score=score.score,
        lost=score.lost,
        recorded=score.recorded,
        pending=score.is_pending,
        summary=explain_item(score),
        components=components,
    )


def record_row(measure: LoadedMeasure, evidence: Iterable[str] = ()) -> RecordRow:
    record, kind = measure.record, measure.engine.kind
    ticked = frozenset(record.ticked)
    return RecordRow(
        pk=measure.pk,
        name=measure.engine.name,
        short=measure.short,
        kind=kind.value,
        unit=_unit(measure.engine),
        target=target_shown(measure.engine),
        value=value_shown(measure),
        missing=not measure.counts,
        waits=measure.waits,
        by=_who(record),
        at=record.recorded_at,
        remark=record.remark,
        ticked=record.ticked,
        open_places=tuple(p for p in measure.places if p not in ticked) if ticked else (),
        evidence=tuple(evidence),
        mark=measure.mark,
    )


def value_shown(measure: LoadedMeasure) -> str:
    """Return a recorded value with its thousands separated, «—» where there is none."""
    value, kind = measure.record.value, measure.engine.kind
    if measure.waits:
        return "待复核"
    if value is None:
        return "—"
    if kind is engine.MeasureKind.YES_NO:
        return as_shown(value, kind)
    return format_figure(value)


def target_shown(measure: engine.Measure) -> str:
    if measure.target is None:
        return ""
    bar = "≥" if measure.kind is engine.MeasureKind.RATE else ""
    return f"{bar}{format_figure(measure.target)}"


def _unit(measure: engine.Measure) -> str:
    if measure.kind is engine.MeasureKind.RATE:
        return "%"
    return measure.unit or ("次" if measure.kind is engine.MeasureKind.COUNT else "")


def _who(record) -> str:
    if record.value is None:
        return ""
    by = person_as(record.recorded_by, record.recorded_as)
    return f"{by}，{record.confirmed_as}复核" if record.confirmed_as else by


def _component_row(loaded: LoadedComponent, score: ComponentScore, evidence) -> ComponentRow:
    records = tuple(record_row(m, evidence.get(m.record.result_id, ())) for m in loaded.measures)
    lines = tuple(
        line_row(rule, line) for rule, line in zip(loaded.rules, score.lines, strict=True)
    )
    return ComponentRow(
        number=loaded.number,
        part=part_of(loaded.number),
        points=score.component.points,
        deduction=score.deduction,
        cap=cap_reached(score),
        summary=explain_component(score),
        is_exempt=bool(score.component.exempt),
        records=records,
        lines=lines,
        mark=loaded.mark,
    )


def line_row(rule: LoadedRule, line: Line) -> LineRow:
    return LineRow(
        clause=rule.engine.clause,
        sentence=describe_rule(line.rule, line.measures),
        steps=_steps(line),
        arithmetic=arithmetic(line),
        deduction=line.deduction,
        missing=line.missing,
        mark=rule.mark,
        effect=line.rule.kind.effect.value,
        earned=line.earned,
        bonus=line.bonus,
        costs=bool(line.deduction) or line.becomes is not None,
    )


def _steps(line: Line) -> str:
    """Return how many steps count, where the rule has steps."""
    basis = BASES[line.rule.kind.basis]
    if line.missing or line.rule.step is None or basis.gives_points:
        return ""
    return f"{format_fixed(line.steps).rstrip('0').rstrip('.')} 档"
