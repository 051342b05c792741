"""What a rule about to be made would do: its sentence, a sum in figures, the points left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from assessment.actions.rules import ComponentEntry, RuleEntry
from assessment.engine import types as engine
from assessment.engine.errors import EngineError
from assessment.engine.explain import arithmetic, describe_rule
from assessment.engine.results import ItemScore, Line
from assessment.engine.score import score_item
from assessment.engine.types import Effect, Fact, MeasureKind, RuleKind, recorded
from assessment.loading import LoadedItem
from assessment.reader.proposals import propose
from assessment.reader.rule_words import figures_unlike_words
from assessment.reader.types import RuleReading
from lib.rounding import format_figure, format_points

#: What rows and the engine, or the reader, call by one name; a column added to both is among them.
_SCORED = {f.name for f in fields(engine.Rule) if f.init} & {f.name for f in fields(RuleEntry)}
_READ = {f.name for f in fields(RuleReading)} & {f.name for f in fields(RuleEntry)}


@dataclass(frozen=True, slots=True)
class RulePreview:
    """example, left: "" where no figure shows anything. doubts: what does not fit, in
    sentences."""

    sentence: str
    records: str
    example: str
    left: str
    doubts: tuple[str, ...]


def preview_rule(
    item: LoadedItem, entries: Sequence[ComponentEntry], *, at: int, policy: engine.Policy
) -> RulePreview:
    """Return what the last rule of entries[at] does. No query."""
    scored = engine.Item(item.name, item.points, tuple(map(_component, entries)))
    component = scored.components[at]
    rule, entry = component.rules[-1], entries[at].rules[-1]
    by_code = {measure.code: measure for measure in component.measures}
    measures = [by_code[code] for code in rule.measures]
    shown = _example(scored, at, measures=measures, policy=policy)
    return RulePreview(
        sentence=describe_rule(rule, measures),
        records="、".join(map(_recorded_as, measures)),
        example=shown[0],
        left=shown[1],
        doubts=(*_unlike(entry), *_other_score(entry, entries[at]), *_sum_of_points(item, entries)),
    )


def doubts_of(rule: RuleEntry) -> list[str]:
    """Return what the rule says that its phrase does not."""
    told = {name: getattr(rule, name) for name in _READ} | {"kind": RuleKind(rule.kind)}
    return list(figures_unlike_words(RuleReading(**told, start=0, end=0, pattern="")))


def _component(entry: ComponentEntry) -> engine.Component:
    codes = [str(place) for place, _ in enumerate(entry.measures)]
    measures = tuple(
        engine.Measure(code, m.name, MeasureKind(m.kind), m.unit, m.target)
        for code, m in zip(codes, entry.measures, strict=True)
    )
    rules = tuple(_rule(told, codes) for told in entry.rules)
    return engine.Component(points=entry.points, measures=measures, rules=rules, cap=entry.cap)


def _rule(told: RuleEntry, codes: list[str]) -> engine.Rule:
    shared = {name: getattr(told, name) for name in _SCORED}
    own = {"kind": RuleKind(told.kind), "measures": tuple(codes[p] for p in told.measures)}
    return engine.Rule(**shared | own)


def _recorded_as(measure: engine.Measure) -> str:
    target = ""
    if measure.target is not None:
        target = f"，目标 {format_figure(measure.target)} {measure.unit}".rstrip()
    elif measure.unit:
        target = f"，单位 {measure.unit}"
    return f"{measure.name}（{measure.kind.value}{target}）"


# --- The example --------------------------------------------------------------------------------


def _example(
    item: engine.Item, at: int, *, measures: Sequence[engine.Measure], policy: engine.Policy
) -> tuple[str, str]:
    """Return the sum for the first figure by which the rule does something, and what is left."""
    first = measures[0]
    for value in _figures(first, item.components[at].rules[-1]):
        facts = {first.code: recorded(value)}
        try:
            line, score = _scored(item, at, facts=facts, policy=policy)
        except EngineError:
            continue
        if line.deduction or line.earned or line.becomes is not None:
            example = f"如“{first.name}”为{_shown(first, value)}：{arithmetic(line)}"
            return example, _left(score, at)
    return "", ""


def _scored(
    item: engine.Item, at: int, *, facts: dict[str, Fact], policy: engine.Policy
) -> tuple[Line, ItemScore]:
    """Score the item with facts for its component at; the others lose nothing."""
    others = [
        engine.Component(points=c.points, measures=(), rules=(), cap=c.cap) for c in item.components
    ]
    components = (*others[:at], item.components[at], *others[at + 1 :])
    score = score_item(engine.Item(item.name, item.points, components), facts, policy)
    return score.components[at].lines[-1], score


def _figures(measure: engine.Measure, rule: engine.Rule) -> Iterator[Decimal]:
    step = rule.step or Decimal(1)
    if rule.target is not None:
        yield rule.target + 2 * step
    if measure.target is not None:
        if measure.kind is MeasureKind.RATE:
            yield measure.target - 2 * step
        for part in ("0.8", "0.5", "0"):
            yield (measure.target * Decimal(part)).normalize()
    yield from (2 * step, Decimal(2), Decimal(1))


def _shown(measure: engine.Measure, value: Decimal) -> str:
    if measure.kind is MeasureKind.YES_NO:
        return "“是”"
    return f" {format_figure(value)} {measure.unit or '次'}"


def _left(score: ItemScore, at: int) -> str:
    own = score.components[at]
    points, earned = own.component.points, own.component.points - own.deduction
    told = [f"本要点 {format_points(points)} 分，计 {format_points(earned)} 分"]
    told += [f"本指标 {format_points(score.item.points)} 分，计 {format_points(score.score)} 分"]
    others = "（其他要点按满分算）" if len(score.components) > 1 and not score.set_by else ""
    return f"{'；'.join(told)}{others}"


# --- Doubts -------------------------------------------------------------------------------------


def _unlike(rule: RuleEntry) -> Iterator[str]:
    for words in doubts_of(rule):
        yield f"{words}；保存后还要核定一次。"


def _other_score(rule: RuleEntry, component: ComponentEntry) -> Iterator[str]:
    """Say of a rule that makes a score that its phrase makes another."""
    if RuleKind(rule.kind).effect is not Effect.SET:
        return
    said = propose(rule.clause)
    if said.is_full and rule.deduction < component.points:
        yield f"原文写明得满分，规则为得 {format_points(rule.deduction)} 分；请核对。"
    elif said.kind.effect is Effect.SET and not said.is_full and rule.deduction:
        yield f"原文写明不得分，规则为得 {format_points(rule.deduction)} 分；请核对。"


def _sum_of_points(item: LoadedItem, entries: Sequence[ComponentEntry]) -> Iterator[str]:
    total = sum((entry.points for entry in entries), Decimal(0))
    if total != item.points:
        yield (
            f"本指标 {format_points(item.points)} 分，各要点合计 {format_points(total)} 分；"
            "请在“修改规则”页调整要点的分值。"
        )
