"""What is told of 问题清单: to the city what it is to put right, to the 考核办 what it answered."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from assessment.models import Rectification, RectificationMessage
from assessment.notices import kinds, people
from assessment.rectification.permissions import OPEN_STAGES
from cities.models import Account, Role
from cities.recipients import people_by_place, people_of
from lib.wording import ended
from trust import log
from trust.notices.actions import Telling, notify

_K = RectificationMessage.Kind


def tell_issued(found: Rectification, actor: log.Actor) -> None:
    """The city: what it is to put right, by when."""
    _tell(
        _city(found), title=f"{found}：请于 {found.due_on:%Y-%m-%d} 前整改",
        body=f"{ended(found.problem[:200])}整改要求：{ended(found.demand[:200])}", found=found,
        actor=actor,
    )  # fmt: skip


def tell_said(found: Rectification, message: RectificationMessage, actor: log.Actor) -> None:
    """The other side: the 考核办 that the city answered, the city how that was judged."""
    if message.kind == _K.ANSWER:
        late = "（逾期）" if found.was_late() else ""
        _tell(
            list(people.assessment_office()), title=f"{found.city_name}已报送整改情况{late}",
            body=f"{found}：{ended(found.problem[:200])}请核查后销号或退回。", found=found,
            actor=actor,
        )  # fmt: skip
        return
    done = {
        _K.CLOSE: "已销号",
        _K.RETURN: "被退回，请继续整改",
        _K.REOPEN: "重新打开，请继续整改",
        _K.WITHDRAW: "已撤销，无须再整改",
    }
    words = done[_K(message.kind)]
    _tell(_city(found), title=f"{found}{words}", body=ended(message.text), found=found, actor=actor)


def tell_changed(found: Rectification, text: str, actor: log.Actor) -> None:
    """The city: it has another term."""
    _tell(_city(found), title=f"{found}的整改期限有变", body=text, found=found, actor=actor)


def due_tellings(today: date, days_before) -> Iterable[Telling]:
    """Yield what each city is told of terms that come near. days_before(day, today): as
    assessment.notices.due has it. Two queries, one where nothing is near."""
    waiting = Rectification.objects.filter(
        state__in=["issued", "returned"], due_on__gte=today, year__state__in=OPEN_STAGES
    ).select_related("year", "city")
    near = [(row, days) for row in waiting if (days := days_before(row.due_on, today)) is not None]
    if not near:
        return
    held = people_by_place(Role.CITY, [row.city_id for row, _ in near])
    for row, days in near:
        left = (row.due_on - today).days
        yield Telling(
            held.get(row.city, []),
            title=f"{row}整改期限{f'还剩 {left} 天' if left else '今天截止'}",
            body=f"{ended(row.problem[:200])}请于 {row.due_on:%Y-%m-%d} 前报送整改情况。",
            link=_link(row),
            about=row,
            once=f"{row.pk} {row.due_on} {days}",
        )


def _city(found: Rectification) -> list[Account]:
    return list(people_of(Role.CITY, [found.city_id]))


def _link(found: Rectification) -> str:
    return reverse("rectification", args=[found.year.number, found.number])


def _tell(told: list[Account], *, title: str, body: str, found: Rectification, actor) -> None:
    notify(
        told,
        kind=kinds.RECTIFICATION,
        title=title,
        body=body,
        link=_link(found),
        about=found,
        actor=actor,
    )
