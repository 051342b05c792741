"""Correcting a finalised year: one person proposes, another confirms or declines.

Each action locks the year first, so that it and the steps of the year wait for one another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from assessment import permissions
from assessment.collection.plausibility import doubts
from assessment.corrections.decisions import (
    CorrectedDecision,
    DecisionWording,
    decision_at,
    doubts_of_decision,
)
from assessment.corrections.effect import (
    Corrected,
    CorrectionEffect,
    Footing,
    Value,
    effect_on,
    footing_of,
    is_as_promised,
)
from assessment.corrections.subjects import (
    Bands,
    CorrectedFigure,
    CorrectedRule,
    Parameter,
    doubts_of_parameter,
    figure_of,
    rule_at,
)
from assessment.corrections.writing import MOVED, NOTHING, cells_of, writer_of
from assessment.engine.bands import as_json
from assessment.engine.snapshot.recomputing import checked
from assessment.flow.proposing import standing_of
from assessment.flow.signing import name_of
from assessment.frozen.actions import Decision, freeze
from assessment.frozen.reading import bytes_of
from assessment.loading.item import measure_of
from assessment.models import Correction, CorrectionFile, ObjectionDecision, Snapshot, Year
from assessment.models.corrections import LONGEST_CORRECTION_REASON
from assessment.notices import corrections
from assessment.scores.standing import Standings
from cities.substitutes.hands import acting_for, acting_within, is_own, same_person
from trust import log
from trust.models import StoredFile
from trust.refusals import Refused
from trust.touched import created


class EffectChanged(Exception):
    """What would come of it is not what the person saw. effect: as it is now."""

    def __init__(self, effect: CorrectionEffect):
        self.effect = effect
        super().__init__("影响已变")


Files = Sequence[tuple[StoredFile, str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a figure, a parameter of a rule, or a decision is to be and why. city: its key; row: the
    key of the measure, of the rule where parameter is named, of the decision where a wording is;
    value None: the rule is to have none. ticked: of its places those done, None where it has none
    ticked. seal: of the effect that the person saw. files: on what it rests, kept, with their
    names."""

    city: str
    row: int
    value: Decimal | Bands | None
    reason: str
    parameter: Parameter | None = None
    wording: DecisionWording | None = None
    ticked: tuple[str, ...] | None = None
    document: str = ""
    seal: str = ""
    files: Files = ()

    @property
    def asked(self) -> Value:
        return self.wording or self.value


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
    """Propose that a figure or a parameter of a rule be another; the year stays as it is. Raises
    Refused, or EffectChanged where what would come of it is not what the person saw."""
    permissions.check_can_set_up(user)
    actor = acting_within(actor, permissions.can_set_up)
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
    subject = subject_of(footing.standings, wanted)
    _check_value(subject, wanted)
    effect = effect_on(footing, subject, wanted.asked)
    if effect.seal != wanted.seal:
        raise EffectChanged(effect)
    correction = _new(year, footing, subject, wanted=wanted, effect=effect)
    correction.reason, correction.standing = reason, standing_of(year)
    correction.proposed_by, correction.proposed_as = user, name_of(actor)
    correction.save()
    _lay(correction, wanted.files, user)
    corrections.tell_proposed(correction, actor)
    told = {"依据文号": correction.document}
    if wanted.files:
        told["附件"] = [f"{name}（SHA-256 {file.sha256}）" for file, name in wanted.files]
    _log(actor, "提出更正", correction, told=told)
    return correction


@log.acting()
def confirm_correction(*, correction_id: int, user, actor: log.Actor) -> Correction:
    """Make a correction: write the figure or the rule, freeze the year anew.

    Raises Refused: not by whoever proposed it, not once anything moved since, and not where the
    new snapshot would differ from the last one in anything that was not shown.
    """
    correction, year = _waiting(correction_id, user)
    if why := _why_not_confirm(user, correction):
        raise Refused(f"{why}没有办理。")
    actor = acting_within(actor, permissions.can_set_up)
    writer = writer_of(correction, user, actor)
    if moved := moved_since(correction, year):
        raise Refused(MOVED.format(what="、".join(moved)))
    footing = footing_of(year)
    subject = writer.subject(footing.standings)
    if effect_on(footing, subject, writer.value).kept != correction.effect:
        raise Refused(MOVED.format(what="得分或名称"))
    correction.version = writer.write(subject, f"第{footing.snapshot.number + 1}号更正")
    correction.snapshot = _frozen(
        year, footing, correction, subject=subject, user=user, actor=actor
    )
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
    if is_own(user, correction.proposed_by_id):
        raise Refused("自己提出的更正请按“撤回”；没有办理。")
    if same := same_person(user, correction.proposed_by, at=correction.proposed_at):
        raise Refused(f"{same}，须由考核办的另一个账号答复；没有办理。")
    reason = reason.strip()[:LONGEST_CORRECTION_REASON]
    if not reason:
        raise Refused("不同意须写明理由；没有办理。")
    actor = acting_within(actor, permissions.can_set_up)
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
    if same := same_person(user, correction.proposed_by, at=correction.proposed_at):
        return f"{same}，须由考核办的另一个账号确认；"
    if not permissions.can_set_up(correction.proposed_by):
        who = correction.proposed_as
        return f"提出人{who}已不在考核办，不能确认；请选“不同意”后重新提出。"
    return why_not_correct(correction.year)


