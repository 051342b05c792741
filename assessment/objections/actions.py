"""Writing about objections: the window, filing, the thread, withdrawal, the second request.

Each action locks the year first, so that it and 审定 wait for one another. What is decided is
in assessment.objections.deciding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Max
from django.utils import timezone

from assessment.collection.shown import shown_value
from assessment.models import (
    Objection,
    ObjectionFile,
    ObjectionMessage,
    ObjectionState,
    Year,
)
from assessment.models.objections import as_kept
from assessment.notices.objections import tell_filed, tell_said
from assessment.objections import permissions
from assessment.objections.states import Step, step_of
from assessment.objections.subjects import Subject
from assessment.scores.standing import CityStanding
from cities.permissions import persona_of
from cities.substitutes.hands import acting_within
from lib.rounding import round_half_up
from lib.site_words import said
from trust import log
from trust.models import StoredFile
from trust.refusals import Refused
from trust.touched import created
from trust.twice import just_made
from trust.versions import check_version

Files = Sequence[tuple[StoredFile, str]]
_K = ObjectionMessage.Kind


class AlreadyFiled(Refused):
    """There is one to the same thing. objection: that one."""

    def __init__(self, objection: Objection, why: str):
        self.objection = objection
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Claim:
    """claimed: the figure that is wanted; None: 不应扣分. arrived_at: when it reached the site."""

    subject: Subject
    claimed: Decimal | None
    reason: str
    arrived_at: datetime


@log.acting()
def file_objection(
    *, year: Year, standing: CityStanding, claim: Claim, files: Files, user, actor: log.Actor
) -> Objection:
    """Object to one figure or deduction of one's own city. Raises Refused or AlreadyFiled.

    standing: of the city, in which the subject was found.
    """
    year = locked_year(year.number)
    window, table, subject = permissions.window_of(year), standing.table, claim.subject
    if table.city_id not in persona_of(user).city_ids:
        raise Refused(said("只有本市州可以对自己的得分提出申诉；没有提出。"))
    if why := permissions.why_not_to_file(year, window, claim.arrived_at):
        raise Refused(f"{why}本次没有提出。")
    _check_claim(claim)
    _check_not_filed(year, table.city_id, claim, user=user)
    newest = year.objections.aggregate(newest=Max("number", default=0))["newest"]
    objection = Objection.objects.create(
        year=year,
        number=newest + 1,
        city_id=table.city_id,
        city_name=table.city,
        indicator_id=subject.item.indicator_id,
        item_name=subject.item.name,
        component=subject.component,
        kind=subject.kind,
        subject=subject.key,
        codes=[measure.code for measure in subject.measures],
        words=subject.words,
        filed_figures=subject.stands,
        deduction=round_half_up(subject.deduction, 3),
        claimed=claim.claimed,
        wanted=_wanted(claim),
        reason=claim.reason.strip(),
        filed_by=user,
        filed_as=actor.standing[:80],
        filed_at=claim.arrived_at,
        is_late=permissions.is_late(window, claim.arrived_at),
    )
    _lay(objection, files, user)
    tell_filed(objection, actor)
    log.write(
        actor,
        "提出申诉",
        objection,
        after={
            "对象": objection.told,
            "记录": subject.figures,
            "扣分": objection.deduction,
            "要求": objection.wanted,
            "附件": _named(files),
            **({"逾期": "是"} if objection.is_late else {}),
        },
        reason=objection.reason,
    )
    return objection


@log.acting()
def write_message(
    *, objection: Objection, text: str, files: Files, user, actor: log.Actor
) -> ObjectionMessage:
    """Add a line to the thread, from any side, while it is open; one press that was sent twice
    adds one. Raises Refused."""
    objection = locked(objection)
    if why := why_not_to_write(user, objection):
        raise Refused(f"{why}没有保存。")
    actor = acting_within(actor, lambda who: not why_not_to_write(who, objection))
    same = objection.messages.filter(kind=_K.MESSAGE, text=text.strip(), written_by=user)
    there = just_made(same.order_by("pk"), "written_at")
    if there is not None and _files_of(there) == {file.pk for file, _ in files}:
        return there
    return _say(objection, _K.MESSAGE, text, files=files, user=user, actor=actor)


@log.acting()
def answer_objection(
    *, objection: Objection, text: str, files: Files, version: int, user, actor: log.Actor
) -> Objection:
    """Answer for the collecting office. Raises Refused or Outdated."""
    objection, step = taken(objection, "answer", version=version, user=user)
    actor = acting_within(actor, lambda who: step.who(who, objection))
    _say(objection, _K.ANSWER, text, files=files, user=user, actor=actor)
    return moved_on(objection, step.target)


@log.acting()
def withdraw_objection(
    *, objection: Objection, text: str, version: int, user, actor: log.Actor
) -> Objection:
    """Take an objection back, or the request for a second decision: then the first one stands.

    Raises Refused or Outdated. text: why, may be empty.
    """
    objection, step = taken(objection, "withdraw", version=version, user=user)
    kind = _K.KEPT if objection.state == ObjectionState.APPEALED else _K.WITHDRAWAL
    _say(objection, kind, text or kind.label, files=(), user=user, actor=actor)
    return moved_on(objection, step.target)


@log.acting()
def appeal_decision(
    *, objection: Objection, text: str, files: Files, version: int, user, actor: log.Actor
) -> Objection:
    """Ask for a second decision, once and in its term. Raises Refused or Outdated."""
    objection, step = taken(objection, "appeal", version=version, user=user)
    _say(objection, _K.APPEAL, text, files=files, user=user, actor=actor)
    return moved_on(objection, step.target, appealed_at=timezone.now())


def why_not_to_write(user, objection: Objection) -> str:
    """Return why this person may not add to the thread now, or an empty string."""
    sides = (permissions.is_city, permissions.is_office, permissions.is_assessment_office)
    if not any(is_side(user, objection) for is_side in sides):
        return "这件申诉您只能查看。"
    if not objection.is_open:
        return f"申诉“{objection.get_state_display()}”，不再补充说明。"
    return permissions.why_closed(objection)


def locked_year(number: int) -> Year:
    return Year.objects.select_for_update(no_key=True).get(number=number)


def locked(objection: Objection) -> Objection:
    """Return the objection as it stands, locked after its year."""
    year = locked_year(objection.year.number)
    found = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    found.year = year
    return found


def taken(objection: Objection, name: str, *, version: int | None, user) -> tuple[Objection, Step]:
    """Return the objection, locked, with the step of this name. Raises Refused or Outdated."""
    objection = locked(objection)
    check_version(objection, version)
    if why := permissions.why_closed(objection):
        raise Refused(f"{why}没有办理。")
    step = step_of(objection, name)
    if step is None:
        raise Refused(
            f"{objection}现在是“{objection.get_state_display()}”，不能这样办理；请刷新页面。"
        )
    if not step.who(user, objection):
        raise Refused(f"您不能办理“{step.label}”；没有办理。")
    window = permissions.window_of(objection.year)
    if why := step.guard(objection, window, timezone.now()):
        raise Refused(f"{why}没有办理。")
    return objection, step


def moved_on(objection: Objection, to: ObjectionState, **more) -> Objection:
    """Save the objection's new state, as a new version."""
    objection.state = to
    objection.version += 1
    for name, value in more.items():
        setattr(objection, name, value)
    objection.save(update_fields=["state", "version", *more])
    return objection


