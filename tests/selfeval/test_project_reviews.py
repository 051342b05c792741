"""Reviewers and the office before tasks by project: lists, reminders, extensions, papers."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cities.models import Account
from selfeval.models import Extension, Reminder, Report
from selfeval.paper.filing import paper_for
from selfeval.paper.model import Line, Lines
from selfeval.paper.receipt import receipt_of
from selfeval.paper.workbook import report_xlsx
from selfeval.year import actions as tasks
from selfeval.year import summaries
from selfeval.year.overview import overview_of
from selfeval.year.reminders import remind
from tests.selfeval.factories import (
    CountQueries,
    actor_for,
    make_form,
    make_report,
    make_submitted,
    make_task,
)
from tests.selfeval.project_world import make_projects
from tests.selfeval.review_pages import browser
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db

LIST = reverse("selfeval")


@pytest.fixture
def world():
    return make_projects()


def told(world) -> dict:
    return {"user": world["office"], "actor": actor_for(world["office"])}


def test_list_has_a_column_and_a_search_for_projects(world):
    page = browser(world["city"])
    words = page.get(LIST, {"state": "all"}).content.decode()
    assert '<th scope="col">项目</th>' in words
    response = page.get(LIST, {"state": "all", "project": "培训"})
    found = [(line.report.county_name, line.report.project) for line in response.context["lines"]]
    assert found == [("岳阳县", "移民培训"), ("华容县", "移民培训")]


def test_list_of_tasks_that_are_not_by_project_has_neither():
    report = make_report()
    city = report.county.city
    from tests.factories import make_account

    page = browser(make_account("shi", role="city", place=city))
    words = page.get(LIST, {"state": "all"}).content.decode()
    assert 'name="project"' not in words
    assert '<th scope="col">项目</th>' not in words


def test_projects_of_a_county_stand_in_the_order_of_making(world):
    response = browser(world["city"]).get(LIST, {"state": "all", "q": "岳阳"})
    projects = [line.report.project for line in response.context["lines"]]
    assert projects == ["临时救助", "移民培训", "道路硬化"]


@pytest.mark.parametrize("url", [LIST, "missing", "task", "overview"])
def test_pages_cost_the_same_for_any_number_of_projects(world, url):
    counts = []
    for more in (0, 6):
        for number in range(more):
            report = make_report(world.task, world.counties[0], project=f"项目{number}")
            make_submitted(report, world["county"])
        summaries.rebuild()
        page = browser(world["office"])
        address = {
            "missing": reverse("selfeval-missing", args=[world.task.pk]),
            "task": reverse("selfeval-task", args=[world.task.pk]),
            "overview": reverse("selfeval-overview", args=[2025]),
        }.get(url, url)
        with CountQueries() as asked:
            assert page.get(address, {"state": "all"}).status_code == 200
        counts.append(asked.total)
    assert counts[0] == counts[1]


def test_report_is_headed_by_county_and_project(world):
    report = world.report("临时救助")
    page = browser(world["city"])
    for name in ("report-review", "report-compare"):
        words = page.get(reverse(name, args=[report.pk])).content.decode()
        assert "岳阳县 · 临时救助" in words


def test_who_has_handed_in_is_told_by_project(world):
    page = browser(world["office"])
    words = page.get(reverse("selfeval-missing", args=[world.task.pk])).content.decode()
    assert "岳阳县 · 道路硬化" in words
    assert '>4<span class="figure-unit">个项目</span>' in words
    data = page.get(reverse("selfeval-missing-xlsx", args=[world.task.pk])).content
    rows = list(load_workbook(io.BytesIO(data))["已提交"].values)
    assert rows[0][:5] == ("市州", "县市区", "代码", "项目", "是否提交")
    assert [row[3:5] for row in rows[1:]] == [("临时救助", "已提交"), ("移民培训", "已提交")]


def test_counties_projects_are_reminded_of_in_one_letter(world, django_capture_on_commit_callbacks):
    Account.objects.filter(pk=world["county"].pk).update(email="xian@example.org")
    sent = remind(task_id=world.task.pk, **told(world))
    assert len(sent) == 4  # one of 岳阳县, three of 华容县, which has no address
    make_report(world.task, world.counties[0], project="桥梁加固")
    make_report(world.task, world.counties[0], project="饮水安全")
    with django_capture_on_commit_callbacks(execute=True):
        remind(task_id=world.task.pk, **told(world))
    assert len(mail.outbox) == 1
    letter = mail.outbox[0]
    assert "有 2 个项目尚未提交" in letter.body
    assert "桥梁加固\n　　饮水安全" in letter.body
    assert Reminder.objects.count() == 6
    entry = AuditEntry.objects.filter(action="催报").order_by("pk").last()
    assert any("岳阳县 · 饮水安全" in line for line in entry.after["报告"])


def test_extension_holds_for_all_projects_of_the_county_and_is_one(world):
    until = timezone.now().replace(microsecond=0) + timedelta(days=30)
    ticked = Report.objects.filter(task=world.task, county=world.counties[0])
    response = browser(world["office"]).post(
        reverse("selfeval-extend", args=[world.task.pk]),
        {
            "report": [row.pk for row in ticked],
            "until": timezone.localtime(until).strftime("%Y-%m-%dT%H:%M"),
            "reason": "受灾。",
        },
        follow=True,
    )
    assert "岳阳县延期至" in response.content.decode()
    assert Extension.objects.count() == 1
    assert len(set(ticked.values_list("extended_until", flat=True))) == 1
    assert world.report("道路硬化").extended_until == until.replace(second=0)
    others = Report.objects.filter(task=world.task, county=world.counties[1])
    assert set(others.values_list("extended_until", flat=True)) == {None}
    assert (
        AuditEntry.objects.get(action="批准延期").object_label
        == "2025 岳阳市岳阳县 项目支出绩效自评"
    )


def test_extension_by_one_project_reaches_those_that_are_added_later(world):
    from selfeval.filing.actions.projects import add_projects

    until = timezone.now() + timedelta(days=30)
    tasks.grant_extension(
        report_id=world.report("道路硬化").pk, until=until, reason="受灾。", **told(world)
    )
    made = add_projects(
        task_id=world.task.pk, county_id=world.counties[0].pk, names=["桥梁加固"],
        user=world["county"], actor=actor_for(world["county"]),
    )  # fmt: skip
    assert made[0].extended_until == until


def test_papers_and_receipts_name_the_project(world):
    report = world.report("临时救助")
    assert ("项目", "临时救助") in receipt_of(report.latest).rows
    paper = paper_for(report, report.latest)
    assert (paper.filing.county, paper.filing.project) == ("岳阳县", "临时救助")
    words = str(list(load_workbook(io.BytesIO(report_xlsx(paper))).active.values))
    assert "（临时救助）" in words  # running text has it under its title


def test_table_on_paper_names_the_project_beside_the_county(world):
    task = make_task(make_form("project_spending"), year=2024, by_project=True)
    paper = paper_for(make_report(task, world.counties[0], project="临时救助"), None)
    assert paper.sections[0].parts[0] == Lines(
        (Line("填报单位（盖章）：", "岳阳县"), Line("项目：", "临时救助"))
    )


def test_paper_of_a_report_without_project_says_nothing_of_one():
    report = make_report(make_task(year=2016))
    rows = paper_for(report, None)
    assert rows.filing.project == ""
    words = str(list(load_workbook(io.BytesIO(report_xlsx(rows))).active.values))
    assert "项目：" not in words


def test_overview_counts_reports_and_warns_by_project(world):
    report = world.report("临时救助")
    latest = report.latest
    latest.execution = "0.5"
    latest.save()
    found = overview_of(world["office"], 2025)
    assert (found.summary.submitted, found.summary.reports) == (2, 6)
    assert [warning.filed.county for warning in found.warnings] == ["岳阳县 · 临时救助"]


def test_refusals_and_the_log_name_the_project(world):
    report = world.report("临时救助")
    page = browser(world["city"])
    url = reverse("report-step", args=[report.pk])
    words = page.post(url, {"step": "take_up", "version": report.version}, follow=True)
    assert "岳阳县 · 临时救助 2025年度 项目支出绩效自评" in words.content.decode()
    entry = AuditEntry.objects.filter(action="提交自评报告").order_by("pk").first()
    assert entry.object_label == "2025 岳阳市岳阳县 · 临时救助 项目支出绩效自评"
