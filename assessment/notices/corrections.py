"""What is told of corrections: to the second person, to the city, to those whose rank moved."""

from django.urls import reverse

from assessment.models import Correction, Item
from assessment.notices import kinds, people
from cities.models import Account, Role
from cities.recipients import people_of
from lib.wording import ended
from trust import log
from trust.notices.actions import Telling, notify, notify_all


def tell_proposed(correction: Correction, actor: log.Actor) -> None:
    """The other people of the 考核办: a correction waits for a second person."""
    _tell(
        _others(correction), kinds.PROPOSAL, title=f"{correction.year}更正：待您确认",
        body=f"{correction.proposed_as}提出：{correction.about}，{correction.change}。"
        f"理由：{ended(correction.reason)}",
        correction=correction, actor=actor,
    )  # fmt: skip


def tell_withdrawn(correction: Correction, actor: log.Actor) -> None:
    """The other people of the 考核办: nothing waits any more."""
    _tell(
        _others(correction), kinds.PROPOSAL, title=f"{correction.year}更正：提议已撤回",
        body="无须再确认。", correction=correction, actor=actor,
    )  # fmt: skip


def tell_declined(correction: Correction, actor: log.Actor) -> None:
    """Whoever proposed: it was not agreed to, and why."""
    _tell(
        _proposer(correction), kinds.PROPOSAL,
        title=f"您提出的更正未获同意：{correction.about}",
        body=f"办理人：{actor.name}。理由：{ended(correction.answer)}",
        correction=correction, actor=actor,
    )  # fmt: skip


def tell_made(correction: Correction, actor: log.Actor) -> None:
    """The city whose figure it is and the offices that collect it; other cities only that their
    rank is another; whoever proposed it."""
    of_it = {"correction": correction, "actor": actor}
    title = f"{correction.year}{correction.named}：{correction.about}"
    body = f"{correction.change}。理由：{ended(correction.reason)}"
    own = people_of(Role.CITY, [correction.city_id])
    items = Item.objects.filter(
        indicator=correction.indicator_id,
        section__table__year=correction.year_id,
        section__table__city=correction.city_id,
    )
    offices = people_of(Role.OFFICE, items.values("offices"))
    _tell([*own, *offices], kinds.CORRECTION, title=title, body=body, **of_it)
    _tell_moved(correction, actor)
    _tell(
        _proposer(correction), kinds.PROPOSAL, title=f"您提出的更正已确认：{correction.about}",
        body=f"办理人：{actor.name}。", **of_it,
    )  # fmt: skip


def _tell_moved(correction: Correction, actor: log.Actor) -> None:
    year = correction.year
    ranks = {unit["key"]: unit["rank"] for unit in correction.effect["units"]}
    tellings = [
        Telling(
            held,
            title=f"{year}{correction.named}后名次有变",
            body=f"本单位由第 {before} 名变为第 {after} 名，详见评分卡。",
            link=reverse("scorecard", args=[year.number, city.key]),
            about=year,
        )
        for city, held in people.cities_of(year).items()
        for before, after in [ranks.get(city.key, (None, None))]
        if city.pk != correction.city_id and before != after
    ]
    notify_all(tellings, kind=kinds.CORRECTION, actor=actor)


def _others(correction: Correction) -> list[Account]:
    return people.others_than(correction.proposed_by_id)


def _proposer(correction: Correction) -> list[Account]:
    return people.whoever_acts_as(correction.proposed_by_id)


def _tell(
    told: list[Account], kind: str, *, title: str, body: str, correction: Correction,
    actor: log.Actor,
) -> None:  # fmt: skip
    notify(
        told,
        kind=kind,
        title=title,
        body=body,
        link=reverse("correction", args=[correction.year.number, correction.pk]),
        about=correction,
        actor=actor,
    )
