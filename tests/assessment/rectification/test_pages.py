"""What people see and press of 问题清单: the list, one problem, its papers and the workbook."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from assessment.models import Rectification, Rule, Year
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LIST = reverse("rectifications", args=[2017])
NEW = reverse("rectification-new", args=[2017])


@pytest.fixture
def kaohe(client, problems):
    client.force_login(problems.people["assessment_office"])
    return client


def body(answer) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def sent(**more) -> dict:
    due_on = timezone.localdate() + timedelta(days=9)
    told = {"problem": "台账不全。", "demand": "补齐。", "due_on": due_on, "responsible": "培训科"}
    return told | more


def test_problem_is_written_by_hand(kaohe, problems):
    city = problems.cell().city_id
    answer = kaohe.post(NEW, sent(city=city))
    assert answer.url == reverse("rectification", args=[2017, 1])
    page = kaohe.get(LIST).content.decode()
    assert "2017-01" in page
    assert "台账不全。" in page


def test_problem_is_made_of_a_difference_with_its_words(kaohe, problems):
    url = f"{NEW}?check={problems.cell().pk}"
    page = kaohe.get(url).content.decode()
    assert "上报 1,000 人次，核查 900 人次" in page
    kaohe.post(url, sent())
    found = Rectification.objects.get()
    assert (found.source, found.cell_id) == ("check", problems.cell().pk)
    assert "已就此下发" in kaohe.get(url).content.decode()
    assert kaohe.post(url, sent()).status_code == 422


def test_problem_is_made_of_an_incident(kaohe, problems):
    url = f"{NEW}?incident={problems.incident().pk}"
    assert "资金滞留。" in kaohe.get(url).content.decode()
    kaohe.post(url, sent())
    assert Rectification.objects.get().source == "incident"


def test_problem_is_made_of_a_deduction_on_the_card(kaohe, problems):
    problems.adopt_late()
    card = kaohe.get(reverse("scorecard", args=[2017, "430100"])).content.decode()
    rule = Rule.objects.get(
        clause="每少完成10%扣1分", component__item__section__table__city__key="430100"
    )
    assert f"{NEW}?rule={rule.pk}" in card
    assert "扣 1 分" in kaohe.get(f"{NEW}?rule={rule.pk}").content.decode()
    kaohe.post(f"{NEW}?rule={rule.pk}", sent())
    assert Rectification.objects.get().source == "deduction"


def test_what_is_not_there_is_not_made_a_problem_of(kaohe, problems):
    other = problems.cell("获证率")
    for query in (f"check={other.pk}", "check=0", "incident=99", "rule=0", "check=x"):
        assert kaohe.get(f"{NEW}?{query}").status_code == 404, query


def test_what_was_typed_is_kept_where_it_is_refused(kaohe, problems):
    yesterday = timezone.localdate() - timedelta(days=1)
    answer = kaohe.post(NEW, sent(city=problems.cell().city_id, due_on=yesterday))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "今天之前" in page
    assert "台账不全。" in page


def test_city_answers_with_files_and_sees_its_own_alone(client, problems):
    found = problems.issue()
    url = reverse("rectification", args=[2017, found.number])
    client.force_login(problems.people["city"])
    assert "报送整改情况" in client.get(url).content.decode()
    upload = io.BytesIO("签到表".encode())
    upload.name = "签到表.txt"
    step = reverse("rectification-step", args=[2017, 1])
    told = {"step": "answer", "text": "已补齐。", "version": found.version, "files": upload}
    assert client.post(step, told).url == url
    page = client.get(url).content.decode()
    assert "签到表.txt" in page
    assert "考核甲" not in page  # the city is told the office, not its person
    client.force_login(problems.people["other_city"])
    assert client.get(url).status_code == 404
    assert "2017-01" not in client.get(LIST).content.decode()


def test_answer_that_came_too_late_is_kept_on_the_page(client, problems):
    found = problems.issue()
    problems.step(found, "withdraw", "下发有误。")
    client.force_login(problems.people["city"])
    told = {"step": "answer", "text": "已经补齐了签到表。", "version": found.version}
    answer = client.post(reverse("rectification-step", args=[2017, 1]), told)
    assert answer.status_code == 409
    assert "已经补齐了签到表。" in answer.content.decode()


@pytest.mark.parametrize("text", ["已补齐签到表，属实。", ""])
def test_stale_closing_says_what_became_of_it_whatever_else_is_wrong(kaohe, problems, text):
    found = problems.issue()
    problems.answer(found, text="已补齐。")
    stale = Rectification.objects.get().version
    problems.step(Rectification.objects.get(), "return", "还缺一次。")
    told = {"step": "close", "text": text, "version": stale}
    answer = kaohe.post(reverse("rectification-step", args=[2017, 1]), told)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "已由他人办理：考核办 考核甲于 " in page
    assert "退回，现在是“退回整改”。本次没有保存" in page
    assert "处须改正" not in page
    assert text in page
    assert Rectification.objects.get().state == "returned"


def test_stale_term_says_what_became_of_it(kaohe, problems):
    found = problems.issue()
    problems.step(found, "withdraw", "下发有误。")
    told = {"due_on": "", "reason": "汛期。", "version": found.version}
    answer = kaohe.post(reverse("rectification-term", args=[2017, 1]), told)
    assert answer.status_code == 409
    assert "现在是“已撤销”" in answer.content.decode()


def test_city_of_a_year_in_preparation_is_told_what_comes_here(client, problems):
    Year.objects.update(state="preparing")
    client.force_login(problems.people["city"])
    page = client.get(LIST).content.decode()
    assert "没有可以下发的" not in page
    assert "下发以后在这里查看和报送整改情况，并收到通知" in page


def test_list_is_narrowed_by_state_and_marks_what_is_overdue(kaohe, problems):
    problems.issue()
    late = problems.issue(problem="逾期的一个。")
    Rectification.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=2))
    page = kaohe.get(f"{LIST}?state=overdue").content.decode()
    assert "逾期 2 天" in page
    assert "2017-01" not in page
    assert "2017-02" not in kaohe.get(f"{LIST}?state=closed").content.decode()


def test_open_ones_are_listed_in_the_next_year(kaohe, client, problems):
    problems.issue()
    year = factories.make_year(2018)
    factories.make_table(year, factories.make_city("长沙市", "430100"))
    page = kaohe.get(reverse("rectifications", args=[2018])).content.decode()
    assert "上年未销号" in page
    assert "2017-01" in page
    book = load_workbook(io.BytesIO(body(kaohe.get(reverse("rectifications-export", args=[2018])))))
    assert book["上年未销号"]["A2"].value == "2017-01"
    Rectification.objects.update(state="closed", closed_at=timezone.now())
    assert "上年未销号" not in kaohe.get(reverse("rectifications", args=[2018])).content.decode()


def test_papers_say_what_was_asked_and_answered(kaohe, problems):
    found = problems.issue()
    problems.issue(problem="撤掉的一个。")
    problems.step(Rectification.objects.get(number=2), "withdraw", "下发有误。")
    problems.answer(found, text="签到表已补齐。", with_file=1)
    for kind, there in (("list", "补齐签到表。"), ("report", "签到表已补齐。")):
        url = reverse("rectification-paper", args=[2017, "430100", kind, "docx"])
        document = Document(io.BytesIO(body(kaohe.get(url))))
        words = "\n".join(c.text for t in document.tables for row in t.rows for c in row.cells)
        assert there in words
        assert "撤掉的一个。" not in words
        assert ("签到表.pdf" in words) == (kind == "report")
    url = reverse("rectification-paper", args=[2017, "430100", "report", "pdf"])
    assert body(kaohe.get(url)).startswith(b"%PDF")
    url = reverse("rectification-paper", args=[2017, "430200", "report", "pdf"])
    assert kaohe.get(url).status_code == 404


def test_formula_in_a_problem_stays_text_in_the_workbook(kaohe, problems):
    problems.issue(problem="=1+1")
    answer = kaohe.get(reverse("rectifications-export", args=[2017]))
    cell = load_workbook(io.BytesIO(body(answer)))["问题清单"]["E2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_list_costs_the_same_for_any_number(kaohe, problems):
    problems.issue()
    kaohe.get(LIST)
    with CaptureQueriesContext(connection) as few:
        kaohe.get(LIST)
    for _ in range(4):
        problems.issue()
    with CaptureQueriesContext(connection) as many:
        kaohe.get(LIST)
    assert len(few) == len(many)


def test_problems_go_on_after_the_year_is_published(client, problems):
    found = problems.issue()
    Year.objects.update(state="published")
    client.force_login(problems.people["city"])
    url = reverse("rectification", args=[2017, found.number])
    assert "报送整改情况" in client.get(url).content.decode()
