"""Texts of several columns: kept with their heads, shown and printed as columns everywhere."""

import importlib
import io
import json
import re

import docx
import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from assessment.exports.official import tables_docx, tables_xlsx
from assessment.loading import load_tables
from assessment.models import CityTable, Item
from assessment.paper.official_table import printed_parts, table_html
from press.paper.merging import merge_labels
from tests.factories import make_account, make_table
from tests.reader.layouts import TITLE, word

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HEADS = ["序号", "指标名称", "考核内容", "评分标准", "分值", "责任处室"]
ROWS = [
    ["1", "机构", "成立领导小组", "未成立扣2分。", "2", "规划计划处"],
    ["", "", "召开会议", "未召开扣3分。", "3", ""],
    ["2", "报表", "按时报送报表", "一次未按时报送扣0.5分。", "5", "规划计划处"],
]
NAMES_AND_OFFICES = [(1, 0, 2, 0), (1, 1, 2, 1), (1, 5, 2, 5)]


@pytest.fixture
def path(tmp_path):
    """A document of two columns of text, one indicator in two rows with points of their own."""
    path = tmp_path / "表.docx"
    path.write_bytes(word(TITLE, [HEADS, *ROWS], merged=NAMES_AND_OFFICES))
    call_command("import_tables", 2019, str(path), stdout=io.StringIO())
    return path


def loaded(year=2019):
    [table] = load_tables(CityTable.objects.filter(year__number=year))
    return table


def test_a_table_keeps_the_heads_of_its_columns(path):
    assert CityTable.objects.get().text_heads == ["考核内容", "评分标准"]
    assert CityTable.history.get().text_heads == ["考核内容", "评分标准"]


def cells_of(html: str) -> list[list[str]]:
    rows = re.findall(r"<tr[ >].*?</tr>|<tr>.*?</tr>", html, re.DOTALL)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
    return [["".join(re.sub("<[^>]*>", "", cell).split()) for cell in row] for row in cells]


PRINTED = [
    ["机构", "成立领导小组", "未成立扣2分。", "2", "规划计划处"],
    ["召开会议", "未召开扣3分。", "3"],
    ["报表", "按时报送报表", "一次未按时报送扣0.5分。", "5", "规划计划处"],
]


def test_paper_has_the_columns_side_by_side_on_a_sheet_laid_across(path):
    html = table_html(loaded())
    head, first, *others = cells_of(merge_labels(html))
    assert head[2:4] == ["考核内容", "评分标准"]
    assert [first[2:], *others] == PRINTED
    assert "【" not in html
    assert "A4 landscape" in html
    assert sum(printed_parts(loaded())[0].widths) == 225


def test_columns_of_text_are_as_wide_as_what_they_say_and_never_too_narrow(path):
    Item.objects.filter(name="报表").update(text=f"【考核内容】{'甲' * 900}\n【评分标准】乙")
    widths = printed_parts(loaded())[0].widths
    asked, scored = widths[3:5]
    assert asked > 1.9 * scored
    assert scored > 45
    assert sum(widths) == 225


def test_page_has_the_columns_side_by_side(path, client):
    client.force_login(make_account(role="assessment_office"))
    html = client.get(reverse("city-table", args=[2019, loaded().city_key])).content.decode()
    table = html[html.index('<table class="official-table') : html.index("</table>")]
    head, first, *others = cells_of(table)
    assert head[2:4] == ["考核内容", "评分标准"]
    assert [first[2:], *others] == PRINTED
    assert "【" not in table
    assert 'rowspan="3">考核指标' in table


@pytest.mark.parametrize("page", ["item-rules", "scorecard"])
def test_where_the_text_is_shown_alone_each_column_stands_below_its_head(path, client, page):
    client.force_login(make_account(role="assessment_office"))
    item = Item.objects.get(name="报表")
    key = item.pk if page == "item-rules" else loaded().city_key
    html = client.get(reverse(page, args=[2019, key])).content.decode()
    words = "".join(re.sub("<[^>]*>", "", html).split())
    assert "考核内容按时报送报表评分标准一次未按时报送扣0.5分。" in words
    assert "【" not in words


@pytest.mark.parametrize("address", ["scorecard", "admin:assessment_citytable_change"])
def test_a_part_without_a_number_is_named_without_one(path, client, address):
    client.force_login(make_account(role="assessment_office"))
    table = CityTable.objects.get()
    arguments = [table.pk] if "admin" in address else [2019, table.city.key]
    html = client.get(reverse(address, args=arguments)).content.decode()
    assert ">考核指标</h2>" in html


def test_search_shows_the_words_without_the_marks_of_columns(path, client):
    client.force_login(make_account(role="assessment_office"))
    html = client.get(reverse("search"), {"q": "按时报送"}).content.decode()
    assert "考核内容：" in html
    assert "【" not in html


def test_last_years_table_is_compared_without_the_marks_of_columns(path, client):
    call_command("import_tables", 2018, str(path), stdout=io.StringIO())
    Item.objects.filter(section__table__year__number=2018, name="报表").update(name="旧报表")
    client.force_login(make_account(role="assessment_office"))
    address = reverse("city-table", args=[2019, loaded().city_key])
    html = client.get(address, {"compare": "1"}).content.decode()
    changes = html[html.index('id="changes"') :]
    assert changes.count("考核内容：按时报送报表") == 2
    assert "【" not in changes


