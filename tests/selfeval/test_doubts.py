"""Figures in doubt in a county's report: on its sheet, off line, submitted, at review."""

import pytest
from django.urls import reverse

from selfeval.filing.doubtful import doubts_after
from selfeval.filing.filling import Filling
from selfeval.loading import last_year_of
from selfeval.models import Report, Submission
from tests.factories import make_county
from tests.selfeval.factories import (
    file_report,
    fill_report,
    make_report,
    make_task,
    write,
)
from tests.selfeval.filling_pages import opened, save
from tests.selfeval.test_filling_offline import filled_workbook, upload

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FAR = "19 人是目标 200 人的 9.5%，请核对单位或小数点"
JUMP = "40 人是上年 200 人的 20%，请核对"


@pytest.fixture
def last_year(task, report):
    """The county's accepted report of the year before: quota 200."""
    older = make_report(make_task(task.form, year=2016), report.county)
    file_report(older, quota="200")
    return older


def test_sheet_marks_a_doubtful_figure_and_says_why(county, report):
    write(report, {"trained.target": "200", "trained.outcome": "19"})
    page = opened(county, report, "scores")
    assert "has-doubt" in page
    assert FAR in page
    assert "<h3>存疑 <span>1</span></h3>" in page


def test_saving_answers_with_the_doubt_and_takes_it_back(county, report):
    write(report, {"trained.target": "200"})
    told = save(county, report, ("trained.outcome", "19", 0), section="scores").json()
    assert told["marks"]["trained.outcome"]["mark"] == "doubt"
    assert FAR in told["marks"]["trained.outcome"]["said"]
    assert told["saved"] == {"trained.outcome": 1}
    told = save(county, report, ("trained.outcome", "190", 1), section="scores").json()
    assert "trained.outcome" not in told["marks"]


def test_saving_knows_last_years_figure(county, report, last_year):
    told = save(county, report, ("quota", "40", 0)).json()
    assert told["marks"]["quota"] == {"mark": "doubt", "said": f"编制：{JUMP}"}


def test_last_year_costs_no_query_more(county, report, last_year, django_assert_num_queries):
    filling = Report.objects.with_last_year().select_related("task__form").get(pk=report.pk)
    with django_assert_num_queries(0):
        assert last_year_of(filling).fields["quota"] == "200"


def test_last_year_that_comes_along_is_the_one_that_is_asked_for(report, last_year):
    asked = last_year_of(Report.objects.get(pk=report.pk))
    came = last_year_of(Report.objects.with_last_year().get(pk=report.pk))
    assert came == asked
    assert came is not None


def test_no_last_year_is_none_either_way(report):
    assert last_year_of(Report.objects.get(pk=report.pk)) is None
    assert last_year_of(Report.objects.with_last_year().get(pk=report.pk)) is None


def test_draft_of_last_year_was_never_reported(task, report):
    older = make_report(make_task(task.form, year=2016), report.county)
    write(older, {"quota": "200"})
    assert last_year_of(Report.objects.with_last_year().get(pk=report.pk)) is None


def test_preview_of_a_workbook_shows_what_would_be_doubted(county, report, store, last_year):
    data = filled_workbook(county, report, {"quota": 40, "budget": 100})
    preview = upload(county, report, data)
    told = {change.address: change.doubts for change in preview.context["plan"].changes}
    assert told == {"quota": (JUMP,), "budget": ()}
    page = preview.content.decode()
    assert f"存疑：{JUMP}" in page
    assert "有 1 格存疑，请核对；不影响写入" in page


def test_preview_of_words_says_what_would_be_doubted(report, last_year):
    filling = Filling(Report.objects.select_related("task__form").get(pk=report.pk), None)
    found = doubts_after(filling, {"quota": "40", "satisfaction.outcome": "0.95"})
    assert list(found) == ["quota", "satisfaction.outcome"]
    assert found["quota"] == (JUMP,)
    assert found["satisfaction.outcome"] == (
        "“0.95”像是小数写法，“90”是百分数；如指 95%，请写“95%”，请核对",
    )


def test_doubtful_report_is_submitted_and_the_doubt_goes_along(report, last_year):
    submission = file_report(report, quota="40")
    assert [found["code"] for found in submission.findings].count("jump") == 1


def test_reviewer_sees_the_doubt_as_it_stood(client, report, last_year, filer):
    file_report(report, user=filer, quota="40")
    client.force_login(filer)
    page = client.get(reverse("report-review", args=[report.pk])).content.decode()
    assert f"编制：{JUMP}" in page
    assert "存疑" in page
    assert "has-doubt" in page


def test_submission_of_before_keeps_its_findings(client, report, filer):
    """What the checks have learnt since changes nothing of what was submitted."""
    submission = file_report(
        report,
        user=filer,
        **{
            "trained.outcome": "19",
            "trained.score": "2",
            "trained.reason": "停训。",
            "total": "70",
            "grade": "较差",
        },
    )
    assert any(found["code"] == "far_from_target" for found in submission.findings)
    kept = [found for found in submission.findings if found["code"] != "far_from_target"]
    Submission.objects.filter(pk=submission.pk).update(findings=kept)
    client.force_login(filer)
    page = client.get(reverse("report-review", args=[report.pk])).content.decode()
    assert "请核对单位或小数点" not in page
    assert "has-doubt" not in page
    assert "停训。" in page
    told = client.get(reverse("report-json", args=[report.pk])).json()
    codes = {found["code"] for found in told["reports"][0]["checks"]}
    assert "score_under_weight" in codes
    assert "far_from_target" not in codes


def test_doubts_count_among_the_reminders(report, last_year):
    fill_report(report, {"quota": "40"})
    before = Report.objects.get(pk=report.pk).reminders
    write(report, {"quota": "190"})
    assert Report.objects.get(pk=report.pk).reminders == before - 1


def test_words_that_name_another_county_are_pointed_out_as_one_types(county, report):
    make_county("湘阴县", report.county.city)
    said = "工作概述中出现“湘阴县”，请核对是否误用了别处的文字"
    assert said in str(save(county, report, ("summary", "湘阴县按计划完成任务。", 0)).json())
    assert said in opened(county, report)
    own = f"{report.county_name}属{report.county.city}，按计划完成任务。"
    save(county, report, ("summary", own, 1))
    assert "误用了别处的文字" not in opened(county, report)
