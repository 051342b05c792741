"""Correcting a finalised year: one person proposes, another confirms or declines.

Each action locks the year first, so that it and the steps of the year wait for one another.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from assessment import permissions
from assessment.actions.results import Block, Conflict, Entry
from assessment.collection.plausibility import doubts
from assessment.corrections.effect import (
    CorrectedFigure,
    CorrectionEffect,
    Footing,
    effect_on,
    figure_of,
    footing_of,
    is_as_promised,
)
from assessment.engine.snapshot.recomputing import checked
from assessment.flow.proposing import standing_of
from assessment.flow.signing import name_of
from assessment.frozen.actions import Decision, freeze
from assessment.frozen.reading import bytes_of
from assessment.loading.item import measure_of
from assessment.models import Correction, Result, Snapshot, Year
from assessment.models.corrections import LONGEST_CORRECTION_REASON
from assessment.notices import corrections
from cities.substitutes.hands import acting_for, hand, is_own
from trust import log
from trust.refusals import Refused

NOTHING = "没有做任何改动。"
MOVED = (
    "提出更正以后，{what}又有变动，影响与提出时看到的不同，不能照原来的确认；"
    "请由提出人撤回，或选“不同意”，再重新提出。" + NOTHING
)


class EffectChanged(Exception):
    """What would come of it is not what the person saw. effect: as it is now."""

    def __init__(self, effect: CorrectionEffect):
        self.effect = effect
        super().__init__("影响已变")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a figure is to be and why. city: its key; measure: its row's key. ticked: of its
    places those done, None where it has none ticked. seal: of the effect that the person saw."""

    city: str
    measure: int
    value: Decimal
    reason: str
    ticked: tuple[str, ...] | None = None
    document: str = ""
    seal: str = ""


def open_correction(year: Year) -> Correction | None:
    """Return that which waits for its second person. One query."""
    return Correction.objects.open().filter(year=year).with_all().first()


def why_not_correct(year: Year) -> str:
    """Return why nothing of the year can be corrected now, or an empty string. No query."""
    if year.state not in permissions.FROZEN:
        stage = year.get_state_display()
        return (
            f"{year}处于“{stage}”阶段；审定以后发现错误的才按更正程序办理，"
            "现在请按本阶段的办法改正。"
        )
    return ""


def moved_since(correction: Correction, year: Year) -> list[str]:
    """Return what is another than when it was proposed, in words. Four queries."""
    now = standing_of(year)
    return [what for what, told in correction.standing.items() if now.get(what) != told]


@log.acting()
def propose_correction(*, year: Year, wanted: Wanted, user, actor: log.Actor) -> Correction:
    """Propose that a figure be another; the year stays as it is. Raises Refused, or
    EffectChanged where what would come of it is not what the person saw."""
    permissions.check_can_set_up(user)
    year = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    if why := why_not_correct(year):
        raise Refused(f"{why}没有提出。")
    if (waiting := open_correction(year)) is not None:
        raise Refused(
            f"{waiting.proposed_as}已提出更正“{waiting.about}”，还没有答复；"
            "一次只更正一处，请先确认、不同意，或由提出人撤回。没有提出。"
        )
    reason = wanted.reason.strip()[:LONGEST_CORRECTION_REASON]
    if not reason:
        raise Refused("更正须写明理由；没有提出。")
    footing = footing_of(year)
    figure = figure_of(footing, wanted.city, wanted.measure)
    _check_differs(figure, wanted)
    effect = effect_on(footing, figure, wanted.value)
    if effect.seal != wanted.seal:
        raise EffectChanged(effect)
    correction = _new(year, footing, figure, wanted=wanted, effect=effect)
    correction.reason, correction.standing = reason, standing_of(year)
    correction.proposed_by, correction.proposed_as = user, name_of(actor)
    correction.save()
    corrections.tell_proposed(correction, actor)
    _log(actor, "提出更正", correction, told={"依据文号": correction.document})
    return correction


@log.acting()
def confirm_correction(*, correction_id: int, user, actor: log.Actor) -> Correction:
    """Make a correction: write the figure, freeze the year anew.

    Raises Refused: not by whoever proposed it, not once anything moved since, and not where the
    new snapshot would differ from the last one in anything that was not shown.
    """
    correction, year = _waiting(correction_id, user)
    if why := _why_not_confirm(user, correction):
        raise Refused(f"{why}没有办理。")
    result = _cell_of(correction)
    block = Block([result.pk], user, actor, right=permissions.check_can_correct_finalised)
    block.lock()
    if moved := moved_since(correction, year):
        raise Refused(MOVED.format(what="、".join(moved)))
    footing = footing_of(year)
    figure = figure_of(footing, correction.city.key, result.measure_id)
    if effect_on(footing, figure, correction.after).kept != correction.effect:
        raise Refused(MOVED.format(what="得分或名称"))
    correction.version = _written(block, figure, correction, number=footing.snapshot.number + 1)
    correction.snapshot = _frozen(year, footing, correction, user=user, actor=actor)
    correction.confirmed_by, correction.confirmed_as = user, name_of(actor)
    correction.confirmed_at = timezone.now()
    correction.save()
    corrections.tell_made(correction, actor)
    _log(actor, "确认更正", correction, told={"提出人": correction.proposed_as})
    return correction


@log.acting()
def decline_correction(*, correction_id: int, reason: str, user, actor: log.Actor) -> Correction:
    """Say no, with a reason. Raises Refused."""
    correction, _ = _waiting(correction_id, user)
    if hand(user, correction.proposed_by_id, at=correction.proposed_at):
        raise Refused("自己提出的更正请按“撤回”；没有办理。")
    reason = reason.strip()[:LONGEST_CORRECTION_REASON]
    if not reason:
        raise Refused("不同意须写明理由；没有办理。")
    correction.declined_by, correction.declined_as = user, name_of(actor)
    correction.declined_at, correction.answer = timezone.now(), reason
    correction.save()
    corrections.tell_declined(correction, actor)
    log.write(actor, "不同意更正", correction, reason=reason)
    return correction