def test_findings_quote_the_words_without_the_marks_of_columns(tmp_path, client):
    path = tmp_path / "表.docx"
    path.write_bytes(word(TITLE, [HEADS, [*ROWS[2][:3], "酌情扣分。", *ROWS[2][4:]]]))
    out = io.StringIO()
    call_command("import_tables", 2019, str(path), stdout=out)
    assert "原文：“考核内容：按时报送报表\n评分标准：酌情扣分。”" in out.getvalue()
    client.force_login(make_account(role="assessment_office"))
    html = client.get(reverse("city-table", args=[2019, loaded().city_key])).content.decode()
    assert "考核内容：按时报送报表" in html
    assert "【" not in html


def test_word_has_the_columns_on_a_sheet_laid_across(path):
    document = docx.Document(io.BytesIO(tables_docx([loaded()])))
    [table] = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0][3:5] == ["考核内容", "评分标准"]
    assert [row[2:] for row in rows[1:]] == [
        PRINTED[0],
        ["机构", *PRINTED[1], "规划计划处"],
        PRINTED[2],
    ]
    assert document.sections[0].page_width > document.sections[0].page_height


def test_word_turns_the_sheet_for_each_table_as_it_needs(path):
    plain = make_table()
    [upright] = load_tables(CityTable.objects.filter(pk=plain.pk))
    document = docx.Document(io.BytesIO(tables_docx([upright, loaded(), loaded(), upright])))
    wide = [section.page_width > section.page_height for section in document.sections]
    assert wide == [False, True, False]
    breaks = [p.paragraph_format.page_break_before for p in document.paragraphs if p.text]
    assert breaks == [False, False, True, False]


def test_excel_has_the_columns_on_a_sheet_laid_across(path):
    sheet = load_workbook(io.BytesIO(tables_xlsx([loaded()]))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert rows[0][3:5] == ["考核内容", "评分标准"]
    assert [row[2:] for row in rows[1:4]] == [
        ["机构", "成立领导小组", "未成立扣2分。", 2, "规划计划处"],
        [None, "召开会议", "未召开扣3分。", 3, None],
        ["报表", "按时报送报表", "一次未按时报送扣0.5分。", 5, "规划计划处"],
    ]
    assert sheet.page_setup.orientation == "landscape"


@pytest.mark.parametrize("suffix", ["json", "xlsx", "docx"])
def test_columns_and_rows_go_out_and_come_back(path, tmp_path, suffix):
    out = tmp_path / f"导出.{suffix}"
    call_command("export_tables", 2019, str(out))
    told = io.StringIO()
    call_command("import_tables", 2019, str(out), stdout=told)
    assert "未变 1 张" in told.getvalue()
    call_command("import_tables", 2020, str(out), stdout=io.StringIO())
    assert loaded(2020).text_heads == loaded().text_heads
    assert [i.text for i in loaded(2020).items] == [i.text for i in loaded().items]


def exported(folder) -> dict:
    call_command("export_tables", 2019, str(folder / "导出.json"))
    return json.loads((folder / "导出.json").read_text())


def imported(folder, told) -> None:
    (folder / "改.json").write_text(json.dumps(told))
    call_command("import_tables", 2020, str(folder / "改.json"), stdout=io.StringIO())


def test_a_file_without_heads_is_asked_by_its_texts(path, tmp_path):
    told = exported(tmp_path)
    del told["cities"][0]["text_heads"]
    imported(tmp_path, told)
    assert loaded(2020).text_heads == ("考核内容", "评分标准")


@pytest.mark.parametrize("heads", [["考核内容", "考核内容"], [" "], ["考核\n内容"]])
def test_heads_that_cannot_part_a_text_are_refused(path, tmp_path, heads):
    told = exported(tmp_path)
    told["cities"][0]["text_heads"] = heads
    with pytest.raises(Exception, match="长沙市：“text_heads”应为各栏的栏名：不重复"):
        imported(tmp_path, told)


def test_a_table_of_one_column_keeps_no_heads(tmp_path):
    path = tmp_path / "表.docx"
    path.write_bytes(word(TITLE, [[*HEADS[:2], *HEADS[3:]], [*ROWS[2][:2], *ROWS[2][3:]]]))
    call_command("import_tables", 2019, str(path), stdout=io.StringIO())
    assert loaded().text_heads == ()
    assert "text_heads" not in exported(tmp_path)["cities"][0]
    assert "landscape" not in table_html(loaded())


def test_a_cell_that_looks_like_columns_comes_back_as_one(tmp_path):
    path = tmp_path / "表.docx"
    words = "【考核内容】按时报送\n【评分标准】一次未报送扣0.5分。"
    path.write_bytes(word(TITLE, [["指标名称", "评分标准", "分值"], ["报表", words, "5"]]))
    call_command("import_tables", 2019, str(path), stdout=io.StringIO())
    told = exported(tmp_path)
    assert told["cities"][0]["text_heads"] == []
    imported(tmp_path, told)
    assert loaded(2020).text_heads == loaded().text_heads == ()
    assert [item.text for item in loaded(2020).items] == [words]


def test_upgrade_gives_tables_that_stand_their_heads(path):
    migration = importlib.import_module("assessment.migrations.0018_columns_of_texts")
    CityTable.objects.update(text_heads=[])
    plain = make_table()
    Item.objects.filter(section__table=plain).update(text="【注】甲\n【又】乙，计5分。")
    migration.tell_heads(apps, None)
    assert loaded().text_heads == ("考核内容", "评分标准")
    assert loaded(2017).text_heads == ()
