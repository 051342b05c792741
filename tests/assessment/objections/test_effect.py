"""Property: what a preview says is what the scores are once the figure stands."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assessment.engine import types as engine
from assessment.loading import load_policy, load_tables
from assessment.models import CityTable, Result
from assessment.objections.effect import effect_of
from assessment.objections.subjects import figure_key, subjects_of
from assessment.scores.standing import score_tables
from tests import factories
from tests.undone import undone

NAMES = ("农业实用技术培训", "转移就业技能培训", "获证率", "无就业跟踪服务")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        for number, name in enumerate(("长沙市", "株洲市", "湘潭市"), 1):
            city = factories.make_city(name, f"4303{number:02d}")
            factories.make_table(city=city)
        Result.objects.update(value=1, version=1)
        tables = CityTable.objects.all()
        yield load_tables(tables), load_policy(tables[0].year)


def amounts(name: str):
    if name == "无就业跟踪服务":
        return st.sampled_from([Decimal(0), Decimal(1)])
    largest = 100 if name == "获证率" else 2000
    return st.decimals(0, largest, places=2).map(lambda value: value.normalize() + 0)


FIGURES = st.sampled_from(NAMES).flatmap(lambda name: st.tuples(st.just(name), amounts(name)))
POLICIES = st.builds(
    engine.Policy,
    step_reading=st.sampled_from(engine.StepReading),
    pooling=st.sampled_from(engine.Pooling),
    cap_components=st.booleans(),
)


@hypothesis_settings(max_examples=60)
@given(figure=FIGURES, policy=POLICIES, whose=st.sampled_from(range(3)))
def test_scores_after_are_those_of_tables_that_hold_the_figure(loaded, figure, policy, whose):
    tables, _ = loaded
    name, value = figure
    standings = score_tables(2017, tables, policy)
    city = standings.cities[whose]
    subject = next(s for s in subjects_of(city) if s.words == name)
    key = figure_key(subject.measures[0])

    effect = effect_of(standings, city=city.table.city_key, subject=key, values={key: value})

    stored = [_holding(table, key, value) if table is city.table else table for table in tables]
    found = score_tables(2017, stored, policy)
    promised = [(c.city, c.total, c.rank, c.score.sections) for c in effect.after.cities]
    assert [(c.city, c.total, c.rank, c.score.sections) for c in found.cities] == promised
    for move in effect.others:
        assert move.before.total == move.city.total  # of others but the rank may move


def _holding(table, code, value):
    """Return the table as it is loaded when the record is this figure."""
    facts = {c: f for c, f in table.facts.items() if c != code}
    fact = engine.Fact(engine.FactStatus.RECORDED, value)
    return replace(table, facts={c: facts.get(c, fact) for c in table.facts})


@given(policy=POLICIES)
def test_seal_is_the_same_for_the_same_and_another_for_another_figure(loaded, policy):
    tables, _ = loaded
    standings = score_tables(2017, tables, policy)
    city = standings.cities[0]
    key = next(figure_key(s.measures[0]) for s in subjects_of(city) if s.words == NAMES[0])

    def seal(figure):
        return effect_of(
            standings, city=city.table.city_key, subject=key, values={key: Decimal(figure)}
        ).seal

    assert seal("900") == seal("900.00")
    assert seal("900") != seal("901")
