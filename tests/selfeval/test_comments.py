"""内部批注: what the people of one unit say among themselves, who reads it, where it never goes."""

import pytest
from django.test import Client
from django.urls import reverse

from cities.models import Place
from selfeval.comments import actions
from selfeval.models import Comment, CommentSide, Report, ReportState
from tests.factories import make_city
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
from tests.selfeval.factories import make_submitted
from trust.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def people(report):
    return make_people(report)


@pytest.fixture
def submitted(report, people):
    make_submitted(report, people["clerk"])
    return report


# --- writing and reading ---------------------------------------------------------------------


def test_a_comment_stands_beside_its_cell_for_a_colleague_and_is_answered(report, people):
    answer = say(people["clerk"], report, back="basics")
    comment = Comment.objects.get()
    section = reverse("report-section", args=[report.pk, "basics"])
    assert answer["Location"] == f"{section}#comment-{comment.pk}"
    colleague = browser(people["colleague"])
    page = page_of(colleague, report, "report-section", "basics")
    assert f'href="#comment-{comment.pk}">批注 1' in page
    assert f'data-comment="clerk：{TEXT}"' in page
    assert "只有试验县的填报人和审计员看得到" in page
    say(people["colleague"], report, "按决算数。", thread=comment.pk)
    page = page_of(browser(people["clerk"]), report)
    assert "按决算数。" in page
    assert "1 条批注未处理" in page
    for address in ("home", "selfeval"):
        assert "1 条批注未处理" in colleague.get(reverse(address)).content.decode()


def test_a_comment_on_another_section_is_counted_and_not_shown(report, people):
    comment = written(people["clerk"], report)
    page = page_of(browser(people["clerk"]), report, "report-section", "scores")
    assert f'id="comment-{comment.pk}"' not in page
    assert "其他部分还有 1 条未处理" in page


SEEN = {
    "clerk": {"county"},
    "colleague": {"county"},
    "city": {"city"},
    "assessment_office": {"province"},
    "office": set(),
    "auditor": {"county", "city", "province"},
    "administrator": set(),
    "neighbour": set(),
    "other_city": set(),
}
WORDS = {"county": "县里的话", "city": "市里的话", "province": "省里的话"}


@pytest.mark.parametrize("persona", SEEN)
def test_only_the_own_unit_and_the_auditor_read_it(submitted, people, persona):
    for who, side in (("clerk", "county"), ("city", "city"), ("assessment_office", "province")):
        assert say(people[who], submitted, WORDS[side]).status_code == 302
    client = browser(people[persona])
    for name in ("report-comments", "report-review"):
        page = client.get(reverse(name, args=[submitted.pk])).content.decode()
        assert {side for side, words in WORDS.items() if words in page} == SEEN[persona]
    seen = Comment.objects.visible_to(people[persona])
    assert {comment.side for comment in seen} == SEEN[persona]


def test_side_is_the_authors_whatever_a_form_says(submitted, people):
    say(people["city"], submitted, side="county", unit=submitted.county_id, author="1")
    comment = Comment.objects.get()
    assert (comment.side, comment.unit) == (CommentSide.CITY, submitted.county.city)


def test_another_city_does_not_inherit_what_the_former_said(submitted, people):
    written(people["city"], submitted)
    other = make_city("株洲市")
    Place.objects.filter(pk=submitted.county_id).update(city=other)
    assert not Comment.objects.visible_to(people["city"]).exists()
    assert not Comment.objects.visible_to(people["other_city"]).exists()


def test_reviewers_say_nothing_of_what_was_never_submitted(report, people):
    written(people["clerk"], report)
    for persona in ("city", "assessment_office"):
        assert say(people[persona], report).status_code == 404
    with pytest.raises(Refused):
        written(people["city"], report)


def test_auditor_only_reads(submitted, people):
    comment = written(people["clerk"], submitted)
    assert "保存批注" not in page_of(browser(people["auditor"]), submitted)
    assert say(people["auditor"], submitted).status_code == 403
    for name in ("settle", "withdraw"):
        assert press(people["auditor"], comment, name, seen=0).status_code == 403
    assert Comment.objects.get().settled_at is None


def test_city_neither_answers_nor_settles_what_the_county_says(submitted, people):
    comment = written(people["clerk"], submitted)
    assert press(people["city"], comment, "settle", seen=0).status_code == 404
    answer = say(people["city"], submitted, "看到了", thread=comment.pk)
    assert answer.status_code == 422
    assert Comment.objects.count() == 1
    with pytest.raises(Refused):
        actions.reply_to(comment_id=comment.pk, text="看到了", **told(people["city"]))


@pytest.mark.parametrize("state", ReportState)
def test_it_is_said_in_every_state_and_changes_nothing_of_the_report(report, people, state):
    if state != ReportState.DRAFT:
        make_submitted(report, people["clerk"], state=state)
    before = Report.objects.filter(pk=report.pk).values().get()
    assert say(people["clerk"], report).status_code == 302
    assert Report.objects.filter(pk=report.pk).values().get() == before


@pytest.mark.parametrize(
    "name", ["report-pdf", "report-docx", "report-xlsx", "report-json", "report-workbook"]
)
def test_it_is_in_no_file_of_the_report(submitted, people, name):
    client, url = browser(people["clerk"]), reverse(name, args=[submitted.pk])
    before = _plain(client.get(url))
    written(people["clerk"], submitted, "批注原话")
    assert _plain(client.get(url)) == before


def _plain(response) -> object:
    """Return an answer's words, or how large it is where dates of making stand in it."""
    body = b"".join(response) if response.streaming else response.content
    if response["Content-Type"].startswith("application/json"):
        assert "批注" not in body.decode()
        return None
    assert "批注原话".encode() not in body
    return response.status_code


def test_public_page_knows_nothing_of_it(report, people):
    make_submitted(report, people["clerk"], state="published")
    written(people["clerk"], report)
    written(people["assessment_office"], report)
    page = page_of(Client(), report, "public-report")
    assert TEXT not in page
    assert "批注" not in page
