"""The log's digest on cards and ranking: of the entry that last changed what they say."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from assessment.actions.evidence import add_evidence
from assessment.actions.results import Entry, record_block, write_remark
from assessment.actions.tables import withdraw_issue
from assessment.actions.years import save_policy
from assessment.engine.types import Policy, Pooling
from assessment.models import Result, YearState
from assessment.paper.printing import last_change, ranking_of, scorecards_of
from cities.actions import describe_account, set_password
from cities.resets import send_reset_link
from tests.assessment.moves import move_on
from tests.assessment.recording import result_of, write
from tests.factories import make_city, make_table, make_year
from trust import baseline, files, log
from trust.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def result(office, table, cast) -> Result:
    """What is on the card already: a figure that the office recorded."""
    baseline.lay(None)  # of what was made without any action
    found = result_of(table)
    write(office, found, "1000")
    found.refresh_from_db()
    return found


def acting(cast, persona) -> dict:
    account = cast[persona]
    return {"user": account, "actor": log.Actor(str(account), account, "系统管理员")}


def record(result, cast):
    write_remark(result_id=result.pk, remark="已核", version=1, **acting(cast, "office"))


def record_elsewhere(result, cast):
    other = make_table(city=make_city("株洲市"), year=make_year())
    entry = Entry(result_of(other).pk, Decimal(7), None)
    record_block(entries=[entry], user=None, actor=log.command_actor("import_results"))


def prove(result, cast):
    file = (files.store(b"proof"), "证书.txt")
    add_evidence(result_id=result.pk, files=[file], **acting(cast, "office"))


def choose(result, cast):
    choice = Policy(pooling=Pooling.EACH)
    year = make_year()
    save_policy(year=year, choice=choice, version=1, **acting(cast, "assessment_office"))


def withdraw(result, cast):
    other = make_table(city=make_city("株洲市"), year=make_year())
    withdraw_issue(table=other, reason="有误", **acting(cast, "assessment_office"))


def move(result, cast):
    move_on(make_year(), YearState.REVIEW, cast["assessment_office"])


def rename(result, cast):
    actor = acting(cast, "administrator")["actor"]
    describe_account(account=cast["office"], full_name="培训新", email="", actor=actor)


CHANGES = [record, record_elsewhere, prove, choose, withdraw, move, rename]


@pytest.mark.parametrize("change", CHANGES)
def test_the_card_names_the_entry_that_changed_it(result, cast, change):
    before = last_change(make_year())
    change(result, cast)
    newest = AuditEntry.objects.latest("sequence")
    assert before != newest.digest == last_change(make_year())


def read(result, cast, client):
    city = result.measure.component.item.section.table.city
    for address in (
        reverse("ranking-pdf", args=[2017]),
        reverse("scorecard-pdf", args=[2017, city.key]),
    ):
        assert client.get(address).status_code == 200


def sign_out_and_change_password(result, cast, client):
    client.post(reverse("sign-out"))
    keeper = acting(cast, "administrator")["actor"]
    send_reset_link(account=cast["office"], site="http://testserver", actor=keeper)
    own = log.Actor("x", account=cast["office"])
    set_password(account=cast["office"], password="Neu-4711-hoch", actor=own)


def act_in_another_year(result, cast, client):
    other = make_table(year=make_year(2018), city=make_city("株洲市"))
    entry = Entry(result_of(other).pk, Decimal(7), None)
    record_block(entries=[entry], user=None, actor=log.command_actor("import_results"))


@pytest.mark.parametrize("act", [read, sign_out_and_change_password, act_in_another_year])
def test_what_changes_nothing_leaves_the_paper_as_it_was(result, cast, client, act):
    printed = scorecards_of(make_year()), ranking_of(make_year())
    client.force_login(cast["assessment_office"])
    entries = AuditEntry.objects.count()
    act(result, cast, client)
    assert AuditEntry.objects.count() > entries
    assert (scorecards_of(make_year()), ranking_of(make_year())) == printed


def test_the_digest_on_a_card_is_found_in_the_log_as_earlier_ones_are(result, cast, capsys):
    earlier = last_change(make_year())
    record(result, cast)
    [card] = scorecards_of(make_year())
    shown = last_change(make_year())[:16]
    assert f"日志摘要 {shown}" in card.html
    for digest in (shown, earlier[:16], earlier):
        call_command("verify_log", expect=digest)
    assert capsys.readouterr().out.count("审计日志完好") == 3
