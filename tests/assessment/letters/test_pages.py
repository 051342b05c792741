"""本年文书: who prints what and when, issuing, and the words on their page."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from assessment.letters.issuing import issue_paper
from assessment.letters.kinds import KINDS, OWN
from assessment.letters.words import example_of
from assessment.models import CityTable, IssuedPaper, PaperWords, Result, Year, YearState
from tests import factories
from tests.assessment.moves import move_on, told
from tests.quick_press import print_in_words
from trust.models import AuditEntry, Job, Notice

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

WORDS = {
    "heading": "{年度}年度函",
    "opening": "{市州}：得{得分}分。",
    "closing": "",
    "signers": "处",
}


@pytest.fixture(autouse=True)
def quick_press(monkeypatch):
    print_in_words(monkeypatch)


def issue(year, cast, *, city="430100", seen=0, paper="feedback"):
    place = CityTable.objects.get(city__key=city).city if city else None
    return issue_paper(
        year=year, paper=paper, place=place, seen=seen, **told(cast["assessment_office"])
    )


def test_list_says_from_when_on_each_is_there_and_why_not_yet(go, year):
    Year.objects.update(state=YearState.COLLECTING)
    page = go("assessment_office", "year-papers").content.decode()
    assert "“反馈与申诉”阶段内可以打印，2017年度现在是“处室采集”阶段" in page
    assert reverse("year-paper", args=[2017, "reasons", "430100", "pdf"]) in page
    assert reverse("year-paper", args=[2017, "feedback", "430100", "pdf"]) not in page


def test_office_prints_its_own_table_alone(go, year, cast):
    own, other = (cast[p].memberships.get().office for p in ("office", "other_office"))
    page = go("office", "year-papers").content.decode()
    assert f"office-{own.pk}" in page
    assert f"office-{other.pk}" not in page
    assert go("office", "year-paper", "reasons", f"office-{other.pk}", "pdf").status_code == 404
    answer = go("office", "year-paper", "reasons", f"office-{own.pk}", "docx")
    assert own.name in Document(io.BytesIO(answer.content)).paragraphs[1].text


def test_city_reads_its_own_reasons_once_scores_are_released(go, year):
    assert go("city", "year-paper", "reasons", "430100", "pdf").status_code == 200
    assert go("city", "year-paper", "reasons", "430200", "pdf").status_code == 404
    Year.objects.update(state=YearState.COLLECTING)
    assert go("city", "year-paper", "reasons", "430100", "pdf").status_code == 404


@pytest.mark.parametrize("persona", ["office", "city"])
@pytest.mark.parametrize("paper", [("meeting", "all"), ("circular", "all"), ("feedback", "430100")])
def test_what_goes_out_is_printed_by_the_office_alone(go, year, persona, paper):
    assert go(persona, "year-paper", *paper, "pdf").status_code == 404


def test_paper_before_its_time_says_why(go, year):
    answer = go("assessment_office", "year-paper", "circular", "all", "pdf")
    assert answer.status_code == 403
    assert "审定以后可以打印，2017年度现在是“反馈与申诉”阶段" in answer.content.decode()


def test_issued_letter_reaches_its_city_and_stays_as_it_was(go, year, cast):
    issued = issue(year, cast)
    before = go("city", "issued-paper", issued.pk, "pdf").content
    Result.objects.update(value=0)
    PaperWords.objects.create(
        year=year, paper="feedback", number=1, heading="别的", changed_as="甲"
    )
    assert go("city", "issued-paper", issued.pk, "pdf").content == before
    assert go("other_city", "issued-paper", issued.pk, "pdf").status_code == 404
    [notice] = Notice.objects.filter(recipient=cast["city"])
    assert notice.title == "2017年度初步结果反馈函已印发"
    assert AuditEntry.objects.get(action="印发文书").after["文书"] == "2017年度长沙市初步结果反馈函"


def test_letter_of_withdrawn_scores_is_no_longer_read_by_its_city(go, year, cast):
    issued = issue(year, cast)
    Year.objects.update(state=YearState.REVIEW)
    assert go("city", "issued-paper", issued.pk, "pdf").status_code == 404
    assert go("assessment_office", "issued-paper", issued.pk, "pdf").status_code == 200


def test_issuing_again_is_counted_and_both_are_kept(go, year, cast):
    data = {"paper": "feedback", "of": "430100", "seen": 0}
    go("assessment_office", "paper-issue", data=data)
    go("assessment_office", "paper-issue", data=data)  # pressed twice, or a second person
    assert IssuedPaper.objects.count() == 1
    go("assessment_office", "paper-issue", data=data | {"seen": 1})
    assert [paper.number for paper in IssuedPaper.objects.all()] == [2, 1]
    page = go("city", "year-papers").content.decode()
    assert "第2次" in page
    assert "第1次" in page


def test_scores_that_move_while_a_paper_is_laid_out_are_not_issued(year, cast, monkeypatch):
    def move_meanwhile(document):
        Result.objects.filter(measure__kind="次数").update(value=3)
        return b"%PDF"

    monkeypatch.setattr("assessment.letters.issuing.print_one", move_meanwhile)
    with pytest.raises(Exception, match="得分或用语有改动，请重新印发；没有印发"):
        issue(year, cast)
    assert not IssuedPaper.objects.exists()


def test_circular_is_issued_once_it_is_known_to_whom_it_goes(go, year):
    Year.objects.update(state=YearState.FINALISED)
    data = {"paper": "circular", "of": "all", "seen": 0}
    page = go("assessment_office", "paper-issue", data=data).url
    assert page == reverse("year-papers", args=[2017])
    assert not IssuedPaper.objects.exists()


def test_circular_of_results_that_were_taken_back_says_so(go, year, cast):
    office = cast["assessment_office"]
    Result.objects.update(value=1, version=1)
    move_on(year, YearState.FINALISED, office)
    year = move_on(year, YearState.PUBLISHED, office)
    circular = issue(year, cast, paper="circular", city=None)
    assert "本份不再有效" not in go("auditor", "year-papers").content.decode()
    kept = go("auditor", "issued-paper", circular.pk, "docx").content

    move_on(year, YearState.FINALISED, office, reason="有误")

    for persona in ("auditor", "office"):
        assert "撤回公布，本份不再有效" in go(persona, "year-papers").content.decode()
    assert go("auditor", "issued-paper", circular.pk, "docx").content == kept
    year = move_on(year, YearState.PUBLISHED, office)
    issue(year, cast, paper="circular", city=None, seen=1)
    assert go("auditor", "year-papers").content.decode().count("本份不再有效") == 1


def test_all_letters_are_issued_in_the_background(
    go, year, cast, django_capture_on_commit_callbacks
):
    issue(year, cast)
    with django_capture_on_commit_callbacks(execute=True):
        answer = go("assessment_office", "papers-issue", data={})
    job = Job.objects.get()
    assert answer.url == reverse("job", args=[job.pk])
    assert job.message == "已印发 1 份反馈函，在“本年文书”下载。"
    assert sorted(paper.place.name for paper in IssuedPaper.objects.all()) == ["株洲市", "长沙市"]


def test_words_are_shown_before_they_are_kept(go, year):
    looked = go("assessment_office", "paper-words", "feedback", data=WORDS | {"seen": 0, "look": 1})
    assert "预览（还没有保存）" in looked.content.decode()
    assert "长沙市：得" in looked.content.decode()
    assert not PaperWords.objects.exists()
    kept = go("assessment_office", "paper-words", "feedback", data=WORDS | {"seen": 0})
    assert kept.url == reverse("paper-words", args=[2017, "feedback"])
    assert PaperWords.objects.get().signers == "处"


def test_pdf_of_words_is_shown_and_nothing_is_kept(go, year):
    answer = go("assessment_office", "paper-preview", "feedback", data=WORDS | {"seen": 0})
    assert answer["Content-Disposition"].startswith("inline")
    assert "2017年度函" in answer.content.decode()
    assert not PaperWords.objects.exists()


def test_unknown_field_is_named_and_what_was_typed_stays(go, year):
    data = WORDS | {"seen": 0, "opening": "{得芬}分"}
    answer = go("assessment_office", "paper-words", "feedback", data=data)
    assert answer.status_code == 422
    assert "开头里的 {得芬} 不是初步结果反馈函的字段" in answer.content.decode()
    assert "{得芬}分</textarea>" in answer.content.decode()


def test_words_changed_meanwhile_are_kept_and_ones_own_stay_in_the_form(go, year):
    go("assessment_office", "paper-words", "feedback", data=WORDS | {"seen": 0})
    late = go(
        "assessment_office", "paper-words", "feedback",
        data=WORDS | {"seen": 0, "heading": "迟到的标题"},
    )  # fmt: skip
    assert late.status_code == 409
    assert "他人修改过这种文书的用语，没有保存" in late.content.decode()
    assert "迟到的标题" in late.content.decode()


def test_our_own_words_come_back(go, year):
    go("assessment_office", "paper-words", "feedback", data=WORDS | {"seen": 0})
    go("assessment_office", "paper-words", "feedback", data=WORDS | {"seen": 1, "usual": 1})
    assert (
        PaperWords.objects.order_by("-number").first().heading
        == "关于反馈{年度}年度{考核名称}初步结果的函"
    )


@pytest.mark.parametrize("paper", KINDS)
def test_preview_beside_the_words_fills_every_field_and_says_what_is_invented(go, year, paper):
    every = "".join(f"{{{name}}}，" for name, _ in KINDS[paper].all_fields)
    data = {"heading": "标题", "opening": every, "closing": "", "signers": "", "seen": 0, "look": 1}
    page = go("assessment_office", "paper-words", paper, data=data)
    [shown] = page.context["shown"].words.opening
    assert "〔" not in shown.replace("会议纪要〔2018〕3号", "")
    assert ("示例：名称是本年度第一张指标表的" in page.content.decode()) is (paper not in OWN)
    if paper not in OWN:
        assert "—" not in shown
        assert ("长沙市" in shown) is ("{市州}" in every)


def test_example_of_a_year_without_tables_is_all_invented():
    values = example_of(Year(number=2017), None)
    assert (values["市州"], values["审定日期"]) == ("某市州", "2018年2月26日")
    assert values["表名"].startswith("2017年度某市州")
    assert not any(kind.field_names - values.keys() for kind in KINDS.values())


@pytest.mark.parametrize("persona", ["county", "administrator"])
def test_others_have_no_papers(go, year, persona):
    assert go(persona, "year-papers").status_code == 404


def test_list_asks_the_same_number_of_questions_for_more_units(go, year, cast):
    go("assessment_office", "year-papers")
    with CaptureQueriesContext(connection) as few:
        go("assessment_office", "year-papers")
    for at in range(3):
        factories.make_table(year, factories.make_city(f"新市{at}", f"43030{at}"))
    issue(year, cast)
    with CaptureQueriesContext(connection) as more:
        go("assessment_office", "year-papers")
    assert len(more) == len(few)
