"""The auditor's pages: for auditors alone, at a fixed cost, true to the entry."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cities.actions import grant_membership
from cities.models import Role
from tests.factories import make_account
from tests.trust.test_jobs import FRAME
from trust import log
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db

ALL_PAGES = ["/audit-log/", "/audit-log/1/", "/audit-log/head/", "/audit-log/export/"]


@pytest.fixture
def auditor(cast, signed_in):
    return signed_in(cast["auditor"])


def write(actor, count=1, **details):
    for number in range(count):
        log.write_alone(actor, "录入", label=f"第{number}格", after={"完成值": number}, **details)


def test_only_the_auditor_reads_the_log(cast, signed_in, actor):
    write(actor, reason="机密记号7")
    for role, account in cast.items():
        client = signed_in(account)
        for url in ALL_PAGES:
            response = client.get(url)
            assert response.status_code == (200 if role == "auditor" else 403), (role, url)
            body = response.getvalue() if response.streaming else response.content
            if role != "auditor":
                assert "机密记号7" not in body.decode()
        assert client.post("/audit-log/verify/").status_code == (200 if role == "auditor" else 403)


@pytest.mark.parametrize(
    "url", [*ALL_PAGES, "/audit-log/verify/", "/jobs/", "/jobs/1/", "/change-password/"]
)
def test_strangers_are_sent_to_sign_in(client, db, url):
    response = client.get(url)
    assert response.status_code == 302
    assert response.url.startswith("/sign-in/?next=")


def test_nobody_sees_entries_through_the_queryset_but_the_auditor(cast, actor):
    write(actor, 3)
    seen = {role: AuditEntry.objects.visible_to(one).count() for role, one in cast.items()}
    assert seen == {role: 3 if role == "auditor" else 0 for role in cast}


@pytest.mark.parametrize("rows", [1, 120])
def test_list_costs_the_same_queries(auditor, actor, rows, django_assert_num_queries):
    write(actor, rows)
    auditor.get("/audit-log/")
    # the frame's, and: the actions there are, the count, the page
    with django_assert_num_queries(FRAME + 3):
        page = auditor.get("/audit-log/")
    assert len(page.context["page"].object_list) == min(rows, 50)


def test_second_page_goes_on_where_the_first_ended(auditor, actor):
    write(actor, 60)
    first, second = (auditor.get(f"/audit-log/?page={number}").context["page"] for number in (1, 2))
    assert [entry.sequence for entry in first] == list(range(60, 10, -1))
    assert [entry.sequence for entry in second] == list(range(10, 0, -1))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [4, 3, 2, 1]),
        ("action=下载", [2]),
        ("person=李", [3]),
        ("subject=望城", [4]),
        ("outcome=refused", [4]),
        ("since=2017-01-01&until=2017-01-01", []),
        ("since=2017-01-01", [4, 3, 2, 1]),
        ("until=2017-01-01", []),
        ("person=不存在", []),
        ("action=没有这种操作", []),
        ("since=2018-01-02&until=2018-01-01", []),
        ("since=abc", []),
        ("page=999", [4, 3, 2, 1]),
        ("page=abc", [4, 3, 2, 1]),
        ("person=%25_'--", []),
    ],
)
def test_filters_find_what_they_say(auditor, actor, query, found):
    log.write_alone(actor, "录入", label="长沙市")
    log.write_alone(actor, "下载", label="长沙市")
    log.write_alone(log.Actor("李四"), "录入", label="株洲市")
    log.write_alone(actor, "拒绝访问", label="望城区", outcome="refused")
    page = auditor.get(f"/audit-log/?{query}")
    assert page.status_code == 200
    assert [entry.sequence for entry in page.context["page"]] == found


def test_day_filter_counts_local_days_with_both_ends(auditor, actor, monkeypatch):
    from datetime import UTC, datetime

    for moment in (
        datetime(2018, 1, 1, 15, 59, tzinfo=UTC),
        datetime(2018, 1, 1, 16, 0, tzinfo=UTC),
    ):
        monkeypatch.setattr("trust.log.timezone.now", lambda moment=moment: moment)
        write(actor)
    monkeypatch.undo()

    def found(query):
        return [entry.sequence for entry in auditor.get(f"/audit-log/?{query}").context["page"]]

    assert found("since=2018-01-01&until=2018-01-01") == [1]
    assert found("since=2018-01-02&until=2018-01-02") == [2]
    assert found("since=2018-01-01&until=2018-01-02") == [2, 1]


def test_entry_shows_before_and_after_side_by_side(auditor, actor):
    log.write_alone(
        actor, "录入", label="长沙市", before={"完成值": "3", "单位": "亩"},
        after={"完成值": "5", "单位": "亩", "备注": "<b>补</b>"}, reason="核对后更正",
    )  # fmt: skip
    page = auditor.get("/audit-log/1/")
    assert sorted(page.context["changes"]) == [
        ("单位", "亩", "亩", False),
        ("备注", None, "<b>补</b>", True),
        ("完成值", "3", "5", True),
    ]
    text = page.content.decode()
    assert "核对后更正" in text
    assert "<b>补</b>" not in text
    assert auditor.get("/audit-log/2/").status_code == 404


def test_export_holds_the_found_entries_as_text_and_is_logged(auditor, cast, actor):
    log.write_alone(actor, "下载", label="不导出")
    for text in ("=1+1", "+1", "-1", "@SUM(1)", '=HYPERLINK("http://x")'):
        log.write_alone(actor, "录入", label=text, reason=text)
    response = auditor.get("/audit-log/export/?action=录入")
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[9].value for row in rows] == [
        "=HYPERLINK(\"http://x\")", "@SUM(1)", "-1", "+1", "=1+1",
    ]  # fmt: skip
    assert all(cell.data_type != "f" for row in rows for cell in row)
    assert [row[0].value for row in rows] == [6, 5, 4, 3, 2]
    assert rows[0][1].data_type == "d"
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.after) == ("导出审计日志", {"条数": 5, "条件": {"操作": "录入"}})
    assert entry.actor == cast["auditor"]


def test_export_of_too_much_is_refused_with_advice(auditor, actor, monkeypatch):
    monkeypatch.setattr("cities.views.audit.MOST_EXPORTED", 2)
    write(actor, 3)
    response = auditor.get("/audit-log/export/")
    assert response.status_code == 403
    assert "缩小日期范围" in response.content.decode()


def test_verify_says_that_the_log_is_whole_and_is_logged(auditor, actor):
    write(actor, 3)
    assert auditor.get("/audit-log/verify/").status_code == 405
    text = auditor.post("/audit-log/verify/").content.decode()
    assert "最后改动其内容的那条记录的摘要" in text  # not the last entry's, which no paper bears
    assert "日志的每一条首尾相连" in text
    assert "3 条" in text
    assert AuditEntry.objects.first().action == "核验审计日志"


def test_verify_names_the_first_bad_entry(auditor, actor):
    write(actor, 3)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {AuditEntry._meta.db_table} SET reason = 'x' WHERE sequence = 2")
    assert "日志不完整：第 2 条" in auditor.post("/audit-log/verify/").content.decode()


def test_a_kept_head_is_checked_on_a_page(auditor, actor):
    write(actor, 2)
    first = AuditEntry.objects.get(sequence=1)
    told = auditor.post("/audit-log/head/", {"head": f"1:{first.digest} 2026-11-30 08:00:00"})
    assert "相符：" in told.content.decode()
    told = auditor.post("/audit-log/head/", {"head": f"9:{first.digest}"})
    assert "不符：日志只到第 3 条" in told.content.decode()
    assert auditor.post("/audit-log/head/", {"head": "昨天"}).status_code == 422
    assert [e.action for e in AuditEntry.objects.all()[:3]] == ["核对链头", "核对链头", "录入"]


def test_pages_do_not_load_the_digests_of_rows_and_an_entry_says_of_which(auditor, actor):
    grant_membership(account=make_account(), role=Role.AUDITOR, actor=actor)
    with CaptureQueriesContext(connection) as asked:
        auditor.get("/audit-log/")
        auditor.get("/audit-log/export/")
    assert not any(
        '"trust_auditentry"."rows"' in q["sql"] for q in asked if "INSERT" not in q["sql"]
    )
    assert "<dt>任职</dt><dd>1 行</dd>" in auditor.get("/audit-log/1/").content.decode()


def test_markup_in_a_name_is_shown_as_text(auditor):
    log.write_alone(log.Actor("<script>alert(1)</script>"), "录入")
    assert "<script>alert(1)" not in auditor.get("/audit-log/").content.decode()


def test_account_in_the_log_cannot_be_deleted(actor):
    from django.db.models import ProtectedError

    account = make_account()
    log.write_alone(log.Actor("x", account=account), "录入")
    with pytest.raises(ProtectedError):
        account.delete()
