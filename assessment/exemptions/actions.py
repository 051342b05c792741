"""豁免: proposed by one person, confirmed by another; lifted in the same way.

Each action locks the year first, so that it and the steps of the year wait for one another.
Nothing is written but the exemption itself: what is recorded stays, and tables are loaded with
what does not count of them (exemptions.querysets.exempting).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q
from django.utils import timezone

from assessment.exemptions import permissions
from assessment.exemptions.subjects import (
    Exemptable,
    exemptable_of,
    leaves_something,
    table_of,
)
from assessment.models import CityTable, Exemption, ExemptionState, Year
from assessment.notices import exemptions as notices
from cities.substitutes.hands import acting_for, acting_within, hand, is_own
from lib.rounding import format_points
from trust import log
from trust.models import StoredFile
from trust.refusals import Refused
from trust.versions import check_version

NOTHING = "没有办理。"
GONE = "所豁免的指标或要点在指标表里已不存在（指标表重新导入过）；"
_S = ExemptionState
_WAITING = (_S.PROPOSED, _S.LIFTING)


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
    year = _locked_year(table.year)
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
    if not permissions.may_act(user, exemption):
        raise Refused(f"“{exemption.item_name}”不由本处室采集，不能提出豁免；没有提出。")
    actor = acting_within(actor, lambda who: permissions.may_act(who, exemption))
    exemption.proposed_as = actor.standing[:80]
    if not exemption.plea or not exemption.document:
        raise Refused("请写明事实和理由，以及依据文件和文号；没有提出。")
    if not table.is_issued:
        raise Refused(f"{table.city_name}的指标表尚未下达，没有提出。")
    _check_new(exemption)
    _check_possible(exemption, "没有提出。")
    newest = year.exemptions.aggregate(newest=Max("number", default=0))["newest"]
    exemption.number = newest + 1
    exemption.save()
    notices.tell_proposed(exemption, actor)
    log.write(actor, "提出豁免", exemption, after=_told(exemption), reason=exemption.plea)
    return exemption


@log.acting()
def answer_exemption(
    *, exemption: Exemption, agrees: bool, answer: str, version: int, user, actor: log.Actor
) -> Exemption:
    """Confirm a proposal, so that what it names does not count, or decline it with a reason, as
    another person than who proposed it. Raises Refused or Outdated."""
    exemption = _taken(exemption, _S.PROPOSED, version=version, user=user)
    actor = acting_within(actor, lambda who: permissions.may_act(who, exemption))
    _check_other(user, exemption.proposed_by_id, exemption.proposed_at, what="提出")
    _check_answer(agrees=agrees, answer=answer)
    if agrees:
        _check_possible(exemption, NOTHING)
    exemption.state = _S.IN_FORCE if agrees else _S.DECLINED
    exemption.answered_by, exemption.answered_as = user, actor.standing[:80]
    exemption.answered_at, exemption.answer = timezone.now(), answer.strip()
    _save(exemption, ["answered_by", "answered_as", "answered_at", "answer"])
    notices.tell_answered(exemption, actor)
    what = "确认豁免" if agrees else "不同意豁免"
    log.write(actor, what, exemption, after=_told(exemption), reason=answer)
    return exemption


@log.acting()
def take_exemption_back(*, exemption: Exemption, version: int, user, actor: log.Actor) -> Exemption:
    """Take one's own proposal back, of an exemption or of lifting one, or as a substitute that of
    who is away. Raises Refused or Outdated."""
    exemption = _taken(exemption, *_WAITING, version=version, user=user)
    is_lifting = exemption.state == _S.LIFTING
    by = exemption.lifting_by if is_lifting else exemption.proposed_by
    if by is None or not is_own(user, by.pk):
        raise Refused("只有提出的人可以撤回；" + NOTHING)
    actor = acting_for(actor, by)
    exemption.state = _S.IN_FORCE if is_lifting else _S.TAKEN_BACK
    _save(exemption, [])
    what = "撤回撤销豁免" if is_lifting else "撤回豁免"
    log.write(actor, what, exemption, after=_told(exemption))
    return exemption


@log.acting()
def propose_lifting(
    *, exemption: Exemption, reason: str, version: int, user, actor: log.Actor
) -> Exemption:
    """Propose that an exemption be lifted. Raises Refused or Outdated."""
    exemption = _taken(exemption, _S.IN_FORCE, version=version, user=user)
    actor = acting_within(actor, lambda who: permissions.may_act(who, exemption))
    if not reason.strip():
        raise Refused("撤销豁免须写明理由；没有提出。")
    exemption.state = _S.LIFTING
    exemption.lifting_by, exemption.lifting_as = user, actor.standing[:80]
    exemption.lifting_at, exemption.lifting_reason = timezone.now(), reason.strip()
    _save(exemption, ["lifting_by", "lifting_as", "lifting_at", "lifting_reason"])
    notices.tell_proposed(exemption, actor)
    log.write(actor, "提出撤销豁免", exemption, after=_told(exemption), reason=reason)
    return exemption


@log.acting()
def answer_lifting(
    *, exemption: Exemption, agrees: bool, answer: str, version: int, user, actor: log.Actor
) -> Exemption:
    """Lift an exemption, so that what it names counts again by what is recorded, or decline to,
    as another person than who proposed it. Raises Refused or Outdated."""
    exemption = _taken(exemption, _S.LIFTING, version=version, user=user)
    actor = acting_within(actor, lambda who: permissions.may_act(who, exemption))
    _check_other(user, exemption.lifting_by_id, exemption.lifting_at, what="提出撤销")
    _check_answer(agrees=agrees, answer=answer)
    fields = []
    if agrees:
        exemption.lifted_by, exemption.lifted_as = user, actor.standing[:80]
        exemption.lifted_at = timezone.now()
        fields = ["lifted_by", "lifted_as", "lifted_at"]
    exemption.state = _S.LIFTED if agrees else _S.IN_FORCE
    _save(exemption, fields)
    notices.tell_lifting_answered(exemption, actor)
    what = "确认撤销豁免" if agrees else "不同意撤销豁免"
    log.write(actor, what, exemption, after=_told(exemption), reason=answer)
    return exemption


def _locked_year(year: Year) -> Year:
    return Year.objects.select_for_update(no_key=True).get(pk=year.pk)


def _taken(exemption: Exemption, *states: ExemptionState, version: int, user) -> Exemption:
    """Return the exemption, locked after its year, in one of these states."""
    year = _locked_year(exemption.year)
    rows = Exemption.objects.select_for_update(of=("self",)).select_related("city")
    found = rows.get(pk=exemption.pk)
    found.year = year
    check_version(found, version)
    if not permissions.may_act(user, found):
        raise Refused("豁免由采集该指标的处室或考核办办理；" + NOTHING)
    if found.state not in states:
        state = found.get_state_display()
        raise Refused(f"{found}现在是“{state}”，不能这样办理；请刷新页面。")
    if why := permissions.why_closed(year):
        raise Refused(why + NOTHING)
    return found


def _check_other(user, other: int | None, at: datetime | None, *, what: str) -> None:
    if by := hand(user, other, at=at):
        raise Refused(f"这是{by}{what}的，须由考核办或责任处室的另一个账号确认；没有办理。")


def _check_answer(*, agrees: bool, answer: str) -> None:
    if not agrees and not answer.strip():
        raise Refused("不同意须写明理由；" + NOTHING)


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


def _save(exemption: Exemption, fields) -> None:
    exemption.version += 1
    exemption.save(update_fields=["state", "version", *fields])


def _told(exemption: Exemption) -> dict:
    return {
        "市州": exemption.city_name,
        "豁免": f"{exemption.subject}（{format_points(exemption.points)} 分）",
        "原因": exemption.get_cause_display(),
        "依据": exemption.document,
        "证明材料": exemption.file_name or "—",
        "状态": exemption.get_state_display(),
    }
