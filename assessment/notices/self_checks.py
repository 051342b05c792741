"""What is told of self-checks: to the 考核办 what comes in, to the city what goes back."""

from django.urls import reverse

from assessment.models import SelfCheck, SelfCheckSubmission
from assessment.notices import kinds, people
from cities.models import Account, Role
from cities.recipients import people_of
from lib.site_words import said
from lib.wording import ended
from trust import log
from trust.notices.actions import notify


def tell_handed_in(check: SelfCheck, submission: SelfCheckSubmission, actor: log.Actor) -> None:
    """The 考核办: a city handed in."""
    late = "（逾期）" if submission.is_late else ""
    left = f"，{submission.unreported} 项未填" if submission.unreported else ""
    _tell(
        list(people.assessment_office()), kinds.SELF_CHECK,
        title=said(f"{check.city.name}已上报自查{late}"),
        body=f"回执 {submission.receipt}{left}。", check=check, actor=actor,
    )  # fmt: skip


def tell_withdrawn(check: SelfCheck, actor: log.Actor) -> None:
    """The 考核办: what was handed in was taken back."""
    _tell(
        list(people.assessment_office()), kinds.SELF_CHECK,
        title=f"{check.city.name}已撤回上报的自查", body="重新上报后再行通知。",
        check=check, actor=actor,
    )  # fmt: skip


def tell_returned(check: SelfCheck, reason: str, actor: log.Actor) -> None:
    """The city: its report came back, and why."""
    _tell(
        list(people_of(Role.CITY, [check.city_id])), kinds.RETURNED,
        title=f"{check.year}自查已退回",
        body=f"理由：{ended(reason)}请核对、补充后重新上报。", check=check, actor=actor,
    )  # fmt: skip


def _tell(
    told: list[Account], kind: str, *, title: str, body: str, check: SelfCheck, actor: log.Actor
) -> None:
    notify(
        told,
        kind=kind,
        title=title,
        body=body,
        link=reverse("self-check", args=[check.year.number, check.city.key]),
        about=check,
        actor=actor,
    )
