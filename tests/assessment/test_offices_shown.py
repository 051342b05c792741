"""Offices that were set by hand in a table without their column are shown as those of one with."""

import io
import json

import docx
import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from assessment.actions.setup import save_item_offices
from assessment.exports.official import tables_docx, tables_xlsx
from assessment.exports.tables import tables_json
from assessment.loading import load_tables
from assessment.models import CityTable, Item
from assessment.paper.official_table import table_html
from cities.models import Office
from tests.factories import make_account
from tests.reader.layouts import TITLE, word
from trust import log

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ROWS = [
    ["指标名称", "评分标准", "分值"],
    ["机构", "未成立扣2分。", "5"],
    ["会议", "未召开扣1分。", "5"],
]
BOTH = "规划计划处\n培训中心"


@pytest.fixture
def user(tmp_path):
    """A table whose first item has two offices by hand; the person who set them."""
    path = tmp_path / "表.docx"
    path.write_bytes(word(TITLE, ROWS))
    call_command("import_tables", 2019, str(path), stdout=io.StringIO())
    user = make_account(role="assessment_office")
    item = Item.objects.get(name="机构")
    offices = Office.objects.filter(name__in=BOTH.split())
    save_item_offices(item=item, offices=offices, version=1, user=user, actor=log.Actor("考核办"))
    return user


def loaded(year=2019):
    return load_tables(CityTable.objects.filter(year__number=year))


def test_the_page_shows_them(user, client):
    client.force_login(user)
    address = reverse("city-table", args=[2019, loaded()[0].city_key])
    assert "规划计划处<br>培训中心</td>" in client.get(address).content.decode()


def test_paper_shows_them(user):
    assert f">{BOTH}</td>" in table_html(loaded()[0])


def test_word_and_excel_show_them(user):
    [table] = docx.Document(io.BytesIO(tables_docx(loaded()))).tables
    assert [row.cells[-1].text for row in table.rows[1:]] == [BOTH, ""]
    sheet = load_workbook(io.BytesIO(tables_xlsx(loaded()))).active
    assert [sheet.cell(row, 6).value for row in (3, 4)] == [BOTH, None]


def test_they_go_out_and_come_back_while_the_table_keeps_its_words(user, tmp_path):
    told = tables_json(2019, loaded())
    first, second = told["cities"][0]["sections"][0]["items"]
    assert (first["offices"], first["offices_text"]) == (BOTH.split(), "")
    assert second["offices"] == []
    path = tmp_path / "表.json"
    path.write_text(json.dumps(told))
    call_command("import_tables", 2020, str(path), stdout=io.StringIO())
    item = Item.objects.get(section__table__year__number=2020, name="机构")
    assert [office.name for office in item.offices.all()] == BOTH.split()
    assert item.offices_text == ""


def test_the_document_read_again_leaves_them(user, tmp_path):
    out = io.StringIO()
    call_command("import_tables", 2019, str(tmp_path / "表.docx"), stdout=out)
    assert "未变 1 张" in out.getvalue()
    assert loaded()[0].sections[0].items[0].offices_shown == BOTH
