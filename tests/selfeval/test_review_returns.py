"""A report sent back, and what its reviewers say of it."""

import pytest

from selfeval.models import Remark, RemarkState, Return
from tests.selfeval.factories import make_report, write
from tests.selfeval.filed import bring_to, make_world, send_back, step, submit
from tests.selfeval.review_pages import browser, page, url

pytestmark = pytest.mark.django_db


# --- returning -------------------------------------------------------------------------------


def send(cast, persona="city", **sent):
    cast.report.refresh_from_db()
    values = {"version": cast.report.version, "reason": "概述过于简单。", "scope": "whole"} | sent
    return browser(cast[persona]).post(url("report-return", cast), values)


def test_return_without_a_reason_is_not_sent():
    cast = make_world()
    submit(cast)
    response = send(cast, reason=" ")
    assert response.status_code == 422
    assert "请写明理由" in response.content.decode()
    assert not Return.objects.exists()


def test_return_opens_the_cells_that_were_remarked_on():
    cast = make_world()
    submit(cast)
    city = browser(cast["city"])
    city.post(url("report-remark", cast), {"cell": "summary", "text": "请补充培训情况。"})
    form = city.get(url("report-return", cast)).context["form"]
    assert form.initial["cells"] == ["summary"]

    response = send(cast, scope="picked", cells=["summary"], correct_by="2099-01-31")

    assert response.status_code == 302
    cast.report.refresh_from_db()
    assert (cast.report.state, cast.report.open_cells) == ("returned", ["summary"])
    assert Remark.objects.get().sent_with == Return.objects.get()


def test_county_answers_a_remark_and_the_reviewer_reads_it():
    cast = make_world()
    submit(cast)
    browser(cast["city"]).post(url("report-remark", cast), {"cell": "summary", "text": "请补充。"})
    remark = Remark.objects.get()
    county = browser(cast["county"])
    address = url("report-remark-answer", cast, remark.pk)
    assert county.post(address, {"answer": "早了"}).status_code == 404  # not sent yet

    send(cast, scope="picked", cells=["summary"])
    assert "保存答复" in county.get(url("report-section", cast, "basics")).content.decode()
    assert county.post(address, {"answer": " "}).status_code == 403
    assert county.post(address, {"answer": "已补培训人次。"}).status_code == 302

    remark.refresh_from_db()
    assert (remark.answer, remark.state) == ("已补培训人次。", RemarkState.ANSWERED)
    assert "答复：已补培训人次。" in page(cast, "city")
    assert browser(cast["city"]).post(address, {"answer": "代答"}).status_code == 403


def test_return_of_picked_cells_needs_some_and_only_known_ones():
    cast = make_world()
    submit(cast)
    assert "请至少选中一个单元格" in send(cast, scope="picked").content.decode()
    assert send(cast, scope="picked", cells=["no.such"]).status_code == 422
    assert not Return.objects.exists()


def test_return_with_a_day_that_is_over_is_refused():
    cast = make_world()
    submit(cast)
    assert "修改期限已经过去" in send(cast, correct_by="2020-01-01").content.decode()


def test_resubmission_is_marked_with_what_changed():
    cast = make_world()
    submit(cast)
    send_back(cast)
    write(cast.report, {"summary": "培训移民二百人，建成移民村四个。"}, user=cast["county"])
    step(cast, "submit_report", "county")
    shown = page(cast, "city")
    assert "重新提交，改动 1 处" in shown
    assert '原 <del class="changed">按计划完成全年任务。</del>' in shown
    assert "第 2 次提交" in page(cast, "city")


def test_office_undoes_an_acceptance_with_a_reason():
    cast = make_world()
    bring_to(cast, "accepted")
    assert "撤销通过" in page(cast, "assessment_office", "report-return")
    assert send(cast, "assessment_office", reason="金额有误。").status_code == 302
    cast.report.refresh_from_db()
    assert (cast.report.state, cast.report.accepted) == ("returned", None)


@pytest.mark.parametrize(
    ("persona", "code"),
    [
        ("county", 403),
        ("office", 403),
        ("auditor", 403),
        ("other_city", 404),
        ("other_county", 404),
    ],
)
def test_returning_is_for_reviewers(persona, code):
    cast = make_world()
    submit(cast)
    assert browser(cast[persona]).get(url("report-return", cast)).status_code == code
    assert send(cast, persona).status_code == code
    assert not Return.objects.exists()


# --- remarks ---------------------------------------------------------------------------------


def remark(cast, persona="city", **sent):
    values = {"cell": "summary", "text": "请写具体。"} | sent
    return browser(cast[persona]).post(url("report-remark", cast), values, follow=True)


def test_remark_is_hidden_from_the_county_until_it_is_sent():
    cast = make_world()
    submit(cast)
    remark(cast)
    assert "请写具体。" in page(cast, "city")
    assert "请写具体。" not in page(cast, "county")
    send_back(cast, reason="见意见。")
    assert "请写具体。" in page(cast, "county")


def test_remark_is_settled_or_taken_back():
    cast = make_world()
    submit(cast)
    remark(cast)
    remark(cast, text="另一条。", cell="")
    first, second = Remark.objects.order_by("pk")
    city = browser(cast["city"])
    city.post(url("report-remark-settle", cast, first.pk))
    city.post(url("report-remark-settle", cast, second.pk), {"delete": "1"})
    first.refresh_from_db()
    assert first.state == "settled"
    assert list(Remark.objects.all()) == [first]


def test_empty_remark_is_not_kept():
    cast = make_world()
    submit(cast)
    assert "意见是空的" in remark(cast, text=" ").content.decode()
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("persona", "code"), [("county", 403), ("office", 403), ("other_city", 404)]
)
def test_remarks_are_for_reviewers(persona, code):
    cast = make_world()
    submit(cast)
    assert remark(cast, persona).status_code == code
    assert not Remark.objects.exists()


def test_remark_of_another_report_is_not_found():
    cast = make_world()
    submit(cast)
    other = make_report(cast.task)
    said = Remark.objects.create(report=other, text="别人的。", written_by=cast["city"])
    assert browser(cast["city"]).post(url("report-remark-settle", cast, said.pk)).status_code == 404
