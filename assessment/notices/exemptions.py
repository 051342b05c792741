"""What is told of exemptions: who has to answer, and the city once it concerns it."""

from django.urls import reverse

from assessment.models import Exemption, ExemptionState, Item
from assessment.notices import kinds, people
from cities.models import Account, Role
from cities.recipients import people_of
from lib.rounding import format_points
from lib.wording import ended
from trust import log
from trust.notices.actions import notify


def tell_proposed(exemption: Exemption, actor: log.Actor) -> None:
    """Those of whom another has to answer."""
    is_lifting = exemption.state == ExemptionState.LIFTING
    what = "提出撤销" if is_lifting else "提出"
    reason = exemption.lifting_reason if is_lifting else exemption.plea
    _tell(
        _deciders(exemption), title=f"{what}{exemption}：{exemption.city_name}",
        body=f"{_about(exemption)}理由：{ended(reason)}请另一人确认。",
        exemption=exemption, actor=actor,
    )  # fmt: skip


def tell_answered(exemption: Exemption, actor: log.Actor) -> None:
    """The city for which something does not count, and those who decide whatever was answered."""
    body = _about(exemption)
    if exemption.answer:
        body += f"答复：{ended(exemption.answer)}"
    told = _deciders(exemption)
    if exemption.state == ExemptionState.IN_FORCE:
        told = [*told, *_city(exemption)]
        body += "本年度不计入应得分和得分，所在部分按其余分值折算。"
    title = f"{exemption}{exemption.get_state_display()}：{exemption.city_name}"
    _tell(told, title=title, body=body, exemption=exemption, actor=actor)


def tell_lifting_answered(exemption: Exemption, actor: log.Actor) -> None:
    """The city that something counts again; that it does not, those who decide alone."""
    is_lifted = exemption.state == ExemptionState.LIFTED
    told = [*_deciders(exemption), *(_city(exemption) if is_lifted else [])]
    title = f"{exemption}{'已撤销' if is_lifted else '不予撤销'}：{exemption.city_name}"
    body = _about(exemption)
    if is_lifted:
        body += f"理由：{ended(exemption.lifting_reason)}恢复计分。"
    _tell(told, title=title, body=body, exemption=exemption, actor=actor)


def _about(exemption: Exemption) -> str:
    points = format_points(exemption.points)
    return f"{exemption.subject}（{points} 分），{exemption.get_cause_display()}。"


def _deciders(exemption: Exemption) -> list[Account]:
    items = Item.objects.filter(
        section__table__year=exemption.year_id,
        section__table__city=exemption.city_id,
        indicator=exemption.indicator_id,
    )
    return [*people.assessment_office(), *people_of(Role.OFFICE, items.values("offices"))]


def _city(exemption: Exemption) -> list[Account]:
    return list(people_of(Role.CITY, [exemption.city_id]))


def _tell(told: list[Account], *, title: str, body: str, exemption: Exemption, actor) -> None:
    notify(
        told,
        kind=kinds.EXEMPTION,
        title=title[:200],
        body=body,
        link=reverse("exemption", args=[exemption.year.number, exemption.number]),
        about=exemption,
        actor=actor,
    )
