"""What is told of claims: to the offices what comes in, to the city what was decided."""

from django.urls import reverse

from assessment.claims import permissions
from assessment.models import BonusClaim
from assessment.notices import kinds
from cities.models import Account, Role
from cities.recipients import people_of
from lib.rounding import format_points
from lib.wording import ended
from trust import log
from trust.notices.actions import notify


def tell_filed(claim: BonusClaim, *, first: bool, actor: log.Actor) -> None:
    """The offices that collect the indicator."""
    late = "（逾期）" if claim.is_late else ""
    what = f"申报加分{late}" if first else "补充了加分申报"
    _tell(
        _offices(claim), kinds.CLAIM, title=f"{claim.city_name}{what}：{claim.title}"[:200],
        body=f"{claim}，{claim.item_name}，{claim.level}，"
        f"申报加 {format_points(claim.points)} 分。", claim=claim, actor=actor,
    )  # fmt: skip


def tell_withdrawn(claim: BonusClaim, actor: log.Actor) -> None:
    """The offices: there is nothing to decide any more."""
    _tell(
        _offices(claim), kinds.CLAIM, title=f"{claim.city_name}撤回了{claim}",
        body=f"{claim.item_name}：{claim.title}。", claim=claim, actor=actor,
    )  # fmt: skip


def tell_returned(claim: BonusClaim, text: str, actor: log.Actor) -> None:
    """The city: what is lacking."""
    _to_city(claim, "退回补充", f"{claim.title}。要补充：{ended(text)}", actor=actor)


def tell_decided(claim: BonusClaim, reason: str, actor: log.Actor) -> None:
    """The city: what was decided and why."""
    points = "" if claim.taken is None else f"，加 {format_points(claim.taken_points)} 分"
    what = f"{claim.get_state_display()}{points}"
    _to_city(claim, what, f"{claim.title}。理由：{ended(reason)}", actor=actor)


def tell_reopened(claim: BonusClaim, text: str, actor: log.Actor) -> None:
    """The city: the decision is taken back, another will come."""
    _to_city(claim, "原决定撤回，将重新决定", f"{claim.title}。理由：{ended(text)}", actor=actor)


def _to_city(claim: BonusClaim, what: str, body: str, *, actor: log.Actor) -> None:
    _tell(
        list(people_of(Role.CITY, [claim.city_id])), kinds.CLAIM_DECIDED,
        title=f"{claim}：{what}", body=body, claim=claim, actor=actor,
    )  # fmt: skip


def _offices(claim: BonusClaim) -> list[Account]:
    held = permissions.items_of(claim).values("offices")
    return list(people_of(Role.OFFICE, held))


def _tell(
    told: list[Account], kind: str, *, title: str, body: str, claim: BonusClaim, actor: log.Actor
) -> None:
    notify(
        told,
        kind=kind,
        title=title,
        body=body,
        link=reverse("claim", args=[claim.year.number, claim.number]),
        about=claim,
        actor=actor,
    )
