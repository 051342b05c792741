"""What the people of the demo do at each stage of a year, up to the figures that they record."""

import random
from decimal import Decimal

from django.db.models import QuerySet

from assessment import states
from assessment.actions.results import Entry, record_block
from assessment.actions.tables import confirm_table, issue_table, settle_concern
from assessment.actions.years import move_year
from assessment.flow.proposing import confirm_step, propose_step
from assessment.models import CityTable, Concern, Measure, Result, Year, YearState
from assessment.next_year.differences import to_confirm
from cities.models import Account, Office, Role
from portal.demo.self_checks import report_own_figures
from portal.demo.sites import DemoSite
from trust import log

#: Why something that is missing is not waited for.
NOT_ASKED = "演示：本年度由责任处室直接采集。"


def as_person(username: str, role: str = Role.ASSESSMENT_OFFICE.label) -> dict:
    """Return who acts, as actions ask for it."""
    account = Account.objects.get(username=username)
    return {"user": account, "actor": log.Actor(str(account), account=account, role=role)}


def lead_to_collecting(site: DemoSite) -> None:
    issue_tables(site)
    check_oneself(site)
    move(site, YearState.COLLECTING)


def check_oneself(site: DemoSite) -> None:
    """Let the unit of the demo report its own figures."""
    move(site, YearState.SELF_CHECK)
    report_own_figures(site, _figure)


def collect(site: DemoSite) -> None:
    move(site, YearState.COLLECTING)
    record(site)


def issue_tables(site: DemoSite) -> None:
    """Settle what the documents leave open, as a person would, and issue every table."""
    house = as_person("kaohe")
    for concern in Concern.objects.filter(settled_at=None, table__year__number=site.year).exclude(
        severity=Concern.Severity.NOTICE
    ):
        settlement = "演示：经与责任处室核对，按原文执行。"
        settle_concern(concern=concern, settlement=settlement, **house)
    for table in CityTable.objects.filter(year__number=site.year):
        seen = {difference.key for difference in to_confirm(table)}
        confirm_table(table=table, version=table.version, seen=seen, **house)
        table.refresh_from_db()
        issue_table(table=table, version=table.version, **house)
    move(site, YearState.ISSUED)


def move(site: DemoSite, to: str, **details: str) -> Year:
    """Take the year on, by two persons where it needs two, with a reason for what is missing."""
    year = Year.objects.get(number=site.year)
    step = states.transition(year.state, to)
    lacks = step.guard(year) if step else []
    excuses = {lack.key: NOT_ASKED for lack in lacks if lack.is_excusable}
    asked = {"year": year, "to": to, "excuses": excuses, "details": details}
    if step is not None and step.by_two:
        proposal = propose_step(**asked, **as_person("kaohe"))
        return confirm_step(proposal_id=proposal.pk, **as_person("kaohe2"))
    return move_year(**asked, **as_person("kaohe"))


def record(site: DemoSite, *, leaves_some: bool = True) -> None:
    """Record invented figures for the offices' measures; some stay missing, if they may."""
    for office in Office.objects.all():
        rows = [
            row
            for row in _not_recorded(office, site)
            if not leaves_some or random.Random(f"{row.measure.code}?").random() > 0.03
        ]
        entries = [_invented(row) for row in rows]
        record_block(entries=entries, **as_person(office.code, office.name))


def _not_recorded(office: Office, site: DemoSite) -> QuerySet[Result]:
    rows = Result.objects.filter(
        measure__component__item__offices=office,
        value=None,
        version=0,
        measure__component__item__section__table__year__number=site.year,
    )
    return rows.select_related("measure").order_by("measure__code")


def _invented(result: Result) -> Entry:
    measure = result.measure
    dice = random.Random(measure.code)
    if measure.places:
        done = [p for p in measure.places if dice.random() > 0.06]
        return Entry(result.pk, Decimal(len(done)), 0, tuple(done))
    return Entry(result.pk, _figure(measure, dice), 0)


def _figure(measure: Measure, dice: random.Random) -> Decimal:
    match measure.kind:
        case Measure.Kind.YES_NO:
            return Decimal(int(dice.random() < 0.06))
        case Measure.Kind.COUNT:
            return Decimal(dice.choices((0, 1, 2, 4), (84, 10, 4, 2))[0])
        case Measure.Kind.RATE:
            return Decimal(dice.randint(int(measure.target * 10) - 60, 1000)) / 10
    share = Decimal(dice.choices((100, 103, 96, 88, 71), (56, 20, 10, 9, 5))[0]) / 100
    return (measure.target * share).to_integral_value()
