"""What is told of rounds: to the offices when one is opened; to a city what it lags behind in."""

from django.urls import reverse

from assessment.models import Round, RoundAlert
from assessment.notices import kinds, people
from cities.models import Role
from cities.recipients import people_of
from lib.wording import ended
from trust import log
from trust.notices.actions import notify


def tell_opened(held: Round, actor: log.Actor) -> None:
    """The collecting offices: a round is opened."""
    _to_offices(
        held,
        actor,
        title=f"{held.year}{held.told}已开展",
        body=f"请于 {held.due_on:%Y-%m-%d} 前（含当日）报送截至 {held.as_of:%Y-%m-%d} 的数；"
        "已录入采集表的可以一次取用。",
    )


def tell_reopened(held: Round, actor: log.Actor) -> None:
    """The collecting offices: they may report again, and why."""
    _to_offices(
        held,
        actor,
        title=f"{held.year}{held.name}已重新开放",
        body=f"原因：{ended(held.reopened_reason)}"
        f"请于 {held.due_on:%Y-%m-%d} 前（含当日）核对、更正。",
    )


def tell_alerted(alert: RoundAlert, actor: log.Actor) -> None:
    """The city: what it lags behind in, and by when it answers."""
    reply = f"请于 {alert.reply_by:%Y-%m-%d} 前书面反馈。" if alert.reply_by else ""
    _to_city(
        alert,
        actor,
        title=f"{alert.named}预警通知单",
        body=f"截至 {alert.as_of:%Y-%m-%d}，{len(alert.lines)} 项滞后于序时进度。{reply}",
    )


def tell_alert_withdrawn(alert: RoundAlert, actor: log.Actor) -> None:
    """The city: the paper does not stand any more, and why."""
    _to_city(
        alert,
        actor,
        title=f"{alert.named}预警通知单已撤回",
        body=f"原因：{ended(alert.withdrawn_reason)}",
    )


def _to_offices(held: Round, actor: log.Actor, *, title: str, body: str) -> None:
    notify(
        people.offices_of(held.year),
        kind=kinds.ROUND,
        title=title,
        body=body,
        link=reverse("round", args=[held.year.number, held.number]),
        about=held,
        actor=actor,
    )


def _to_city(alert: RoundAlert, actor: log.Actor, *, title: str, body: str) -> None:
    notify(
        people_of(Role.CITY, [alert.city_id]),
        kind=kinds.ALERT,
        title=title,
        body=body,
        link=reverse("alert", args=[alert.year.number, alert.serial]),
        about=alert,
        actor=actor,
    )
