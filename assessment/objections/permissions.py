"""Who may do what about objections; every page and action asks here."""

from datetime import datetime, timedelta

from django.utils import timezone

from assessment.models import (
    Item,
    Objection,
    ObjectionMessage,
    ObjectionState,
    ObjectionWindow,
    Result,
    Year,
    YearState,
)
from assessment.querysets import RELEASED_STATES
from cities.models import Account, Membership, Role
from cities.permissions import persona_of

ONE_PERSON = (
    "考核办现在没有别的在用账号可以决定；"
    "请系统管理员在“系统设置”的“账号”里再开一个考核办账号，由另一人决定。"
)


def sees_objections(user) -> bool:
    """The province's people, the auditor and cities; counties and administrators do not."""
    persona = persona_of(user)
    return persona.sees_all_cities or persona.is_city


def window_of(year: Year) -> ObjectionWindow:
    """Return the year's terms, those of a year that has none set if need be. One query."""
    return ObjectionWindow.objects.filter(year=year).first() or ObjectionWindow(year=year)


def is_city(user, objection: Objection) -> bool:
    return objection.city_id in persona_of(user).city_ids


def is_office(user, objection: Objection) -> bool:
    """Whether one of the person's offices collects the item. A query for who is of an office."""
    own = persona_of(user).office_ids
    return bool(own) and items_of(objection).filter(offices__in=own).exists()


def is_assessment_office(user, objection: Objection) -> bool:
    return persona_of(user).is_assessment_office


def items_of(objection: Objection):
    """Return the item that it is about as the city's table stands today."""
    return Item.objects.filter(
        section__table__year=objection.year_id,
        section__table__city=objection.city_id,
        indicator=objection.indicator_id,
    )


def moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def window_told(window: ObjectionWindow) -> str:
    """Return the window in words, "" where it is not set."""
    if not (window.opens_at and window.closes_at):
        return ""
    return f"{moment(window.opens_at)} 至 {moment(window.closes_at)}"


def why_not_to_file(year: Year, window: ObjectionWindow, now: datetime) -> str:
    """Return why no city may object now, or an empty string. now: when it arrived."""
    if year.state not in RELEASED_STATES:
        return f"{year}处于“{year.get_state_display()}”阶段，得分尚未反馈，现在不能提出申诉。"
    if year.state != YearState.FEEDBACK:
        return (
            f"{year}处于“{year.get_state_display()}”阶段，申诉已结束；确有错误的请联系考核办更正。"
        )
    if not (window.opens_at and window.closes_at):
        return "考核办还没有设定申诉的起止时间，现在不能提出申诉；请联系考核办。"
    if now < window.opens_at:
        return f"申诉期从 {moment(window.opens_at)} 开始，现在还不能提出；请届时再办。"
    if now > window.closes_at:
        return (
            f"申诉期已于 {moment(window.closes_at)} 截止，以到达时间为准；"
            "已提出的申诉照常办理。确需补提的，请说明原因，联系考核办延长申诉期。"
        )
    return ""


def why_closed(objection: Objection) -> str:
    """Return why nothing may be done about an objection now, whoever asks, or ""."""
    year = objection.year
    if year.state != YearState.FEEDBACK:
        return f"{year}处于“{year.get_state_display()}”阶段，申诉只能查看；请联系考核办。"
    return ""


def answer_due(objection: Objection, window: ObjectionWindow) -> datetime:
    return objection.filed_at + timedelta(days=window.answer_days)


def appeal_due(objection: Objection, window: ObjectionWindow) -> datetime | None:
    """Return until when a decision may be appealed against; None where there is none to be."""
    if not window.has_second_stage or objection.decided_at is None:
        return None
    return objection.decided_at + timedelta(days=window.appeal_days)


def appealable_until(objection: Objection, window: ObjectionWindow) -> datetime | None:
    """Return the end of the term in which the city may still ask for a second decision."""
    if objection.state != ObjectionState.DECIDED or objection.appealed_at is not None:
        return None
    return appeal_due(objection, window)


def why_not_the_one_to_decide(user, objection: Objection) -> str:
    """Return why this person of the assessment office has to leave it to another (回避), or "".

    Who recorded a contested figure, ever, who answered, who filed, who decided before. Four
    queries at most.
    """
    if user.pk in _recorders(objection):
        why = "所涉数据是您录入或复核的，按回避要求须由考核办另一人决定。"
    elif user.pk == objection.filed_by_id:
        why = "这件申诉是您提出的，须由考核办另一人决定。"
    elif _answered(user, objection):
        why = "处室答复是您写的，按回避要求须由考核办另一人决定。"
    elif objection.decisions.filter(decided_by=user).exists():
        why = "第一次决定是您作出的，复议须由考核办另一人决定。"
    else:
        return ""
    return why if _others_to_decide(user, objection) else why + ONE_PERSON


def _recorders(objection: Objection) -> set[int | None]:
    """Return who wrote or confirmed one of the contested figures, whenever. One query."""
    results = Result.objects.filter(
        measure__component__item__in=items_of(objection), measure__code__in=objection.codes
    )
    rows = Result.history.model.objects.filter(id__in=results.values("pk"))
    return {pk for row in rows.values_list("recorded_by", "confirmed_by") for pk in row if pk}


def _answered(user, objection: Objection) -> bool:
    answers = objection.messages.filter(kind=ObjectionMessage.Kind.ANSWER)
    return answers.filter(written_by=user).exists()


def _others_to_decide(user, objection: Objection) -> bool:
    """Say whether anybody else of the assessment office need not leave it to another. Four
    queries."""
    answers = objection.messages.filter(kind=ObjectionMessage.Kind.ANSWER)
    barred = {user.pk, objection.filed_by_id, *_recorders(objection)}
    barred |= set(answers.values_list("written_by", flat=True))
    barred |= set(objection.decisions.values_list("decided_by", flat=True))
    held = Membership.objects.in_force(timezone.localdate())
    people = held.filter(role=Role.ASSESSMENT_OFFICE).values("account")
    others = Account.objects.filter(pk__in=people, is_active=True)
    return others.exclude(pk__in=barred - {None}).exists()
