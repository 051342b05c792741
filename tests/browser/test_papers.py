"""The card on the screen and on paper: why a point is lost, a PDF, all in one, all apart."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from assessment.models import Result
from cities.models import Account
from tests.browser.browsing import check_page, open_as
from tests.factories import make_account, make_city, make_table
from trust import files
from trust.models import Job, JobState

CITIES = {"430100": "长沙市", "430200": "株洲市"}


@pytest.fixture
def desk(context, live_server, transactional_db):
    """Open a page as the assessment office; in both cities nobody was trained in farming."""
    for key, name in CITIES.items():
        make_table(city=make_city(name, key))
    for measure, value in (("农业实用技术培训", 0), ("转移就业技能培训", 166)):
        Result.objects.filter(measure__name=measure).update(
            value=value, recorded_at=timezone.now(), recorded_as="培训中心", version=1
        )
    make_account("kaohe", role="assessment_office", full_name="考核甲")

    def go(name, *args):
        return open_as(context, live_server.url, "kaohe", reverse(name, args=args))

    return go


def download(page, role, name):
    """Return the name and the bytes of what this link or button hands out."""
    with page.expect_download() as waiting:
        page.get_by_role(role, name=name).first.click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def text_of(pdf: bytes) -> str:
    assert pdf.startswith(b"%PDF")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return "".join(text.split())


def test_card_unfolds_into_derivations(desk):
    page = desk("scorecard", 2017, "430100")
    sum_of_steps = page.get_by_text("8 档 × 1 = 8")
    expect(sum_of_steps).to_be_hidden()
    page.locator("summary", has_text="移民培训").click()
    expect(sum_of_steps).to_be_visible()
    expect(page.get_by_text("每少完成10%扣1分").first).to_be_visible()
    page.get_by_role("button", name="全部展开").click()
    expect(page.get_by_text("发生违纪违规行为被通报每起扣2分").first).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="全部收起").click()
    expect(sum_of_steps).to_be_hidden()


def test_address_of_an_item_opens_its_derivation(desk):
    page = desk("scorecard", 2017, "430100")
    anchor = page.locator("details", has_text="移民培训").first.get_attribute("id")
    page.goto(f"{page.url}#{anchor}")
    expect(page.get_by_text("8 档 × 1 = 8")).to_be_visible()


def test_card_comes_as_a_pdf(desk):
    page = desk("scorecard", 2017, "430100")
    name, pdf = download(page, "link", "PDF")
    assert name == "2017年度长沙市评分卡.pdf"
    assert "2017年度长沙市移民工作绩效考核评分卡" in text_of(pdf)
    assert "株洲" not in text_of(pdf)


def test_all_cards_come_as_one_pdf(desk):
    page = desk("scorecards", 2017)
    page.get_by_role("button", name="全部评分卡 PDF").click()
    name, pdf = download(page, "link", "下载")
    assert name == "2017年度评分卡.pdf"
    assert all(f"2017年度{city}移民工作绩效考核评分卡" in text_of(pdf) for city in CITIES.values())


def test_all_cards_come_apart_in_a_zip(desk):
    page = desk("scorecards", 2017)
    page.get_by_role("button", name="逐份打包 ZIP").click()
    expect(page.get_by_text("共 2 份评分卡")).to_be_visible()
    name, data = download(page, "link", "下载")
    assert name == "2017年度评分卡.zip"
    archive = zipfile.ZipFile(io.BytesIO(data))
    cards = {name: text_of(archive.read(name)) for name in archive.namelist()}
    assert list(cards) == [f"2017年度{city}评分卡.pdf" for city in CITIES.values()]
    assert all(name.removesuffix("评分卡.pdf") + "移民" in text for name, text in cards.items())


def test_progress_moves_by_itself_until_the_file_is_there(desk):
    job = Job.objects.create(
        kind="scorecards_zip", title="2017年度评分卡（.zip）", owner=Account.objects.get(),
        state=JobState.RUNNING, done=5, total=14, heartbeat_at=timezone.now(),
    )  # fmt: skip
    page = desk("job", job.pk)
    progress = page.get_by_role("progressbar", name=job.title)
    expect(progress).to_have_attribute("value", "5")
    Job.objects.update(done=9)
    expect(progress).to_have_attribute("value", "9")
    Job.objects.update(
        state=JobState.DONE, file=files.store(b"PK"), file_name="评分卡.zip",
        finished_at=timezone.now(),
    )  # fmt: skip
    expect(page.get_by_role("link", name="下载 评分卡.zip")).to_be_visible()
    expect(progress).to_be_hidden()
