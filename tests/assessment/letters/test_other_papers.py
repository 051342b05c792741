"""The other papers of a year in the office's words: those of the day on which each was dated."""

import pytest
from django.utils import timezone

from assessment.letters.actions import change_words
from assessment.letters.kinds import Words
from assessment.letters.words import words_of
from assessment.models import PaperWords, Year
from assessment.next_year.actions import clone_year
from assessment.objections.paper import form_of
from assessment.self_check.paper import files_of, report_of
from assessment.self_check.word import paper_docx
from tests import factories
from tests.assessment.letters.test_papers import words_in
from tests.assessment.moves import told
from tests.assessment.objections.conftest import desk as objecting  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

OURS = Words("{年度}年{市州}情况报告", "现将有关情况报告如下。", "特此报告。", "经办\n审核")


def change(year, user, paper, words=OURS, seen=0):
    return change_words(year=year, paper=paper, words=words, seen=seen, **told(user))


def test_self_check_report_is_in_the_words_of_the_year(year, table, cast):
    table.year = Year.objects.get()
    before = report_of(table)
    assert before.title == "2017年度长沙市移民工作绩效考核自查报告"
    assert "不作为考核结果" in before.notes[0]
    change(year, cast["assessment_office"], "self-report")
    paper = report_of(table)
    assert paper.title == "2017年长沙市情况报告"
    assert paper.signers == ("经办", "审核")
    for text in (paper.document.html, words_in(paper_docx(paper))):
        assert "现将有关情况报告如下。" in text
        assert "特此报告。" in text
    assert files_of(table).title == "2017年度长沙市移民工作绩效考核自查佐证材料目录"


def test_form_of_an_objection_keeps_the_words_of_its_day(objecting):  # noqa: F811
    filed = objecting.file()
    people = objecting.people
    change(filed.year, people["assessment_office"], "objection")
    assert form_of(filed).title == "2017年度移民工作绩效考核申诉表"
    filed.filed_at = timezone.now()
    late = form_of(filed)
    assert late.title == "2017年长沙市情况报告"
    assert "现将有关情况报告如下。" in late.html


def test_a_year_made_like_another_has_its_latest_words(year, cast):
    kaohe = cast["assessment_office"]
    change(year, kaohe, "feedback", Words("第一稿"))
    change(year, kaohe, "feedback", Words("第二稿", "{市州}"), seen=1)
    made = clone_year(source=2017, target=2018, **told(kaohe)).year
    assert words_of(made, "feedback") == Words("第二稿", "{市州}", number=1)
    change(made, kaohe, "feedback", Words("新一年的"), seen=1)
    assert words_of(year, "feedback").heading == "第二稿"


def test_words_that_a_year_has_already_are_left_alone(year, cast):
    kaohe = cast["assessment_office"]
    change(year, kaohe, "feedback", Words("上年的"))
    change(factories.make_year(2018, state="preparing"), kaohe, "feedback", Words("自己的"))
    made = clone_year(source=2017, target=2018, **told(kaohe)).year
    assert words_of(made, "feedback").heading == "自己的"
    assert PaperWords.objects.filter(year=made).count() == 1
