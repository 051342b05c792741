"""Something to try out: a site's tables, people for every role, invented results.

The figures are invented, the same on every machine; the tables of 2017 are the real
ones. Everything is written by the same actions as through the pages.
"""

import random
import secrets
from dataclasses import dataclass
from decimal import Decimal

from assessment.actions.importing import import_tables
from assessment.actions.results import Entry, record_block
from assessment.actions.tables import confirm_table, issue_table, settle_concern
from assessment.actions.years import move_year
from assessment.models import CityTable, Concern, Measure, Result, Year, YearState
from assessment.tables.intake import read_tables
from cities.actions import create_account, grant_membership
from cities.loading import load_places
from cities.models import Account, Office, Place, Role
from portal.demo.checks import load_checks
from portal.demo.incidents import load_incidents
from portal.demo.rounds import hold_autumn_round, hold_midyear_round
from portal.demo.self_checks import reasons, report_own_figures
from portal.demo.selfeval import load_selfeval_demo
from portal.demo.sites import PROVINCE, DemoSite, check_words
from trust import files, log
from trust.imports import Source
from trust.refusals import Refused

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demo with the password made for it, to be shown once."""

    username: str
    password: str
    title: str


def is_empty() -> bool:
    """Whether the database holds nothing a person put there. Two queries."""
    return not Account.objects.exists() and not Year.objects.exists()


@log.acting()
def load_demo(*, actor: log.Actor, site: DemoSite = PROVINCE) -> list[DemoAccount]:
    """Fill an empty database; return the accounts with their passwords.

    Raises Refused on a database that holds other data, or where the site is called otherwise.
    """
    check_words(site)
    if not is_empty():
        raise Refused(
            "数据库里已有账号或年度数据，演示数据只能载入空数据库；未改动任何内容。"
            "如要另建演示环境，请把 DATABASE_URL 指向一个新的数据库。"
        )
    load_places(actor=actor, folder=site.folder)
    accounts = _make_accounts(actor, site)
    _import(actor, site)
    _issue(Account.objects.get(username="kaohe"), actor, site)
    hold_midyear_round(site)
    for office in Office.objects.all():
        _record(Account.objects.get(username=office.code), office, site)
    load_incidents(site)
    hold_autumn_round(site)
    load_checks(site)
    if site.counties:
        accounts += load_selfeval_demo(actor=actor, make_account=_make_account)
    log.write(actor, "载入演示数据", label=f"{site.year}年度")
    return accounts


def _make_accounts(actor, site: DemoSite) -> list[DemoAccount]:
    username, title, key = site.unit
    people = [
        ("kaohe", "考核办", Role.ASSESSMENT_OFFICE, {}),
        ("kaohe2", "考核办乙", Role.ASSESSMENT_OFFICE, {}),
    ]
    people += [(o.code, o.name, Role.OFFICE, {"office": o}) for o in Office.objects.all()]
    people += [(username, title, Role.CITY, {"place": Place.objects.get(key=key)})]
    if site.counties:
        county = Place.objects.get(key="430112")
        people += [("wangcheng", "望城区移民局", Role.COUNTY, {"place": county})]
    people += [
        ("shenji", "审计员", Role.AUDITOR, {}),
        ("guanli", "系统管理员", Role.ADMINISTRATOR, {}),
    ]
    return [
        _make_account(actor, username, title, role=role, unit=unit)
        for username, title, role, unit in people
    ]


def _make_account(actor, username, title, *, role, unit) -> DemoAccount:
    password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    account = create_account(
        username=username, full_name=f"{title}（演示）", password=password, actor=actor
    )
    grant_membership(account=account, role=role, actor=actor, **unit)
    return DemoAccount(username, password, title)


def _import(actor, site: DemoSite) -> None:
    data, name = site.tables.read_bytes(), site.tables.name
    readings, _ = read_tables(data, name, site.year)
    source = Source(name, files.store(data))
    import_tables(number=site.year, readings=readings, actor=actor, source=source)


def _issue(account: Account, actor, site: DemoSite) -> None:
    """Settle what the documents leave open, as a person would, and begin collecting."""
    person = log.Actor(name=str(account), account=account, role="考核办")
    for concern in Concern.objects.filter(settled_at=None, table__year__number=site.year).exclude(
        severity=Concern.Severity.NOTICE
    ):
        settle_concern(
            concern=concern,
            settlement="演示：经与责任处室核对，按原文执行。",
            user=account,
            actor=person,
        )
    for table in CityTable.objects.filter(year__number=site.year):
        confirm_table(table=table, version=table.version, user=account, actor=person)
        table.refresh_from_db()
        issue_table(table=table, version=table.version, user=account, actor=person)
    year = Year.objects.get(number=site.year)
    for state in (YearState.ISSUED, YearState.SELF_CHECK, YearState.COLLECTING):
        excuses = reasons(year, state)
        move_year(year=year, to=state, user=account, actor=person, excuses=excuses)
        year.refresh_from_db()
        if state == YearState.SELF_CHECK:
            report_own_figures(site, _figure)


def _record(account: Account, office: Office, site: DemoSite) -> None:
    """Record invented figures for most of an office's measures; some stay missing."""
    person = log.Actor(name=str(account), account=account, role=office.name)
    rows = (
        Result.objects.filter(
            measure__component__item__offices=office,
            value=None,
            version=0,
            measure__component__item__section__table__year__number=site.year,
        )
        .select_related("measure")
        .order_by("measure__code")
    )
    entries = [
        _invented(row) for row in rows if random.Random(f"{row.measure.code}?").random() > 0.03
    ]
    record_block(entries=entries, user=account, actor=person)


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
