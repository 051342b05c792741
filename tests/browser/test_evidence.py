"""Evidence laid to a cell in its panel: several files at once, too large ones refused in words."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessment.models import Evidence, Indicator
from tests.browser.browsing import sign_in
from tests.factories import make_account, make_city, make_office, make_table

MIB = 1 << 20


@pytest.fixture
def panel(transactional_db, live_server, context):
    """The panel of a cell as its office opens it."""
    office = make_office("培训中心")
    make_table(city=make_city("长沙市"), office=office)
    make_account("peixun", role="office", office=office)
    sign_in(context, live_server.url, "peixun")
    page = context.new_page()
    training = Indicator.objects.get(name="移民培训")
    page.goto(live_server.url + reverse("collection-grid", args=[2017, training.pk]))
    expect(page.locator("#grid[data-ready]")).to_be_visible()
    page.get_by_label("长沙市 农业实用技术培训", exact=True).click()
    page.locator('[data-act="detail"]').click()
    expect(page.get_by_label("添加佐证材料")).to_be_visible()
    return page


def file(name: str, size: int = 10) -> dict:
    return {"name": name, "mimeType": "text/plain", "buffer": b"a" * size}


def upload(page, *files: dict) -> None:
    page.get_by_label("添加佐证材料").set_input_files(list(files))
    page.get_by_role("button", name="上传").click()


def test_several_files_for_the_indicator_are_laid_and_a_wrong_one_is_named(panel):
    panel.get_by_label("用于").select_option("item")
    upload(panel, file("甲.txt"), file("乙.exe"), file("丙.txt", 20))

    body = panel.locator("#cell-panel-body")
    expect(body).to_contain_text("已添加“甲.txt”、“丙.txt”。")
    expect(body).to_contain_text("不接受 .exe 文件")
    expect(body).to_contain_text("用于本指标")
    assert Evidence.objects.filter(scope="item").count() == 2


@pytest.mark.parametrize(
    ("size", "words"),
    [(21, "大小 21.0 MB，超过 20 MB 的上限"), (31, "超过一次 30 MB 的上限，没有保存任何内容")],
)
def test_file_over_the_limit_gets_the_sentence(panel, tmp_path, size, words):
    path = tmp_path / "大.txt"
    path.write_bytes(b"a" * (size * MIB))
    panel.get_by_label("添加佐证材料").set_input_files(path)
    panel.get_by_role("button", name="上传").click()

    expect(panel.locator("body")).to_contain_text(words)
    assert not Evidence.objects.exists()
