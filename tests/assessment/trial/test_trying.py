"""What summaries tell of a year tried otherwise is what all its records tell."""

import random
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.engine.types import LIGHT_KINDS, Basis, MeasureKind, RuleKind
from assessment.loading import engine_policy, grades_kept, groups_kept
from assessment.models import CityTable, Item, Policy, Result, UnitSummary, Year
from assessment.scores.derivations import item_row
from assessment.scores.standing import Standings, score_tables, standings_of
from assessment.summaries.otherwise import standings_under
from assessment.summaries.standings import SummedStandings, kept_year
from assessment.trial import trying
from assessment.trial.trying import try_out
from tests import factories
from tests.assessment.test_every_kind import FIGURES, GRADES, JUDGED, KINDS, make_ruled

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CITIES = ("长沙市", "株洲市", "湘潭市")
#: What a year may have chosen that the rulebook does not.
OTHERWISE = {
    "step_reading": "proportion", "pooling": "each", "cap_components": False,
    "counts_bonus": True, "bonus_cap": Decimal("2.35"), "applies_vetoes": True,
}  # fmt: skip
CHOICES = (
    {"step_reading": "whole"},
    {"step_reading": "proportion"},
    {"step_reading": "started", "counts_bonus": "1", "bonus_cap": "1.25"},
    {"pooling": "capped", "applies_vetoes": "1"},
    {"pooling": "uncapped", "step_reading": "proportion"},
    {"pooling": "each", "cap_components": "1", "counts_bonus": "1"},
    {"cap_components": "0", "step_reading": "started"},
    {"bonus_cap": "", "counts_bonus": "0", "g0l": "60", "g0f": "2"},
)
PLAIN = [kind for kind in RuleKind if kind.basis is not Basis.RANK]


def make_units(kinds, policy) -> Year:
    """Make three units with an item of each kind, all of it recorded, two of them in a group."""
    year, chance = factories.make_year(), random.Random(11)
    for at, name in enumerate(CITIES):
        table = factories.make_table(year, factories.make_city(name, key=f"4301{at:02d}"))
        for kind in kinds:
            item = factories.make_item(table.sections.first(), kind.value, "6")
            for measured in sorted(KINDS[kind].fits):
                make_ruled(factories.make_component(item, "3"), kind, measured)
            losing = factories.make_component(item, "1")
            each = factories.make_measure(losing, f"{kind.value}通报", MeasureKind.COUNT)
            factories.make_rule(losing, RuleKind.PER_OCCURRENCE, "0.7", [each], "1", "扣")
    for result in Result.objects.select_related("measure"):
        measure = result.measure
        figures = JUDGED if measure.unit == "分" else FIGURES[MeasureKind(measure.kind)]
        told = {"value": Decimal(chance.choice(figures)), "version": 1, "confirmed_version": 1}
        Result.objects.filter(pk=result.pk).update(**told, confirmed_as="考核甲")
    first, second, *_ = year.tables.order_by("city__key").values_list("city_id", flat=True)
    grouped = ({"name": "甲组", "units": [first, second]},)
    chosen = policy | {"grades": grades_kept(GRADES), "groups": list(grouped)}
    Policy.objects.update_or_create(year=year, defaults=chosen)
    call_command("rebuild_summaries")
    return year


@pytest.fixture
def year():
    return make_units([RuleKind.EXCESS, RuleKind.BONUS_EACH], OTHERWISE)


def stands(units):
    return [
        (
            *(c.city, c.total, c.rank, c.rank_shown, c.graded, c.group, c.group_rank),
            *(c.score.complete, c.bonus, c.lost, c.is_rescaled, c.score.veto_kinds),
        )
        for c in units.listed
    ], units.quota_warnings


def told(tried):
    asked = tried.asked
    rows = [
        (city, item_row(item, after, {}), item_row(item, before, {}))
        for city, item, before, after in tried.touched
    ]
    changes = asked.policy, asked.fields, asked.changes, asked.faults
    return stands(tried.before), stands(tried.after), rows, changes


def is_told_the_same(year, sent, *, by=SummedStandings):
    """Try it both ways; whether anything came of it."""
    tried = try_out(year, sent)
    assert isinstance(tried.before, by), sent
    right = trying._by_records(year, sent)
    assert told(tried) == told(right), sent
    return stands(right.before) != stands(right.after)


def changes_of(item: Item, nth: int) -> dict[str, str]:
    """Return what may be tried of an item: in turns a figure, a rule, an exemption, nothing."""
    *_, component = item.components.order_by("number")
    first = item.components.order_by("number").first()
    measure, rule = first.measures.first(), first.rules.first()
    figure = {"m": "", "c": "1"}["c" if measure.kind in ("次数", "是否") else "m"]
    return [
        {f"m{measure.pk}": figure, f"r{rule.pk}c": "0.5"},
        {f"r{component.rules.get().pk}d": "5", f"m{component.measures.get().pk}": "9"},
        {f"x{component.pk}": "1", f"m{measure.pk}": figure},
        {f"r{component.rules.get().pk}s": "3", "step_reading": "started", "pooling": "uncapped"},
    ][nth % 4]


