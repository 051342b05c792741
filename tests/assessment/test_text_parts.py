"""Parts of a table under heads of their own, and names that a column of text says."""

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
from assessment.exports.tables import tables_json
from assessment.loading import load_tables
from assessment.models import CityTable, Item
from assessment.paper.official_table import printed_parts, table_html
from press.paper.merging import merge_labels
from tests.assessment.test_text_columns import cells_of
from tests.factories import make_account
from tests.reader.layouts import TITLE, word

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TWO = [
    ["指标名称", "考核内容", "评分标准", "分值", "责任处室"],
    ["机构", "成立小组", "未成立扣2分。", "5", "规划计划处"],
    ["会议", "", "未召开扣1分。", "5", "规划计划处"],
]
THREE = [
    ["指标名称", "考核内容", "目标值", "评分标准", "分值", "责任处室"],
    ["培训", "举办培训班", "3期", "未举办扣2分。", "5", "培训中心"],
]
ONE = [["指标名称", "评分标准", "分值", "责任处室"], ["报表", "未报送扣1分。", "5", "规划计划处"]]
NAMING = [
    ["考核内容", "评分标准", "分值", "责任处室"],
    ["1.成立领导小组，明确分工", "未成立扣2分。", "2", "规划计划处"],
    ["", "未分工扣1分。", "3", ""],
    ["召开会议", "未召开扣1分。", "5", "规划计划处"],
]


def imported(folder, *blocks, year=2019, merged=()):
    path = folder / "表.docx"
    path.write_bytes(word(TITLE, *blocks, merged=merged))
    call_command("import_tables", year, str(path), stdout=io.StringIO())
    return loaded(year)


def loaded(year=2019):
    [table] = load_tables(CityTable.objects.filter(year__number=year))
    return table


@pytest.fixture
def parts(tmp_path):
    return imported(tmp_path, TWO, "二、培训（5）", THREE, "三、报表（5）", ONE)


@pytest.fixture
def naming(tmp_path):
    return imported(tmp_path, NAMING, merged=[(1, 0, 2, 0), (1, 3, 2, 3)])


def grids_of(html: str) -> list[list[list[str]]]:
    tables = re.findall(r"<table[ >].*?</table>", html, re.DOTALL)
    return [cells_of(table) for table in tables]


PARTS = [
    (["考核内容", "评分标准"], [["成立小组", "未成立扣2分。"], ["", "未召开扣1分。"]]),
    (["考核内容", "目标值", "评分标准"], [["举办培训班", "3期", "未举办扣2分。"]]),
    (["评估内容与计分方法"], [["未报送扣1分。"]]),
]


def texts_of(grids) -> list:
    """Return of each part the heads and the texts of its rows; names have a head over two."""
    return [(head[2:-2], [row[-2 - len(head[2:-2]) : -2] for row in rows]) for head, *rows in grids]


def test_an_item_keeps_the_heads_of_its_part(parts):
    heads = {item.name: item.text_heads for item in parts.items}
    assert heads["会议"] == ("考核内容", "评分标准")
    assert heads["培训"] == ("考核内容", "目标值", "评分标准")
    assert heads["报表"] == ()
    assert parts.text_heads == ("考核内容", "目标值", "评分标准")


def test_paper_prints_each_part_under_its_own_heads(parts):
    html = table_html(parts)
    assert texts_of(grids_of(merge_labels(html))) == PARTS
    assert {sum(part.widths) for part in printed_parts(parts)} == {225}
    ids = re.findall(r'<tr id="([^"]+)"', html)
    assert len(set(ids)) == len(ids) == 4


def test_the_page_shows_each_part_under_its_own_heads(parts, client):
    client.force_login(make_account(role="assessment_office"))
    html = client.get(reverse("city-table", args=[2019, parts.city_key])).content.decode()
    assert texts_of(grids_of(html[html.index("paper-title") :])) == PARTS


def test_word_prints_each_part_under_its_own_heads(parts):
    tables = docx.Document(io.BytesIO(tables_docx([parts]))).tables
    grids = [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]
    assert [(g[0][3:-2], [row[3:-2] for row in g[1:]]) for g in grids] == PARTS


