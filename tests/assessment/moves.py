"""A year taken from step to step, with a reason for whatever an office has not done."""

from assessment import states
from assessment.actions.years import move_year
from assessment.flow.proposing import confirm_step, propose_step
from assessment.models import Year
from cities.models import Account, Role
from tests import factories
from trust import log

DETAILS = {
    "body": "局长办公会",
    "decided_on": "2018-03-01",
    "document": "会议纪要〔2018〕3号",
    "published_on": "2018-04-01",
    "circular": "通报〔2018〕12号",
    "main_to": "各市州移民管理机构",
}


def excuses(year: Year, to: str) -> dict[str, str]:
    """Return a reason for each thing that is missing and may be excused."""
    step = states.transition(year.state, to)
    lacks = step.guard(year) if step else []
    return {lack.key: "已商定" for lack in lacks if lack.is_excusable}


def told(user: Account) -> dict:
    return {"user": user, "actor": log.Actor(str(user), user, "考核办")}


def second() -> Account:
    """Return another account of the assessment office."""
    held = Account.objects.filter(username="kaohe9").first()
    return held or factories.make_account("kaohe9", role=Role.ASSESSMENT_OFFICE, full_name="考核丑")


def propose(year: Year, to: str, user: Account, **more):
    asked = {"reason": "核对后更正", "excuses": excuses(year, to), "details": DETAILS} | more
    return propose_step(year=year, to=to, **asked, **told(user))


def move_on(year: Year, to: str, user: Account, **more) -> Year:
    """Take a step as pages do, by two persons where it needs two."""
    year = Year.objects.get(pk=year.pk)
    step = states.transition(year.state, to)
    if step is not None and step.by_two:
        return confirm_step(proposal_id=propose(year, to, user, **more).pk, **told(second()))
    asked = {"excuses": excuses(year, to), "details": DETAILS} | more
    return move_year(year=year, to=to, **asked, **told(user))
