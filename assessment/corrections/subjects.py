"""What of a finalised year is corrected: a recorded figure, or a parameter of a rule. No query.

Both know where they stand in a snapshot (spot, written), what is there now (before), and what
becomes of the year's scores if it were another (impact).
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar, NamedTuple

from assessment.collection.plausibility import doubts
from assessment.engine import types as engine
from assessment.engine.bases import BASES
from assessment.engine.fitting import clashes, misfits
from assessment.engine.judging import Bounds
from assessment.engine.snapshot.comparing import OF_A_RECORD, Path, record_of, rule_of
from assessment.engine.snapshot.nouns import Told
from assessment.engine.types import Basis, Effect, MeasureKind
from assessment.loading import LoadedComponent, LoadedItem, LoadedMeasure, LoadedRule
from assessment.models import Correction
from assessment.models.tables import AMOUNT, MAY_BE_NOTHING, POINTS
from assessment.objections.effect import Impact, effect_of
from assessment.objections.subjects import deduction_key
from assessment.scores.standing import Standings, score_tables
from assessment.trial.applying import changed_table
from assessment.trial.asked import Asked
from lib.numerals import plain
from lib.plausibility import doubts_of
from lib.rounding import round_half_up
from trust.refusals import Refused

Part = Correction.Part
GONE = "要更正的{what}在指标表里已不存在，没有办理；请刷新页面。"
POINTS_UNIT = "分"
#: What is counted in points.
OF_POINTS = (Part.DEDUCTION, Part.LEAST, Part.CAP, Part.MOST)
#: What need not be there at all.
MAY_BE_NONE = (Part.CAP, Part.MOST)
Bands = tuple[engine.Band, ...]


class Parameter(NamedTuple):
    """Which parameter of a rule. code: of the measure whose target it is, else ""."""

    part: str
    code: str = ""

    @property
    def key(self) -> str:
        return f"{self.part}:{self.code}" if self.code else str(self.part)


@dataclass(frozen=True, slots=True)
class CorrectedFigure:
    """The figure that is to be another."""

    city: str  # its key
    item: LoadedItem
    component: int
    measure: LoadedMeasure

    written: ClassVar[frozenset[str]] = OF_A_RECORD

    @property
    def before(self) -> Decimal | None:
        return self.measure.record.value

    @property
    def told(self) -> list:
        """Return what tells it from every other, and from itself once it moved."""
        return [self.city, self.measure.code, self.measure.record.version]

    def spot(self, snapshot: Told) -> Path:
        return record_of(snapshot, self.city, self.measure.code)

    def impact(self, standings: Standings, value: Decimal | None) -> Impact:
        code = self.measure.code
        return effect_of(standings, city=self.city, subject=code, values={code: value})

    def doubts(self, value: Decimal | None, impact: Impact) -> list[str]:
        """Return why the figure deserves a second look, in sentences."""
        return impact.doubts


@dataclass(frozen=True, slots=True)
class CorrectedRule:
    """The parameter of a rule that is to be another. place: of the rule, from 1."""

    city: str
    item: LoadedItem
    part_of: LoadedComponent
    place: int
    parameter: Parameter

    @property
    def component(self) -> int:
        return self.part_of.number

    @property
    def rule(self) -> LoadedRule:
        return self.part_of.rules[self.place - 1]

    @property
    def others(self) -> list["CorrectedRule"]:
        """Return all parameters of the rule, each as what would be corrected."""
        return [replace(self, parameter=each) for each in parameters_of(self.part_of, self.rule)]

    @property
    def aimed(self) -> LoadedMeasure | None:
        """Return the measure whose target it is, None where it is none's."""
        return next((m for m in self.part_of.measures if m.code == self.parameter.code), None)

    @property
    def measures(self) -> list[engine.Measure]:
        held = {m.code: m.engine for m in self.part_of.measures}
        return [held[code] for code in self.rule.engine.measures]

    @property
    def before(self) -> Decimal | tuple[engine.Band, ...] | None:
        if self.aimed:
            return self.aimed.engine.target
        if self.parameter.part == Part.MOST:
            return self.part_of.engine.cap
        return getattr(self.rule.engine, self.parameter.part)

    @property
    def unit(self) -> str:
        """Return what the parameter is counted in."""
        if self.aimed:
            return "%" if self.aimed.engine.kind is MeasureKind.RATE else self.aimed.engine.unit
        if self.parameter.part in OF_POINTS:
            return POINTS_UNIT
        return BASES[self.rule.engine.kind.basis].unit(self.measures)

    @property
    def told(self) -> list:
        rule = self.rule.engine
        return [
            self.city, self.item.indicator_id, self.component, self.place, rule.kind.value,
            rule.clause, *self.parameter,
        ]  # fmt: skip

    @property
    def written(self) -> frozenset[str]:
        return frozenset({"target" if self.aimed else self.column, "by_hand"})

    @property
    def column(self) -> str:
        """Return in which column of its row the parameter stands; in that of a measure a target."""
        return "cap" if self.parameter.part == Part.MOST else self.parameter.part

    def spot(self, snapshot: Told) -> Path:
        if self.aimed:
            return record_of(snapshot, self.city, self.aimed.code)[:-1]
        path = rule_of(
            snapshot, self.city, indicator=self.item.indicator_id, component=self.component,
            place=self.place,
        )  # fmt: skip
        return path[:-2] if self.parameter.part == Part.MOST else path

    def impact(self, standings: Standings, value: Decimal | Bands | None) -> Impact:
        asked = Asked(standings.policy, touched={self.item.pk})
        if self.aimed:
            asked.targets[self.aimed.pk] = figure_or_none(value)
        elif self.parameter.part == Part.MOST:
            asked.caps[self.part_of.pk] = figure_or_none(value)
        else:
            asked.rules[self.rule.pk] = {self.parameter.part: value}
        tables = [
            changed_table(c.table, asked) if c.table.city_key == self.city else c.table
            for c in standings.cities
        ]
        after = score_tables(standings.year, tables, standings.policy)
        key = deduction_key(self.item, self.part_of, self.rule)
        return Impact(self.city, key, standings, after)

    def doubts(self, value: Decimal | Bands | None, impact: Impact) -> list[str]:
        """Return why the parameter, or a figure beside it, deserves a second look."""
        measure = self.aimed.engine if self.aimed else None
        figure = figure_or_none(value)
        own = doubts_of_parameter(self.parameter.part, figure, measure=measure, unit=self.unit)
        return [*impact.doubts, *own, *self._beyond(figure)]

    def _beyond(self, value: Decimal | None) -> list[str]:
        """Return that one rule is to take more than its component has."""
        points = self.part_of.engine.points
        if self.parameter.part not in (Part.DEDUCTION, Part.CAP) or not (value or 0) > points:
            return []
        told = Part(self.parameter.part).label
        return [f"{told}：{plain(value)} 分超过本要点的 {plain(points)} 分，请核对。"]

    def why_not(self, value: Decimal | Bands | None) -> str:
        """Return why the parameter cannot be this, in a sentence, or an empty string."""
        rule = self.rule.engine
        if self.parameter.part == Part.MOST:
            return self._why_not_most(figure_or_none(value))
        if not self.aimed:
            rule = replace(rule, **{self.parameter.part: value})
        measures = [
            replace(m, target=figure_or_none(value)) if m.code == self.parameter.code else m
            for m in self.measures
        ]
        if found := next(iter(misfits(rule, measures, self.part_of.engine.points)), None):
            return found.told
        if self.parameter.part == Part.BANDS:
            others = [each.engine for each in self.part_of.rules]
            others[self.place - 1] = rule
            return next((clash.told for _, clash in clashes(others)), "")
        return self._why_not_judged(rule) if rule.kind.basis is Basis.JUDGED else ""

    def _why_not_most(self, value: Decimal | None) -> str:
        points = self.part_of.engine.points
        if value is None or value <= points:
            return ""
        return f"本要点只有 {plain(points)} 分，最多扣的不能更多。"

    def _why_not_judged(self, rule: engine.Rule) -> str:
        if rule.least and rule.deduction and rule.least > rule.deduction:
            return "最少不能多于最多。"
        bounds = Bounds.within(
            self.part_of.engine.points, rule.kind, least=rule.least, deduction=rule.deduction,
            step=rule.step,
        )  # fmt: skip
        own = [m for m in self.part_of.measures if m.code in rule.measures]
        if any(bounds.why_not(m.record.value) for m in own):
            return f"现在的记录不在更正后的范围（{bounds.told}）之内；请先更正那条记录。"
        return ""