@log.acting()
def withdraw_correction(*, correction_id: int, user, actor: log.Actor) -> Correction:
    """Take one's own proposal back, or as a substitute that of who is away. Raises Refused."""
    correction, _ = _waiting(correction_id, user)
    if not is_own(user, correction.proposed_by_id):
        raise Refused(f"这项更正由{correction.proposed_as}提出，只能由本人撤回；没有办理。")
    actor = acting_for(actor, correction.proposed_by)
    correction.withdrawn_at = timezone.now()
    correction.save()
    corrections.tell_withdrawn(correction, actor)
    log.write(actor, "撤回更正", correction)
    return correction


def _waiting(correction_id: int, user) -> tuple[Correction, Year]:
    """Return an open correction and its year, the year locked first. Raises Refused."""
    permissions.check_can_set_up(user)
    years = Year.objects.select_for_update(of=("self",), no_key=True)
    year = years.filter(corrections=correction_id).first()
    if year is None:
        raise Refused(f"这项更正已不存在；{NOTHING}")
    rows = year.corrections.select_related("city", "proposed_by")
    correction = rows.select_for_update(of=("self",)).get(pk=correction_id)
    if not correction.is_open:
        raise Refused(f"这项更正已经办结（{correction.state_told}）；{NOTHING}请刷新页面。")
    correction.year = year
    return correction, year


def _why_not_confirm(user, correction: Correction) -> str:
    if by := hand(user, correction.proposed_by_id, at=correction.proposed_at):
        return f"这项更正是{by}提出的，须由考核办的另一个账号确认；"
    if not permissions.can_set_up(correction.proposed_by):
        who = correction.proposed_as
        return f"提出人{who}已不在考核办，不能确认；请选“不同意”后重新提出。"
    return why_not_correct(correction.year)


def _check_differs(figure: CorrectedFigure, wanted: Wanted) -> None:
    record = figure.measure.record
    same_ticks = wanted.ticked is None or wanted.ticked == record.ticked
    if wanted.value == record.value and same_ticks:
        raise Refused("更正后的数与现在的记录相同，没有要更正的；没有提出。")


def _new(
    year: Year,
    footing: Footing,
    figure: CorrectedFigure,
    *,
    wanted: Wanted,
    effect: CorrectionEffect,
) -> Correction:
    measure = figure.measure
    table = footing.standings.of(figure.city).table
    return Correction(
        year=year,
        city_id=table.city_id,
        city_name=table.city,
        indicator_id=figure.item.indicator_id,
        item_name=figure.item.name,
        component=figure.component,
        code=measure.code,
        measure_name=measure.short,
        kind=measure.engine.kind.value,
        unit=measure.engine.unit,
        before=measure.record.value,
        after=wanted.value,
        ticked_before=list(measure.record.ticked),
        ticked_after=list(wanted.ticked or ()),
        document=wanted.document.strip(),
        effect=effect.kept,
        corrected=footing.snapshot,
    )


def doubts_about(correction: Correction) -> list[str]:
    """Return why the figure that it would write deserves a second look. One query."""
    result = _rows_of(correction).select_related("measure__component").first()
    if result is None:
        return []
    return list(doubts(measure_of(result.measure, result).engine, correction.after))


def _cell_of(correction: Correction) -> Result:
    found = _rows_of(correction).first()
    if found is None:
        raise Refused(f"要更正的数据在指标表里已不存在；{NOTHING}")
    return found


def _rows_of(correction: Correction) -> QuerySet[Result]:
    path = "measure__component__item__section__table"
    return Result.objects.filter(
        measure__code=correction.code,
        **{f"{path}__year": correction.year_id, f"{path}__city": correction.city_id},
    )


def _written(block: Block, figure: CorrectedFigure, correction: Correction, *, number: int) -> int:
    """Write the figure, and return the cell's new version. Raises Refused."""
    record = figure.measure.record
    by_what = f"第{number}号更正"
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
        block.write([entry])
    except Conflict as conflict:
        raise Refused(MOVED.format(what="采集结果")) from conflict
    block.confirm([entry.result_id], by_what)
    return block.rows[entry.result_id].version


def _frozen(
    year: Year, footing: Footing, correction: Correction, *, user, actor: log.Actor
) -> Snapshot:
    """Return the new snapshot. Raises Refused where it differs in what was not shown."""
    snapshot = freeze(
        year=year,
        decision=Decision(document=correction.document),
        proposer=correction.proposed_by,
        proposed_as=correction.proposed_as,
        confirmer=user,
        actor=actor,
        kind=Snapshot.Kind.CORRECTED,
        reason=f"{correction.about}，{correction.change}。{correction.reason}",
    )
    after = checked(bytes_of(snapshot))
    if not is_as_promised(
        footing.told, after, unit=correction.city.key, code=correction.code,
        effect=correction.effect,
    ):  # fmt: skip
        raise Refused(f"新快照与{footing.snapshot.named}相比，有更正以外的变化；{NOTHING}")
    return snapshot


def _log(actor: log.Actor, action: str, correction: Correction, *, told: dict) -> None:
    before, after = correction.figures
    moves = {
        unit["name"]: f"总分 {' → '.join(unit['total'])}，名次 {' → '.join(unit['rank'])}"
        for unit in correction.effect["units"]
    }
    log.write(
        actor,
        action,
        correction,
        label=f"{correction} {correction.about}",
        before={"完成值": before},
        after={"完成值": after} | told | moves,
        reason=correction.reason,
    )
