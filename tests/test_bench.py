"""script/bench keeps working: every measurement at its smallest size, without its processes."""

import re
from collections import Counter
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import path

from assessment.models import Policy, Result, Rule
from assessment.rounds.actions import RoundTerms, open_round
from cities.models import Role
from script.benchmarks import (
    engine,
    finalise,
    kinds,
    memory,
    pages,
    paper,
    public_page,
    recording,
    scoring,
    selfeval,
    selfeval_paper,
    selfeval_site,
    what_if,
)
from selfeval.models import Report
from selfeval.paper.batch import submitted_reports
from tests import log_last, summaries_kept
from tests.factories import make_account, make_city, make_county, make_office, make_table
from tests.quick_press import print_in_words
from tests.selfeval.factories import make_form, make_report, make_submitted, make_task
from trust import log

pytestmark = pytest.mark.one_database
NAMES = (
    "scoring",
    "engine",
    "paper",
    "recording",
    "pages",
    "kinds",
    "public_page",
    "memory",
    "finalise",
    "what_if",
    "selfeval",
    "selfeval_paper",
)


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


def test_recording_is_measured_in_queries(table, collector, capsys, monkeypatch):
    """The view that it is measured against writes a row without an act, as no view of ours may:
    what holds the suite to acts and their summaries looks away."""
    bare = log_last.at_work(recording.save_row, is_so=False)
    own = [*recording.own_urls, path("save-row/<int:pk>/", bare, name="save-row")]
    monkeypatch.setattr(recording, "urlpatterns", own)
    monkeypatch.setattr(summaries_kept, "WRITES", re.compile("(?!)"))
    monkeypatch.setattr(summaries_kept, "MOST", -1)
    recording.main(rounds=1, username=collector)
    assert _verdict(capsys, "queries to record a cell") == "met"


def test_pages_ask_equally_often_for_more_cities(table, collector, capsys):
    office = make_account(role=Role.ASSESSMENT_OFFICE)
    terms = RoundTerms("第1次调度", date(2017, 6, 30), date(2017, 7, 10), True)
    open_round(year=table.year, terms=terms, user=office, actor=log.Actor("考核甲", office))
    pages.main(more=1, rounds=1, username=office.username, collector=collector)
    told = capsys.readouterr().out
    for page in pages.NAMES:
        lines = map(str.strip, told.splitlines())
        (line,) = (line for line in lines if line.startswith(f"{page}: queries for 1 / 2 "))
        assert line.split()[-1] == "met", line


def test_pages_are_measured_with_rules_of_every_kind(table, collector, capsys):
    kinds.main(username=collector, rounds=1)
    assert "overview: ratio" in capsys.readouterr().out
    kinds_now = Rule.objects.values_list("kind", flat=True)
    assert len(set(kinds_now)) == len(kinds_now) > 2
    assert Policy.objects.get().groups


def test_public_page_asks_equally_often_for_more_units(table, capsys, monkeypatch):
    office = make_account(role=Role.ASSESSMENT_OFFICE).username
    monkeypatch.setattr(public_page, "_show_load", lambda readers, a_second: None)  # a server
    public_page.main(more=1, username=office)
    assert _verdict(capsys, "public page: queries for 1 units") == "met"


def test_finalising_is_measured_beside_the_press_alone(table, capsys, monkeypatch):
    titles = print_in_words(monkeypatch)
    office = make_account(role=Role.ASSESSMENT_OFFICE).username
    finalise.main(rounds=1, username=office)
    assert "finalising ÷ the press alone" in capsys.readouterr().out
    whole, alone = Counter(titles[: len(titles) // 3]), Counter(titles[-len(titles) // 3 :])
    assert whole == alone  # both lay out the same papers


def test_what_if_is_measured_on_a_reading_that_is_not_in_force(table, capsys):
    office = make_account(role=Role.ASSESSMENT_OFFICE).username
    what_if.main(rounds=1, username=office)
    assert "what if ÷ overview" in capsys.readouterr().out
    assert what_if._tried() != f"step_reading={Policy.objects.get().step_reading}"


def test_readers_of_the_public_page_come_in_time_and_errors_are_told(capsys):
    answers = iter([200, 200, 500, 200])
    told = public_page.read_by_many(lambda: next(answers), 4, 1000)
    assert [good for _, good in told].count(False) == 1
    public_page._show_times(told, 1000)
    assert "errors" in capsys.readouterr().out


def test_paper_and_memory_are_measured_on_what_they_name(table):
    assert "--joined" in paper._cards(Path("anywhere"))
    assert len(memory._addresses()) == len(set(memory._addresses()))
    assert memory._peak_mb(1 << 30) == 0  # a process that has ended


class OneSite:
    """Stands for sites of two sizes: the test's database is in memory and cannot be copied."""

    def keep(self, name: str) -> None: ...

    use = keep


@pytest.fixture
def report(db):
    return make_report(make_task(make_form()), make_county("试验县", make_city("长沙市")))


def test_selfeval_is_measured_for_the_province_and_a_county(report, capsys):
    office = make_account(role=Role.ASSESSMENT_OFFICE).username
    county = make_account(role=Role.COUNTY, place=report.county).username
    calls = selfeval.calls_for(office, county, form="small")
    selfeval_site.add_reports(3)
    selfeval._show(OneSite(), (3, 3), 1, calls)
    told = capsys.readouterr().out
    assert "the whole list: queries for 3 / 3" in told
    assert "saving a cell: time" in told


def test_selfeval_copies_reports_with_what_was_submitted(report):
    make_submitted(report, make_account(), state="accepted")
    selfeval_site.add_reports(4)
    assert Report.objects.filter(state="accepted").count() == 4
    assert all(r.accepted.report_id == r.pk for r in Report.objects.select_related("accepted"))


def test_selfeval_paper_lays_each_source_out_in_turns(report, tmp_path):
    make_account()
    other = make_report(make_task(make_form("unit_narrative")), report.county)
    selfeval_site.add_submitted([report, other], 2031, 3)
    assert [row.task.form.code for row in submitted_reports(2031)].count("small") == 2
    documents = selfeval_paper.written(tmp_path / "all", 2031)
    assert [path.name for path in documents] == ["000.docx", "001.docx", "002.docx"]


def _verdict(capsys, what: str) -> str:
    lines = [line for line in capsys.readouterr().out.splitlines() if what in line]
    return lines[0].split()[-1]