def figure_of(standings: Standings, city: str, measure: int) -> CorrectedFigure:
    """Return a figure of a city. measure: its row's key. Raises Refused: it is there no more."""
    standing = standings.of(city)
    for item in standing.table.items if standing else ():
        for component in item.components:
            for row in component.measures:
                if row.pk == measure:
                    return CorrectedFigure(city, item, component.number, row)
    raise Refused(GONE.format(what="数据"))


def rule_at(
    standings: Standings, city: str, rule: int, *, parameter: Parameter | None = None
) -> CorrectedRule:
    """Return a parameter of a rule of a city, the first that it has where none is named.
    rule: its row's key. Raises Refused: it is there no more, or has nothing to be corrected."""
    standing = standings.of(city)
    for item in standing.table.items if standing else ():
        for component in item.components:
            for place, row in enumerate(component.rules, 1):
                if row.pk == rule:
                    return _chosen(city, item, component, place=place, parameter=parameter)
    raise Refused(GONE.format(what="规则"))


def _chosen(city, item, component, *, place: int, parameter: Parameter | None) -> CorrectedRule:
    held = parameters_of(component, component.rules[place - 1])
    if not held:
        raise Refused("这条规则没有可以单独更正的数；确有错误的，请撤回审定后改正。没有办理。")
    if parameter is not None and parameter not in held:
        raise Refused(GONE.format(what="规则"))
    return CorrectedRule(city, item, component, place, parameter or held[0])


