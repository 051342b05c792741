"""A task by project: chosen before it is given out, one unnamed draft a county; older sites."""

import pytest
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone

from selfeval.models import Report, Task
from selfeval.year import actions as tasks
from selfeval.year.actions import TaskEntry
from tests.factories import make_account, make_city, make_county
from tests.selfeval.factories import actor_for, file_report, make_form, make_report, make_task
from tests.selfeval.review_pages import browser
from tests.selfeval.test_review_tasks import entry as form_entry
from trust.models import AuditEntry
from trust.refusals import Refused


@pytest.fixture
def office(db):
    user = make_account("kaohe", role="assessment_office")
    return {"user": user, "actor": actor_for(user)}


def opened(office, *, by_project=True, **changes) -> Task:
    now = timezone.now()
    told = {
        "year": 2018, "form": make_form(), "title": "项目支出自评", "by_project": by_project,
        "opens_at": now - timezone.timedelta(days=1), "deadline": now + timezone.timedelta(days=9),
    }  # fmt: skip
    task = tasks.create_task(entry=TaskEntry(**told | changes), **office)
    tasks.open_task(task_id=task.pk, version=task.version, **office)
    task.refresh_from_db()
    return task


def test_each_county_begins_with_one_draft_that_it_has_yet_to_name(office):
    city = make_city()
    counties = [make_county(name, city) for name in ("岳阳县", "华容县")]
    task = opened(office)
    reports = Report.objects.filter(task=task)
    assert {(report.county, report.project) for report in reports} == {(c, "") for c in counties}
    assert AuditEntry.objects.get(action="新建填报任务").after["按项目填报"] is True


def test_choice_is_made_on_the_page_and_fixed_once_the_task_is_given_out(office):
    make_county("岳阳县")
    page = browser(office["user"])
    page.post(reverse("selfeval-task-new"), form_entry(make_form(), by_project="on"))
    task = Task.objects.get()
    assert task.by_project
    url = reverse("selfeval-task-edit", args=[task.pk])
    assert 'name="by_project"' in page.get(url).content.decode()
    tasks.open_task(task_id=task.pk, version=task.version, **office)
    assert 'name="by_project"' not in page.get(url).content.decode()

    task.refresh_from_db()
    page.post(url, form_entry(task.form, title="改名", version=task.version))
    task.refresh_from_db()
    assert (task.title, task.by_project) == ("改名", True)
    assert "按项目填报，每个项目一份" in page.get(f"/selfeval/tasks/{task.pk}/").content.decode()


@pytest.mark.parametrize("by_project", [True, False])
def test_choice_of_a_task_given_out_is_refused_to_whoever_changes_it(office, by_project):
    county = make_county()
    task = opened(office, by_project=by_project, audience=[county])
    entry = TaskEntry(
        year=task.year, form=task.form, title=task.title, opens_at=task.opens_at,
        deadline=task.deadline, by_project=not by_project, audience=[county],
    )  # fmt: skip
    with pytest.raises(Refused, match="是否按项目填报不能再改"):
        tasks.edit_task(task_id=task.pk, version=task.version, entry=entry, **office)


def test_county_that_joins_later_gets_one_draft_and_the_others_keep_theirs(office):
    first, second = make_county("岳阳县"), make_county("华容县")
    task = opened(office, audience=[first])
    make_report(task, first, project="临时救助")
    entry = TaskEntry(
        year=task.year, form=task.form, title=task.title, opens_at=task.opens_at,
        deadline=task.deadline, by_project=True, audience=[first, second],
    )  # fmt: skip
    tasks.edit_task(task_id=task.pk, version=task.version, entry=entry, **office)
    held = Report.objects.filter(task=task).values_list("county__name", "project")
    assert sorted(held) == [("华容县", ""), ("岳阳县", ""), ("岳阳县", "临时救助")]


def test_only_the_names_of_a_countys_projects_have_to_differ(db):
    report = make_report(make_task(by_project=True), project="临时救助")
    make_report(report.task, report.county, project="移民培训")
    make_report(report.task, project="临时救助")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_report(report.task, report.county, project="临时救助")


def test_last_year_is_that_of_the_same_project(db):
    form, county = make_form(), make_county()
    before = make_task(form, year=2017, by_project=True)
    file_report(make_report(before, county, project="临时救助"), budget="80", spent="80")
    task = make_task(form, year=2018, by_project=True)
    for project in ("临时救助", "移民培训", ""):
        make_report(task, county, project=project)
    rows = Report.objects.filter(task=task).with_last_year()
    held = {row.project: row.last_year_data for row in rows}
    assert held["临时救助"]["fields"]["budget"] == "80"
    assert (held["移民培训"], held[""]) == (None, None)


def test_whole_countys_report_of_last_year_is_no_projects(db):
    form, county = make_form(), make_county()
    file_report(make_report(make_task(form, year=2017), county))
    unnamed = make_report(make_task(form, year=2018, by_project=True), county)
    assert Report.objects.with_last_year().get(pk=unnamed.pk).last_year_data is None


BEFORE = [("selfeval", "0002_imports_into_reports")]


def migrate_to_newest():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_reports_of_an_earlier_site_stay_as_they_are_and_can_go_back():
    report = make_report()
    file_report(report, user=make_account("tian", role="county", place=report.county))
    report = Report.objects.get(pk=report.pk)
    MigrationExecutor(connection).migrate(BEFORE)
    migrate_to_newest()

    again = Report.objects.select_related("task").get(pk=report.pk)
    assert (again.project, again.task.by_project, again.state) == ("", False, "submitted")
    assert (again.data, again.cells, again.latest_id, again.version, str(again)) == (
        report.data, report.cells, report.latest_id, report.version, str(report)
    )  # fmt: skip
    assert set(again.history.values_list("project", flat=True)) == {""}


@pytest.mark.django_db(transaction=True)
def test_a_site_with_several_reports_a_county_does_not_go_back():
    report = make_report(make_task(by_project=True), project="临时救助")
    make_report(report.task, report.county, project="移民培训")
    try:
        with pytest.raises(CommandError, match="有 1 个县市区在同一任务里按项目报了几份报告"):
            MigrationExecutor(connection).migrate(BEFORE)
    finally:
        migrate_to_newest()  # what came later has gone back before this refused
    assert Report.objects.count() == 2
