"""单位摘要: what pages over all units read, kept by every act and found out where it is wrong.

That each act leaves them right is asked after every act of the suite (tests/summaries_kept.py).
"""

import hashlib
import json
import re
from threading import Barrier, Event

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.actions.results import Entry, record_result
from assessment.models import CityTable, Component, Policy, Result, Rule, UnitSummary
from assessment.scores.standing import standings_of
from assessment.summaries import keeping
from assessment.summaries.standings import summed_standings
from assessment.tables.copies import lock_tables
from tests.factories import make_city, make_measure, make_rule, make_table
from tests.together import at_once
from trust import log
from trust.registries import followers

PAGES = ("overview", "scorecards", "indicators", "readings")


def record(user, key: str, value, *, city="长沙市") -> Result:
    result = Result.objects.get(
        measure__key=key, measure__component__item__section__table__city__name=city
    )
    entry = Entry(result.pk, value, result.version)
    return record_result(entry=entry, user=user, actor=log.Actor(str(user)))


def read(client, table, *names) -> dict[str, str]:
    """Return the pages without what is new every time."""
    urls = {name: reverse(name, args=[table.year.number]) for name in names or PAGES}
    pages = {name: client.get(url).content.decode() for name, url in urls.items()}
    return {
        name: re.sub(r'csrfmiddlewaretoken" value="\w+', "", page.split("<main")[1])
        for name, page in pages.items()
    }


@pytest.fixture
def recorded(table, cast):
    make_table(city=make_city("株洲市"))
    record(cast["office"], "农业实用技术培训", 500)
    record(cast["office"], "发生违纪违规行为被通报每起", 1)
    record(cast["office"], "获证率", 90, city="株洲市")
    return table


@pytest.fixture
def assessor(client, cast):
    client.force_login(cast["assessment_office"])
    return client


@pytest.mark.django_db
def test_pages_over_all_units_read_no_records(recorded, assessor):
    read(assessor, recorded)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        read(assessor, recorded)
    told = [query["sql"] for query in asked]
    assert not [sql for sql in told if "assessment_rule" in sql or "assessment_measure" in sql]


@pytest.mark.django_db
def test_pages_show_the_same_without_summaries(recorded, assessor):
    quick = read(assessor, recorded)
    UnitSummary.objects.all().delete()
    assert read(assessor, recorded) == quick
    assert not UnitSummary.objects.exists()
    call_command("rebuild_summaries")
    assert read(assessor, recorded) == quick


@pytest.mark.django_db
def test_a_summary_of_another_program_is_not_read(recorded, assessor):
    quick = read(assessor, recorded, "overview")
    UnitSummary.objects.update(made_by="0", figures={})
    assert read(assessor, recorded, "overview") == quick


@pytest.mark.django_db
def test_every_reading_is_summed_up(recorded):
    rows = standings_of(recorded.year)
    for reading, summed in summed_standings(recorded.year).under_every_reading().items():
        policy = recorded.year.policy
        policy.step_reading = reading.value
        policy.save()
        there = standings_of(recorded.year)
        assert [(c.total, c.rank) for c in summed.cities] == [
            (c.total, c.rank) for c in there.cities
        ]
    assert rows.cities[0].total < 100


@pytest.mark.django_db
def test_a_changed_summary_is_found_and_made_right(recorded, capsys):
    call_command("rebuild_summaries", check=True)
    summary = UnitSummary.objects.get(table=recorded)
    right, summary.figures = summary.figures["total"], summary.figures | {"total": "100"}
    summary.save()
    with pytest.raises(CommandError, match=rf"市州：2017年度长沙市.*总分现为 100，应为 {right}"):
        call_command("rebuild_summaries", check=True)
    call_command("rebuild_summaries")
    call_command("rebuild_summaries", check=True)
    assert "一致" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_missing_summary_is_told(recorded):
    UnitSummary.objects.filter(table=recorded).delete()
    with pytest.raises(CommandError, match="2017年度长沙市没有摘要"):
        call_command("rebuild_summaries", check=True)
    assert UnitSummary.objects.count() == 1


@pytest.mark.django_db
def test_what_pages_do_not_find_is_counted(recorded):
    assert keeping.lacking() == 0
    UnitSummary.objects.filter(table=recorded).delete()
    assert keeping.lacking() == 1
    Policy.objects.update(step_reading="proportion")
    assert keeping.lacking() == 2
    call_command("rebuild_summaries")
    assert keeping.lacking() == 0


@pytest.mark.django_db
def test_a_missing_summary_is_made_by_the_next_act_on_its_unit(recorded, cast):
    UnitSummary.objects.all().delete()
    record(cast["office"], "获证率", 80)
    assert [summary.table for summary in UnitSummary.objects.all()] == [recorded]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "figures",
    [{}, {"sections": [{"items": []}]}, {"sections": [{"parts": 1}]}, {"sections": 1}, []],
)
def test_an_act_reads_no_summary_of_another_program(recorded, cast, figures):
    """As it stands after an upgrade, until rebuild_summaries is through: of whatever shape."""
    UnitSummary.objects.update(made_by="0", figures=figures)
    record(cast["office"], "获证率", 80)
    assert UnitSummary.objects.get(table=recorded).made_by != "0"
    faults = [fault.sentence for fault in keeping.check()]
    assert not [sentence for sentence in faults if "长沙市" in sentence]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["assessment_office", "office"])
