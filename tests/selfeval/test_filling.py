"""The pages of a county's draft through the client: who sees what, what a save answers."""

import pytest
from django.db import connection

from selfeval.filing.filling import Filling
from selfeval.filing.finding_lines import list_findings
from selfeval.models import Remark, Report, ReportState, Return
from tests.factories import make_account, make_city, make_county, make_office
from tests.selfeval.factories import (
    COMMAND,
    actor_for,
    file_report,
    make_filer,
    make_form,
    make_report,
    make_task,
    put_source,
    write,
)
from tests.selfeval.filling_pages import JSON, opened, post, save, url

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


# --- Pages --------------------------------------------------------------------------------------


def test_going_on_leads_to_the_first_section_that_is_not_complete(county, report):
    response = county.get(url("report-fill", report))
    assert response.url == url("report-section", report, "basics")
    words = {"unit": "移民局", "budget": "1", "spent": "1", "summary": "有"}
    write(report, words)
    response = county.get(url("report-fill", report))
    assert response.url == url("report-section", report, "scores")


def test_a_section_shows_its_cells_with_versions_and_findings(county, report):
    write(report, {"budget": "三百"})
    page = opened(county, report)
    assert 'data-cell="budget" data-version="1"' in page
    assert 'data-mark="error"' in page
    assert "预算数“三百”不是数字，请填阿拉伯数字" in page
    assert 'data-computed="rate"' in page


def test_a_section_that_is_not_there_is_404(county, report):
    assert county.get(url("report-section", report, "nothing")).status_code == 404


def test_last_years_values_stand_beside(client, task, report):
    county_of = report.county
    older = make_report(make_task(task.form, year=2016), county_of)
    file_report(older, quota="17", budget="88", spent="88")
    client.force_login(make_account(role="county", place=county_of))
    page = opened(client, report)
    assert "上年 88" in page
    assert "上年 100" in page  # the computed rate of last year


def test_others_are_told_nothing_of_a_draft(client, report):
    write(report, {"unit": "秘密单位"})
    city = report.county.city
    answers = {}
    people = {
        "other_county": make_account(role="county", place=make_county("邻县", city)),
        "city": make_account(role="city", place=city),
        "other_city": make_account(role="city", place=make_city("株洲市")),
        "office": make_account(role="office", office=make_office()),
        "assessment_office": make_account(role="assessment_office"),
        "administrator": make_account(role="administrator"),
    }
    pages = [  # the receipt is not there yet, for anybody
        url("report-section", report, "basics"), url("report-findings", report),
        url("report-changes", report) + "?since=0&section=basics", url("report-submit", report),
        url("report-workbook", report), url("attachment-add", report),
    ]  # fmt: skip
    for name, account in people.items():
        client.force_login(account)
        found = [client.get(page) for page in pages]
        assert not any("秘密单位" in page.content.decode(errors="replace") for page in found)
        answers[name] = {page.status_code for page in found}
    assert answers == {
        "other_county": {404}, "city": {403}, "other_city": {404}, "office": {403},
        "assessment_office": {403}, "administrator": {404},
    }  # fmt: skip


def test_the_auditor_reads_a_draft_and_cannot_write(client, report):
    client.force_login(make_account(role="auditor"))
    page = opened(client, report)
    assert "只有试验县的填报人可以填报，您只能查看" in page
    assert "data-cell=" not in page
    assert save(client, report, ("unit", "改", 0)).status_code == 403


def test_a_reviewer_is_led_to_what_was_submitted(client, report):
    client.force_login(make_account(role="city", place=report.county.city))
    assert client.get(url("report-fill", report)).url == url("report-review", report)


def test_a_closed_report_says_why_and_has_no_fields(county, report, filer):
    file_report(report, user=filer)
    page = opened(county, report)
    assert "报告已提交，不能修改；如需修改请先撤回" in page
    assert "data-cell=" not in page
    assert save(county, report, ("unit", "改", 1)).status_code == 403


def test_a_returned_report_opens_what_was_returned_with_the_reasons(county, report, filer):
    submission = file_report(report, user=filer)
    back = Return.objects.create(
        report=report, submission=submission, returned_from="submitted", reason="执行数有误。",
        cells=["spent"], returned_by=filer,
    )  # fmt: skip
    said = {"report": report, "written_by": filer, "cell": "spent"}
    Remark.objects.create(**said, text="与决算不符", sent_with=back)
    Remark.objects.create(**said, text="尚未发出的意见")
    report.state, report.open_cells = ReportState.RETURNED, ["spent"]
    report.save(update_fields=["state", "open_cells"])
    page = opened(county, report)
    assert "执行数有误。" in page
    assert "与决算不符" in page
    assert "尚未发出的意见" not in page
    assert page.count("data-cell=") == 1
    body = save(county, report, ("spent", "99", 1), ("budget", "99", 1)).json()
    assert list(body["saved"]) == ["spent"]
    assert "没有开放修改" in body["refused"]["budget"]


