"""What of an objection is corrected: the outcome of its decision, and the reason it was told.

Neither moves a score. A figure that the decision changed, or should have, is corrected by itself.
"""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from assessment.corrections.subjects import GONE
from assessment.engine.snapshot.comparing import Path, decision_of
from assessment.engine.snapshot.nouns import Told
from assessment.loading import LoadedItem
from assessment.models import ObjectionDecision, Outcome
from assessment.objections.deciding import told_change
from assessment.objections.effect import Impact
from assessment.objections.subjects import subject_of, subjects_of
from assessment.scores.standing import Standings
from trust.refusals import Refused


class DecisionWording(NamedTuple):
    """What a decision says: its outcome, of models.Outcome, and the reason."""

    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectedDecision:
    """The decision that is to say something else. key: of what its objection is about, else of
    something of the same item, so that the item's score stands beside it."""

    city: str  # its key
    item: LoadedItem
    decision: ObjectionDecision
    key: str

    written: ClassVar[frozenset[str]] = frozenset({"outcome", "reason"})

    @property
    def component(self) -> int:
        return self.decision.objection.component

    @property
    def before(self) -> DecisionWording:
        return DecisionWording(self.decision.outcome, self.decision.reason)

    @property
    def named(self) -> str:
        """Return what it is called: «申诉 2017-01 决定»."""
        return f"{self.decision.objection} {'复议决定' if self.decision.stage == 2 else '决定'}"

    @property
    def told(self) -> list:
        """Return what tells it from every other, and from itself once it was corrected."""
        return [self.city, self.decision.pk, *self.before]

    def spot(self, snapshot: Told) -> Path:
        number = self.decision.objection.shown_number
        return decision_of(snapshot, number, self.decision.stage)

    def impact(self, standings: Standings, value: DecisionWording) -> Impact:
        """Return that nothing moves: no score looks at what was decided."""
        return Impact(self.city, self.key, standings, standings)

    def doubts(self, value: DecisionWording, impact: Impact) -> list[str]:
        return doubts_of_decision(self.decision, value.outcome)


def decision_at(standings: Standings, decision: ObjectionDecision) -> CorrectedDecision:
    """Return a decision as what is corrected. decision: with objection, year and city loaded.
    Raises Refused: it is the last no more, or nothing of its item is left in the table."""
    objection = decision.objection
    if objection.is_open or decision.stage != objection.decisions.count():
        raise Refused(f"{objection}又有新的办理，这项决定不能更正；请刷新页面。没有办理。")
    standing = standings.of(objection.city.key)
    found = subject_of(standing, objection.subject) if standing else None
    if standing and found is None:
        indicator = objection.indicator_id
        beside = (s for s in subjects_of(standing) if s.item.indicator_id == indicator)
        found = next(beside, None)
    if found is None:
        raise Refused(GONE.format(what="决定所涉的指标"))
    return CorrectedDecision(objection.city.key, found.item, decision, found.key)


def doubts_of_decision(decision: ObjectionDecision, outcome: str) -> list[str]:
    """Return why another outcome deserves a second look: records do not follow it."""
    if outcome == decision.outcome or Outcome.REJECTED not in (outcome, decision.outcome):
        return []
    wanted = Outcome(outcome).label
    if outcome == Outcome.REJECTED and decision.changes:
        changed = "；".join(told_change(change) for change in decision.changes)
        return [
            f"这项决定更正过记录（{changed}），改为“{wanted}”以后记录和得分不随之改动；"
            "记录也有错的，另行更正。"
        ]
    if outcome == Outcome.REJECTED:
        return []
    return [f"原决定没有改动记录，改为“{wanted}”以后记录和得分不随之改动；记录也有错的，另行更正。"]
