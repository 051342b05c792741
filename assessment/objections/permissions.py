"""Who may do what about objections; every page and action asks here."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from assessment.models import (
    ColumnReview,
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
from cities.substitutes.hands import hand, hand_of, hands_of

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
    told = f"{moment(window.opens_at)} 至 {moment(window.closes_at)}"
    return f"{told}，逾期仍可提出" if window.accepts_late else told


def is_late(window: ObjectionWindow, now: datetime) -> bool:
    """Whether what arrives now is late; late is not the same as closed."""
    return window.closes_at is not None and now > window.closes_at


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
    if is_late(window, now) and not window.accepts_late:
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
    """Return until when a decision may be appealed against; None where there is none to be.

    A term that began to run ends neither earlier nor because the year gives up its second stage.
    """
    if objection.decided_at is None:
        return None
    terms = [objection.appealable_until]
    if window.has_second_stage:
        terms.append(objection.decided_at + timedelta(days=window.appeal_days))
    return max(filter(None, terms), default=None)


def appealable_until(objection: Objection, window: ObjectionWindow) -> datetime | None:
    """Return the end of the term in which the city may still ask for a second decision."""
    if objection.state != ObjectionState.DECIDED or objection.appealed_at is not None:
        return None
    return appeal_due(objection, window)


def why_not_the_one_to_decide(user, objection: Objection) -> str:
    """Return why this person of the assessment office has to leave it to another (回避), or "".

    Who recorded a contested figure or agreed to its column, ever, who answered, who filed, who
    decided before. Six queries at most.
    """
    if by := hand_of(user, _recorders(objection)):
        why = f"所涉数据是{by}录入或复核的，按回避要求须由考核办另一人决定。"
    elif by := hand(user, objection.filed_by_id, at=objection.filed_at):
        why = f"这件申诉是{by}提出的，须由考核办另一人决定。"
    elif by := hand_of(user, _answerers(objection)):
        why = f"处室答复是{by}写的，按回避要求须由考核办另一人决定。"
    elif by := hand_of(user, objection.decisions.values_list("decided_by", "decided_at")):
        why = f"第一次决定是{by}作出的，复议须由考核办另一人决定。"
    else:
        return ""
    return why if _others_to_decide(user, objection) else why + ONE_PERSON


def _recorders(objection: Objection) -> set[tuple[int, datetime]]:
    """Return who wrote or confirmed one of the contested figures, whenever, each with when; who
    agreed to the column that it stands in (复核), too. Two queries."""
    results = Result.objects.filter(
        measure__component__item__in=items_of(objection), measure__code__in=objection.codes
    )
    rows = Result.history.model.objects.filter(id__in=results.values("pk"))
    wrote = {
        (pk, at)
        for *people, at in rows.values_list("recorded_by", "confirmed_by", "history_date")
        for pk in people
        if pk
    }
    return wrote | set(_reviewers(objection))


def _reviewers(objection: Objection):
    """Return who agreed to the columns that hold the item's cells: its office's, or what is
    shared; those of other offices under the same indicator are another matter."""
    offices = items_of(objection).values("offices")
    agreed = ColumnReview.objects.filter(year=objection.year_id, indicator=objection.indicator_id)
    concerned = agreed.filter(Q(office=None) | Q(office__in=offices))
    return concerned.values_list("confirmed_by", "confirmed_at")


def _answerers(objection: Objection):
    answers = objection.messages.filter(kind=ObjectionMessage.Kind.ANSWER)
    return answers.values_list("written_by", "written_at")


def _others_to_decide(user, objection: Objection) -> bool:
    """Say whether anybody else of the assessment office need not leave it to another. Four
    queries."""
    barred = {*hands_of(user), objection.filed_by_id}
    barred |= {pk for pk, _ in [*_recorders(objection), *_answerers(objection)]}
    barred |= set(objection.decisions.values_list("decided_by", flat=True))
    held = Membership.objects.in_force(timezone.localdate())
    people = held.filter(role=Role.ASSESSMENT_OFFICE).values("account")
    others = Account.objects.filter(pk__in=people, is_active=True)
    return others.exclude(pk__in=barred - {None}).exists()