# --- Saving -------------------------------------------------------------------------------------


def test_a_save_answers_with_all_that_follows(county, report):
    body = save(county, report, ("budget", "200", 0), ("spent", "150", 0)).json()
    assert body["saved"] == {"budget": 1, "spent": 1}
    assert body["computed"]["rate"]["shown"] == "75"
    assert body["computed"]["rate"]["derivation"] == "执行率 = 执行数 150 ÷ 预算数 200 × 100 = 75"
    assert body["proposals"]["execution"]["proposed"] == "7.5"
    assert body["marks"]["spent"] == {
        "mark": "explain", "said": "预算执行率 75%，低于 90%，请说明原因"
    }  # fmt: skip
    basics = body["sections"][0]
    assert (basics["percent"], basics["complete"]) == (50, False)
    assert "低于 90%" in body["findings"]
    assert body["version"] == Report.objects.get(pk=report.pk).version


def test_a_field_a_colleague_changed_is_a_conflict(county, report, filer):
    colleague = make_filer(report)
    write(report, {"unit": "乙"}, user=colleague)
    body = save(county, report, ("unit", "甲", 0), ("budget", "5", 0)).json()
    assert body["saved"] == {"budget": 1}
    (conflict,) = body["conflicts"]
    assert conflict | {"at": ""} == {
        "address": "unit", "words": "乙", "version": 1, "by": str(colleague), "at": "",
    }  # fmt: skip
    assert save(county, report, ("unit", "甲", 1)).json()["saved"] == {"unit": 2}


def test_a_save_brings_what_colleagues_wrote_since(county, report):
    page_version = report.version
    write(report, {"summary": "同事写的"}, user=make_filer(report))
    body = save(county, report, ("budget", "5", 0), since=page_version).json()
    cells = {cell["address"]: cell["words"] for cell in body["cells"]}
    assert cells == {"summary": "同事写的", "budget": "5"}


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"cells": []}', b'{"cells": [{"address": "unit"}]}', b"\xff",
     b'{"cells": [{"address": "unit", "words": 5, "version": 0}]}',
     b'{"cells": [{"address": "unit", "words": "", "version": -1}]}',
     b'{"cells": [{"address": "unit", "words": "", "version": 0},'
     b' {"address": "unit", "words": "b", "version": 0}]}'],
)  # fmt: skip
def test_what_no_page_sends_is_refused_with_a_sentence(county, report, body):
    response = county.post(url("report-cells", report), body, **JSON)
    assert response.status_code == 422
    assert "未保存任何内容" in response.json()["error"]


def test_computed_and_unknown_cells_are_refused(county, report):
    cells = [("rate", "99", 0), ("nothing", "x", 0), ("satisfaction.target", "1", 0)]
    refused = save(county, report, *cells).json()["refused"]
    assert list(refused) == ["rate", "nothing", "satisfaction.target"]


def test_changes_tell_what_others_wrote(county, report):
    quiet = county.get(url("report-changes", report), {"since": report.version})
    assert quiet.json() == {"version": report.version, "why_closed": "", "cells": []}
    write(report, {"unit": "同事写的"}, user=make_filer(report))
    told = county.get(
        url("report-changes", report), {"since": report.version, "section": "basics"}
    ).json()
    (cell,) = told["cells"]
    assert (cell["address"], cell["words"], cell["version"]) == ("unit", "同事写的", 1)


# --- Rows and indicators ------------------------------------------------------------------------


def test_rows_are_added_and_removed(county, report):
    told = post(county, "report-row-add", report, table="projects", count=2).json()
    assert told["keys"] == ["1", "2"]
    assert told["shapes"]["b-projects"] == "1,2,total"
    block = county.get(url("report-section", report, "basics"), {"block": "b-projects"}).json()
    assert 'data-cell="projects.2.amount"' in block["html"]
    told = post(
        county, "report-row-remove", report, table="projects", row="1", version=told["version"]
    )
    assert told.json()["shapes"]["b-projects"] == "2,total"


def test_more_rows_than_the_table_takes_are_refused(county, report):
    refused = post(county, "report-row-add", report, table="projects", count=6)
    assert refused.status_code == 403
    assert refused.json()["error"] == "项目最多填 5 行。"
    assert Report.objects.get(pk=report.pk).data["tables"] == {}


