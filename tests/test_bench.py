"""script/bench keeps working: every measurement at its smallest size, without its processes."""

from importlib import import_module
from pathlib import Path

import pytest

from assessment.models import Result
from cities.models import Role
from script.benchmarks import engine, memory, pages, paper, recording, scoring
from tests.factories import make_account, make_office, make_table

NAMES = ("scoring", "engine", "paper", "recording", "pages", "memory")


@pytest.fixture
def table(db):
    return make_table()


@pytest.fixture
def collector(table):
    return make_account(role=Role.OFFICE, office=make_office("培训中心")).username


@pytest.mark.parametrize("name", NAMES)
def test_every_name_the_script_offers_can_be_run(name):
    offered = (Path(__file__).parent.parent / "script" / "bench").read_text()
    assert f"{name} " in offered.partition('ALL="')[2].partition('"')[0] + " "
    assert callable(import_module(f"script.benchmarks.{name}").main)


def test_scoring_asks_equally_often_for_more_cities(table, capsys):
    scoring.main(sizes=(1, 2), rounds=1, cities=1)
    assert _verdict(capsys, "queries to score 1 / 2 cities") == "met"


def test_engine_is_measured_with_every_measure_recorded(table, capsys):
    engine.main(rounds=1, passes=1)
    assert "tables a second on one core" in capsys.readouterr().out
    (loaded,) = engine.load_tables(type(table).objects.all())
    assert {fact.status for fact in engine.full_facts(loaded).values()} == {"recorded"}
    assert len(engine.full_facts(loaded)) == Result.objects.count()


def test_recording_is_measured_in_queries(table, collector, capsys):
    recording.main(rounds=1, username=collector)
    assert _verdict(capsys, "queries to record a cell") == "met"


def test_pages_ask_equally_often_for_more_cities(table, collector, capsys):
    pages.main(more=1, rounds=1, username=collector)
    assert _verdict(capsys, "grid: queries for 1 / 2 cities") == "met"


def test_paper_and_memory_are_measured_on_what_they_name(table):
    assert "--joined" in paper._cards(Path("anywhere"))
    assert len(memory._addresses()) == len(set(memory._addresses()))
    assert memory._peak_mb(1 << 30) == 0  # a process that has ended


def _verdict(capsys, what: str) -> str:
    lines = [line for line in capsys.readouterr().out.splitlines() if what in line]
    return lines[0].split()[-1]
