"""Something to try out: a site's tables, people for every role, invented results.

The figures are invented, the same on every machine; the tables of 2017 are the real
ones. Everything is written by the same actions as through the pages.
"""

import secrets
from dataclasses import dataclass

from assessment.actions.importing import import_tables
from assessment.models import Year
from assessment.tables.intake import read_tables
from cities.actions import create_account, grant_membership
from cities.loading import load_places
from cities.models import Account, Office, Place, Role
from portal.demo import stages
from portal.demo.checks import load_checks
from portal.demo.incidents import load_incidents
from portal.demo.rounds import hold_autumn_round, hold_midyear_round
from portal.demo.selfeval import load_selfeval_demo
from portal.demo.sites import PROVINCE, DemoSite, check_words
from portal.demo.years import load_years
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
def load_demo(
    *, actor: log.Actor, site: DemoSite = PROVINCE, every_stage: bool = False
) -> list[DemoAccount]:
    """Fill an empty database; return the accounts with their passwords.

    every_stage: the year goes on until it is published and corrected, and further years made like
    it stand at each stage before; otherwise it stands at 处室采集, alone.
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
    stages.lead_to_collecting(site)
    hold_midyear_round(site)
    stages.record(site)
    load_incidents(site)
    hold_autumn_round(site)
    load_checks(site)
    if site.counties:
        accounts += load_selfeval_demo(actor=actor, make_account=_make_account)
    if every_stage:
        load_years(site)
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