@pytest.mark.parametrize("in_force", [{}, OTHERWISE], ids=["as the rulebook", "otherwise"])
def test_each_choice_is_tried_and_previewed_as_all_records_tell(in_force):
    year = make_units(PLAIN, in_force)
    standings, moved = standings_of(year), 0
    tables = [city.table for city in standings.cities]
    for sent in CHOICES:
        moved += is_told_the_same(year, sent)
        choice = try_out(year, sent).asked.policy
        before, after = standings_under(year, choice)
        assert isinstance(before, SummedStandings)
        right = score_tables(year.number, tables, choice)
        assert (stands(before), stands(after)) == (stands(standings), stands(right))
    assert moved > 3


def test_rows_of_every_kind_are_tried_as_all_records_tell():
    year = make_units(PLAIN, OTHERWISE)
    items = list(Item.objects.filter(section__table__city__name=CITIES[1], name__in=PLAIN))
    moved = []
    for nth in range(0, len(items), 4):
        sent = {"all": "1"} if nth % 8 else {}
        for at, item in enumerate(items[nth : nth + 4]):
            sent |= changes_of(item, nth // 4 + at)
        moved.append(is_told_the_same(year, sent))
    assert all(moved)


def test_groups_and_grades_are_previewed_by_the_summed_up(year):
    Policy.objects.update(grades=[], groups=[])
    choice = engine_policy(Policy.objects.get())
    policy = Policy(
        year=year, grades=grades_kept(GRADES), groups=groups_kept(choice.groups),
        step_reading=choice.step_reading.value, pooling=choice.pooling.value,
        cap_components=choice.cap_components, counts_bonus=True, applies_vetoes=True,
    )  # fmt: skip
    _, after = standings_under(year, engine_policy(policy))
    tables = [city.table for city in standings_of(year).cities]
    assert stands(after) == stands(score_tables(year.number, tables, engine_policy(policy)))
    assert {city.grade for city in after.cities} - {"—"}


def test_figures_that_are_compared_are_tried_on_all_records():
    ranked = [kind for kind in RuleKind if kind.basis is Basis.RANK]
    year = make_units([*ranked, RuleKind.EXCESS, RuleKind.BONUS_EACH], {})
    measure = Result.objects.filter(measure__rules__kind="rank_award").first().measure
    assert is_told_the_same(year, {"step_reading": "started", "counts_bonus": "1"})
    is_told_the_same(year, {f"m{measure.pk}": "1"}, by=Standings)
    is_told_the_same(year, {"pooling": "each"}, by=Standings)
    shown = {"city": CITIES[0], "item": str(measure.component.item_id)}
    is_told_the_same(year, shown)


@pytest.mark.parametrize("kept", ["total", "lost", "score"])
def test_what_records_contradict_is_not_tried_by_summaries(year, kept):
    table = CityTable.objects.get(city_name=CITIES[2])
    item = Item.objects.filter(section__table=table, name=RuleKind.EXCESS.value).get()
    summary = UnitSummary.objects.get(table=table)
    section = summary.figures["sections"][0]
    at = [own[0] for own in section["items"]].index(item.indicator_id)
    if kept == "total":
        summary.figures["total"] = "99"
    elif kept == "lost":
        section["items"][at][6] = "0.01"
    else:
        section["parts"][at][2] = ["1.23"]
    summary.save()
    is_told_the_same(year, changes_of(item, 1), by=Standings)
    if kept != "lost":  # of an item that is not read nothing but its share of the sums is asked
        is_told_the_same(year, {"step_reading": "started"}, by=Standings)


def test_what_cannot_be_computed_is_told_as_ever(year):
    rule = Item.objects.filter(name=RuleKind.EXCESS.value).first().components.first().rules.get()
    is_told_the_same(year, {f"r{rule.pk}s": ""}, by=Standings)
    assert "照这样改无法计算" in try_out(year, {f"r{rule.pk}s": ""}).asked.faults[0]


def test_without_summaries_all_records_are_scored(year):
    UnitSummary.objects.update(made_by="")
    assert kept_year(year) is None
    assert is_told_the_same(year, {"counts_bonus": "0"}, by=Standings)


def test_a_reading_is_tried_without_reading_a_record(year, client):
    client.force_login(factories.make_account("kaohe", role="assessment_office"))
    for name in ("trial", "year-policy"):
        address = reverse(name, args=[year.number])
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address, {"step_reading": "started"}).status_code == 200
        told = [query["sql"] for query in asked]
        assert not [sql for sql in told if 'FROM "assessment_rule"' in sql]
        assert not [sql for sql in told if 'FROM "assessment_measure"' in sql]


def test_light_kinds_are_among_what_is_tried():
    assert set(LIGHT_KINDS) <= set(PLAIN)
