"""The code on a paper, looked up by whoever holds it: what it belongs to, and no more."""

import pytest
from django.test import Client
from django.urls import reverse

from cities.actions import describe_account
from selfeval.models import Submission
from selfeval.paper.filing import last_change, paper_for
from selfeval.paper.model import verification
from tests.selfeval.factories import write
from tests.selfeval.filed import bring_to, make_world, send_back, step, submit
from trust import log
from trust.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

VERIFY = reverse("public-verify")


def code_of(submission) -> str:
    return verification(submission.digest)


def ask(code: str) -> str:
    """Return the page, as one reads it without an account."""
    return Client().get(VERIFY, {"code": code}).content.decode()


def test_code_on_the_paper_says_what_was_filed_when_and_by_whom():
    cast = make_world()
    submission = submit(cast)
    foot = paper_for(cast.report, submission).foot
    assert f"校验码 {code_of(submission)}，可在系统“公开查询”页核验" in foot
    page = ask(code_of(submission))
    for words in ("长沙市望城区", "2017年度", submission.receipt, submission.digest):
        assert words in page
    assert str(cast.task.form) in page
    assert "这是最近一次提交的内容" in page


def test_unpublished_report_shows_neither_score_nor_contents_nor_people():
    cast = make_world()
    submission = submit(cast, contact="欧阳某某")
    page = ask(code_of(submission))
    assert "尚未公开" in page
    assert "总分" not in page
    assert submission.grade not in page
    assert "欧阳" not in page
    assert str(cast["county"]) not in page
    assert reverse("public-report", args=[cast.report.pk]) not in page


def test_published_report_shows_its_score_and_leads_to_the_report():
    cast = make_world()
    bring_to(cast, "published")
    page = ask(code_of(cast.report.latest))
    assert f"<dt>总分</dt><dd>{cast.report.latest.total_shown}</dd>" in page
    assert f"<dt>等级</dt><dd>{cast.report.latest.grade}</dd>" in page
    assert reverse("public-report", args=[cast.report.pk]) in page


def test_earlier_version_says_that_it_is_not_the_latest():
    cast = make_world()
    first = submit(cast)
    send_back(cast, cells=None)
    assert "填报单位正在修改" in ask(code_of(first))
    write(cast.report, {"summary": "改过以后的概述。"}, user=cast["county"])
    second = step(cast, "submit_report", "county")
    assert "这不是最新的一次提交" in ask(code_of(first))
    assert second.receipt not in ask(code_of(first))
    assert "这不是最新的一次提交" not in ask(code_of(second))


def test_same_contents_submitted_twice_are_both_named():
    cast = make_world()
    first = submit(cast)
    send_back(cast, cells=None)
    second = step(cast, "submit_report", "county")
    assert first.digest == second.digest
    response = Client().get(VERIFY, {"code": code_of(first)})
    assert response.context["found"] == [second, first]


@pytest.mark.parametrize("change", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c} ",
                                    lambda c: c.replace("-", "－")])  # fmt: skip
def test_code_is_read_however_it_was_copied(change):
    cast = make_world()
    submission = submit(cast)
    assert submission.receipt in ask(change(code_of(submission)))


@pytest.mark.parametrize(
    "typed", ["", "9F86", "9F86-D081-884", "9F86-D081-884C-7D65", "____-____-____", "%", "九八七六"]
)
def test_anything_but_a_whole_code_finds_nothing_and_asks_nothing(django_assert_num_queries, typed):
    with django_assert_num_queries(0):
        page = ask(typed)
    assert "errorlist" in page
    assert "没有查到" not in page


def test_unknown_code_says_so_in_one_sentence():
    cast = make_world()
    submission = submit(cast)
    page = ask("0000-0000-0000")
    assert page.count("没有查到这个校验码对应的文件") == 1
    assert submission.receipt not in page


def test_receipt_number_is_no_code():
    cast = make_world()
    submission = submit(cast)
    assert "没有查到" in ask("000000000001")
    assert "<dt>回执号</dt>" not in ask(submission.receipt)


def test_public_page_does_not_give_the_code_away():
    """By a digest of the whole one could try out what the page masks."""
    cast = make_world()
    bring_to(cast, "published")
    page = Client().get(reverse("public-report", args=[cast.report.pk])).content.decode()
    assert cast.report.latest.receipt in page
    assert code_of(cast.report.latest) not in page


def test_looking_up_costs_two_queries_and_leaves_nothing(django_assert_num_queries):
    cast = make_world()
    submission = submit(cast)
    with django_assert_num_queries(2):  # whether the address guesses; the submission
        response = Client().get(VERIFY, {"code": code_of(submission)})
    assert response["Cache-Control"] == "no-store, private"
    assert not response.cookies


def test_code_is_found_by_the_index():
    plan = Submission.objects.with_code("0123456789ab").explain()
    assert "submission_digest" in plan or "Seq Scan" in plan  # PostgreSQL scans a small table


def test_public_pages_and_sign_in_lead_here():
    assert VERIFY in Client().get(reverse("public-reports")).content.decode()
    assert reverse("public-reports") in Client().get(reverse("sign-in")).content.decode()


def test_a_submission_names_the_entry_of_its_own_submitting_until_a_name_changes():
    cast = make_world()
    first = submit(cast)
    own = AuditEntry.objects.get(action="提交自评报告").digest
    send_back(cast)
    write(cast.report, {"summary": "改过的概况"}, user=cast["county"])
    assert last_change(cast.report, first) == own
    second = step(cast, "submit_report", "county")
    newest = AuditEntry.objects.filter(action="提交自评报告").latest("sequence").digest
    assert (last_change(cast.report, first), last_change(cast.report, second)) == (own, newest)
    actor = log.Actor("管理辛", cast["administrator"], "系统管理员")
    describe_account(account=cast["county"], full_name="县区新", email="", actor=actor)
    renamed = AuditEntry.objects.latest("sequence").digest
    assert last_change(cast.report, first) == last_change(cast.report, second) == renamed