def subject_of(standings: Standings, wanted: Wanted) -> Corrected:
    """Raises Refused: it is there no more."""
    if wanted.wording is not None:
        rows = ObjectionDecision.objects.select_related("objection__year", "objection__city")
        return decision_at(standings, rows.get(pk=wanted.row))
    if wanted.parameter is None:
        return figure_of(standings, wanted.city, wanted.row)
    return rule_at(standings, wanted.city, wanted.row, parameter=wanted.parameter)


def _check_value(subject: Corrected, wanted: Wanted) -> None:
    if isinstance(subject, CorrectedRule):
        same, what = wanted.value == subject.before, "规则"
        why = subject.why_not(wanted.value)
    elif isinstance(subject, CorrectedDecision):
        same, what, why = wanted.wording == subject.before, "决定", ""
    else:
        record, why, what = subject.measure.record, "", "记录"
        same_ticks = wanted.ticked is None or wanted.ticked == record.ticked
        same = wanted.value == record.value and same_ticks
    if same:
        raise Refused(f"更正后的与现在的{what}相同，没有要更正的；没有提出。")
    if why:
        raise Refused(f"{why}没有提出。")


def _new(
    year: Year,
    footing: Footing,
    subject: Corrected,
    *,
    wanted: Wanted,
    effect: CorrectionEffect,
) -> Correction:
    table = footing.standings.of(subject.city).table
    return Correction(
        year=year,
        city_id=table.city_id,
        city_name=table.city,
        indicator_id=subject.item.indicator_id,
        item_name=subject.item.name,
        component=subject.component,
        document=wanted.document.strip(),
        effect=effect.kept,
        corrected=footing.snapshot,
        **_own(subject, wanted),
    )


def _own(subject: Corrected, wanted: Wanted) -> dict:
    """Return what tells which figure, parameter or decision it is, before and after."""
    if isinstance(subject, CorrectedDecision):
        return _of_decision(subject, wanted)
    own = _of_rule(subject) if isinstance(subject, CorrectedRule) else _of(subject, wanted)
    if isinstance(wanted.value, tuple):
        kept = as_json(subject.before or ()), as_json(wanted.value)
        return own | {"bands_before": kept[0], "bands_after": kept[1]}
    return own | {"before": subject.before, "after": wanted.value}


def _of(figure: CorrectedFigure, wanted: Wanted) -> dict:
    measure = figure.measure
    return {
        "code": measure.code,
        "measure_name": measure.short,
        "kind": measure.engine.kind.value,
        "unit": measure.engine.unit,
        "ticked_before": list(measure.record.ticked),
        "ticked_after": list(wanted.ticked or ()),
    }


def _of_rule(rule: CorrectedRule) -> dict:
    return {
        "part": rule.parameter.part,
        "code": rule.parameter.code,
        "measure_name": rule.aimed.short if rule.aimed else "",
        "clause": rule.rule.engine.clause,
        "place": rule.place,
        "unit": rule.unit,
    }


def _of_decision(subject: CorrectedDecision, wanted: Wanted) -> dict:
    return {
        "decision": subject.decision,
        "measure_name": subject.named,
        "outcome_before": subject.before.outcome,
        "outcome_after": wanted.wording.outcome,
        "words_before": subject.before.reason,
        "words_after": wanted.wording.reason,
    }


def _lay(correction: Correction, files: Files, user) -> None:
    created(
        CorrectionFile.objects.bulk_create(
            CorrectionFile(correction=correction, file=file, name=name[:200], added_by=user)
            for file, name in files
        )
    )


def doubts_about(correction: Correction) -> list[str]:
    """Return why what it would write deserves a second look. One query."""
    if correction.decision is not None:
        return doubts_of_decision(correction.decision, correction.outcome_after)
    result = cells_of(correction).select_related("measure__component").first()
    measure = measure_of(result.measure, result).engine if result else None
    if correction.part:
        return doubts_of_parameter(
            correction.part, correction.after, measure=measure, unit=correction.unit
        )
    return list(doubts(measure, correction.after)) if measure else []


def _frozen(
    year: Year,
    footing: Footing,
    correction: Correction,
    *,
    subject: Corrected,
    user,
    actor: log.Actor,
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
    if not is_as_promised(footing.told, after, subject=subject, effect=correction.effect):
        raise Refused(f"新快照与{footing.snapshot.named}相比，有更正以外的变化；{NOTHING}")
    return snapshot


def _log(actor: log.Actor, action: str, correction: Correction, *, told: dict) -> None:
    before, after = correction.figures
    what = "结果" if correction.decision_id else correction.get_part_display() or "完成值"
    moves = {
        unit["name"]: f"总分 {' → '.join(unit['total'])}，名次 {' → '.join(unit['rank'])}"
        for unit in correction.effect["units"]
    }
    log.write(
        actor,
        action,
        correction,
        label=f"{correction} {correction.about}",
        before={what: before},
        after={what: after} | told | moves,
        reason=correction.reason,
    )