def test_excel_prints_each_part_under_its_own_heads(parts):
    sheet = load_workbook(io.BytesIO(tables_xlsx([parts]))).active
    rows = [[cell.value for cell in row[3:6]] for row in sheet.iter_rows(min_row=2)]
    assert rows == [
        ["考核内容", "评分标准", None],
        ["成立小组", "未成立扣2分。", None],
        [None, "未召开扣1分。", None],
        ["考核内容", "目标值", "评分标准"],
        ["举办培训班", "3期", "未举办扣2分。"],
        ["评估内容与计分方法", None, None],
        ["未报送扣1分。", None, None],
    ]
    assert {"E2:F2", "E3:F3", "D7:F7", "D8:F8"} <= {str(area) for area in sheet.merged_cells.ranges}


@pytest.mark.parametrize("suffix", ["json", "xlsx", "docx"])
@pytest.mark.parametrize("table", ["parts", "naming"])
def test_parts_go_out_and_come_back(table, suffix, tmp_path, request):
    before = request.getfixturevalue(table)
    out = tmp_path / f"导出.{suffix}"
    call_command("export_tables", 2019, str(out))
    told = io.StringIO()
    call_command("import_tables", 2019, str(out), stdout=told)
    assert "未变 1 张" in told.getvalue()
    call_command("import_tables", 2020, str(out), stdout=io.StringIO())
    after = loaded(2020)
    assert [i.text_heads for i in after.items] == [i.text_heads for i in before.items]
    assert after.text_heads == before.text_heads


def test_a_file_whose_items_name_heads_that_the_table_has_not_is_refused(parts, tmp_path):
    told = tables_json(2019, [parts])
    told["cities"][0]["sections"][0]["items"][0]["text_heads"] = ["评分标准", "考核内容"]
    path = tmp_path / "改.json"
    path.write_text(json.dumps(told))
    with pytest.raises(Exception, match="“机构”的“text_heads”应为全表栏名中的几个，先后照旧"):
        call_command("import_tables", 2020, str(path), stdout=io.StringIO())


NAMED = [
    ["序号", "所属部分", "考核内容", "评分标准", "分值", "数据采集责任处室"],
    ["", "考核指标", "1.成立领导小组，明确分工", "未成立扣2分。", "2", "规划计划处"],
    ["未分工扣1分。", "3"],
    ["召开会议", "未召开扣1分。", "5", "规划计划处"],
]


def test_words_that_name_the_items_are_printed_once(naming, client):
    assert [item.name for item in naming.items] == ["成立领导小组", "召开会议"]
    assert grids_of(merge_labels(table_html(naming))) == [NAMED]
    client.force_login(make_account(role="assessment_office"))
    html = client.get(reverse("city-table", args=[2019, naming.city_key])).content.decode()
    assert grids_of(html[html.index("paper-title") :]) == [NAMED]


def test_word_and_excel_print_words_that_name_the_items_once(naming):
    [table] = docx.Document(io.BytesIO(tables_docx([naming]))).tables
    assert [cell.text for cell in table.rows[0].cells][1:4] == NAMED[0][1:4]
    assert [row.cells[2].text for row in table.rows[1:]] == [NAMED[1][2]] * 2 + ["召开会议"]
    sheet = load_workbook(io.BytesIO(tables_xlsx([naming]))).active
    assert [sheet.cell(2, column).value for column in (2, 3, 4)] == NAMED[0][1:4]
    assert [sheet.cell(row, 3).value for row in (3, 4, 5)] == [NAMED[1][2], None, "召开会议"]


def test_names_of_their_own_stay_beside_what_is_asked(parts):
    """机构 is no word of 成立小组."""
    assert not any(part.named for part in printed_parts(parts))


def test_one_name_that_is_not_of_the_words_keeps_all(naming):
    Item.objects.filter(name="召开会议").update(name="会议")
    [part] = printed_parts(loaded())
    assert (part.named, part.texts) == ("", ("考核内容", "评分标准"))


def test_upgrade_gives_items_that_stand_the_heads_of_their_table(naming):

    migration = importlib.import_module("assessment.migrations.0022_columns_of_items")
    Item.objects.update(text_heads=[])
    migration.tell_heads(apps, None)
    assert [item.text_heads for item in loaded().items] == [naming.text_heads] * 2