def parameters_of(component: LoadedComponent, rule: LoadedRule) -> list[Parameter]:
    """Return what of a rule is a figure: its own, and the targets of its measures, but not those
    that are the number of named places."""
    head = rule.engine
    found = [Parameter(part) for part in _own(head)]
    measured = [m for m in component.measures if m.code in head.measures]
    found += [
        Parameter(Part.AIM, m.code)
        for m in measured
        if m.engine.target is not None and not m.places
    ]
    return found


def _own(rule: engine.Rule) -> list[Part]:
    """Any may have a cap where its points follow a figure and it is no score that is made, and the
    component of any that takes points one for all of them."""
    held = [
        part for part in (Part.STEP, Part.LEAST, Part.TARGET) if getattr(rule, part) is not None
    ]
    most = [Part.MOST] if rule.kind.effect is Effect.DEDUCT else []
    if rule.bands:
        return [Part.BANDS, *held, *most]
    if rule.kind.effect is Effect.VETO:
        return held
    caps = [] if rule.kind.effect is Effect.SET else [Part.CAP]
    return [Part.DEDUCTION, *held, *caps, *most]


def figure_or_none(value: Decimal | Bands | None) -> Decimal | None:
    """Return a parameter that is a figure; None of bands."""
    return None if isinstance(value, tuple) else value


def doubts_of_parameter(
    part: str, value: Decimal | None, *, measure: engine.Measure | None, unit: str
) -> list[str]:
    """Return why a parameter deserves a second look: a target as a record of its measure does
    (5.5 个村), a step or a threshold where it is no whole number of things that are whole.
    measure: whose target it is."""
    if measure is not None:
        found = doubts(replace(measure, target=None), value)
    elif part in (Part.STEP, Part.TARGET) and unit != "%":
        found = tuple(doubt.sentence for doubt in doubts_of(value, unit=unit))
    else:
        found = ()
    return [f"{Part(part).label}：{sentence}" for sentence in found]


def why_not_this(subject: CorrectedRule, value: Decimal) -> str:
    """Return why a number cannot be such a parameter, whatever the rule, or an empty string."""
    part, basis = subject.parameter.part, subject.rule.engine.kind.basis
    is_points = part in OF_POINTS
    columns = POINTS if is_points else AMOUNT
    most = Decimal(10) ** (columns["max_digits"] - columns["decimal_places"])
    if value < 0 or (not value and not _may_be_nothing(subject.rule.engine, subject.parameter)):
        return f"“{plain(value)}”应大于 0"
    if value >= most or round_half_up(value, columns["decimal_places"]) != value:
        return f"“{plain(value)}”过大或小数过长，至多 {columns['decimal_places']} 位小数"
    if part == Part.AIM and subject.aimed.engine.kind is MeasureKind.RATE and value > 100:
        return "比率的目标值不能超过 100"
    if part == Part.TARGET and basis is Basis.RANK and value % 1:
        return "名次须是 1 以上的整数"
    return ""


def _may_be_nothing(rule: engine.Rule, parameter: Parameter) -> bool:
    """Whether a parameter may be 0: a score that is made (不得分), a threshold of nothing."""
    if parameter.part == Part.DEDUCTION:
        return rule.kind.value in MAY_BE_NOTHING
    return parameter.part in (Part.TARGET, Part.LEAST) and rule.kind.basis is not Basis.RANK