def _check_claim(claim: Claim) -> None:
    if not claim.reason.strip():
        raise Refused("请写明申诉理由；没有提出。")
    subject = claim.subject
    if claim.claimed is None:
        if not subject.deduction:
            raise Refused("这里没有扣分，不能要求“不应扣分”；请填写应为多少。没有提出。")
    elif len(subject.measures) != 1:
        raise Refused("这一扣分涉及几个数据，请对具体的数据提出申诉；没有提出。")
    elif as_kept(claim.claimed) == as_kept(subject.measures[0].record.value):
        raise Refused("要求的数与现在的记录相同，请核对；没有提出。")


def _check_not_filed(year: Year, city: int, claim: Claim, *, user) -> None:
    """Raise AlreadyFiled where one is open, or decided and the figures stand as decided."""
    alike = year.objections.filter(city=city, subject=claim.subject.key).select_related("year")
    for objection in alike.exclude(state=ObjectionState.WITHDRAWN).order_by("-number"):
        if objection.is_open:
            raise AlreadyFiled(
                objection, f"对此已有{objection}正在办理，没有重复提出；可以在那里补充说明。"
            )
        if objection.stood == claim.subject.stands:
            raise AlreadyFiled(
                objection, f"对此已有{objection}并已作出决定，记录此后没有变化，没有再次提出。"
            )


def _wanted(claim: Claim) -> str:
    if claim.claimed is None:
        return "不应扣分"
    measure = claim.subject.measures[0].engine
    unit = "%" if measure.kind.value == "比率" else measure.unit
    return f"应为 {shown_value(claim.claimed, measure.kind)} {unit}".rstrip()


def _say(
    objection: Objection, kind: ObjectionMessage.Kind, text: str, *, files: Files, user, actor
) -> ObjectionMessage:
    text = text.strip()
    if not text:
        raise Refused("请填写内容；没有保存。")
    message = ObjectionMessage.objects.create(
        objection=objection, kind=kind, text=text, written_by=user, written_as=actor.standing[:80]
    )
    _lay(objection, files, user, message=message)
    tell_said(objection, kind, actor)
    log.write(actor, kind.label, objection, after={"内容": text, "附件": _named(files)})
    return message


def _lay(objection: Objection, files: Files, user, *, message=None) -> None:
    created(
        ObjectionFile.objects.bulk_create(
            ObjectionFile(
                objection=objection, message=message, file=file, name=name[:200], added_by=user
            )
            for file, name in files
        )
    )


def _files_of(message: ObjectionMessage) -> set[int]:
    return set(message.files.values_list("file", flat=True))


def _named(files: Files) -> list[str]:
    return [f"{name}（SHA-256 {file.sha256}）" for file, name in files]
