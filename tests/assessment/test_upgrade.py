"""A database of the program before marks: nothing lost, nothing marked, differences found."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython

from assessment.actions.tables import confirm_table, settle_concern
from assessment.models import CityTable, Concern, Rule
from assessment.scores.standing import standings_of
from assessment.tables.hand_changes import hand_changes_of
from cities.models import Role
from tests import factories
from trust import log
from trust.refusals import Refused

BEFORE = [("assessment", "0002_county_sums_taken_over")]
CLAUSE = "每少完成10%扣1分"


@pytest.fixture
def old_site(transactional_db):
    """A table with a rule that somebody changed under the old program, as that left it."""
    table = factories.make_table(issued=False)
    Rule.objects.filter(clause=CLAUSE).update(deduction="0.5")
    Concern.objects.create(
        table=table, severity="notice", code="unused_target", message="目标没有用到", phrase="甲"
    )
    migrate(BEFORE)
    yield
    migrate()


def migrate(targets=()):
    """Bring assessment to the targets, else all apps to their newest."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())


@pytest.mark.skipif("connection.vendor != 'postgresql'")  # back through all migrations: minutes
def test_upgraded_site_keeps_its_rules_and_is_asked_before_confirming(old_site):
    migrate()
    table = CityTable.objects.get()
    rule = Rule.objects.get(clause=CLAUSE)
    assert (str(rule.deduction), rule.changed_as, rule.changed_at, rule.reason) == (
        *("0.500", "", None, ""),
    )
    assert hand_changes_of(table) == []
    assert standings_of(table.year).cities[0].total == 100
    assert Concern.objects.get().code == "unused_target"

    person = factories.make_account(role=Role.ASSESSMENT_OFFICE)
    who = {"user": person, "actor": log.Actor("考核甲", person)}
    with pytest.raises(Refused, match="与原文不一致"):
        confirm_table(table=table, version=table.version, **who)
    concern = Concern.objects.get(code="rule_differs")
    settle_concern(concern=concern, settlement="按更正通知", **who)
    assert confirm_table(table=table, version=table.version, **who).confirmed_at


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("0008_caps_of_rules", {"cap": "0.5"}, "填有“最多扣”，旧版本不认得"),
        (
            *("0009_rules_beyond_2017", {"kind": "set_component", "deduction": "0"}),
            "有旧版本不认得的计分规则",
        ),
        (
            *("0011_judged_rules", {"kind": "judged_deduct", "deduction": "3"}),
            "有酌情评定的计分规则，旧版本不认得",
        ),
        (
            *("0013_tiers_of_rules", {"kind": "tier_deduct", "deduction": "0"}),
            "有按档计分的规则，旧版本不认得",
        ),
        (
            *("0023_judged_bonus", {"kind": "judged_bonus", "deduction": "3"}),
            "有酌情加分的规则，旧版本不认得",
        ),
    ],
)
def test_what_the_program_before_cannot_score_keeps_it_from_coming_back(name, change, said):
    """Asked of the step itself: going there takes a minute, which the other test does."""
    factories.make_table(issued=False)
    go_back = step_back_of(name)
    go_back(apps, None)
    Rule.objects.filter(clause="无就业跟踪服务扣0.2分").update(**change)
    with pytest.raises(IrreversibleError, match=said):
        go_back(apps, None)


def step_back_of(name):
    """Return what a migration runs on the way back; it runs before its columns go."""
    operations = import_module(f"assessment.migrations.{name}").Migration.operations
    assert isinstance(operations[-1], RunPython)
    return operations[-1].reverse_code
