"""What is told of veto decisions: who has to answer, and the city once it concerns it."""

from django.urls import reverse

from assessment.models import Item, VetoDecision, VetoState
from assessment.notices import kinds, people
from cities.models import Account, Role
from cities.recipients import people_of
from lib.wording import ended
from trust import log
from trust.notices.actions import notify


def tell_proposed(decision: VetoDecision, actor: log.Actor) -> None:
    """Those of whom another has to answer."""
    what = "提出解除" if decision.state == VetoState.LIFTING else "提出"
    reason = decision.lifting_reason if decision.state == VetoState.LIFTING else decision.ground
    _tell(
        _deciders(decision), title=f"{what}{decision}：{decision.city_name}",
        body=f"{decision.item_name}：{decision.clause}。理由：{ended(reason)}请另一人确认。",
        decision=decision, actor=actor,
    )  # fmt: skip


def tell_answered(decision: VetoDecision, actor: log.Actor) -> None:
    """The city that a veto holds, and those who decide whatever was answered."""
    title = f"{decision}{decision.get_state_display()}：{decision.city_name}"
    body = f"{decision.item_name}：{decision.clause}。"
    if decision.answer:
        body += f"答复：{ended(decision.answer)}"
    told = _deciders(decision)
    if decision.state == VetoState.IN_FORCE:
        told = [*told, *_city(decision)]
        body += f"后果：{decision.get_rule_kind_display()}。"
    _tell(told, title=title, body=body, decision=decision, actor=actor)


def tell_lifting_answered(decision: VetoDecision, actor: log.Actor) -> None:
    """The city that a veto is lifted; that it is not, those who decide alone."""
    lifted = decision.state == VetoState.LIFTED
    told = [*_deciders(decision), *(_city(decision) if lifted else [])]
    title = f"{decision}{'已解除' if lifted else '不予解除'}：{decision.city_name}"
    body = f"{decision.item_name}：{decision.clause}。"
    _tell(told, title=title, body=body, decision=decision, actor=actor)


def _deciders(decision: VetoDecision) -> list[Account]:
    items = Item.objects.filter(
        section__table__year=decision.year_id,
        section__table__city=decision.city_id,
        indicator=decision.indicator_id,
    )
    return [*people.assessment_office(), *people_of(Role.OFFICE, items.values("offices"))]


def _city(decision: VetoDecision) -> list[Account]:
    return list(people_of(Role.CITY, [decision.city_id]))


def _tell(told: list[Account], *, title: str, body: str, decision: VetoDecision, actor) -> None:
    notify(
        told,
        kind=kinds.VETO,
        title=title[:200],
        body=body,
        link=reverse("veto", args=[decision.year.number, decision.number]),
        about=decision,
        actor=actor,
    )
