"""Publishing as the 考核办 does, and changing to whom afterwards."""

import time

from assessment.models import Disclosure, Year, YearState
from assessment.publishing.actions import DisclosureChoice, change_disclosure
from tests.assessment.moves import DETAILS, move_on, told


def publish(year: Year, user, *parts: str) -> Year:
    return move_on(year, YearState.PUBLISHED, user, details=DETAILS | {"page": " ".join(parts)})


def change(year: Year, user, *parts: str, reason="更正", seen: int | None = None, **more):
    last = Disclosure.objects.filter(year=year).first()
    choice = DisclosureChoice(**{"main_to": "各市州移民管理机构", "parts": parts} | more)
    return change_disclosure(
        year=year, choice=choice, reason=reason,
        seen=(last.number if last else 0) if seen is None else seen, **told(user),
    )  # fmt: skip


def prove(client) -> None:
    """Let the client have given the password just now."""
    session = client.session
    session["proved_at"] = int(time.time())
    session.save()