def test_desks_read_no_rules_and_show_the_same_without_summaries(recorded, client, cast, name):
    def desk():
        page = client.get(reverse("home")).content.decode().split("<main")[1]
        return re.sub(r'csrfmiddlewaretoken" value="\w+', "", page)

    client.force_login(cast[name])
    with CaptureQueriesContext(connection) as asked:
        quick = desk()
    assert not [q for q in asked if '"assessment_rule"."pattern"' in q["sql"]]
    UnitSummary.objects.all().delete()
    assert desk() == quick


@pytest.mark.django_db
def test_another_choice_of_the_year_is_not_told_by_old_summaries(recorded, assessor):
    Policy.objects.update(step_reading="proportion")
    total = summed_standings(recorded.year).cities[0].total
    assert total == standings_of(recorded.year).cities[0].total


@pytest.mark.django_db
def test_a_figure_changes_the_units_that_are_ranked_with_it(compared, cast):
    before = summed_standings(compared.year).of(compared.city.key).total
    record(cast["office"], "工作得分", 3, city="株洲市")
    after = summed_standings(compared.year).of(compared.city.key).total
    assert after == standings_of(compared.year).of(compared.city.key).total != before


@pytest.mark.django_db
def test_what_is_kept_is_told_by_its_formula(recorded):
    """Whoever changes these words or figures raises FORMULA, so that older ones are not read."""
    figures = UnitSummary.objects.get(table=recorded).figures
    for section in figures["sections"]:
        for number, item in enumerate(section["items"]):
            item[0], item[3] = number, []
    told = json.dumps(figures, ensure_ascii=False, sort_keys=True)
    assert hashlib.sha256(told.encode()).hexdigest()[:16] == "0ab7cc3fb75eedaa", told


@pytest.mark.django_db(transaction=True)
def test_two_figures_of_a_unit_at_once_are_both_summed_up(table, cast):
    office = cast["office"]
    at_once(
        lambda: record(office, "农业实用技术培训", 500),
        lambda: record(office, "发生违纪违规行为被通报每起", 1),
    )
    call_command("rebuild_summaries", check=True)
    assert summed_standings(table.year).cities[0].total == standings_of(table.year).cities[0].total


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one act write at a time")
def test_units_come_to_be_compared_while_a_figure_is_recorded(table, cast, monkeypatch):
    """Whoever records does not go by what was there before units came to be compared."""
    other = make_table(city=make_city("株洲市"))
    measures = [_compared_measure(each) for each in (table, other)]
    office = cast["office"]
    record(office, "工作得分", 5)
    record(office, "工作得分", 9, city="株洲市")
    summed_up, recorded = Event(), Event()

    def hold_on(rows):
        if Rule in rows:
            summed_up.set()
            recorded.wait(1)

    def compare():
        with log.acting():
            rule = make_rule(
                measures[0].component, "rank_deduct", "1", measures[:1], None, "计10分"
            )
            rule.target = 1
            rule.save()
            log.write(log.Actor("考核办"), "新增规则", rule)

    def record_meanwhile():
        summed_up.wait(30)
        record(office, "工作得分", 3, city="株洲市")
        recorded.set()

    monkeypatch.setitem(followers._held, "等一等", hold_on)
    at_once(compare, record_meanwhile)
    monkeypatch.undo()
    call_command("rebuild_summaries", check=True)


@pytest.fixture
def compared(table, cast):
    """Two units of which one's figure changes what the other scores."""
    other = make_table(city=make_city("株洲市"))
    for each in (table, other):
        measure = _compared_measure(each)
        rule = make_rule(measure.component, "rank_deduct", "1", [measure], None, "计10分")
        Rule.objects.filter(pk=rule.pk).update(target=1)
    record(cast["office"], "工作得分", 5)
    record(cast["office"], "工作得分", 9, city="株洲市")
    return table


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one act write at a time")
@pytest.mark.parametrize("left", ["none", "of another program", "all"])
def test_two_acts_that_need_the_summaries_of_all_wait_for_one_another(
    compared, cast, monkeypatch, left
):
    """Both hold what recording holds when they find that it is not enough."""
    if left == "none":
        UnitSummary.objects.all().delete()
    elif left == "of another program":
        UnitSummary.objects.update(made_by="0", looks_at_all=False)
    both, rescore = Barrier(2), keeping.rescore

    def rescore_together(results):
        done = rescore(results)
        both.wait(30)
        return done

    monkeypatch.setattr(keeping, "rescore", rescore_together)
    office = cast["office"]
    at_once(
        lambda: record(office, "工作得分", 8),
        lambda: record(office, "工作得分", 7, city="株洲市"),
    )
    monkeypatch.undo()
    call_command("rebuild_summaries", check=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one act write at a time")
def test_a_table_is_taken_out_while_figures_compared_with_its_own_are_recorded(
    compared, cast, monkeypatch
):
    """Who takes it out holds its summary when the other comes to need all of them."""
    other = CityTable.objects.exclude(pk=compared.pk).get()
    gone, recording = Event(), Event()

    def hold_on(rows):
        if CityTable.history.model in rows:
            gone.set()
            recording.wait(1)

    def take_out():
        with log.acting():
            lock_tables([other.pk])
            table = CityTable.objects.get(pk=other.pk)
            log.write(log.Actor("考核办"), "撤去指标表", table)
            table.delete()

    def record_meanwhile():
        gone.wait(30)
        record(cast["office"], "工作得分", 3)
        recording.set()

    monkeypatch.setitem(followers._held, "一旁", hold_on)  # before those of summaries
    at_once(take_out, record_meanwhile)
    monkeypatch.undo()
    call_command("rebuild_summaries", check=True)
    assert UnitSummary.objects.count() == 1


def _compared_measure(table):
    component = Component.objects.get(item__section__table=table, item__name="廉政建设")
    return make_measure(component, "工作得分", "数量", "分")
