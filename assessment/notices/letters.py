"""What is told of papers that the 考核办 issues."""

from django.urls import reverse

from assessment.models import IssuedPaper
from assessment.notices import kinds
from cities.models import Role
from cities.recipients import people_of
from trust import log
from trust.notices.actions import notify


def tell_issued(issued: IssuedPaper, actor: log.Actor) -> None:
    """The unit that a paper is issued to; nobody where it is to no unit."""
    if issued.place_id is None:
        return
    again = f"（第{issued.number}次印发，以此为准）" if issued.number > 1 else ""
    notify(
        people_of(Role.CITY, [issued.place_id]),
        kind=kinds.RELEASED,
        title=f"{issued.year}初步结果反馈函已印发{again}",
        body="请在“本年文书”下载，并逐项核对；有异议的，在申诉期内从评分卡提出。",
        link=reverse("year-papers", args=[issued.year.number]),
        about=issued,
        actor=actor,
    )
