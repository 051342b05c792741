"""内部批注: answered, settled, taken back; at places that come and go; with the report."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from selfeval.comments import actions
from selfeval.filing.actions.drafts import add_row, remove_row
from selfeval.filing.actions.projects import copy_project, remove_project
from selfeval.filing.actions.rows import GONE
from selfeval.models import Comment, Report, ReportState
from tests.selfeval.commenting import (
    TEXT,
    browser,
    make_people,
    page_of,
    press,
    say,
    told,
    written,
)
from tests.selfeval.factories import (
    CountQueries,
    make_report,
    make_submitted,
    make_task,
    write,
)
from tests.selfeval.project_world import make_projects
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(report):
    return make_people(report)


@pytest.fixture
def submitted(report, people):
    make_submitted(report, people["clerk"])
    return report


def add_named_row(report, user) -> str:
    """Add a row to the projects, name it, and return the address of the name."""
    row = add_row(report_id=report.pk, table="projects", **told(user))
    write(report, {f"projects.{row}.name": "危桥改造"}, user=user)
    return f"projects.{row}.name"


# --- two people, two presses -----------------------------------------------------------------


def test_pressed_twice_it_is_said_once(report, people):
    first, second = say(people["clerk"], report), say(people["clerk"], report)
    assert first["Location"] == second["Location"]
    assert Comment.objects.count() == AuditEntry.objects.filter(action="写批注").count() == 1
    comment = Comment.objects.get()
    for _ in range(2):
        say(people["clerk"], report, "好", thread=comment.pk)
    assert Comment.objects.count() == 2


def test_same_words_are_said_again_by_another_elsewhere_and_later(report, people):
    written(people["clerk"], report)
    written(people["colleague"], report)
    written(people["clerk"], report, cell="contact")
    later = timezone.now() + timedelta(minutes=2)
    actions.write_comment(
        report_id=report.pk, cell="summary", text=TEXT, now=later, **told(people["clerk"])
    )
    assert Comment.objects.count() == 4


# --- settled, withdrawn ----------------------------------------------------------------------


def test_a_colleague_settles_and_opens_again(report, people):
    comment = written(people["clerk"], report)
    page = press(people["colleague"], comment, "settle", seen=0).content.decode()
    assert "批注已标为已处理。" in page
    assert "没有未处理的批注" in page
    section = page_of(browser(people["clerk"]), report, "report-section", "basics")
    assert 'class="cell-comments' not in section
    assert "未处理" not in browser(people["clerk"]).get(reverse("home")).content.decode()
    press(people["clerk"], comment, "settle", reopen="1")
    assert Comment.objects.open().get() == comment
    assert list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))[-3:] == [
        "写批注", "处理批注", "重新打开批注",
    ]  # fmt: skip


def test_an_answer_opens_what_was_settled(report, people):
    comment = written(people["clerk"], report)
    press(people["clerk"], comment, "settle", seen=0)
    say(people["colleague"], report, "还没改完。", thread=comment.pk)
    assert Comment.objects.open().get() == comment


def test_nothing_is_settled_unread(report, people):
    comment = written(people["clerk"], report)
    actions.reply_to(comment_id=comment.pk, text="再等等。", **told(people["colleague"]))
    page = press(people["clerk"], comment, "settle", seen=0).content.decode()
    assert "又有人答复，没有标为已处理" in page
    assert Comment.objects.open().get() == comment


def test_one_takes_back_ones_own_alone(report, people):
    comment = written(people["clerk"], report)
    press(people["colleague"], comment, "withdraw")
    assert Comment.objects.get().text == TEXT
    press(people["clerk"], comment, "withdraw")
    assert not Comment.objects.exists()
    entry = AuditEntry.objects.get(action="撤回批注")
    assert entry.before == {"批注": TEXT}


def test_what_was_answered_stays_as_withdrawn_until_the_answer_goes(report, people):
    comment = written(people["clerk"], report)
    answer = actions.reply_to(comment_id=comment.pk, text="按决算数。", **told(people["colleague"]))
    press(people["clerk"], comment, "withdraw")
    page = page_of(browser(people["colleague"]), report)
    assert TEXT not in page
    assert "已撤回" in page
    assert "按决算数。" in page
    press(people["colleague"], answer, "withdraw")
    assert not Comment.objects.exists()


def test_an_answer_to_what_went_keeps_its_words(report, people):
    comment = written(people["clerk"], report)
    press(people["clerk"], comment, "withdraw")
    response = say(people["colleague"], report, "我看按决算数。", thread=comment.pk)
    assert response.status_code == 422
    page = response.content.decode()
    assert "已由他人撤回" in page
    assert "我看按决算数。</textarea>" in page


# --- words and places ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  ", "批注是空的"),
        ("\u200b\u2060", "批注是空的"),
        ("长" * 501, "批注有 501 字"),
        ("长" * 1001, "超过 500 字"),
    ],
)
def test_words_that_are_not_kept_stay_in_the_form(report, people, text, said):
    response = say(people["clerk"], report, text)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert f"{text}</textarea>" in page
    assert '<option value="summary" selected>' in page
    assert not Comment.objects.exists()


def test_line_ends_count_as_one_sign(report, people):
    assert say(people["clerk"], report, "\r\n".join(["字" * 9] * 50)).status_code == 302
    assert len(Comment.objects.get().text) == 499


@pytest.mark.parametrize("cell", ["nowhere", "projects.9.name", "summary.x", "@stamped"])
def test_a_place_that_the_form_has_not_is_refused(report, people, cell):
    response = say(people["clerk"], report, cell=cell)
    assert response.status_code == 422
    assert "表中没有这个位置" in response.content.decode()
    assert not Comment.objects.exists()


def test_reviewers_comment_on_what_they_read_not_on_the_draft(submitted, people):
    Report.objects.filter(pk=submitted.pk).update(state=ReportState.RETURNED)
    cell = add_named_row(submitted, people["clerk"])
    assert say(people["clerk"], submitted, cell=cell).status_code == 302
    response = say(people["city"], submitted, cell=cell)
    assert response.status_code == 422
    assert "危桥改造" not in response.content.decode()


def test_a_place_that_is_gone_is_still_told(report, people):
    cell = add_named_row(report, people["clerk"])
    comment = written(people["clerk"], report, cell=cell)
    key = cell.split(".")[1]
    remove_row(
        report_id=report.pk, table="projects", row=key, version=None, **told(people["clerk"])
    )
    page = page_of(browser(people["colleague"]), report)
    assert "已不在表中的位置" in page
    assert f"原为“{comment.cell_label}”" in page
    assert say(people["colleague"], report, "行已删。", thread=comment.pk).status_code == 302


def test_words_of_others_are_no_markup(report, people):
    written(people["clerk"], report, '<b onclick="x">"粗"</b>')
    for name, *more in (("report-comments",), ("report-section", "basics")):
        assert "<b onclick" not in page_of(browser(people["colleague"]), report, name, *more)


def test_form_sent_after_the_session_leads_back_to_its_page(report):
    page = reverse("report-section", args=[report.pk, "basics"])
    url = reverse("report-comments", args=[report.pk])
    answer = Client().post(url, {"text": TEXT}, headers={"referer": f"http://testserver{page}"})
    assert answer["Location"] == f"{reverse('sign-in')}?next={page}"


@pytest.mark.parametrize("back", ["", "nowhere", "https://example.com/", "@review"])
def test_way_back_is_always_a_page_of_the_report(report, people, back):
    answer = say(people["clerk"], report, back=back)
    assert answer["Location"].startswith(reverse("report-comments", args=[report.pk]))


def test_a_side_has_a_limit_that_says_so(report, people, monkeypatch):
    monkeypatch.setattr(actions, "MOST_COMMENTS", 1)
    written(people["clerk"], report)
    assert "批注已有 1 条" in say(people["clerk"], report, "又一条").content.decode()


# --- with the report -------------------------------------------------------------------------


def test_project_takes_what_was_said_with_it_and_the_log_tells():
    world = make_projects(submit=False)
    report = world.report("临时救助")
    written(world["county"], report)
    remove_project(report_id=report.pk, version=report.version, **told(world["county"]))
    assert not Comment.objects.exists()
    entry = AuditEntry.objects.get(action="删除项目")
    assert entry.before["内部批注"] == [f"工作概述：{TEXT}"]
    with pytest.raises(Refused, match=GONE[:9]):
        written(world["county"], report)


def test_copy_is_of_the_report_alone():
    world = make_projects(submit=False)
    report = world.report("临时救助")
    written(world["county"], report)
    made = copy_project(report_id=report.pk, name="危桥改造", **told(world["county"]))
    assert not made.comments.exists()
    page = browser(world["county"]).get(reverse("projects", args=[world.task.pk, report.county_id]))
    assert page.content.decode().count("未处理") == 1


@pytest.mark.parametrize("name", ["home", "selfeval"])
def test_lists_ask_as_often_whatever_was_said(people, report, name):
    client = browser(people["clerk"])
    client.get(reverse(name))
    with CountQueries() as one:
        client.get(reverse(name))
    for year in (2015, 2016):
        more = make_report(make_task(report.task.form, year=year), report.county)
        written(people["clerk"], more)
        written(people["clerk"], more, "又一句")
    with CountQueries() as many:
        page = client.get(reverse(name)).content.decode()
    assert many.total == one.total
    assert page.count("2 条批注未处理") == 2


@pytest.mark.parametrize("most", [1, 6])
def test_all_comments_are_read_in_one_query(people, report, most):
    for number in range(most):
        comment = written(people["clerk"], report, f"第 {number} 句")
        actions.reply_to(comment_id=comment.pk, text="好", **told(people["colleague"]))
    client = browser(people["clerk"])
    page_of(client, report)
    with CountQueries() as asked:
        page_of(client, report)
    assert sum('"selfeval_comment"' in sql for sql in asked.listed) == 1


def test_the_way_back_to_the_earlier_program_loses_none(report, people):
    refuse = import_module("selfeval.migrations.0006_comments").refuse_to_lose
    refuse(apps, None)
    written(people["clerk"], report)
    with pytest.raises(CommandError, match="已有 1 条内部批注"):
        refuse(apps, None)
