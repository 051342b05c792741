"""Papers to download: the head of each answer, the line in the log, and what is refused."""

import io
import zipfile

import pytest
from django.urls import reverse
from pypdf import PdfReader

from assessment.models import YearState
from press.paper.fonts import PaperError
from tests.assessment.downloads import check_download, logged
from tests.factories import make_city, make_table, make_year
from trust.models import AuditEntry, Job

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TABLE = "2017年度长沙市移民工作绩效考核指标表"
#: Route: name of the file, words in it, what the log calls it and what it is about.
PAPERS = {
    "city-table-pdf": ("2017年度长沙市指标表.pdf", TABLE, "下载指标表", "长沙市"),
    "scorecard-pdf": ("2017年度长沙市评分卡.pdf", "移民工作绩效考核评分卡", "下载评分卡", "长沙市"),
    "scorecards-pdf": ("2017年度评分卡.pdf", "移民工作绩效考核评分卡", "下载评分卡", "2017年度"),
    "ranking-pdf": ("2017年度考核排名.pdf", "长沙市", "下载排名", "2017年度"),
}


def address(name, table, year=2017):
    city = [table.city.key] if name in ("city-table-pdf", "scorecard-pdf") else []
    return reverse(name, args=[year, *city])


@pytest.fixture
def browse(client, cast, table):
    def go(persona, name, year=2017):
        client.force_login(cast[persona])
        return client.get(address(name, table, year))

    return go


@pytest.mark.parametrize("name", PAPERS)
def test_paper_is_an_attachment_and_logged(browse, name):
    file_name, words, action, about = PAPERS[name]
    pdf = check_download(
        browse("assessment_office", name), name=file_name, content_type="application/pdf"
    )
    assert pdf.startswith(b"%PDF")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert words in "".join(text.split())
    [(logged_action, person, role, label, outcome)] = logged()
    assert (logged_action, person, role, outcome) == (action, "考核甲", "考核办", "done")
    assert about in label
    assert AuditEntry.objects.get().after == {"文件": file_name}


@pytest.mark.parametrize(
    ("persona", "name"),
    [
        ("city", "scorecard-pdf"),
        ("city", "ranking-pdf"),
        ("other_city", "city-table-pdf"),
        ("county", "scorecards-pdf"),
        ("administrator", "city-table-pdf"),
    ],
)
def test_paper_of_others_does_not_exist_and_no_download_is_logged(browse, persona, name):
    assert browse(persona, name).status_code == 404
    assert [line for line in logged() if line[0].startswith("下载")] == []


def test_city_gets_its_own_card_once_it_is_released(browse, table):
    table.year.state = YearState.FEEDBACK
    table.year.save()
    response = browse("city", "scorecard-pdf")
    check_download(response, name="2017年度长沙市评分卡.pdf", content_type="application/pdf")
    assert logged()[-1][:2] == ("下载评分卡", "市州丁")


@pytest.mark.parametrize("name", PAPERS)
def test_there_is_no_paper_of_a_year_without_tables(browse, name):
    make_year(2018)
    assert browse("assessment_office", name, 2018).status_code == 404
    assert logged() == []


@pytest.mark.parametrize("name", PAPERS)
def test_paper_that_cannot_be_made_says_why_and_is_not_logged_as_made(browse, name, monkeypatch):
    def fail(*args):
        raise PaperError("服务器上没有可用的中文字体，未生成 PDF。")

    monkeypatch.setattr("assessment.views.papers.print_one", fail)
    monkeypatch.setattr("assessment.paper.printing.print_one", fail)
    monkeypatch.setattr("press.paper.sharing.print_joined", fail)
    response = browse("assessment_office", name)
    assert response.status_code == 403
    assert "没有可用的中文字体，未生成 PDF" in response.content.decode()
    assert [line for line in logged() if line[0].startswith("下载")] == []


def test_cards_apart_are_made_in_the_background(
    client, cast, table, django_capture_on_commit_callbacks
):
    make_table(city=make_city("株洲市", "430200"))
    client.force_login(cast["office"])
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("scorecards-zip", args=[2017]))
    job = Job.objects.get()
    assert response.url == reverse("job", args=[job.pk])
    assert "共 2 份评分卡" in client.get(response.url).content.decode()

    data = check_download(
        client.get(reverse("job-file", args=[job.pk])),
        name="2017年度评分卡.zip",
        content_type="application/zip",
    )
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert sorted(names) == ["2017年度株洲市评分卡.pdf", "2017年度长沙市评分卡.pdf"]
    assert [(line[0], line[1]) for line in logged()] == [
        ("发起任务", "培训乙"),
        ("任务结束", "后台任务"),
        ("下载", "培训乙"),
    ]


def test_all_cards_are_made_in_the_background_and_are_the_file_of_their_address(
    client, cast, table, django_capture_on_commit_callbacks
):
    client.force_login(cast["office"])
    page = client.get(reverse("scorecards", args=[2017])).content.decode()
    assert reverse("scorecards-joined", args=[2017]) in page
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("scorecards-joined", args=[2017]))
    job = Job.objects.get()
    assert response.url == reverse("job", args=[job.pk])
    assert (job.state, job.done, job.total) == ("done", 1, 1)

    made = check_download(
        client.get(reverse("job-file", args=[job.pk])),
        name="2017年度评分卡.pdf",
        content_type="application/pdf",
    )
    assert client.get(reverse("scorecards-pdf", args=[2017])).content == made


@pytest.mark.parametrize("persona", ["city", "county", "administrator"])
def test_nobody_outside_the_province_starts_a_job(client, cast, persona):
    client.force_login(cast[persona])
    assert client.post(reverse("scorecards-zip", args=[2017])).status_code == 404
    assert not Job.objects.exists()
