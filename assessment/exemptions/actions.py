"""豁免: proposed by one person, confirmed by another; lifted in the same way.

Each action locks the year first, so that it and the steps of the year wait for one another.
Nothing is written but the exemption itself: what is recorded stays, and tables are loaded with
what does not count of them (exemptions.querysets.exempting).
"""

from dataclasses import dataclass

from django.db.models import Q

from assessment.by_two import deciding as by_two
from assessment.by_two.permissions import may_act
from assessment.exemptions import permissions
from assessment.exemptions.subjects import (
    Exemptable,
    exemptable_of,
    leaves_something,
    table_of,
)
from assessment.models import CityTable, Exemption, ExemptionState
from assessment.notices import exemptions as notices
from cities.substitutes.hands import acting_within
from lib.rounding import format_points
from trust import log
from trust.models import StoredFile
from trust.refusals import Refused

NOTHING = "没有办理。"
GONE = "所豁免的指标或要点在指标表里已不存在（指标表重新导入过）；"
_S = ExemptionState


@dataclass(frozen=True, slots=True)
class Plea:
    """What an exemption rests on. cause: a value of Exemption.Cause; file: with its name."""

    cause: str
    words: str
    document: str
    file: tuple[StoredFile, str] | None = None


@log.acting()
def propose_exemption(
    *, table: CityTable, subject: Exemptable, plea: Plea, user, actor: log.Actor
) -> Exemption:
    """Propose that an item or a component of a city's table does not count. Raises Refused.

    table: with its year. Nothing changes before another person confirms it.
    """
    year = by_two.locked_year(table.year)
    if why := permissions.why_not_propose(user, year):
        raise Refused(f"{why}没有提出。")
    stored, name = plea.file or (None, "")
    exemption = Exemption(
        year=year,
        city_id=table.city_id,
        city_name=table.city_name,
        indicator_id=subject.item.indicator_id,
        item_name=subject.item.name,
        component=subject.number,
        codes=subject.codes,
        words=subject.words,
        points=subject.points,
        cause=plea.cause,
        plea=plea.words.strip(),
        document=plea.document.strip(),
        file=stored,
        file_name=name[:200],
        proposed_by=user,
    )
    if not may_act(user, exemption):
        raise Refused(f"“{exemption.item_name}”不由本处室采集，不能提出豁免；没有提出。")
    actor = acting_within(actor, lambda who: may_act(who, exemption))
    exemption.proposed_as = actor.standing[:80]
    if not exemption.plea or not exemption.document:
        raise Refused("请写明事实和理由，以及依据文件和文号；没有提出。")
    if not table.is_issued:
        raise Refused(f"{table.city_name}的指标表尚未下达，没有提出。")
    _check_new(exemption)
    _check_possible(exemption, "没有提出。")
    by_two.propose(exemption, _KIND, reason=exemption.plea, actor=actor)
    return exemption


@log.acting()
def answer_exemption(
    *, exemption: Exemption, agrees: bool, answer: str, version: int, user, actor: log.Actor
) -> Exemption:
    """Confirm a proposal, so that what it names does not count, or decline it with a reason, as
    another person than who proposed it. Raises Refused or Outdated."""
    held = by_two.take(exemption, _KIND, _S.PROPOSED, version=version, user=user, actor=actor)
    by_two.check_answer(held, agrees=agrees, answer=answer)
    if agrees:
        _check_possible(held.decision, by_two.NOTHING)
    return by_two.answer_proposed(held, agrees=agrees, answer=answer)


@log.acting()
def take_exemption_back(*, exemption: Exemption, version: int, user, actor: log.Actor) -> Exemption:
    """Take one's own proposal back, of an exemption or of lifting one, or as a substitute that of
    who is away. Raises Refused or Outdated."""
    waiting = (_S.PROPOSED, _S.LIFTING)
    return by_two.take_back(
        by_two.take(exemption, _KIND, *waiting, version=version, user=user, actor=actor)
    )


@log.acting()
def propose_lifting(
    *, exemption: Exemption, reason: str, version: int, user, actor: log.Actor
) -> Exemption:
    """Propose that an exemption be lifted. Raises Refused or Outdated."""
    held = by_two.take(exemption, _KIND, _S.IN_FORCE, version=version, user=user, actor=actor)
    by_two.check_reason(_KIND, reason)
    return by_two.ask_to_lift(held, reason)


@log.acting()
def answer_lifting(
    *, exemption: Exemption, agrees: bool, answer: str, version: int, user, actor: log.Actor
) -> Exemption:
    """Lift an exemption, so that what it names counts again by what is recorded, or decline to,
    as another person than who proposed it. Raises Refused or Outdated."""
    held = by_two.take(exemption, _KIND, _S.LIFTING, version=version, user=user, actor=actor)
    by_two.check_answer(held, agrees=agrees, answer=answer)
    return by_two.answer_lifting_of(held, agrees=agrees, answer=answer)


def _check_new(exemption: Exemption) -> None:
    """Each is proposed once; an item holds its components, and they it."""
    is_whole = exemption.component is None
    same = Q() if is_whole else Q(component=None) | Q(component=exemption.component)
    open_ones = Exemption.objects.filter(
        same,
        year=exemption.year_id,
        city=exemption.city_id,
        indicator=exemption.indicator_id,
        state__in=[_S.PROPOSED, _S.IN_FORCE, _S.LIFTING],
    )
    if (other := open_ones.order_by("number").first()) is not None:
        other.year = exemption.year
        raise Refused(f"{other.subject}已有{other}（{other.get_state_display()}），没有重复提出。")


def _check_possible(exemption: Exemption, nothing: str) -> None:
    """Raise Refused where the table does not have it, or has nothing else in its section that
    counts. Seven queries."""
    table = table_of(exemption.year, exemption.city_id)
    subject = exemptable_of(table, exemption) if table else None
    if table is None or subject is None:
        raise Refused(GONE + nothing)
    if not leaves_something(table, subject):
        raise Refused(
            f"豁免{exemption.subject}以后，这一部分没有其他计分的指标，无法折算；"
            f"请核对范围。{nothing}"
        )


def _told(exemption: Exemption) -> dict:
    return {
        "市州": exemption.city_name,
        "豁免": f"{exemption.subject}（{format_points(exemption.points)} 分）",
        "原因": exemption.get_cause_display(),
        "依据": exemption.document,
        "证明材料": exemption.file_name or "—",
        "状态": exemption.get_state_display(),
    }


_KIND = by_two.DecidedKind(
    what="豁免",
    undoing="撤销",
    loaded=("city",),
    why_closed=permissions.why_closed,
    told=_told,
    tell_proposed=notices.tell_proposed,
    tell_answered=notices.tell_answered,
    tell_lifting_answered=notices.tell_lifting_answered,
)