def test_an_indicator_is_added_and_removed(county, report):
    told = post(
        county, "report-indicator-add", report, parent="benefit", label="增收", section="scores"
    ).json()
    assert told["code"] == "benefit_a1"
    assert "增收" in opened(county, report, "scores")
    told = post(county, "report-indicator-remove", report, code="benefit_a1", section="scores")
    assert told.json()["shapes"] == {"b-indicators1": ""}


def test_bringing_in_leaves_what_was_entered(county, report):
    write(report, {"unit": "自己填的"})
    response = county.post(url("report-prefill", report), {"section": "basics"}, follow=True)
    assert response.redirect_chain[0][0] == url("report-section", report, "basics")
    assert "没有可带入的数据" in response.content.decode()
    assert Report.objects.get(pk=report.pk).data["fields"]["unit"] == "自己填的"


# --- Queries ------------------------------------------------------------------------------------


@pytest.fixture(params=[0, 3], ids=["alone", "among others"])
def crowd(request, task):
    for _ in range(request.param):
        other = make_report(task)
        write(other, {"unit": "别县"})


def test_opening_a_section_takes_a_fixed_number_of_queries(
    crowd, county, report, django_assert_num_queries
):
    county.get(url("report-section", report, "basics"))
    with django_assert_num_queries(9):
        # session, account, roles; report with task, form, county and last year; names of other
        # places; remarks, files, comments; the frame's years
        county.get(url("report-section", report, "basics"))


def test_saving_a_cell_takes_a_fixed_number_of_queries(
    crowd, county, report, django_assert_num_queries
):
    save(county, report, ("budget", "1", 0))
    with django_assert_num_queries(18 if connection.vendor == "postgresql" else 17):
        # session, account, roles; report seen; transaction, report locked, changes, as it is found,
        # update, history, log 2 (PostgreSQL: 3, it locks the chain) and 3 for what it reads of the
        # rows written, end; names of other places, once: what follows is worked out once
        save(county, report, ("budget", "2", 1))


def test_asking_for_changes_takes_a_fixed_number_of_queries(
    crowd, county, report, django_assert_num_queries
):
    county.get(url("report-changes", report), {"since": report.version})
    with django_assert_num_queries(4):
        # session, account, report, roles
        county.get(url("report-changes", report), {"since": report.version})


@pytest.mark.parametrize(
    ("code", "source", "year"),
    [("department_basic", "2017_yueyanglou", 2017), ("department_scored", "2020_hengyang", 2020),
     ("unit_narrative", "2022_shaodong", 2022), ("resettlement_fund", "2023_yueyang", 2023),
     ("project_spending", "", 2023), ("project_2020", "", 2023), ("transfer_2020", "", 2023)],
)  # fmt: skip
def test_every_section_of_the_shipped_forms_opens(client, code, source, year):
    report = make_report(make_task(make_form(code), year=year), make_county("试验县"))
    if source:
        put_source(report, source)
    client.force_login(make_filer(report))
    for section in report.task.form.definition["sections"]:
        assert section["label"].replace("{year}", str(year)) in opened(
            client, report, section["code"]
        )
    assert client.get(url("report-submit", report)).status_code == 200


def test_a_group_keeps_its_score_when_its_first_part_is_left_out(client):
    report = make_report(make_task(make_form("department_scored")), make_county("试验县"))
    client.force_login(make_filer(report))
    write(report, {"quantity.dropped": "是", "pass_rate.dropped": "是"})
    page = opened(client, report, "scores")
    rows = page.split("<tr")
    assert [row for row in rows if 'data-code="quantity"' in row and 'colspan="6"' in row]
    (scored,) = [row for row in rows if 'data-cell="output.score"' in row]
    assert 'data-code="accepted_rate"' in scored


def test_actor_is_the_person(county, report, filer):
    save(county, report, ("unit", "移民局", 0))
    change = report.changes.get()
    assert (change.by, change.after) == (filer, "移民局")
    assert actor_for(filer) != COMMAND


def test_an_empty_draft_lists_things_to_do_and_no_error(client):
    report = make_report(make_task(make_form("project_spending")))
    client.force_login(make_filer(report))
    filling = Filling(Report.objects.select_related("task__form").get(pk=report.pk), None)
    found = list_findings(filling)
    assert found.errors == ()
    assert found.missing_count == found.blocking
    messages = [line.message for group in found.missing for line in group.lines]
    assert "“产出指标”还没有添加指标、分配 50 分" in messages
    page = client.get(url("report-findings", report)).content.decode()
    assert "还没有添加指标、分配 50 分" in page
