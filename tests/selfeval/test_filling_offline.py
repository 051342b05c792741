"""离线填报: the workbook out, and back with a preview of what it would change."""

import json
import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from selfeval.filing.actions.drafts import add_row
from selfeval.models import Report
from tests.factories import make_county
from tests.selfeval.factories import (
    COMMAND,
    make_filer,
    make_report,
    write,
)
from tests.selfeval.filling_pages import url

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def filled_workbook(client, report, changes):
    """Download the report's workbook and write words where they belong, by address."""
    book = load_workbook(BytesIO(client.get(url("report-workbook", report)).content))
    places = {
        row[2]: (row[0], row[1]) for row in book["核对码"].iter_rows(values_only=True) if row[2]
    }
    for address, words in changes.items():
        sheet, cell = places[address]
        book[sheet][cell] = words
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def upload(client, report, data, name="填报表.xlsx"):
    file = SimpleUploadedFile(name, data)
    return client.post(url("report-workbook-import", report), {"file": file})


def take_over(client, report, preview, *, follow=False, **more):
    told = {"parcel": preview.context["parcel"], **more}
    return client.post(url("report-workbook-import", report), told, follow=follow)


def test_a_workbook_is_previewed_and_then_written(county, report, store):
    write(report, {"budget": "100"})
    data = filled_workbook(county, report, {"budget": 120, "projects.1.name": "饮水工程"})
    preview = upload(county, report, data)
    told = [(c.label, c.before, c.after) for c in preview.context["plan"].changes]
    assert told == [("预算数", "100", "120"), ("项目 · 第 1 行 · 名称", "", "饮水工程")]
    report.refresh_from_db()
    assert report.data["fields"]["budget"] == "100"
    answered = take_over(county, report, preview)
    assert answered.url == url("report-fill", report)
    report.refresh_from_db()
    assert report.data["fields"]["budget"] == "120"
    assert report.data["tables"]["projects"] == [{"row": "1", "name": "饮水工程"}]


def test_wrong_cells_of_a_workbook_are_named_and_nothing_is_written(county, report, store):
    data = filled_workbook(county, report, {"budget": "三百", "unit": "移民局"})
    refused = upload(county, report, data)
    assert refused.status_code == 422
    assert re.search("工作表“基本情况” [A-Z]+[0-9]+：“三百”不是数字", refused.content.decode())
    report.refresh_from_db()
    assert report.data["fields"] == {}


@pytest.mark.parametrize("field", ["choice-all", "choice-unit"])
@pytest.mark.parametrize(("choice", "stands"), [("theirs", "同事"), ("mine", "工作簿")])
def test_what_a_colleague_wrote_since_is_decided(county, report, store, field, choice, stands):
    data = filled_workbook(county, report, {"unit": "工作簿", "summary": "工作簿"})
    colleague = make_filer(report)
    write(report, {"unit": "同事"}, user=colleague)
    preview = upload(county, report, data)
    assert f"下载之后 {colleague} 改过" in preview.content.decode()
    take_over(county, report, preview, **{field: choice})
    report.refresh_from_db()
    assert report.data["fields"] == {"unit": stands, "summary": "工作簿"}


def test_an_undecided_conflict_keeps_everything_out_and_asks_again(county, report, store):
    data = filled_workbook(county, report, {"unit": "工作簿", "summary": "工作簿"})
    write(report, {"unit": "同事"}, user=make_filer(report))
    refused = take_over(county, report, upload(county, report, data))
    assert refused.status_code == 422
    assert "还有 1 格冲突没有选择" in refused.content.decode()
    report.refresh_from_db()
    assert report.data["fields"] == {"unit": "同事"}
    assert take_over(county, report, refused, **{"choice-all": "mine"}).status_code == 302


def test_an_empty_cell_never_wipes_what_stands(county, report, store):
    write(report, {"budget": "100", "unit": "移民局"})
    data = filled_workbook(county, report, {"budget": None, "unit": "清空"})
    write(report, {"summary": "同事"}, user=make_filer(report))
    preview = upload(county, report, data)
    assert preview.context["plan"].left == ("预算数",)
    assert "保留不动的 1 格" in preview.content.decode()
    take_over(county, report, preview)
    report.refresh_from_db()
    assert report.data["fields"] == {"budget": "100", "summary": "同事"}


def test_rows_emptied_in_a_workbook_go_and_later_ones_stay(county, report, store):
    add_row(report_id=report.pk, table="projects", user=None, actor=COMMAND)
    write(report, {"projects.1.name": "饮水工程"})
    data = filled_workbook(county, report, {"projects.1.name": "清空"})
    add_row(report_id=report.pk, table="projects", user=None, actor=COMMAND)
    write(report, {"projects.2.name": "后加的"})
    preview = upload(county, report, data)
    assert preview.context["plan"].removed == ("项目 · 第 1 行",)
    answered = take_over(county, report, preview)
    assert answered.status_code == 302, answered.context["problems"]
    report.refresh_from_db()
    assert report.data["tables"]["projects"] == [{"row": "2", "name": "后加的"}]


def test_a_row_that_a_colleague_filled_since_is_kept(county, report, store):
    add_row(report_id=report.pk, table="projects", user=None, actor=COMMAND)
    write(report, {"projects.1.name": "饮水工程"})
    data = filled_workbook(county, report, {"projects.1.name": "清空", "unit": "移民局"})
    write(report, {"projects.1.name": "饮水工程二期"})
    preview = upload(county, report, data)
    assert preview.context["plan"].kept == ("项目 · 第 1 行",)
    take_over(county, report, preview)
    report.refresh_from_db()
    assert report.data["tables"]["projects"] == [{"row": "1", "name": "饮水工程二期"}]
    assert report.data["fields"] == {"unit": "移民局"}


def test_what_is_not_read_is_told_above_the_changes_and_the_rest_is_written(county, report, store):
    book = load_workbook(BytesIO(filled_workbook(county, report, {"unit": "移民局"})))
    book["填报说明"]["A1"].value = "另一个标题"
    out = BytesIO()
    book.save(out)
    preview = upload(county, report, out.getvalue())
    words = preview.content.decode()
    assert words.index("A1“表内文字”写的是“另一个标题”") < words.index('name="parcel"')
    assert take_over(county, report, preview).status_code == 302
    report.refresh_from_db()
    assert report.data["fields"] == {"unit": "移民局"}


def test_a_preview_is_not_carried_out_after_a_change(county, report, store):
    preview = upload(county, report, filled_workbook(county, report, {"unit": "工作簿"}))
    write(report, {"summary": "同事"})
    refused = take_over(county, report, preview)
    assert refused.status_code == 422
    assert "在预览之后又有人改过" in refused.content.decode()
    forged = county.post(url("report-workbook-import", report), {"parcel": "forged"})
    assert "预览已过期" in forged.content.decode()


def test_a_file_that_is_no_workbook_is_refused(county, report, store):
    refused = upload(county, report, b"not a workbook")
    assert refused.status_code == 422
    assert "文件未导入" in refused.content.decode()


def test_the_workbook_of_another_county_is_refused(client, county, report, task, store):
    other = make_report(task, make_county("邻县"))
    data = filled_workbook(county, report, {"unit": "本县"})
    client.force_login(make_filer(other))
    refused = upload(client, other, data)
    assert refused.status_code == 422
    assert "本县" not in json.dumps(Report.objects.get(pk=other.pk).data, ensure_ascii=False)
