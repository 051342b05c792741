"""What script/server does before it serves: a site that was upgraded has its tables read again, an
empty one of an office with words of its own is left to that office."""

import runpy
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from assessment.models import Concern, Rule
from cities.models import Account, Place
from lib.site_words import call_site, site_words
from tests import factories

#: A site's database has to be asked for what the tests' PostgreSQL, to be thrown away, has not.
of_sqlite = pytest.mark.one_database

PREPARE = runpy.run_path(str(Path(__file__).parents[2] / "script" / "prepare.py"))
#: Another step suffices: what prepare asks is whether there was any to go.
EARLIER = [("assessment", "0049_self_check_imports")]


@pytest.fixture
def table(transactional_db):
    factories.make_table()
    Rule.objects.filter(clause="每少完成10%扣1分").update(deduction="0.5")


@of_sqlite
def test_an_upgraded_site_has_its_tables_read_again(table, capsys):
    MigrationExecutor(connection).migrate(EARLIER)
    PREPARE["bring_up_to_date"]()
    assert Concern.objects.get().code == "reread"
    assert "重读 1 张指标表：新列待核事项 1 处" in capsys.readouterr().out


@of_sqlite
def test_a_site_that_is_up_to_date_is_left_alone(table, capsys):
    PREPARE["bring_up_to_date"]()
    assert not Concern.objects.exists()
    assert capsys.readouterr().out == ""


@of_sqlite
def test_an_empty_site_with_words_of_its_own_is_told_how_to_begin(db, capsys):
    usual = site_words()
    call_site(replace(usual, province="贵州省"))
    try:
        PREPARE["begin"]()
    finally:
        call_site(usual)
    assert not Account.objects.exists()
    assert not Place.objects.exists()
    assert "create_account 账号 --role assessment_office --generate" in capsys.readouterr().out
