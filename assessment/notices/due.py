"""What comes near by the planned dates: told seven, three and one day before, each once."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from assessment.models import ObjectionWindow, Round, Year, YearState
from assessment.notices import kinds, people, rectifications
from cities.models import Account
from lib.site_words import said
from trust import log
from trust.notices.actions import Telling, notify_all

#: The most pressing first.
DAYS_BEFORE = (1, 3, 7)
_S = YearState

#: The step that a year is at: whom its end concerns beside the 考核办, and where they act.
_ACT_AT = {
    _S.SELF_CHECK: "self-checks",
    _S.COLLECTING: "collection",
    _S.REVIEW: "sign-offs",
    _S.FEEDBACK: "objections",
}


def tell_due(now: datetime, actor: log.Actor) -> int:
    """Tell of each year's step whose planned end is near, of objections that close, of rounds that
    are due and of what is to be put right; return how many notices. Four queries where nothing is
    near."""
    today = timezone.localdate(now)
    steps = sum(
        _tell(year, today, now, actor=actor) for year in Year.objects.exclude(state=_S.PUBLISHED)
    )
    return steps + _tell_terms(today, actor)


def _tell_terms(today: date, actor: log.Actor) -> int:
    """Tell cities of the terms of what they are to put right, whatever the year's stage; return
    how many notices. One query where nothing is near."""
    tellings = list(rectifications.due_tellings(today, days_before))
    if not tellings:
        return 0
    years = {telling.about.year_id for telling in tellings}
    with log.acting():
        list(Year.objects.select_for_update(no_key=True).filter(pk__in=years).order_by("pk"))
        told = notify_all(tellings, kind=kinds.RECTIFICATION_DUE, actor=actor)
        if told:
            log.write(actor, "整改期限提醒", label="问题清单", after={"通知": len(told)})
    return len(told)


def days_before(closes: date | None, today: date) -> int | None:
    """Return which of DAYS_BEFORE holds today, None where none does. The day itself counts as
    the last."""
    if closes is None or closes < today:
        return None
    left = (closes - today).days
    return next((days for days in DAYS_BEFORE if left <= days), None)


def _tell(year: Year, today: date, now: datetime, *, actor: log.Actor) -> int:
    tellings = [*_step(year, today), *_window(year, today, now), *_rounds(year, today)]
    if not tellings:
        return 0
    with log.acting():
        Year.objects.select_for_update(no_key=True).get(pk=year.pk)  # of two runs one after another
        told = notify_all(tellings, kind=kinds.DUE, actor=actor)
        if told:
            log.write(actor, "临近截止提醒", year, after={"通知": len(told)})
    return len(told)


def _step(year: Year, today: date) -> Iterable[Telling]:
    """Yield what is told of the end of the step that the year is at."""
    closes = year.planned(year.state)[1]
    days = days_before(closes, today)
    if days is None or closes is None or year.state not in _ACT_AT:
        return
    stage = year.get_state_display()
    yield Telling(
        _concerned(year),
        title=said(f"{year}“{stage}”{_left(closes, today)}"),
        body=f"计划于 {closes:%Y-%m-%d} 截止，请按时办理。",
        link=reverse(_ACT_AT[_S(year.state)], args=[year.number]),
        about=year,
        once=f"{year.number} {year.state} {closes} {days}",
    )


def _concerned(year: Year) -> list[Account]:
    """Return who acts in the step that the year is at, with the 考核办."""
    if year.state in (_S.SELF_CHECK, _S.FEEDBACK):
        acting = [person for held in people.cities_of(year).values() for person in held]
    else:
        acting = [*people.offices_of(year)]
    return [*acting, *people.assessment_office()]


def _window(year: Year, today: date, now: datetime) -> Iterable[Telling]:
    """Yield what cities are told of the end of the window for objections."""
    if year.state != _S.FEEDBACK:
        return
    window = ObjectionWindow.objects.filter(
        year=year, closes_at__gte=now, opens_at__lte=now
    ).first()
    if window is None or window.closes_at is None:
        return
    closes_at = timezone.localtime(window.closes_at)
    days = days_before(closes_at.date(), today)
    if days is None:
        return
    yield Telling(
        [person for held in people.cities_of(year).values() for person in held],
        title=f"{year}申诉期{_left(closes_at.date(), today)}",
        body=f"申诉期于 {closes_at:%Y-%m-%d %H:%M} 截止，以到达时间为准；有异议的请按时提出。",
        link=reverse("objections", args=[year.number]),
        about=year,
        once=f"{year.number} objections {closes_at:%Y-%m-%d %H:%M} {days}",
    )


def _rounds(year: Year, today: date) -> Iterable[Telling]:
    """Yield what the offices are told of rounds that are due in three days or in one."""
    if year.state not in (_S.ISSUED, _S.SELF_CHECK, _S.COLLECTING):
        return
    last = today + timedelta(days=3)
    for held in Round.objects.filter(
        year=year, closed_at=None, due_on__gte=today, due_on__lte=last
    ):
        days = days_before(held.due_on, today)
        yield Telling(
            [*people.offices_of(year), *people.assessment_office()],
            title=f"{year}{held.name}{_left(held.due_on, today)}",
            body=f"请于 {held.due_on:%Y-%m-%d} 前（含当日）报送截至 {held.as_of:%Y-%m-%d} 的数。",
            link=reverse("round", args=[year.number, held.number]),
            about=held,
            once=f"{year.number} round {held.number} {held.due_on} {days}",
        )


def _left(closes: date, today: date) -> str:
    left = (closes - today).days
    return f"还剩 {left} 天截止" if left else "今天截止"
