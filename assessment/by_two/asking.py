"""Who asks for the second person, and whose it is to be that one."""

from datetime import datetime

from assessment.by_two.permissions import Decision
from assessment.exemptions.permissions import why_closed as why_no_exemption
from assessment.models import Year
from assessment.vetoes.permissions import why_closed as why_no_veto
from cities.substitutes.hands import hand


def asked_by(decision: Decision) -> tuple[int | None, datetime | None]:
    """Return who proposed what waits, the decision itself or that it be lifted, and when."""
    if decision.state == "lifting":
        return decision.lifting_by_id, decision.lifting_at
    return decision.proposed_by_id, decision.proposed_at


def to_confirm(year: Year, user) -> dict[str, int]:
    """Return how many exemptions and vetoes wait for this person as the second: none that it, or
    who counts as it, proposed. A query each while they are decided at all, two more for 代办."""
    rows: dict[str, list[Decision]] = {
        "exemptions": [] if why_no_exemption(year) else list(year.exemptions.waiting_for(user)),
        "vetoes": [] if why_no_veto(year) else list(year.vetoes.waiting_for(user)),
    }
    return {what: sum(_is_anothers(each, user) for each in held) for what, held in rows.items()}


def _is_anothers(decision: Decision, user) -> bool:
    by, at = asked_by(decision)
    return not hand(user, by, at=at)
