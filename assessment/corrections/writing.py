"""What a correction writes once it is made: the cell of its figure, the row of its rule, or the
decision on an objection.

Each locks what they write before the year is compared with what was proposed.
"""

from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from assessment import permissions
from assessment.actions.results import Block, Conflict, Entry
from assessment.actions.rules import rules_told
from assessment.corrections.decisions import (
    CorrectedDecision,
    DecisionWording,
    decision_at,
)
from assessment.corrections.subjects import (
    Bands,
    CorrectedFigure,
    CorrectedRule,
    Parameter,
    figure_of,
    rule_at,
)
from assessment.engine import bands
from assessment.models import (
    CityTable,
    Component,
    Correction,
    Item,
    Measure,
    ObjectionDecision,
    Outcome,
    Result,
    Rule,
)
from assessment.reader.by_hand import LONGEST_REASON
from assessment.scores.standing import Standings
from trust import log
from trust.refusals import Refused

NOTHING = "没有做任何改动。"
MOVED = (
    "提出更正以后，{what}又有变动，影响与提出时看到的不同，不能照原来的确认；"
    "请由提出人撤回，或选“不同意”，再重新提出。" + NOTHING
)
GONE = "要更正的{what}在指标表里已不存在；" + NOTHING


def cells_of(correction: Correction) -> QuerySet[Result]:
    path = "measure__component__item__section__table"
    return Result.objects.filter(
        measure__code=correction.code,
        **{f"{path}__year": correction.year_id, f"{path}__city": correction.city_id},
    )


class FigureWriter:
    """Writes the cell of a figure, locked. Raises Refused."""

    def __init__(self, correction: Correction, user, actor: log.Actor):
        self.correction = correction
        self.result = cells_of(correction).first()
        if self.result is None:
            raise Refused(GONE.format(what="数据"))
        right = permissions.check_can_correct_finalised
        self.block = Block([self.result.pk], user, actor, right=right)
        self.block.lock()

    def subject(self, standings: Standings) -> CorrectedFigure:
        return figure_of(standings, self.correction.city.key, self.result.measure_id)

    @property
    def value(self) -> Decimal | None:
        return self.correction.after

    def write(self, subject: CorrectedFigure, by_what: str) -> int:
        """Write the figure, and return the cell's new version."""
        correction, record = self.correction, subject.measure.record
        entry = Entry(
            record.result_id,
            correction.after,
            record.version,
            ticked=tuple(correction.ticked_after) if record.ticked else None,
            source=by_what,
            action="更正",
            reason=correction.reason,
        )
        try:
            self.block.write([entry])
        except Conflict as conflict:
            raise Refused(MOVED.format(what="采集结果")) from conflict
        self.block.confirm([entry.result_id], by_what)
        return self.block.rows[entry.result_id].version


class RuleWriter:
    """Writes a parameter of a rule, its item and table locked. The words stay as they are; the
    row says by which correction it is other than they say. Raises Refused."""

    def __init__(self, correction: Correction, user, actor: log.Actor):
        self.correction, self.user, self.actor = correction, user, actor
        rows = Item.objects.select_for_update(of=("self", "section__table"))
        self.item = rows.select_related("section__table").filter(
            indicator=correction.indicator_id, section__table__year=correction.year_id,
            section__table__city=correction.city_id,
        ).first()  # fmt: skip
        self.rule = self._rule() if self.item else None
        if self.rule is None:
            raise Refused(GONE.format(what="规则"))

    def _rule(self) -> Rule | None:
        """Return the rule that stands in its place and still has its clause."""
        correction = self.correction
        of_component = {"component__item": self.item, "component__number": correction.component}
        rows = list(Rule.objects.filter(**of_component).order_by("order"))
        place = correction.place - 1
        found = rows[place] if place < len(rows) else None
        return found if found and found.clause == correction.clause else None

    def subject(self, standings: Standings) -> CorrectedRule:
        parameter = Parameter(self.correction.part, self.correction.code)
        return rule_at(standings, self.correction.city.key, self.rule.pk, parameter=parameter)

    @property
    def value(self) -> Decimal | Bands | None:
        if self.correction.part == Correction.Part.BANDS:
            return bands.of_json(self.correction.bands_after)
        return self.correction.after

    def write(self, subject: CorrectedRule, by_what: str) -> int:
        """Write the parameter, and return the item's new version."""
        before = rules_told(self.item)
        row = self._row(subject)
        is_bands = subject.parameter.part == Correction.Part.BANDS
        after = self.correction.bands_after if is_bands else self.correction.after
        setattr(row, "target" if subject.aimed else subject.column, after)
        self._mark(row, by_what)
        self._count(self.item)
        self._count(self.item.section.table)
        log.write(
            self.actor, "更正规则", self.item,
            label=f"{self.correction.year.number} {self.correction.city_name} {self.item.name}",
            before=before, after=rules_told(self.item) + [{"来源": by_what}],
            reason=self.correction.reason,
        )  # fmt: skip
        return self.item.version

    def _row(self, subject: CorrectedRule) -> Rule | Measure | Component:
        if subject.aimed:
            return Measure.objects.get(pk=subject.aimed.pk)
        if subject.parameter.part == Correction.Part.MOST:
            return Component.objects.get(pk=subject.part_of.pk)
        return self.rule

    def _mark(self, row: Rule | Measure | Component, by_what: str) -> None:
        row.changed_by, row.changed_as, row.changed_at = self.user, by_what, timezone.now()
        row.reason = " ".join(self.correction.reason.split())[:LONGEST_REASON]
        row._history_user = self.user
        row.save()

    def _count(self, row: Item | CityTable) -> None:
        """Let whoever has it open see that it moved."""
        row.version += 1
        row._history_user = self.user
        row.save(update_fields=["version"])


class DecisionWriter:
    """Writes outcome and words of a decision, its objection locked; who decided and when stay, and
    the correction keeps what it said. Raises Refused."""

    def __init__(self, correction: Correction, user, actor: log.Actor):
        self.correction, self.actor = correction, actor
        rows = ObjectionDecision.objects.select_for_update(of=("self", "objection"))
        related = rows.select_related("objection__year", "objection__city")
        self.decision = related.get(pk=correction.decision_id)

    def subject(self, standings: Standings) -> CorrectedDecision:
        return decision_at(standings, self.decision)

    @property
    def value(self) -> DecisionWording:
        return DecisionWording(self.correction.outcome_after, self.correction.words_after)

    def write(self, subject: CorrectedDecision, by_what: str) -> int:
        """Write the decision, and return the objection's new version."""
        decision, objection, before = self.decision, self.decision.objection, subject.before
        decision.outcome, decision.reason = self.value
        decision.save(update_fields=["outcome", "reason"])
        objection.version += 1
        objection.save(update_fields=["version"])
        log.write(
            self.actor, "更正复核决定", objection,
            before=wording_told(before), after=wording_told(self.value) | {"来源": by_what},
            reason=self.correction.reason,
        )  # fmt: skip
        return objection.version


def wording_told(wording: DecisionWording) -> dict[str, str]:
    """Return what a decision says, as the log tells it."""
    return {"结果": Outcome(wording.outcome).label, "理由": wording.reason}


Writer = FigureWriter | RuleWriter | DecisionWriter


def writer_of(correction: Correction, user, actor: log.Actor) -> Writer:
    """Return what writes it, having locked its rows. Raises Refused."""
    if correction.decision_id:
        return DecisionWriter(correction, user, actor)
    return (RuleWriter if correction.part else FigureWriter)(correction, user, actor)
